use std::path::Path;

use ring::digest::{Context, SHA256};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

use crate::github::{Artifact, Artifacts, GitHubError};
use crate::http::off_runtime;
use crate::package::unpack_the_zip_within;
use crate::record::{Code, Digest, Explain, Outcome, Problem, TakenArtifact, brief, number_of, show_bytes, some_of};
use crate::release::ground::{AskedArtifact, Stop};
use crate::release::run::Run;

/// No way of deployment takes a larger package (facts: kudu-sync).
const LARGEST: u64 = 2 * 1024 * 1024 * 1024;
/// An address lasts for a minute: one that ends between two parts is asked for again.
const ADDRESSES: usize = 40;
/// So many names of other artifacts are told.
const NAMED: usize = 10;

/// The zip of an artifact; the file goes with the value.
pub(super) struct ArtifactFile(TempPath);

impl ArtifactFile {
    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Run {
    /// Fetches the artifact into the folder that `beside` is in, and compares its bytes with what GitHub says of them. Nothing of it is
    /// run, and no name in it is a place here. An artifact that holds one zip alone is that zip.
    pub(super) async fn take_artifact(&self, asked: &AskedArtifact, beside: &Path) -> Result<ArtifactFile, Stop> {
        let number = self.setup.run.run_id.as_deref().and_then(|run| run.parse().ok());
        let (Some(github), Some(run)) = (&self.setup.github, asked.run.or(number)) else {
            return Err(unread(asked, "there is no `github-token`, no repository or no workflow run"));
        };
        let artifacts =
            Artifacts::new(self.setup.http.clone(), &github.api_url, github.token.clone(), &github.repository)
                .map_err(|error| could_not_read(asked, &error))?;
        let artifact = self.find_artifact(&artifacts, asked, run).await?;
        let folder = beside.parent().unwrap_or(Path::new("."));
        let at = |error: std::io::Error| unread(asked, &format!("{} cannot be written: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(at)?;
        let file = tempfile::Builder::new().prefix("artifact-").suffix(".zip").tempfile_in(folder).map_err(at)?;
        let (file, path) = file.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        let fetched = self.fetch(&artifacts, &artifact, asked, &mut file).await?;
        file.flush().await.map_err(at)?;
        let digest = is_what_was_uploaded(asked, &artifact, fetched)?;
        let taken =
            TakenArtifact { name: artifact.name, id: artifact.id, run, digest, commit: artifact.commit.clone() };
        self.recorder.say(&format!("the package is taken from the {taken}"));
        if let Some(built) = artifact.commit.filter(|_| number != Some(run)) {
            self.release_of(built);
        }
        self.recorder.note(|record| record.artifact = Some(taken));
        let within = tempfile::Builder::new().prefix("artifact-").suffix(".zip").tempfile_in(folder).map_err(at)?;
        let (outer, inner) = (path.to_path_buf(), within.path().to_path_buf());
        let is_within = off_runtime(move || unpack_the_zip_within(&outer, &inner)).await;
        let is_within = is_within.map_err(|error| Stop::invalid(&error))?;
        Ok(ArtifactFile(if is_within { within.into_temp_path() } else { path }))
    }

    /// What an earlier run built is of that run's commit: probes, ticket and deployment say so.
    fn release_of(&self, commit: String) {
        let own = self.recorder.read(|record| record.commit.clone());
        if let Some(own) = own.filter(|own| *own != commit) {
            self.recorder
                .say(&format!("this is a release of commit {commit}, of which that run was, and not of {own}"));
        }
        self.recorder.note(|record| record.commit = Some(commit));
    }

    /// The newest of this name.
    async fn find_artifact(&self, artifacts: &Artifacts, asked: &AskedArtifact, run: u64) -> Result<Artifact, Stop> {
        let name = asked.shown();
        let found = artifacts.of_run(run, Some(&asked.name)).await.map_err(|error| could_not_read(asked, &error))?;
        let missing = |sentence: String, hint: &str| {
            Stop::new(Outcome::Invalid, Problem::new(Code::ARTIFACT_MISSING, sentence).hint(hint))
        };
        let Some(found) = found else {
            let hint = "compare `run-id` with the number at the end of the run's address; runs of other repositories are not looked at";
            return Err(missing(format!("this repository has no workflow run {run}"), hint));
        };
        if found.len() > 1 {
            self.recorder.say(&format!("the run {run} has {} of the name `{name}`: the newest counts", found.len()));
        }
        let Some(newest) = found.into_iter().next() else {
            let others = artifacts.of_run(run, None).await.ok().flatten().unwrap_or_default();
            let names = some_of(others.iter().map(|one| format!("`{}`", brief(&one.name))), NAMED);
            let names = if names.is_empty() { "none".to_owned() } else { names };
            let hint = "name the artifact as `actions/upload-artifact` does";
            return Err(missing(format!("the run {run} has no artifact `{name}`; it has {names}"), hint));
        };
        if newest.is_of_a_fork {
            let sentence = format!("the artifact `{name}` of the run {run} was built of a fork's commit");
            let problem = Problem::new(Code::ARTIFACT_OF_A_FORK, sentence);
            return Err(Stop::new(Outcome::Aborted, problem.hint("release what this repository's branch builds")));
        }
        if newest.has_expired {
            let hint = "build it again, or keep it for longer by `retention-days` of `actions/upload-artifact`";
            return Err(missing(format!("the artifact `{name}` of the run {run} has expired"), hint));
        }
        if newest.digest.is_none() && asked.content.is_none() {
            let sentence = format!("GitHub has no digest of the artifact `{name}` of the run {run}");
            let problem = Problem::new(Code::ARTIFACT_UNPROVED, sentence);
            let hint = "upload it by `actions/upload-artifact` v4 or newer, or give its content digest as `digest`";
            return Err(Stop::new(Outcome::Aborted, problem.hint(hint)));
        }
        Ok(newest)
    }

    /// Fetches it part by part, and hashes what is written.
    async fn fetch(
        &self,
        artifacts: &Artifacts,
        artifact: &Artifact,
        asked: &AskedArtifact,
        file: &mut tokio::fs::File,
    ) -> Result<Fetched, Stop> {
        let could_not = |error: GitHubError| could_not_read(asked, &error);
        let mut context = Context::new(&SHA256);
        let (mut from, mut whole, mut addresses) = (0, None, 0);
        let mut address = None;
        while whole.is_none_or(|whole| from < whole) {
            let at = match address.take() {
                Some(at) => at,
                None if addresses == ADDRESSES => {
                    return Err(unread(asked, "its address was refused again and again"));
                }
                None => {
                    addresses += 1;
                    artifacts.address(artifact.id).await.map_err(could_not)?
                }
            };
            let Some(piece) = artifacts.piece(&at, from).await.map_err(could_not)? else { continue };
            address = Some(at);
            if piece.of > LARGEST {
                let size = show_bytes(piece.of);
                let sentence =
                    format!("the artifact `{}` has {size}, and {} are the most", asked.shown(), show_bytes(LARGEST));
                let problem = Problem::new(Code::ARTIFACT_TOO_LARGE, sentence);
                return Err(Stop::new(Outcome::Invalid, problem.hint("upload the app alone")));
            }
            if whole.replace(piece.of).is_some_and(|whole| whole != piece.of) {
                return Err(changed(asked, "its length changed while it was fetched"));
            }
            context.update(&piece.bytes);
            let written = file.write_all(&piece.bytes).await;
            written.map_err(|error| unread(asked, &format!("its file cannot be written: {error}")))?;
            from += piece.bytes.len() as u64;
            let of = show_bytes(piece.of);
            tracing::info!(target: crate::runner::PROGRESS, "fetching the artifact: {} of {of}", show_bytes(from));
        }
        Ok(Fetched { digest: Digest::from_hash(context.finish().as_ref()), bytes: from })
    }
}

struct Fetched {
    digest: Digest,
    bytes: u64,
}

fn is_what_was_uploaded(asked: &AskedArtifact, artifact: &Artifact, fetched: Fetched) -> Result<Digest, Stop> {
    match &artifact.digest {
        Some(digest) if *digest != fetched.digest => {
            let why = format!(
                "GitHub says sha256 {}, and its {} have {}",
                digest.short(),
                number_of(fetched.bytes, "byte"),
                fetched.digest.short()
            );
            Err(changed(asked, &why))
        }
        _ => Ok(fetched.digest),
    }
}

/// Compares the content of the package with the digest that was asked for.
pub(super) fn is_asked_content(asked: &AskedArtifact, content: &Digest) -> Result<(), Stop> {
    match &asked.content {
        Some(wanted) if wanted != content => {
            let why = format!("its content is {}, and `digest` asks for {}", content.short(), wanted.short());
            Err(changed(asked, &why))
        }
        _ => Ok(()),
    }
}

fn changed(asked: &AskedArtifact, why: &str) -> Stop {
    let sentence = format!("the artifact `{}` is another: {why}", asked.shown());
    let problem = Problem::new(Code::ARTIFACT_CHANGED, sentence);
    Stop::new(Outcome::Aborted, problem.hint("find out who replaced it before it is released"))
}

fn unread(asked: &AskedArtifact, why: &str) -> Stop {
    let sentence = format!("the artifact `{}` could not be read: {why}", asked.shown());
    let problem = Problem::new(Code::ARTIFACT_UNREAD, sentence);
    Stop::new(
        Outcome::Aborted,
        problem.hint("give the job `permissions: { actions: read }` and the input `github-token`"),
    )
}

fn could_not_read(asked: &AskedArtifact, error: &GitHubError) -> Stop {
    let mut stop = unread(asked, &error.to_string());
    stop.problem.service = error.service();
    stop
}
