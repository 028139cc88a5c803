//! Each command runs whole under the role that is printed for it, and nothing that it asks is refused.

use super::refusals;
use super::scenarios::SCENARIOS;

#[tokio::test(start_paused = true)]
async fn each_command_runs_whole_under_its_own_role_and_is_refused_nothing() {
    let mut wrong = Vec::new();
    for scenario in SCENARIOS {
        let told = scenario.under(&scenario.role()).await.run().await;
        let refused = refusals(&told);
        if told.outcome() != scenario.ends || !refused.is_empty() {
            wrong.push(format!("{}: {:?} {} {refused:#?}", scenario.name, told.outcome(), told.record.reason));
        }
        let said = told.record.check.as_ref().map(|check| check.not_asked.len()).unwrap_or_default();
        if said > 0 {
            wrong.push(format!("{}: {said} facts were not asked", scenario.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
