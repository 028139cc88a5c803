use crate::azure::{Renaming, RunFromPackage, Site};
use crate::deliver::{Chosen, Seen, StrategyChoice, Way};
use crate::preflight::Survey;
use crate::record::DeliveryEntry;
use crate::release::run::{Run, RunOnApp};

impl RunOnApp {
    /// How the package reaches the slot, by what was read of it.
    pub(super) fn choose(&self, survey: &Survey) -> Chosen {
        let options = &self.setup.options;
        if options.is_built_there() && options.strategy == StrategyChoice::Auto {
            return Chosen {
                way: Way::ZipDeploy,
                why: "with `build: remote` the SCM site builds what it is sent".to_owned(),
            };
        }
        let slot = survey.slot.as_ref();
        let runs_from = slot.and_then(|slot| slot.settings.as_ref().ok()).map(|settings| settings.run_from_package());
        let scm = slot.and_then(|slot| slot.packages.as_ref().ok()?.as_ref());
        let seen = Seen {
            is_there: slot.is_some(),
            on_linux: slot.map_or(&survey.production.site, |slot| &slot.site).is_on_linux(),
            on_consumption: survey.plan.as_ref().ok().map(|plan| plan.is_consumption() || plan.is_flex()),
            runs_from: runs_from.as_ref(),
            scm_agrees: scm.map(|seen| seen.runs_from == RunFromPackage::Local),
        };
        options.strategy.choose(options.container.is_some(), seen)
    }
}

impl Run {
    /// Says how the package will reach the slot, and why so.
    pub(super) fn note_choice(&self, chosen: &Chosen) {
        let Chosen { way, why } = chosen;
        self.recorder.say(&format!("the package goes to the slot by {}: {why}", way.name()));
        self.recorder.note(|record| {
            record.package.delivery =
                Some(DeliveryEntry { strategy: way.name().to_owned(), because: why.clone(), package_url: None });
        });
    }
}

/// How a file on the share of such a side gets another name: the SCM site on Windows has no such command (facts: scm-endpoints).
pub(super) fn renaming(site: Option<&Site>) -> Renaming {
    if site.is_some_and(Site::is_on_linux) { Renaming::ByCommand } else { Renaming::InPlace }
}
