//! The blob service of the simulated world, asked by a plain client that knows nothing of this program.

use std::time::Duration;

use crate::support::Rehearsal;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Request};
use rehearsal::default_world::{CLIENT, CONTAINER, STORAGE, STORAGE_KEY, TENANT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::laws::jwt;
use rehearsal::state::{DataRole, Effect, RoleAssignment};
use rehearsal::{Answer, World};
use ring::hmac;

/// A client with a token, a signature, or no credential.
#[derive(Clone)]
struct Client {
    world: World,
    token: Option<String>,
    query: String,
}

struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    fn code(&self) -> (u16, &str) {
        (self.status, self.header("x-ms-error-code"))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Client {
    /// The identity of the workflow, which may write.
    async fn new(world: &World) -> Self {
        let object = world.state().directory.app(CLIENT).unwrap().object_id.clone();
        Self { token: Some(token(world, "https://storage.azure.com", &object)), ..Self::anonymous(world) }
    }

    fn anonymous(world: &World) -> Self {
        Self { world: world.clone(), token: None, query: String::new() }
    }

    fn holding(world: &World, signature: &str) -> Self {
        Self { query: signature.to_owned(), ..Self::anonymous(world) }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let joint = match (self.query.is_empty(), path.contains('?')) {
            (true, _) => "",
            (false, true) => "&",
            (false, false) => "?",
        };
        let uri = format!("{}/blob/{STORAGE}{path}{joint}{}", self.world.origin(), self.query);
        let mut request = Request::builder().method(method).uri(uri).header("x-ms-version", "2024-11-04");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match self.world.handle(request.body(Bytes::from(body.to_owned())).unwrap()).await {
            Answer::Response(response) => {
                let (parts, body) = response.into_parts();
                Reply { status: parts.status.as_u16(), headers: parts.headers, body }
            }
            _ => panic!("no answer to {method} {path}"),
        }
    }

    async fn put(&self, name: &str, content: &str) -> Reply {
        self.ask("PUT", &blob(name), &[("x-ms-blob-type", "BlockBlob")], content).await
    }

    async fn get(&self, name: &str) -> Reply {
        self.ask("GET", &blob(name), &[], "").await
    }

    async fn stage(&self, name: &str, id: &str, content: &str) -> Reply {
        self.ask("PUT", &format!("{}?comp=block&blockid={id}", blob(name)), &[], content).await
    }

    async fn commit(&self, name: &str, list: &str, headers: &[(&str, &str)]) -> Reply {
        let body = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{list}</BlockList>");
        self.ask("PUT", &format!("{}?comp=blocklist", blob(name)), headers, &body).await
    }

    async fn block_list(&self, name: &str) -> String {
        let reply = self.ask("GET", &format!("{}?comp=blocklist&blocklisttype=all", blob(name)), &[], "").await;
        reply.text().to_owned()
    }

    async fn lease(&self, name: &str, headers: &[(&str, &str)]) -> Reply {
        self.ask("PUT", &format!("{}?comp=lease", blob(name)), headers, "").await
    }
}

fn blob(name: &str) -> String {
    format!("/{CONTAINER}/{name}")
}

fn url(world: &World, name: &str) -> String {
    format!("{}/blob/{STORAGE}{}", world.origin(), blob(name))
}

/// A token of this world for an identity.
fn token(world: &World, audience: &str, object: &str) -> String {
    let until = world.clock().now().unix_timestamp() + 3600;
    jwt::sign(&serde_json::json!({"aud": audience, "appid": CLIENT, "oid": object, "tid": TENANT, "exp": until}))
}

fn sign(key: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(key).unwrap());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

fn in_an_hour(world: &World) -> String {
    let at = (world.clock().now() + Duration::from_secs(3600)).replace_nanosecond(0).unwrap();
    at.format(&time::format_description::well_known::Rfc3339).unwrap()
}

/// A signature for one blob, made as Microsoft documents it for version 2020-12-06 and later.
fn signature(key: &str, name: &str, permission: &str, expiry: &str) -> String {
    let lines = [permission, "", expiry, &format!("/blob/{STORAGE}{}", blob(name)), "", "", "", "2024-11-04", "b"];
    let text = format!("{}{}", lines.join("\n"), "\n".repeat(7));
    let made = sign(key, &text);
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("sp", permission), ("se", expiry), ("sv", "2024-11-04"), ("sr", "b"), ("sig", &made)])
        .finish()
}

