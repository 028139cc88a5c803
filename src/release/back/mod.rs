//! Gives production back what it served before.

mod on_request;
mod past;
mod restored;
mod rollback;

pub(super) use past::Past;
pub(super) use rollback::{Promoted, SettingsThen};
