use crate::azure::{HOST_STORAGE, Sharing};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether production's host keeps its storage account";

/// Production's host keeps its storage account in the swap, and with it keys, schedules and locks (facts: functions-host;
/// facts: what-moves).
pub(in crate::preflight) struct HostStorageStays;

const ABOUT: About = About {
    explanation: Explanation {
        id: "host-storage-stays",
        title: "Production's host keeps its storage account",
        why: "A host keeps its keys, the times of its timers, the marks of read blobs and what Durable Functions run in the account that \
              AzureWebJobsStorage names. Where the sides name two accounts and it is not a slot setting, production has those of the slot \
              after the swap: callers' keys are refused, blobs are read anew, orchestrations stop.",
        fix: "Make AzureWebJobsStorage, or the settings behind its name, slot settings, or give both sides one account.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::StickySettings,
    ],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for HostStorageStays {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let [production, _] = match survey.both_configurations(WHAT)? {
            Ok(sides) => sides,
            Err(unread) => return Some(unread),
        };
        let after = match survey.after_swap(WHAT)? {
            Ok(after) => after,
            Err(unread) => return Some(unread),
        };
        let after = after.configuration();
        let fix = || {
            let command = survey.slot_at.command_for_slot_settings(&[format!("{HOST_STORAGE}=VALUE")]);
            format!("make it a slot setting, with the slot's own value: {command}")
        };
        // An app without it is no function app that ran.
        if production.opening(HOST_STORAGE).is_none() {
            return Some(Answer::fine("production's host names no storage account"));
        }
        Some(match production.shares_host_storage(&after) {
            Sharing::Same => Answer::fine("production's host keeps its storage account in the swap"),
            Sharing::Different => Answer::wrong(
                format!(
                    "{HOST_STORAGE} moves, and leads the slot elsewhere: production's host would lose its keys and state"
                ),
                fix(),
            ),
            Sharing::Untold(why) => Answer::untold(format!("{WHAT} is not known ({why})"), fix()),
        })
    }
}