const LATER: &str = "2100-01-01T00:00:00Z";

async fn world_and_client() -> (World, Client) {
    let world = Rehearsal::new().world;
    let client = Client::new(&world).await;
    (world, client)
}

#[tokio::test(start_paused = true)]
async fn a_blob_is_read_as_written_whole_and_by_range() {
    let (_, client) = world_and_client().await;
    let put = client.put("a/b.txt", "0123456789").await;
    assert_eq!((put.status, put.header("content-md5")), (201, "eB5eJF1ptWaXm4bijSPyxw=="));
    let got = client.get("a/b.txt").await;
    assert_eq!((got.status, got.text(), got.header("etag")), (200, "0123456789", put.header("etag")));
    for name in ["last-modified", "date", "x-ms-request-id", "x-ms-version"] {
        assert!(!got.header(name).is_empty(), "{name}");
    }
    let part = client.ask("GET", &blob("a/b.txt"), &[("range", "bytes=2-4")], "").await;
    assert_eq!((part.status, part.text(), part.header("content-range")), (206, "234", "bytes 2-4/10"));
    let beyond = client.ask("GET", &blob("a/b.txt"), &[("range", "bytes=10-")], "").await;
    assert_eq!(beyond.code(), (416, "InvalidRange"));
    let head = client.ask("HEAD", &blob("a/b.txt"), &[], "").await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "10", 0));
    let spoilt = [("x-ms-blob-type", "BlockBlob"), ("content-md5", "eB5eJF1ptWaXm4bijSPyxw==")];
    assert_eq!(client.ask("PUT", &blob("c"), &spoilt, "other").await.code(), (400, "Md5Mismatch"));
}

#[tokio::test(start_paused = true)]
async fn uncommitted_blocks_are_invisible_and_removed_after_a_week() {
    let (world, client) = world_and_client().await;
    assert_eq!(client.stage("x", "YWFh", "one").await.status, 201);
    assert_eq!(client.get("x").await.code(), (404, "BlobNotFound"));
    assert!(!world.effects().iter().any(|effect| matches!(effect, Effect::BlobWritten { .. })));
    assert!(client.block_list("x").await.contains("<UncommittedBlocks><Block><Name>YWFh</Name><Size>3</Size>"));
    tokio::time::sleep(Duration::from_secs(7 * 24 * 3600)).await;
    let fresh = Client::new(&world).await;
    assert_eq!(fresh.commit("x", "<Latest>YWFh</Latest>", &[]).await.code(), (400, "InvalidBlockList"));
}

#[tokio::test(start_paused = true)]
async fn a_block_list_takes_each_block_from_the_named_list_and_drops_the_others() {
    let (world, client) = world_and_client().await;
    for (id, content) in [("YWFh", "aaa"), ("YmJi", "bbb"), ("Y2Nj", "ccc")] {
        client.stage("x", id, content).await;
    }
    assert_eq!(client.stage("x", "YWFhYQ==", "other length").await.code(), (400, "InvalidBlobOrBlock"));
    client.commit("x", "<Latest>YWFh</Latest><Latest>YmJi</Latest><Latest>Y2Nj</Latest>", &[]).await;
    client.stage("x", "YmJi", "BBB").await;
    let list = "<Committed>YmJi</Committed><Uncommitted>YmJi</Uncommitted><Latest>YmJi</Latest><Latest>YWFh</Latest>";
    assert_eq!(client.commit("x", list, &[]).await.status, 201);
    assert_eq!(client.get("x").await.text(), "bbbBBBBBBaaa");
    assert_eq!(client.commit("x", "<Latest>Y2Nj</Latest>", &[]).await.code(), (400, "InvalidBlockList"));
    assert_eq!(client.get("x").await.text(), "bbbBBBBBBaaa", "a refused list changes nothing");
    let written: Vec<usize> = world
        .effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::BlobWritten { length, .. } => Some(length),
            _ => None,
        })
        .collect();
    assert_eq!(written, [9, 12]);
}

