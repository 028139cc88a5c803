//! Users that come by themselves.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::state::{Place, Rhythm, Users};

/// Users that ask one path of one side again and again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UsersPart {
    /// The app.
    pub app: String,
    /// Its slot; production when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The path.
    pub path: String,
    /// How often.
    pub rhythm: RhythmPart,
}

/// How requests are spread over time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RhythmPart {
    /// So many a minute, evenly.
    PerMinute(f64),
    /// So many within ten seconds, each five minutes.
    Burst(u32),
    /// So many a minute at noon, few at midnight.
    AtNoon(f64),
}

/// These users, from now on.
pub(super) fn build(part: &UsersPart, now: OffsetDateTime) -> Users {
    let rhythm = match part.rhythm {
        RhythmPart::PerMinute(per_minute) => Rhythm::Quiet { per_minute },
        RhythmPart::Burst(each) => Rhythm::Bursts { each },
        RhythmPart::AtNoon(at_noon) => Rhythm::Daily { at_noon },
    };
    let place = Place::new(&part.app, part.slot.as_deref());
    Users { place, path: part.path.clone(), rhythm, next: now, held: Vec::new() }
}

/// Says a group of them.
pub(super) fn say(users: &Users) -> UsersPart {
    let rhythm = match users.rhythm {
        Rhythm::Quiet { per_minute } => RhythmPart::PerMinute(per_minute),
        Rhythm::Bursts { each } => RhythmPart::Burst(each),
        Rhythm::Daily { at_noon } => RhythmPart::AtNoon(at_noon),
    };
    UsersPart { app: users.place.app.clone(), slot: users.place.slot.clone(), path: users.path.clone(), rhythm }
}
