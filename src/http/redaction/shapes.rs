//! Values in foreign text that look like secrets, though no setting has them: keys of connection strings, signatures and keys in URLs.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The key before the value says that it is a secret.
const SHAPE: &str = r#"(?i)(?<key>\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|client_secret)\s*=|[?&](?:sig|code|key|api[-_]?key|token|access_token)=)(?<value>[^;&\s"'<>,)\]}]+)"#;

static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(SHAPE).ok());

/// The text without such values; without the pattern nothing of the text.
pub(super) fn without<'a>(text: &'a str, mark: &str) -> Cow<'a, str> {
    match &*PATTERN {
        Some(pattern) => pattern.replace_all(text, |found: &Captures<'_>| format!("{}{mark}", &found["key"])),
        None => Cow::Owned(mark.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_signatures_are_hidden_and_their_surroundings_stay() {
        for (text, shown) in [
            ("AccountName=shop;AccountKey=a2V5==;EndpointSuffix=x", "AccountName=shop;AccountKey=***;EndpointSuffix=x"),
            ("https://x.test/p.zip?sv=1&sig=abc%2F&se=2 failed", "https://x.test/p.zip?sv=1&sig=***&se=2 failed"),
            ("GET /api/f?code=s3cr3t.", "GET /api/f?code=***"),
            ("Server=a;Password=p w;Pwd=q", "Server=a;Password=*** w;Pwd=***"),
            ("the worker ended with code=137", "the worker ended with code=137"),
        ] {
            assert_eq!(without(text, "***"), shown);
        }
    }
}
