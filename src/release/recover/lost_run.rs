//! A run whose machine is lost left no readable journal. Its plan is in its memo in the release history, or in its ticket;
//! without either, only Azure's state shows whether there is anything to finish.

use std::path::PathBuf;
use std::time::Duration;

use crate::azure::{AzureError, Side, parse_stamp};
use crate::judge::{WayBack, find_former, has_recorded_end};
use crate::record::{
    Code, ContentIdentity, Explain, Groundwork, Held, HistoryEntry, Inheritance, Memo, MemoryPlace, Outcome, Phase,
    Problem, Ticket,
};
use crate::release::back::Past;
use crate::release::ground::{LOOK_AT_PRODUCTION, Stop};
use crate::release::memory::Leftover;
use crate::release::run::{Run, RunOnApp, RunOnSides};
use crate::release::slot::{BegunSlot, HeldBy};
use crate::release::swap::{LONGEST_SWAP, reset_command};

const POLL: Duration = Duration::from_secs(10);

impl Run {
    /// Finishes or reports the release of a lost run.
    pub async fn finish_lost_run(&self, ticket: Option<&Ticket>) -> Result<Outcome, Stop> {
        let app = self.sign_in().await?;
        if let Some(ticket) = ticket {
            app.check_origin(ticket).await?;
        }
        let named = app.named_history(&[]).await;
        let known = named.as_ref().map(Option::is_some).map_err(Explain::problem);
        let history = named.ok().flatten();
        let on_github = match &history {
            Some(known) => app.let_github_follow(known).await,
            None => Vec::new(),
        };
        let (ended, open): (Vec<_>, Vec<_>) = history.into_iter().flatten().partition(|one| one.ended.is_some());
        if let Some(lost) = open.into_iter().find(|one| self.is_meant(one)) {
            let number =
                on_github.iter().find(|one| one.entry.memo.release == lost.memo.release).map(|one| one.entry.id);
            return self.finish_begun(&app, lost, number).await;
        }
        if let Some(lost) = on_github.into_iter().find(|one| !one.is_recorded && self.is_meant(&one.entry)) {
            self.recorder.say(&format!(
                "{} says that the release {} began, and the container of packages has no record of it",
                lost.entry.source(),
                lost.entry.memo.release
            ));
            return self.finish_begun(&app, lost.entry, None).await;
        }
        if let Some((ticket, end)) = ticket.and_then(|ticket| Some((ticket, end_of(ticket, &ended)?))) {
            let reason = format!("the release of this ticket has a recorded end: {}", end.name());
            self.recorder.note(|record| {
                record.digest = Some(ticket.digest.clone());
                record.commit = ticket.commit.clone();
                record.reason = reason;
            });
            return Ok(Outcome::Checked);
        }
        if let Some(ticket) = ticket {
            self.recorder.note(|record| {
                record.digest = Some(ticket.digest.clone());
                record.commit = ticket.commit.clone();
                record.functions.after = Some(ticket.functions.clone());
            });
            let held = Held {
                production: ticket.production.clone(),
                slot: ticket.slot.clone(),
                swap_stamp: ticket.swap_stamp.clone(),
            };
            // A reconciling job has the inputs of the job that promoted.
            let left = self.take_over_lost_run(may_have_swapped(held, self.setup.options.groundwork())).await;
            let both = app.read_sides().await?.ending_with(ticket.after);
            both.note_hold(both.sides.slot.at(), HeldBy::of_ticket(ticket));
            app.tell_rights().await;
            return both.go_on(&left).await;
        }
        app.finish_by_azure_alone(&ended, known).await
    }

