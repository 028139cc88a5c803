//! What was probed is what is swapped, also when the stamp of the release stays where it is.

use std::path::PathBuf;
use std::sync::Arc;

use crate::support::between::{Between, seam};
use crate::support::meddler::meddle;
use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::{App, Effect, File, Side, State};
use serde_json::json;
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::Outcome;

fn rehearsal() -> Rehearsal {
    let app = TestApp::new(COMMIT).file("pay.txt", "PROBED").file("lib/tax.txt", "PROBED");
    Rehearsal::of(&app, &TestApp::new("former"))
}

fn write(side: &mut Side, name: &str, text: &'static str) {
    let file = File { bytes: Bytes::from(text), executable: false, modified: 1_795_000_900 };
    side.moving.content.put(name, file);
}

fn slot(app: &mut App) -> &mut Side {
    app.slots.get_mut(SLOT).unwrap()
}

/// What promote says when this happens after `stage`.
async fn promoted_after(change: impl FnOnce(&mut App)) -> Told {
    let staged = rehearsal().input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.record.reason);
    staged.promoting().world(|state: &mut State| change(state.app_mut(APP).unwrap())).run().await
}

fn is_stale(told: &Told, code: &str, case: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, code), "{case}: {}", told.record.reason);
    assert_eq!(told.swaps(), 0, "{case}");
}

#[tokio::test(start_paused = true)]
async fn a_file_that_was_edited_in_place_in_the_slot_keeps_it_from_production() {
    type Change = fn(&mut Side);
    let cases: [(&str, Change); 4] = [
        ("another text", |side| write(side, "pay.txt", "NEVER PROBED")),
        ("a text of the same size", |side| write(side, "pay.txt", "EVIL!!")),
        ("a new file", |side| write(side, "lib/evil.txt", "added")),
        ("a file that is gone", |side| side.moving.content.remove("lib/tax.txt")),
    ];
    for (case, change) in cases {
        is_stale(&promoted_after(|app| change(slot(app))).await, "slot-edited", case);
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_a_swap_moves_beside_the_content_is_as_it_was_probed() {
    type Change = fn(&mut Side);
    let cases: [(&str, Change); 5] = [
        ("connection string", |side| {
            let string = json!({"value": "Server=other", "type": "SQLAzure"});
            side.config.connection_strings.insert("Db".to_owned(), string);
        }),
        ("stack", |side| drop(side.config.web.insert("linuxFxVersion".to_owned(), json!("Node|24")))),
        ("handlers", |side| drop(side.config.web.insert("handlerMappings".to_owned(), json!([{"extension": "x"}])))),
        ("bitness", |side| drop(side.config.web.insert("use32BitWorkerProcess".to_owned(), json!(false)))),
        ("mounted storage", |side| {
            let mount =
                json!({"data": {"type": "AzureFiles", "accountName": "a", "shareName": "s", "mountPath": "/m"}});
            side.config.web.insert("azureStorageAccounts".to_owned(), mount);
        }),
    ];
    for (case, change) in cases {
        is_stale(&promoted_after(|app| change(slot(app))).await, "settings-drifted", &format!("{case} of the slot"));
        let told = promoted_after(|app| change(&mut app.production)).await;
        is_stale(&told, "settings-drifted", &format!("{case} of production"));
    }
    let sticky = promoted_after(|app| app.sticky.as_mut().unwrap().connection_strings.push("Db".to_owned())).await;
    is_stale(&sticky, "settings-drifted", "a connection string that stays");
}

#[tokio::test(start_paused = true)]
async fn a_change_of_the_configuration_that_moves_nothing_does_not_stop_a_promotion() {
    let told = promoted_after(|app| {
        slot(app).config.web.insert("httpLoggingEnabled".to_owned(), json!(true));
    })
    .await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn an_app_that_writes_beside_its_files_is_released_and_the_report_says_what_is_not_seen() {
    let rehearsal = rehearsal();
    let is_probed = |effect: &Effect| matches!(effect, Effect::Invoked { slot, .. } if slot == SLOT);
    let meddler = meddle(&rehearsal.world, is_probed, 0, |state| {
        write(slot(state.app_mut(APP).unwrap()), "cache.db", "written by the app itself");
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    let says = "the files of the slot changed while it was probed";
    assert!(told.record.warnings.iter().any(|warning| warning.contains(says)), "{:?}", told.record.warnings);
}

/// Puts another file of the same size in place of the package, right before it is sent.
struct Exchange(PathBuf);

#[async_trait::async_trait]
impl Between for Exchange {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        if request.url.path().ends_with("/api/zipdeploy") {
            for file in std::fs::read_dir(&self.0).unwrap().flatten().filter(|file| file.path().is_file()) {
                let mut bytes = std::fs::read(file.path()).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                std::fs::write(file.path(), bytes).unwrap();
            }
        }
        world.send(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_package_that_was_exchanged_on_disk_is_not_deployed() {
    let rehearsal = rehearsal();
    let folder = rehearsal.temp.0.join("runner/slot-deploy");
    let told = rehearsal.through(seam(Arc::new(Exchange(folder)))).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "body-unreadable"), "{}", told.record.reason);
    assert_eq!((told.deployments(), told.swaps()), (0, 0));
    assert!(told.record.reason.contains("not the file any more that was packed"), "{}", told.record.reason);
}

/// Production holds this release, and somebody edits a file of it in place.
async fn released_again_after(change: fn(&mut Side)) -> Told {
    let first = rehearsal().run().await;
    assert_eq!(first.outcome(), Outcome::Verified, "{}", first.record.reason);
    let next = first.next_job().production(change);
    next.run().await
}

fn text_of(told: &Told, name: &str) -> String {
    let state = told.world.state();
    String::from_utf8(state.app(APP).unwrap().production.moving.content.get(name).unwrap().bytes.to_vec()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn production_that_was_edited_in_place_is_not_unchanged_and_the_same_commit_mends_it() {
    let untouched = released_again_after(|_| ()).await;
    assert_eq!(untouched.outcome(), Outcome::Unchanged, "{}", untouched.record.reason);
    type Change = fn(&mut Side);
    let cases: [(&str, Change); 3] = [
        ("another text", |side| write(side, "pay.txt", "TAMPERED")),
        ("a text of the same size", |side| write(side, "lib/tax.txt", "EVIL!!")),
        ("a file that is gone", |side| side.moving.content.remove("pay.txt")),
    ];
    for (case, change) in cases {
        let told = released_again_after(change).await;
        assert_eq!(told.outcome(), Outcome::Verified, "{case}: {}\n{}", told.record.reason, told.log);
        assert_eq!(
            (text_of(&told, "pay.txt").as_str(), text_of(&told, "lib/tax.txt").as_str()),
            ("PROBED", "PROBED"),
            "{case}"
        );
        assert!(told.log.contains("so this content is released again"), "{case}: {}", told.log);
    }
    let beside = released_again_after(|side| write(side, "evil/function.json", "{}")).await;
    assert_eq!(beside.outcome(), Outcome::Verified, "{}", beside.record.reason);
}
