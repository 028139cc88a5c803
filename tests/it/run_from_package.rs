//! Apps of the simulated world run from packages as on the platform (facts: wwwroot; facts: run-from-package).

use std::time::Duration;

use crate::support::plain_client::PlainClient;
use crate::support::platform::{on_plan, on_windows, runs_from_packages};
use crate::support::{Rehearsal, TestApp};
use bytes::Bytes;
use rehearsal::World;
use rehearsal::default_world::{APP, CONTAINER, SLOT, STORAGE, STORAGE_KEY};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::laws::blob::sign;
use rehearsal::laws::blob::write::{self, NewBlob};
use rehearsal::laws::run_from_package::FAILED;
use rehearsal::laws::unpack::pack;
use rehearsal::state::{BlobAddress, DataRole, Effect, Pieces, RoleAssignment, Side};
use slot_deploy::record::Outcome;
use time::format_description::well_known::Rfc3339;

const RUN_FROM: &str = "WEBSITE_RUN_FROM_PACKAGE";
const POINTER: &str = "/api/vfs/data/SitePackages/packagename.txt";
const IDENTITY: &str = "1d3a0000-0000-4000-8000-000000000001";

fn zip_with(commit: &str) -> Bytes {
    pack(&TestApp::new(commit).content()).unwrap()
}

/// A slot with this setting, and a client.
async fn runs_from(value: &str) -> PlainClient {
    let rehearsal = Rehearsal::new().slot(|slot| drop(slot.settings.insert(RUN_FROM.to_owned(), value.to_owned())));
    PlainClient::of(&rehearsal.world).await
}

async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

async fn deploy(client: &PlainClient, zip: Bytes) -> u16 {
    let status = client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await.status;
    pass(60).await;
    status
}

async fn restart(client: &PlainClient) {
    assert_eq!(client.arm("POST", "/slots/staging/restart", None).await.status, 200);
    pass(40).await;
}

async fn commit(client: &PlainClient) -> String {
    let reply = client.get(&format!("/site/{APP}-{SLOT}/api/version")).await;
    reply.json()["commit"].as_str().map_or(format!("status {}", reply.status), str::to_owned)
}

async fn pointer(client: &PlainClient) -> String {
    String::from_utf8(client.scm("GET", POINTER, &[], "").await.body.to_vec()).unwrap()
}

fn slot(world: &World, change: impl FnOnce(&mut Side)) {
    change(world.state().app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap());
}

fn not_mounted(world: &World) -> Vec<String> {
    let reason = |effect| if let Effect::PackageNotMounted { reason, .. } = effect { Some(reason) } else { None };
    world.effects().into_iter().filter_map(reason).collect()
}

#[tokio::test(start_paused = true)]
async fn a_site_package_is_mounted_read_only_over_wwwroot() {
    let client = runs_from("1").await;
    assert_eq!(commit(&client).await, "former", "without a package the files in wwwroot run");
    assert_eq!(deploy(&client, zip_with("new")).await, 202);
    assert_eq!(commit(&client).await, "new");
    assert!(client.scm("GET", "/api/vfs/data/SitePackages/", &[], "").await.json().as_array().unwrap().len() == 2);
    let write = client.scm("PUT", "/api/vfs/site/wwwroot/x.txt", &[], "x").await;
    assert_eq!(write.status, 409);
    assert!(String::from_utf8_lossy(&write.body).contains("Read-only file system"));

    slot(&client.world, |slot| drop(slot.settings.remove(RUN_FROM)));
    restart(&client).await;
    assert_eq!(commit(&client).await, "former", "they had only been hidden");
}

/// KuduLite, `DeploymentManager.Build`: the restart comes before `UpdatePackageName`.
#[tokio::test(start_paused = true)]
async fn on_linux_the_site_restarts_before_the_new_package_name_is_written() {
    for linux in [true, false] {
        let client = runs_from("1").await;
        client.world.state().plans.get_mut("plan-shop").unwrap().linux = linux;
        // It is warm, so that the upload is over before the deployment is.
        client.scm("GET", "/api/deployments", &[], "").await;
        let ids = client.world.state().instances();
        client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip_with("new")).await;
        while client.world.state().instances() == ids {
            pass(1).await;
        }
        assert_eq!(slot_has_pointer(&client.world), !linux);
        pass(30).await;
        assert_eq!(commit(&client).await, "new", "here the container is slower than that");
    }
}

