use std::time::Duration;

use crate::azure::{
    AzureError, PlannedSettings, ReferenceStatus, SettingReference, SettingsChange, SiteRef, SlotConfigNames,
    make_sticky,
};
use crate::deliver::LastLook;
use crate::record::{Accepted, Came, Change, Code, Outcome, Phase, Problem, SettingsEntry, Tried, some_of};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;
use crate::release::slot::{Held, HeldBy, still_to_hold, switched_off};

/// Another client may overtake our write after it was read back; it is made once more.
const WRITES: u32 = 2;
/// So many functions stand in a sentence.
const NAMED: usize = 10;
/// How long references are waited for that were just written, and how often they are looked at.
const RESOLVING: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_secs(10);

/// What the settings of the slot are to be, and how they are written.
pub(super) struct Applied<'a> {
    /// What is written, declared settings and all else, in one write.
    pub planned: PlannedSettings,
    /// The functions whose triggers are held by slot settings, in the same write. These stay, however the release ends.
    pub held: Vec<String>,
    /// Whether the package goes through the SCM site, which has to know the settings before.
    pub through_scm: bool,
    /// Whether the slot may still be written to, right before it is.
    pub last_look: &'a dyn LastLook,
}

impl RunOnSides {
    /// Gives the slot the settings that the release brings: first the names that stay, so that nothing travels that is not to;
    /// then all that differs in one write, which restarts the slot once. Production is not written to. Where everything is so
    /// already nothing is written, and nothing restarts.
    pub(super) async fn apply_settings(&self, applied: &Applied<'_>) -> Result<(), Stop> {
        let Applied { planned, held, through_scm, last_look } = applied;
        if planned.is_empty() && held.is_empty() {
            return Ok(());
        }
        self.recorder.begin_phase(Phase::Settings);
        let slot = &self.sides.slot;
        let (found, sticky) =
            tokio::try_join!(slot.settings(), SlotConfigNames::read(&self.sides.arm, &slot.at().app))?;
        let change = planned.change.missing_in(&found);
        let to_stick = planned.not_sticky_in(&sticky);
        let own = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect::<Vec<_>>();
        let entry = SettingsEntry {
            set: own(&mut change.set_names()),
            removed: own(&mut change.removed_names()),
            sticky: to_stick.clone(),
            given_back: false,
        };
        let holding = still_to_hold(held, &found, &sticky, Held::First);
        let mut words = entry.words();
        if !held.is_empty() {
            words += &format!("; triggers held: {}", some_of(held, NAMED));
        }
        let (brings, holds) = (!change.is_empty() || !to_stick.is_empty(), !holding.is_nothing());
        if brings || holds {
            last_look.look().await.map_err(|error| Stop::aborted(&error))?;
        }
        self.note_hold(slot.at(), HeldBy::of(held, &found, &holding));
        let name = slot.at().slot_name();
        if holds {
            self.recorder.intend(Change::Hold { slot: name.to_owned(), functions: held.clone() }).await?;
        }
        if brings {
            // What holds triggers is not among it: a release that is aborted does not give it back.
            let written = change.remembered(name, &found, to_stick.clone(), self.recorder.key());
            self.recorder.intend(Change::ApplySettings(written)).await?;
        }
        if !planned.is_empty() {
            self.recorder.note(|record| record.settings = Some(entry));
        }
        if brings || holds {
            let all = change.clone().and(switched_off(&holding.write));
            let made = Box::pin(self.write_both(&all, &[to_stick, holding.sticky].concat(), *through_scm)).await;
            let came = Tried::of(&made.as_ref().map(|()| Accepted {}), ToString::to_string);
            if holds {
                self.recorder.did(Came::Hold(came.clone())).await;
            }
            if brings {
                self.recorder.did(Came::ApplySettings(came)).await;
            }
            made?;
            self.look_at_references(&change).await?;
        }
        self.recorder.end_phase(&words);
        Ok(())
    }

    /// Writes them, and waits until the slot runs with them.
    async fn write_both(
        &self,
        change: &SettingsChange,
        to_stick: &[String],
        through_scm: bool,
    ) -> Result<(), AzureError> {
        let slot = &self.sides.slot;
        if !to_stick.is_empty() {
            make_sticky(&self.sides.arm, &slot.at().app, to_stick).await?;
        }
        if change.is_empty() {
            return Ok(());
        }
        for times in 1.. {
            slot.write_settings(change).await?;
            if through_scm && !slot.scm.await_settings(change).await {
                self.recorder.warn(
                    "the SCM site of the slot did not show the new settings in time; the package is sent to it nevertheless",
                );
            }
            let lost = change.missing_in(&slot.settings().await?);
            if lost.is_empty() {
                break;
            }
            let names: Vec<String> = lost.names().map(str::to_owned).collect();
            if times >= WRITES {
                let doing = format!("set the settings of {}", slot.at());
                return Err(AzureError::Overwritten { doing, names, times });
            }
            self.recorder.warn(&format!("another client wrote over {}, so it is written once more", names.join(", ")));
        }
        Ok(())
    }

    /// How references stand that were just written is known only now: the slot tried them with its own identity.
    async fn look_at_references(&self, change: &SettingsChange) -> Result<(), Stop> {
        if SettingReference::brought(change).is_empty() {
            return Ok(());
        }
        let slot = &self.sides.slot;
        let end = self.setup.pace.now() + RESOLVING;
        loop {
            let (settings, strings) = tokio::try_join!(slot.settings(), slot.connection_strings())?;
            let all = SettingReference::read(&self.sides.arm, slot.at(), [&settings, &strings]).await?;
            let ours: Vec<SettingReference> =
                all.into_iter().filter(|one| !one.is_connection_string && change.concerns(&one.setting)).collect();
            let is_pending = |one: &&SettingReference| matches!(one.status, ReferenceStatus::Pending(_));
            let bad = |one: &&SettingReference| one.status != ReferenceStatus::Resolved && !is_pending(one);
            if let Some(first) = ours.iter().find(bad) {
                return Err(unresolved(first, slot.at()));
            }
            let pending: Vec<&str> = ours.iter().filter(is_pending).map(|one| one.setting.as_str()).collect();
            if pending.is_empty() {
                return Ok(());
            }
            if self.setup.pace.now() + LOOK >= end {
                self.recorder.warn(&format!(
                    "whether the slot can read what {} refers to is not known yet: Azure has not said how it stands",
                    pending.join(", ")
                ));
                return Ok(());
            }
            self.setup.pace.sleep(LOOK).await;
        }
    }
}

/// A setting that the slot cannot read: the app would get the text of the reference in its place.
fn unresolved(reference: &SettingReference, at: &SiteRef) -> Stop {
    let place = reference.place.as_ref().map(|place| format!(" in `{place}`")).unwrap_or_default();
    let why = match &reference.status {
        ReferenceStatus::NoIdentity => "it has no managed identity".to_owned(),
        ReferenceStatus::Denied => "its identity may not read there".to_owned(),
        ReferenceStatus::Broken(word) => format!("Azure says {word}"),
        ReferenceStatus::Resolved | ReferenceStatus::Unwritten | ReferenceStatus::Pending(_) => {
            "Azure does not say why".to_owned()
        }
    };
    let sentence = format!("{at} cannot read what the setting `{}` refers to{place}: {why}", reference.setting);
    let hint = "give the identity of each side the role Key Vault Secrets User on the vault, or App Configuration Data Reader on the store, \
                and correct the reference in `settings:` where it names nothing";
    Stop::new(Outcome::Aborted, Problem::new(Code::REFERENCE_UNRESOLVED, sentence).hint(hint))
}
