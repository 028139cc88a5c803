use crate::azure::RoleFor;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, nearest};

/// The slot is there.
pub(in crate::preflight) struct SlotExists;

/// A name that is as much like another is most likely a slip.
const ALIKE: f64 = 0.8;

const ABOUT: About = About {
    explanation: Explanation {
        id: "slot-exists",
        title: "The slot exists",
        why: "slot-deploy deploys to a slot, and creates one only with `create-slot: true`: a new slot needs settings that only you know.",
        fix: "Set `create-slot: true`, create the slot with the command of the finding, or set `slot` to one that exists.",
        rights: &["Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Plan, Fact::SlotNames],
    weight: Weight::Stops,
    lowers: Lowers::Never("without the slot there is nothing to deploy to"),
};

impl Check for SlotExists {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        // A plan without slots is another check's finding; this one would only repeat it.
        if survey.slot.is_none() && survey.plan.as_ref().is_ok_and(|plan| plan.slots() == Some(1)) {
            return None;
        }
        let name = survey.slot_at.slot_name();
        let app = &survey.slot_at.app;
        match (&survey.begun_by, survey.slot.is_some()) {
            (Some(release), true) => return Some(incomplete(survey, release)),
            (Some(release), false) => {
                return Some(Answer::fine(format!(
                    "the slot `{name}`, which the release {release} began, is completed"
                )));
            }
            (None, true) => return Some(Answer::fine(format!("the slot `{name}` exists"))),
            (None, false) => {}
        }
        if survey.options.creates_slot {
            return Some(to_create(survey));
        }
        let command = app.command("functionapp deployment slot create", ["--slot", name]);
        // The other commands have nothing to give a new slot.
        let create = match survey.options.role_for {
            RoleFor::Release | RoleFor::Stage => {
                format!("set `create-slot: true`, which creates it safely; or create it by hand: {command}")
            }
            _ => format!("create it: {command}"),
        };
        let (there, fix) = match &survey.slots {
            Ok(slots) if slots.is_empty() => ("it has none".to_owned(), create),
            Ok(slots) => {
                let near = nearest(name, slots.iter().map(String::as_str), ALIKE);
                let meant = near.map(|near| format!("; is `{near}` meant?")).unwrap_or_default();
                let choose = match near {
                    Some(near) => format!("set `slot: {near}`"),
                    None => "set `slot` to one of these".to_owned(),
                };
                let fix = match full(survey, slots) {
                    Some(full) => format!("{choose}; {full}"),
                    None => format!("{choose}; or {create}"),
                };
                (format!("there are: {}{meant}", slots.join(", ")), fix)
            }
            Err(unread) => (format!("its slots could not be listed ({unread})"), create),
        };
        Some(Answer::wrong(format!("{} has no slot `{name}`; {there}", app.name), fix))
    }
}

/// It was begun and is not completed by this release.
fn incomplete(survey: &Survey, release: &str) -> Answer {
    let (name, app) = (survey.slot_at.slot_name(), &survey.slot_at.app);
    Answer::wrong(
        format!("the slot `{name}` of {} was begun by the release {release}, which did not complete it", app.name),
        format!(
            "set `create-slot: true`, which completes it; or delete it: {}",
            survey.slot_at.command("functionapp deployment slot delete", &[])
        ),
    )
}

/// It is missing, and this release is to create it.
fn to_create(survey: &Survey) -> Answer {
    let name = survey.slot_at.slot_name();
    let says = format!("the slot `{name}` does not exist and is created");
    let Ok(slots) = &survey.slots else { return Answer::fine(says) };
    if let Some(full) = full(survey, slots) {
        return Answer::wrong(format!("{} has no slot `{name}`", survey.slot_at.app.name), full);
    }
    match nearest(name, slots.iter().map(String::as_str), ALIKE) {
        Some(near) => {
            Answer::unwise(format!("{says}; there is `{near}` already"), format!("set `slot: {near}` if that is meant"))
        }
        None => Answer::fine(says),
    }
}

/// Why the plan takes no further slot, and what does; `None` where it takes one, or that is not known.
fn full(survey: &Survey, slots: &[String]) -> Option<String> {
    let plan = survey.plan.as_ref().ok()?;
    let most = plan.slots()?;
    (slots.len() + 1 >= most as usize).then(|| {
        format!(
            "none can be created: the plan {} ({}) gives {most} slots with production, and all are used; delete one first, or \
             move the app to a plan with more",
            plan.name, plan.sku
        )
    })
}