fn slot_has_pointer(world: &World) -> bool {
    let state = world.state();
    let home = &state.app(APP).unwrap().slots[SLOT].moving.kudu.home;
    home.get("data/SitePackages/packagename.txt").is_some()
}

/// Azure-Functions#2612.
#[tokio::test(start_paused = true)]
async fn a_restart_may_leave_the_old_package_mounted() {
    let client = runs_from("1").await;
    deploy(&client, zip_with("one")).await;
    let stays = What::Fails { status: 400, message: String::new() };
    client.world.state().faults.push(Fault::new(Where::service("law:mount"), stays).times(1));
    deploy(&client, zip_with("two")).await;
    assert_eq!(commit(&client).await, "one");
    restart(&client).await;
    assert_eq!(commit(&client).await, "two");
}

/// azure-functions-host#11989.
#[tokio::test(start_paused = true)]
async fn failed_uploads_can_displace_the_running_package() {
    let client = runs_from("1").await;
    deploy(&client, zip_with("new")).await;
    let good = pointer(&client).await;
    for _ in 0..5 {
        deploy(&client, Bytes::from_static(b"no zip")).await;
    }
    let latest = client.scm("GET", "/api/deployments/latest", &[], "").await.json();
    assert_eq!(latest["status"], 3);
    assert_eq!(pointer(&client).await, good, "it is still named …");
    assert_eq!(
        client.scm("GET", &format!("/api/vfs/data/SitePackages/{good}"), &[], "").await.status,
        404,
        "… and gone"
    );
    assert_eq!(commit(&client).await, "new", "what is mounted stays until the next start");
    restart(&client).await;
    assert_eq!(commit(&client).await, "status 503");
    let told = client.scm("GET", &format!("/api/vfs/site/wwwroot/{}", FAILED.replace(' ', "%20")), &[], "").await;
    assert!(String::from_utf8_lossy(&told.body).contains(&good));
    assert_eq!(not_mounted(&client.world).len(), 1, "said once, however often it is tried");

    deploy(&client, zip_with("mended")).await;
    pass(60).await;
    assert_eq!(commit(&client).await, "mended");
}

/// kudu#3171.
#[tokio::test(start_paused = true)]
async fn a_package_that_is_sent_right_after_the_setting_is_still_unpacked() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let settings =
        client.arm("POST", "/slots/staging/config/appsettings/list", None).await.json()["properties"].clone();
    let mut with = settings.clone();
    with[RUN_FROM] = "1".into();
    let written = client.arm("PUT", "/slots/staging/config/appsettings", Some(serde_json::json!({"properties": with})));
    assert_eq!(written.await.status, 200);
    client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip_with("new")).await;
    pass(90).await;
    assert!(!slot_has_pointer(&client.world));
    let state = client.world.state();
    assert!(
        state.app(APP).unwrap().slots[SLOT].moving.content.json("scripted.json").unwrap().to_string().contains("new")
    );
}

