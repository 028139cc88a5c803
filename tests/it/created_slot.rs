//! A missing slot is created safely: it takes no event, it never gets what is production's alone, and nobody's slot is overwritten.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use rehearsal::World;
use rehearsal::default_world::{APP, CLIENT, CONTAINER, IDENTITIES, STORAGE, SUBSCRIPTION};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::laws::queues;
use rehearsal::state::{DataRole, Effect, Side, State};
use serde_json::json;
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::{Outcome, Severity};
use tokio::sync::Notify;

use crate::support::between::{Between, seam};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};

const BLUE: &str = "blue";

fn app(commit: &str) -> TestApp {
    let queue = json!({"type": "queueTrigger", "queueName": "orders", "connection": "AzureWebJobsStorage"});
    TestApp::new(commit).function("Take", queue)
}

/// Production takes orders from a queue by the storage of its host; nothing of its settings would be lost in a swap.
fn missing() -> Rehearsal {
    Rehearsal::of(&app(COMMIT), &app("former"))
        .production(|side| {
            side.settings.retain(|name, _| !["OrdersStorage", "PAYMENT_API_KEY"].contains(&name.as_str()))
        })
        // The other slot takes none of them.
        .slot(|slot| drop(slot.settings.insert("AzureWebJobs.Take.Disabled".to_owned(), "true".to_owned())))
        .input("slot", BLUE)
        .input("create-slot", "true")
}

/// Changes the world once the names of slot settings were written, which comes right before the slot.
struct OnceNamesAreSticky {
    world: World,
    change: fn(&mut State),
}

#[async_trait]
impl Between for OnceNamesAreSticky {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        let is_it = request.method == "PUT" && request.url.path().ends_with("/config/slotConfigNames");
        let answer = world.send(request).await;
        if is_it {
            (self.change)(&mut self.world.state());
        }
        answer
    }
}

/// Lets so many requests through, and tells that one more had its effect; its answer never comes.
struct Last {
    left: AtomicUsize,
    died: Arc<Notify>,
}

#[async_trait]
impl Between for Last {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        let answer = world.send(request).await;
        if left == 0 {
            self.died.notify_one();
            std::future::pending::<()>().await;
        }
        answer
    }
}

fn blue(state: &State) -> Option<&Side> {
    state.app(APP).unwrap().slots.get(BLUE)
}

/// An order each half minute, until the test ends.
fn orders(world: &World) {
    let world = world.clone();
    tokio::spawn(async move {
        for number in 0.. {
            let now = world.clock().now();
            queues::put(
                &mut world.state(),
                world.clock(),
                &format!("{STORAGE}/orders"),
                &format!("order {number}"),
                now,
            );
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    });
}

/// The orders that the slot took before it was swapped.
fn taken_before_the_swap(told: &Told) -> usize {
    let effects = told.effects();
    let before = effects.iter().take_while(|effect| !matches!(effect, Effect::SwapBegun { .. }));
    before.filter(|effect| matches!(effect, Effect::EventConsumed { slot, .. } if slot == BLUE)).count()
}

fn writes_of(told: &Told, place: &str) -> Vec<Effect> {
    let is_write = |effect: &Effect| match effect {
        Effect::SettingsWritten { slot, .. } | Effect::SiteWritten { slot, .. } | Effect::PowerChanged { slot, .. } => {
            slot == place
        }
        _ => false,
    };
    told.effects().into_iter().filter(is_write).collect()
}

#[tokio::test(start_paused = true)]
async fn a_missing_slot_is_created_and_released_through_without_taking_an_event() {
    for copies in [false, true] {
        let rehearsal = missing().world(|state| state.new_slots_copy = copies);
        orders(&rehearsal.world);
        let told = rehearsal.run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.log);
        assert_eq!(taken_before_the_swap(&told), 0, "{copies}");
        assert_eq!(told.production(), told.digest());
        let created = told.record.created_slot.clone().unwrap();
        assert_eq!(created.held, ["Take"], "{copies}");
        assert!(writes_of(&told, "production").is_empty(), "{:?}", writes_of(&told, "production"));
        let state = told.world.state();
        let taken = state.effects.iter().rev().find_map(|entry| match &entry.effect {
            Effect::EventConsumed { slot, .. } => Some(slot.clone()),
            _ => None,
        });
        assert_eq!(taken.as_deref(), Some("production"), "what was held stayed in the slot");
    }
}

