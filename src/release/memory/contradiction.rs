//! Lines that verify one by one may still tell what no run does: then something else wrote them, or a part is missing.

use std::collections::BTreeSet;

use super::damage::is_name;
use super::journal_line::BadLine;
use crate::record::{By, Came, Change, Event, Opening, SwapPlan};

/// The first event that cannot follow those before it.
pub(super) fn find_contradiction(events: &[Event]) -> Option<BadLine> {
    let mut so_far = SoFar::default();
    events.iter().enumerate().find_map(|(at, event)| so_far.hear(event).err().map(|why| BadLine { line: at + 1, why }))
}

#[derive(Default)]
struct SoFar<'a> {
    opening: Option<&'a Opening>,
    announced: BTreeSet<&'static str>,
    took_over: bool,
    has_ended: bool,
}

impl<'a> SoFar<'a> {
    fn hear(&mut self, event: &'a Event) -> Result<(), String> {
        if self.has_ended {
            return Err("it follows the end of the run".to_owned());
        }
        if self.opening.is_none() && !matches!(event, Event::Opened(_)) {
            return Err("a journal begins with its release, and this one does not".to_owned());
        }
        match event {
            Event::Opened(_) if self.opening.is_some() => return Err("the run begins a second time".to_owned()),
            Event::Opened(opening) => {
                let names = [&opening.release, &opening.app, &opening.slot, &opening.target];
                if let Some(bad) = names.into_iter().find(|name| !is_name(name)) {
                    return Err(format!("the name {bad:?} has characters that a name cannot have"));
                }
                self.opening = Some(opening);
            }
            Event::TookOver(_) => self.took_over = true,
            Event::Intended(change) => {
                if let Change::Swap(swap) | Change::SwapBack(swap) = change {
                    self.fits(swap)?;
                }
                self.announced.insert(of_change(change));
            }
            Event::Accepted { .. } if !self.announced.contains("swap") && !self.announced.contains("swap-back") => {
                return Err("it has an accepted swap that was not announced".to_owned());
            }
            Event::Done(came) => self.was_announced(came)?,
            Event::Ended { is_final, .. } => self.has_ended = *is_final,
            Event::Accepted { .. } | Event::Began(_) | Event::PhaseEnded { .. } | Event::Warned(_) => {}
        }
        Ok(())
    }

    fn fits(&self, swap: &SwapPlan) -> Result<(), String> {
        if swap.request == 0 {
            return Err("it announces a swap request with the number 0".to_owned());
        }
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        match self.opening {
            Some(opening) if same(&opening.slot, &swap.slot) && same(&opening.target, &swap.target) => Ok(()),
            _ => Err(format!(
                "it announces a swap of {:?} and {:?}, which are not the sides of this release",
                swap.slot, swap.target
            )),
        }
    }

    fn was_announced(&self, came: &Came) -> Result<(), String> {
        let is_of_others = matches!(came, Came::Swap(came) | Came::SwapBack(came) if came.by == Some(By::Others));
        let what = of_result(came);
        // What was prepared may be found reset, or drained found resumed, before that was requested.
        let undone = match came {
            Came::Reset(_) => "prepare",
            Came::Resume(_) => "drain",
            _ => what,
        };
        let is_announced = self.announced.contains(what) || self.announced.contains(undone);
        if is_of_others || self.took_over || is_announced {
            return Ok(());
        }
        Err(format!("it has the result of a change ({what}) that was not announced"))
    }
}

fn of_change(change: &Change) -> &'static str {
    match change {
        Change::CreateSlot { .. } => "create-slot",
        Change::GiveRoles { .. } => "give-roles",
        Change::Deploy { .. } => "deploy",
        Change::NameContent { .. } => "name-content",
        Change::SyncTriggers { .. } => "sync-triggers",
        Change::ApplySettings(_) => "apply-settings",
        Change::ApplySite(_) => "apply-site",
        Change::RestoreSite { .. } => "restore-site",
        Change::RestoreSettings { .. } => "restore-settings",
        Change::SwitchBack { .. } => "switch-back",
        Change::Restart { .. } => "restart",
        Change::Hold { .. } => "hold",
        Change::Start { .. } => "start",
        Change::OldVersion { .. } => "old-version",
        Change::Prepare { .. } => "prepare",
        Change::Reset { .. } => "reset",
        Change::Drain { .. } => "drain",
        Change::Resume { .. } => "resume",
        Change::Swap(_) => "swap",
        Change::SwapBack(_) => "swap-back",
    }
}

