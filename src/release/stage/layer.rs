use time::format_description::well_known::Rfc3339;

use crate::azure::{Side, Stack};
use crate::http::off_runtime;
use crate::package::{Layer, Package, Packed, WithoutLayer};
use crate::preflight::Survey;
use crate::record::{Code, Digest, Outcome, Problem, number_of, show_bytes};
use crate::release::ground::Stop;
use crate::release::run::RunOnApp;
use crate::store::{LayerFound, Retained, Store};

/// What to do when a release finds neither the dependencies nor their layer.
const INSTALL: &str = "install them in this job, into the folder that `dependencies` names; the next release finds their layer. Where \
    `command: layer` said that they need not be installed, the layer was deleted since: run the job again";

impl RunOnApp {
    /// The whole package: where its dependencies are not on this machine, their layer in the container of packages stands for them.
    /// Without one, the package is what the folder holds, unless its dependencies were named.
    pub async fn complete(&self, packed: Packed) -> Result<Package, Stop> {
        let without = match packed {
            Packed::Whole(package) => return Ok(package),
            Packed::WithoutLayer(without) => without,
        };
        let Some(store) = self.store_of_packages() else {
            return self.without_a_layer(without, "there is no container of packages");
        };
        let site = Side::read_site(&self.app.arm, &self.app.slot).await?;
        let key = without.key(&stack(site.stack.as_ref()));
        let found = store.layer(&key).await.map_err(|error| Stop::aborted(&error))?;
        let layer = match found {
            LayerFound::Layer(layer) => *layer,
            LayerFound::None(why) => return self.without_a_layer(without, &why),
        };
        let (short, bytes, files) = (key.short().to_owned(), layer.bytes(), layer.files());
        let package = off_runtime(move || without.complete(&layer)).await.map_err(|error| Stop::invalid(&error))?;
        self.recorder.note(|record| {
            record.digest = Some(package.digest.clone());
            record.package_digest = None;
            record.package.files = package.files;
            record.package.bytes = package.bytes;
        });
        self.recorder.say(&format!(
            "the dependencies come from the layer {short} in the container of packages ({}, {})",
            number_of(files, "file"),
            show_bytes(bytes)
        ));
        Ok(package)
    }

    /// The package with this content that is in the container of packages.
    pub async fn retained(&self, content: &Digest) -> Result<Package, Stop> {
        let missing = |why: &str| {
            let sentence = format!("no package with the content {} can be had: {why}", content.short());
            let problem = Problem::new(Code::NOT_RETAINED, sentence)
                .hint("give its folder or zip with `package`, or the digest of a package that is still there");
            Stop::new(Outcome::Aborted, problem)
        };
        let Some(store) = self.store_of_packages() else { return Err(missing("there is no container of packages")) };
        let found = store.retained(content).await.map_err(|error| Stop::aborted(&error))?;
        let Some(Retained { release, blocks }) = found else { return Err(missing("the container does not hold it")) };
        let package = Package::retained(content.clone(), release, blocks);
        self.recorder.note(|record| {
            record.digest = Some(package.digest.clone());
            record.package.bytes = package.bytes;
        });
        self.recorder.say(&format!("the package with the content {} is in the container", content.short()));
        Ok(package)
    }

    /// A missing layer is no error where it was only looked for.
    fn without_a_layer(&self, without: WithoutLayer, why: &str) -> Result<Package, Stop> {
        if self.setup.options.names_dependencies {
            let sentence = format!("the dependencies are not in the folder, and no layer stands for them: {why}");
            let problem = Problem::new(Code::DEPENDENCIES_MISSING, sentence).hint(INSTALL);
            return Err(Stop::new(Outcome::Aborted, problem));
        }
        self.recorder.say(&format!("the folder is taken as it is, without dependencies: {why}"));
        Ok(Packed::WithoutLayer(without).as_it_is())
    }

    /// Publishes the dependencies of a package that was proved in the slot, so that the next one can be made without them. What goes
    /// wrong is a warning.
    pub async fn publish_layer(&self, package: &Package, survey: &Survey) {
        let Some(store) = self.store_of_packages() else { return };
        let stack = stack(survey.slot.as_ref().and_then(|slot| slot.site.stack.as_ref()));
        let Some(layer) = self.layer_of(package, &stack) else { return };
        match store.publish_layer(&layer).await {
            Ok(true) => self.recorder.say(&format!("the dependencies are the layer {} now", layer.key().short())),
            Ok(false) => {}
            Err(error) => self.recorder.warn(&format!("the layer of the dependencies was not published: {error}")),
        }
    }

    fn layer_of(&self, package: &Package, stack: &str) -> Option<Layer> {
        let key = package.layer.as_ref()?.key(stack).ok()?;
        let repository = self.setup.run.repository.as_deref().unwrap_or_default();
        let run = self.setup.run.run_id.as_deref().unwrap_or_default();
        let time = self.setup.pace.wall().format(&Rfc3339).unwrap_or_default();
        package.layer_made(&key, &format!("{repository} {run}"), &time)
    }

    /// The container that packages are delivered by.
    pub(super) fn store_of_packages(&self) -> Option<Store> {
        self.app.store.clone().filter(|_| self.setup.options.is_by_url())
    }
}

/// What the dependencies were installed for, as their layer is named by it.
pub(super) fn stack(stack: Option<&Stack>) -> String {
    stack.map(|stack| stack.to_string().to_uppercase()).unwrap_or_default()
}