/// A slot that Azure fills with production's settings runs production's package: only that it is stopped keeps it from taking orders.
#[tokio::test(start_paused = true)]
async fn a_slot_that_azure_fills_with_productions_settings_is_stopped_before_its_host_is_up() {
    let url = "https://packages.test/production.zip";
    let zip = app("former").zip();
    let slow = Where::service("arm").path("/slots/blue/config/appsettings/list");
    let rehearsal = missing()
        .fault(slow, What::Delay { seconds: 20 })
        .production(|side| drop(side.settings.insert("WEBSITE_RUN_FROM_PACKAGE".to_owned(), url.to_owned())))
        .world(|state| {
            state.new_slots_copy = true;
            state.downloads.insert(url.to_owned(), zip.into());
        });
    orders(&rehearsal.world);
    let told = rehearsal.run().await;
    assert_eq!(taken_before_the_swap(&told), 0, "{}", told.log);
    let created = told.record.created_slot.clone().unwrap_or_else(|| panic!("{}", told.log));
    assert_eq!(created.copied, ["WEBSITE_RUN_FROM_PACKAGE"]);
    assert!(told.log.contains("Azure had copied these settings of production"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_new_slot_has_its_own_share_and_host_id_and_no_pointer_to_productions_package() {
    let share = |side: &mut Side| {
        let connection = side.settings["AzureWebJobsStorage"].clone();
        side.settings.insert("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING".to_owned(), connection);
        side.settings.insert("WEBSITE_CONTENTSHARE".to_owned(), "shop".to_owned());
        side.settings.insert("AzureFunctionsWebHost__hostid".to_owned(), "productions".to_owned());
    };
    let told = missing().production(share).input("swap", "none").world(|state| state.new_slots_copy = true).run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    let state = told.world.state();
    let slot = blue(&state).unwrap();
    assert!(slot.settings["WEBSITE_CONTENTSHARE"].starts_with("shop-orders-blue-"), "{:?}", slot.settings.keys());
    assert_ne!(slot.settings["AzureFunctionsWebHost__hostid"], "productions");
    assert!(!slot.settings.contains_key("WEBSITE_RUN_FROM_PACKAGE"));
    let sticky = &state.app(APP).unwrap().sticky.as_ref().unwrap().app_settings;
    for name in ["AzureFunctionsWebHost__hostid", "AzureWebJobs.Take.Disabled"] {
        assert!(sticky.iter().any(|one| one == name), "{sticky:?}");
    }
    assert!(!sticky.iter().any(|one| one == "WEBSITE_CONTENTSHARE"), "the share goes where its files go");
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_would_lose_productions_settings_in_the_swap_is_not_created() {
    let lost =
        missing().production(|side| drop(side.settings.insert("API_KEY".to_owned(), "k3y-0f-production".to_owned())));
    let told = lost.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "new-slot-settings"), "{}", told.log);
    assert!(told.advice().contains("`API_KEY`") && !told.log.contains("k3y-0f-production"), "{}", told.advice());
    assert!(blue(&told.world.state()).is_none());
    let kept = missing().production(|side| drop(side.settings.insert("API_KEY".to_owned(), "k3y".to_owned())));
    let kept =
        kept.world(|state| state.app_mut(APP).unwrap().sticky.as_mut().unwrap().app_settings.push("API_KEY".into()));
    assert_eq!(kept.run().await.outcome(), Outcome::Verified, "a slot setting stays in production");
}

#[tokio::test(start_paused = true)]
async fn without_the_option_a_missing_slot_is_refused_and_a_dry_run_with_it_says_what_would_be_done() {
    let refused = missing().input("create-slot", "").run().await;
    assert_eq!((refused.outcome(), refused.code()), (Outcome::Aborted, "slot-exists"));
    let told = missing().input("dry-run", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert!(told.record.plan[0].starts_with("create the slot `blue`"), "{:?}", told.record.plan);
    assert!(told.record.plan.iter().any(|line| line.contains("swap `blue`")), "{:?}", told.record.plan);
    assert!(blue(&told.world.state()).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_plan_without_room_and_a_name_like_another_are_said() {
    let full = missing().world(|state| {
        let app = state.app_mut(APP).unwrap();
        let slot = app.slots.values().next().unwrap().clone();
        app.slots.insert("green".to_owned(), slot);
    });
    let told = full.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "slot-exists"), "{}", told.log);
    assert!(told.advice().contains("gives 3 slots with production, and all are used"), "{}", told.advice());
    let near = missing().input("slot", "stagign").input("dry-run", "true").run().await;
    let found = near.record.findings.iter().find(|one| one.check.as_str() == "slot-exists").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(found.says.contains("there is `staging` already"), "{}", found.says);
}

/// Azure overwrites a slot by the request that creates one.
#[tokio::test(start_paused = true)]
async fn a_slot_that_somebody_creates_right_before_is_left_alone() {
    let rehearsal = missing();
    let foreign = |state: &mut State| {
        let app = state.app_mut(APP).unwrap();
        let mut slot = app.slots.values().next().unwrap().clone();
        slot.settings = BTreeMap::from([("MINE".to_owned(), "1".to_owned())]);
        app.slots.insert(BLUE.to_owned(), slot);
    };
    let layer = OnceNamesAreSticky { world: rehearsal.world.clone(), change: foreign };
    let told = rehearsal.through(seam(Arc::new(layer))).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "slot-foreign"), "{}", told.log);
    assert_eq!(writes_of(&told, BLUE), []);
    assert_eq!(blue(&told.world.state()).unwrap().settings.keys().collect::<Vec<_>>(), ["MINE"]);
}

#[tokio::test(start_paused = true)]
async fn a_right_that_is_missing_is_named_before_anything_is_created() {
    let list = json!({"value": [{"actions": ["Microsoft.Web/*"], "notActions": ["Microsoft.Web/sites/slots/Write"]}]});
    let says = What::Status { status: 200, body: Some(list.to_string()), content_type: None, retry_after: None };
    let rights = Where::service("arm").path("providers/Microsoft.Authorization/permissions");
    let told = missing().fault(rights, says).run().await;
    assert!(blue(&told.world.state()).is_none());
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "rights-suffice"), "{}", told.log);
    assert!(told.advice().contains("Microsoft.Web/sites/slots/Write"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_the_middle_leaves_a_stopped_slot_that_the_next_release_completes() {
    let rehearsal = missing().fault(Where::service("arm").method("POST").path("/slots/blue/start"), status(403));
    orders(&rehearsal.world);
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "slot-incomplete"), "{}", told.log);
    assert!(
        told.advice().contains("the next release with `create-slot: true` completes the slot `blue`"),
        "{}",
        told.advice()
    );
    assert!(!blue(&told.world.state()).unwrap().running);
    told.world.state().faults.clear();
    let refused = told.next_job().input("create-slot", "").run().await;
    assert_eq!(refused.code(), "slot-exists", "{}", refused.log);
    assert!(refused.advice().contains("did not complete it"), "{}", refused.advice());
    let completed = refused.next_job().input("create-slot", "true").run().await;
    assert_eq!(completed.outcome(), Outcome::Verified, "{}", completed.log);
    assert!(completed.record.created_slot.as_ref().unwrap().was_begun);
    assert_eq!(taken_before_the_swap(&completed), 0);
}