fn of_result(came: &Came) -> &'static str {
    match came {
        Came::CreateSlot(_) => "create-slot",
        Came::GiveRoles(_) => "give-roles",
        Came::Deploy(_) => "deploy",
        Came::NameContent(_) => "name-content",
        Came::SyncTriggers(_) => "sync-triggers",
        Came::ApplySettings(_) => "apply-settings",
        Came::ApplySite(_) => "apply-site",
        Came::RestoreSite(_) => "restore-site",
        Came::RestoreSettings(_) => "restore-settings",
        Came::SwitchBack(_) => "switch-back",
        Came::Restart(_) => "restart",
        Came::Hold(_) => "hold",
        Came::Start(_) => "start",
        Came::OldVersion(_) => "old-version",
        Came::Prepare(_) => "prepare",
        Came::Reset(_) => "reset",
        Came::Drain(_) => "drain",
        Came::Resume(_) => "resume",
        Came::Swap(_) => "swap",
        Came::SwapBack(_) => "swap-back",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ContentIdentity, Digest, Held, Outcome, ReadBack, Standing, SwapCame, SwapReading, Tried};

    fn opened() -> Event {
        Event::Opened(Opening {
            schema: Opening::SCHEMA,
            release: "sd-1".to_owned(),
            app: "shop".to_owned(),
            slot: "staging".to_owned(),
            target: "production".to_owned(),
            commit: None,
        })
    }

    fn swap(slot: &str, request: u32) -> Event {
        let content = |name: &[u8]| ContentIdentity::Ours { digest: Digest::of(name) };
        let held = Held { production: content(b"a"), slot: content(b"b"), swap_stamp: None };
        let (slot, target) = (slot.to_owned(), "production".to_owned());
        Event::Intended(Change::Swap(SwapPlan { slot, target, held, request, files: None }))
    }

    fn swapped() -> Event {
        Event::Done(Came::Swap(SwapCame { reading: SwapReading::Swapped, stamp: None, by: None }))
    }

    fn ended(is_final: bool) -> Event {
        Event::Ended { outcome: Outcome::Aborted, is_final }
    }

    #[test]
    fn what_runs_and_their_recovery_write_has_no_contradiction() {
        let whole = [opened(), swap("Staging", 1), swap("staging", 2), swapped(), ended(false), swapped(), ended(true)];
        for length in 0..=whole.len() {
            assert_eq!(find_contradiction(&whole[..length]), None);
        }
    }

    #[test]
    fn preparations_may_be_found_undone_before_that_is_requested_but_not_before_they_were_announced() {
        let (slot, target) = ("staging".to_owned(), "production".to_owned());
        let prepare = Event::Intended(Change::Prepare { slot, target, settings: None });
        let reset = Event::Done(Came::Reset(Tried::Made(ReadBack { reading: Standing::AsBefore })));
        assert_eq!(find_contradiction(&[opened(), prepare, reset.clone()]), None);
        assert!(find_contradiction(&[opened(), reset]).unwrap().why.contains("not announced"));
    }

    #[test]
    fn each_contradiction_names_its_line_and_its_cause() {
        let mut odd = opened();
        if let Event::Opened(opening) = &mut odd {
            opening.app = "shop\u{1b}[2J".to_owned();
        }
        for (events, line, why) in [
            (vec![swapped()], 1, "begins with its release"),
            (vec![odd], 1, r"shop\u{1b}[2J"),
            (vec![opened(), opened()], 2, "a second time"),
            (vec![opened(), swapped()], 2, "not announced"),
            (vec![opened(), swap("other", 1)], 2, "not the sides"),
            (vec![opened(), swap("staging", 0)], 2, "number 0"),
            (vec![opened(), ended(true), ended(true)], 3, "follows the end"),
            (vec![opened(), ended(true), swap("staging", 1)], 3, "follows the end"),
        ] {
            let found = find_contradiction(&events).unwrap();
            assert!(found.line == line && found.why.contains(why), "{why}: {found:?}");
        }
    }
}
