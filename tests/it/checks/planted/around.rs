//! Faults of the job, of its repository, and of other tools.

use super::{Fault, fault, write};
use crate::support::{COMMIT, Rehearsal};
use rehearsal::default_world::CLIENT;
use serde_json::json;

const ONE_FILE: &str = "the file of one tool";

/// A Terraform file of the app, with this in its resource.
fn terraform(world: Rehearsal, body: &str) -> Rehearsal {
    let text = format!("resource \"azurerm_linux_function_app\" \"orders\" {{\n  name = \"shop-orders\"\n{body}\n}}\n");
    write(world, "checkout/infra/main.tf", &text)
}

fn settings(world: Rehearsal, line: &str) -> Rehearsal {
    terraform(world, &format!("  app_settings = {{\n    {line}\n  }}\n  lifecycle {{ ignore_changes = [tags] }}"))
}

pub const FAULTS: &[Fault] = &[
    fault("infrastructure-package", |world| settings(world, "\"WEBSITE_RUN_FROM_PACKAGE\" = var.package_url"))
        .alone(ONE_FILE),
    fault("infrastructure-content-share", |world| settings(world, "WEBSITE_CONTENTSHARE = \"orders\"")).alone(ONE_FILE),
    fault("infrastructure-build", |world| settings(world, "SCM_DO_BUILD_DURING_DEPLOYMENT = true")).alone(ONE_FILE),
    fault("infrastructure-deploys", |world| terraform(world, "  zip_deploy_file = \"app.zip\"")),
    fault("infrastructure-sticky-names", |world| {
        let text = "resource names 'Microsoft.Web/sites/config@2024-04-01' = {\n  name: 'slotConfigNames'\n  properties: {\n    \
                    appSettingNames: [\n'AzureWebJobs.TakeOrder.Disabled'\n    ]\n  }\n}\n";
        write(world, "checkout/main.bicep", text)
    }),
    fault("hostile-trigger", |world| {
        let event =
            json!({"pull_request": {"number": 3, "head": {"sha": COMMIT, "repo": {"full_name": "stranger/shop"}}}});
        let world = write(world, "event.json", &event.to_string());
        let path = world.temp.0.join("event.json").to_str().unwrap().to_owned();
        world.variable("GITHUB_EVENT_NAME", "pull_request_target").variable("GITHUB_EVENT_PATH", &path)
    }),
    fault("not-from-a-laptop", |world| world.variable("GITHUB_ACTIONS", "").input("auth", "oidc"))
        .alone("a laptop has no workflow to look at"),
    fault("oidc-subject", |world| {
        world.world(|state| {
            state.github.job.environment = None;
            let subject = state.github.subject();
            state.directory.app_mut(CLIENT).unwrap().federated[0].subject = subject;
        })
    })
    .alone("a job without an environment has no reviewers to look at"),
    fault("environment-reviewers", |world| world.world(|state| state.github.environments[0].admins_bypass = true)),
    fault("environment-branches", |world| world.world(|state| state.github.environments[0].branch_patterns.clear())),
    fault("branch-protected", |world| world.world(|state| state.github.branch_rules.clear())),
    fault("tests-passed", |world| world.world(|state| state.github.commit_statuses[0].state = "failure".into())),
    fault("concurrency-group", |world| {
        let workflow = "on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    environment: production\n";
        write(world, "checkout/.github/workflows/release.yml", workflow)
    }),
];
