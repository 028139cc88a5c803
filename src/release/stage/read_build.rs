use std::time::Duration;

use super::bring::Bring;
use crate::azure::is_cache;
use crate::http::off_runtime;
use crate::package::{Package, ReadBack, built_json};
use crate::record::{Accepted, Came, Change, Code, Outcome, Problem, Tried, number_of};
use crate::release::ground::Stop;
use crate::release::run::Run;
use crate::runner::PROGRESS;

/// Before it is read once more.
const PAUSE: Duration = Duration::from_secs(15);

impl Run {
    /// What the server built of the package that was sent: the files are read back, all of them, and named by their content; then
    /// the slot gets this name in place of the one of its sources, so that from here on it is recognised like any other release,
    /// in the slot and after the swap. Nothing goes on without a name: what was probed could not be told from another build.
    ///
    /// What was built bears no proof of its own. That it is what was read is asked once more when the slot runs
    /// ([`Run::prove`]): names and sizes of all files that are listed, and the bytes of some.
    pub async fn read_build(&self, bring: &Bring<'_>) -> Result<Package, Stop> {
        let read = self.read_back(bring).await.map_err(unread)?;
        let files = read.contents.len() as u64;
        let built = bring.package.built(read);
        let (slot, digest) = (bring.side.at().slot_name().to_owned(), built.digest.clone());
        self.recorder.intend(Change::NameContent { slot, digest: digest.clone() }).await?;
        let named =
            bring.side.scm.write_release_entry(built_json(&digest, &bring.package.digest)).await.map(|()| Accepted {});
        self.recorder.did(Came::NameContent(Tried::of(&named, ToString::to_string))).await;
        named.map_err(|error| unread(format!("its name could not be written: {error}")))?;
        self.recorder.note(|record| {
            record.digest = Some(digest.clone());
            if let Some(build) = &mut record.package.build {
                build.files = Some(files);
            }
        });
        self.recorder.say(&format!("Azure built {}, content {}", number_of(files, "file"), built.digest.short()));
        Ok(built)
    }

    async fn read_back(&self, bring: &Bring<'_>) -> Result<ReadBack, String> {
        const TRIES: u32 = 3;
        let mut why = String::new();
        for attempt in 0..TRIES {
            if attempt > 0 {
                self.setup.pace.sleep(PAUSE).await;
            }
            tracing::info!(target: PROGRESS, "reading back what Azure built");
            let zip = bring.side.scm.wwwroot().await.map_err(|error| error.to_string())?;
            match off_runtime(move || ReadBack::of(&zip, is_cache)).await {
                Ok(read) => return Ok(read),
                // Kudu has said 200 before it reads the files, so that what fails then breaks its answer off.
                Err(error) => why = error,
            }
        }
        Err(why)
    }
}

fn unread(why: String) -> Stop {
    let sentence = format!("what Azure built in the slot could not be read back, so its digest is unknown: {why}");
    let problem = Problem::new(Code::BUILD_UNREAD, sentence)
        .hint("nothing was swapped: run the job again, or build in the job and release without `build: remote`");
    Stop::new(Outcome::Aborted, problem)
}