#[tokio::test(start_paused = true)]
async fn a_blob_is_assembled_on_the_server_from_ranges_of_another() {
    let (world, client) = world_and_client().await;
    client.put("base", "0123456789").await;
    let etag = client.get("base").await.header("etag").to_owned();
    let source = url(&world, "base");
    let target = |id: &str| format!("{}?comp=block&blockid={id}", blob("release"));
    let plain = [("x-ms-copy-source", source.as_str()), ("x-ms-source-range", "bytes=2-4")];
    let refused = client.ask("PUT", &target("YWFh"), &plain, "").await;
    assert_eq!(refused.code(), (401, "CannotVerifyCopySource"), "the source needs a right of its own");
    let bearer = format!("Bearer {}", client.token.clone().unwrap());
    let with = |more: &[(&'static str, &str)]| {
        let mut headers = plain.map(|(name, value)| (name, value.to_owned())).to_vec();
        headers.push(("x-ms-copy-source-authorization", bearer.clone()));
        headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        headers
    };
    for (more, code) in [
        (("x-ms-source-if-match", etag.as_str()), (201, "")),
        (("x-ms-source-if-match", "\"0x1\""), (412, "SourceConditionNotMet")),
        (("x-ms-source-content-md5", "eB5eJF1ptWaXm4bijSPyxw=="), (400, "Md5Mismatch")),
    ] {
        let headers = with(&[more]);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(client.ask("PUT", &target("YWFh"), &headers, "").await.code(), code, "{more:?}");
    }
    let signed = format!("{source}?{}", signature(STORAGE_KEY, "base", "r", LATER));
    let by_signature = [("x-ms-copy-source", signed.as_str()), ("x-ms-source-range", "bytes=8-")];
    assert_eq!(client.ask("PUT", &target("YmJi"), &by_signature, "").await.status, 201);
    client.commit("release", "<Latest>YmJi</Latest><Latest>YWFh</Latest>", &[]).await;
    assert_eq!(client.get("release").await.text(), "89234");
}

#[tokio::test(start_paused = true)]
async fn a_copy_takes_time_and_keeps_block_ids() {
    let (world, client) = world_and_client().await;
    client.stage("base", "YWFh", "aaa").await;
    client.commit("base", "<Latest>YWFh</Latest>", &[("x-ms-meta-release", "1")]).await;
    let source = url(&world, "base");
    let begun = client.ask("PUT", &blob("copy"), &[("x-ms-copy-source", source.as_str())], "").await;
    assert_eq!((begun.status, begun.header("x-ms-copy-status")), (202, "pending"));
    let during = client.get("copy").await;
    assert_eq!((during.text(), during.header("x-ms-copy-progress")), ("", "0/3"));
    assert_eq!(client.put("copy", "other").await.code(), (409, "PendingCopyOperation"));
    tokio::time::sleep(Duration::from_secs(2)).await;
    let after = client.get("copy").await;
    assert_eq!(
        (after.text(), after.header("x-ms-copy-status"), after.header("x-ms-meta-release")),
        ("aaa", "success", "1")
    );
    assert!(client.block_list("copy").await.contains("<CommittedBlocks><Block><Name>YWFh</Name>"));
    let again = client.ask("PUT", &blob("other"), &[("x-ms-copy-source", source.as_str())], "").await;
    let abort = format!("{}?comp=copy&copyid={}", blob("other"), again.header("x-ms-copy-id"));
    assert_eq!(client.ask("PUT", &abort, &[("x-ms-copy-action", "abort")], "").await.status, 204);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(client.get("other").await.text(), "", "what was given up does not come later");
}

#[tokio::test(start_paused = true)]
async fn of_two_clients_that_create_the_same_blob_one_gets_a_conflict() {
    let (_, client) = world_and_client().await;
    let mut statuses = Vec::new();
    for content in ["one", "two"] {
        client.stage("release", "YWFh", content).await;
        let commit = client.commit("release", "<Latest>YWFh</Latest>", &[("if-none-match", "*")]).await;
        statuses.push((commit.status, commit.header("x-ms-error-code").to_owned()));
    }
    assert_eq!(statuses, [(201, String::new()), (409, "BlobAlreadyExists".to_owned())]);
    assert_eq!(client.get("release").await.text(), "one");
    let stale = [("x-ms-blob-type", "BlockBlob"), ("if-match", "\"0x1\"")];
    assert_eq!(client.ask("PUT", &blob("release"), &stale, "x").await.code(), (412, "ConditionNotMet"));
    let etag = client.get("release").await.header("etag").to_owned();
    assert_eq!(client.ask("GET", &blob("release"), &[("if-none-match", &etag)], "").await.status, 304);
}

#[tokio::test(start_paused = true)]
async fn a_lease_excludes_all_other_clients_until_it_expires() {
    let (world, client) = world_and_client().await;
    client.put("lock", "x").await;
    let acquire = [("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "30")];
    let first = client.lease("lock", &acquire).await;
    let id = first.header("x-ms-lease-id").to_owned();
    assert_eq!((first.status, id.len()), (201, 36));
    assert_eq!(client.lease("lock", &acquire).await.code(), (409, "LeaseAlreadyPresent"));
    assert_eq!(client.put("lock", "y").await.code(), (412, "LeaseIdMissing"));
    tokio::time::sleep(Duration::from_secs(20)).await;
    let renew = [("x-ms-lease-action", "renew"), ("x-ms-lease-id", &id)];
    assert_eq!(client.lease("lock", &renew).await.status, 200);
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(client.get("lock").await.header("x-ms-lease-state"), "leased", "renewed in time");
    tokio::time::sleep(Duration::from_secs(15)).await;
    let late = [("x-ms-blob-type", "BlockBlob"), ("x-ms-lease-id", &id)];
    assert_eq!(client.ask("PUT", &blob("lock"), &late, "y").await.code(), (412, "LeaseLost"));
    assert_eq!(client.lease("lock", &acquire).await.status, 201, "and somebody else may have it");
    let breaking = client.lease("lock", &[("x-ms-lease-action", "break"), ("x-ms-lease-break-period", "10")]).await;
    assert_eq!((breaking.status, breaking.header("x-ms-lease-time")), (202, "10"));
    let how: Vec<String> = world
        .effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::BlobLeased { how, .. } => Some(how),
            _ => None,
        })
        .collect();
    assert_eq!(how, ["acquire", "renew", "acquire", "break"]);
}

#[tokio::test(start_paused = true)]
async fn a_reader_may_read_and_is_refused_writes() {
    let (world, client) = world_and_client().await;
    client.put("x", "x").await;
    let object = "11111111-2222-3333-4444-555555555555";
    let stranger =
        Client { token: Some(token(&world, "https://storage.azure.com", object)), ..Client::anonymous(&world) };
    assert_eq!(stranger.get("x").await.code(), (403, "AuthorizationPermissionMismatch"));
    let assignment = |container: &str| RoleAssignment {
        principal: object.to_owned(),
        container: Some(container.to_owned()),
        role: DataRole::Reader,
    };
    world.state().storage.get_mut(STORAGE).unwrap().assignments.push(assignment("another"));
    assert_eq!(stranger.get("x").await.status, 403, "a role in another container is none here");
    world.state().storage.get_mut(STORAGE).unwrap().assignments.push(assignment(CONTAINER));
    assert_eq!(stranger.get("x").await.text(), "x");
    assert_eq!(stranger.put("x", "y").await.code(), (403, "AuthorizationPermissionMismatch"));
}

#[tokio::test(start_paused = true)]
async fn a_storage_token_is_valid_for_storage_only_and_until_it_expires() {
    let (world, client) = world_and_client().await;
    let object = world.state().directory.app(CLIENT).unwrap().object_id.clone();
    let elsewhere = Client { token: Some(token(&world, &world.origin(), &object)), ..Client::anonymous(&world) };
    let refused = elsewhere.get("x").await;
    assert_eq!(refused.code(), (401, "InvalidAuthenticationInfo"));
    let challenge = refused.header("www-authenticate");
    assert!(challenge.contains(TENANT) && challenge.contains("resource_id=https://storage.azure.com"), "{challenge}");
    assert_eq!(Client::anonymous(&world).get("x").await.code(), (401, "NoAuthenticationInformation"));
    tokio::time::sleep(Duration::from_secs(3601)).await;
    assert_eq!(client.get("x").await.code(), (401, "InvalidAuthenticationInfo"));
}

#[tokio::test(start_paused = true)]
async fn a_sas_allows_exactly_what_it_names() {
    let (world, client) = world_and_client().await;
    client.put("x", "x").await;
    client.put("y", "y").await;
    let holder = Client::holding(&world, &signature(STORAGE_KEY, "x", "r", LATER));
    assert_eq!(holder.get("x").await.text(), "x");
    assert_eq!(holder.get("y").await.code(), (403, "AuthenticationFailed"));
    assert_eq!(holder.put("x", "z").await.code(), (403, "AuthorizationPermissionMismatch"));
    let widened = Client { query: holder.query.replace("sp=r", "sp=rw"), ..holder.clone() };
    assert_eq!(widened.put("x", "z").await.code(), (403, "AuthenticationFailed"));
    let expired = Client::holding(&world, &signature(STORAGE_KEY, "x", "r", "2020-01-01T00:00:00Z"));
    assert_eq!(expired.get("x").await.code(), (403, "AuthenticationFailed"));
    let forged = Client::holding(&world, &signature("YW5vdGhlciBrZXk=", "x", "r", LATER));
    assert_eq!(forged.get("x").await.code(), (403, "AuthenticationFailed"));
    let creator = Client::holding(&world, &signature(STORAGE_KEY, "new", "c", LATER));
    assert_eq!(creator.put("new", "1").await.status, 201);
    assert_eq!(creator.put("new", "2").await.code(), (403, "AuthorizationPermissionMismatch"), "not a second time");
}

#[tokio::test(start_paused = true)]
async fn a_delegated_sas_has_part_of_the_identitys_rights_and_ends_with_its_role() {
    let (world, client) = world_and_client().await;
    client.put("x", "x").await;
    let asked =
        format!("<KeyInfo><Start>2020-01-01T00:00:00Z</Start><Expiry>{}</Expiry></KeyInfo>", in_an_hour(&world));
    let answer = client.ask("POST", "/?restype=service&comp=userdelegationkey", &[], &asked).await;
    let field = |name: &str| {
        let (_, rest) = answer.text().split_once(&format!("<{name}>")).unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    let names = ["SignedOid", "SignedTid", "SignedStart", "SignedExpiry", "SignedService", "SignedVersion"];
    let of_key = names.map(field);
    let resource = format!("/blob/{STORAGE}{}", blob("x"));
    let mut lines = vec!["r", "", LATER, &resource];
    lines.extend(of_key.iter().map(String::as_str));
    lines.extend(["", "", "", "", "", "2024-11-04", "b"]);
    let made = sign(&field("Value"), &format!("{}{}", lines.join("\n"), "\n".repeat(7)));
    let [oid, tid, start, expiry, service, version] = &of_key;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("sp", "r"), ("se", LATER), ("sv", "2024-11-04"), ("sr", "b"), ("sig", &made)])
        .extend_pairs([
            ("skoid", oid),
            ("sktid", tid),
            ("skt", start),
            ("ske", expiry),
            ("sks", service),
            ("skv", version),
        ])
        .finish();
    let holder = Client::holding(&world, &query);
    assert_eq!(holder.get("x").await.text(), "x");
    assert_eq!(holder.put("x", "y").await.code(), (403, "AuthorizationPermissionMismatch"));
    let longer = Client { query: query.replace("ske=20", "ske=21"), ..holder.clone() };
    assert_eq!(longer.get("x").await.code(), (403, "AuthenticationFailed"), "the key says until when it is good");
    world.state().storage.get_mut(STORAGE).unwrap().assignments.clear();
    assert_eq!(holder.get("x").await.code(), (403, "AuthorizationPermissionMismatch"));
}

