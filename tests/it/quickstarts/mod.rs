//! Apps as the official quickstarts make them, in each language: right ones are released, broken ones never are, and the user
//! reads why. Their code is not run here; which functions it declares is read from it.

mod broken;
mod dotnet_and_java;
mod hostile;
mod listening;
mod node;
mod python;
mod rehearsed;

use crate::support::{Rehearsal, Temp, TestApp, Told};
use rehearsal::state::{Effect, FunctionInfo, State};
use slot_deploy::record::Outcome;

/// `host.json` as `func init` writes it.
pub const HOST: &str = r#"{"version":"2.0","extensionBundle":{"id":"Microsoft.Azure.Functions.ExtensionBundle","version":"[4.*, 5.0.0)"}}"#;

/// The files of an app, and the worker that its slot has.
#[derive(Clone)]
pub struct Quickstart {
    runtime: &'static str,
    files: Vec<(String, String, bool)>,
}

impl Quickstart {
    /// An app with a `host.json` on a slot with this `FUNCTIONS_WORKER_RUNTIME`.
    pub fn on(runtime: &'static str) -> Self {
        Self { runtime, files: Vec::new() }.file("host.json", HOST)
    }

    pub fn runtime(mut self, runtime: &'static str) -> Self {
        self.runtime = runtime;
        self
    }

    pub fn file(self, path: &str, text: &str) -> Self {
        self.put(path, text, false)
    }

    pub fn program(self, path: &str) -> Self {
        self.put(path, "#!/bin/sh\n", true)
    }

    fn put(self, path: &str, text: &str, executable: bool) -> Self {
        let mut app = self.without(path);
        app.files.push((path.to_owned(), text.to_owned(), executable));
        app
    }

    pub fn without(mut self, path: &str) -> Self {
        self.files.retain(|(there, ..)| there != path && !there.starts_with(&format!("{path}/")));
        self
    }

    pub fn write(&self, folder: &std::path::Path) {
        for (path, text, executable) in &self.files {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            let mode = if *executable { 0o755 } else { 0o644 };
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    }

    /// Releases it with a probe of this path, in virtual time.
    pub fn release(&self, probed: Option<&str>) -> Told {
        self.release_into(probed, |_| {})
    }

    /// The same with these rules of the package off: what is left is what the worker says of it.
    pub fn release_without(&self, rules: &[&str]) -> Told {
        self.release_with(None, rules, |_| {})
    }

    /// The same, into a world that was changed before.
    pub fn release_into(&self, probed: Option<&str>, change: impl FnOnce(&mut State)) -> Told {
        self.release_with(probed, &[], change)
    }

    fn release_with(&self, probed: Option<&str>, off: &[&str], change: impl FnOnce(&mut State)) -> Told {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let former = TestApp::new("former").http("hello", "anonymous");
            let release = Rehearsal::of(&TestApp::new("replaced"), &former);
            let folder = release.temp.0.join("app");
            std::fs::remove_dir_all(&folder).unwrap();
            self.write(&folder);
            let probes = probed
                .map(|path| format!("[{{ name: hello, request: {{ path: {path} }}, expect: {{ status: 200 }} }}]"));
            let worker = self.runtime.to_owned();
            let rules: String = off
                .iter()
                .map(|rule| format!("  {rule}: {{ severity: off, reason: the worker is asked }}\n"))
                .collect();
            let config = release.temp.0.join("slot-deploy.yml");
            let release = if off.is_empty() {
                release
            } else {
                std::fs::write(&config, format!("lint:\n{rules}")).unwrap();
                release.input("config", config.to_str().unwrap())
            };
            let release =
                release.input("probes", &probes.unwrap_or_default()).input("watch", "1m").world(change).slot(|slot| {
                    slot.settings.insert("FUNCTIONS_WORKER_RUNTIME".to_owned(), worker);
                    slot.settings.insert(
                        "Bus".to_owned(),
                        "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKey=x".to_owned(),
                    );
                });
            release.run().await
        })
    }
}

/// The functions that production has after the release.
pub fn served(told: &Told) -> Vec<FunctionInfo> {
    let state = told.world.state();
    state.app(rehearsal::default_world::APP).unwrap().production.moving.synced.clone()
}

/// It was released, and these are its functions.
pub fn is_verified(told: &Told, names: &[&str]) {
    assert_eq!(told.record.outcome, Some(Outcome::Verified), "{}", told.log);
    let served = served(told);
    assert_eq!(served.iter().map(|function| function.name.as_str()).collect::<Vec<_>>(), names, "{}", told.log);
}

/// It was not released, and all of this was read: by the user, or in what the host logged.
pub fn is_refused(told: &Told, reads: &[&str], logs: &str) {
    assert_eq!(told.record.outcome, Some(Outcome::Aborted), "{}", told.log);
    assert!(!told.world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })), "{}", told.log);
    // What Markdown needs around a name is no part of what is read.
    let plain = |text: &str| text.replace(['\\', '`'], "").to_lowercase();
    for says in reads {
        assert!(plain(&told.log).contains(&plain(says)), "{says}\n{}", told.log);
        assert!(plain(&told.summary).contains(&plain(says)), "{says}\n{}", told.summary);
    }
    assert!(logged(told).contains(logs), "{logs}\n{}", logged(told));
}

/// A rule of the package ended it before Azure was asked.
pub fn is_faulty(told: &Told, rule: &str) {
    assert_eq!((told.record.outcome, told.code()), (Some(Outcome::Invalid), rule), "{}", told.log);
    assert_eq!(told.world.state().requests.len(), 0);
}

pub fn logged(told: &Told) -> String {
    let effects = told.world.effects();
    let words = effects.iter().filter_map(|effect| match effect {
        Effect::HostLogged { words, .. } => Some(words.join("\n")),
        _ => None,
    });
    words.collect::<Vec<_>>().join("\n")
}

/// A folder of its own, with the app in it.
pub fn folder(app: &Quickstart) -> Temp {
    let temp = Temp::new();
    app.write(&temp.0);
    temp
}

/// A binding's trigger.
pub fn trigger<'f>(functions: &'f [FunctionInfo], name: &str) -> &'f serde_json::Value {
    functions.iter().find(|function| function.name == name).unwrap().trigger().unwrap()
}
