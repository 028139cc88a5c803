//! The same uploads against Azurite, which nobody here wrote: `tests/acceptance/azurite/run` starts it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use rehearsal::default_world::{CONTAINER, STORAGE, TENANT};
use slot_deploy::azure::{Auth, Blobs, Cloud, ContainerUrl, Credential, CredentialOptions};
use slot_deploy::http::{
    Http, HttpError, Observed, Pace, Redactor, Request, Resilient, Response, Secret, Transport, TransportOptions,
};
use slot_deploy::record::Explain;
use slot_deploy::runner::{Console, Style};
use slot_deploy::store::{Keep, Live, Parcel, Store, StoreError, Uploaded, Way};
use time::OffsetDateTime;
use url::Url;

use super::heavy;
use super::kit::{Made, Seam, app};

/// The host at which tokens are made here: Azurite checks issuer, audience and time of a token, and no signature.
const ISSUER: &str = "login.sim.test";

/// Also counts the looks at a copy that goes on: how many there are depends on how fast this machine copies.
struct Issuing(Transport, Arc<AtomicU64>);

#[async_trait::async_trait]
impl Http for Issuing {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        if request.url.host_str() != Some(ISSUER) {
            let is_look = request.method == http::Method::HEAD;
            let answer = self.0.send(request).await;
            let goes_on =
                |answer: &Response| answer.headers.get("x-ms-copy-status").is_some_and(|word| word == "pending");
            if is_look && answer.as_ref().is_ok_and(goes_on) {
                self.1.fetch_add(1, Ordering::Relaxed);
            }
            return answer;
        }
        let answer = serde_json::json!({"token_type": "Bearer", "expires_in": 3600, "access_token": token()});
        Ok(Response {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from(answer.to_string()),
            url: request.url,
            observed: Observed::default(),
        })
    }
}

fn token() -> String {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let claims = serde_json::json!({
        "aud": "https://storage.azure.com", "iss": format!("https://sts.windows.net/{TENANT}/"), "tid": TENANT,
        "oid": "0b1ec700-1b2c-4d3e-8f90-0d4f6b1f0004", "ver": "1.0", "nbf": now - 60, "iat": now - 60, "exp": now + 3600,
    });
    let header = serde_json::json!({"typ": "JWT", "alg": "HS256"});
    let part = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(header), part(claims))
}

struct Job {
    seam: Seam,
    looks: Arc<AtomicU64>,
    blobs: Blobs,
    store: Store,
}

impl Job {
    /// A job of its own, with a container that is there.
    async fn new() -> Self {
        let endpoint = std::env::var("AZURITE_ENDPOINT").expect("tests/acceptance/azurite/run sets it");
        let ca_file = std::env::var("AZURITE_CA").map(PathBuf::from).expect("tests/acceptance/azurite/run sets it");
        let transport = Transport::new(TransportOptions { ca_file: Some(ca_file), direct: true }).unwrap();
        let looks = Arc::<AtomicU64>::default();
        let seam = Seam::over(Arc::new(Issuing(transport, looks.clone())));
        let pace = Pace::real();
        let http: Arc<dyn Http> = Arc::new(Resilient::new(Arc::new(seam.clone()), pace));
        let cloud = Cloud {
            arm: format!("https://{ISSUER}/").parse().unwrap(),
            authority: format!("https://{ISSUER}/").parse().unwrap(),
            oidc_audience: String::new(),
            portal: None,
            blob_suffix: None,
            own_host: Some(ISSUER.to_owned()),
        };
        let options = CredentialOptions {
            auth: Auth::ClientSecret(Secret::new("secret")),
            tenant_id: TENANT.to_owned(),
            client_id: "client".to_owned(),
            cloud: cloud.clone(),
        };
        let console = Console::new(Box::new(std::io::sink()), Style::Actions, Redactor::default(), true);
        let credential = Arc::new(Credential::new(options, http.clone(), pace, console));
        let url = format!("{endpoint}/{STORAGE}/{CONTAINER}");
        let container = ContainerUrl::parse(&url, &cloud).unwrap();
        let mut create: Url = url.parse().unwrap();
        create.set_query(Some("restype=container"));
        let create = Request::new(http::Method::PUT, create)
            .bearer(&Secret::new(token()))
            .header("x-ms-version".parse().unwrap(), "2026-04-06");
        let created = http.send(create).await.unwrap();
        assert!([201, 409].contains(&created.status.as_u16()), "{created:?}");
        seam.clear();
        let blobs = Blobs::new(http, credential, &cloud, container, Redactor::default());
        Self { seam, looks, store: Store::new(blobs.clone(), pace), blobs }
    }