    /// Finishes a release that began and has no recorded end; `on_github`: its deployment there, beside its record in the container.
    async fn finish_begun(&self, app: &RunOnApp, lost: HistoryEntry, on_github: Option<u64>) -> Result<Outcome, Stop> {
        self.recorder.note(|record| record.digest = lost.memo.digest.clone());
        match lost.place {
            MemoryPlace::GitHub => {
                self.recorder.note(|record| record.github_deployment = Some(lost.id));
                self.resume_deployment();
            }
            MemoryPlace::Store => {
                self.recorder.note(|record| {
                    record.store_record = Some(lost.id);
                    record.github_deployment = on_github;
                });
                app.resume_stored();
                self.resume_deployment();
            }
        }
        self.recorder.say(&format!("the release {} has no recorded end", lost.memo.release));
        let (asks, digest) = (lost.memo.asks.clone(), lost.memo.digest.clone());
        let after = lost.memo.after;
        let (settings, site) = (lost.memo.settings.clone(), lost.memo.site.clone());
        let creates_slot = lost.memo.creates_slot;
        if creates_slot {
            app.end_without_a_slot(&lost.memo).await?;
        }
        let both = app.read_sides().await?.asking(asks.as_ref()).ending_with(after);
        both.note_what_may_hold(&lost.memo.holds).await;
        app.tell_rights().await;
        let brings = both.what_it_brings(&lost.memo).await;
        let left = self.take_over_lost_run(Inheritance { switch: lost.switch, ..planned(lost.memo, brings) }).await;
        let ended = match both.go_on(&left).await {
            // Only the container says by which package the slot may run.
            Err(stop) if stop.outcome == Outcome::Aborted && lost.place == MemoryPlace::GitHub => {
                Err(both.say_what_the_slot_runs(digest.as_ref(), stop).await)
            }
            ended => ended,
        };
        let ended = match ended {
            Err(stop) if creates_slot && stop.outcome == Outcome::Aborted => {
                Err(app.look_at_begun_slot().await.tell(app.app.slot.slot_name(), stop))
            }
            ended => ended,
        };
        let slot = self.setup.options.slot.as_str();
        ended.map_err(|stop| say_which_properties(&site, slot, say_which_settings(&settings, slot, stop)))
    }

    /// A job finishes the releases of its own run; a person at a terminal any unfinished release.
    fn is_meant(&self, one: &HistoryEntry) -> bool {
        self.setup.run.run_id.is_none() || one.memo.run == self.setup.run.run_id
    }
}

/// How a job ended that promoted by this ticket, as far as the release history tells; none began before the ticket was written.
fn end_of(ticket: &Ticket, ended: &[HistoryEntry]) -> Option<Outcome> {
    let of_it = ended.iter().filter(|one| one.memo.digest.as_ref() == Some(&ticket.digest));
    let mut ends = of_it.filter_map(|one| one.ended).filter(|(at, outcome)| {
        *at >= ticket.issued && !matches!(outcome, Outcome::Staged | Outcome::Interrupted | Outcome::NeedsPerson)
    });
    ends.next().map(|(_, outcome)| outcome)
}

impl RunOnApp {
    /// Where there is no slot of this name, no release through it is under way, unless production was swapped a short time ago. A name that
    /// is written wrongly looks the same, so it is a warning.
    async fn finish_without_a_slot(
        &self,
        ended: &[HistoryEntry],
        has_history: Result<bool, Problem>,
        missing: &AzureError,
    ) -> Result<Outcome, Stop> {
        has_history.map_err(whether_one_is_unfinished)?;
        let production = Side::read_site(&self.app.arm, &self.app.target).await?;
        let swapped = production.swap.stamp.as_deref().and_then(parse_stamp);
        let may_be_watched = swapped.is_some_and(|swap| {
            let is_young = self.setup.pace.wall() - swap < self.setup.options.watch + self.setup.options.timeout;
            is_young && !has_recorded_end(ended, swap)
        });
        if may_be_watched || production.swap.prepared_with.is_some() || production.swap.operation.is_some() {
            return Err(Stop::aborted(missing));
        }
        let slot = self.app.slot.slot_name();
        self.recorder.warn(&format!("there is no slot `{slot}`: where that is not its name, nothing was looked at"));
        let line =
            format!("there is no slot `{slot}`, no unfinished release is known, and no swap is younger than its watch");
        self.recorder.note(|record| record.reason = line.clone());
        self.recorder.end_phase(&line);
        Ok(Outcome::Checked)
    }

