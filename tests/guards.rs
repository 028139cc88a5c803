//! What the guards of a release are for: each is blinded in turn, by a liar between the client and the world who keeps
//! answering what was true before somebody changed the world; and then what must never be is, which shows that the same
//! schedule is harmless only because of that guard. Nobody can lie so to `once` and `time-left`, which ask no service, nor
//! to `previous-known`, before which the fence has stopped the release; the tests of the pure judgement hold them.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/invariants.rs"]
#[allow(dead_code)]
mod invariants;
#[path = "support/liar.rs"]
mod liar;
#[path = "faults/plays.rs"]
#[allow(dead_code)]
mod plays;
#[path = "support/schedule.rs"]
#[allow(dead_code)]
mod schedule;
mod support;
#[path = "support/trial.rs"]
#[allow(dead_code)]
mod trial;

use std::sync::Arc;
use std::time::Duration;

use slot_deploy::http::Request;
use slot_deploy::rehearsal::World;
use slot_deploy::rehearsal::default_world::{APP, SLOT};
use slot_deploy::rehearsal::faults::{Fault, What, Where};
use slot_deploy::rehearsal::state::{App, Content, Effect, Side, State, SwapStatus};
use tokio_util::task::AbortOnDropHandle;

use invariants::broken;
use liar::{Liar, Lie};
use plays::{BROKEN, RELEASE, broken as broken_app, plan};
use support::between::seam;
use support::status;
use trial::{Play, Said, Seen, observe};

/// Seconds after the swap, before the watch has seen enough to give the release up.
const DURING_THE_WATCH: [i64; 2] = [62, 75];

/// One guard, and somebody who does what it is there for.
struct Case {
    name: &'static str,
    play: Play,
    /// What is answered as it was.
    lie: Lie,
    /// What somebody does, and when.
    meddle: fn(&mut State),
    when: When,
    /// What must not be besides the invariants of every release.
    must_not: fn(&Seen, &State) -> Option<String>,
}

#[derive(Clone, Copy)]
enum When {
    /// In the world from the beginning.
    Before,
    /// When the new version in the slot has answered a probe.
    Probed,
    /// In the watch.
    Swapped,
}

fn nothing(_: &Seen, _: &State) -> Option<String> {
    None
}

fn app(state: &mut State) -> &mut App {
    state.app_mut(APP).unwrap()
}

fn slot(state: &mut State) -> &mut Side {
    app(state).slots.get_mut(SLOT).unwrap()
}

/// Almost the same, by somebody else.
fn foreign() -> Content {
    broken_app().file("theirs.txt", "theirs").content()
}

fn deploy_to(side: &mut Side) {
    side.moving.content = foreign();
    if let Some(deployment) = side.moving.kudu.deployments.first_mut() {
        deployment.id = "somebody-else".to_owned();
    }
}

fn of_slot(request: &Request) -> bool {
    let (host, path) = (request.url.host_str().unwrap_or_default(), request.url.path());
    path.contains("/slots/staging") || host.contains("staging") || path.contains("staging")
}

/// Questions about what a side holds.
fn of_content(request: &Request) -> bool {
    let path = request.url.path();
    path.contains("/vfs/") || path.ends_with("/api/deployments") || is_resource(request)
}

/// The resource of either side itself.
fn is_resource(request: &Request) -> bool {
    let path = request.url.path();
    request.method == "GET" && (path.ends_with("/sites/shop-orders") || path.ends_with("/slots/staging"))
}

fn asked_twice(seen: &Seen, because: &str) -> Option<String> {
    let asked = seen.requests.iter().filter(|request| request.method == "POST" && request.path.ends_with("slotsswap"));
    (asked.count() > 1).then(|| format!("a swap back was asked for {because}"))
}

/// Runs it with somebody who meddles, with or without the lie.
fn run(case: &Case, at: i64, lies: bool) -> (Seen, Option<String>) {
    let mut more = None;
    let seen = observe(case.play.set, async |rehearsal| {
        let liar = Liar::new(case.lie, lies);
        if matches!(case.when, When::Before) {
            (case.meddle)(&mut rehearsal.world.state());
        }
        let world = rehearsal.world.clone();
        let meddler = (!matches!(case.when, When::Before)).then(|| {
            AbortOnDropHandle::new(tokio::spawn(meddle(world.clone(), case.meddle, case.when, at, liar.clone())))
        });
        let said: Vec<Said> = (case.play.run)(rehearsal.through(seam(liar))).await;
        drop(meddler);
        more = Some(world);
        said
    })
    .unwrap();
    let world = more.unwrap();
    let found = (case.must_not)(&seen, &world.state());
    (seen, found)
}

async fn meddle(world: World, change: fn(&mut State), when: When, at: i64, liar: Arc<Liar>) {
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = world.clock().now();
        let mut state = world.state();
        let since = |is: fn(&Effect) -> bool| state.effects.iter().find(|entry| is(&entry.effect)).map(|e| e.at);
        let is_time = match when {
            When::Before => true,
            When::Probed => since(
                |effect| matches!(effect, Effect::Invoked { slot, function, .. } if slot == SLOT && function == "version"),
            )
            .is_some(),
            When::Swapped => since(|effect| matches!(effect, Effect::Swapped { .. }))
                .is_some_and(|swapped| now - swapped >= time::Duration::seconds(at)),
        };
        if is_time {
            change(&mut state);
            liar.begin();
            return;
        }
    }
}

