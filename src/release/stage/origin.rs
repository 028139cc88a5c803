use crate::attestation::prove_origin;
use crate::github::{Attestations, GitHubError};
use crate::judge::{OriginFacts, refuse_origin};
use crate::package::Package;
use crate::record::{Code, Digest, Explain, Outcome, Problem, Provenance, RequiredBuilder};
use crate::release::ground::Stop;
use crate::release::run::Run;

/// So many reasons are said.
const SAID: usize = 3;

impl Run {
    /// What is asked of a package before anything of it is sent: who built it, and where it was verified.
    pub async fn require_before(&self, package: &Package) -> Result<(), Stop> {
        self.require_origin(package).await?;
        self.require_verified(&package.digest).await
    }

    /// Where that is asked for: proves who built the package, before anything of it is sent. The given zip, the package and its content
    /// are looked for, each by its digest, and so is the artifact that it was taken from: whichever is attested, these are the bytes.
    async fn require_origin(&self, package: &Package) -> Result<(), Stop> {
        let Some(required) = &self.setup.options.origin else { return Ok(()) };
        let repository = self.setup.run.repository.clone();
        let (Some(github), Some(repository)) = (&self.setup.github, repository) else {
            return Err(unread("there is no repository and no `github-token` to ask for them".to_owned()));
        };
        let attestations =
            Attestations::new(self.setup.http.clone(), &github.api_url, github.token.clone(), &repository)
                .map_err(|error| could_not_read(&error))?;
        let mut refused = Vec::new();
        let artifact = self.recorder.read(|record| record.artifact.as_ref().map(|artifact| artifact.digest.clone()));
        for digest in names_of(package, artifact.as_ref()) {
            for bundle in attestations.of(digest).await.map_err(|error| could_not_read(&error))? {
                match self.judge_bundle(&bundle, digest, required, &repository) {
                    Ok(origin) => {
                        self.note_origin(origin);
                        return Ok(());
                    }
                    Err(why) => refused.push(why),
                }
            }
        }
        Err(refuse(required, &refused))
    }

    fn judge_bundle(
        &self,
        bundle: &str,
        digest: &Digest,
        required: &RequiredBuilder,
        repository: &str,
    ) -> Result<Provenance, String> {
        let origin = prove_origin(bundle, digest, &self.setup.roots).map_err(|error| error.to_string())?;
        let repository_id = self.setup.run.repository_id.as_deref();
        match refuse_origin(&OriginFacts { origin: &origin, required, repository, repository_id }) {
            None => Ok(origin),
            Some(why) => Err(why),
        }
    }

    fn note_origin(&self, origin: Provenance) {
        self.recorder.say(&format!("the package is {}", origin.words()));
        let own = self.recorder.read(|record| record.commit.clone());
        if let Some((own, built)) = own.as_ref().zip(origin.commit.as_ref()).filter(|(own, built)| own != built) {
            self.recorder.say(&format!("it was built from commit {built}, and this is a release of {own}"));
        }
        self.recorder.note(|record| record.origin = Some(origin));
    }
}

/// By what it may be attested.
fn names_of<'a>(package: &'a Package, artifact: Option<&'a Digest>) -> Vec<&'a Digest> {
    let mut names: Vec<&Digest> = Vec::new();
    for name in artifact.into_iter().chain(&package.given_digest).chain([&package.package_digest, &package.digest]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn unread(why: String) -> Stop {
    let sentence = format!("whether the package is attested is not known: {why}");
    Stop::new(
        Outcome::Aborted,
        Problem::new(Code::ATTESTATION_UNREAD, sentence).hint("give the job `permissions: { attestations: read }`"),
    )
}

fn could_not_read(error: &GitHubError) -> Stop {
    let mut stop = unread(error.to_string());
    stop.problem.service = error.service();
    stop
}

fn refuse(required: &RequiredBuilder, refused: &[String]) -> Stop {
    let problem = if refused.is_empty() {
        let sentence = "the package is not attested: GitHub has no attestation of it in this repository".to_owned();
        Problem::new(Code::ATTESTATION_MISSING, sentence)
            .hint("attest it in the job that builds it, by `actions/attest-build-provenance`")
    } else {
        let mut said = refused.iter().take(SAID).cloned().collect::<Vec<_>>().join("; ");
        if refused.len() > SAID {
            said += &format!("; and {} more", refused.len() - SAID);
        }
        let sentence = format!("no attestation of the package proves that {required} built it: {said}");
        Problem::new(Code::ATTESTATION_REFUSED, sentence).hint("find out who built it before it is released")
    };
    Stop::new(Outcome::Aborted, problem)
}
