/// What the control plane tells of a swap while it goes on. No source says that it always tells the same, so a world can tell
/// less than the recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SwapTelling {
    /// `inProgressOperationId` stays null.
    pub hides_operations: bool,
    /// `slotSwapStatus` is written when the whole operation is over, and not when routing is switched.
    pub stamps_at_the_end: bool,
}