/// How many schedules are caught with the guard blind, and that none is with it seeing.
fn check(case: &Case) {
    let moments: &[i64] = if matches!(case.when, When::Swapped) { &DURING_THE_WATCH } else { &[0] };
    let plan = plan(&case.play.undisturbed());
    let mut caught = 0;
    for at in moments {
        let all = |(seen, more): (Seen, Option<String>)| {
            let mut found = broken(&plan, &seen);
            found.extend(more);
            let said = seen.said.last().unwrap();
            (found, format!("{} ({}: {})", said.outcome.name(), said.code, said.reason))
        };
        let (found, end) = all(run(case, *at, false));
        assert!(found.is_empty(), "{} sees, at {at}: {found:?}, {end}", case.name);
        let (found, blind_end) = all(run(case, *at, true));
        println!("  {} at {at}: seeing {end}; blind {blind_end}: {found:?}", case.name);
        caught += usize::from(!found.is_empty());
    }
    println!("guard={} caught={caught}", case.name);
    assert!(caught > 0, "{} guards nothing", case.name);
}

#[test]
fn without_the_fence_what_nobody_probed_is_promoted() {
    check(&Case {
        name: "fence",
        play: RELEASE,
        lie: Lie { about: |request| of_slot(request) && of_content(request), from_swap: None },
        meddle: |state| deploy_to(slot(state)),
        when: When::Probed,
        must_not: nothing,
    });
}

#[test]
fn without_the_read_back_a_swap_whose_answer_is_lost_is_made_twice() {
    check(&Case {
        name: "read-back",
        play: RELEASE,
        lie: Lie { about: of_content, from_swap: Some(1) },
        meddle: |state| {
            let ask = Where::service("arm").method("POST").path("slotsswap");
            state.faults.push(Fault::new(ask, What::ResetAfter).times(1));
        },
        when: When::Before,
        must_not: nothing,
    });
}

#[test]
fn without_a_look_at_production_what_somebody_put_back_is_swapped_away_again() {
    check(&Case {
        name: "already-there",
        play: BROKEN,
        lie: Lie { about: of_content, from_swap: None },
        meddle: |state| {
            let app = app(state);
            std::mem::swap(&mut app.production.moving, &mut app.slots.get_mut(SLOT).unwrap().moving);
        },
        when: When::Swapped,
        must_not: nothing,
    });
}

#[test]
fn without_the_guard_of_the_slot_production_gets_what_it_never_served() {
    check(&Case {
        name: "slot-unchanged",
        play: BROKEN,
        lie: Lie { about: |request| of_slot(request) && of_content(request), from_swap: None },
        meddle: |state| deploy_to(slot(state)),
        when: When::Swapped,
        must_not: nothing,
    });
}

#[test]
fn without_the_guard_of_production_somebody_elses_work_is_swapped_away() {
    check(&Case {
        name: "production-ours",
        play: BROKEN,
        lie: Lie { about: |request| !of_slot(request) && of_content(request), from_swap: None },
        meddle: |state| deploy_to(&mut app(state).production),
        when: When::Swapped,
        must_not: nothing,
    });
}

#[test]
fn without_the_guard_of_the_stamp_a_later_swap_of_somebody_else_is_undone() {
    check(&Case {
        name: "last-swap-ours",
        play: BROKEN,
        lie: Lie { about: is_resource, from_swap: None },
        meddle: |state| {
            let production = &mut app(state).production;
            deploy_to(production);
            let stamp = production.swap_status.clone().unwrap();
            production.swap_status = Some(SwapStatus { at: stamp.at + time::Duration::seconds(60), ..stamp });
            // So broken that it cannot say what it runs.
            state
                .faults
                .push(Fault::new(Where::service("arm").path("/sites/shop-orders/hostruntime/admin/vfs/"), status(503)));
            state.faults.push(Fault::new(Where::service("site").slot("production").path("/admin/vfs/"), status(503)));
            state.faults.push(Fault::new(Where::service("scm").slot("production"), status(503)));
        },
        when: When::Swapped,
        must_not: nothing,
    });
}

#[test]
fn without_the_guard_of_operations_a_swap_is_asked_for_under_somebody_elses() {
    check(&Case {
        name: "nothing-pending",
        play: BROKEN,
        lie: Lie { about: is_resource, from_swap: None },
        meddle: |state| slot(state).prepared_with = Some("another".to_owned()),
        when: When::Swapped,
        must_not: |seen, _| asked_twice(seen, "while another's swap was prepared"),
    });
}

#[test]
fn without_the_guard_of_the_host_a_slot_is_swapped_that_does_not_run() {
    check(&Case {
        name: "slot-runs",
        play: BROKEN,
        lie: Lie {
            about: |request| of_slot(request) && (of_content(request) || request.url.path().contains("/host/status")),
            from_swap: None,
        },
        meddle: |state| slot(state).running = false,
        when: When::Swapped,
        must_not: |seen, _| asked_twice(seen, "from a slot that was stopped"),
    });
}

#[test]
fn without_the_guard_of_settings_production_gets_some_that_nobody_gave_it() {
    check(&Case {
        name: "settings-unchanged",
        play: BROKEN,
        lie: Lie { about: |request| request.url.path().ends_with("/config/appsettings/list"), from_swap: None },
        meddle: |state| {
            slot(state).settings.insert("EMERGENCY".to_owned(), "1".to_owned());
        },
        when: When::Swapped,
        must_not: |_, state| {
            let settings = &state.app(APP).unwrap().production.settings;
            settings.contains_key("EMERGENCY").then(|| "production got a setting of the slot's".to_owned())
        },
    });
}
