//! Faults that have a name, for `rehearse --fault`.

use std::time::Duration;

use time::OffsetDateTime;

use super::faults::{Fault, What, Where};
use super::laws::{functions, listeners, swap};
use super::state::{Event, File, Place, State};

/// One of them.
pub struct NamedFault {
    /// Its name.
    pub name: &'static str,
    /// What goes wrong, in one clause.
    pub says: &'static str,
    apply: fn(&mut State, OffsetDateTime),
}

impl NamedFault {
    /// Puts it into a world at this time.
    pub fn apply(&self, state: &mut State, now: OffsetDateTime) {
        (self.apply)(state, now);
    }
}

/// All of them.
pub const NAMED: &[NamedFault] = &[
    NamedFault { name: "probe-fails", says: "the new version answers 500 in the slot", apply: probe_fails },
    NamedFault {
        name: "wrong-subject",
        says: "no federated credential matches the token's subject",
        apply: wrong_subject,
    },
    NamedFault {
        name: "swap-fails",
        says: "the slot's worker does not start during the swap, and Azure gives it up",
        apply: swap_fails,
    },
    NamedFault {
        name: "swap-417",
        says: "the slot does not answer the platform's warm-up, and Azure gives the swap up",
        apply: swap_417,
    },
    NamedFault {
        name: "swap-silently-reverted",
        says: "Azure takes the completed swap back by itself, and says nothing",
        apply: swap_silently_reverted,
    },
    NamedFault {
        name: "swap-answer-lost",
        says: "the connection is cut after Azure took the request for the swap",
        apply: swap_answer_lost,
    },
    NamedFault {
        name: "slot-redeployed",
        says: "somebody else deploys to the slot while it is probed",
        apply: slot_redeployed,
    },
    NamedFault {
        name: "staging-eats-queue",
        says: "a function of the slot listens to production's queue",
        apply: staging_eats_queue,
    },
    NamedFault {
        name: "token-expires-mid-watch",
        says: "the token for Azure expires while production is watched",
        apply: token_expires,
    },
    NamedFault {
        name: "production-5xx-after-swap",
        says: "the new version answers 500 once it is in production",
        apply: production_fails,
    },
    NamedFault {
        name: "functions-throw",
        says: "the new version throws on every event once it is in production",
        apply: functions_throw,
    },
];

fn probe_fails(state: &mut State, _: OffsetDateTime) {
    let slot = state.released();
    let at = Where::service("site").path("^/api/health").slot(slot.slot_name());
    state.faults.push(Fault::new(at, broken()));
}

fn production_fails(state: &mut State, _: OffsetDateTime) {
    let at = Where::service("site").path("^/api/health").slot("production").while_swapped();
    state.faults.push(Fault::new(at, broken()));
}

/// Messages come to the queues that production listens to, so that there is something to throw on.
fn functions_throw(state: &mut State, now: OffsetDateTime) {
    let place = state.released();
    for queue in listened(state, &Place::new(&place.app, None)) {
        state.agenda.plan(now, Event::MessageComes { queue, every: Duration::from_secs(20) });
    }
    let at = Where::service("law:execution").slot("production").while_swapped();
    let message = "the database says no".to_owned();
    state.faults.push(Fault::new(at, What::Fails { status: 500, message }));
}

fn listened(state: &State, place: &Place) -> Vec<String> {
    let Some(side) = state.side(place) else { return Vec::new() };
    let functions = functions::find(side.moving.wwwroot(), &side.settings);
    functions.iter().filter_map(|function| listeners::queue(function, &side.settings)).collect()
}

fn swap_answer_lost(state: &mut State, _: OffsetDateTime) {
    let at = Where::service("arm").method("POST").path("slotsswap");
    state.faults.push(Fault::new(at, What::ResetAfter).times(1));
}

fn slot_redeployed(state: &mut State, _: OffsetDateTime) {
    let slot = state.released();
    let at = Where::service("site").path("^/api/health").slot(slot.slot_name());
    state.faults.push(Fault::new(at, What::SlotRedeployed).times(1));
}

fn token_expires(state: &mut State, _: OffsetDateTime) {
    let at = Where::service("arm").after_swap();
    state.faults.push(Fault::new(at, What::TokenExpired).times(1));
}

/// Both sides get a function that takes parcels from a queue, by the storage that they share.
fn staging_eats_queue(state: &mut State, _: OffsetDateTime) {
    const TAKES: &str = r#"{"bindings":[{"type":"queueTrigger","direction":"in","name":"parcel","queueName":"parcels","connection":"AzureWebJobsStorage"}]}"#;
    let place = state.released();
    let Some(app) = state.app_mut(&place.app) else { return };
    for side in std::iter::once(&mut app.production).chain(app.slots.values_mut()) {
        let file = File { bytes: TAKES.as_bytes().into(), executable: false, modified: 1 };
        side.moving.content.put("TakeParcel/function.json", file);
    }
}

fn broken() -> What {
    What::Status {
        status: 500,
        body: Some(r#"{"ok":false,"error":"the database says no"}"#.to_owned()),
        content_type: None,
        retry_after: None,
    }
}

fn wrong_subject(state: &mut State, _: OffsetDateTime) {
    if let Some(app) = state.directory.apps.first_mut() {
        for credential in &mut app.federated {
            credential.subject = "repo:contoso/another-repository:ref:refs/heads/main".to_owned();
        }
    }
}

fn swap_fails(state: &mut State, _: OffsetDateTime) {
    swap_is_given_up(state, 400, swap::not_started);
}

fn swap_417(state: &mut State, _: OffsetDateTime) {
    swap_is_given_up(state, 417, swap::no_answer);
}

fn swap_is_given_up(state: &mut State, status: u16, words: fn(&str, &str) -> String) {
    let place = state.released();
    let message = words(&place.app, place.slot_name());
    state.faults.push(Fault::new(Where::service("law:swap"), What::Fails { status, message }));
}

fn swap_silently_reverted(state: &mut State, _: OffsetDateTime) {
    state.faults.push(Fault::new(Where::service("law:swap"), What::PutBack { seconds: 90 }));
}
