use super::{Check, Survey};
use crate::record::Finding;

/// The app is one that this release knows how to prove.
pub struct FunctionApp;

impl Check for FunctionApp {
    fn id(&self) -> &'static str {
        "function-app"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let kind = survey.production.kind.to_lowercase();
        let finding = if !survey.production.is_function_app() {
            Finding::error(
                self.id(),
                format!("{} is of kind `{}`, not a function app", survey.target.app.name, survey.production.kind),
                "check `app-name`; web apps are not released by this version",
            )
        } else if kind.contains("container") {
            Finding::error(
                self.id(),
                format!("{} runs a container image, which a package cannot replace", survey.target.app.name),
                "release images by changing the slot's image and swapping",
            )
        } else {
            Finding::fine(self.id(), format!("{} is a function app", survey.target.app.name))
        };
        Some(finding)
    }
}
