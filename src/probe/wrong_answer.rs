use super::masked::Masked;
use crate::http::Response;
use crate::record::WrongAnswer;

/// More of a body is not shown.
const LONGEST: usize = 500;
/// The headers by which logs know a request, the platform's first.
const IDS: [&str; 4] = ["x-ms-request-id", "x-correlation-id", "request-id", "traceparent"];

/// What a report shows of a wrong answer.
pub(super) fn wrong_answer(response: &Response, masked: &Masked<'_>) -> WrongAnswer {
    // Masked before it is cut: half a secret would not be recognised.
    let shown = |text: &str| masked.text(text.trim()).replace("\r\n", "\n");
    let mut body = shown(&response.text());
    let end = (0..=LONGEST.min(body.len())).rev().find(|at| body.is_char_boundary(*at)).unwrap_or(0);
    let is_cut = end < body.len();
    body.truncate(end);
    let id = IDS.into_iter().find_map(|name| response.header(name)).map(shown);
    WrongAnswer { status: status(response), body, is_cut, correlation_id: id.filter(|id| id.len() < 100) }
}

/// The status line, without words where the number has none.
fn status(response: &Response) -> String {
    let words = response.status.canonical_reason().map(|words| format!(" {words}")).unwrap_or_default();
    format!("{}{words}", response.status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Observed, Redactor, Secret};
    use http::{HeaderMap, StatusCode};
    use std::time::Duration;

    fn response(body: &str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert("x-ms-request-id", "abc-123".parse().unwrap());
        Response {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            headers,
            body: body.to_owned().into(),
            url: "https://app.test/a".parse().unwrap(),
            observed: Observed { attempts: 1, first_byte: Duration::ZERO, total: Duration::ZERO },
        }
    }

    #[test]
    fn the_beginning_of_a_wrong_answer_is_shown_without_secrets_and_with_its_id() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("hunter2-hunter2".to_owned()));
        let shown = wrong_answer(
            &response(&format!("{}hunter2-hunter2", "é".repeat(245))),
            &Masked::new(&redactor, Vec::new()),
        );
        assert_eq!(
            (shown.status.as_str(), shown.correlation_id.as_deref()),
            ("500 Internal Server Error", Some("abc-123"))
        );
        assert!(!shown.body.contains("hunter"), "{}", shown.body);
        let long = wrong_answer(&response(&"é".repeat(400)), &Masked::new(&redactor, Vec::new()));
        assert_eq!((long.body.len(), long.is_cut), (500, true));
        let sent = Masked::new(&redactor, vec!["own-header-value".to_owned()]);
        assert_eq!(wrong_answer(&response("you sent own-header-value"), &sent).body, "you sent ***");
        assert!(!wrong_answer(&response("down"), &sent).is_cut);
    }
}
