use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::{Place, Recent};

/// What users ask, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Traffic {
    /// Groups of users that come by themselves.
    pub users: Vec<Users>,
    hits: BTreeMap<Place, Recent<Hit>>,
    drawn: u32,
}

/// One request that reached a side's front end, whoever made it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// When it arrived.
    pub at: OffsetDateTime,
    /// The status it was answered with.
    pub status: u16,
    /// How long that took.
    pub took: Duration,
}

/// Users that ask one path of one side again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Users {
    /// What they ask.
    pub place: Place,
    /// The path.
    pub path: String,
    /// How often.
    pub rhythm: Rhythm,
    /// When the next one comes.
    pub next: OffsetDateTime,
    /// Those who wait for a host that starts.
    pub held: Vec<OffsetDateTime>,
}

/// How requests are spread over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rhythm {
    /// Evenly.
    Quiet {
        /// Requests a minute.
        per_minute: f64,
    },
    /// Ten seconds of many, five minutes apart, and nothing between.
    Bursts {
        /// Requests in each burst.
        each: u32,
    },
    /// Many at noon, few at midnight (UTC).
    Daily {
        /// Requests a minute at noon.
        at_noon: f64,
    },
}

impl Traffic {
    /// A number below a hundred for each request that rules route: each of them once in a hundred, well mixed.
    pub fn draw(&mut self) -> f64 {
        self.drawn = (self.drawn + 37) % 100;
        f64::from(self.drawn)
    }

    /// Remembers a request.
    pub fn note(&mut self, place: &Place, hit: Hit) {
        self.hits.entry(place.clone()).or_default().keep(hit);
    }

    /// The requests that reached one side, oldest first.
    pub fn hits(&self, place: &Place) -> impl Iterator<Item = &Hit> {
        self.hits.get(place).into_iter().flat_map(Recent::iter)
    }
}
