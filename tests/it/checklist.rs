//! The checklist opens the summary of a check and of a release, and is computed by one table.

use std::collections::BTreeSet;

use crate::checks::check;
use crate::support::{Rehearsal, status};
use rehearsal::faults::Where;
use slot_deploy::preflight::CHECKS;
use slot_deploy::record::RULES;
use slot_deploy::report::{CHECKLIST, checklist};

/// The lines of a page below `### Checklist`.
fn lines(summary: &str) -> Vec<String> {
    let (_, rest) = summary.split_once("### Checklist\n\n").unwrap_or_else(|| panic!("{summary}"));
    rest.lines().take_while(|line| line.starts_with("- ")).map(str::to_owned).collect()
}

#[test]
fn every_line_names_checks_and_rules_that_exist() {
    let checks = CHECKS.iter().map(|check| check.about().explanation.id);
    let known: BTreeSet<&str> = checks.chain(RULES.iter().map(|rule| rule.as_str())).collect();
    for line in CHECKLIST {
        for id in line.checks {
            assert!(known.contains(id), "`{}` names `{id}`, which does not exist", line.id);
        }
    }
    let ids: BTreeSet<&str> = CHECKLIST.iter().map(|line| line.id).collect();
    assert_eq!((CHECKLIST.len(), ids.len()), (12, 12));
}

#[tokio::test(start_paused = true)]
async fn the_summary_of_a_check_opens_with_twelve_lines() {
    let told = check(Rehearsal::new()).await;
    let at = |text: &str| told.summary.find(text).unwrap_or_else(|| panic!("{text}: {}", told.summary));
    assert!(at("### Checklist") < at("### Plan") && at("A release would start") < at("### Checklist"));
    insta::assert_snapshot!(lines(&told.summary).join("\n"), @"
    - ✅ runtime pinned and aligned (`host-version`, `stack-version`, `host-version-pinned`, `end-of-support`)
    - ❌ tests passed on this commit (`tests-passed`)
    - ✅ artifact immutable and traceable: content cfa2b2556630 of commit 111111111111 (`no-server-build`)
    - ✅ identity proved for all triggers (`key-vault-references`, `app-configuration-references`, `same-identities`, `connection-roles`)
    - ⬜ not asked: staging deployed: nothing was deployed to the slot (`slot-exists`, `both-running`)
    - ⬜ not asked: smoke passed before swap: no probe asked the slot (`slot-reachable`)
    - ⬜ not asked: rollback possible and when last rehearsed: no rollback is in the part of the release history that was read (`way-back`)
    - ✅ not from a laptop: a step of a workflow run (`not-from-a-laptop`)
    - ✅ no missing settings (`connections-exist`, `settings-kept`, `settings-gained`)
    - ❌ identity instead of connection strings (`keys-in-connections`)
    - ✅ extensions compatible: content cfa2b2556630
    - ✅ sticky settings right (`content-moves`, `live-triggers`, `disabled-stays-in-slot`, `connections-stay`, `host-storage-stays`, `overrides-agree`)
    ");
}

#[tokio::test(start_paused = true)]
async fn what_a_release_did_ticks_further_lines() {
    let told = Rehearsal::new().run().await;
    insta::assert_snapshot!(lines(&told.summary).join("\n"), @r#"
    - ✅ runtime pinned and aligned (`host-version`, `stack-version`, `host-version-pinned`, `end-of-support`)
    - ⬜ not asked: tests passed on this commit
    - ✅ artifact immutable and traceable: content cfa2b2556630 of commit 111111111111 (`no-server-build`)
    - ⬜ not asked: identity proved for all triggers: only a check looks at it
    - ✅ staging deployed: 1 instance ran it (`slot-exists`, `both-running`)
    - ✅ smoke passed before swap: 1 probe (`slot-reachable`)
    - ⬜ not asked: rollback possible and when last rehearsed: no rollback is in the part of the release history that was read (`way-back`)
    - ✅ not from a laptop: a step of a workflow run (`not-from-a-laptop`)
    - ✅ no missing settings (`settings-kept`)
    - ⬜ not asked: identity instead of connection strings: only a check looks at it
    - ✅ extensions compatible: content cfa2b2556630
    - ✅ sticky settings right (`content-moves`, `live-triggers`, `disabled-stays-in-slot`, `connections-stay`, `host-storage-stays`, `overrides-agree`)
    "#);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_crosses_its_line_and_what_could_not_be_read_leaves_it_open() {
    let app = |rehearsal: Rehearsal| {
        rehearsal.slot(|slot| {
            slot.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~3".to_owned());
        })
    };
    let told = check(app(Rehearsal::new())).await;
    assert!(lines(&told.summary)[0].starts_with("- ❌ runtime pinned and aligned"), "{}", told.summary);
    assert!(lines(&told.summary)[0].contains("`host-version`"), "it names its finding: {}", told.summary);
    let unread = Where::service("arm").path("/config/slotConfigNames");
    let told = check(Rehearsal::new().fault(unread, status(403))).await;
    let line = lines(&told.summary).into_iter().find(|line| line.contains("sticky settings right")).unwrap();
    assert!(line.starts_with("- ⬜ not asked: sticky settings right"), "{line}");
    assert_eq!(checklist(&told.record).len(), 12);
}
