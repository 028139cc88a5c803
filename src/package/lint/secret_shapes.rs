use std::sync::LazyLock;

use regex::bytes::Regex;

use super::lines::contains;

/// A kind of secret that is known by its shape alone.
pub(super) struct Shape {
    /// What it is, with its article.
    pub what: &'static str,
    pattern: &'static str,
}

const fn shape(what: &'static str, pattern: &'static str) -> Shape {
    Shape { what, pattern }
}

/// Shapes that nothing else has. Those of Azure and GitHub are as their owners publish them for scanners (source:
/// microsoft/security-utilities; "Behind GitHub's new authentication token formats").
pub(super) const SHAPES: &[Shape] = &[
    shape("a private key", r"-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----(?:\\r|\\n|\s)*[A-Za-z0-9+/]{40}"),
    shape(
        "the key of a storage account",
        r"AccountKey=[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{5}[AQgw]==",
    ),
    shape("the key of a Cosmos DB account", r"[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{5}[AQgw]=="),
    shape("the key of a message bus", r"SharedAccessKey=[A-Za-z0-9+/]{43}="),
    shape("a key of a function app", r"[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]=="),
    shape(
        "a shared access signature",
        r#"[?&;](?:sv|se|sp|sr|st|spr|ss|srt)=[^\s"'<>]{1,400}?&(?:amp;)?sig=[A-Za-z0-9%/+]{43}|[?&]sig=[A-Za-z0-9%/+]{43,}[^\s"'<>]{0,400}&(?:amp;)?sv=\d{4}-\d\d-\d\d"#,
    ),
    shape(
        "the secret of an application in Entra",
        r#"[=:"'\s][A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}(?:["'\s;,&]|$)"#,
    ),
    shape("a token of GitHub", r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b"),
    shape("a key of AWS", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
    shape("a token of npm", r"\bnpm_[A-Za-z0-9]{36}\b"),
    shape("a token of PyPI", r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}"),
    shape("a key of Stripe", r"\bsk_live_[A-Za-z0-9]{24,}"),
];

/// Values that everyone knows: of emulators and of documentation.
const KNOWN: [&str; 2] = [
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    "AKIAIOSFODNN7EXAMPLE",
];

static PATTERNS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| SHAPES.iter().map(|shape| Regex::new(shape.pattern).ok()).collect());

/// Where the first secret of each shape stands in the text: the shape and the place.
pub(super) fn find_secrets(text: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (shape, pattern) in PATTERNS.iter().enumerate() {
        let Some(pattern) = pattern else { continue };
        let is_unknown = |text: &[u8]| !KNOWN.iter().any(|known| contains(text, known.as_bytes()));
        let first = pattern.find_iter(text).find(|one| is_unknown(one.as_bytes()));
        found.extend(first.map(|one| (shape, one.start())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of this length that is random enough; none of these is a secret of anyone.
    fn filler(length: usize) -> String {
        "kJ3hG7fD2sA9pL5mN8bV1cX4zQ6wE0rT".chars().cycle().take(length).collect()
    }

    fn named(text: &str) -> Vec<&'static str> {
        find_secrets(text.as_bytes()).into_iter().map(|(shape, _)| SHAPES[shape].what).collect()
    }

    #[test]
    fn every_pattern_is_a_regular_expression() {
        assert!(PATTERNS.iter().all(Option::is_some));
    }

    #[test]
    fn secrets_are_known_by_their_shape() {
        let of = filler;
        for (text, what) in [
            (format!("-----BEGIN RSA PRIVATE KEY-----\n{}\n", of(64)), "a private key"),
            (format!("\"-----BEGIN PRIVATE KEY-----\\n{}\\n", of(64)), "a private key"),
            (format!("AccountName=a;AccountKey={}==;", of(86)), "the key of a storage account"),
            (format!("key = '{}+ASt{}A=='", of(76), of(5)), "the key of a storage account"),
            (format!("Endpoint=sb://a/;SharedAccessKey={}=", of(43)), "the key of a message bus"),
            (format!("https://a/b?sv=2024-01-01&se=2030-01-01&sr=b&sig={}%3D", of(43)), "a shared access signature"),
            (format!("code={}AzFu{}Q==", of(44), of(5)), "a key of a function app"),
            (format!("CLIENT_SECRET={}8Q~{}\n", of(3), of(34)), "the secret of an application in Entra"),
            (format!("token: ghp_{}", of(36)), "a token of GitHub"),
            ("aws_access_key_id=AKIAQ3EGTYSKZ4WXY2B7".to_owned(), "a key of AWS"),
        ] {
            assert_eq!(named(&text), [what], "{text}");
        }
    }

    #[test]
    fn what_only_resembles_a_secret_is_none() {
        for text in [
            "-----BEGIN PRIVATE KEY-----".to_owned(),
            "if '-----BEGIN RSA PRIVATE KEY-----' in text:".to_owned(),
            format!("-----BEGIN CERTIFICATE-----\n{}", filler(64)),
            format!("AccountKey={}", KNOWN[0]),
            "AKIAIOSFODNN7EXAMPLE".to_owned(),
            "AccountKey=${STORAGE_KEY}".to_owned(),
            "UseDevelopmentStorage=true".to_owned(),
            "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true".to_owned(),
            "https://a/b?sv=2024-01-01&sig=REDACTED".to_owned(),
            format!("sha512-{}==", filler(86)),
        ] {
            assert_eq!(named(&text), [""; 0], "{text}");
        }
    }
}
