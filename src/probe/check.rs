use std::time::Duration;

use super::ask::{Asker, CannotAsk};
use super::assertion::judge;
use crate::config::Check;
use crate::http::Response;
use crate::record::{Assertion, ProbePhase, ProbeResult, ProbeVerdict};

/// A question is asked again this often when no answer came, or one that only a front end gives.
const TRIES: u32 = 3;
const WAIT: Duration = Duration::from_secs(2);
/// Longer values are cut in reports.
const LONGEST: usize = 200;

/// Asks a check and judges the answer. What changes something is asked once; everything else again
/// when the network or a front end stood in the way, and the result says how often.
pub async fn run_check(asker: &Asker, check: &Check, phase: ProbePhase) -> ProbeResult {
    let is_safe = matches!(check.request.method, "GET" | "HEAD" | "OPTIONS");
    let mut attempts = 1;
    loop {
        let answer = asker.ask(check).await;
        let again = is_safe && attempts < TRIES && was_in_the_way(&answer, asker, check);
        if !again {
            return result(asker, check, phase, attempts, answer);
        }
        asker.pace().sleep(WAIT).await;
        attempts += 1;
    }
}

fn was_in_the_way(answer: &Result<Response, CannotAsk>, asker: &Asker, check: &Check) -> bool {
    match answer {
        Err(error) => error.is_transient(),
        // When such a status is just what the check expects, it is an answer like any other.
        Ok(response) => {
            matches!(response.status.as_u16(), 429 | 502 | 503 | 504)
                && assertions(asker, check, response).iter().any(|assertion| !assertion.held)
        }
    }
}

fn assertions(asker: &Asker, check: &Check, response: &Response) -> Vec<Assertion> {
    check.expect.iter().map(|expectation| judge(expectation, response, asker.release())).collect()
}

fn result(
    asker: &Asker,
    check: &Check,
    phase: ProbePhase,
    attempts: u32,
    answer: Result<Response, CannotAsk>,
) -> ProbeResult {
    let request = format!("{} {}", check.request.method, check.request.path.fill(asker.release()));
    let mut result = ProbeResult {
        name: check.name.clone(),
        phase,
        severity: check.severity,
        verdict: ProbeVerdict::CouldNotAsk,
        // Values of a query may be secrets that the configuration carries.
        request: request.split('?').next().unwrap_or(&request).to_owned(),
        attempts,
        latency_ms: None,
        assertions: Vec::new(),
        error: None,
    };
    match answer {
        Err(error) => result.error = Some(asker.redactor().foreign(&error.words()).into_owned()),
        Ok(response) => {
            let total = response.observed.total;
            result.latency_ms = u64::try_from(total.as_millis()).ok();
            result.assertions = assertions(asker, check, &response);
            for assertion in &mut result.assertions {
                // Hidden first and cut afterwards: half a secret is not recognised any more.
                assertion.actual = shortened(&asker.redactor().foreign(&assertion.actual));
                assertion.expected = shortened(&assertion.expected);
            }
            result.verdict = if result.assertions.iter().any(|assertion| !assertion.held) {
                ProbeVerdict::Failed
            } else if check.slow.is_some_and(|slow| total > slow) {
                ProbeVerdict::Slow
            } else {
                ProbeVerdict::Passed
            };
        }
    }
    result
}

/// `text` in one line, as far as a report shows it.
fn shortened(text: &str) -> String {
    let flat = text.replace(['\n', '\r'], " ");
    match flat.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &flat[..at]),
        None => flat,
    }
}