#[tokio::test(start_paused = true)]
async fn a_shared_key_signature_is_valid_for_the_signed_request_and_fifteen_minutes() {
    let (world, client) = world_and_client().await;
    client.put("x", "x").await;
    let format = time::macros::format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let date = world.clock().now().format(format).unwrap();
    let text = format!(
        "GET{}x-ms-date:{date}\nx-ms-version:2024-11-04\n/{STORAGE}/blob/{STORAGE}/{CONTAINER}\ncomp:list\nrestype:container",
        "\n".repeat(12)
    );
    let signed = format!("SharedKey {STORAGE}:{}", sign(STORAGE_KEY, &text));
    let headers = [("x-ms-date", date.as_str()), ("authorization", signed.as_str())];
    let nobody = Client::anonymous(&world);
    let list = format!("/{CONTAINER}?restype=container&comp=list");
    assert_eq!(nobody.ask("GET", &list, &headers, "").await.status, 200);
    let changed = format!("{list}&prefix=x");
    assert_eq!(nobody.ask("GET", &changed, &headers, "").await.code(), (403, "AuthenticationFailed"));
    tokio::time::sleep(Duration::from_secs(16 * 60)).await;
    assert_eq!(nobody.ask("GET", &list, &headers, "").await.code(), (403, "AuthenticationFailed"));
}

