//! The platform's own work overlaps with a release: a good one still ends `verified`, and a bad one never does.

use crate::support::plain_client::PlainClient;
use crate::support::plays::{BROKEN, RELEASE, more_instances};
use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::{Effect, Races, Side, State};
use rehearsal::world_file;
use serde_json::json;
use slot_deploy::record::Outcome;

/// What overlaps.
#[derive(Debug, Clone, Copy)]
enum Race {
    /// Three instances on each side, which start one after the other.
    InstancesApart,
    /// The SCM site of the slot restarts while the release begins, and cuts connections.
    ScmResets,
    /// The swap is stamped late.
    StampLate,
    /// Neither side has our clock.
    ClocksApart,
    /// The host restarts by itself in the second in which the deployment ends.
    RestartsBesides,
    /// All of it.
    All,
}

const ALL: [Race; 6] =
    [Race::InstancesApart, Race::ScmResets, Race::StampLate, Race::ClocksApart, Race::RestartsBesides, Race::All];

impl Race {
    fn is(self, one: fn(&Self) -> bool) -> bool {
        matches!(self, Self::All) || one(&self)
    }

    fn set(self, state: &mut State) {
        if self.is(|race| matches!(race, Self::InstancesApart)) {
            state.races.instances_apart = 20;
            more_instances(state);
        }
        state.races.scm_resets = self.is(|race| matches!(race, Self::ScmResets));
        state.races.restarts_with_deployments = self.is(|race| matches!(race, Self::RestartsBesides));
        if self.is(|race| matches!(race, Self::StampLate)) {
            state.races.swap_stamp_late = 9;
        }
        if self.is(|race| matches!(race, Self::ClocksApart)) {
            let app = state.app_mut(APP).unwrap();
            app.production.config.clock_ahead = -7;
            app.slots.get_mut(SLOT).unwrap().config.clock_ahead = 9;
        }
    }

    /// Releases under it.
    async fn run(self, rehearsal: Rehearsal) -> Told {
        let rehearsal = rehearsal.world(|state| self.set(state));
        if self.is(|race| matches!(race, Self::ScmResets)) {
            let settings = rehearsal.world.state().app(APP).unwrap().slots[SLOT].settings.clone();
            let client = PlainClient::of(&rehearsal.world).await;
            let body = json!({"properties": settings});
            assert_eq!(client.arm("PUT", "/slots/staging/config/appsettings", Some(body)).await.status, 200);
        }
        rehearsal.run().await
    }
}

fn production_serves(told: &Told, commit: &str) -> bool {
    let state = told.world.state();
    let side: &Side = &state.app(APP).unwrap().production;
    let script = side.moving.wwwroot().get("scripted.json").unwrap();
    String::from_utf8_lossy(&script.bytes).contains(commit)
}

