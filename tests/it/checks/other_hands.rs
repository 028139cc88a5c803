//! Other tools that would undo a release.

use super::Row;

pub const ROWS: &[Row] = &[];
