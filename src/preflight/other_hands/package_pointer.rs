use super::of_checkout::{places, when_none};
use crate::azure::RunFromPackage;
use crate::preflight::{About, Answer, Check, Declared, Fact, Lowers, Placed, Says, SideFact, Survey, Tool, Weight};
use crate::record::Explanation;

const WHAT: &str = "sets which package the app runs";

/// No other tool sets the pointer to the package at its next apply.
pub(in crate::preflight) struct PackagePointer;

const ABOUT: About = About {
    explanation: Explanation {
        id: "infrastructure-package",
        title: "No other tool sets which package the app runs",
        why: "A release by URL, and one of a package on the slot's share, sets WEBSITE_RUN_FROM_PACKAGE. A tool that \
              sets the app settings as a whole restores its own value at its next apply, or removes the setting: the \
              app then runs a former package or none (facts: infrastructure-tools).",
        fix: "Let the tool ignore the setting, or merge its settings with those that are there; the finding has the \
              lines.",
        rights: &[],
    },
    reads: &[Fact::Infrastructure, Fact::Slot(SideFact::Settings)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for PackagePointer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        when_none(survey, &self.look_at_places(survey), WHAT)
    }

    fn look_at_places(&self, survey: &Survey) -> Vec<Placed> {
        places(survey, |declared| judge(declared, survey))
    }
}

fn judge(declared: &Declared, survey: &Survey) -> Option<Answer> {
    let by_url = survey.options.package_url;
    let tool = declared.tool;
    let says = match &declared.says {
        // That is what a package on the share needs.
        Says::Package { is_on_share: true } if !by_url && !runs_from_files(survey) => return None,
        Says::Package { .. } => {
            format!("the next {tool} sets WEBSITE_RUN_FROM_PACKAGE to its own value, and the app runs another package")
        }
        Says::Settings if by_url => {
            format!(
                "the next {tool} sets the app settings without WEBSITE_RUN_FROM_PACKAGE, and the app runs no package"
            )
        }
        _ => return None,
    };
    Some(Answer::wrong(says, lines_of(tool)))
}

/// Whether the slot runs from its own files, as far as its settings are known: then nothing lies on the share.
fn runs_from_files(survey: &Survey) -> bool {
    let settings = survey.slot.as_ref().and_then(|slot| slot.settings.as_ref().ok());
    settings.is_some_and(|settings| settings.run_from_package() == RunFromPackage::No)
}

/// What to add to the file.
fn lines_of(tool: Tool) -> &'static str {
    match tool {
        Tool::Terraform => {
            "list the setting and let Terraform ignore it: `WEBSITE_RUN_FROM_PACKAGE = \"1\"` in `app_settings`, and in the resource \
             `lifecycle { ignore_changes = [app_settings[\"WEBSITE_RUN_FROM_PACKAGE\"]] }`"
        }
        Tool::Bicep => {
            "take the setting out, and merge with the settings that are there: in the module that sets `config/appsettings`, \
             `properties: union(currentSettings, ownSettings)`, with `currentSettings: list('${app.id}/config/appsettings', \
             '2024-04-01').properties` as its parameter"
        }
        Tool::ArmTemplate => {
            "take the setting out, and merge with the settings that are there: a nested template for `config/appsettings` with \
             `\"properties\": \"[union(parameters('current'), parameters('own'))]\"`, and `list(…'/config/appsettings', \
             '2024-04-01').properties` as its parameter `current`"
        }
        Tool::Azd => "leave the delivery to the release",
    }
}
