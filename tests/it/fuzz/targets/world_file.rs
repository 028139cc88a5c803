use rehearsal::world_file::{build, read, write};
use time::OffsetDateTime;

/// A description of a world. What is read can be built, and is the same when it is written and read again.
pub fn run(data: &[u8]) {
    let Ok(description) = read(&String::from_utf8_lossy(data)) else { return };
    build(&description, "sim.test", OffsetDateTime::UNIX_EPOCH);
    let written = write(&description).expect("what was read can be written");
    let again = read(&written).expect("what was written can be read");
    assert_eq!(write(&again).expect("and written again"), written);
}
