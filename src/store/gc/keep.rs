/// What is kept although nothing needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// So many releases of each repository, the newest.
    pub last: usize,
    /// Everything that is younger than so many days; one day at least.
    pub days: u32,
}
