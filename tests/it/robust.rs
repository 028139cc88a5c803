//! No request crashes the simulated world, writes outside its folder or is served without a token.

use std::collections::BTreeSet;
use std::path::{Component, Path};
use std::time::Duration;

use crate::support::Temp;
use crate::support::served::{Served, program};
use crate::support::zips::{zip_named, zip_of};
use bytes::Bytes;
use http::Request;
use proptest::prelude::*;
use rehearsal::default_world::{APP, GROUP, SUBSCRIPTION, TENANT, build};
use rehearsal::laws::{jwt, unpack::unpack};
use rehearsal::serve::{Listening, ServeError};
use rehearsal::{Answer, World, WorldOptions};
use serde_json::json;
use time::OffsetDateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn world() -> World {
    let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
    let options = WorldOptions { wall: now, scale: 0.0, authority: "sim.test".to_owned(), run_apps: false };
    World::new(build("sim.test", now), options)
}

/// A token that the world itself would give.
fn token(world: &World) -> String {
    let principal = world.state().directory.apps[0].clone();
    jwt::sign(&json!({
        "aud": world.origin(), "exp": 4_000_000_000_i64, "appid": principal.client_id, "oid": principal.object_id,
    }))
}

async fn ask(world: &World, method: &str, path: &str, bearer: &str, body: Bytes) -> (u16, Bytes) {
    let request = Request::builder().method(method).uri(format!("https://sim.test{path}"));
    let request = request.header("authorization", format!("Bearer {bearer}")).body(body).unwrap();
    match world.handle(request).await {
        Answer::Response(response) => (response.status().as_u16(), response.into_body()),
        _ => panic!("no answer to {method} {path}"),
    }
}

fn blocking<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(future)
}

/// Prefixes of paths to every service.
fn door() -> impl Strategy<Value = String> {
    let site = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}");
    let plan = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/serverfarms");
    prop::sample::select(vec![
        format!("{site}/slots/staging"),
        site,
        plan,
        "/subscriptions".to_owned(),
        format!("/scm/{APP}"),
        format!("/scm/{APP}-staging"),
        format!("/site/{APP}"),
        format!("/site/{APP}-staging"),
        "/github/repos/contoso/shop".to_owned(),
        "/oidc".to_owned(),
        format!("/{TENANT}/oauth2/v2.0"),
        "/control".to_owned(),
        "/metadata".to_owned(),
        String::new(),
    ])
}

/// What may follow, sensible and not.
fn tail() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "config",
        "appsettings",
        "list",
        "slotconfignames",
        "web",
        "functions",
        "listkeys",
        "host",
        "default",
        "sync",
        "hostruntime",
        "admin",
        "status",
        "vfs",
        "slotsswap",
        "operationresults",
        "restart",
        "stop",
        "start",
        "publishxml",
        "basicpublishingcredentialspolicies",
        "syncfunctiontriggers",
        "slots",
        "api",
        "zipdeploy",
        "publish?type=static&path=/x",
        "validate",
        "command",
        "zip",
        "data",
        "SitePackages",
        "deployments",
        "latest",
        "log",
        "isdeploying",
        "settings",
        "site",
        "wwwroot",
        "health",
        "orders",
        "Version",
        "token",
        "statuses",
        "1000",
        "faults",
        "effects",
        "requests",
        "queues",
        "world",
        "endpoints",
        "plan-shop",
        "resources",
    ]);
    let odd = prop::sample::select(vec![
        "..",
        "%2e%2e",
        "%2F",
        "functions%2Fx",
        "hostruntime%2fadmin",
        "slots%2Fstaging",
        "%00",
        "%ff%fe",
        "%",
        "%zz",
        "+",
        "a%20b",
        "",
        "..%2f..%2fetc%2fpasswd",
        "'",
        "(",
        "*",
        "{x}",
        "%F0%9F%92%A5",
        "%5c..%5c",
    ]);
    let part = prop_oneof![4 => known, 2 => odd].prop_map(str::to_owned);
    prop::collection::vec(prop_oneof![6 => part, 1 => "[!$&-.0-9:;=@A-Z_a-z~]{0,12}"], 0..5)
        .prop_map(|parts| parts.iter().map(|part| format!("/{part}")).collect())
}

