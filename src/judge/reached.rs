use crate::record::{
    AfterRelease, Came, Change, Event, FilesMark, Held, Inheritance, Outcome, PackageSwitch, SettingsMark,
    SettingsWrite, SiteWrite, SwapCame, SwapReading, Tried,
};

/// The progress of a run, with what recovery needs. It is the fold of the run's events: while the run goes on
/// each event is added as it happens, and when it was cut short the same events are read from its journal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reached {
    /// The journal announces the swap, so it may have been requested.
    pub swap_intended: bool,
    /// It was read back that production runs the release.
    pub swap_read_back: bool,
    /// The slot that the run began to create, as long as it was not read back as complete.
    pub creating: Option<String>,
    /// Something that changes the slot was announced.
    pub slot_touched: bool,
    /// The slot was switched to the package of the release, or may have been, and gets back what it ran from before as long as no
    /// swap is announced.
    pub switched: Option<PackageSwitch>,
    /// The settings of the slot that were written, or may have been, and that get their former values back as long as no swap was
    /// made.
    pub applied: Option<SettingsWrite>,
    /// The same of properties of the slot's site.
    pub site: Option<SiteWrite>,
    /// The swap back was announced.
    pub back_intended: bool,
    /// Production was read back as serving the former release again.
    pub back_read_back: bool,
    /// A multi-phase swap was announced and not read back as reset.
    pub prepared: bool,
    /// Draining production was announced, and its resumption was not recorded.
    pub drained: bool,
    /// What both sides held when the swap was announced.
    pub held: Option<Held>,
    /// The files that the swap was to bring to production, when they could be listed.
    pub files: Option<FilesMark>,
    /// Azure's stamp on that swap, when it was read back.
    pub stamp: Option<String>,
    /// Where Azure is asked how the swap stands that was announced last, while its result is not known.
    pub operation: Option<String>,
    /// The settings of both sides before a swap was prepared.
    pub settings: Option<SettingsMark>,
    /// The release is verified, and this was announced for the old version in the slot.
    pub old_version: Option<AfterRelease>,
    /// Which content is the former one is not certain, so only a person may swap back.
    pub only_a_person_swaps_back: bool,
    /// Its end is recorded.
    pub is_final: bool,
    /// A part of what was recorded is damaged or missing: what is not marked above may have happened nevertheless.
    pub evidence_incomplete: bool,
}

