//! `diff`: how the settings of the configuration, of the slot and of production differ, by name, and of another environment. Nothing
//! is changed, and no value is shown.

use std::sync::Arc;

use crate::azure::{
    AppSettings, AzureError, CloudChoice, PlannedSettings, SeenSettings, SlotConfigNames, compare_environments,
    compare_settings,
};
use crate::config::RequiredSetting;
use crate::names::{AppName, GroupName, SlotName, SubscriptionId};
use crate::record::{AgainstDiff, Apart, Compared, Outcome, Phase, SettingsDiff, brief, number_of};
use crate::release::ground::Stop;
use crate::release::run::{Run, RunOnApp, RunOnSides};

/// Another environment of the file: what a release to it would be about.
#[derive(Debug, Clone)]
pub struct OtherEnvironment {
    /// Its name.
    pub name: String,
    /// Which Azure.
    pub cloud: CloudChoice,
    /// The tenant of its identity.
    pub tenant_id: String,
    /// Its identity.
    pub client_id: String,
    /// Its subscription.
    pub subscription_id: SubscriptionId,
    /// Its resource group; looked for when not given.
    pub resource_group: Option<GroupName>,
    /// Its app.
    pub app_name: AppName,
    /// The slot that is deployed to.
    pub slot: SlotName,
    /// The slot that serves users.
    pub target_slot: SlotName,
    /// What its releases make of the settings of the slot.
    pub settings: PlannedSettings,
    /// The settings that have to be there.
    pub required: Vec<RequiredSetting>,
}

/// What both sides of an app have.
struct Seen {
    slot: AppSettings,
    production: AppSettings,
    sticky: SlotConfigNames,
}

impl Run {
    /// Compares them, and ends with the table.
    pub async fn diff(&self, against: Option<&OtherEnvironment>) -> Result<Outcome, Stop> {
        // From here on the run is one that compares, however it ends.
        self.recorder.note(|record| record.settings_diff = Some(SettingsDiff::default()));
        let app = self.sign_in().await?;
        self.recorder.begin_phase(Phase::Preflight);
        let here = Seen::read(&app.read_sides().await?).await?;
        let options = &self.setup.options;
        let settings =
            compare_settings(&options.settings, [&here.slot, &here.production], &here.sticky, &options.required);
        let count = |of: &dyn Fn(usize) -> Option<Compared>| {
            (0..settings.len()).filter(|at| of(*at).is_some_and(Compared::is_difference)).count()
        };
        let to_write = count(&|at| settings[at].file_slot);
        let between = count(&|at| Some(settings[at].slot_production));
        let unknown = settings.iter().filter(|row| row.file_slot == Some(Compared::Unknown)).count();
        let mut reason = format!(
            "{}: {to_write} of the declared ones are not so in the slot, and {between} differ between slot and production",
            number_of(settings.len(), "setting")
        );
        if unknown > 0 {
            reason += &format!("; of {unknown} the value is not known here, since the variable is not set");
        }
        let against = match against {
            None => None,
            Some(other) => {
                let diff = self.diff_against(&app, &here, other).await?;
                let count = |of: fn(&crate::record::AgainstRow) -> Apart| {
                    diff.settings.iter().filter(|row| of(row).is_difference()).count()
                };
                reason += &format!(
                    "; against `{}`: {} differ between the slots, and {} between the production sides",
                    diff.environment,
                    count(|row| row.slots),
                    count(|row| row.productions)
                );
                Some(diff)
            }
        };
        self.recorder.note(|record| {
            record.settings_diff = Some(SettingsDiff {
                schema: SettingsDiff::SCHEMA,
                app: record.app.clone(),
                slot: record.slot.clone(),
                settings,
                against,
            });
            record.reason.clone_from(&reason);
            record.next_command = None;
        });
        self.recorder.end_phase(&reason);
        Ok(Outcome::Checked)
    }

    /// Beside another environment, by its own identity.
    async fn diff_against(&self, app: &RunOnApp, here: &Seen, other: &OtherEnvironment) -> Result<AgainstDiff, Stop> {
        let limit = self.setup.options.timeout;
        let looked = Box::pin(async {
            let there = self.in_environment(other);
            let own = &self.setup.options;
            let is_same_identity =
                own.client_id == other.client_id && own.tenant_id == other.tenant_id && own.cloud == other.cloud;
            let arm = if is_same_identity { app.app.arm.clone() } else { there.control_plane().await? };
            let found = there.find(arm, other.resource_group.as_ref(), &other.app_name).await?;
            Ok::<_, Stop>(Seen::read(&there.on(found).read_sides().await?).await?)
        });
        let looked = self.setup.pace.within(limit, looked).await;
        let there = looked.unwrap_or_else(|| Err(Stop::out_of_time(limit))).map_err(|stop| other.in_words(stop))?;
        let options = &self.setup.options;
        Ok(AgainstDiff {
            environment: other.name.clone(),
            app: other.app_name.to_string(),
            slot: other.slot.to_string(),
            settings: compare_environments(
                here.told(&options.settings, &options.required),
                there.told(&other.settings, &other.required),
            ),
        })
    }

    /// A run that is about the other environment.
    fn in_environment(&self, other: &OtherEnvironment) -> Self {
        let mut setup = (*self.setup).clone();
        let options = &mut setup.options;
        options.cloud = other.cloud.clone();
        (options.tenant_id, options.client_id) = (other.tenant_id.clone(), other.client_id.clone());
        options.subscription_id = other.subscription_id.clone();
        (options.resource_group, options.app_name) = (other.resource_group.clone(), other.app_name.clone());
        (options.slot, options.target_slot) = (other.slot.clone(), other.target_slot.clone());
        // Nothing of it is needed here, and the other environment may have its own.
        options.container = None;
        Self { setup: Arc::new(setup), recorder: self.recorder.clone() }
    }
}

impl OtherEnvironment {
    /// A failure there, with the input that led there.
    fn in_words(&self, mut stop: Stop) -> Stop {
        stop.problem.sentence = format!("for `against: {}`: {}", brief(&self.name), stop.problem.sentence);
        stop
    }
}

impl Seen {
    async fn read(both: &RunOnSides) -> Result<Self, AzureError> {
        let sides = &both.sides;
        let (slot, production, sticky) = tokio::try_join!(
            sides.slot.settings(),
            sides.production.settings(),
            SlotConfigNames::read(&sides.arm, &both.app.target.app),
        )?;
        Ok(Self { slot, production, sticky })
    }

    fn told<'a>(&'a self, planned: &'a PlannedSettings, required: &'a [RequiredSetting]) -> SeenSettings<'a> {
        SeenSettings { slot: &self.slot, production: &self.production, sticky: &self.sticky, planned, required }
    }
}
