//! Identities of both sides, and their roles.

use super::Row;

pub const ROWS: &[Row] = &[];