    /// `has_history`: whether the release history was read; an error where it was named and could not be.
    async fn finish_by_azure_alone(
        &self,
        ended: &[HistoryEntry],
        has_history: Result<bool, Problem>,
    ) -> Result<Outcome, Stop> {
        self.recorder.begin_phase(Phase::Reconcile);
        let both = match self.read_sides().await {
            Err(error) if error.is_not_found() && self.look_at_begun_slot().await == BegunSlot::Missing => {
                return self.finish_without_a_slot(ended, has_history, &error).await;
            }
            both => both?,
        };
        both.wait_for_operations().await?;
        let (target, on_slot) = both.sides.sites().await?;
        if target.swap.prepared_with.is_some() || on_slot.swap.prepared_with.is_some() {
            return both.somebody_prepared().await;
        }
        let past = Past::read(&both).await?;
        let both = both.asking(past.asks.as_ref());
        let told = past.stamp.as_deref().and_then(parse_stamp).is_some_and(|swap| has_recorded_end(ended, swap));
        let watch = past.watch_at_least(self.setup.options.watch);
        let young = past.swapped_ago.filter(|ago| *ago < watch && !told);
        let Some(ago) = young else {
            let line = match has_history {
                Ok(true) => "no unfinished release is known, and no swap is younger than its watch",
                Ok(false) => {
                    "without a release history unfinished releases are unknown; no swap is younger than its watch"
                }
                Err(problem) => return Err(whether_one_is_unfinished(problem)),
            };
            self.recorder.note(|record| record.reason = line.to_owned());
            self.recorder.end_phase(line);
            return Ok(Outcome::Checked);
        };
        self.recorder.say(&format!("slots were swapped {} s ago, and no end of its watch is recorded", ago.as_secs()));
        let former = match find_former(&past.facts()) {
            WayBack::Open(former) => former,
            // The youngest swap was itself the way back, so nothing of a release is left to be finished.
            WayBack::AlreadyThere { by } => return both.nothing_to_roll_back(&by, Outcome::Checked).await,
            WayBack::Closed { why } => {
                let sentence = format!(
                    "slots were swapped {} s ago, no end of the watch is recorded, and what production ran before cannot be told: \
                     {why}",
                    ago.as_secs()
                );
                return Err(Stop::needs_person(Code::UNWATCHED, sentence).hint(LOOK_AT_PRODUCTION.to_owned()));
            }
        };
        let held = Held { production: former, slot: past.production.content.clone(), swap_stamp: None };
        self.recorder.end_phase(&format!("production runs {}", past.production.content));
        let inherited = Inheritance {
            swap_read_back: true,
            stamp: past.stamp,
            // Which of the two contents is the release is not recorded.
            only_a_person_swaps_back: true,
            ..may_have_swapped(held, Groundwork::default())
        };
        let left = self.take_over_lost_run(inherited).await;
        both.go_on(&left).await
    }
}

impl RunOnSides {
    /// The content that the release with this memo brings. What Azure builds has its own name only when the release has long begun,
    /// so the memo names the sources, and a side that runs the build names both.
    async fn what_it_brings(&self, memo: &Memo) -> Option<ContentIdentity> {
        let named = memo.digest.clone()?;
        let (slot, production) = tokio::join!(self.sides.slot.identity(), self.sides.production.identity());
        let built = [slot, production].into_iter().find(|side| side.sources.as_ref() == Some(&named));
        Some(built.map_or(ContentIdentity::Ours { digest: named }, |side| side.content))
    }

    /// A reconciling job that makes multi-phase swaps treats this one as its own.
    async fn somebody_prepared(&self) -> Result<Outcome, Stop> {
        let groundwork = self.setup.options.groundwork();
        if !groundwork.prepares {
            let says = "a swap with preview is prepared, and it is unknown by whom; nothing can be released until it is \
                completed or reset";
            let problem = Problem::new(Code::SWAP_PREPARED, says).command("reset it with", &reset_command(&self.sides));
            return Err(Stop::new(Outcome::NeedsPerson, problem));
        }
        let groundwork = Groundwork { prepares: true, ..groundwork };
        let inherited = Inheritance { held: None, ..inheritance(groundwork) };
        let left = self.take_over_lost_run(inherited).await;
        self.go_on(&left).await
    }

