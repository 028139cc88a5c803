use crate::preflight::{About, Answer, Check, Fact, Lowers, Survey, Weight, WorkingTree};
use crate::record::{Explanation, some_of};
use crate::runner::Machine;

const PRODUCTION: &str = "production";
/// So many files are named.
const NAMED: usize = 3;

/// A release comes from a workflow, where its commit, its checks and its approval are known.
pub(in crate::preflight) struct Laptop;

const ABOUT: About = About {
    explanation: Explanation {
        id: "not-from-a-laptop",
        title: "The release does not come from a person's machine",
        why: "What is released from a person's machine may hold changes that were never committed or pushed, and passes no check, no \
              review and no approval. A machine counts as a person's when the environment names no service for continuous \
              integration (facts: ci-services). Of git's working tree around the working directory it says what git's own files tell: whether a \
              remote-tracking branch is or was at the commit, and which tracked files are gone or have another size than when they were added. \
              Other changes, and files that git does not track, are not seen (facts: git-files).",
        fix: "Release from the workflow. For an app that is not production, set `environment-name` to what it is. For an emergency, lower \
              this check in `slot-deploy.yml` with the reason.",
        rights: &[],
    },
    reads: &[Fact::Job, Fact::WorkingTree],
    weight: Weight::StopsUnless("`environment-name` is not `production`; then a warning"),
    lowers: Lowers::Yes,
};

impl Check for Laptop {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let around = &survey.around;
        if around.is_rehearsed {
            return None;
        }
        Some(match around.run.machine {
            Machine::Actions => Answer::fine("it runs as a job of GitHub Actions"),
            Machine::OtherService => Answer::fine("it runs as a job of a service for continuous integration"),
            Machine::Terminal => {
                let says = says(&around.environment, survey.working_tree.as_ref());
                let fix = "release from the workflow; for another app than production's, set `environment-name`; in an emergency, lower \
                           `not-from-a-laptop` under `checks:` with the reason";
                if around.environment.eq_ignore_ascii_case(PRODUCTION) {
                    Answer::wrong(says, fix)
                } else {
                    Answer::unwise(says, fix)
                }
            }
        })
    }
}

fn says(environment: &str, tree: Option<&WorkingTree>) -> String {
    let may_be = if tree.is_some_and(|tree| tree.remote.is_some()) {
        "uncommitted and unchecked"
    } else {
        "uncommitted, unpushed and unchecked"
    };
    let mut says = format!("this is a person's machine, and what it releases to `{environment}` may be {may_be}");
    let Some(tree) = tree else { return says };
    says += &match &tree.remote {
        Some(remote) => format!("; commit {} is known to `{remote}`", tree.short()),
        None => format!("; no remote-tracking branch is at commit {}", tree.short()),
    };
    match &tree.changed {
        Ok(names) if names.is_empty() => {}
        Ok(names) => says += &format!("; changed since they were added: {}", listed(names)),
        Err(why) => says += &format!("; whether files were changed is not known: {why}"),
    }
    says
}

fn listed(names: &[String]) -> String {
    // A name may hold what steers a terminal.
    let plain = |name: &String| format!("`{}`", name.replace(char::is_control, "?"));
    some_of(names.iter().map(plain), NAMED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_files_are_named_as_far_as_a_sentence_bears_it() {
        let tree = |names: &[&str]| WorkingTree {
            commit: "1".repeat(40),
            remote: Some("origin/main".to_owned()),
            changed: Ok(names.iter().map(|name| (*name).to_owned()).collect()),
        };
        let said = |names: &[&str]| says("test", Some(&tree(names)));
        assert!(said(&[]).ends_with("commit 1111111 is known to `origin/main`"), "{}", said(&[]));
        assert!(said(&["a\u{1b}[2J"]).ends_with("; changed since they were added: `a?[2J`"));
        assert!(said(&["a", "b", "c", "d", "e"]).ends_with("`a`, `b`, `c` and 2 more"));
    }
}
