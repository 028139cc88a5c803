use crate::azure::AzureError;
use crate::judge::SettingsSince;
use crate::record::SettingsMark;

/// The settings of both sides right after a swap.
#[derive(Debug, Clone)]
pub enum SettingsThen {
    /// They were read.
    Marked(SettingsMark),
    /// This identity may not read them.
    NoRight,
    /// They could not be read.
    Unread,
    /// A run that was cut short had found them so, and announced its swap back.
    FoundUnchanged,
}

impl SettingsThen {
    /// By the answer that came in time, if one did.
    pub(super) fn of(read: Option<Result<SettingsMark, AzureError>>) -> Self {
        match read {
            Some(Ok(mark)) => Self::Marked(mark),
            Some(Err(error)) if error.is_forbidden() => Self::NoRight,
            Some(Err(_)) | None => Self::Unread,
        }
    }

    /// What was read.
    pub(super) fn mark(&self) -> Option<&SettingsMark> {
        match self {
            Self::Marked(mark) => Some(mark),
            Self::NoRight | Self::Unread | Self::FoundUnchanged => None,
        }
    }

    /// Whether they are still so, by what is read now.
    pub(super) fn since(&self, now: Option<&SettingsMark>) -> SettingsSince {
        match (self, now) {
            (Self::Marked(then), Some(now)) if then.digest == now.digest => SettingsSince::Unchanged,
            (Self::Marked(_), Some(_)) => SettingsSince::Changed,
            (Self::Marked(_), None) | (Self::Unread, _) => SettingsSince::Unread,
            (Self::NoRight, _) => SettingsSince::NoRight,
            (Self::FoundUnchanged, _) => SettingsSince::Unchanged,
        }
    }
}
