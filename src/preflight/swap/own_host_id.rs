use crate::azure::{Configuration, HostId, Sharing};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether production and the slot have host ids of their own";
const SETTING: &str = "AzureFunctionsWebHost__hostid";

/// Hosts that share a storage account have ids of their own (facts: functions-host): the id is the name of the side, cut to 32
/// characters, so that those of production and slot are equal where the app's name is long.
pub(in crate::preflight) struct OwnHostId;

const ABOUT: About = About {
    explanation: Explanation {
        id: "own-host-id",
        title: "Production and the slot have host ids of their own",
        why: "A Functions host keeps locks, keys and the state of its timers in its storage account under its host id, which \
              is the name of the app, or of app and slot, cut to 32 characters. Where a long name makes two of them equal in \
              one account, the host that starts later stops itself; where a setting gives both one id, they share locks, and \
              a timer fires on one side only.",
        fix: "Give each side an id of its own by a slot setting, with the command of the finding.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
    ],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for OwnHostId {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let [production, slot] = match survey.both_configurations(WHAT)? {
            Ok(sides) => sides,
            Err(unread) => return Some(unread),
        };
        let ids = (production.settings.host_id(&survey.production.at), slot.settings.host_id(&survey.slot_at));
        let (Some(of_production), Some(of_slot)) = ids else {
            return Some(Answer::untold(format!("{WHAT} is not known: {SETTING} is a reference"), ""));
        };
        Some(if of_production.id == of_slot.id {
            shared(&of_production, &of_slot, production, slot, survey)
        } else {
            Answer::fine("production and the slot have host ids of their own")
        })
    }
}

fn shared(
    of_production: &HostId,
    of_slot: &HostId,
    production: Configuration<'_>,
    slot: Configuration<'_>,
    survey: &Survey,
) -> Answer {
    let id = &of_slot.id;
    let own = format!("{SETTING}={}", HostId::proposed(&survey.slot_at));
    let fix = format!(
        "give the slot an id of its own by a slot setting: {}",
        survey.slot_at.command_for_slot_settings(&[own])
    );
    let stops = of_production.is_cut && of_slot.is_cut && !slot.settings.only_warns_of_host_ids();
    match production.shares_host_storage(&slot) {
        Sharing::Different => Answer::fine(format!("both sides have the host id `{id}`, in storage of their own")),
        Sharing::Untold(why) => Answer::untold(format!("both sides have the host id `{id}`; {why}"), fix),
        Sharing::Same if stops => Answer::wrong(
            format!(
                "production and the slot have the same host id `{id}`, which is what is left of their names after 32 characters, \
                 in one storage account: the host that starts later stops"
            ),
            fix,
        ),
        Sharing::Same => Answer::wrong(
            format!(
                "production and the slot have the same host id `{id}` in one storage account: they share locks and keys, and a \
                 timer fires on one side only"
            ),
            fix,
        ),
    }
}
