use std::time::Duration;

use super::ask::{Asker, CannotAsk};
use super::assertion::judge;
use super::masked::Masked;
use super::wrong_answer::wrong_answer;
use crate::config::Probe;
use crate::http::Response;
use crate::record::{Assertion, Heard, ProbePhase, ProbeResult, ProbeVerdict};

/// The number of retries without an answer, or with one that only a front end gives.
const TRIES: u32 = 3;
const WAIT: Duration = Duration::from_secs(2);
/// Longer values are cut in reports.
const LONGEST: usize = 200;

/// Sends a probe and judges the answer. A request that changes something is sent once; others are repeated when the network
/// or a front end prevented an answer, and the result has the number of attempts.
pub async fn run_probe(asker: &Asker, probe: &Probe, phase: ProbePhase) -> ProbeResult {
    let is_safe = probe.request.method.is_safe();
    let mut attempts = 1;
    loop {
        let answer = asker.ask(probe).await;
        let again = is_safe && attempts < TRIES && was_in_the_way(&answer, asker, probe);
        if !again {
            return result(asker, probe, phase, attempts, answer);
        }
        asker.pace().sleep(WAIT).await;
        attempts += 1;
    }
}

/// Sends a probe once, whatever comes of it.
pub async fn ask_once(asker: &Asker, probe: &Probe, phase: ProbePhase) -> ProbeResult {
    result(asker, probe, phase, 1, asker.ask(probe).await)
}

fn was_in_the_way(answer: &Result<Response, CannotAsk>, asker: &Asker, probe: &Probe) -> bool {
    match answer {
        Err(error) => error.is_transient(),
        // When such a status is just what the probe expects, it is an answer like any other.
        Ok(response) => {
            matches!(response.status.as_u16(), 429 | 502 | 503 | 504)
                && assertions(asker, probe, response).iter().any(|assertion| !assertion.held)
        }
    }
}

/// What came back.
pub fn heard(answer: &Result<Response, CannotAsk>) -> Heard {
    match answer {
        Ok(response) => Heard::Answer(response.status.as_u16()),
        Err(error) if error.is_silence() => Heard::Silence,
        Err(_) => Heard::Nothing,
    }
}

fn assertions(asker: &Asker, probe: &Probe, response: &Response) -> Vec<Assertion> {
    probe.expect.iter().map(|expectation| judge(expectation, response, asker.release())).collect()
}

fn result(
    asker: &Asker,
    probe: &Probe,
    phase: ProbePhase,
    attempts: u32,
    answer: Result<Response, CannotAsk>,
) -> ProbeResult {
    let mut result = ProbeResult {
        name: probe.name.clone(),
        phase,
        severity: probe.severity,
        verdict: ProbeVerdict::CouldNotAsk,
        request: asker.shown(probe),
        attempts,
        latency_ms: None,
        assertions: Vec::new(),
        error: None,
        heard: heard(&answer),
        answer: None,
        too_large: matches!(&answer, Err(error) if error.is_too_large()),
    };
    let masked = Masked::of(asker, probe);
    match answer {
        Err(error) => result.error = Some(masked.text(&error.words())),
        Ok(response) => {
            let total = response.observed.total;
            result.latency_ms = u64::try_from(total.as_millis()).ok();
            result.assertions = assertions(asker, probe, &response);
            for assertion in &mut result.assertions {
                // Masked before it is cut: half a secret would not be recognised.
                assertion.actual = shortened(&masked.text(&assertion.actual));
                assertion.expected = shortened(&masked.text(&assertion.expected));
                assertion.subject = masked.text(&assertion.subject);
            }
            let is_wrong = result.assertions.iter().any(|assertion| !assertion.held);
            result.answer = is_wrong.then(|| wrong_answer(&response, &masked));
            result.verdict = if is_wrong {
                ProbeVerdict::Failed
            } else if probe.slow.is_some_and(|slow| total > slow) {
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
