use crate::azure::{Identities, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// Both sides have identities of the same kind: they stay in a swap, and what the slot was let do, production is asked to do
/// (facts: what-moves).
pub(in crate::preflight) struct SameIdentities;

const ABOUT: About = About {
    explanation: Explanation {
        id: "same-identities",
        title: "Both sides have their identities",
        why: "Managed identities do not move in a swap. What the content reads in the slot by an identity, it reads in production by \
              that of production: where production has none, or not the one that a setting names, it fails after the swap. And a slot \
              without one does not prove what production does.",
        fix: "Give the side that lacks it the identity, with the command of the finding, and the same roles.",
        rights: &["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for SameIdentities {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let [production, of_slot] = [&survey.production.site.identities, &slot.site.identities];
        let mut lacks = lacking(&survey.production.at, production, &survey.slot_at, of_slot);
        lacks.extend(lacking(&survey.slot_at, of_slot, &survey.production.at, production));
        if lacks.is_empty() {
            return Some(Answer::fine("both sides have identities of the same kind, or none"));
        }
        let says: Vec<&str> = lacks.iter().map(|[says, _]| says.as_str()).collect();
        let fixes: Vec<&str> = lacks.iter().map(|[_, fix]| fix.as_str()).collect();
        Some(Answer::wrong(
            format!("{}; identities stay with their side in a swap", says.join("; ")),
            format!("give it the same, and its roles: {}", fixes.join("; ")),
        ))
    }
}

/// What the one side lacks and the other has, each with the command that gives it.
fn lacking(at: &SiteRef, mine: &Identities, other: &SiteRef, others: &Identities) -> Vec<[String; 2]> {
    let mut lacks = Vec::new();
    if mine.own.is_none() && others.own.is_some() {
        lacks.push([
            format!("{at} has no managed identity of its own, and {other} has one"),
            at.command("functionapp identity assign", &[]),
        ]);
    }
    for id in others.given.keys().filter(|id| mine.given(id).is_none()) {
        let name = id.rsplit('/').next().unwrap_or(id);
        lacks.push([
            format!("{at} was not given the identity `{name}`, which {other} has"),
            at.command("functionapp identity assign", &["--identities", id]),
        ]);
    }
    lacks
}
