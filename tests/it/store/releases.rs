//! Whole releases by way of the container: killed after any request and made again, four at once, and beside a foreign writer.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rehearsal::World;
use rehearsal::default_world::{APP, CONTAINER, SLOT, STORAGE};
use rehearsal::state::{Effect, Pieces};
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::Outcome;
use tokio::sync::Notify;

use crate::support::between::{Between, seam};
use crate::support::{Killed, Rehearsal, Told, container};

const RUN_FROM: &str = "WEBSITE_RUN_FROM_PACKAGE";
/// Where the sites are on the control plane.
const LONG: &str =
    "/subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.Web/sites";
/// What a release announced is over by then.
const OVER: Duration = Duration::from_secs(3 * 3600);

fn staging() -> Rehearsal {
    Rehearsal::new().input("storage-container", &container()).input("command", "stage")
}

/// Knows every request, ends its client behind one of them, and meddles before one.
#[derive(Default)]
struct Way {
    /// The client hears no answer from the request with this number on.
    ends_behind: Option<usize>,
    meddling: Mutex<Option<Meddling>>,
    seen: Mutex<Vec<String>>,
    ended: Notify,
}

type Meddling = (&'static str, Box<dyn FnOnce() + Send>);

impl Way {
    fn ending_behind(request: usize) -> Arc<Self> {
        Arc::new(Self { ends_behind: Some(request), ..Self::default() })
    }

    fn before(words: &'static str, meddle: impl FnOnce() + Send + 'static) -> Arc<Self> {
        Arc::new(Self { meddling: Mutex::new(Some((words, Box::new(meddle)))), ..Self::default() })
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

#[async_trait]
impl Between for Way {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        let comp = request.url.query_pairs().find(|(name, _)| name == "comp").map(|(_, value)| format!(" {value}"));
        let label = format!("{} {}{}", request.method, request.url.path(), comp.unwrap_or_default());
        let meddling = {
            let mut meddling = self.meddling.lock().unwrap();
            if meddling.as_ref().is_some_and(|(words, _)| label.starts_with("PUT") && label.ends_with(words)) {
                meddling.take()
            } else {
                None
            }
        };
        if let Some((_, meddle)) = meddling {
            meddle();
        }
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(label);
            seen.len() - 1
        };
        let answer = world.send(request).await;
        if self.ends_behind.is_some_and(|last| number >= last) {
            self.ended.notify_one();
            return std::future::pending().await;
        }
        answer
    }
}

/// What is to be the same in the end.
#[derive(Debug, PartialEq, Eq)]
struct EndState {
    slot_runs: Option<String>,
    content: String,
    packages: BTreeSet<String>,
    unfinished: usize,
}

fn end_state(world: &World) -> EndState {
    let state = world.state();
    let slot = &state.app(APP).unwrap().slots[SLOT];
    let names = state.storage[STORAGE].containers[CONTAINER].blobs.keys();
    EndState {
        slot_runs: slot.settings.get(RUN_FROM).cloned(),
        content: slot.moving.wwwroot().mark(),
        packages: names.clone().filter(|name| name.starts_with("releases/")).cloned().collect(),
        unfinished: names.filter(|name| name.starts_with("staging/")).count(),
    }
}

fn commits(world: &World) -> usize {
    let is = |effect: &Effect| matches!(effect, Effect::BlobWritten { blob, .. } if blob.starts_with("releases/"));
    world.effects().iter().filter(|effect| is(effect)).count()
}

/// The job that is made again when the first was killed: at once after a reconciling job, or when what it announced is over.
async fn again(killed: Killed, reconciles: bool) -> (String, Told) {
    if reconciles {
        let reconciled = killed.lost().run().await;
        let name = reconciled.outcome().name().to_owned();
        let next = reconciled.next_job().input("command", "stage");
        let app = next.temp.0.join("app").display().to_string();
        return (name, next.input("package", &app).run().await);
    }
    tokio::time::sleep(OVER).await;
    let Killed { world, temp, variables } = killed;
    ("nobody".to_owned(), Rehearsal::on_new_runner(world, temp, variables).run().await)
}

#[tokio::test(start_paused = true)]
async fn killed_behind_any_request_of_upload_and_switch_and_made_again_the_end_is_the_same() {
    let way = Arc::new(Way::default());
    let told = staging().through(seam(way.clone())).run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    let (expected, requests) = (end_state(&told.world), way.seen());
    let first = requests.iter().position(|request| request.contains("/releases/")).unwrap();
    let switch =
        requests.iter().position(|request| request.starts_with("PUT") && request.contains("appsettings")).unwrap();
    println!("  behind  reconciled  uploaded  commits  request");
    // Behind the switch the setting is read back, and triggers are synced.
    for (behind, shown) in requests.iter().enumerate().take(switch + 4).skip(first) {
        for reconciles in [true, false] {
            let way = Way::ending_behind(behind);
            let killed = staging().through(seam(way.clone())).killed_when(way.ended.notified()).await;
            let killed = killed.unwrap_or_else(|told| panic!("{behind}: {}", told.log));
            let (reconciled, told) = again(killed, reconciles).await;
            let (uploaded, commits) = (told.record.package.uploaded_bytes, commits(&told.world));
            println!("  {behind:>6}  {reconciled:>10}  {uploaded:>8}  {commits:>7}  {}", shown.replace(LONG, "…"));
            assert_eq!(told.outcome(), Outcome::Staged, "behind {behind}, {shown}: {}", told.log);
            assert_eq!(end_state(&told.world), expected, "behind {behind}, {shown}");
            assert_eq!(commits, 1, "behind {behind}, {shown}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn four_releases_of_one_digest_at_once_all_succeed_and_one_commits() {
    let release = |run: usize| {
        let run = (77 + run).to_string();
        Rehearsal::new().input("storage-container", &container()).variable("GITHUB_RUN_ID", &run)
    };
    let mut all: Vec<Rehearsal> = (0..4).map(release).collect();
    let world = all[0].world.clone();
    all.iter_mut().for_each(|one| one.world = world.clone());
    let told = futures_util::future::join_all(all.into_iter().map(Rehearsal::run)).await;
    let outcomes: Vec<Outcome> = told.iter().map(Told::outcome).collect();
    for one in &told {
        assert_eq!(one.ending.exit_code, 0, "{outcomes:?}: {}", one.log);
        assert_eq!(one.production(), one.digest());
    }
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Verified).count(), 1, "{outcomes:?}");
    assert_eq!((commits(&world), told[0].swaps()), (1, 1), "{outcomes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_foreign_writer_between_plan_and_commit_ends_the_release_before_the_slot_is_switched() {
    let rehearsal = staging();
    let world = rehearsal.world.clone();
    let before = end_state(&world);
    let (name, mut blob) = {
        let state = staging().run().await.world;
        let state = state.state();
        let blobs = &state.storage[STORAGE].containers[CONTAINER].blobs;
        let (name, blob) = blobs.iter().find(|(name, _)| name.starts_with("releases/")).unwrap();
        (name.clone(), blob.clone())
    };
    blob.content = Pieces::whole("something else".into());
    let foreign = name.clone();
    let way = Way::before(" blocklist", move || {
        let mut state = world.state();
        let container = state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap();
        container.blobs.insert(foreign, blob);
    });
    let told = rehearsal.through(seam(way)).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "store-release-differs"), "{}", told.log);
    let after = end_state(&told.world);
    assert_eq!((after.slot_runs, after.content), (before.slot_runs, before.content));
    let state = told.world.state();
    let blob = state.storage[STORAGE].blob(CONTAINER, &name).unwrap();
    assert_eq!(blob.content.bytes(), "something else", "it is left alone");
}
