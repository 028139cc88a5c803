use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use url::Url;

use super::Secret;

/// Shorter values are not redacted: they occur in ordinary words.
const SHORTEST: usize = 8;
const MARK: &str = "***";

/// Knows every secret that this run has seen and removes them from everything that is written.
///
/// Two sets: `credentials` (tokens, keys) are removed from everything; `settings` (values of app settings, which may be as
/// harmless as a host name) only from foreign text, where an app may have printed them.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    credentials: BTreeSet<String>,
    settings: BTreeSet<String>,
}

impl Redactor {
    /// Stores a credential, with each of its lines and its percent-encoded form.
    pub fn learn(&self, secret: &Secret) {
        let Ok(mut known) = self.known.write() else {
            return;
        };
        for form in forms(secret.expose()) {
            known.credentials.insert(form);
        }
    }

    /// Stores the value of an app setting, and the parts of a connection string.
    pub fn learn_setting(&self, secret: &Secret) {
        let Ok(mut known) = self.known.write() else {
            return;
        };
        let value = secret.expose();
        for form in forms(value) {
            known.settings.insert(form);
        }
        for (_, part) in value.split(';').filter_map(|part| part.split_once('=')) {
            known.settings.extend(forms(part));
        }
    }

    /// `text` without any credential.
    pub fn own<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Ok(known) = self.known.read() else {
            return Cow::Borrowed(MARK);
        };
        without(text, known.credentials.iter())
    }

    /// Foreign `text` without any credential or setting value.
    pub fn foreign<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Ok(known) = self.known.read() else {
            return Cow::Borrowed(MARK);
        };
        without(text, known.credentials.iter().chain(known.settings.iter()))
    }
}

fn forms(value: &str) -> Vec<String> {
    let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    value
        .lines()
        .map(str::trim)
        .chain([value, encoded.as_str()])
        .filter(|form| form.len() >= SHORTEST)
        .map(str::to_owned)
        .collect()
}

fn without<'a, 's>(text: &'a str, secrets: impl Iterator<Item = &'s String>) -> Cow<'a, str> {
    let mut found: Vec<&str> = secrets.filter(|s| text.contains(s.as_str())).map(String::as_str).collect();
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    // A secret that contains another one goes first, or its rest would stay behind.
    found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    Cow::Owned(found.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MARK)))
}

/// `url` as it may be shown: no user, no password, no fragment, and of the query only the names.
pub fn shown_url(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_fragment(None);
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    let names: Vec<String> = url
        .query_pairs()
        .map(|(name, value)| match name.as_ref() {
            "api-version" => format!("{name}={value}"),
            _ => format!("{name}=…"),
        })
        .collect();
    shown.set_query(None);
    if names.is_empty() { shown.to_string() } else { format!("{shown}?{}", names.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_leave_no_trace_whole_by_line_or_percent_encoded() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("first/secret+line\nsecond-secret-line"));
        assert_eq!(redactor.own("a first/secret+line b"), "a *** b");
        assert_eq!(redactor.own("x=second-secret-line"), "x=***");
        redactor.learn(&Secret::new("with/slash=="));
        assert_eq!(redactor.own("code=with%2Fslash%3D%3D&x=1"), "code=***&x=1");
    }

    #[test]
    fn setting_values_are_taken_out_of_foreign_text_only() {
        let redactor = Redactor::default();
        redactor.learn_setting(&Secret::new("AccountName=orders;AccountKey=c2VjcmV0LWtleQ==;"));
        assert_eq!(redactor.foreign("failed with c2VjcmV0LWtleQ=="), "failed with ***");
        assert_eq!(redactor.own("the app orders"), "the app orders");
        assert_eq!(redactor.foreign("the app orders"), "the app orders", "short parts stay readable");
    }

    #[test]
    fn of_overlapping_secrets_the_longer_is_redacted_completely() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("abcdefgh"));
        redactor.learn(&Secret::new("abcdefgh-and-more"));
        assert_eq!(redactor.own("abcdefgh-and-more"), "***");
    }

    #[test]
    fn a_url_is_shown_without_credentials_and_query_values() {
        let url = Url::parse("https://u:p@scm.test/api/x?code=abc&api-version=2023-12-01#f").unwrap();
        assert_eq!(shown_url(&url), "https://scm.test/api/x?code=…&api-version=2023-12-01");
    }
}
