//! Checks of what this identity may do.

pub(super) mod production_readable;
pub(super) mod rights_suffice;
