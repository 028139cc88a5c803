/// Whether a switch is off, which is what a world file means when it does not name it.
pub(super) fn is_false(value: &bool) -> bool {
    !value
}

/// Whether a value need not be said, being as when nothing is said.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
