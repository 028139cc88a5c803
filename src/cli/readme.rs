//! The tables of the README, made from the tables of the program; a test holds the two together.

use super::inputs::{Command, INPUTS, Kind};
use crate::record::OUTCOMES;
use crate::report::OUTPUTS;

/// The inputs of the Action.
pub fn inputs_table() -> String {
    let rows = INPUTS
        .iter()
        .filter(|input| input.commands.iter().any(|command: &Command| command.is_for_actions()))
        .map(|input| {
            let default = input.default.map(|default| format!("`{default}`")).unwrap_or_default();
            let choices = match input.kind {
                Kind::Choice(choices) if input.name != "command" => {
                    let names: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
                    format!(" ({})", names.join(", "))
                }
                _ => String::new(),
            };
            format!("| `{}` | {default} | {}{choices} |\n", input.name, input.help.replace('|', "\\|"))
        });
    "| input | default | meaning |\n| --- | --- | --- |\n".to_owned() + &rows.collect::<String>()
}

/// The outputs of the Action.
pub fn outputs_table() -> String {
    let rows = OUTPUTS.iter().map(|output| format!("| `{}` | {} |\n", output.name, output.help));
    "| output | what it holds |\n| --- | --- |\n".to_owned() + &rows.collect::<String>()
}

/// The outcomes and their exit codes.
pub fn outcomes_table() -> String {
    let rows = OUTCOMES.iter().map(|row| format!("| `{}` | {} | {} |\n", row.name, row.exit, row.meaning));
    "| outcome | exit code | meaning |\n| --- | --- | --- |\n".to_owned() + &rows.collect::<String>()
}
