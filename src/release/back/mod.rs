//! Gives production back what it served before.

mod on_request;
mod past;
mod restored;
mod rollback;
mod settings_then;

pub(super) use past::Past;
pub(super) use rollback::Promoted;
pub(super) use settings_then::SettingsThen;
