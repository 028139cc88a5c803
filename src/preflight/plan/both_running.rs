use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// Both sides run: a swap with a stopped side fails late and with other words (facts: swap-warm-up).
pub(in crate::preflight) struct BothRunning;

const ABOUT: About = About {
    explanation: Explanation {
        id: "both-running",
        title: "Production and the slot are running",
        why: "Azure refuses to swap a stopped app, late and with an unclear message.",
        fix: "Start the side that the finding names.",
        rights: &["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site)],
    weight: Weight::Stops,
    lowers: Lowers::Never("Azure refuses the swap"),
};

impl Check for BothRunning {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let stopped = [(&survey.production.at, &survey.production.site), (&survey.slot_at, &slot.site)]
            .into_iter()
            .find(|(_, site)| !site.is_running());
        Some(match stopped {
            None => Answer::fine("production and the slot are running"),
            Some((at, _)) if *at == survey.slot_at && survey.has_stopped_slot() => {
                Answer::fine(format!("{at} is stopped; with `after: stop` a release starts it before it delivers"))
            }
            Some((at, site)) => {
                let start = at.command("functionapp start", &[]);
                let fix = if *at == survey.slot_at {
                    format!("where releases leave it stopped, set `after: stop`; else start it: {start}")
                } else {
                    start
                };
                Answer::wrong(format!("{at} is not running but {}", site.state.to_lowercase()), fix)
            }
        })
    }
}
