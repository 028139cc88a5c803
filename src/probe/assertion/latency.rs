use std::time::Duration;

use crate::config::show_duration;
use crate::http::Response;
use crate::record::Assertion;

pub(super) fn judge(max: Duration, response: &Response) -> Assertion {
    let total = response.observed.total;
    Assertion {
        subject: "latency".to_owned(),
        expected: format!("is at most {}", show_duration(max)),
        actual: show_duration(total),
        type_mismatch: false,
        held: total <= max,
    }
}
