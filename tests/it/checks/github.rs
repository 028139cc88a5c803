//! The GitHub side.

use super::Row;

pub const ROWS: &[Row] = &[];
