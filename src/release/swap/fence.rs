use std::time::Duration;

use super::check_seal::{CheckedSeal, check_seal, check_seal_again};
use crate::azure::{AzureError, BothSettings, Scm, Site};
use crate::judge::{Fence, FenceFacts, Mismatch, SealReading, TicketOrigin, judge_fence, refuse_ticket};
use crate::names::DeploymentId;
use crate::preflight::content_deviations;
use crate::record::{
    Code, FileList, FilesMark, Held, IdentityEvidence, Outcome, Phase, Problem, SettingsMark, Ticket, TicketPlans,
};
use crate::release::ground::{Sides, Stop};
use crate::release::run::{RunOnApp, RunOnSides};

/// The number of reads before an unreadable fact fails the fence.
const TRIES: u32 = 4;
const WAIT: Duration = Duration::from_secs(10);

/// The facts when the fence held.
pub struct Fenced {
    /// The run on both sides, as they are now.
    pub both: RunOnSides,
    /// What they hold.
    pub held: Held,
    /// What production runs.
    pub production: IdentityEvidence,
    /// What shows later whether production still holds just this.
    pub traces: SlotTraces,
}

/// What is read of the slot besides its content's own name.
#[derive(Debug, Clone, Default)]
pub struct SlotTraces {
    /// Its files, when they could be listed.
    pub files: Option<FilesMark>,
    /// The deployment that is in place, when that could be read.
    pub deployment: Option<DeploymentId>,
}

/// What passes the fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passes {
    /// A ticket of another job that this workflow run has issued.
    TicketOfThisRun,
    /// A ticket of another job of any run: `allow-foreign-ticket` is set.
    TicketOfAnyRun,
    /// What this very release has issued, or a ticket that has passed before.
    OurTicket,
    /// The same, after this release has prepared a multi-phase swap.
    OurPreparedSwap,
}

impl RunOnApp {
    /// Refuses a ticket that is not for this run to act on, whatever Azure holds.
    pub async fn check_origin(&self, ticket: &Ticket) -> Result<(), Stop> {
        let seal = match check_seal(ticket, &self.read_sides().await?.sides.production).await {
            // Recovery asks Azure for all that it acts on, also where the key moved with a swap or cannot be had.
            Err(_) | Ok(CheckedSeal { reading: SealReading::OtherKey | SealReading::Unread(_), .. }) => {
                SealReading::None
            }
            Ok(checked) => checked.reading,
        };
        let broken = refuse_ticket(&self.origin_of(ticket, self.accepted_tickets(), seal));
        if broken.is_empty() {
            return Ok(());
        }
        let way_on =
            "without `ticket`, `command: reconcile` goes by the release history and by Azure; nothing was changed";
        Err(stale(&broken, way_on))
    }

    /// Which tickets the options accept.
    pub fn accepted_tickets(&self) -> Passes {
        if self.setup.options.takes_foreign_ticket { Passes::TicketOfAnyRun } else { Passes::TicketOfThisRun }
    }

    fn origin_of<'a>(&'a self, ticket: &'a Ticket, passes: Passes, seal: SealReading) -> TicketOrigin<'a> {
        TicketOrigin {
            ticket,
            now: self.setup.pace.wall(),
            sites: self.app.named(),
            repository: self.setup.run.repository.as_deref(),
            run: self.setup.run.run_id.as_deref(),
            takes_foreign: passes != Passes::TicketOfThisRun,
            seal,
        }
    }