#[tokio::test(start_paused = true)]
async fn a_good_release_is_verified_whatever_overlaps_with_it() {
    for race in ALL {
        let told = race.run((RELEASE.set)()).await;
        assert_eq!(
            (told.outcome(), told.swaps()),
            (Outcome::Verified, 1),
            "{race:?}: {}\n{}",
            told.record.reason,
            told.log
        );
        assert!(production_serves(&told, COMMIT), "{race:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_release_that_is_broken_in_production_is_rolled_back_whatever_overlaps_with_it() {
    for race in ALL {
        let told = race.run((BROKEN.set)()).await;
        assert_eq!(
            (told.outcome(), told.swaps()),
            (Outcome::RolledBack, 2),
            "{race:?}: {}\n{}",
            told.record.reason,
            told.log
        );
        assert!(production_serves(&told, "former"), "{race:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_app_that_is_broken_in_the_slot_is_not_swapped_whatever_overlaps_with_it() {
    let apps = [TestApp::new(COMMIT).fails_to_start("no worker"), TestApp::new("another commit")];
    for (race, app) in ALL.into_iter().flat_map(|race| apps.iter().map(move |app| (race, app))) {
        let told = race.run(Rehearsal::of(app, &TestApp::new("former"))).await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{race:?}: {}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn each_race_is_one() {
    let told = Race::ScmResets.run((RELEASE.set)()).await;
    let was_cut = |entry: &rehearsal::state::RequestEntry| entry.service == "scm" && entry.status.is_none();
    assert!(told.world.state().requests.iter().any(was_cut), "no connection was cut");

    let told = Race::InstancesApart.run((RELEASE.set)()).await;
    let starts: Vec<_> = {
        let state = told.world.state();
        state.app(APP).unwrap().production.moving.host.instances.iter().map(|instance| instance.started).collect()
    };
    assert_eq!([starts[1] - starts[0], starts[2] - starts[1]], [time::Duration::seconds(20); 2]);

    let told = Race::StampLate.run((RELEASE.set)()).await;
    let at = |entry: &rehearsal::state::EffectEntry| matches!(entry.effect, Effect::Swapped { .. }).then_some(entry.at);
    let state = told.world.state();
    let swapped = state.effects.iter().find_map(at).unwrap();
    assert_eq!(state.app(APP).unwrap().production.swap_status.as_ref().unwrap().at, swapped, "it says when");
}

#[tokio::test(start_paused = true)]
async fn a_side_tells_the_time_by_its_own_clock_and_restarts_besides() {
    let rehearsal = Rehearsal::new().input("command", "stage").world(|state| {
        Race::ClocksApart.set(state);
        state.races.restarts_with_deployments = true;
    });
    let told = rehearsal.run().await;
    let world = &told.world;
    let is_end = |entry: &rehearsal::state::EffectEntry| {
        matches!(&entry.effect, Effect::ContentDeployed { .. }).then_some(entry.at)
    };
    let ended = world.state().effects.iter().rev().find_map(is_end).unwrap();
    let client = PlainClient::of(world).await;
    let answer = client.scm("GET", "/api/deployments/latest", &[], "").await;
    let stamp = |text: &str| time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).unwrap();
    let shown = stamp(answer.json()["end_time"].as_str().unwrap());
    assert_eq!((shown - ended).whole_seconds(), 9, "{shown} {ended}");
    let date = answer.header("date").unwrap().replace("GMT", "+0000");
    let date = time::OffsetDateTime::parse(&date, &time::format_description::well_known::Rfc2822).unwrap();
    assert!((8..=9).contains(&(date - world.clock().now()).whole_seconds()), "{date}");
    let started = world.state().app(APP).unwrap().slots[SLOT].moving.host.instances[0].started;
    assert!(started - ended > time::Duration::milliseconds(6_300), "it was started once more: {started} {ended}");
}

#[test]
fn races_are_part_of_a_world_file() {
    let source = "races: { instances-apart: 20, scm-resets: true, swap-stamp-late: 9, restarts-with-deployments: true }\n\
                  apps: { billing: { production: { instances: 3, clock-ahead: -7 } } }";
    let now = time::OffsetDateTime::UNIX_EPOCH;
    let state = world_file::build(&world_file::read(source).unwrap(), "sim.test", now);
    let races = Races { instances_apart: 20, scm_resets: true, swap_stamp_late: 9, restarts_with_deployments: true };
    assert_eq!(state.races, races);
    let said = world_file::describe(&state);
    assert_eq!((said.races, said.apps.0["billing"].production.clock_ahead), (races, -7));
    let wrong = |source: &str| world_file::read(source).unwrap_err().to_string();
    assert!(wrong("races: { swap-stamp-late: 3600 }\napps: { a1: }").contains("races.swap-stamp-late"));
    assert!(wrong("apps: { a1: { production: { clock-ahead: 9000 } } }").contains("apps.a1.production.clock-ahead"));
    assert!(wrong("races: { scm-reset: true }\napps: { a1: }").contains("did you mean `scm-resets`?"));
}