#[tokio::test(start_paused = true)]
async fn listings_are_paged_and_grouped_by_folder() {
    let (_, client) = world_and_client().await;
    for name in ["a/1", "a/2", "b/1", "c"] {
        client.put(name, "x").await;
    }
    let path = format!("/{CONTAINER}?restype=container&comp=list");
    let names = |reply: &Reply| -> Vec<String> {
        let parts = reply.text().split("<Name>").skip(1);
        parts.map(|part| part.split('<').next().unwrap().to_owned()).collect()
    };
    let first = client.ask("GET", &format!("{path}&maxresults=3"), &[], "").await;
    assert_eq!(names(&first), ["a/1", "a/2", "b/1"]);
    let marker = first.text().split("<NextMarker>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let second = client.ask("GET", &format!("{path}&maxresults=3&marker={marker}"), &[], "").await;
    assert_eq!(names(&second), ["c"]);
    assert!(second.text().contains("<NextMarker />"));
    let folders = client.ask("GET", &format!("{path}&delimiter=/"), &[], "").await;
    assert_eq!(names(&folders), ["a/", "b/", "c"]);
    assert_eq!(names(&client.ask("GET", &format!("{path}&prefix=a/"), &[], "").await), ["a/1", "a/2"]);
}

#[tokio::test(start_paused = true)]
async fn deleted_blobs_are_not_found_and_errors_use_the_services_codes() {
    let (world, client) = world_and_client().await;
    client.put("x", "x").await;
    assert_eq!(client.ask("DELETE", &blob("x"), &[], "").await.status, 202);
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::BlobDeleted { blob, .. } if blob == "x")));
    let missing = client.get("x").await;
    assert_eq!((missing.code(), missing.header("content-type")), ((404, "BlobNotFound"), "application/xml"));
    let id = missing.header("x-ms-request-id");
    assert!(missing.text().contains("<Error><Code>BlobNotFound</Code><Message>The specified blob does not exist.\n"));
    assert!(missing.text().contains(&format!("RequestId:{id}\nTime:")), "{}", missing.text());
    let nowhere = client.ask("GET", "/no-such-container/x", &[], "").await;
    assert_eq!(nowhere.code(), (404, "ContainerNotFound"));
    let busy = What::Status { status: 503, body: None, content_type: None, retry_after: Some(1) };
    world.state().faults.push(Fault::new(Where::service("blob"), busy).times(1));
    let struck = client.get("x").await;
    assert_eq!((struck.code(), struck.header("retry-after")), ((503, "ServerBusy"), "1"));
    assert!(struck.text().contains("<Code>ServerBusy</Code>"));
}

