use crate::azure::{AzureError, Refusal};
use crate::judge::no_way_back;
use crate::preflight::Survey;
use crate::record::{
    Basis, Code, ContentIdentity, Held, IdentityEvidence, Outcome, Problem, Route, SwapReading, Ticket, WatchVerdict,
};
use crate::release::back::Promoted;
use crate::release::ground::{Stop, new_key};
use crate::release::run::RunOnSides;
use crate::release::swap::{Direction, Exchanged, Fenced, Passes, reset_command};
use crate::release::watch::{Expected, held_by_the_slot_alone};

impl RunOnSides {
    /// Swaps the staged content into production, if the fence holds, and watches production; rolls back when it becomes
    /// unhealthy.
    pub async fn promote_by_swap(&self, ticket: &Ticket, survey: &Survey) -> Result<Outcome, Stop> {
        let (usual, ()) =
            tokio::join!(Box::pin(self.usual(&ticket.functions, survey)), Box::pin(self.foresee_warm_up(survey)));
        self.note_migration(survey);
        self.passes_sign_in(&usual.before.refused).await?;
        // As late as possible: only the request itself comes between this fence, or that of the preparations, and the swap.
        let fenced = Box::pin(self.hold_fence(ticket, Passes::OurTicket, Some(&self.sides))).await?;
        let Fenced { both, held, production, traces } = Box::pin(self.lay_groundwork(ticket, survey, fenced)).await?;
        self.recorder.note(|record| record.next_command = Some(both.sides.swap_command()));
        both.say_how_to_roll_back(&production);
        let exchanged = match Box::pin(both.exchange(Direction::Forward, &held, traces.files.as_ref())).await {
            Ok(exchanged) => exchanged,
            // The announcement failed.
            Err(stop) => return Err(both.clear_groundwork(stop).await),
        };
        let swapped = match exchanged {
            Exchanged::Done(swapped) => swapped,
            Exchanged::PutBack => {
                let why =
                    Problem::new(Code::SWAP_PUT_BACK, "Azure reported the swap as done, swapped, and reverted it");
                return Err(both.already_back(why).await);
            }
            Exchanged::NotMade(error) => {
                let stop = both.not_made(error).await;
                return Err(both.clear_groundwork(stop).await);
            }
            Exchanged::Unclear(reading) => {
                let stop = reading.needs_person(&held);
                if reading.verdict != SwapReading::WrongContent {
                    return Err(stop);
                }
                if !both.came_by_the_swap(&reading, &traces).await {
                    return Err(stop.with_command(both.sides.swap_command()));
                }
                // Another client deployed to the slot between the fence and the swap.
                let files = both.sides.production.scm.files_mark().await.ok();
                let held = Held { slot: reading.production.content.clone(), ..held };
                let promoted = Promoted::note(&both.sides, held, reading.stamp.clone(), files, &new_key()).await;
                return Err(Box::pin(both.roll_back(&promoted, stop.problem)).await);
            }
        };
        let by_the_slot = held_by_the_slot_alone(&ticket.held, survey.production.functions.as_ref().ok());
        both.recorder.note(|record| record.slot_life.held = by_the_slot.clone());
        let before = held.clone();
        let expected = Expected { content: held.slot.clone(), functions: ticket.functions.clone(), held: by_the_slot };
        let window = self.setup.options.watch.min(self.setup.options.timeout);
        // Side by side: settings that do not answer must not keep production unwatched.
        let key = new_key();
        let watched = Box::pin(async {
            tokio::select! {
                verdict = both.watch(&expected, &swapped, window, Some(&usual)) => verdict,
                reason = async {
                    tokio::select! {
                        reason = both.reference_fails_in_production(survey) => reason,
                        reason = both.host_differs_in_production() => reason,
                    }
                } => {
                    let verdict = WatchVerdict::Unhealthy { basis: Basis::Host, reason };
                    self.recorder.note(|record| {
                        record.watch.iter_mut().for_each(|watch| watch.verdict = verdict.clone());
                    });
                    Ok(verdict)
                }
            }
        });
        let (promoted, verdict) =
            tokio::join!(Promoted::note(&both.sides, held, swapped.stamp.clone(), traces.files, &key), watched,);
        let verdict = match verdict {
            Ok(verdict) => verdict,
            Err(stop) => return Err(stop.after_the_swap()),
        };
        match self.conclude(verdict) {
            Ok(Outcome::Verified) => {
                Box::pin(both.settle_old_version(&before)).await;
                Ok(Outcome::Verified)
            }
            Ok(outcome) => {
                both.leave_old_version();
                Ok(outcome)
            }
            Err(unhealthy) => Err(Box::pin(both.roll_back(&promoted, unhealthy)).await),
        }
    }

    /// Production is as before; `error` is Azure's report on the swap.
    async fn not_made(&self, error: Option<AzureError>) -> Stop {
        self.recorder.note(|record| record.next_command = None);
        let Some(error) = error else {
            let sentence = "Azure reported the swap as done, but both sides are as before";
            let hint =
                "Azure reverts a swap by itself when an instance of the slot does not start; look at the slot's log";
            return Stop::new(Outcome::Aborted, Problem::new(Code::SWAP_REVERTED, sentence).hint(hint));
        };
        let mut stop = Stop::aborted(&error);
        match error.refusal() {
            Some(Refusal::NoWarmUp) => stop.problem.hints.extend(self.explain_warm_up().await),
            Some(Refusal::PreparedForSwap) => {
                stop.problem = stop.problem.command("reset it with", &reset_command(&self.sides));
            }
            _ => {}
        }
        stop
    }

    /// The log shows before the swap how to undo it; for a first release there is no other source.
    fn say_how_to_roll_back(&self, previous: &IdentityEvidence) {
        let line = match (&previous.content, previous.route) {
            (ContentIdentity::Unknown { reason }, _) => {
                format!(
                    "the content of production could not be read ({reason}), so slot-deploy will not swap back; to do it by hand"
                )
            }
            (content @ ContentIdentity::Foreign(_), _) => match no_way_back(content) {
                Some(why) => format!("slot-deploy will not swap back by itself: {why}; to do it by hand"),
                None => {
                    "production serves content that slot-deploy did not release; to roll back to it by hand".to_owned()
                }
            },
            (content, Route::Host | Route::Scm | Route::None) => {
                format!("to roll production back to {content} by hand")
            }
        };
        self.recorder.say(&format!("{line}: {}", self.sides.swap_command()));
    }
}