/// Killed at each request of the creation, what is left takes no event, and the next release completes it.
#[tokio::test(start_paused = true)]
async fn killed_at_each_request_and_run_again_the_slot_is_completed_and_took_nothing() {
    let whole = missing().input("swap", "none").run().await;
    let creation = whole.record.phases.iter().find(|entry| entry.name.name() == "create-slot").unwrap();
    let (from, until) = (creation.started, creation.started + Duration::from_secs_f64(creation.seconds));
    let count =
        |state: &State| state.requests.iter().filter(|request| request.at >= from && request.at <= until).count();
    let (first, requests) = {
        let state = whole.world.state();
        (state.requests.iter().filter(|request| request.at < from).count(), count(&state))
    };
    assert!(requests > 12, "{requests}");
    let mut not_created = 0;
    for number in 0..requests {
        let rehearsal = missing().world(|state| state.new_slots_copy = true);
        orders(&rehearsal.world);
        let died = Arc::new(Notify::new());
        let layer = Last { left: AtomicUsize::new(first + number), died: died.clone() };
        let killed = rehearsal.through(seam(Arc::new(layer))).killed_when(died.notified()).await;
        let Ok(killed) = killed else { panic!("request {number}: it had ended by then") };
        tokio::time::sleep(Duration::from_secs(600)).await;
        let took = |world: &World| {
            let is_taken = |effect: &Effect| matches!(effect, Effect::EventConsumed { slot, .. } if slot == BLUE);
            world.effects().iter().filter(|effect| is_taken(effect)).count()
        };
        assert_eq!(took(&killed.world), 0, "request {number}");
        let post = killed.post(true).await;
        let reconciled = post.told.unwrap_or_else(|| panic!("{}", post.log));
        assert_eq!(reconciled.outcome(), Outcome::Aborted, "request {number}: {}", reconciled.log);
        let is_begun = blue(&reconciled.world.state()).is_some();
        let says = |text: &str| reconciled.advice().contains(text);
        let is_complete = reconciled.record.created_slot.is_some();
        assert!(
            says("completes the slot `blue`") || says("was created and is complete") || !is_begun || is_complete,
            "request {number}: {}",
            reconciled.advice()
        );
        assert!(is_begun || !says("until then it is stopped"), "request {number}: {}", reconciled.advice());
        assert!(
            !is_begun || !says("nothing was sent that changes the slot"),
            "request {number}: {}",
            reconciled.advice()
        );
        not_created += usize::from(says("the slot `blue` was not created") && !is_begun);
        let again = reconciled.next_job().run().await;
        assert_eq!(again.outcome(), Outcome::Verified, "request {number}: {}", again.log);
        assert_eq!(taken_before_the_swap(&again), 0, "request {number}");
    }
    assert!(not_created > 1, "{not_created}");
}

