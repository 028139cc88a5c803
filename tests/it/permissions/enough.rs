//! Each command runs whole under the role that is printed for it, nothing that it asks is refused, and all that it asks is in the table.

use std::collections::BTreeSet;

use http::Method;
use slot_deploy::azure::of_control_plane;

use super::refusals;
use super::scenarios::SCENARIOS;

/// One run of each scenario shows both.
#[tokio::test(start_paused = true)]
async fn each_command_runs_whole_under_its_own_role_is_refused_nothing_and_asks_what_is_in_the_table() {
    let mut wrong = Vec::new();
    let mut unknown = BTreeSet::new();
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
        let state = told.world.state();
        for request in state.requests.iter().filter(|request| request.service == "arm") {
            let method: Method = request.method.parse().unwrap();
            let is_of_the_cloud = request.path.contains("metadata/endpoints");
            if of_control_plane(&method, &request.path).is_none() && !is_of_the_cloud {
                unknown.insert(format!("{method} {}", request.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(unknown, BTreeSet::new());
}