/// function-app-arm-templates#13.
#[tokio::test(start_paused = true)]
async fn on_linux_an_address_is_never_downloaded_into_the_site_packages() {
    let client = runs_from("1").await;
    let url = "https://packages.example/app.zip";
    client.world.state().downloads.insert(url.to_owned(), zip_with("new"));
    let json = [("content-type", "application/json")];
    let sent = client.scm("PUT", "/api/zipdeploy?isAsync=true", &json, format!(r#"{{"packageUri":"{url}"}}"#)).await;
    assert_eq!(sent.status, 202);
    pass(60).await;
    let listed = client.scm("GET", "/api/vfs/data/SitePackages/", &[], "").await.json();
    assert_eq!(listed[0]["size"], 0);
    let log = client.scm("GET", "/api/deployments/latest/log", &[], "").await.json();
    assert!(log.to_string().contains("Central Directory corrupt"), "{log}");
}

fn put_blob(world: &World, name: &str, bytes: Bytes) -> String {
    let address = BlobAddress { account: STORAGE.to_owned(), container: CONTAINER.to_owned(), blob: name.to_owned() };
    let blob = NewBlob { content: Pieces::whole(bytes), ..NewBlob::default() };
    write::put(&mut world.state(), &address, blob, "put", world.clock().now()).unwrap();
    format!("{}/blob/{STORAGE}/{CONTAINER}/{name}", world.origin())
}

fn may_read(world: &World, principal: &str, container: &str) {
    let (principal, container) = (principal.to_owned(), Some(container.to_owned()));
    let role = RoleAssignment { principal, container, role: DataRole::Reader };
    world.state().storage.get_mut(STORAGE).unwrap().assignments.push(role);
}

/// azure-functions-host, `ManagedIdentityTokenProvider`; facts: package-identity.
#[tokio::test(start_paused = true)]
async fn a_package_in_blob_storage_is_read_with_the_sites_identity_or_the_host_does_not_start() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let url = put_blob(&client.world, "app.zip", zip_with("new"));
    slot(&client.world, |slot| {
        slot.identity = None;
        slot.settings.insert(RUN_FROM.to_owned(), url);
    });
    restart(&client).await;
    assert_eq!(commit(&client).await, "status 503");
    slot(&client.world, |slot| slot.identity = Some(IDENTITY.to_owned()));
    may_read(&client.world, IDENTITY, "another-container");
    pass(60).await;
    assert_eq!(commit(&client).await, "status 503");
    assert_eq!(deploy(&client, zip_with("by Kudu")).await, 409, "Kudu takes nothing while the setting is an address");
    may_read(&client.world, IDENTITY, CONTAINER);
    pass(60).await;
    assert_eq!(commit(&client).await, "new", "it comes up by itself");
    let reasons = not_mounted(&client.world);
    assert!(reasons[0].contains("MSI is not enabled") && reasons[1].contains("403"), "{reasons:?}");
}

/// Azure-Functions#1377; facts: storage-access.
#[tokio::test(start_paused = true)]
async fn an_account_whose_network_rules_shut_the_apps_out_starts_none_whatever_their_role() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let url = put_blob(&client.world, "app.zip", zip_with("new"));
    may_read(&client.world, IDENTITY, CONTAINER);
    client.world.state().storage.get_mut(STORAGE).unwrap().network_rules.shut_to_apps = true;
    slot(&client.world, |slot| {
        slot.identity = Some(IDENTITY.to_owned());
        slot.settings.insert(RUN_FROM.to_owned(), url);
    });
    restart(&client).await;
    assert_eq!(commit(&client).await, "status 503");
    let reasons = not_mounted(&client.world);
    assert!(reasons[0].contains("This request is not authorized to perform this operation."), "{reasons:?}");
}

#[tokio::test(start_paused = true)]
async fn a_setting_names_the_user_assigned_identity_that_reads_the_package() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let url = put_blob(&client.world, "app.zip", zip_with("new"));
    may_read(&client.world, IDENTITY, CONTAINER);
    let resource =
        "/subscriptions/S/resourceGroups/G/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader";
    slot(&client.world, |slot| {
        slot.identity = Some("another".to_owned());
        slot.config.identities.insert(resource.to_lowercase(), IDENTITY.to_owned());
        slot.settings.insert(RUN_FROM.to_owned(), url);
    });
    restart(&client).await;
    assert_eq!(commit(&client).await, "status 503", "the system-assigned one may not");
    let name = "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID".to_owned();
    slot(&client.world, |slot| drop(slot.settings.insert(name, resource.to_owned())));
    restart(&client).await;
    assert_eq!(commit(&client).await, "new");
}

#[tokio::test(start_paused = true)]
async fn after_a_swap_the_package_is_read_with_the_identity_of_the_side_where_the_setting_is() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let url = put_blob(&client.world, "app.zip", zip_with("new"));
    may_read(&client.world, IDENTITY, CONTAINER);
    client.world.state().app_mut(APP).unwrap().production.identity = None;
    slot(&client.world, |slot| {
        slot.identity = Some(IDENTITY.to_owned());
        slot.settings.insert(RUN_FROM.to_owned(), url);
    });
    restart(&client).await;
    let target = serde_json::json!({"targetSlot": "production", "preserveVnet": true});
    assert_eq!(client.arm("POST", "/slots/staging/slotsswap", Some(target)).await.status, 202);
    pass(120).await;
    let production = format!("/site/{APP}/api/version");
    assert_eq!(client.get(&production).await.json()["commit"], "new", "the host that was warmed up serves");
    client.arm("POST", "/restart", None).await;
    pass(40).await;
    assert_eq!(client.get(&production).await.status, 503, "production's own identity may not read it");
}

