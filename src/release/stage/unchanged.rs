use crate::judge::FilesVerdict;
use crate::package::Package;
use crate::preflight::Survey;
use crate::probe::run_all;
use crate::record::{ContentIdentity, ContentProof, Outcome, Phase, ProbePhase};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;

impl RunOnSides {
    /// Whether production runs exactly this content. Its stamp says so also where files were edited beside it, so they are looked
    /// at; what cannot be seen is released again.
    pub(super) async fn is_unchanged(&self, survey: &Survey, package: &Package) -> bool {
        if self.setup.options.is_built_there() {
            // The name of a build comes of the build: there is none yet that production's could be compared with.
            return false;
        }
        let wanted = ContentIdentity::Ours { digest: package.digest.clone() };
        if !package.stamped || survey.production.identity.content != wanted {
            return false;
        }
        if !survey.are_settings_settled() {
            self.recorder.say(
                "production runs this content already, and not with the declared settings; so it is released again",
            );
            return false;
        }
        let why = match self.see_files(&self.sides.production, package).await.verdict {
            FilesVerdict::Fit(ContentProof::Whole { .. } | ContentProof::Sample { .. }) => return true,
            FilesVerdict::Fit(stamp @ ContentProof::Stamp { .. }) => format!("is recognised by {stamp}"),
            FilesVerdict::Differs(name) => format!("bears its stamp, but the file {name} is another one"),
        };
        self.recorder.say(&format!("production {why}; so this content is released again"));
        false
    }

    /// Nothing is deployed or swapped; production gets its critical probes.
    pub async fn confirm_unchanged(&self) -> Result<Outcome, Stop> {
        self.recorder.begin_phase(Phase::Probe);
        let asker = self.asker(&self.sides.production)?;
        let probes = &self.setup.options.probes.checks;
        let results = run_all(&asker, probes, ProbePhase::Production).await;
        let failure = self.failure(&self.sides.production, probes, &results).await;
        self.recorder.note(|record| {
            record.identity.production = record.identity.previous.clone();
            if let Some(evidence) = &record.identity.previous {
                record.identity.route = evidence.route;
            }
            record.functions.after = record.functions.before.clone();
            record.probes.extend(results);
        });
        match failure {
            Some(problem) => Err(Stop::new(Outcome::Aborted, problem)),
            None => {
                self.recorder.end_phase("production runs this content already and answers as expected");
                Ok(Outcome::Unchanged)
            }
        }
    }
}