    /// Compares the ticket with Azure's current state. Nothing has been changed when it does not hold. Sides that are `known` are
    /// not looked up again.
    pub async fn hold_fence(&self, ticket: &Ticket, passes: Passes, known: Option<&Sides>) -> Result<Fenced, Stop> {
        self.recorder.begin_phase(Phase::Fence);
        let mut tries = 1;
        loop {
            let seen = Box::pin(self.look_at_fence(ticket, passes, known)).await;
            let verdict = match &seen {
                Ok(seen) => judge_fence(&seen.facts(self, ticket, passes)),
                Err(error) if error.is_transient() => Fence::Unreadable(error.to_string()),
                Err(error) => return Err(Stop::aborted(error)),
            };
            match (verdict, seen) {
                (Fence::Holds, Ok(seen)) => {
                    let says = "the slot, production's release and the settings are as they were when this was staged";
                    self.recorder.end_phase(&match &seen.left_out {
                        Some(left_out) => format!("{says}, as far as files were listed: {left_out}"),
                        None => says.to_owned(),
                    });
                    return Ok(seen.fenced());
                }
                (Fence::Stale(all), seen) => {
                    let way_on = match passes {
                        Passes::OurTicket | Passes::OurPreparedSwap => "release again: production was not changed",
                        _ => "stage the release again and approve the new ticket: nothing was changed",
                    };
                    let stop = stale(&all, way_on);
                    let is_of_slot = |mismatch: &Mismatch| mismatch.code == Code::SLOT_REDEPLOYED;
                    let newest = seen.ok().and_then(|seen| seen.newest).filter(|_| all.iter().any(is_of_slot));
                    return Err(match newest {
                        Some(newest) => stop.hint(newest),
                        None => stop,
                    });
                }
                (Fence::Unreadable(why), _) if tries >= TRIES => {
                    let mut problem = Problem::new(Code::FENCE_UNREADABLE, why);
                    let rights = self.look_at_rights().await;
                    if rights.is_error() {
                        problem = problem.hint(&rights.says).hint(&rights.fix);
                    }
                    let problem = problem.hint("run the job again when Azure can be read; nothing was changed");
                    return Err(Stop::new(Outcome::Aborted, problem));
                }
                _ => {
                    tries += 1;
                    self.setup.pace.sleep(WAIT).await;
                }
            }
        }
    }
}

/// Nothing is done by a ticket that is not true any more: it says all that is not, by the code of the first.
fn stale(broken: &[Mismatch], way_on: &str) -> Stop {
    let sentence = broken.iter().map(|mismatch| mismatch.says.as_str()).collect::<Vec<_>>().join("; ");
    Stop::new(Outcome::Stale, Problem::new(broken[0].code.clone(), sentence).hint(way_on))
}

/// What the fence is held against: no more than it judges, since every second between this look and the swap counts.
struct FenceReading {
    both: RunOnSides,
    seal: SealReading,
    slot: IdentityEvidence,
    production: IdentityEvidence,
    /// The mark for the ticket, and what keeps the slot's content from production; an error in words.
    settings: Result<(Option<SettingsMark>, Vec<Mismatch>), String>,
    auto_swap: Result<Option<String>, String>,
    traces: SlotTraces,
    /// The folders of the slot whose files were not compared, in a clause.
    left_out: Option<String>,
    /// Who deployed last to the slot, in a sentence.
    newest: Option<String>,
    /// Both resources, the target's first.
    sites: (Site, Site),
    plans: TicketPlans,
}