#[tokio::test(start_paused = true)]
async fn the_identities_of_production_are_given_and_missing_roles_are_said_with_their_commands() {
    let rehearsal =
        missing().production(|side| side.identity = Some("1de00000-1b2c-4d3e-8f90-0d4f6b1f0008".to_owned()));
    let told = rehearsal.input("swap", "none").run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    let identity = blue(&told.world.state()).unwrap().identity.clone().unwrap();
    assert!(told.log.contains(&format!("az role assignment create --assignee-object-id {identity}")), "{}", told.log);
    let refused = Where::service("arm").method("PATCH").path("/slots/blue");
    let told = missing()
        .production(|side| side.identity = Some("1de00000-1b2c-4d3e-8f90-0d4f6b1f0008".to_owned()))
        .fault(refused, status(403))
        .run()
        .await;
    assert!(told.log.contains("az functionapp identity assign"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_said_to_be_unreadable_of_a_slot_that_is_not_there_yet() {
    let told = missing()
        .declares("site: { always-on: true }\nsettings: { NEW: { vault: kv-shop/new } }\n")
        .input("command", "check")
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    for says in ["could not be read", "cannot be read"] {
        assert!(!told.log.contains(says) && !told.summary.contains(says), "{says}: {}", told.log);
    }
    assert!(told.log.contains("a new slot runs from its own files"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn the_refusal_of_a_missing_slot_names_the_input_that_creates_it() {
    let refused = missing().input("create-slot", "").run().await;
    assert!(refused.advice().contains("set `create-slot: true`, which creates it safely"), "{}", refused.advice());
    let promotes = missing().input("create-slot", "").input("command", "check").input("for", "rollback").run().await;
    assert!(!promotes.advice().contains("create-slot"), "a rollback creates none: {}", promotes.advice());
}

/// With the right to give roles.
fn giving() -> Rehearsal {
    missing().world(|state| {
        let app = state.directory.app_mut(CLIENT).unwrap();
        app.actions.push("Microsoft.Authorization/roleAssignments/write".to_owned());
    })
}

/// The roles on the storage account that the identity of the new slot has.
fn roles_of_the_slot(state: &State) -> Vec<(Option<String>, DataRole)> {
    let identity = blue(state).unwrap().identity.clone().unwrap();
    let own = state.storage[STORAGE].assignments.iter().filter(|one| one.principal == identity);
    own.map(|one| (one.container.clone(), one.role)).collect()
}

#[tokio::test(start_paused = true)]
async fn the_identity_of_a_new_slot_gets_productions_roles_where_that_may_be_given() {
    let told = giving().input("swap", "none").run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    assert_eq!(roles_of_the_slot(&told.world.state()), [(Some(CONTAINER.to_owned()), DataRole::Reader)]);
    let given = told.record.created_slot.clone().unwrap().roles;
    assert_eq!(given.len(), 1, "{given:?}");
    assert!(given[0].scope.ends_with(&format!("/containers/{CONTAINER}")), "{given:?}");
    assert!(told.log.contains("was given these roles, which production's has"), "{}", told.log);
    assert!(told.summary.contains("was given 1 role of production"), "{}", told.summary);
    assert!(!told.log.contains("az role assignment create"), "{}", told.log);
    let announced = told.journal();
    let at = |event: &str| {
        announced.iter().position(|line| line["event"] == event && line["data"]["change"] == "give-roles").unwrap()
    };
    assert!(at("intent") < at("done"), "{announced:?}");
}

/// What reaches beyond a resource group, or gives rights itself, is for a person.
#[tokio::test(start_paused = true)]
async fn roles_that_reach_further_are_said_with_their_command_and_not_given() {
    let whole = json!({"value": [{"id": "/x", "name": "x", "type": "Microsoft.Authorization/roleAssignments", "properties": {
        "roleDefinitionId": format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"),
        "principalId": IDENTITIES[0], "principalType": "ServicePrincipal", "scope": format!("/subscriptions/{SUBSCRIPTION}"),
    }}]});
    let list = Where::service("arm")
        .path(&format!("^/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments"));
    let says = What::Status { status: 200, body: Some(whole.to_string()), content_type: None, retry_after: None };
    let told = giving().fault(list, says).input("swap", "none").run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    assert!(told.log.contains("--role b24988ac-6180-42a0-ab88-20f7382dd24c"), "{}", told.log);
    let state = told.world.state();
    let put = state.requests.iter().find(|one| one.method == "PUT" && one.path.contains("roleAssignments"));
    assert!(put.is_none(), "{put:?}");
}

/// The answer is lost after the role was given: the request comes again by the same name, and makes no second assignment.
#[tokio::test(start_paused = true)]
async fn a_role_whose_answer_is_lost_is_given_once_and_read_back() {
    for what in [What::ResetAfter, status(403), status(500)] {
        let is_given = matches!(what, What::ResetAfter | What::Status { status: 500, .. });
        let at = Where::service("arm").method("PUT").path("/providers/Microsoft.Authorization/roleAssignments/");
        let fault = Fault::new(at, what);
        let fault = if is_given { fault.times(1) } else { fault };
        let told = giving().with_fault(fault).input("swap", "none").run().await;
        assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
        let roles = roles_of_the_slot(&told.world.state());
        assert_eq!(roles.len(), usize::from(is_given), "{roles:?}: {}", told.log);
        assert_eq!(told.log.contains("az role assignment create"), !is_given, "{}", told.log);
        assert_eq!(told.record.created_slot.unwrap().roles.len(), usize::from(is_given));
    }
}

/// How long a release takes until it sends that request for the first time.
fn moment_before(told: &Told, method: &str, path: &str) -> Duration {
    let state = told.world.state();
    let at = |is_it: &dyn Fn(&str, &str) -> bool| {
        state.requests.iter().find(|one| is_it(&one.method, &one.path)).unwrap().at
    };
    let began = state.requests[0].at;
    (at(&|one, of| one == method && of.ends_with(path)) - began).try_into().unwrap()
}

/// The slot is announced, and the machine is gone before Azure was asked for it.
async fn gone_before_the_slot(rehearsal: Rehearsal) -> crate::support::Killed {
    let never = Fault::new(Where::service("arm").method("PUT").path("/config/slotConfigNames"), What::Never);
    let whole = missing().input("swap", "none").run().await;
    let moment = moment_before(&whole, "PUT", "/config/slotConfigNames");
    rehearsal.with_fault(never).killed_after(moment + Duration::from_secs(5)).await
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_was_announced_and_never_asked_for_is_said_not_to_have_been_created() {
    let killed = gone_before_the_slot(missing()).await;
    killed.world.state().faults.clear();
    let post = killed.post(true).await;
    let told = post.told.unwrap_or_else(|| panic!("{}", post.log));
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert!(blue(&told.world.state()).is_none());
    assert!(told.advice().contains("the slot `blue` was not created"), "{}", told.advice());
    assert!(!told.advice().contains("until then it is stopped"), "{}", told.advice());

    let refused = Where::service("arm").method("PUT").path("/slots/blue");
    let told = missing().fault(refused, status(400)).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert!(told.advice().contains("the slot `blue` was not created"), "{}", told.advice());

    let whole = missing().input("swap", "none").run().await;
    let moment = moment_before(&whole, "PUT", "/config/slotConfigNames");
    let never = Fault::new(Where::service("arm").method("PUT").path("/config/slotConfigNames"), What::Never);
    let told = missing().with_fault(never).cancelled_after(moment + Duration::from_secs(5)).await;
    assert!(blue(&told.world.state()).is_none());
    assert!(told.advice().contains("whether the slot `blue` was created was not read back"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn another_job_ends_a_lost_release_that_created_no_slot_as_just_that() {
    let killed = gone_before_the_slot(missing()).await;
    killed.world.state().faults.clear();
    let told = killed.lost().run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "cut-short"), "{}", told.log);
    assert!(told.record.reason.contains("before it created the slot `blue`"), "{}", told.record.reason);
    assert!(!told.advice().contains("app-name"), "{}", told.advice());
    let again = told.next_job().input("command", "reconcile").run().await;
    assert!(!again.log.contains("has no recorded end"), "it is ended: {}", again.log);
}

#[tokio::test(start_paused = true)]
async fn roles_are_named_beside_their_ids() {
    let told = giving().input("swap", "none").run().await;
    assert!(told.log.contains("Storage Blob Data Reader (2a2b9908-6ea1-4ae2-8e65-a410df84e7d1) on /"), "{}", told.log);
    assert!(told.summary.contains("of production's: Storage Blob Data Reader"), "{}", told.summary);
    let told = missing().input("swap", "none").run().await;
    assert!(
        told.log.contains("has not the roles that production's has") && told.log.contains("Storage Blob Data Reader ("),
        "{}",
        told.log
    );
}
