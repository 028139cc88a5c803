//! The keys of `watch:`.

use super::super::shape::{Form, Mapping, Shape, key, mapping};
use super::forms::DURATION;

const MODE: Shape = Shape::Choice(&["enforce", "observe", "off"]);
const MODE_HELP: &str = "what the rule may cause: `enforce`, `observe` (reported, changes nothing) or `off`";
const SHARE: Form = Form {
    what: "a percentage such as 2% or 0.5%",
    pattern: r"^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)\s*%$",
    not: Some(r"^[0.]+\s*%$"),
    takes_numbers: false,
    // The reader of the rule says what is wrong.
    check: |_| Ok(()),
    examples: &["2%", "0.5%"],
};

pub(in crate::config) const RULE: Mapping = mapping("the rule", &[&[key("mode", MODE, MODE_HELP).required()]]);
pub(in crate::config) const ERRORS: Mapping = mapping(
    "`errors`",
    &[&[
        key("mode", MODE, MODE_HELP),
        key("rate", Shape::Form(&SHARE), "a smaller share of errors is tolerated"),
        key("times_baseline", Shape::AtLeast(1.0), "so is less than this multiple of the usual share"),
        key("count", Shape::Whole(1), "fewer errors are tolerated"),
        key("readings", Shape::Whole(1), "the longest burst of errors, in readings of ten seconds"),
    ]],
);
pub(in crate::config) const LATENCY: Mapping = mapping(
    "`latency`",
    &[&[
        key("mode", MODE, MODE_HELP),
        key("times_baseline", Shape::AtLeast(1.0), "so many times as slow as usual"),
        key("slower_by", Shape::Form(&DURATION), "and slower by so much"),
        key("requests", Shape::Whole(1), "with fewer requests nothing is concluded"),
    ]],
);
pub(in crate::config) const SILENCE: Mapping = mapping(
    "`silence`",
    &[&[
        key("mode", MODE, MODE_HELP),
        key("per_minute", Shape::Whole(1), "an app with fewer requests a minute is often silent"),
    ]],
);
pub(in crate::config) const EXECUTIONS: Mapping = mapping(
    "`executions`",
    &[&[
        key("mode", MODE, MODE_HELP),
        key("times", Shape::Whole(1), "at so many different times a function has to fail"),
    ]],
);
pub(in crate::config) const BUDGETS: Mapping = mapping(
    "`budgets`",
    &[&[
        key("failures", Shape::Whole(1), "so many failed checks in a row are unhealthy"),
        key("inconclusive", Shape::Whole(1), "so many checks without a clear answer are inconclusive"),
        key("errors", Shape::Whole(1), "so many checks that could not be made are an error"),
    ]],
);
/// `watch:`
pub(in crate::config) const WATCH: Mapping = mapping(
    "`watch`",
    &[&[
        key("probes", Shape::Keys(&RULE), "the critical probes of production"),
        key("host", Shape::Keys(&RULE), "the state of the Functions host"),
        key("content", Shape::Keys(&RULE), "what production runs"),
        key("functions", Shape::Keys(&RULE), "the set of production's functions"),
        key("errors", Shape::Keys(&ERRORS), "users' requests that fail"),
        key("latency", Shape::Keys(&LATENCY), "how long users' requests take"),
        key("silence", Shape::Keys(&SILENCE), "no requests where there were some"),
        key("executions", Shape::Keys(&EXECUTIONS), "executions of functions that events start"),
        key("budgets", Shape::Keys(&BUDGETS), "how many bad checks in a row decide"),
        key("unhealthy_before", MODE, "what a production that is unhealthy before the swap may cause"),
    ]],
);
