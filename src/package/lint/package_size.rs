use super::subject::Subject;
use super::target::{Os, PlanKind};
use crate::record::{Code, Finding};

const MIB: u64 = 1024 * 1024;
/// More is not taken by zip deployment, and not run from (facts: packaging).
const MOST_SENT: u64 = 2048 * MIB;
const MOST_RUN_FROM: u64 = 1024 * MIB;
/// What the Consumption plan on Linux has for the zip and what it unpacks to.
const TEMPORARY: u64 = 500 * 1_000_000;

/// The size of the package, sent and unpacked.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let unpacked: u64 = subject.contents.files.iter().map(|file| file.size).sum();
    let (os, plan) = (subject.target.os, subject.target.plan);
    let fix = "leave out what the app does not need when it runs: tests, caches, development dependencies";
    if subject.bytes > MOST_SENT {
        let says = format!("the package has {} MiB, and Azure takes {} MiB", subject.bytes / MIB, MOST_SENT / MIB);
        return vec![Finding::error(Code::PACKAGE_SIZE, says, fix)];
    }
    let mut findings = Vec::new();
    if subject.bytes > MOST_RUN_FROM {
        let says = format!(
            "the package has {} MiB, and with WEBSITE_RUN_FROM_PACKAGE an app runs from {} MiB at most",
            subject.bytes / MIB,
            MOST_RUN_FROM / MIB
        );
        findings.push(Finding::warning(Code::PACKAGE_SIZE, says, fix));
    }
    if os == Some(Os::Linux) && plan == Some(PlanKind::Consumption) && unpacked + subject.bytes > TEMPORARY {
        let says = format!(
            "the package and its files have {} MB together, and an instance of the Consumption plan on Linux has about {} MB for both",
            (unpacked + subject.bytes) / 1_000_000,
            TEMPORARY / 1_000_000
        );
        let fix = format!("{fix}; or set WEBSITE_MOUNT_ENABLED to 1, so that the package is not unpacked");
        findings.push(Finding::warning(Code::PACKAGE_SIZE, says, fix));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::contents::{Contents, Listed};
    use super::super::tree::told;
    use super::*;

    fn said(bytes: u64, unpacked: u64, os: Option<Os>, plan: Option<PlanKind>) -> String {
        let file = Listed { name: "a".into(), size: unpacked, executable: false };
        let contents = Contents { files: vec![file], ..Contents::default() };
        let target = Target { os, plan, ..Target::default() };
        told(&look(&Subject { contents: &contents, bytes, target: &target }))
    }

    #[test]
    fn what_azure_does_not_take_is_an_error_and_what_may_not_run_a_warning() {
        insta::assert_snapshot!(said(MOST_SENT + MIB, 1, None, None), @r##"
        error package-size 
          the package has 2049 MiB, and Azure takes 2048 MiB
          fix: leave out what the app does not need when it runs: tests, caches, development dependencies
        "##);
        insta::assert_snapshot!(said(MOST_RUN_FROM + MIB, 1, None, None), @r##"
        warning package-size 
          the package has 1025 MiB, and with WEBSITE_RUN_FROM_PACKAGE an app runs from 1024 MiB at most
          fix: leave out what the app does not need when it runs: tests, caches, development dependencies
        "##);
        assert_eq!(said(MOST_RUN_FROM, 5 * MOST_SENT, None, None), "");
    }

    #[test]
    fn linux_consumption_has_little_room_for_the_files() {
        let heavy = |os, plan| said(140 * 1_000_000, 443 * 1_000_000, os, plan);
        insta::assert_snapshot!(heavy(Some(Os::Linux), Some(PlanKind::Consumption)), @r##"
        warning package-size 
          the package and its files have 583 MB together, and an instance of the Consumption plan on Linux has about 500 MB for both
          fix: leave out what the app does not need when it runs: tests, caches, development dependencies; or set WEBSITE_MOUNT_ENABLED to 1, so that the package is not unpacked
        "##);
        assert_eq!(heavy(Some(Os::Linux), Some(PlanKind::Premium)), "");
        assert_eq!(heavy(Some(Os::Windows), Some(PlanKind::Consumption)), "");
        assert_eq!(heavy(None, None), "");
    }
}