#[tokio::test(start_paused = true)]
async fn what_the_blob_service_does_not_have_is_refused_by_its_name_and_changes_nothing() {
    let (world, client) = world_and_client().await;
    client.put("x", "base").await;
    let before = world.effects().len();
    let put = ("x-ms-blob-type", "BlockBlob");
    for (method, query, header, named) in [
        ("DELETE", "?snapshot=2020-01-01T00:00:00.0000000Z", None, "snapshot"),
        ("GET", "?snapshot=2020-01-01T00:00:00.0000000Z", None, "snapshot"),
        ("GET", "?versionid=2020-01-01T00:00:00.0000000Z", None, "versionid"),
        ("DELETE", "?deletetype=permanent", None, "deletetype"),
        ("DELETE", "", Some(("x-ms-delete-snapshots", "only")), "x-ms-delete-snapshots"),
        ("PUT", "", Some(("x-ms-tags", "a=b")), "x-ms-tags"),
        ("PUT", "", Some(("x-ms-legal-hold", "true")), "x-ms-legal-hold"),
        ("PUT", "", Some(("x-ms-immutability-policy-mode", "Locked")), "x-ms-immutability-policy-mode"),
        ("PUT", "", Some(("x-ms-encryption-scope", "mine")), "x-ms-encryption-scope"),
        ("GET", "", Some(("x-ms-encryption-key-sha256", "x")), "x-ms-encryption-key-sha256"),
        ("GET", "", Some(("x-ms-if-tags", "a = 'b'")), "x-ms-if-tags"),
        ("PUT", "?comp=banana", None, "comp=banana"),
    ] {
        let headers: Vec<_> = header.into_iter().chain([put]).collect();
        let refused = client.ask(method, &format!("{}{query}", blob("x")), &headers, "other").await;
        assert_eq!(refused.code(), (501, "NotImplemented"), "{method} {query} {header:?}");
        assert!(refused.text().contains(named), "{}", refused.text());
    }
    let list = format!("/{CONTAINER}?restype=container&comp=list");
    assert_eq!(client.ask("GET", &format!("{list}&startFrom=b"), &[], "").await.status, 501);
    assert_eq!(client.ask("GET", &format!("{list}&include=banana"), &[], "").await.status, 400);
    assert_eq!(client.ask("GET", &format!("{list}&include=metadata,Snapshots"), &[], "").await.status, 200);
    assert_eq!(world.effects().len(), before);
    assert_eq!(client.get("x").await.text(), "base");
    let with_snapshots = [("x-ms-delete-snapshots", "include")];
    assert_eq!(client.ask("DELETE", &blob("x"), &with_snapshots, "").await.status, 202);
}

