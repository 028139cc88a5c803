use crate::azure::{AppSettings, Configuration, Sharing, TaskHub};
use crate::package::PackagedDurable;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight, conclude};
use crate::record::{DurableHost, Explanation, Finding};

const WHAT: &str = "whether the slot has a task hub of its own";

/// The slot runs its orchestrations in a task hub of its own (facts: task-hubs): with the default name its host does not start,
/// and one hub for both sides hands production's orchestrations to content that is still being proved.
pub(in crate::preflight) struct OwnTaskHub;

const ABOUT: About = About {
    explanation: Explanation {
        id: "own-task-hub",
        title: "Durable Functions of the slot have a task hub of their own",
        why: "The Durable Functions extension refuses the default task hub in every slot but production: the host of the slot \
              does not start. With one literal name and one storage on both sides, slot and production work on the same \
              orchestrations: production's are executed by content that is still being proved, and the other way round.",
        fix: "Name the hub by a setting, as in `\"hubName\": \"%TaskHub%\"` of host.json, and set TaskHub as a slot setting with \
              another value on each side.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/functions/Read",
            "Microsoft.Web/sites/slots/functions/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Functions),
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Production(SideFact::Durable),
        Fact::Slot(SideFact::Functions),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Durable),
        Fact::StickySettings,
    ],
    weight: Weight::StopsUnless("a hub is only shared, or it cannot be told; then a warning"),
    lowers: Lowers::Yes,
};

impl Check for OwnTaskHub {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    /// The content that is in the slot. Where no Durable Functions are listed on either side, there is nothing to say.
    fn look(&self, survey: &Survey) -> Option<Answer> {
        match (&survey.slot.as_ref()?.durable, &survey.production.durable) {
            (Ok(Some(host)), _) => look_with(host, survey),
            (Ok(None), Ok(_)) => None,
            // The slot is about to get production's functions.
            (Err(error), _) | (Ok(None), Err(error)) => Some(Answer::unread(WHAT, error)),
        }
    }
}

/// Judges the task hub of a package, before it is delivered. `None` where nothing shows that it is used.
pub fn of_package(packaged: &PackagedDurable, survey: &Survey) -> Option<Finding> {
    let listed = [&survey.production.durable, &survey.slot.as_ref()?.durable];
    if !packaged.is_used && !listed.iter().any(|durable| matches!(durable, Ok(Some(_)))) {
        return None;
    }
    Some(conclude(&OwnTaskHub, look_with(&packaged.host, survey)?, &survey.options))
}

/// Content with its `host.json` on one side.
#[derive(Clone, Copy)]
struct Hosted<'a> {
    on: Configuration<'a>,
    host: &'a DurableHost,
}

fn look_with(host: &DurableHost, survey: &Survey) -> Option<Answer> {
    let [production, slot] = match survey.both_configurations(WHAT)? {
        Ok(sides) => sides,
        Err(unread) => return Some(unread),
    };
    let (site, name) = (survey.production.at.app.name.as_str(), survey.slot_at.slot_name());
    let of_slot = Hosted { on: slot, host };
    let hub = match slot.task_hub(host, site) {
        TaskHub::Default => {
            let says = format!(
                "the slot `{name}` would have the default task hub, with which Durable Functions start in production only: its \
                 host would not start"
            );
            return Some(Answer::wrong(says, FIX));
        }
        TaskHub::Untold(why) => return Some(Answer::untold(format!("{WHAT} is not known: {why}"), FIX)),
        TaskHub::Named(hub) => hub,
    };
    let after = after_swap(production, slot, survey);
    let after = after.as_ref().map(|(settings, strings)| Hosted { on: Configuration { settings, strings }, host });
    // Before routing changes, the slot runs with what stays in production (facts: slots-are-live).
    if after.is_some_and(|after| after.on.task_hub(host, site) == TaskHub::Default) {
        let says = format!(
            "during the swap the slot `{name}` runs with the slot settings of production, which name the default task hub: its \
             host would not start"
        );
        return Some(Answer::wrong(says, FIX));
    }
    let host_there = match &survey.production.durable {
        Ok(Some(host)) => host,
        Ok(None) => return Some(Answer::fine(format!("the slot has the task hub `{hub}`, and production uses none"))),
        Err(error) => return Some(Answer::unread(WHAT, error)),
    };
    let of_production = Hosted { on: production, host: host_there };
    Some(match shared(of_production, of_slot, site) {
        Ok(Sharing::Same) => Answer::unwise(
            format!(
                "production and the slot `{name}` share the task hub `{hub}`: each executes orchestrations of the other, also \
                 while the slot is being proved"
            ),
            FIX,
        ),
        Ok(Sharing::Untold(why)) | Err(why) => Answer::untold(format!("{WHAT} is not known: {why}"), FIX),
        Ok(Sharing::Different) => Answer::fine(format!(
            "the slot `{name}` has the task hub `{hub}` for itself; {}",
            after
                .and_then(|after| running(of_production, after, site))
                .unwrap_or("what becomes of running orchestrations is not known")
        )),
    })
}

const FIX: &str = "name the hub by a setting, \"hubName\": \"%TaskHub%\" in host.json, and set TaskHub as a slot setting with \
                   another value on each side";

/// Whether both work on the same orchestrations; an error in words when a name cannot be seen.
fn shared(one: Hosted<'_>, other: Hosted<'_>, site: &str) -> Result<Sharing, String> {
    let hubs = (one.on.task_hub(one.host, site), other.on.task_hub(other.host, site));
    let is_one_name = match hubs {
        (TaskHub::Untold(why), _) | (_, TaskHub::Untold(why)) => return Err(why),
        (TaskHub::Named(one), TaskHub::Named(other)) => one.eq_ignore_ascii_case(&other),
        (one, other) => one == other,
    };
    Ok(if is_one_name { one.on.shares_hub_storage(one.host, &other.on, other.host) } else { Sharing::Different })
}

/// The settings and connection strings of production after the swap; `None` when it is not known what stays.
fn after_swap(
    production: Configuration<'_>,
    slot: Configuration<'_>,
    survey: &Survey,
) -> Option<(AppSettings, AppSettings)> {
    let sticky = survey.sticky.as_ref().ok()?;
    let settings = slot.settings.after_swap(production.settings, |name| sticky.is_sticky(name));
    let strings = slot.strings.after_swap(production.strings, |name| sticky.is_sticky_string(name));
    Some((settings, strings))
}

/// What becomes of orchestrations that run when the slots are swapped; `None` when that cannot be told.
fn running(production: Hosted<'_>, after: Hosted<'_>, site: &str) -> Option<&'static str> {
    match shared(production, after, site) {
        Ok(Sharing::Same) => Some(
            "orchestrations that run continue with the code of this release, and fail where it changes their orchestrators",
        ),
        Ok(Sharing::Different) => Some("orchestrations that run stay behind with the former content"),
        Ok(Sharing::Untold(_)) | Err(_) => None,
    }
}
