use super::past::Past;
use super::rollback::Promoted;
use crate::judge::{WayBack, find_former};
use crate::record::{Code, Held, Outcome, Phase, Problem};
use crate::release::ground::{Stop, new_key};
use crate::release::lease::About;
use crate::release::run::Run;

impl Run {
    /// Rolls production back on request: by the last record, or without one by Azure's state alone.
    pub async fn roll_back_on_request(&self) -> Result<Outcome, Stop> {
        let app = self.sign_in().await?;
        self.recorder.begin_phase(Phase::Preflight);
        let both = app.read_sides().await?;
        app.judge_rights().await?;
        let past = Past::read(&both).await?;
        let both = both.asking(past.asks.as_ref());
        let former = match find_former(&past.facts()) {
            WayBack::Open(former) => former,
            WayBack::AlreadyThere { by } if self.setup.options.dry_run => {
                return Ok(self.end_with_plan(vec![format!("nothing: production was rolled back already, by {by}")]));
            }
            WayBack::AlreadyThere { by } => return both.nothing_to_roll_back(&by, Outcome::Unchanged).await,
            WayBack::Closed { why } => return Err(self.no_rollback(&past, &why)),
        };
        self.recorder.end_phase(&format!("production runs {}; rolling back to {former}", past.production.content));
        if self.setup.options.dry_run {
            let mut plan = Vec::new();
            if !both.sides.slot.site().await?.is_running() {
                plan.push(
                    "start the slot, which is stopped, and wait until it runs: a cold start before the swap back"
                        .to_owned(),
                );
            }
            plan.push(format!(
                "swap back to {former}, read it back, and probe production: {}",
                both.sides.swap_command()
            ));
            return Ok(self.end_with_plan(plan));
        }
        let taken_back = &past.production.content;
        let about = About {
            // A build is known by its sources: another build of them has another digest.
            digest: past.production.sources.as_ref().or(taken_back.digest()),
            production: taken_back,
            restores: Some(&former),
            swap_stamp: past.stamp.as_deref(),
            switch: None,
            holds: Vec::new(),
            creates_slot: false,
        };
        both.remember(&about).await;
        let before = Held { production: former.clone(), slot: taken_back.clone(), swap_stamp: None };
        let promoted = Promoted::note(&both.sides, before, past.stamp.clone(), None, &new_key()).await;
        let asked = Problem::new(Code::ROLLBACK_REQUESTED, "a rollback was requested");
        let stop = both.roll_back(&promoted, asked).await;
        if stop.outcome == Outcome::RolledBack {
            let reason = format!(
                "rolled back on request from {taken_back} to {former}; the slot `{}` holds what was rolled back, and runs",
                self.setup.options.slot
            );
            self.recorder.note(|record| record.reason = reason);
            app.withdraw_announced(&past.announced).await;
            return Ok(Outcome::RolledBackOnRequest);
        }
        // No request was sent to Azure, so there is nothing to check.
        let untouched = stop.outcome == Outcome::NeedsPerson && !self.recorder.reached().back_intended;
        Err(if untouched { Stop { outcome: Outcome::Aborted, ..stop } } else { stop })
    }
}