#[tokio::test(start_paused = true)]
async fn an_access_tier_that_does_not_exist_is_refused_and_the_archive_is_not_readable() {
    let (world, client) = world_and_client().await;
    client.put("source", "x").await;
    client.stage("blocks", "YWFh", "aaa").await;
    let (source, bearer) = (url(&world, "source"), format!("Bearer {}", client.token.clone().unwrap()));
    let by_url = ("x-ms-copy-source", source.as_str());
    let by_right = ("x-ms-copy-source-authorization", bearer.as_str());
    let (put, sync) = (("x-ms-blob-type", "BlockBlob"), ("x-ms-requires-sync", "true"));
    let banana = ("x-ms-access-tier", "Banana");
    let list = "<BlockList><Latest>YWFh</Latest></BlockList>";
    for (query, headers, body) in [
        ("", vec![put, banana], "x"),
        ("?comp=blocklist", vec![banana], list),
        ("", vec![by_url, banana], ""),
        ("", vec![by_url, by_right, sync, banana], ""),
        ("", vec![by_url, by_right, put, banana], ""),
    ] {
        let refused = client.ask("PUT", &format!("{}{query}", blob("blocks")), &headers, body).await;
        assert_eq!(refused.code(), (400, "InvalidHeaderValue"), "{query} {headers:?}");
    }
    assert_eq!(client.get("blocks").await.status, 404);
    let cool = [by_url, by_right, put, ("x-ms-access-tier", "Cool")];
    assert_eq!(client.ask("PUT", &blob("cool"), &cool, "").await.status, 201);
    assert_eq!(client.get("cool").await.header("x-ms-access-tier"), "Cool");

    let archive = ("x-ms-access-tier", "Archive");
    assert_eq!(client.ask("PUT", &blob("old"), &[put, archive], "x").await.status, 201);
    assert_eq!(client.get("old").await.code(), (409, "BlobArchived"));
    let metadata = format!("{}?comp=metadata", blob("old"));
    assert_eq!(client.ask("PUT", &metadata, &[("x-ms-meta-a", "b")], "").await.code(), (409, "BlobArchived"));
    let described = client.ask("HEAD", &blob("old"), &[], "").await;
    assert_eq!((described.status, described.header("x-ms-access-tier")), (200, "Archive"));
    let old = url(&world, "old");
    let copy = [("x-ms-copy-source", old.as_str()), by_right, sync];
    assert_eq!(client.ask("PUT", &blob("copy"), &copy, "").await.code(), (409, "CannotVerifyCopySource"));
    assert_eq!(client.ask("PUT", &blob("copy"), &copy[..1], "").await.status, 501, "it would take hours");
    let back = client.ask("PUT", &format!("{}?comp=tier", blob("old")), &[("x-ms-access-tier", "Hot")], "").await;
    assert_eq!(back.status, 501);
    assert_eq!(client.ask("DELETE", &blob("old"), &[], "").await.status, 202);
}

