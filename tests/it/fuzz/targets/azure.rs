use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use slot_deploy::azure::{
    AppId, Arm, Auth, Cloud, CloudChoice, Component, Credential, CredentialOptions, ExecutionTimes, Hosts, Identities,
    Side, Site, SiteRef, SwapTraces, find_app, has_site_auth, read_executions, read_traffic,
};
use slot_deploy::http::{Http, HttpError, Observed, Pace, Redactor, Request, Response, Secret};
use slot_deploy::runner::{Console, Style};
use time::OffsetDateTime;

/// One answer of Azure, given to each question that there is: the first byte chooses the status, the rest of the first line is
/// the value of the headers that are read, and all behind it is the body.
pub fn run(data: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(ask_everything(Answer::of(data)));
}

/// What answers every request.
#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

const STATUSES: [u16; 12] = [200, 200, 200, 200, 202, 204, 400, 401, 403, 404, 429, 503];
const HEADERS: [&str; 5] = ["content-type", "location", "azure-asyncoperation", "retry-after", "x-ms-retry-after-ms"];

impl Answer {
    fn of(data: &[u8]) -> Self {
        let (first, body) = data.split_at(data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len()));
        let status = STATUSES[first.first().copied().unwrap_or_default() as usize % STATUSES.len()];
        let value = HeaderValue::from_bytes(first.get(1..).unwrap_or_default()).ok();
        let headers = value.map(|value| HEADERS.map(|name| (HeaderName::from_static(name), value.clone())));
        Self {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.into_iter().flatten().collect(),
            body: Bytes::copy_from_slice(body.get(1..).unwrap_or_default()),
        }
    }
}

#[async_trait]
impl Http for Answer {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let Self { mut status, mut headers, mut body } = self.clone();
        if request.url.path().ends_with("/token") {
            status = StatusCode::OK;
            headers = HeaderMap::new();
            body = Bytes::from_static(
                br#"{"token_type":"Bearer","expires_in":3600,"access_token":"header.claims.signature"}"#,
            );
        }
        Ok(Response { status, headers, body, url: request.url, observed: Observed::default() })
    }
}

/// The control plane that `http` answers for.
fn arm(http: Arc<dyn Http>, cloud: Cloud) -> Arm {
    let redactor = Redactor::default();
    let console = Console::new(Box::new(std::io::sink()), Style::Actions, redactor.clone(), true);
    let pace = Pace::starting(OffsetDateTime::UNIX_EPOCH);
    let options = CredentialOptions {
        auth: Auth::ClientSecret(Secret::new("secret-of-the-fuzzer")),
        tenant_id: "5d7a1c52-7a3e-4b7c-9c11-0d4f6b1f0001".to_owned(),
        client_id: "c0ffee00-1b2c-4d3e-8f90-0d4f6b1f0003".to_owned(),
        cloud: cloud.clone(),
    };
    let credential = Arc::new(Credential::new(options, http.clone(), pace, console));
    Arm::new(http, credential, cloud, pace, redactor, "fuzz")
}

async fn ask_everything(answer: Answer) {
    let (app, slot) = ("shop".parse().unwrap(), "staging".parse().unwrap());
    let subscription = "00000000-0000-0000-0000-000000000001".parse().unwrap();
    let at = SiteRef::new(AppId { subscription, group: "rg".parse().unwrap(), name: app }, &slot);
    let http: Arc<dyn Http> = Arc::new(answer);
    let _ = Cloud::of(&CloudChoice::Custom("https://arm.test/".parse().unwrap()), http.as_ref()).await;
    let Ok(cloud) = Cloud::of(&CloudChoice::Public, http.as_ref()).await else { return };
    let arm = arm(http, cloud);
    let _ = find_app(&arm, &at.app.subscription, &at.app.name).await;
    let _ = Side::slots(&arm, &at).await;
    let _ = read_traffic(&arm, &at, OffsetDateTime::UNIX_EPOCH, OffsetDateTime::UNIX_EPOCH).await;
    let _ = has_site_auth(&arm, &at).await;
    // What cannot be read as this very side leaves the rest to be asked all the same.
    let site = Side::read_site(&arm, &at).await.unwrap_or_else(|_| Site {
        id: at.path().to_string(),
        kind: None,
        state: "Running".to_owned(),
        hosts: Hosts { site: "shop.test".to_owned(), scm: "shop.scm.test".to_owned() },
        plan_id: None,
        sku: None,
        https_only: None,
        wants_client_certificates: None,
        custom_hosts: Vec::new(),
        subnet: None,
        location: None,
        creation: None,
        tags: Default::default(),
        reference_identity: None,
        private_endpoints: 0,
        deployment_id: None,
        stack: None,
        insights_id: Some("/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/c".to_owned()),
        identities: Identities::default(),
        swap: SwapTraces::default(),
    });
    let side = Side::new(arm, at, &site);
    let _ = side.glance().await;
    let _ = side.functions().await;
    let _ = side.instances().await;
    if let Ok(settings) = side.settings().await
        && let Ok(component) = Component::find(side.arm(), side.at(), &site, &settings).await
    {
        let epoch = OffsetDateTime::UNIX_EPOCH;
        let times = ExecutionTimes { from: epoch, swap: epoch, swapped: epoch };
        let _ = read_executions(side.arm(), &component, "shop", times).await;
    }
    let _ = side.web_config().await;
    side.identity().await;
    side.host.health().await;
    let id = "latest".parse().unwrap();
    let _ = side.scm.deployment(&id).await;
    let _ = side.scm.deployments(std::time::Duration::from_secs(60)).await;
    let _ = side.scm.log(&id).await;
}
