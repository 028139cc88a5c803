use crate::azure::{PackageSetting, RunFromPackage, Side};
use crate::record::{Digest, Problem};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;

/// By what the slot of a lost run runs now.
enum Now {
    /// By its own files.
    OwnFiles,
    /// By the package of the lost release.
    Release,
    /// By another package of the container.
    Another,
    /// By a package of which it is not known whether it is that of the release.
    Unknown(String),
}

impl RunOnSides {
    /// A lost run may have switched the slot to its package, and nothing within reach says what the slot ran from before. What is known
    /// is said, and what a person does; nothing is guessed.
    pub(super) async fn say_what_the_slot_runs(&self, release: Option<&Digest>, stop: Stop) -> Stop {
        let slot = self.sides.slot.at();
        let name = slot.slot_name();
        let runs = match self.package_now(&self.sides.slot, release).await {
            Now::OwnFiles | Now::Another => return stop,
            Now::Release => format!("the slot `{name}` runs from the package of this release"),
            Now::Unknown(why) => format!("the slot `{name}` may run from the package of this release: {why}"),
        };
        let says = format!(
            "{runs}. What it ran from before is not recorded: no record of this release is within reach, so it was not changed. The next \
             release replaces it"
        );
        let set =
            slot.command("functionapp config appsettings set", &["--settings", "WEBSITE_RUN_FROM_PACKAGE=FORMER_URL"]);
        let problem = stop.problem;
        let problem = Problem { hints: problem.hints.into_iter().chain([says]).collect(), ..problem };
        Stop {
            problem: problem.command("if the former URL is known from another place, this gives it back", &set),
            ..stop
        }
    }

    async fn package_now(&self, slot: &Side, release: Option<&Digest>) -> Now {
        let settings = match slot.settings().await {
            Ok(settings) => settings,
            Err(error) => return Now::Unknown(format!("its settings could not be read ({error})")),
        };
        if matches!(settings.run_from_package(), RunFromPackage::No | RunFromPackage::Local) {
            return Now::OwnFiles;
        }
        let elsewhere = || Now::Unknown("it runs from a package at a URL".to_owned());
        let (Some(store), Some(release)) = (&self.app.store, release) else { return elsewhere() };
        let Some(blob) = PackageSetting::of(&settings).blob_in(store.container()) else { return elsewhere() };
        match store.content_of(&blob).await {
            Ok(Some(content)) if content == *release => Now::Release,
            Ok(Some(_)) => Now::Another,
            Ok(None) => {
                Now::Unknown(format!("{blob}, which it runs from, is not in the container or does not say what it is"))
            }
            Err(error) => Now::Unknown(format!("{blob}, which it runs from, could not be looked at ({error})")),
        }
    }
}
