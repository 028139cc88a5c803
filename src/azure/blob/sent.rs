/// How much was sent to a container.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Requests, repetitions included.
    pub requests: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
}
