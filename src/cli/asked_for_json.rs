use super::Command;
use crate::runner::Environment;

/// Whether `check`, `diff` or `status` is to print JSON. It is known before arguments and inputs are read, since whoever asked for JSON hears in JSON what
/// is wrong with them as well.
pub fn asks_for_json(arguments: &[String], environment: &Environment) -> bool {
    let inputs = environment.inputs();
    let input = |name: &str| inputs.iter().find(|(given, _)| given.as_str() == name).map(|(_, value)| value.trim());
    let command = arguments.first().map(String::as_str).or_else(|| input("command"));
    let by_flag = arguments.iter().rev().find_map(|argument| match argument.strip_prefix("--json")? {
        "" => Some("true"),
        value => value.strip_prefix('='),
    });
    [Command::Check, Command::Diff, Command::Status].iter().any(|one| command == Some(one.name()))
        && by_flag.or_else(|| input("json")).is_some_and(|value| !value.eq_ignore_ascii_case("false"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(arguments: &[&str], variables: &[(&str, &str)]) -> bool {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        asks_for_json(&arguments, &Environment::of(variables))
    }

    #[test]
    fn only_a_check_is_asked_for_a_document_by_its_flag_or_by_its_input() {
        assert!(asks(&["check", "--json"], &[]) && asks(&["check", "--watch", "soon", "--json=true"], &[]));
        assert!(asks(&["check", "--json=perhaps"], &[]), "a bad value asks as well, and is told so in JSON");
        assert!(asks(&[], &[("INPUT_COMMAND", "check"), ("INPUT_JSON", "true")]));
        assert!(asks(&["check"], &[("INPUT_JSON", "true")]));
        assert!(!asks(&["check", "--json=false"], &[("INPUT_JSON", "true")]), "a flag wins over an input");
        assert!(
            !asks(&["check"], &[]) && !asks(&["check", "--role-json"], &[]) && !asks(&[], &[("INPUT_JSON", "true")])
        );
        assert!(!asks(&["pack", ".", "--json"], &[]), "that of `pack` has another form");
    }
}
