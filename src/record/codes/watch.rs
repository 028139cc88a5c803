use super::{Code, codes};

codes! {
    PRODUCTION_UNHEALTHY: "production-unhealthy" {
        title: "Production was unhealthy after the swap",
        why: "A rule of the watch was broken for longer than its budget allows; the report says which one and by what. \
              Production gets back what it served before, unless a guard forbids that.",
        fix: "The slot holds the release that was rolled back: look at it there, and release a correction.",
    }
    UNWATCHED: "unwatched" {
        title: "The swap was made, but the watch did not finish",
        why: "The run was cut short after the swap, and its recovery could not measure production long enough.",
        fix: "Look at production yourself. The report gives the command that swaps back.",
    }
    WATCH_CUT_SHORT: "watch-cut-short" {
        title: "Production was healthy, but watched for less than the whole window",
        why: "The run was cut short after the swap. Its recovery watched production for the time that was left.",
        fix: "Look at production yourself if the shorter time is not enough for you.",
    }
}
