use super::{Law, TUNED};

/// Clients repeat what failed, up to three times: errors hang together, and an episode multiplies requests.
pub const RETRIES: Law = Law { name: "retries", repeats: 3, ..TUNED };