impl RunOnApp {
    async fn look_at_fence(
        &self,
        ticket: &Ticket,
        passes: Passes,
        known: Option<&Sides>,
    ) -> Result<FenceReading, AzureError> {
        let (on_sides, target) = match known {
            Some(sides) => (self.on_sides(sides), None),
            None => {
                let (on_sides, target) = self.read_sides_and_production().await?;
                (on_sides, Some(target))
            }
        };
        let sides = &on_sides.sides;
        let checked = match passes {
            Passes::TicketOfThisRun | Passes::TicketOfAnyRun => check_seal(ticket, &sides.production).await,
            Passes::OurTicket | Passes::OurPreparedSwap => check_seal_again(ticket, &sides.production).await,
        };
        let CheckedSeal { reading: seal, secret } = checked?;
        // With another key than theirs, settings look changed that are not.
        let mark = ticket.settings.as_ref().filter(|_| seal.fits());
        let key = mark.and_then(|mark| self.key_of(mark, secret.as_ref()));
        // Content that does not name itself is recognised by its traces, of which the functions are for people only.
        let traces = async {
            let stamp = sides.production.stamp().await;
            sides.production.traces(stamp, target.as_ref().map(Some), Some(None)).await
        };
        // Side by side, and each on the heap.
        let (settings, traces, files, history) = tokio::join!(
            Box::pin(BothSettings::read(&sides.production, &sides.slot, key.as_ref())),
            Box::pin(traces),
            Box::pin(sides.slot.scm.files()),
            Box::pin(sides.slot.scm.deployments(Scm::ONE_LOOK)),
        );
        let runs_from = settings.as_ref().ok().map(|both| both.production().run_from_package());
        let production = Box::pin(sides.production.recognise(traces, runs_from)).await;
        let auto_swap = match settings.as_ref().map(BothSettings::slot_config) {
            Ok(Some(config)) => Ok(config.auto_swap_slot.clone()),
            // Where the mark is over app settings alone, nothing else was read.
            Ok(None) | Err(_) => match sides.slot.web_config().await {
                Ok(config) => Ok(config.auto_swap_slot),
                Err(error) => Err(error.to_string()),
            },
        };
        let settings = settings.map_err(|error| error.to_string()).map(|both| {
            let deviations = content_deviations(&both, self.app.slot.slot_name(), &ticket.held);
            (key.as_ref().map(|key| both.mark(key)), deviations)
        });
        let active = history.into_iter().flatten().find(|deployment| deployment.active);
        let newest = active
            .as_ref()
            .map(|newest| format!("the slot's newest deployment is {}", newest.described(sides.arm.redactor())));
        let left_out = files.as_ref().ok().and_then(FileList::left_out);
        let traces = SlotTraces {
            files: files.ok().map(|files| files.mark()),
            deployment: active.map(|deployment| deployment.id),
        };
        // Read last, right before the swap is requested: what will go to production, and the resources, which show whether a
        // swap or another operation started in between.
        let slot = sides.slot.identity().await;
        let sites = sides.sites().await?;
        let plans = TicketPlans { slot: sites.1.plan_mark(), production: sites.0.plan_mark() };
        Ok(FenceReading {
            seal,
            slot,
            production,
            settings,
            auto_swap,
            traces,
            left_out,
            newest,
            sites,
            plans,
            both: on_sides,
        })
    }
}

impl FenceReading {
    fn facts<'a>(&'a self, run: &'a RunOnApp, ticket: &'a Ticket, passes: Passes) -> FenceFacts<'a> {
        let (target, slot) = &self.sites;
        FenceFacts {
            origin: run.origin_of(ticket, passes, self.seal.clone()),
            slot: &self.slot.content,
            files: self.traces.files.as_ref(),
            production: &self.production.content,
            swap_stamp: target.swap.stamp.as_deref(),
            settings: self.settings.as_ref().ok().and_then(|(mark, _)| mark.as_ref()),
            plans: &self.plans,
            content: self.settings.as_ref().map(|(_, deviations)| deviations.as_slice()).map_err(String::as_str),
            stopped: [("the slot", slot), ("production", target)]
                .into_iter()
                .find_map(|(side, site)| (!site.is_running()).then_some(side)),
            operation: target.swap.operation.as_deref().or(slot.swap.operation.as_deref()),
            target_prepared_with: target.swap.prepared_with.as_deref(),
            slot_prepared_with: slot.swap.prepared_with.as_deref(),
            prepared_by_us: (passes == Passes::OurPreparedSwap)
                .then(|| (run.app.slot.slot_name(), run.app.target.slot_name())),
            auto_swap: self.auto_swap.as_ref().map(Option::as_deref).map_err(String::as_str),
        }
    }

    fn fenced(self) -> Fenced {
        let held = Held {
            production: self.production.content.clone(),
            slot: self.slot.content,
            swap_stamp: self.sites.0.swap.stamp,
        };
        Fenced { both: self.both, held, production: self.production, traces: self.traces }
    }
}
