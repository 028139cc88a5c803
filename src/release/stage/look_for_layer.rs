use super::layer::stack;
use crate::azure::Side;
use crate::http::off_runtime;
use crate::package::{LayerInputs, layer_asked};
use crate::record::{LayerLook, Outcome, Phase, number_of, show_bytes};
use crate::release::ground::{Source, Stop};
use crate::release::run::{Run, RunOnApp};
use crate::store::LayerFound;

impl Run {
    /// Says whether a release of this source would take its dependencies from a layer. That there is none is no error: then they are
    /// installed.
    pub async fn look_for_layer(&self, source: &Source) -> Result<Outcome, Stop> {
        self.recorder.begin_phase(Phase::Package);
        self.recorder.note(|record| record.layer = Some(LayerLook { hit: None, key: None }));
        let Source { package, dependencies, .. } = source.clone();
        let asked = off_runtime(move || layer_asked(&package, &dependencies)).await;
        match asked.map_err(|error| Stop::invalid(&error))? {
            Ok(inputs) => {
                self.recorder.end_phase(&format!("lock files: {}", named(&inputs)));
                self.sign_in().await?.look_for_layer_of(&inputs).await
            }
            Err(why) => {
                let none = LayerLook { hit: Some(false), key: None };
                Ok(self.tell_layer(none, &format!("no layer can stand for the dependencies: {why}; {INSTALL}")))
            }
        }
    }

    fn tell_layer(&self, look: LayerLook, reason: &str) -> Outcome {
        let hit = look.hit == Some(true);
        self.recorder.say(reason);
        self.recorder.note(|record| {
            record.reason = reason.to_owned();
            record.layer = Some(look);
        });
        if hit && !self.setup.options.names_dependencies {
            self.recorder.warn(
                "`dependencies` is not given: should the layer be deleted before the release reads it, that release has no \
                 dependencies. Give `dependencies` to both steps, and the release ends instead",
            );
        }
        let plan = if hit { "take the dependencies from their layer" } else { "take the dependencies from the folder" };
        self.end_with_plan(vec![plan.to_owned()])
    }
}

/// What follows where no layer can be used.
const INSTALL: &str = "install them before the release";

impl RunOnApp {
    async fn look_for_layer_of(&self, inputs: &LayerInputs) -> Result<Outcome, Stop> {
        let site = Side::read_site(&self.app.arm, &self.app.slot).await?;
        let stack = stack(site.stack.as_ref());
        let key = inputs.key(&stack);
        let on = if stack.is_empty() { "an app without a stack" } else { &stack };
        let named = format!("the layer {} of {} for {on}", key.short(), named(inputs));
        let found = match self.store_of_packages() {
            Some(store) => store.layer(&key).await.map_err(|error| Stop::aborted(&error))?,
            None => LayerFound::None("packages are not delivered by the container: see `strategy`".to_owned()),
        };
        let (hit, reason) = match found {
            LayerFound::Layer(layer) => {
                let size = format!("{}, {}", number_of(layer.files(), "file"), show_bytes(layer.bytes()));
                (true, format!("{named} is there ({size}): nothing need be installed"))
            }
            LayerFound::None(why) => (false, format!("{named} cannot be used: {why}; {INSTALL}")),
        };
        Ok(self.tell_layer(LayerLook { hit: Some(hit), key: Some(key) }, &reason))
    }
}

fn named(inputs: &LayerInputs) -> String {
    inputs.locks().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