fn query() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("?api-version=2023-12-01".to_owned()),
        1 => Just(String::new()),
        1 => Just("?audience=%00%ff&$filter=name%20eq%20'((('&api-version=".to_owned()),
        1 => "[!$&-.0-9:;=@A-Z_a-z~%]{0,30}".prop_map(|query| format!("?{query}")),
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let json = prop::sample::select(vec![
        "{}",
        "[]",
        "null",
        r#"{"properties":null}"#,
        r#"{"properties":{"A":1,"B":null,"C":"x","\u0000":"\u0000","":"="}}"#,
        r#"{"properties":{"appSettingNames":[1,null,"A"],"connectionStringNames":"x"}}"#,
        r#"{"targetSlot":"production"}"#,
        r#"{"command":"mv \"a \\ -T .. /home/../x","dir":"../site"}"#,
        r#"{"command":"sleep 18446744073709551615","dir":""}"#,
        r#"{"status":4,"message":"m","deployer":"é","author":"a"}"#,
        r#"{"packageUri":"https://x/blob/shopdata/packages/%00?sig=x"}"#,
        r#"{"properties":{"WEBSITE_RUN_FROM_PACKAGE":"https://x/blob/a","AzureWebJobsStorage":""}}"#,
        r#"{"targetSlot":"../x"}"#,
        r#"{"targetSlot":["staging"]}"#,
        r#"{"ref":"main","required_contexts":[],"auto_merge":false,"payload":{"a":[[[]]]}}"#,
        r#"{"state":"success","description":"\ud83d"}"#,
        "grant_type=client_credentials&client_id=%ff&client_assertion=a.b.c&scope=x/.default",
    ]);
    let faults = prop::sample::select(vec![
        r#"[{"at":{"service":"site"},"what":{"kind":"delay","seconds":18446744073709551615},"times":1}]"#,
        r#"[{"at":{"path":"((("},"what":{"kind":"status","status":65535},"times":1}]"#,
        r#"[{"at":{"service":"scm"},"what":{"kind":"status","status":0,"content_type":"\n"},"times":1}]"#,
    ]);
    prop_oneof![
        4 => json.prop_map(|text| text.as_bytes().to_vec()),
        1 => faults.prop_map(|text| text.as_bytes().to_vec()),
        2 => prop::collection::vec(any::<u8>(), 0..200),
        1 => Just([b'['; 5000].to_vec()),
        1 => Just(zip_of(&[("host.json", b"{")])),
        1 => Just(zip_of(&[("host.json", b"{}"), ("scripted.json", br#"{"answers":{"GET /api/x":{"status":99999,"delay_ms":18446744073709551615}}}"#), ("x/function.json", br#"{"bindings":[{"type":"httpTrigger","authLevel":"anonymous","route":"{*"}]}"#)])),
    ]
}

fn request() -> impl Strategy<Value = (String, String, Vec<u8>)> {
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "BREW"]);
    (method, door(), tail(), query(), body())
        .prop_map(|(method, door, tail, query, body)| (method.to_owned(), format!("{door}{tail}{query}"), body))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered_and_the_world_keeps_running(requests in prop::collection::vec(request(), 1..12)) {
        blocking(async {
            let world = world();
            let github = world.state().github.clone();
            let tokens = [token(&world), github.token, github.job.request_token];
            for (method, path, body) in requests {
                let bearer = match path.as_bytes() {
                    [b'/', b'g', ..] => &tokens[1],
                    [b'/', b'o', ..] => &tokens[2],
                    _ => &tokens[0],
                };
                let uri: Result<http::Uri, _> = format!("https://sim.test{path}").parse();
                if uri.is_ok() {
                    let (status, _) = ask(&world, &method, &path, bearer, Bytes::from(body)).await;
                    assert!((200..600).contains(&status), "{method} {path}: {status}");
                }
            }
            tokio::time::sleep(Duration::from_secs(3600)).await;
            world.state().faults.clear();
            assert_eq!(ask(&world, "GET", "/metadata/endpoints", "", Bytes::new()).await.0, 200);
        });
    }

    #[test]
    fn no_package_writes_files_outside_the_app(bytes in package()) {
        if let Ok(content) = unpack(&bytes) {
            for (path, _) in content.files() {
                let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
                prop_assert!(inside && !path.contains('\\'), "{path}");
            }
        }
    }

    #[test]
    fn an_altered_token_is_refused_everywhere(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9._-]", text in "[ -~]{0,60}") {
        blocking(async {
            let world = world();
            let good = token(&world);
            let mut changed = good.clone();
            let index = at.index(changed.len());
            changed.replace_range(index..=index, &to);
            // The last digit of base64 has bits that mean nothing.
            let same = changed == good || index + 1 == good.len();
            let site = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}?api-version=2023-12-01");
            let scm = format!("/scm/{APP}/api/deployments");
            for wrong in [changed.as_str(), text.as_str(), ""] {
                if !(same && wrong == changed) {
                    assert_eq!(ask(&world, "GET", &site, wrong, Bytes::new()).await.0, 401, "{wrong}");
                    assert_eq!(ask(&world, "GET", &scm, wrong, Bytes::new()).await.0, 401, "{wrong}");
                }
            }
            assert_eq!(ask(&world, "GET", &site, &good, Bytes::new()).await.0, 200);
        });
    }
}

