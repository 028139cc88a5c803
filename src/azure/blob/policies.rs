//! How the operations on blobs are sent.

use std::time::Duration;

use crate::http::Policy;

/// A block is given up when less than this many bytes of it arrive in a second: eight at a time share a slow link.
const SLOWEST: u64 = 8 * 1024;

/// The code of a refusal by a service that cannot do what is asked at all.
const NOT_SUPPORTED: &str = "FeatureNotSupported";

/// A read. The service is consistent: that something is missing needs no second look. Of rights its front ends hear at
/// different times.
pub(super) fn read() -> Policy {
    Policy::safe().doubting(&[403])
}

/// A read of the container, which is there when anything is.
pub(super) fn read_container() -> Policy {
    Policy::safe()
}

/// A block: the same bytes under the same id, however often they arrive.
pub(super) fn block(length: u64) -> Policy {
    let attempt = Duration::from_secs(60 + length / SLOWEST);
    Policy::idempotent().attempt(attempt).within(attempt * 3)
}

/// A block that the service reads itself. Its refusal says which other way to take, and is taken at its word.
pub(super) fn block_from_url() -> Policy {
    let patience = Policy::idempotent().attempt(Duration::from_secs(300)).within(Duration::from_secs(900));
    // The emulator says so with a 500.
    patience.doubting(&[]).decided_by(NOT_SUPPORTED)
}

/// What makes a blob or replaces one: carried out once, and read back when the answer is lost. Nothing has to be there before it
/// but the container, so a refusal is final when it comes twice.
pub(super) fn make() -> Policy {
    Policy::default().doubting(&[403, 404])
}

/// What changes or deletes a blob that is there: carried out once, and read back when the answer is lost.
pub(super) fn change() -> Policy {
    Policy::default().doubting(&[403])
}
