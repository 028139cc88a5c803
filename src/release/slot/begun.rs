use crate::azure::{Creation, Side};
use crate::judge::{Comparison, compare};
use crate::record::{Code, ContentIdentity, Memo, Outcome, Problem};
use crate::release::ground::{Stop, next_step_without_a_swap};
use crate::release::run::RunOnApp;

/// How a slot stands that a release announced to create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BegunSlot {
    /// It is there, and may lack what a slot needs.
    Incomplete,
    /// It is there and complete.
    Complete,
    /// Another client made it.
    Foreign,
    /// There is no such slot.
    Missing,
    /// That could not be read.
    Unread,
}

impl BegunSlot {
    /// Says it in place of what is said where nothing was sent.
    pub fn tell(self, slot: &str, mut stop: Stop) -> Stop {
        stop.problem.hints.retain(|hint| hint != next_step_without_a_swap(false));
        self.says(slot).into_iter().fold(stop, Stop::hint)
    }

    /// What to do about it; `None`: nothing.
    fn says(self, slot: &str) -> Option<String> {
        match self {
            Self::Incomplete => Some(format!(
                "the next release with `create-slot: true` completes the slot `{slot}`; until then it is stopped, or its triggers are held"
            )),
            Self::Complete => Some(format!("the slot `{slot}` was created and is complete; it stays")),
            Self::Foreign => None,
            Self::Missing => Some(format!(
                "the slot `{slot}` was not created: there is no such slot, and nothing was sent that changes production"
            )),
            Self::Unread => Some(format!(
                "whether the slot `{slot}` was created was not read back: if it is there, it is stopped, or its triggers are held, and the \
                 next release with `create-slot: true` completes it; if it is not, that release creates it"
            )),
        }
    }
}

impl RunOnApp {
    /// Reads how the slot stands that this release announced to create.
    pub async fn look_at_begun_slot(&self) -> BegunSlot {
        match Side::read_site(&self.app.arm, &self.app.slot).await {
            Ok(site) if matches!(site.creation, Some(Creation::Begun(_))) => BegunSlot::Incomplete,
            Ok(site) if site.creation.is_some() => BegunSlot::Complete,
            Ok(_) => BegunSlot::Foreign,
            Err(error) if error.is_not_found() => BegunSlot::Missing,
            Err(_) => BegunSlot::Unread,
        }
    }

    /// Ends a lost release that was to create the slot and did not: where there is no slot and production runs what it ran before, nothing
    /// is left to be finished.
    pub async fn end_without_a_slot(&self, memo: &Memo) -> Result<(), Stop> {
        if self.look_at_begun_slot().await != BegunSlot::Missing {
            return Ok(());
        }
        let site = Side::read_site(&self.app.arm, &self.app.target).await?;
        let production = Side::new(self.app.arm.clone(), self.app.target.clone(), &site);
        let runs = production.identity().await.content;
        let brings = memo.digest.clone().map(|digest| ContentIdentity::Ours { digest });
        if brings.is_some_and(|brings| compare(&runs, &brings) == Comparison::Same)
            && compare(&runs, &memo.production) != Comparison::Same
        {
            return Ok(());
        }
        let slot = self.app.slot.slot_name();
        let sentence = format!(
            "the run was cut short before it created the slot `{slot}`: there is no such slot, so nothing was delivered, and no swap was made"
        );
        let problem = Problem::new(Code::CUT_SHORT, sentence).hint(format!(
            "production is unchanged; the next release with `create-slot: true` creates the slot `{slot}`"
        ));
        Err(Stop::new(Outcome::Aborted, problem))
    }
}