fn package() -> impl Strategy<Value = Vec<u8>> {
    let mutated = ("[a-z./\\\\:]{1,12}", prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6));
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..300),
        3 => mutated.prop_map(|(name, changes)| {
            let mut bytes = zip_named(&name);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        }),
    ]
}

#[test]
fn zip_entries_that_lead_out_of_the_package_are_refused_by_name() {
    for name in ["../escaped", "a/../../escaped", "/etc/escaped", "..\\escaped", "C:\\escaped", "a\0b", "./../x"] {
        let refused = unpack(&zip_named(name));
        assert!(refused.as_ref().is_err_and(|line| line.contains("outside")), "{name}: {refused:?}");
    }
    assert!(unpack(&zip_named("a/b/inside")).is_ok());
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_unpacked() {
    let mut bomb = zip_of(&[("host.json", &[0; 100_000])]);
    // The directory at the end says how large the file will be.
    let directory = (0..bomb.len()).rev().find(|at| bomb[*at..].starts_with(b"PK\x01\x02")).unwrap();
    bomb[directory + 24..directory + 28].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    assert!(unpack(&bomb).unwrap_err().contains("not enough space"));
}

#[tokio::test(start_paused = true)]
async fn paths_outside_the_app_are_not_found() {
    let world = world();
    let (token, key) = (token(&world), world.state().app(APP).unwrap().production.keys.master.clone());
    let inside = format!("/scm/{APP}/api/vfs/site/wwwroot/host.json");
    assert_eq!(ask(&world, "GET", &inside, &token, Bytes::new()).await.0, 200);
    for path in [
        "../../../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "site/wwwroot/../../etc/passwd",
        "site/wwwroot/..%2f..%2f..%2fetc%2fpasswd",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "site/wwwroot/%00/etc/passwd",
        "SystemDrive/Windows/win.ini",
        "site/wwwroot/..%5c..%5cetc%5cpasswd",
    ] {
        for (door, bearer) in
            [(format!("/scm/{APP}/api/vfs/{path}"), &token), (format!("/site/{APP}/admin/vfs/{path}?code={key}"), &key)]
        {
            let (status, body) = ask(&world, "GET", &door, bearer, Bytes::new()).await;
            assert_eq!(status, 404, "{door}");
            assert!(!String::from_utf8_lossy(&body).contains("root:"), "{door}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_encoded_slash_is_part_of_the_name_and_not_found() {
    let world = world();
    let token = token(&world);
    for tail in
        ["functions%2FVersion", "slots/staging/functions%2fVersion", "slots%2Fstaging", "functions%2FVersion/listkeys"]
    {
        for method in ["GET", "POST"] {
            let path = format!(
                "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}/{tail}?api-version=2023-12-01"
            );
            // Of what this world does not have it says so in its own name.
            let status = ask(&world, method, &path, &token, Bytes::new()).await.0;
            assert!([404, 501].contains(&status), "{method} {tail}: {status}");
        }
    }
}

/// A connection after the TLS handshake, for raw bytes.
async fn raw(served: &Served) -> tokio_rustls::client::TlsStream<TcpStream> {
    let pem = std::fs::read(served.at("ca_file")).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    let text = String::from_utf8(pem).unwrap();
    let encoded: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, encoded).unwrap();
    roots.add(rustls::pki_types::CertificateDer::from(der)).unwrap();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
    connector.connect(name, TcpStream::connect(address(served)).await.unwrap()).await.unwrap()
}

fn address(served: &Served) -> String {
    served.at("authority").replace("https://localhost", "127.0.0.1")
}

async fn lives(served: &Served) {
    let metadata = format!("{}metadata/endpoints", served.at("arm"));
    assert_eq!(served.client.get(metadata).send().await.unwrap().status(), 200);
}

/// The answer until the other side closes, or its first line.
async fn said(served: &Served, bytes: &[u8]) -> String {
    let mut stream = raw(served).await;
    let _ = stream.write_all(bytes).await;
    let _ = stream.flush().await;
    let mut answer = vec![0; 4096];
    let read = stream.read(&mut answer).await.unwrap_or(0);
    String::from_utf8_lossy(&answer[..read]).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn broken_http_and_oversized_headers_are_refused_without_effect_on_others() {
    let served = Served::start();
    let long = "x".repeat(1_000_000);
    let many: String = (0..5000).map(|number| format!("x-{number}: 1\r\n")).collect();
    for (request, status) in [
        ("NONSENSE\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), "400"),
        ("GET /\u{1}x HTTP/1.1\r\nhost: a\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nbroken header\r\n\r\n".to_owned(), "400"),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -5\r\n\r\n".to_owned(), "400"),
        ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999999\r\n\r\n".to_owned(), "400"),
        (format!("GET / HTTP/1.1\r\nx-long: {long}\r\n\r\n"), "431"),
        (format!("GET / HTTP/1.1\r\n{many}\r\n"), "431"),
        (format!("GET /{long} HTTP/1.1\r\n\r\n"), "431"),
    ] {
        let line = said(&served, request.as_bytes()).await;
        // A refusal may be cut off by what is still being sent.
        assert!(line.is_empty() || line.contains(status), "{status}: {line} to {:.60}", request);
        lives(&served).await;
    }
    // No TLS at all, and a body of which half comes.
    TcpStream::connect(address(&served)).await.unwrap().write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut half = raw(&served).await;
    half.write_all(b"POST /oidc/token HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf").await.unwrap();
    drop(half);
    lives(&served).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_gets_413_with_and_without_content_length() {
    let served = Served::start();
    let announced = "POST /scm/x/api/zipdeploy HTTP/1.1\r\nhost: a\r\ncontent-length: 9999999999\r\n\r\n";
    assert!(said(&served, announced.as_bytes()).await.contains("413"));
    let url = format!("{}subscriptions?api-version=2022-12-01", served.at("arm"));
    let too_large = served.client.post(&url).body(vec![b' '; 5 * 1024 * 1024]).send().await;
    // A client that is still sending may see the connection end before the answer.
    assert!(too_large.map_or(true, |answer| answer.status() == 413));
    let chunks = (0..80).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 64 * 1024])));
    let unannounced =
        served.client.post(&url).body(reqwest::Body::wrap_stream(futures_util::stream::iter(chunks))).send().await;
    assert!(unannounced.map_or(true, |answer| answer.status() == 413));
    let fits = served.client.post(&url).body(vec![b' '; 1024 * 1024]).send().await.unwrap();
    assert_eq!(fits.status(), 401);
    lives(&served).await;
}

#[tokio::test]
async fn a_served_world_writes_only_into_its_own_folders() {
    let temp = Temp::new();
    let folder = &temp.0;
    let (temporary, home) = (folder.join("tmp"), folder.join("home"));
    for each in [&temporary, &home] {
        std::fs::create_dir_all(each).unwrap();
    }
    let served = Served::start_in(&home, &[("TMPDIR", &temporary), ("HOME", &home)]);
    let token = served.token("https://appservice.azure.com/.default").await;
    let deploy = format!("{}/scm/{APP}-staging/api/zipdeploy?isAsync=true", served.at("authority"));
    let handler = br#"{"version":"2.0","customHandler":{"description":{"defaultExecutablePath":"../../bin/sh"},"enableForwardingHttpRequest":true}}"#;
    let function = br#"{"bindings":[{"type":"httpTrigger","authLevel":"anonymous"}]}"#;
    for zip in [
        zip_named("../escaped"),
        zip_named("/escaped-absolutely"),
        zip_of(&[("host.json", handler), ("x/function.json", function), ("run", b"")]),
        zip_of(&[("a", b"file"), ("a/b", b"in a file"), ("host.json", handler), ("x/function.json", function)]),
    ] {
        let sent = served.client.post(&deploy).bearer_auth(&token).body(zip).send().await.unwrap();
        assert_eq!(sent.status(), 202);
        let site = format!("{}/site/{APP}-staging/api/x", served.at("authority"));
        let answer = served.client.get(site).send().await.unwrap().status();
        assert!(answer == 404 || answer == 502, "{answer}");
    }
    let names = |path: &Path| -> BTreeSet<String> {
        let entries = std::fs::read_dir(path).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names(&home), BTreeSet::new());
    assert_eq!(names(folder), BTreeSet::from(["home".to_owned(), "tmp".to_owned()]));
    let strange: Vec<String> = names(&temporary).into_iter().filter(|name| !name.starts_with("slot-deploy-")).collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert!(!Path::new("/escaped-absolutely").exists());
    lives(&served).await;
}

#[tokio::test]
async fn only_loopback_is_ever_listened_on() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:80", "127.0.0.1"] {
        let output = program(&["simulate", "--listen", address]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{address}");
    }
    let refused = Listening::open("0.0.0.0:0".parse().unwrap()).await;
    assert!(matches!(refused, Err(ServeError::NotLoopback(_))));
    let served = Served::start();
    let port = format!(":{:04X} ", address(&served).rsplit(':').next().unwrap().parse::<u16>().unwrap());
    let listening = |table: &str| -> Vec<String> {
        let text = std::fs::read_to_string(table).unwrap_or_default();
        let own = text.lines().filter(|line| line.contains(&format!("{port}0000")) || line.contains(&port));
        // State 0A is LISTEN.
        own.filter(|line| line.split_whitespace().nth(3) == Some("0A")).map(str::to_owned).collect()
    };
    let found: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().flat_map(listening).collect();
    if Path::new("/proc/net/tcp").exists() {
        assert!(found.len() == 1 && found[0].contains(" 0100007F:"), "{found:?}");
    }
}
