use super::wire::{self, Stamp};
use super::{AppSettings, AzureError, RunFromPackage, Scm, Side, Site, Unreadable};
use crate::record::{
    ContentIdentity, Digest, DurableHost, Foreign, FunctionSet, IdentityEvidence, RELEASE_JSON, Route,
};
use crate::runner::contained;

/// What a caller has just read of a side and is not asked for again. `None`: it was not read; `Some(None)`: it could not be.
#[derive(Default)]
pub struct JustRead<'a> {
    /// Its resource.
    pub site: Option<Option<&'a Site>>,
    /// Its settings.
    pub settings: Option<Option<&'a AppSettings>>,
    /// Its functions.
    pub functions: Option<Option<&'a FunctionSet>>,
}

/// What a side says of its content by itself.
#[derive(Debug)]
pub struct StampReading {
    route: Route,
    /// `None`: content that is not ours, and has to be recognised by its traces.
    content: Option<ContentIdentity>,
}

const WWWROOT: &str = "site/wwwroot";

impl Side {
    /// Its content, through the host, or when that is not reachable, through the SCM site. Never an error: unreadable content
    /// is `Unknown`, with the reason.
    pub async fn identity(&self) -> IdentityEvidence {
        let read = async { self.identify(self.stamp().await, JustRead::default()).await };
        contained(read).await.unwrap_or_else(|panicked| IdentityEvidence {
            content: ContentIdentity::Unknown { reason: panicked.to_string() },
            route: Route::None,
        })
    }

    /// The first step of [`identity`](Self::identity): whether the content names itself.
    pub async fn stamp(&self) -> StampReading {
        let (found, route) = match self.host.file(RELEASE_JSON).await {
            Ok(found) => (Ok(found), Route::Host),
            Err(through_host) => match self.scm.file(WWWROOT, RELEASE_JSON).await {
                Ok(found) => (Ok(found), Route::Scm),
                Err(_) => (Err(through_host), Route::None),
            },
        };
        let content = match found {
            Ok(Some(bytes)) => Some(stamped(&bytes)),
            Ok(None) => None,
            Err(error) => Some(ContentIdentity::Unknown { reason: error.to_string() }),
        };
        StampReading { route, content }
    }

    /// What the `host.json` of its content says of Durable Functions.
    pub async fn durable_host(&self) -> Result<DurableHost, AzureError> {
        let found = match self.host.file("host.json").await {
            Ok(found) => found,
            Err(_) => self.scm.file(WWWROOT, "host.json").await?,
        };
        // Without one the host takes its defaults.
        let Some(bytes) = found else { return Ok(DurableHost::default()) };
        let unreadable = |_| Unreadable::Unexpected { field: "host.json".to_owned() };
        DurableHost::of(&bytes).map_err(|error| unreadable(error).during("read host.json"))
    }

    /// The second step: content that does not name itself is recognised by its traces, of which what is `known` is not read
    /// again.
    pub async fn identify(&self, stamp: StampReading, known: JustRead<'_>) -> IdentityEvidence {
        let StampReading { route, content } = stamp;
        let content = match content {
            Some(content) => content,
            None => Box::pin(foreign(self, route, known)).await,
        };
        IdentityEvidence { content, route }
    }
}

fn stamped(bytes: &[u8]) -> ContentIdentity {
    match wire::parse::<Stamp>(bytes) {
        Ok(stamp) => ContentIdentity::Ours { digest: stamp.content_digest },
        Err(_) => ContentIdentity::Unknown { reason: format!("its {RELEASE_JSON} cannot be understood") },
    }
}

/// Gathers the traces of content that is not ours. A trace that cannot be read is left out, and two contents are compared by
/// the traces that both have.
async fn foreign(side: &Side, route: Route, known: JustRead<'_>) -> ContentIdentity {
    let deployment_id = async {
        match known.site {
            Some(site) => site.and_then(|site| site.deployment_id.clone()),
            // Contents are read again and again: no single answer is worth a long wait.
            None => side.glance().await.ok().and_then(|site| site.deployment_id),
        }
    };
    let package = async {
        let runs_from = match known.settings {
            Some(settings) => settings.map(AppSettings::run_from_package),
            None => side.settings().await.ok().map(|settings| settings.run_from_package()),
        };
        match runs_from {
            Some(RunFromPackage::Url(digest)) => Some(format!("url:{digest}")),
            Some(RunFromPackage::Local) => {
                let name = side.scm.file("data/SitePackages", "packagename.txt").await.ok().flatten();
                name.map(|name| String::from_utf8_lossy(&name).trim().to_owned())
            }
            Some(RunFromPackage::No) | None => None,
        }
    };
    let host_json = async {
        match route {
            Route::Host => side.host.file("host.json").await,
            _ => side.scm.file(WWWROOT, "host.json").await,
        }
    };
    // Shown to people and never compared.
    let functions = async {
        match known.functions {
            Some(functions) => functions.map(FunctionSet::names),
            None => side.functions().await.ok().map(|functions| functions.names()),
        }
    };
    // Side by side, and each on the heap: between this and a swap nothing else is to be waited for.
    let (deployment_id, package, host_json, functions, deployments) = tokio::join!(
        Box::pin(deployment_id),
        Box::pin(package),
        Box::pin(host_json),
        Box::pin(functions),
        Box::pin(side.scm.deployments(Scm::ONE_LOOK)),
    );
    let active = deployments.into_iter().flatten().find(|deployment| deployment.active);
    let found = Foreign {
        deployment_id,
        active_scm_deployment: active.map(|deployment| deployment.id.to_string()),
        package,
        host_json: host_json.ok().flatten().map(|bytes| Digest::of(&bytes)),
        functions: functions.unwrap_or_default(),
    };
    if found.is_recognisable() {
        ContentIdentity::Foreign(found)
    } else {
        ContentIdentity::Unknown { reason: "nothing that identifies it could be read".to_owned() }
    }
}
