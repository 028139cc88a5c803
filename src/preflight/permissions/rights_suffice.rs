use crate::azure::{Rights, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, Reading, SideFact, Survey, Weight};
use crate::record::Explanation;

/// The identity has the rights that the release needs only once it has begun to change something. A right that is missing for a
/// reading shows by itself, before that.
pub(in crate::preflight) struct RightsSuffice;

const ABOUT: About = About {
    explanation: Explanation {
        id: "rights-suffice",
        title: "The identity may do what the release does later",
        why: "A right that is missing for the upload or for the swap would end the release half way, with the slot changed.",
        fix: "Give the identity the actions that are named, on the app; the whole role is on the page of rights.",
        rights: &["Microsoft.Authorization/permissions/read"],
    },
    reads: &[Fact::Production(SideFact::Rights), Fact::Slot(SideFact::Rights)],
    weight: Weight::StopsUnless("the rights cannot be read"),
    lowers: Lowers::Yes,
};

/// What no caller lacks that has read the resource: an answer without it is not the whole list.
const HAD: &str = "Read";
const OF_EVERY_SLOT: &[&str] = &[
    "functions/Read",
    "publish/Action",
    "slotsswap/Action",
    "operationresults/Read",
    "syncfunctiontriggers/Action",
    "restart/Action",
];
const OF_EVERY_PRODUCTION: &[&str] = &["functions/Read", "publish/Action"];
const OF_A_DRAIN: &[&str] = &["instances/Read"];

impl Check for RightsSuffice {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let package_url = |action: &'static str| survey.options.package_url.then_some(action);
        let multi_phase = |action: &'static str| survey.options.multi_phase.then_some(action);
        let of_slot = OF_EVERY_SLOT
            .iter()
            .copied()
            .chain(multi_phase("applySlotConfig/Action"))
            .chain(package_url("config/Write"));
        let of_production = OF_EVERY_PRODUCTION.iter().copied().chain(multi_phase("resetSlotConfig/Action"));
        let missing_of_all = [
            missing(&survey.slot_at, &slot.rights, of_slot.collect()),
            missing(&survey.production.at, &survey.production.rights, of_production.collect()),
        ];
        let answer = conclude(missing_of_all);
        if !survey.options.drain {
            return Some(answer);
        }
        Some(with_drain(answer, missing(&survey.production.at, &survey.production.rights, OF_A_DRAIN.to_vec())))
    }
}

/// Without these a drain works, and says less.
fn with_drain(answer: Answer, lacks: Result<Vec<String>, Answer>) -> Answer {
    match (answer, lacks) {
        (Answer::Fine(_), Ok(lacks)) if !lacks.is_empty() => {
            let lacks = lacks.join(", ");
            Answer::unwise(
                format!(
                    "the identity lacks {lacks}: `drain` cannot see on how many instances production runs, so executions on \
                     some of them may be cut"
                ),
                format!("give the identity {lacks}, or release without `drain`"),
            )
        }
        (answer, _) => answer,
    }
}

/// The actions that are not allowed on this side, each with the side; or why they are unknown.
fn missing(side: &SiteRef, rights: &Reading<Rights>, needed: Vec<&str>) -> Result<Vec<String>, Answer> {
    let of = if side.slot.is_some() { "Microsoft.Web/sites/slots" } else { "Microsoft.Web/sites" };
    match rights {
        Err(unread) => Err(Answer::unread("whether the identity may do what the release does later", unread)),
        Ok(rights) if !rights.allow(&format!("{of}/{HAD}")) => Err(Answer::untold(
            format!("Azure's list of this identity's rights on {side} lacks even what it just did ({of}/{HAD})"),
            "",
        )),
        Ok(rights) => {
            let needed = needed.into_iter().map(|action| format!("{of}/{action}"));
            Ok(needed.filter(|action| !rights.allow(action)).map(|action| format!("`{action}` on {side}")).collect())
        }
    }
}

fn conclude(sides: [Result<Vec<String>, Answer>; 2]) -> Answer {
    let missing: Vec<&str> = sides.iter().flatten().flatten().map(String::as_str).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Answer::wrong(
            format!("the identity lacks {missing}, which the release needs once it has begun to change the slot"),
            format!(
                "give the identity {missing} (the whole role: src/docs/rights.md); a role that was just assigned can take \
                 several minutes to count"
            ),
        );
    }
    let unknown = sides.into_iter().find_map(Result::err);
    unknown.unwrap_or_else(|| Answer::fine("the identity may upload, restart and swap"))
}