    async fn upload(&self, made: &Made, near: &[&Made]) -> Result<Uploaded, StoreError> {
        let parcel = Parcel { file: &made.file, release: &made.release, blocks: &made.blocks };
        let likely: Vec<_> = near.iter().map(|made| self.store.release_name(&made.release)).collect();
        self.store.upload(parcel, &made.meta(), &likely).await
    }

    async fn content(&self, made: &Made) -> Option<Bytes> {
        self.blobs.read(&self.store.release_name(&made.release)).await.unwrap()
    }
}

#[tokio::test]
#[ignore = "needs Azurite: tests/acceptance/azurite/run"]
async fn azurite_takes_what_the_simulated_account_takes() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let job = Job::new().await;
    assert_eq!(job.store.look().await.unwrap().is_private, Some(true));

    let (first, second) = (app(1), app(2).without(4));
    let missing = job.upload(&second, &[]).await.unwrap_err();
    assert_eq!(missing.code().as_str(), "store-blocks-missing");
    let uploaded = job.upload(&first, &[]).await.unwrap();
    assert_eq!((uploaded.way, uploaded.uploaded_bytes), (Way::Sent, first.bytes.len() as u64));
    assert_eq!(job.content(&first).await.unwrap(), first.bytes);

    job.seam.clear();
    let uploaded = job.upload(&second, &[&first]).await.unwrap();
    println!("code change: {} bytes sent in {} requests by {:?}", uploaded.sent_bytes, uploaded.requests, uploaded.way);
    assert_eq!((uploaded.way, uploaded.uploaded_bytes), (Way::Copied, 9_900), "{:?}", job.seam.requests());
    assert!(uploaded.requests - job.looks.load(Ordering::Relaxed) <= 12, "{:?}", job.seam.requests());
    assert_eq!(job.content(&second).await.unwrap(), second.bytes);
    let again = Job::new().await.upload(&second, &[]).await.unwrap();
    assert_eq!((again.way, again.sent_bytes), (Way::There, 0));

    println!("stopped after  uploaded  resumed  requests  way");
    for stop in 1_u32.. {
        let made = app(100 + stop);
        let stopped = Job::new().await;
        let ended = stopped.seam.stopping_after(stop as usize, stopped.upload(&made, &[&first])).await;
        let next = Job::new().await;
        let uploaded = next.upload(&made, &[&first]).await.unwrap();
        println!(
            "{stop:>13}  {:>8}  {:>7}  {:>8}  {:?}",
            uploaded.uploaded_bytes, uploaded.resumed_bytes, uploaded.requests, uploaded.way
        );
        assert_eq!(next.content(&made).await.unwrap(), made.bytes, "stopped after {stop}");
        if ended.is_some() {
            break;
        }
    }

    let fourfold = app(900);
    let jobs = [Job::new().await, Job::new().await, Job::new().await, Job::new().await];
    let uploads = jobs.iter().map(|job| job.upload(&fourfold, &[]));
    let ways: Vec<Way> =
        futures_util::future::join_all(uploads).await.into_iter().map(|one| one.unwrap().way).collect();
    assert_eq!(ways.iter().filter(|way| **way == Way::Sent).count(), 1, "{ways:?}");
    assert_eq!(job.content(&fourfold).await.unwrap(), fourfold.bytes);

    let collected = job.store.collect_garbage(&Live::default(), Keep { last: 0, days: 1 }, true).await.unwrap();
    assert!(collected.unneeded.is_empty(), "everything is young: {collected:?}");
}

#[tokio::test]
#[ignore = "needs Azurite: tests/acceptance/azurite/run"]
async fn a_change_of_a_heavy_app_sends_azurite_the_change() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let releases = heavy::releases();
    for (at, (what, made, most)) in releases.iter().enumerate() {
        let job = Job::new().await;
        let near: Vec<&Made> = releases[..at].iter().map(|(_, made, _)| made).collect();
        let uploaded = job.upload(made, &near).await.unwrap();
        assert_eq!(uploaded.way, if at == 0 { Way::Sent } else { Way::Copied }, "{what}");
        heavy::assert_sent(what, &uploaded, *most, made.bytes.len(), job.looks.load(Ordering::Relaxed));
        assert!(
            job.content(made).await.unwrap() == made.bytes,
            "{what}: the bytes of a package that is made as a whole"
        );
    }
}