    /// A swap that the lost run requested may still be in progress.
    async fn wait_for_operations(&self) -> Result<(), Stop> {
        let end = self.setup.pace.now() + LONGEST_SWAP;
        loop {
            let (production, slot) = self.sides.sites().await?;
            let Some(operation) = production.swap.operation.or(slot.swap.operation) else { return Ok(()) };
            if self.setup.pace.now() > end {
                let says = format!("Azure reports the operation {operation} in progress, and it does not end");
                return Err(Stop::needs_person(Code::OPERATION_ENDLESS, says));
            }
            self.setup.pace.sleep(POLL).await;
        }
    }
}

/// The memory of releases that was named could not be read.
fn whether_one_is_unfinished(problem: Problem) -> Stop {
    let sentence = format!(
        "whether a release is unfinished is unknown, as the container of packages could not be read: {}",
        problem.sentence
    );
    Stop::new(Outcome::NeedsPerson, Problem { sentence, ..problem }).hint(LOOK_AT_PRODUCTION.to_owned())
}

/// The remains of a run that may have swapped, from the contents before it and its possible preparations.
fn may_have_swapped(held: Held, groundwork: Groundwork) -> Inheritance {
    Inheritance { held: Some(held), ..inheritance(groundwork) }
}

fn inheritance(groundwork: Groundwork) -> Inheritance {
    Inheritance {
        held: None,
        swap_read_back: false,
        stamp: None,
        switch: None,
        groundwork,
        only_a_person_swaps_back: false,
        swaps_back: false,
    }
}

/// Of a lost run only the names of its settings are known: the values were sealed with a key that was lost as well.
fn say_which_settings(names: &[String], slot: &str, stop: Stop) -> Stop {
    if names.is_empty() || stop.outcome != Outcome::Aborted {
        return stop;
    }
    stop.hint(format!(
        "the slot `{slot}` may have the settings of this release: {}. Their former values were sealed with the key of the lost run, so they \
         were not changed; production has its own. The next release writes its own",
        names.join(", ")
    ))
}

/// The same of properties of the slot's site: what they were was read when the run began to write them, and is written in its journal alone.
fn say_which_properties(names: &[String], slot: &str, stop: Stop) -> Stop {
    if names.is_empty() || stop.outcome != Outcome::Aborted {
        return stop;
    }
    stop.hint(format!(
        "the site of the slot `{slot}` may have what this release wrote: {}. What it was before is written in the journal of the lost run \
         alone, so it was not changed; the next release writes its own",
        names.join(", ")
    ))
}

/// What the run that wrote this may have done, where it `brings` this content.
fn planned(memo: Memo, brings: Option<ContentIdentity>) -> Inheritance {
    match memo.restores {
        Some(former) => {
            let held = Held { production: former, slot: memo.production, swap_stamp: None };
            Inheritance { swaps_back: true, stamp: memo.swap_stamp, ..may_have_swapped(held, memo.groundwork) }
        }
        None => {
            let slot = brings.unwrap_or_else(|| memo.production.clone());
            let held = Held { production: memo.production, slot, swap_stamp: memo.swap_stamp };
            may_have_swapped(held, memo.groundwork)
        }
    }
}

impl Run {
    /// Continues it as if this run had started it: when this one is cut short as well, its own journal is the basis of the
    /// recovery.
    async fn take_over_lost_run(&self, inherited: Inheritance) -> Leftover {
        self.recorder.take_over(inherited).await;
        Leftover {
            folder: PathBuf::new(),
            record: self.recorder.read(Clone::clone),
            reached: self.recorder.reached(),
            damage: Vec::new(),
            is_opened: true,
            is_own: true,
            is_only_unproven: false,
        }
    }
}
