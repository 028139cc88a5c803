use super::Run;
use crate::azure::{Side, asks_for_sign_in};
use crate::config::{Auth, Probe};
use crate::record::Heard;

/// Statuses with which a caller that is not signed in is refused, or led to a page to sign in.
const REFUSED: [u16; 3] = [401, 403, 302];

/// Whether this may be the answer to a caller that is not signed in.
pub(crate) fn looks_refused(heard: Heard) -> bool {
    matches!(heard, Heard::Answer(status) if REFUSED.contains(&status))
}

impl Run {
    /// What to do about a probe that was refused before the app judged it; `None` where the answer is no such refusal.
    pub async fn on_a_refusal(&self, side: &Side, probe: &Probe, heard: Heard) -> Option<String> {
        if !looks_refused(heard) {
            return None;
        }
        match self.asked_to_sign_in(side, probe).await {
            None if heard == Heard::Answer(401) && probe.request.auth.is_none() => Some(
                "a function whose `authLevel` is not anonymous answers 401 to a request without its key: give the probe \
                 `auth: { function_key: { function: NAME } }`"
                    .to_owned(),
            ),
            hint => hint,
        }
    }

    /// What to do where App Service authentication answers this probe in place of the app; `None` where it does not, or that could
    /// not be read.
    pub async fn asked_to_sign_in(&self, side: &Side, probe: &Probe) -> Option<String> {
        let path = probe.request.path.fill(&self.release());
        let path = path.split('?').next().unwrap_or(&path);
        if !asks_for_sign_in(side.arm(), side.at(), path).await.ok()? {
            return None;
        }
        let fix = match &probe.request.auth {
            Some(Auth::Entra { .. }) => "allow the audience of the probe's token (`allowedAudiences`)",
            _ => "give the probe a token by `auth: { entra: api://…/.default }`",
        };
        Some(format!(
            "App Service authentication is on at {} and asks for sign-in before the app sees `{path}`: exclude this path from it \
             (`globalValidation.excludedPaths`), or {fix}",
            side.at()
        ))
    }
}
