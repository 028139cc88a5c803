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
    sources: Option<Digest>,
}

/// What content was recognised by so far.
pub struct Traces {
    route: Route,
    content: Option<ContentIdentity>,
    sources: Option<Digest>,
    found: Foreign,
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
            sources: None,
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
        let (content, sources) = match found {
            Ok(Some(bytes)) => stamped(&bytes),
            Ok(None) => (None, None),
            Err(error) => (Some(ContentIdentity::Unknown { reason: error.to_string() }), None),
        };
        StampReading { route, content, sources }
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
        let is_ours = stamp.content.is_some();
        let runs_from = async {
            match known.settings {
                _ if is_ours => None,
                Some(settings) => settings.map(AppSettings::run_from_package),
                None => self.settings().await.ok().map(|settings| settings.run_from_package()),
            }
        };
        let traces = self.traces(stamp, known.site, known.functions);
        let (traces, runs_from) = tokio::join!(Box::pin(traces), Box::pin(runs_from));
        self.recognise(traces, runs_from).await
    }

    /// The traces that say nothing of how the app gets its files. One that cannot be read is left out, and two contents are
    /// compared by the traces that both have.
    pub async fn traces(
        &self,
        stamp: StampReading,
        site: Option<Option<&Site>>,
        functions: Option<Option<&FunctionSet>>,
    ) -> Traces {
        let StampReading { route, content, sources } = stamp;
        if content.is_some() {
            return Traces { route, content, sources, found: Foreign::default() };
        }
        let deployment_id = async {
            match site {
                Some(site) => site.and_then(|site| site.deployment_id.clone()),
                // Contents are read again and again: no single answer is worth a long wait.
                None => self.glance().await.ok().and_then(|site| site.deployment_id),
            }
        };
        // Shown to people and never compared.
        let functions = async {
            match functions {
                Some(functions) => functions.map(FunctionSet::names),
                None => self.functions().await.ok().map(|functions| functions.names()),
            }
        };
        // Side by side, and each on the heap: between this and a swap nothing else is to be waited for.
        let (deployment_id, functions, deployments) =
            tokio::join!(Box::pin(deployment_id), Box::pin(functions), Box::pin(self.scm.deployments(Scm::ONE_LOOK)),);
        let active = deployments.into_iter().flatten().find(|deployment| deployment.active);
        // By itself: a host that refuses the token makes it be renewed, and the others go on with the one they have.
        let host_json = match route {
            Route::Host => self.host.file("host.json").await,
            _ => self.scm.file(WWWROOT, "host.json").await,
        };
        let found = Foreign {
            deployment_id,
            active_scm_deployment: active.map(|deployment| deployment.id.to_string()),
            package: None,
            host_json: host_json.ok().flatten().map(|bytes| Digest::of(&bytes)),
            functions: functions.unwrap_or_default(),
        };
        Traces { route, content, sources, found }
    }

    /// The last step, for an app that gets its files so, as far as that is known.
    pub async fn recognise(&self, traces: Traces, runs_from: Option<RunFromPackage>) -> IdentityEvidence {
        let Traces { route, content, sources, found } = traces;
        if let Some(content) = content {
            return IdentityEvidence { content, route, sources };
        }
        let package = match runs_from {
            Some(RunFromPackage::Url(digest)) => Some(format!("url:{digest}")),
            Some(RunFromPackage::Local) => {
                let name = self.scm.file("data/SitePackages", "packagename.txt").await.ok().flatten();
                name.map(|name| String::from_utf8_lossy(&name).trim().to_owned())
            }
            Some(RunFromPackage::No) | None => None,
        };
        let found = Foreign { package, ..found };
        let content = if found.is_recognisable() {
            ContentIdentity::Foreign(found)
        } else {
            ContentIdentity::Unknown { reason: "nothing that identifies it could be read".to_owned() }
        };
        IdentityEvidence { content, route, sources }
    }
}

/// What the entry that names a side's content says of it, and of what the server built that.
fn stamped(bytes: &[u8]) -> (Option<ContentIdentity>, Option<Digest>) {
    let unknown = |reason: String| Some(ContentIdentity::Unknown { reason });
    match wire::parse::<Stamp>(bytes) {
        Ok(Stamp { content_digest: Some(digest), sources_digest }) => {
            (Some(ContentIdentity::Ours { digest }), sources_digest)
        }
        Ok(Stamp { content_digest: None, sources_digest: Some(sources) }) => {
            let reason = format!("Azure built it of the sources {}, and it was not read back", sources.short());
            (unknown(reason), Some(sources))
        }
        Ok(Stamp { content_digest: None, sources_digest: None }) | Err(_) => {
            (unknown(format!("its {RELEASE_JSON} cannot be understood")), None)
        }
    }
}
