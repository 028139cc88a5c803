use std::sync::{Arc, Mutex};

use super::log::Log;
use super::release_file::ReleaseFile;
use super::{Journal, Observer, OwnDeployment, OwnStored};
use crate::report::EvidencePlace;
use crate::runner::Console;

/// Everyone who hears of the events of a run, in the order in which they hear of them. A further one is a file and a line
/// here.
pub(super) fn observers(
    journal: Option<Journal>,
    console: &Console,
    deployment: &Arc<OwnDeployment>,
    stored: &Arc<OwnStored>,
) -> Vec<Arc<dyn Observer>> {
    let place = journal
        .as_ref()
        .and_then(|journal| Some(EvidencePlace { folder: journal.folder()?.to_owned(), key: journal.key().clone() }));
    let release_file = place.map(|place| ReleaseFile::new(place, console.redactor().clone()));
    let mut all: Vec<Arc<dyn Observer>> = Vec::new();
    // The record before the line of the journal: whoever finds both after a kill knows at least what the journal says.
    all.extend(release_file.map(|file| Arc::new(file) as Arc<dyn Observer>));
    all.extend(journal.map(|journal| Arc::new(Mutex::new(journal)) as Arc<dyn Observer>));
    all.push(Arc::new(Log::new(console.clone())));
    // What decides is told first.
    all.push(stored.clone());
    all.push(deployment.clone());
    all
}
