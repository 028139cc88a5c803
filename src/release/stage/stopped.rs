use super::held::to_hold;
use super::package_findings::target_of;
use crate::deliver::Chosen;
use crate::package::Package;
use crate::preflight::{Survey, find_lost_functions, find_shared_task_hub};
use crate::record::{Finding, Phase};
use crate::release::ground::Stop;
use crate::release::run::RunOnApp;
use crate::release::slot::{Held, LONGEST_START};

impl RunOnApp {
    /// What was read of a slot that runs. One that is stopped, as `after: stop` leaves it, is started, with its triggers held first where
    /// that is configured; then everything is looked at again, since of a stopped slot a part could not be seen.
    pub(super) async fn with_a_running_slot(
        &self,
        package: &Package,
        survey: Box<Survey>,
        chosen: Chosen,
    ) -> Result<(Box<Survey>, Chosen), Stop> {
        if !survey.has_stopped_slot() {
            return Ok((survey, chosen));
        }
        let both = self.surveyed(&survey)?;
        // Then nothing is delivered, and nothing has to run there.
        if Box::pin(both.is_unchanged(&survey, package)).await {
            return Ok((survey, chosen));
        }
        let slot = &both.sides.slot;
        Box::pin(self.say_who_stopped_the_slot()).await;
        if let Some(functions) = to_hold(self.holds_triggers(), Some(package), &survey) {
            self.hold_triggers(slot, &functions, Held::First).await?;
        }
        self.start_slot(slot, "since a release is delivered to it", LONGEST_START).await?;
        self.recorder.begin_phase(Phase::Preflight);
        let survey = Box::pin(self.survey(self.setup.options.is_built_there())).await?;
        self.judge_survey(
            &survey,
            self.look_at_package(package, target_of(&survey, package)),
            known(package, &survey),
        )?;
        let chosen = self.choose(&survey);
        Ok((survey, chosen))
    }
}

/// What the package says beside what the checks find.
pub(super) fn known(package: &Package, survey: &Survey) -> Vec<Finding> {
    let of_package = package.functions.as_ref().and_then(|names| find_lost_functions(names, survey));
    of_package.into_iter().chain(find_shared_task_hub(&package.durable, survey)).collect()
}
