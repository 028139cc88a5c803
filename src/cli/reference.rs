//! The reference, made from the tables of the program: tables of the README and whole pages below `src/docs`. Tests hold
//! what is written there against what is made here.

use super::inputs::{self, Command, INPUTS, Input, Kind};
use crate::preflight::{CHECKS, Lowers, Weight};
use crate::record::{Code, Explanation, OUTCOMES, ROOMS};
use crate::report::OUTPUTS;

const GENERATED: &str = "<!-- Generated: `UPDATE_DOCS=1 cargo test --test it docs::` writes this page. -->\n\n";

const LOWER: &str = "A check that does not hold for your app is lowered in `slot-deploy.yml` to `warning`, `note` or `off`, by its name \
    and with a reason, which log and summary repeat. It then stops no release, also with `strict`. An unknown name, a missing reason \
    and a check that is never lowered are errors in the configuration.\n\n```yaml\nchecks:\n  live-triggers: { severity: note, reason: \
    \"both sides are meant to take from the queue\" }\n```\n";

const REPORTS: &str = "\n`check --json` prints one document: [check.schema.json](check.schema.json) is its schema, and \
    `slot-deploy explain check-json` prints that. `sarif: FILE` writes the findings for code scanning, to be uploaded by \
    `github/codeql-action/upload-sarif`; a finding without a file of its own is shown in the workflow. `check --explain NAME` says why a \
    check is made. `apps:` names several apps, or `RESOURCE_GROUP/*`: each is looked at, without a package, and the exit code is 10 when a \
    release of one of them would not start.\n";

/// The page of inputs and outputs.
pub fn inputs_page() -> String {
    format!(
        "# Inputs and outputs\n\n{GENERATED}Inputs of the Action, and flags of the commands of the same names. All problems with \
         them are reported at once, each with its fix, before anything is asked of Azure.\n\n{}\n## Outputs\n\n{}",
        inputs_table(),
        outputs_table()
    )
}

/// The inputs of the Action.
fn inputs_table() -> String {
    let rows = INPUTS.iter().filter(|input| input.is_of_a_release()).map(|input| input_row(input, ""));
    "| input | default | meaning |\n| --- | --- | --- |\n".to_owned() + &rows.collect::<String>()
}

/// The outputs of the Action.
fn outputs_table() -> String {
    let rows = OUTPUTS.iter().map(|output| format!("| `{}` | {} |\n", output.name, output.help));
    "| output | what it holds |\n| --- | --- |\n".to_owned() + &rows.collect::<String>()
}

/// The outcomes and their exit codes.
pub fn outcomes_table() -> String {
    let rows = OUTCOMES.iter().map(|row| format!("| `{}` | {} | {} |\n", row.name, row.exit, row.meaning));
    "| outcome | exit code | meaning |\n| --- | --- | --- |\n".to_owned() + &rows.collect::<String>()
}

/// The page of codes.
pub fn codes_page() -> String {
    let mut page = format!(
        "# Codes\n\n{GENERATED}Every problem has a stable code: in the summary, in `release.json`, and in the log. \
         `slot-deploy explain CODE` prints the same text. Findings before a release begins are [checks](checks.md).\n"
    );
    for room in ROOMS {
        page += &format!("\n## {}\n", room.title);
        page.extend(room.codes.iter().filter_map(Code::explanation).map(|code| section(code, "")));
    }
    page
}

/// The page of checks.
pub fn checks_page() -> String {
    let mut page = format!(
        "# Checks\n\n{GENERATED}What is looked at before anything is changed, in this order. `command: check` and `dry-run: true` \
         show all findings and change nothing.\n{REPORTS}\n{LOWER}"
    );
    for check in CHECKS {
        let about = check.about();
        let reads: Vec<String> = about.reads.iter().map(ToString::to_string).collect();
        let more = format!("*Finding:* {}.\n\n*Reads:* {}.\n\n", about.weight, reads.join("; "));
        let never = match about.lowers {
            Lowers::Never(why) => format!("*Never lowered:* {why}.\n\n"),
            Lowers::Yes => String::new(),
        };
        page += &section(&about.explanation, &(more + &never));
    }
    page
}

/// The names of all checks, for the README: by what their finding does.
pub fn checks_list() -> String {
    let of = |is_it: fn(Weight) -> bool| {
        let named = CHECKS.iter().map(|check| check.about()).filter(|about| is_it(about.weight));
        named.map(|about| format!("`{}`", about.explanation.id)).collect::<Vec<_>>().join(", ")
    };
    let stop = of(|weight| matches!(weight, Weight::Stops | Weight::StopsUnless(_)));
    let warn = of(|weight| matches!(weight, Weight::StopsWhenStrict | Weight::Warns));
    let inform = of(|weight| matches!(weight, Weight::Informs));
    format!("- What stops a release: {stop}.\n- What is a warning: {warn}.\n- What is a note: {inform}.\n")
}

/// The page of commands and their flags.
pub fn commands_page() -> String {
    let mut page = format!(
        "# Commands\n\n{GENERATED}What `slot-deploy` does on the command line. The inputs of the Action are flags of the same \
         names.\n"
    );
    for command in Command::ALL {
        let help = command.help();
        page += &format!("\n## `{}`\n\n{}.\n", command.name(), capital(help));
        let rows: String = inputs::of(command)
            .filter(|input| input.name != "command")
            .map(|input| input_row(input, flag(input)))
            .collect();
        if !rows.is_empty() {
            page += &format!("\n| argument | default | meaning |\n| --- | --- | --- |\n{rows}");
        }
    }
    page
}

fn flag(input: &Input) -> &'static str {
    if input.positional { "" } else { "--" }
}

fn input_row(input: &Input, prefix: &str) -> String {
    let default = input.default.map(|default| format!("`{default}`")).unwrap_or_default();
    let choices = match input.kind {
        Kind::Choice(choices) if input.name != "command" => {
            let names: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
            format!(" ({})", names.join(", "))
        }
        _ => String::new(),
    };
    format!("| `{prefix}{}` | {default} | {}{choices} |\n", input.name, input.help.replace('|', "\\|"))
}

/// A section of its own, so that every code and check has an address to link to.
fn section(about: &Explanation, more: &str) -> String {
    let mut text =
        format!("\n### `{}`\n\n**{}.** {}\n\n{more}*Fix:* {}\n", about.id, about.title, about.why, about.fix);
    if !about.rights.is_empty() {
        let rights: Vec<String> = about.rights.iter().map(|right| format!("`{right}`")).collect();
        text += &format!("\n*Rights:* {}\n", rights.join(", "));
    }
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
