//! Which texts of a probe may be secrets. A configuration cannot read any, but a workflow puts the input `probes` together
//! from them, and what a request sends may be one in either place.

use http::HeaderName;
use serde_json::Value;

use super::{Expectation, Predicate, Probe, Release};

/// Shorter texts occur in ordinary words, and no secret that deserves the name is so short.
const SHORTEST: usize = 8;
/// Headers that say what a message is, and never who sends it.
const USUAL: [&str; 3] = ["accept", "content-type", "user-agent"];

impl Probe {
    /// The texts that are not shown where an answer is: what the request sends, and what the input `probes` expects.
    pub fn hidden_texts(&self, release: &Release) -> Vec<String> {
        let path = self.request.path.fill(release);
        let query = path.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let values = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| value.to_owned());
        let headers = self.request.headers.iter().filter(|(name, _)| !is_usual(name));
        let mut hidden: Vec<String> = values.chain(headers.map(|(_, value)| value.fill(release))).collect();
        if let Some(body) = &self.request.body {
            collect_texts(body, &mut hidden);
        }
        hidden.extend(self.expected_texts());
        let own = [release.commit.as_str(), release.digest.as_str()];
        hidden.retain(|text| !own.contains(&text.as_str()));
        hidden
    }

    /// The texts that the input `probes` expects and that may be secrets: of some length, and not a single word.
    pub(super) fn expected_texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for expectation in self.expect.iter().filter(|_| self.is_from_input) {
            match expectation {
                Expectation::Header(name, predicate) if !is_usual(name) => own_texts(predicate, &mut texts),
                Expectation::Body(predicate) => own_texts(predicate, &mut texts),
                Expectation::Json { text, predicate, .. } => {
                    texts.extend(compared_with(text));
                    own_texts(predicate, &mut texts);
                }
                Expectation::Header(..) | Expectation::Status(_) | Expectation::Latency(_) => {}
            }
        }
        texts.retain(|text| text.len() >= SHORTEST && !text.bytes().all(|byte| byte.is_ascii_alphabetic()));
        texts
    }
}

fn is_usual(name: &HeaderName) -> bool {
    USUAL.contains(&name.as_str())
}

/// What a predicate compares with, without the facts of the release.
fn own_texts(predicate: &Predicate, texts: &mut Vec<String>) {
    match predicate {
        Predicate::EqualsText(text) | Predicate::Contains(text) | Predicate::NotContains(text) => {
            texts.extend(text.own_parts().map(str::to_owned));
        }
        Predicate::Equals(value) => collect_texts(value, texts),
        Predicate::Matches(regex) | Predicate::NotMatches(regex) => texts.push(regex.as_str().to_owned()),
        Predicate::AtLeast(_) | Predicate::AtMost(_) | Predicate::Exists(_) | Predicate::Count(_) => {}
    }
}

/// The texts in quotes of a JSONPath, but for names of members in brackets.
fn compared_with(path: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = path;
    while let Some(at) = rest.find(['\'', '"']) {
        let (before, from) = rest.split_at(at);
        let quote = from.chars().next().unwrap_or_default();
        let inside = from.get(1..).unwrap_or_default();
        let end = inside.find(quote).unwrap_or(inside.len());
        if !before.trim_end().ends_with('[') {
            found.push(inside.get(..end).unwrap_or_default().to_owned());
        }
        rest = inside.get(end + 1..).unwrap_or_default();
    }
    found
}

fn collect_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| collect_texts(one, texts)),
        Value::Object(all) => all.values().for_each(|one| collect_texts(one, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Release, parse_file, parse_inline};

    const EXPECTS: &str = r#"- name: a
  request: { path: /a, headers: { accept: application/json } }
  expect:
    headers: { content-type: application/json, x-echo: "echo-4711-token" }
    body: { contains: "of ${release.commit} and half-a-secret", not_matches: "p4ttern-of-mine" }
    json:
      - { path: "$.status", equals: Unavailable }
      - { path: "$['some-member'].all[?@.key == 'k3y-in-a-path']", count: 1 }
      - { path: "$.deep", equals: { of: ["deep-5ecret"] } }
"#;

    #[test]
    fn an_expected_text_of_the_input_is_hidden_unless_it_is_a_word_or_a_kind_of_content() {
        let release = Release { digest: "d1".into(), commit: "0123456789abcdef".into() };
        let inline = parse_inline(EXPECTS).unwrap();
        let mut hidden = inline.checks[0].hidden_texts(&release);
        hidden.sort();
        let expected = [" and half-a-secret", "deep-5ecret", "echo-4711-token", "k3y-in-a-path", "p4ttern-of-mine"];
        assert_eq!(hidden, expected);
    }

    #[test]
    fn what_the_file_in_the_repository_expects_is_no_secret() {
        let file =
            format!("probes:\n  checks:\n{}", EXPECTS.replace("- name", "    - name").replace("\n  ", "\n      "));
        let file = parse_file(&file, &[]).unwrap();
        assert_eq!(file.probes.checks[0].hidden_texts(&Release::default()), [""; 0]);
    }
}
