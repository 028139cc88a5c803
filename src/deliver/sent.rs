/// What went over the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Bytes of the package that were sent.
    pub bytes: u64,
    /// Bytes of the package that were there already.
    pub reused: u64,
    /// Requests that the transfer took.
    pub requests: u64,
}
