use ::http::{Method, Request};
use bytes::Bytes;
use rehearsal::{Answer, World};

use crate::cli::ReleaseSettings;
use crate::config::Release;
use crate::record::{ProbePhase, brief};

/// The question that tells people which version serves production: that of the first critical probe.
pub(super) struct Question {
    method: Method,
    path: String,
}

impl Question {
    /// What the release itself asks; `None`: nothing of production.
    pub(super) fn of(settings: &ReleaseSettings) -> Option<Self> {
        let critical = settings.options.probes.critical();
        let request = &critical.iter().find(|probe| probe.is_for(ProbePhase::Production))?.request;
        Some(Self { method: request.method.clone(), path: request.path.fill(&Release::default()) })
    }

    /// How it is shown: without its query, which may hold a secret.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.method, brief(self.path.split('?').next().unwrap_or_default()))
    }

    /// Production's answer, read from the world and not through the client.
    pub(super) async fn ask(&self, world: &World) -> String {
        let app = world.state().released().app;
        let uri = format!("{}/site/{app}{}", world.origin(), self.path);
        let request = Request::builder().method(self.method.clone()).uri(uri).body(Bytes::new());
        let answer = match request {
            Ok(request) => world.handle(request).await,
            Err(error) => return error.to_string(),
        };
        let Answer::Response(response) = answer else { return "no answer".to_owned() };
        let body = String::from_utf8_lossy(response.body());
        format!("{} {}", response.status().as_u16(), brief(body.trim()))
    }
}
