//! A release whose files are damaged: both sides are read and reported, and a person decides.

use std::time::Duration;

use crate::azure::parse_stamp;
use crate::judge::{Comparison, LeftBehind, compare, left_behind};
use crate::record::{Code, ContentIdentity, IdentityEvidence, Outcome, Phase, Problem};
use crate::release::ground::{LOOK_AT_BOTH_SIDES, Stop, swap_command};
use crate::release::memory::Leftover;
use crate::release::run::Run;

use super::reconcile::never_asked;

/// The longest wait for Azure where no deadline is set.
const LONGEST_READING: Duration = Duration::from_secs(5 * 60);
/// No run takes longer: `timeout` and `watch` are twelve hours at most, and so is a margin.
const LONGEST_RUN: Duration = Duration::from_secs(36 * 60 * 60);
/// What the report needs of a post-step's time.
const FOR_THE_REPORT: Duration = Duration::from_secs(30);

/// Both sides as they are now.
struct Now {
    production: IdentityEvidence,
    slot: IdentityEvidence,
    /// Whether an operation is in progress; `None`: that could not be read.
    in_progress: Option<bool>,
    /// A swap with preview is prepared.
    is_prepared: bool,
    /// Whether Azure completed a swap so recently that it may be this run's; `None`: that could not be read.
    may_have_swapped: Option<bool>,
    command: String,
}

impl Run {
    /// Reads what can be read, changes nothing, and ends with everything that a person needs.
    pub(super) async fn report_incomplete(&self, left: &Leftover) -> Stop {
        let limit = self.setup.time_left().map_or(LONGEST_READING, |left| left.saturating_sub(FOR_THE_REPORT));
        let read = tokio::select! {
            biased;
            read = self.read_now() => read.map_err(|stop| stop.problem.sentence),
            () = self.setup.pace.sleep(limit) => Err("the time for it is over".to_owned()),
        };
        match read {
            Ok(now) => {
                self.recorder.note(|record| {
                    record.identity.route = now.production.route;
                    record.identity.production = Some(now.production.clone());
                    record.identity.slot = Some(now.slot.clone());
                });
                if says_untouched(left, &now) {
                    return never_asked(left);
                }
                let stop = incomplete(left, told_by_azure(left, &now));
                stop.with_command(now.command)
            }
            Err(why) => incomplete_and_unread(left, &why),
        }
    }

    async fn read_now(&self) -> Result<Now, Stop> {
        let app = self.sign_in().await?;
        self.recorder.begin_phase(Phase::Reconcile);
        if self.own_deployment().id().is_none() {
            // Its number was in the record; an open deployment would keep other releases waiting.
            let known = app.whole_history(&[]).await.unwrap_or_default();
            app.recognise_deployments(known).await;
        }
        let both = app.read_sides().await?;
        let contents = async { (both.sides.production.identity().await, both.sides.slot.identity().await) };
        let ((production, slot), around) = both.sides.around(contents).await;
        let is_prepared = around.target().is_some_and(|site| site.swap.prepared_with.is_some());
        let may_have_swapped = around.target().and_then(|site| match site.swap.stamp.as_deref() {
            None => Some(false),
            Some(stamp) => Some(self.setup.pace.wall() - parse_stamp(stamp)? < LONGEST_RUN),
        });
        let command = both.sides.swap_command();
        Ok(Now { production, slot, in_progress: around.in_progress(), is_prepared, may_have_swapped, command })
    }
}

/// Whether files that nothing proves say that no change was announced, and Azure by itself says the same.
fn says_untouched(left: &Leftover, now: &Now) -> bool {
    let says_so = matches!(left_behind(&left.told()), LeftBehind::ProductionUntouched { .. });
    left.is_only_unproven
        && says_so
        && !now.is_prepared
        && (now.in_progress, now.may_have_swapped) == (Some(false), Some(false))
}

/// The end where Azure could not be read either.
pub fn incomplete_and_unread(left: &Leftover, why: &str) -> Stop {
    let stop = incomplete(left, vec![format!("both sides could not be read in Azure: {why}")]);
    let record = &left.record;
    if record.app.is_empty() {
        return stop;
    }
    let group = record.resource_group.as_deref().unwrap_or("RESOURCE_GROUP");
    stop.with_command(swap_command(&record.app, group, &record.slot, &record.target_slot))
}

fn incomplete(left: &Leftover, azure: Vec<String>) -> Stop {
    let first = left.damage.first().map(ToString::to_string).unwrap_or_default();
    let sentence = format!(
        "what the run left behind is damaged or incomplete ({first}), so it does not prove that production was not changed"
    );
    let mut problem = Problem::new(Code::JOURNAL_INCOMPLETE, sentence);
    problem.hints.extend(azure);
    problem.hints.push(told_by_the_files(left));
    problem.hints.extend(left.damage.iter().skip(1).map(|damage| format!("also damaged: {damage}")));
    problem.hints.push(LOOK_AT_BOTH_SIDES.to_owned());
    let folder = left.folder.display();
    problem.hints.push(format!("the damaged files stay as they were found, in {folder}; nothing was changed in Azure"));
    Stop::new(Outcome::NeedsPerson, problem)
}

fn told_by_azure(left: &Leftover, now: &Now) -> Vec<String> {
    let (production, slot) = (&now.production.content, &now.slot.content);
    let is =
        |other: Option<&ContentIdentity>| other.is_some_and(|other| compare(production, other) == Comparison::Same);
    let held = left.reached.held.as_ref();
    let release = left.record.digest.clone().map(|digest| ContentIdentity::Ours { digest });
    let which = if !left.is_own {
        // What was made up would make this up as well.
        ""
    } else if is(held.map(|held| &held.slot)) || is(release.as_ref()) {
        ", which is this release"
    } else if is(held.map(|held| &held.production)) {
        ", which is what it ran before the release"
    } else {
        ""
    };
    let mut told = vec![format!("Azure was read: production runs {production}{which}; the slot holds {slot}")];
    match now.in_progress {
        Some(true) => told.push("an operation on the app is in progress, so this may change".to_owned()),
        None => told.push("whether an operation on the app is in progress could not be read".to_owned()),
        Some(false) => {}
    }
    if now.is_prepared {
        told.push("a swap with preview is prepared: it has to be completed or reset".to_owned());
    }
    told
}

/// What the readable part says, as a hint.
fn told_by_the_files(left: &Leftover) -> String {
    let reached = &left.reached;
    let says = if reached.back_intended || reached.back_read_back {
        "announces a swap and a swap back"
    } else if reached.swap_read_back {
        "says that the swap was made"
    } else if reached.swap_intended {
        "announces a swap"
    } else if reached.prepared || reached.drained {
        "announces preparations of a swap, and no swap"
    } else {
        "announces no swap"
    };
    let record = &left.record;
    let before = reached
        .held
        .as_ref()
        .map(|held| format!("; before it, production ran {} and the slot held {}", held.production, held.slot));
    format!(
        "the readable part of the release {} (app {}, slot {}) {says}{}",
        record.id,
        record.app,
        record.slot,
        before.unwrap_or_default()
    )
}