/// facts: plans; KuduLite, `LinuxConsumptionDeploymentHelper`.
#[tokio::test(start_paused = true)]
async fn on_linux_consumption_a_deployment_ends_as_a_package_in_blob_storage() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    on_plan("Y1", "Dynamic")(&mut client.world.state());
    assert_eq!(deploy(&client, zip_with("new")).await, 202);
    assert_eq!(commit(&client).await, "new");
    assert_eq!(client.world.state().storage[STORAGE].containers["scm-releases"].blobs.len(), 1);
    assert!(client.world.state().app(APP).unwrap().slots[SLOT].moving.host.mounted.is_some());
    assert_eq!(client.scm("GET", "/api/vfs/site/wwwroot/", &[], "").await.status, 404, "there is no such route");
    let url = put_blob(&client.world, "other.zip", zip_with("other"));
    slot(&client.world, |slot| {
        slot.identity = Some(IDENTITY.to_owned());
        slot.settings.insert(RUN_FROM.to_owned(), url);
    });
    may_read(&client.world, IDENTITY, CONTAINER);
    restart(&client).await;
    assert_eq!(commit(&client).await, "other", "the app's own setting wins");
}

#[tokio::test(start_paused = true)]
async fn a_release_of_an_app_that_runs_from_site_packages_is_verified() {
    for linux in [true, false] {
        let rehearsal = Rehearsal::new().slot(runs_from_packages).production(runs_from_packages);
        // As a deployment: left to itself, a release on Linux makes none.
        let rehearsal = rehearsal.input("strategy", "zip-deploy");
        let told = if linux { rehearsal } else { rehearsal.world(on_windows) }.run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert_eq!(told.production(), told.digest());
        assert!(told.world.state().app(APP).unwrap().production.moving.host.mounted.is_some());
    }
}

/// facts: wwwroot: a restart downloads again, so the signature must outlive the deployment.
#[tokio::test(start_paused = true)]
async fn an_expired_sas_stops_the_app_at_its_next_start() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let url = put_blob(&client.world, "app.zip", zip_with("new"));
    let end = (client.world.clock().now() + Duration::from_secs(600)).format(&Rfc3339).unwrap();
    let text = [STORAGE, "r", "b", "o", "", &end, "", "", "2019-12-12", ""].join("\n");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("sv", "2019-12-12"), ("ss", "b"), ("srt", "o"), ("sp", "r"), ("se", &end)])
        .append_pair("sig", &sign(STORAGE_KEY, &text))
        .finish();
    slot(&client.world, |slot| drop(slot.settings.insert(RUN_FROM.to_owned(), format!("{url}?{query}"))));
    restart(&client).await;
    assert_eq!(commit(&client).await, "new", "no identity is needed");
    pass(600).await;
    assert_eq!(commit(&client).await, "new", "it goes on as long as it is not restarted");
    restart(&client).await;
    assert_eq!(commit(&client).await, "status 503");
    assert!(not_mounted(&client.world)[0].contains("403"));
}

/// facts: wwwroot: the bare name, no newline tolerated.
#[tokio::test(start_paused = true)]
async fn a_hand_written_package_pointer_must_be_the_bare_name() {
    let client = runs_from("1").await;
    let folder = "/api/vfs/data/SitePackages";
    assert_eq!(client.scm("PUT", &format!("{folder}/own.zip"), &[], zip_with("own")).await.status, 201);
    assert_eq!(client.scm("PUT", POINTER, &[], "own.zip\n").await.status, 201);
    assert_eq!(commit(&client).await, "former", "nothing happens before a restart");
    restart(&client).await;
    assert_eq!(commit(&client).await, "status 503");
    assert_eq!(client.scm("PUT", POINTER, &[("if-match", "*")], "own.zip").await.status, 204);
    restart(&client).await;
    assert_eq!(commit(&client).await, "own");
}