impl Reached {
    /// What is reached by these events.
    pub fn by<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::after)
    }

    /// What is reached when this has happened as well.
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Intended(change) => self.announce(change),
            Event::Accepted { location } => self.operation = Some(location.clone()),
            Event::Done(came) => self.learn(came),
            Event::TookOver(inherited) => self.inherit(inherited),
            Event::Ended { is_final, .. } => self.is_final = *is_final,
            Event::Opened(_) | Event::Began(_) | Event::PhaseEnded { .. } | Event::Warned(_) => {}
        }
        self
    }

    fn announce(&mut self, change: &Change) {
        match change {
            Change::CreateSlot { slot } => self.creating = Some(slot.clone()),
            Change::Swap(swap) => {
                self.operation = None;
                self.swap_intended = true;
                self.switched = None;
                self.held = Some(swap.held.clone());
                self.files = swap.files.clone();
            }
            Change::SwapBack(_) => {
                self.operation = None;
                self.back_intended = true;
            }
            Change::Prepare { settings, .. } => {
                self.prepared = true;
                self.settings = settings.clone();
            }
            Change::Drain { .. } => self.drained = true,
            Change::Deploy { switch, .. } => {
                self.slot_touched = true;
                self.switched = switch.clone();
            }
            Change::ApplySite(written) => {
                self.slot_touched = true;
                self.site = Some(written.clone());
            }
            Change::ApplySettings(written) => {
                self.slot_touched = true;
                self.applied = Some(written.clone());
            }
            Change::NameContent { .. }
            | Change::SyncTriggers { .. }
            | Change::Restart { .. }
            | Change::Hold { .. }
            | Change::Start { .. } => self.slot_touched = true,
            Change::OldVersion { after, .. } => self.old_version = Some(*after),
            // It is of the slot that is being created.
            Change::GiveRoles { .. } => {}
            // These undo what was announced before and are still to be read back.
            Change::RestoreSite { .. }
            | Change::RestoreSettings { .. }
            | Change::SwitchBack { .. }
            | Change::Reset { .. }
            | Change::Resume { .. } => {}
        }
    }

    fn learn(&mut self, came: &Came) {
        match came {
            Came::Swap(came) => {
                (self.swap_intended, self.swap_read_back) = may_be_and_is(came);
                self.forget_operation(came);
                self.stamp = came.stamp.clone();
                // They are production's now, and a swap back brings them back.
                if !matches!(came.reading, SwapReading::NotSwapped | SwapReading::Undecided { .. }) {
                    self.applied = None;
                    self.site = None;
                }
            }
            Came::SwapBack(came) => {
                (self.back_intended, self.back_read_back) = may_be_and_is(came);
                self.forget_operation(came);
            }
            Came::RestoreSettings(Tried::Made(_)) => self.applied = None,
            Came::RestoreSite(Tried::Made(_)) => self.site = None,
            Came::RestoreSite(Tried::Failed { .. }) => {}
            Came::SwitchBack(Tried::Made(_)) => self.switched = None,
            Came::RestoreSettings(Tried::Failed { .. }) | Came::SwitchBack(Tried::Failed { .. }) => {}
            Came::Reset(Tried::Made(_)) => self.prepared = false,
            Came::Resume(Tried::Made(_)) => self.drained = false,
            // What failed may still have had an effect.
            Came::Reset(Tried::Failed { .. }) | Came::Resume(Tried::Failed { .. }) => {}
            Came::CreateSlot(Tried::Made(_)) => self.creating = None,
            Came::CreateSlot(Tried::Failed { .. })
            | Came::GiveRoles(_)
            | Came::ApplySettings(_)
            | Came::ApplySite(_)
            | Came::Deploy(_)
            | Came::NameContent(_)
            | Came::SyncTriggers(_)
            | Came::Restart(_)
            | Came::Hold(_)
            | Came::Start(_)
            // Made or not, the release is verified.
            | Came::OldVersion(_)
            | Came::Prepare(_)
            | Came::Drain(_) => {}
        }
    }

    fn forget_operation(&mut self, came: &SwapCame) {
        if !matches!(came.reading, SwapReading::Undecided { .. }) {
            self.operation = None;
        }
    }

    fn inherit(&mut self, inherited: &Inheritance) {
        self.slot_touched = true;
        self.switched = inherited.switch.clone();
        self.swap_intended = inherited.held.is_some();
        self.swap_read_back = inherited.swap_read_back;
        self.back_intended = inherited.swaps_back;
        self.held = inherited.held.clone();
        self.stamp = inherited.stamp.clone();
        self.prepared = inherited.groundwork.prepares;
        self.drained = inherited.groundwork.drains;
        self.only_a_person_swaps_back = inherited.only_a_person_swaps_back;
    }
}

/// Whether a swap may have been made, and whether it was.
fn may_be_and_is(came: &SwapCame) -> (bool, bool) {
    (came.reading != SwapReading::NotSwapped, came.reading == SwapReading::Swapped)
}

/// What remains to be read or done after a release was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftBehind {
    /// Production was not changed: no change was announced.
    ProductionUntouched {
        /// Whether the slot may hold a part of the release.
        slot_touched: bool,
    },
    /// Production serves its former content, but a prepared swap or a drain may still be in place.
    Prepared,
    /// Production was not changed, and the slot may have been switched to a package that was not proved there, or may have settings
    /// of the release.
    Switched,
    /// A swap that may have completed, be in progress, or never have been requested.
    SwapUnknown,
    /// Production runs the release, and the watch did not finish.
    Unwatched,
    /// Production runs the release, which was watched to its end; what was announced for the old version in the slot may not be done.
    OldVersion,
    /// A swap back that may have completed, be in progress, or never have been requested.
    SwapBackUnknown,
    /// Production serves the former release again, and its health was not checked.
    SwappedBack,
    /// Not known: what was recorded is damaged, so it proves neither that something was done nor that it was not.
    EvidenceIncomplete,
}

