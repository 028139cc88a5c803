use super::way::Promotion;
use crate::preflight::look_at_functions;
use crate::record::{Code, Outcome, Phase, Problem, Ticket};
use crate::release::ground::Stop;
use crate::release::lease::{About, Claim};
use crate::release::run::Run;
use crate::release::slot::HeldBy;

const UNSEALED: &str =
    "the ticket has no seal, so nothing shows that its probes, expiry and commit are those that were staged";

impl Run {
    /// Where nobody can seal a ticket, one without a seal is taken with a warning: contents, swap and settings are compared with
    /// Azure, and who wrote the rest of it is unknown.
    fn refuse_unsealed(&self) -> Result<(), Stop> {
        if !self.setup.options.strict {
            return Ok(());
        }
        let hint =
            "stage again with an identity that has `Microsoft.Web/sites/host/listkeys/action`, which seals the ticket";
        Err(Stop::new(Outcome::Stale, Problem::new(Code::TICKET_UNSEALED, UNSEALED).hint(hint)))
    }

    /// Promotes what another job staged: the fence, then the critical probes again, then the swap.
    pub async fn redeem(&self, ticket: &Ticket) -> Result<Outcome, Stop> {
        self.recorder.note(|record| {
            record.staged_by = Some(ticket.release.clone());
            record.digest = Some(ticket.digest.clone());
            record.package.build = ticket.build.clone();
            record.commit = ticket.commit.clone();
            record.functions.after = Some(ticket.functions.clone());
            record.identity.proof = ticket.proof;
        });
        if ticket.seal.is_none() {
            self.refuse_unsealed()?;
        }
        let app = self.sign_in().await?;
        app.note_hold(&app.app.slot, HeldBy::of_ticket(ticket));
        let mut is_told = ticket.seal.is_some();
        let (fenced, survey) = loop {
            let fenced = Box::pin(app.hold_fence(ticket, app.accepted_tickets(), None)).await?;
            if !std::mem::replace(&mut is_told, true) {
                self.recorder.warn(UNSEALED);
            }
            self.recorder.begin_phase(Phase::Preflight);
            let survey = Box::pin(app.survey(ticket.build.is_some())).await?;
            let about = About { holds: ticket.held_by.clone(), ..About::of(&ticket.digest, &survey) };
            if app.look_for_others(&about, &survey).await? == Claim::Ours {
                self.judge_survey(&survey, Vec::new(), look_at_functions(&ticket.functions, &survey))?;
                if self.setup.options.dry_run {
                    return Ok(self.end_with_plan(fenced.both.plan_promotion(&fenced.held.production)));
                }
                if app.claim(&about, &survey).await? == Claim::Ours {
                    break (fenced, survey);
                }
            }
        };
        self.probe(&fenced.both.sides.slot, &self.setup.options.probes.critical()).await?;
        Box::pin(fenced.both.promote(Promotion::Swap, ticket, &survey)).await
    }
}
