use std::time::Duration;

use super::stop::Stop;
use crate::azure::AzureError;
use crate::http::{Growing, Pace};
use crate::record::{Outcome, Problem};

const LONGEST_POLL: Duration = Duration::from_secs(5);

/// Repeats a read until its condition holds, for at most `limit`; then it ends with the error of the last read, or with
/// `otherwise` when that succeeded.
pub(crate) async fn wait_until(
    pace: Pace,
    limit: Duration,
    mut is_so: impl AsyncFnMut() -> Result<bool, AzureError>,
    otherwise: impl FnOnce() -> Problem,
) -> Result<(), Stop> {
    let end = pace.now() + limit;
    let mut polls = Growing::to(LONGEST_POLL);
    loop {
        match is_so().await {
            Ok(true) => return Ok(()),
            Err(error) if pace.now() > end => return Err(Stop::aborted(&error)),
            Ok(false) if pace.now() > end => return Err(Stop::new(Outcome::Aborted, otherwise())),
            _ => pace.sleep(polls.wait()).await,
        }
    }
}
