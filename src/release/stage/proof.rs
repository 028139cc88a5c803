use std::time::Duration;

use super::bring::{Bring, Proof};
use crate::deliver::{Build, Receipt};
use crate::judge::FilesVerdict;
use crate::record::{
    Code, ContentIdentity, ContentProof, FilesMark, IdentityEvidence, Outcome, Phase, Problem, number_of,
};
use crate::release::ground::Stop;
use crate::release::run::Run;

const POLL: Duration = Duration::from_secs(5);

impl Run {
    /// Proves that the slot runs the package: the host is Running without errors, every instance that
    /// answers started after the delivery ended, the content read back is the package's, and its
    /// functions are there.
    pub async fn prove(&self, bring: &Bring<'_>, receipt: &Receipt) -> Result<Proof, Stop> {
        self.recorder.begin_phase(Phase::Prove);
        let running = self.wait_until_running(bring.side, [receipt.ended_earliest, receipt.ended]).await?;
        let slot = self.wait_for_content(bring, receipt).await?;
        let functions = self.wait_for_functions(bring).await?;
        (bring.accept)(&functions)?;
        let (seen, files) = self.wait_for_files(bring).await?;
        self.recorder.note(|record| {
            record.identity.slot = Some(slot.clone());
            record.identity.proof = Some(seen);
            record.identity.running = Some(running.clone());
            record.functions.after = Some(functions.clone());
        });
        self.recorder.end_phase(&format!(
            "the host runs {} with {} on {}; content proved by {seen}",
            slot.content,
            number_of(functions.len(), "function"),
            number_of(running.instances.len(), "instance")
        ));
        Ok(Proof { digest: bring.package.digest.clone(), slot, seen, files, functions })
    }

    /// The bytes that arrived are those that were sent, as far as they can be read back.
    async fn wait_for_files(&self, bring: &Bring<'_>) -> Result<(ContentProof, Result<FilesMark, String>), Stop> {
        const TRIES: u32 = 3;
        let mut different = String::new();
        for _ in 0..TRIES {
            let seen = self.see_files(bring.side, bring.package).await;
            match seen.verdict {
                FilesVerdict::Fit(proof) => {
                    // Of what the server built all bytes were read before, or it would have no name.
                    let proof = match (bring.build, proof) {
                        (Build::Remote, ContentProof::Sample { files, .. }) => ContentProof::Whole { files },
                        (_, proof) => proof,
                    };
                    return Ok((proof, seen.list.map(|list| list.mark())));
                }
                FilesVerdict::Differs(name) => different = name,
            }
            self.setup.pace.sleep(POLL).await;
        }
        let sentence =
            format!("the slot bears the stamp of the release, but its file {different} is not that of the package");
        let problem = Problem::new(Code::SLOT_CONTENT_DIFFERS, sentence)
            .hint("something else may be writing to this slot, or a build on the server changed the files");
        Err(Stop::new(Outcome::Aborted, problem))
    }

    async fn wait_for_content(&self, bring: &Bring<'_>, receipt: &Receipt) -> Result<IdentityEvidence, Stop> {
        const TRIES: u32 = 8;
        let package = bring.package;
        let mut last = None;
        for _ in 0..TRIES {
            let found = bring.side.identity().await;
            let is_ours = match &found.content {
                ContentIdentity::Ours { digest } => package.stamped && *digest == package.digest,
                ContentIdentity::Foreign(foreign) => !package.stamped && receipt.trace.is_in(foreign),
                ContentIdentity::Unknown { .. } => false,
            };
            if is_ours {
                return Ok(found);
            }
            last = Some(found.content);
            self.setup.pace.sleep(POLL).await;
        }
        let found = last.map(|content| content.to_string()).unwrap_or_default();
        let sentence = format!("the slot should run release {}, but runs {found}", package.digest.short());
        let problem = Problem::new(Code::SLOT_CONTENT_DIFFERS, sentence)
            .hint("something else may be deploying to this slot; let one workflow at a time do so");
        Err(Stop::new(Outcome::Aborted, problem))
    }
}
