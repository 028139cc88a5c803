use std::collections::VecDeque;

use time::OffsetDateTime;

/// How much a token may ask (facts: github-rest).
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests an hour.
    pub hourly: u32,
    /// Points a minute: a read is one, a write is five.
    pub points_a_minute: u32,
    /// Things made a minute.
    pub made_a_minute: u32,
    /// Things made an hour.
    pub made_an_hour: u32,
    /// The status that says no to too much; GitHub uses 403 and 429 alike.
    pub refused_with: u16,
    /// How many requests of this hour were counted.
    pub used: u32,
    /// When the count begins anew.
    pub resets: Option<OffsetDateTime>,
    /// What was asked lately, oldest first.
    pub recent: VecDeque<Spent>,
}

/// One request, as it counts.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    /// When.
    pub at: OffsetDateTime,
    /// Its points.
    pub points: u32,
    /// Whether it made something that people are told about.
    pub makes: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hourly: 1_000,
            points_a_minute: 900,
            made_a_minute: 80,
            made_an_hour: 500,
            refused_with: 403,
            used: 0,
            resets: None,
            recent: VecDeque::new(),
        }
    }
}
