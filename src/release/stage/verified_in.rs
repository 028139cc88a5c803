use time::format_description::well_known::Rfc3339;

use crate::config::show_duration;
use crate::judge::{There, ThereFacts, judge_there};
use crate::record::{Code, Digest, Outcome, Problem, VerifiedIn};
use crate::release::ground::Stop;
use crate::release::run::Run;

impl Run {
    /// Where that is asked for: this content was verified in an earlier environment, long enough ago and not too long.
    pub(super) async fn require_verified(&self, digest: &Digest) -> Result<(), Stop> {
        let Some(required) = &self.setup.options.verified_in else { return Ok(()) };
        let Some(deployments) = self.deployments() else {
            return Err(unread(required, "there is no repository and no `github-token` to ask for them"));
        };
        let known = self.releases_elsewhere(&deployments, &required.environment, digest).await;
        let known = known.map_err(|error| unread(required, &error.to_string()))?;
        let there = judge_there(&ThereFacts { required, digest, known: &known, now: self.setup.pace.wall() });
        if let There::Verified(since) = there {
            let said = format!("this content is verified in `{}` since {}", required.environment, shown(since));
            self.recorder.say(&said);
            return Ok(());
        }
        Err(refuse(&there, required, digest))
    }
}

fn shown(at: time::OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

fn unread(required: &VerifiedIn, why: &str) -> Stop {
    let sentence = format!("whether this content was verified in `{}` is not known: {why}", required.environment);
    let problem = Problem::new(Code::VERIFIED_THERE_UNREAD, sentence);
    Stop::new(Outcome::Stale, problem.hint("give the job `permissions: { deployments: read }`"))
}

fn refuse(there: &There, required: &VerifiedIn, digest: &Digest) -> Stop {
    let VerifiedIn { environment, at_least, within } = required;
    let content = format!("the content {}", digest.short());
    let release_it = format!("release it to `{environment}` first, and this again once that is verified");
    let (code, sentence, fix) = match there {
        There::Never | There::Verified(_) => {
            (Code::NOT_VERIFIED_THERE, format!("{content} was never released to `{environment}`"), release_it)
        }
        There::AtWork => (
            Code::NOT_VERIFIED_THERE,
            format!("a release of {content} to `{environment}` is under way"),
            "run this again once it is verified".to_owned(),
        ),
        There::Ended(outcome) => (
            Code::NOT_VERIFIED_THERE,
            format!("the newest release of {content} to `{environment}` ended `{}`", outcome.name()),
            "find out why before it is released further".to_owned(),
        ),
        There::TakenBack => (
            Code::NOT_VERIFIED_THERE,
            format!("{content} was rolled back in `{environment}`"),
            "find out why before it is released further".to_owned(),
        ),
        There::Young { from } => (
            Code::NOT_RIPE,
            format!(
                "{content} has to be verified in `{environment}` for {}, which is so from {} on",
                show_duration(*at_least),
                shown(*from)
            ),
            format!("run this again from {} on", shown(*from)),
        ),
        There::Old { since } => (
            Code::VERIFIED_TOO_LONG_AGO,
            format!(
                "{content} was verified in `{environment}` at {}, and that counts for {}",
                shown(*since),
                show_duration(*within)
            ),
            release_it,
        ),
    };
    Stop::new(Outcome::Stale, Problem::new(code, sentence).hint(fix))
}