/// The remaining work of a release that ends in this state.
pub fn left_behind(reached: &Reached) -> LeftBehind {
    match reached {
        Reached { evidence_incomplete: true, .. } => LeftBehind::EvidenceIncomplete,
        Reached { back_read_back: true, .. } => LeftBehind::SwappedBack,
        Reached { back_intended: true, .. } => LeftBehind::SwapBackUnknown,
        Reached { old_version: Some(_), .. } => LeftBehind::OldVersion,
        Reached { swap_read_back: true, .. } => LeftBehind::Unwatched,
        Reached { swap_intended: true, .. } => LeftBehind::SwapUnknown,
        Reached { prepared: true, .. } | Reached { drained: true, .. } => LeftBehind::Prepared,
        Reached { switched: Some(_), .. } | Reached { applied: Some(_), .. } | Reached { site: Some(_), .. } => {
            LeftBehind::Switched
        }
        Reached { slot_touched, .. } => LeftBehind::ProductionUntouched { slot_touched: *slot_touched },
    }
}

impl LeftBehind {
    /// The outcome of a run that is cancelled in this state.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::ProductionUntouched { .. } | Self::Switched => Outcome::Aborted,
            Self::Prepared | Self::SwapUnknown | Self::SwapBackUnknown => Outcome::Interrupted,
            Self::Unwatched => Outcome::PromotedUnverified,
            Self::OldVersion => Outcome::Verified,
            Self::SwappedBack => Outcome::RolledBack,
            Self::EvidenceIncomplete => Outcome::NeedsPerson,
        }
    }

    /// Whether the post-step has nothing to do.
    pub fn is_final(self) -> bool {
        matches!(self, Self::ProductionUntouched { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{FormerPackage, SwitchedBy};

    fn all() -> impl Iterator<Item = Reached> {
        let switch = PackageSwitch {
            from: FormerPackage::Unset,
            to: "https://a.test/x.zip".to_owned(),
            by: SwitchedBy::Setting,
        };
        (0..128_u8).map(move |bits| {
            let is = |bit: u8| bits >> bit & 1 == 1;
            Reached {
                swap_intended: is(0),
                swap_read_back: is(1),
                back_intended: is(2),
                back_read_back: is(3),
                prepared: is(4),
                drained: is(5),
                switched: is(6).then(|| switch.clone()),
                ..Reached::default()
            }
        })
    }

    /// So the guard `once` never applies here: only a reading that the swap back was not made, which removes the
    /// announcement, leads to another swap back.
    #[test]
    fn an_announced_swap_back_is_read_back_first() {
        for reached in all().filter(|reached| reached.back_intended) {
            let left = left_behind(&reached);
            assert!(
                matches!(left, LeftBehind::SwapBackUnknown | LeftBehind::SwappedBack),
                "{reached:?} leaves {left:?}"
            );
        }
    }

    #[test]
    fn a_verified_release_stays_verified_whatever_became_of_the_old_version() {
        let verified = Reached {
            swap_intended: true,
            swap_read_back: true,
            old_version: Some(AfterRelease::Stop),
            ..Reached::default()
        };
        let left = left_behind(&verified);
        assert_eq!((left, left.outcome(), left.is_final()), (LeftBehind::OldVersion, Outcome::Verified, false));
    }

    #[test]
    fn incomplete_evidence_proves_nothing_whatever_else_it_says() {
        for reached in all() {
            let left = left_behind(&Reached { evidence_incomplete: true, ..reached });
            assert_eq!((left, left.outcome()), (LeftBehind::EvidenceIncomplete, Outcome::NeedsPerson));
            assert!(!left.is_final());
        }
    }

    #[test]
    fn only_a_release_without_an_announced_swap_needs_no_recovery() {
        for reached in all() {
            let left = left_behind(&reached);
            let never = reached == Reached::default();
            assert_eq!(left.is_final(), never);
            let is_untouched = never || left == LeftBehind::Switched;
            assert_eq!(
                left.outcome() == Outcome::Aborted,
                is_untouched,
                "aborted means that production was not changed"
            );
        }
    }

    #[test]
    fn the_last_announced_change_decides_the_recovery() {
        let back = Reached { swap_intended: true, swap_read_back: true, back_intended: true, ..Reached::default() };
        assert_eq!(left_behind(&back), LeftBehind::SwapBackUnknown);
        assert_eq!(left_behind(&Reached { back_read_back: true, ..back }), LeftBehind::SwappedBack);
        let prepared = Reached { prepared: true, drained: true, ..Reached::default() };
        assert_eq!(left_behind(&prepared), LeftBehind::Prepared);
        assert_eq!(left_behind(&Reached { swap_intended: true, ..prepared }), LeftBehind::SwapUnknown);
    }
}
