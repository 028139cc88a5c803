use crate::record::{Outcome, ProbePhase, ProbeVerdict, ReleaseRecord, Severity, number_of};

/// Whether a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It does.
    Ticked,
    /// It does not.
    Crossed,
    /// Nothing says so: it was not looked at, could not be read, or was lowered.
    NotAsked,
}

impl Mark {
    /// As reports for programs have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ticked => "ticked",
            Self::Crossed => "crossed",
            Self::NotAsked => "not-asked",
        }
    }
}

/// What the record says of a line, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub mark: Mark,
    /// In one clause.
    pub why: String,
}

impl Seen {
    pub(super) fn new(mark: Mark, why: impl Into<String>) -> Self {
        Self { mark, why: why.into() }
    }
}

/// A package with a name for its content, of a commit.
pub(super) fn of_the_artifact(record: &ReleaseRecord) -> Option<Seen> {
    Some(match (&record.digest, &record.commit) {
        (None, _) => Seen::new(Mark::NotAsked, "no package was looked at"),
        (Some(digest), None) => Seen::new(Mark::Crossed, format!("content {} is of no known commit", digest.short())),
        (Some(digest), Some(commit)) => {
            let commit: String = commit.chars().take(12).collect();
            Seen::new(Mark::Ticked, format!("content {} of commit {commit}", digest.short()))
        }
    })
}

/// The rules of the package are silent where it is in order.
pub(super) fn of_the_package(record: &ReleaseRecord) -> Option<Seen> {
    Some(match &record.digest {
        Some(digest) => Seen::new(Mark::Ticked, format!("content {}", digest.short())),
        None => Seen::new(Mark::NotAsked, "no package was looked at"),
    })
}

/// What proved that the slot ran the package.
pub(super) fn of_the_slot(record: &ReleaseRecord) -> Option<Seen> {
    Some(match &record.identity.running {
        Some(running) => Seen::new(Mark::Ticked, format!("{} ran it", number_of(running.instances.len(), "instance"))),
        None => Seen::new(Mark::NotAsked, "nothing was deployed to the slot"),
    })
}

/// Probes of the slot before the swap.
pub(super) fn of_the_smoke_test(record: &ReleaseRecord) -> Option<Seen> {
    let on_the_slot: Vec<_> = record.probes.iter().filter(|probe| probe.phase == ProbePhase::Stage).collect();
    let is_good = |verdict| matches!(verdict, ProbeVerdict::Passed | ProbeVerdict::Slow);
    let bad = on_the_slot.iter().filter(|probe| probe.severity == Severity::Error && !is_good(probe.verdict)).count();
    let why = match (on_the_slot.len(), bad) {
        (0, _) => return Some(Seen::new(Mark::NotAsked, "no probe asked the slot")),
        (all, 0) => return Some(Seen::new(Mark::Ticked, number_of(all, "probe"))),
        (all, bad) => format!("{bad} of {} did not pass", number_of(all, "probe")),
    };
    Some(Seen::new(Mark::Crossed, why))
}

/// When the release history shows a rollback.
pub(super) fn of_the_rollback(record: &ReleaseRecord) -> Option<Seen> {
    if record.outcome.is_some_and(Outcome::is_rollback) {
        return Some(Seen::new(Mark::Ticked, "made in this run"));
    }
    if record.reads_history != Some(true) {
        return Some(Seen::new(
            Mark::NotAsked,
            match record.reads_history {
                Some(_) => "the release history could not be read",
                None => "no release history was read",
            },
        ));
    }
    // Whether it is possible is for its check to say.
    Some(match record.rolled_back_last {
        Some(at) => Seen::new(Mark::Ticked, format!("made last on {}", at.date())),
        None => Seen::new(Mark::NotAsked, "no rollback is in the part of the release history that was read"),
    })
}

/// A step of a workflow run has a page that says who started it.
pub(super) fn of_the_place(record: &ReleaseRecord) -> Option<Seen> {
    Some(match &record.urls.run {
        Some(_) => Seen::new(Mark::Ticked, "a step of a workflow run"),
        None if record.findings.iter().any(|finding| finding.check.as_str() == "not-from-a-laptop") => return None,
        None => Seen::new(Mark::Crossed, "this is not a step of a workflow run"),
    })
}
