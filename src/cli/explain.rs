//! `slot-deploy explain`: what a code, a check or an outcome means, and what to do about it.

use super::Ending;
use crate::azure::{RoleFor, Ways, role_definition};
use crate::preflight::{About, CHECKS};
use crate::record::{Code, Explanation, OUTCOMES, OutcomeRow, ROOMS};
use crate::report::check_schema;

/// Names are offered from this likeness on.
const LIKE: f64 = 0.8;
/// No more names than this are offered.
const OFFERED: usize = 3;

/// Something that can be explained.
#[derive(Debug, Clone, Copy)]
pub enum Topic {
    /// A problem.
    Problem(&'static Explanation),
    /// A check of preflight.
    Check(&'static About),
    /// How a run ends.
    Outcome(&'static OutcomeRow),
    /// The role of the identity that releases, in the form in which Azure takes it.
    Role,
    /// The schema of what `check --json` prints.
    CheckJson,
}

impl Topic {
    /// Everything that can be explained.
    pub fn all() -> impl Iterator<Item = Topic> {
        let problems = Code::all().filter_map(|code| code.explanation()).map(Self::Problem);
        let checks = CHECKS.iter().map(|check| Self::Check(check.about()));
        OUTCOMES.iter().map(Self::Outcome).chain([Self::Role, Self::CheckJson]).chain(checks).chain(problems)
    }

    /// Its name, in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Problem(explanation) => explanation.id,
            Self::Check(about) => about.explanation.id,
            Self::Outcome(row) => row.name,
            Self::Role => "role",
            Self::CheckJson => "check-json",
        }
    }

    /// What has this name. More than one: an outcome and a code may share it. `Err`: the names that are most like it.
    pub fn named(name: &str) -> Result<Vec<Topic>, Vec<&'static str>> {
        let name = name.trim().trim_matches('`').to_lowercase();
        let found: Vec<Topic> = Self::all().filter(|topic| topic.name() == name).collect();
        if found.is_empty() { Err(nearest(&name)) } else { Ok(found) }
    }

    fn text(self) -> String {
        match self {
            Self::Problem(explanation) => format!("{}{}", head("code", explanation), body(explanation)),
            Self::Check(about) => format!(
                "{}Finding:  {}.\n{}",
                head("check", &about.explanation),
                about.weight,
                body(&about.explanation)
            ),
            Self::Role => role_definition(RoleFor::Release, &Ways::all(), None),
            Self::CheckJson => check_schema().to_owned(),
            Self::Outcome(row) => {
                format!(
                    "{} (outcome): {}\n\nMeaning:  {}.\nExit:     {}\n",
                    row.name, row.headline, row.meaning, row.exit
                )
            }
        }
    }
}

/// Explains these, or lists everything that can be explained.
pub fn run_explain(topics: &[Topic]) -> Ending {
    let text = match topics {
        [] => list(),
        topics => topics.iter().map(|topic| topic.text()).collect::<Vec<_>>().join("\n"),
    };
    Ending::with_output(0, text)
}

fn head(kind: &str, explanation: &Explanation) -> String {
    format!("{} ({kind}): {}\n\n", explanation.id, explanation.title)
}

fn body(explanation: &Explanation) -> String {
    let mut text = format!("Why:      {}\nFix:      {}\n", explanation.why, explanation.fix);
    for (number, right) in explanation.rights.iter().enumerate() {
        let label = if number == 0 { "Rights:" } else { "" };
        text += &format!("{label:<10}{right}\n");
    }
    text
}

fn list() -> String {
    let mut text = String::from("`slot-deploy explain CODE` says more of one of these.\n");
    let line = |name: &str, title: &str| format!("  {name:<40}  {title}\n");
    text += "\nOutcomes\n";
    text.extend(OUTCOMES.iter().map(|row| line(row.name, row.headline)));
    text += "\nRights\n";
    text += &line("role", "the Azure role of the identity that releases, as JSON");
    text += "\nForms\n";
    text += &line("check-json", "the JSON schema of what `check --json` prints");
    text += "\nChecks before anything is changed\n";
    text.extend(CHECKS.iter().map(|check| &check.about().explanation).map(|about| line(about.id, about.title)));
    for room in ROOMS {
        text += &format!("\nCodes: {}\n", room.title);
        text.extend(room.codes.iter().filter_map(Code::explanation).map(|about| line(about.id, about.title)));
    }
    text
}

/// The names that are most like `name`, and those that contain it.
fn nearest(name: &str) -> Vec<&'static str> {
    let likeness =
        |known: &str| if known.contains(name) && !name.is_empty() { 1.0 } else { strsim::jaro_winkler(known, name) };
    let mut near: Vec<(f64, &str)> = Topic::all().map(|topic| (likeness(topic.name()), topic.name())).collect();
    near.retain(|(likeness, _)| *likeness > LIKE);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.dedup();
    near.into_iter().take(OFFERED).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_found_by_its_name_and_explained_with_it() {
        for topic in Topic::all() {
            let Ok(found) = Topic::named(topic.name()) else { panic!("{}", topic.name()) };
            let wanted = match topic {
                Topic::Role => "slotsswap",
                Topic::CheckJson => "not_asked",
                _ => topic.name(),
            };
            assert!(run_explain(&found).output.contains(wanted));
        }
    }

    #[test]
    fn the_list_names_everything() {
        let list = run_explain(&[]).output;
        for topic in Topic::all() {
            assert!(list.contains(&format!("  {} ", topic.name())), "{}", topic.name());
        }
    }

    #[test]
    fn a_name_that_is_not_known_is_answered_with_the_nearest_ones() {
        assert_eq!(nearest("azure-forbiden")[0], "azure-forbidden");
        assert_eq!(nearest("ticket-old")[0].split('-').next(), Some("ticket"));
        assert!(nearest("quarantined").contains(&"digest-quarantined"));
        assert_eq!(nearest("xyzzy"), [""; 0]);
    }
}
