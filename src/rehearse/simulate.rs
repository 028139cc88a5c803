use rehearsal::dns_names;
use rehearsal::serve::Listening;
use rehearsal::{World, WorldOptions};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::opening::{Facts, Scratch, load};
use super::problem::Problem;
use crate::cli::{self, Ending, Front, InputProblem, SimulateSettings};

/// Serves a world for other clients until it is cancelled; `announce` gets the one line that tells
/// how to reach it.
pub async fn simulate(settings: SimulateSettings, announce: impl FnOnce(&str), front: &Front) -> Ending {
    match open(settings).await {
        Ok((listening, world, line, _folder)) => {
            announce(&line.to_string());
            tokio::select! {
                never = listening.serve(world.clone()) => match never {},
                () = front.cancel.requested() => {
                    world.end_apps().await;
                    Ending::with_output(0, "")
                }
            }
        }
        Err(Problem::World(problem)) => cli::report_invalid(&[problem], front),
        Err(Problem::Faults(_)) => cli::report_internal("a simulated world has no faults by name", front),
        Err(Problem::Io(what)) => {
            let fix = "choose another address or port, or `127.0.0.1:0` for a free port";
            cli::report_invalid(&[InputProblem::new("listen", what, fix)], front)
        }
    }
}

async fn open(settings: SimulateSettings) -> Result<(Listening, World, Value, Scratch), Problem> {
    let now = OffsetDateTime::now_utc();
    let listening = Listening::open(settings.listen).await?;
    let (mut state, _) = load(settings.world.as_deref(), &listening.authority(), now)?;
    if settings.dns {
        dns_names::name_all(&mut state, listening.port);
    }
    let world = World::new(
        state,
        WorldOptions { wall: now, scale: settings.scale, authority: listening.authority(), run_apps: true },
    );
    let folder = Scratch::new()?;
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, &listening.ca_pem)?;
    let origin = world.origin();
    let (github, facts) = {
        let state = world.state();
        (state.github.clone(), Facts::of(&state))
    };
    let line = json!({
        "arm": format!("{origin}/"), "authority": origin, "ca_file": ca_file, "tenant_id": facts.tenant,
        "client_id": facts.client, "subscription_id": facts.subscription, "resource_group": facts.group,
        "app_name": facts.app, "slot": facts.slot, "web_app_name": facts.web_app,
        "github_api": format!("{origin}/github"), "github_token": github.token,
        "oidc_request_url": format!("{origin}/oidc/token?api-version=2.0"),
        "oidc_request_token": github.job.request_token, "control": format!("{origin}/control"),
        "blob_emulator_endpoint": facts.storage.as_ref().map(|account| format!("{origin}/{}", account.name)),
        "blob_endpoint": facts.storage.as_ref().map(|account| format!("{origin}/blob/{}", account.name)),
        "storage_account": facts.storage.as_ref().map(|account| &account.name),
        "storage_key": facts.storage.as_ref().and_then(|account| account.keys.first()),
        "storage_container": facts.storage.as_ref().and_then(|account| account.containers.keys().next()),
    });
    Ok((listening, world, line, folder))
}
