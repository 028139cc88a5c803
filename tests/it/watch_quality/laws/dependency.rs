use super::{Law, TUNED, episodes};

/// A dependency is deployed eight times a day, and is gone or half gone for 30 to 60 seconds; it comes on top of the usual
/// episodes.
pub const DEPENDENCY: Law = Law {
    name: "dependency",
    episodes: |chance| {
        let mut all = (TUNED.episodes)(chance);
        all.extend(episodes(chance, 8.0, (30.0, 60.0), (0.1, 1.0)));
        all
    },
    ..TUNED
};
