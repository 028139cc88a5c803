use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use crate::azure::{Side, measured};
use crate::judge::{FilesVerdict, choose_sample, judge_files};
use crate::package::Package;
use crate::record::{ContentProof, FileList, StampOnly};
use crate::release::run::Run;

/// So many files are read back of a package; all of them where the release is strict, up to a number that ends in time.
const SAMPLE: usize = 4;
const MOST: usize = 200;
/// So many are read back at the same time.
const AT_ONCE: usize = 8;
/// Larger files are not read back.
const LARGEST: u64 = 8 * 1024 * 1024;
/// What could not be read by then counts as unread.
const PATIENCE: Duration = Duration::from_secs(120);

/// What was seen of the files of a side that bears the stamp of a package.
pub struct SeenFiles {
    /// What they say.
    pub verdict: FilesVerdict,
    /// All of them, or why they could not be listed.
    pub list: Result<FileList, String>,
}

impl Run {
    /// Reads back the files of a side and compares them with the package.
    pub async fn see_files(&self, side: &Side, package: &Package) -> SeenFiles {
        let pace = self.setup.pace;
        if package.contents.is_empty() {
            let list = measured(side.scm.files()).await.map_err(|error| error.to_string());
            return SeenFiles { verdict: FilesVerdict::Fit(ContentProof::Stamp { because: StampOnly::NoList }), list };
        }
        let seeing = async {
            let list = measured(side.scm.files()).await.map_err(|error| error.to_string())?;
            let most = if self.setup.options.strict { MOST } else { SAMPLE };
            let sample = choose_sample(&package.contents, &list, &package.digest, most);
            let readings = sample.into_iter().filter(|file| file.size <= LARGEST).map(|file| async {
                let digest = measured(side.scm.digest_of(&file.name)).await.ok().flatten();
                (file.name.as_str(), digest)
            });
            let read: BTreeMap<_, _> = stream::iter(readings).buffer_unordered(AT_ONCE).collect().await;
            Ok((judge_files(&package.contents, &list, &read), list))
        };
        match pace.within(PATIENCE, Box::pin(seeing)).await {
            Some(Ok((verdict, list))) => SeenFiles { verdict, list: Ok(list) },
            unseen => {
                let why = unseen.and_then(Result::err).unwrap_or_else(|| "they were not listed in time".to_owned());
                let verdict = FilesVerdict::Fit(ContentProof::Stamp { because: StampOnly::NotListed });
                SeenFiles { verdict, list: Err(why) }
            }
        }
    }
}
