/// Whether a switch is off, which is what a world file means when it does not name it.
pub(super) fn is_false(value: &bool) -> bool {
    !value
}
