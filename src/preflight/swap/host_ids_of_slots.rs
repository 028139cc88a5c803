use crate::azure::HostId;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether another slot has the host id of production or of the slot";
const SETTING: &str = "AzureFunctionsWebHost__hostid";

/// No other slot of the app takes the host id of production or of the slot (facts: functions-host). Of other slots only the names
/// are read, so it is said under which conditions they collide.
pub(in crate::preflight) struct HostIdsOfSlots;

const ABOUT: About = About {
    explanation: Explanation {
        id: "host-ids-of-slots",
        title: "No other slot has the host id of production or of the slot",
        why: "All slots of an app are often in one storage account. A host id is the name of app and slot cut to 32 characters, \
              so that two slots with long names may have one; the host that starts later stops itself. Of other slots only the \
              names are read, not their settings; other apps in the same account are not looked at.",
        fix: "Give one of them an id of its own by the slot setting `AzureFunctionsWebHost__hostid`, or a shorter name.",
        rights: &["Microsoft.Web/sites/slots/Read", "Microsoft.Web/sites/config/list/Action"],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings), Fact::SlotNames],
    weight: Weight::Warns,
    lowers: Lowers::Yes,
};

impl Check for HostIdsOfSlots {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings(WHAT)? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        let names = match &survey.slots {
            Ok(names) => names,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let ids = [production.host_id(&survey.production.at), slot.host_id(&survey.slot_at)];
        let is_equal = |name: &&String| {
            let other = HostId::of_slot(&survey.slot_at, name);
            let is_another = !name.eq_ignore_ascii_case(survey.slot_at.slot_name());
            is_another && ids.iter().flatten().any(|id| id.id == other.id)
        };
        let equal: Vec<&str> = names.iter().filter(is_equal).map(String::as_str).collect();
        Some(if equal.is_empty() {
            Answer::fine("no other slot has the host id of production or of the slot by its name")
        } else {
            Answer::wrong(
                format!(
                    "the name of the slot `{}` gives the host id of production or of `{}`, since it is cut to 32 characters: unless {SETTING} gives \
                     one of them another, or their storage differs, the host that starts later stops",
                    equal.join("`, `"),
                    survey.slot_at.slot_name()
                ),
                format!("give one of them an id of its own by a slot setting, {SETTING}, of at most 32 characters"),
            )
        })
    }
}
