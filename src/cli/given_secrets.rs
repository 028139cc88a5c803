use super::inputs::INPUTS;
use super::raw::Raw;
use crate::http::{Redactor, Secret};
use crate::record::brief;
use crate::runner::Environment;

/// Variables of a step that hold a credential.
const VARIABLES: [&str; 6] = [
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_RUNTIME_TOKEN",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "AZURE_CLIENT_SECRET",
    "IDENTITY_HEADER",
];

/// The secrets that a step was given, which no problem with its inputs may repeat.
pub(super) fn given_secrets(raw: &Raw, environment: &Environment) -> Redactor {
    let secrets = Redactor::default();
    let inputs = INPUTS.iter().filter(|input| input.secret).flat_map(|input| raw.all(input.name));
    let variables = VARIABLES.iter().filter_map(|name| environment.get(name).map(str::to_owned));
    for value in inputs.chain(variables) {
        // A problem shows the beginning and the end of a long value.
        let shown = brief(&value);
        let ends = [shown.split('…').next(), shown.rsplit('…').next()];
        ends.into_iter().flatten().for_each(|part| secrets.learn(&Secret::new(part)));
        secrets.learn(&Secret::new(value));
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::read;

    #[test]
    fn a_problem_with_inputs_repeats_no_secret_of_the_step() {
        let long = "swordfish-3".repeat(40);
        let variables = [
            ("GITHUB_TOKEN", long.as_str()),
            ("INPUT_SUBSCRIPTION-ID", long.as_str()),
            ("INPUT_CLIENT-SECRET", "swordfish-1"),
            ("ACTIONS_RUNTIME_TOKEN", "swordfish-2"),
            (
                "INPUT_PROBES",
                "- name: a\n  request: { path: /a, headers: { x: swordfish-1, x-b: swordfish-2, 'y z': 1 } }\n",
            ),
            ("INPUT_CLIENT-ID", "swordfish-1"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let problems = read(&["release".to_owned()], &Environment::of(variables)).unwrap_err();
        let told: Vec<String> = problems.iter().map(|problem| problem.to_string()).collect();
        let told = told.join("\n");
        assert!(told.contains("`y z` is not a header name") && told.contains("x-b: ***,"), "{told}");
        assert!(!told.contains("swordfish"), "{told}");
    }
}
