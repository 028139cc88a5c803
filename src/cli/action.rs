use super::inputs::{self, Input, Kind};
use crate::report::OUTPUTS;

/// `action.yml`, made from the input and output tables; `image` is what the container runs from.
///
/// The entry points have no arguments, since the runner takes each for one path, and there are two because a post-step
/// learns only from its name that it is one (facts: action-metadata).
pub fn action_yml(image: &str) -> String {
    let inputs: String = inputs::in_workflows().map(input).collect();
    let outputs: String =
        OUTPUTS.iter().map(|output| format!("  {}:\n    description: {}\n", output.name, text(output.help))).collect();
    format!(
        "name: slot-deploy\n\
         description: Releases Azure Functions apps through deployment slots, proved, probed, swapped and watched\n\
         author: slot-deploy\n\
         branding:\n  icon: repeat\n  color: blue\n\
         inputs:\n{inputs}\
         outputs:\n{outputs}\
         runs:\n  using: docker\n  image: {image}\n  entrypoint: /slot-deploy\n  post-entrypoint: /slot-deploy-post\n  \
         post-if: always()\n"
    )
}

fn input(input: &Input) -> String {
    let mut help = input.help.to_owned();
    if let Kind::Choice(choices) = input.kind {
        help = format!("{help} ({})", choices.join(", "));
    }
    // The runner hands over every default, and this one would win over the file.
    let default = input.default.filter(|_| !input.is_in_file());
    if let (None, Some(default)) = (default, input.default.filter(|_| input.kind != Kind::Flag)) {
        help = format!("{help}; `{default}` when neither this nor `slot-deploy.yml` says");
    }
    let required = if input.is_always_required() { "    required: true\n" } else { "" };
    let default = default.map(|default| format!("    default: {}\n", text(default))).unwrap_or_default();
    format!("  {}:\n    description: {}\n{required}{default}", input.name, text(&help))
}

/// A quoted scalar: what JSON writes, YAML reads.
pub(super) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