#[tokio::test(start_paused = true)]
async fn a_version_of_the_blob_service_is_a_date_since_2009() {
    let (world, client) = world_and_client().await;
    client.put("x", "x").await;
    for (version, code) in [
        ("2009-09-19", (200, "")),
        ("1999-01-01", (400, "InvalidHeaderValue")),
        ("newest", (400, "InvalidHeaderValue")),
    ] {
        let request = Request::builder()
            .uri(url(&world, "x"))
            .header("x-ms-version", version)
            .header("authorization", format!("Bearer {}", client.token.clone().unwrap()));
        let Answer::Response(answer) = world.handle(request.body(Bytes::new()).unwrap()).await else {
            panic!("no answer");
        };
        let (parts, body) = answer.into_parts();
        assert_eq!(Reply { status: parts.status.as_u16(), headers: parts.headers, body }.code(), code, "{version}");
    }
}

#[tokio::test(start_paused = true)]
async fn anybody_reads_a_public_container_as_far_as_it_is_public() {
    let (world, client) = world_and_client().await;
    client.put("a.txt", "text").await;
    let anybody = Client::anonymous(&world);
    let list = format!("/{CONTAINER}?restype=container&comp=list");
    for (level, listed) in [("blob", 401), ("container", 200)] {
        let public = Some(level.to_owned());
        world.state().storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().public = public;
        assert_eq!(anybody.get("a.txt").await.text(), "text");
        assert_eq!(anybody.ask("GET", &list, &[], "").await.status, listed, "{level}");
        assert_eq!(anybody.put("b.txt", "text").await.status, 401);
        let properties = client.ask("GET", &format!("/{CONTAINER}?restype=container"), &[], "").await;
        assert_eq!(properties.header("x-ms-blob-public-access"), level);
    }
}

#[tokio::test(start_paused = true)]
async fn network_rules_shut_out_whom_they_name_whatever_the_role() {
    let (world, client) = world_and_client().await;
    client.put("base", "0123456789").await;
    let (source, bearer) = (url(&world, "base"), format!("Bearer {}", client.token.clone().unwrap()));
    let rules = |change: fn(&mut rehearsal::state::NetworkRules)| {
        change(&mut world.state().storage.get_mut(STORAGE).unwrap().network_rules);
    };
    rules(|rules| rules.shut_to_urls = true);
    let from_url = [("x-ms-copy-source", source.as_str()), ("x-ms-copy-source-authorization", bearer.as_str())];
    let block = format!("{}?comp=block&blockid=YWFh", blob("release"));
    assert_eq!(client.ask("PUT", &block, &from_url, "").await.code(), (403, "CannotVerifyCopySource"));
    let copy = client.ask("PUT", &blob("copy"), &from_url[..1], "").await;
    assert_eq!(copy.status, 202, "a copy within the account reads nothing by its URL");
    rules(|rules| rules.shut_to_clients = true);
    assert_eq!(client.get("base").await.code(), (403, "AuthorizationFailure"));
}
