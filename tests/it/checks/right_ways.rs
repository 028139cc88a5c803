//! Whatever way a team releases by, there is a world in which nothing is left to say: no finding is one that nobody can act on.

use super::check;
use super::everything_right::{app, everything_right, objections, right_with};
use crate::support::platform::{on_windows, runs_from_packages};
use crate::support::{COMMIT, Rehearsal, TestApp, container};
use rehearsal::default_world::{APP, CLIENT};
use rehearsal::state::{Side, State};
use slot_deploy::record::Outcome;

type Build = fn() -> Rehearsal;

const WAYS: &[(&str, Build)] = &[
    ("a package by its URL", || everything_right().input("storage-container", &container())),
    ("packages on the share of the slot", || {
        everything_right().input("strategy", "site-package").slot(runs_from_packages).production(runs_from_packages)
    }),
    ("a build on the server", || {
        let builds = |side: &mut Side| {
            for name in BUILD {
                side.settings.insert(name.to_owned(), "true".to_owned());
            }
        };
        let stays = |state: &mut State| {
            let names = state.app_mut(APP).unwrap().sticky.get_or_insert_default();
            names.app_settings.extend(BUILD.map(str::to_owned));
        };
        everything_right().input("build", "remote").slot(builds).world(stays)
    }),
    ("a swap with preview of what only requests start", || {
        let app = |commit: &str| TestApp::new(commit);
        right_with(&app(COMMIT), &app("former")).input("swap", "preview").input("drain", "false")
    }),
    ("a strict release", || everything_right().input("strict", "true")),
    ("one of several apps", || everything_right().input("apps", "shop-orders")),
    ("an app on Windows", || everything_right().world(on_windows)),
    ("an app in Python", || {
        let python = |side: &mut Side| drop(side.settings.insert("FUNCTIONS_WORKER_RUNTIME".into(), "python".into()));
        let world = everything_right().production(python).slot(python);
        world.world(|state| state.app_mut(APP).unwrap().runtime = "PYTHON|3.13".to_owned())
    }),
    ("another service for continuous integration", || {
        let secret = "a-client-secret-of-that-service";
        let world = everything_right().variable("GITHUB_ACTIONS", "").variable("CI", "true");
        let known = |state: &mut State| state.directory.app_mut(CLIENT).unwrap().secrets.push(secret.to_owned());
        world.world(known).input("auth", "client-secret").input("client-secret", secret)
    }),
    ("a package made by a later commit", || right_with(&app("next"), &app("former"))),
];

const BUILD: [&str; 2] = ["SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD"];

#[tokio::test(start_paused = true)]
async fn in_every_way_of_releasing_everything_can_be_right() {
    let mut wrong = Vec::new();
    for (way, world) in WAYS {
        let told = check(world()).await;
        let objections: Vec<String> = told.record.each_app().iter().flat_map(objections).collect();
        if !objections.is_empty() || told.outcome() != Outcome::Checked {
            wrong.push(format!("{way}: {:?}\n    {}", told.record.reason, objections.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
