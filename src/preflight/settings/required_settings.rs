use crate::azure::Configuration;
use crate::config::{RequiredSetting, SettingShape, ShapeSeen, Where};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, number_of};

const WHAT: &str = "whether the required settings are there after the swap";

/// Every setting that `required:` names is there once the swap is made, on the sides that it says and in the shape that it says (facts:
/// what-moves).
pub(in crate::preflight) struct RequiredSettings;

const ABOUT: About = About {
    explanation: Explanation {
        id: "required-settings",
        title: "The required settings are there after the swap",
        why: "`required:` in `slot-deploy.yml` names what the app cannot do without, in four categories. Looked at are both sides as they \
              will be after the swap: what moves has moved, what is a slot setting has stayed. A value is compared with its shape and \
              never shown; what a reference leads to is not seen.",
        fix: "Set what is missing: under `settings:` what moves with the release, by a slot setting what one side alone is to have.",
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
    weight: Weight::Stops,
    lowers: Lowers::Yes,
};

impl Check for RequiredSettings {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        if survey.required.is_empty() {
            return None;
        }
        let (production, slot) = match (survey.after_swap(WHAT)?, survey.slot_after_swap(WHAT)?) {
            (Ok(production), Ok(slot)) => (production, slot),
            (Err(unread), _) | (_, Err(unread)) => return Some(unread),
        };
        let name = survey.slot_at.slot_name().to_owned();
        Some(judge(&survey.required, production.configuration(), slot.configuration(), &name))
    }
}

fn judge(required: &[RequiredSetting], production: Configuration<'_>, slot: Configuration<'_>, name: &str) -> Answer {
    let (mut wrong, mut referred) = (Vec::new(), Vec::new());
    for setting in required {
        let sides = [
            (Where::Production, "production".to_owned(), &production),
            (Where::Slot, format!("the slot `{name}`"), &slot),
        ];
        for (side, words, has) in sides {
            if setting.side != Where::Both && setting.side != side {
                continue;
            }
            let what = format!("`{}` ({})", setting.name, setting.category);
            match has.look_at(&setting.name, setting.shape.unwrap_or(SettingShape::Text)) {
                Some(ShapeSeen::Fits) => {}
                Some(ShapeSeen::Referred) if setting.shape.is_none_or(|shape| shape == SettingShape::Text) => {}
                Some(ShapeSeen::Referred) => referred.push(format!("{what} in {words}")),
                Some(ShapeSeen::Empty) => wrong.push(format!("{words} would have {what} empty")),
                Some(ShapeSeen::Differs) => {
                    let shape = setting.shape.map_or("a text", SettingShape::words);
                    wrong.push(format!("{words} would have {what} with a value that is not {shape}"));
                }
                None => wrong.push(format!("{words} would lack {what}")),
            }
        }
    }
    match (wrong.is_empty(), referred.is_empty()) {
        (false, _) => Answer::wrong(
            format!("after the swap {}", wrong.join("; ")),
            "declare under `settings:` in `slot-deploy.yml` what moves with the release; what one side alone is to have, make a slot \
             setting there",
        ),
        (true, false) => Answer::noted(
            format!(
                "the required settings are there; these are references, so that the shape of their values is not known: {}",
                referred.join(", ")
            ),
            "",
        ),
        (true, true) => Answer::fine(format!("{} there after the swap", are(required.len()))),
    }
}

fn are(count: usize) -> String {
    let all = number_of(count, "required setting");
    if count == 1 { format!("{all} is") } else { format!("{all} are") }
}
