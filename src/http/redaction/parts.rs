use url::Url;

/// The parts of a setting that are secret by themselves: the values of a connection string, and of a URL its password and what its query
/// holds, as it is written and as it is meant.
pub(super) fn parts(value: &str) -> Vec<String> {
    let mut all: Vec<String> =
        value.split(';').filter_map(|part| part.split_once('=')).map(|(_, part)| part.to_owned()).collect();
    // A connection string may hold URLs.
    for url in value.split(';').map(|part| part.find("://").map_or(part, |at| from_scheme(part, at))) {
        all.extend(Url::parse(url).ok().filter(Url::has_host).into_iter().flat_map(|url| of_url(&url)));
    }
    all
}

/// From the first letter of the scheme on.
fn from_scheme(part: &str, at: usize) -> &str {
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let begin = part[..at].trim_end_matches(is_of_scheme).len();
    &part[begin..]
}

fn of_url(url: &Url) -> Vec<String> {
    let written = url.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let written = written.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let meant = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
    let of_query = written.chain(meant).filter(|(name, _)| is_secret(name)).map(|(_, value)| value);
    of_query.chain(url.password().map(str::to_owned)).collect()
}

/// A shared access signature has short names, and all but the signature are times, versions and letters.
fn is_secret(name: &str) -> bool {
    name.len() > 3 || name == "sig"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_string_has_values_and_a_url_a_password_and_a_query() {
        assert_eq!(parts("AccountName=orders;AccountKey=a2V5=="), ["orders", "a2V5=="]);
        let shared = parts("https://x.test/a?sv=2024-08-04&sig=a%2Bb%3D&code=c");
        assert!(["a%2Bb%3D", "a+b=", "c"].iter().all(|part| shared.contains(&(*part).to_owned())), "{shared:?}");
        assert!(!shared.contains(&"2024-08-04".to_owned()), "{shared:?}");
        assert!(parts("mongodb://app:pass%40word@db.test:27017/orders").contains(&"pass%40word".to_owned()));
        assert!(
            parts("BlobEndpoint=https://x.test;SharedAccessSignature=sv=1&sig=abc")
                .iter()
                .any(|part| part == "sv=1&sig=abc")
        );
        assert_eq!(parts("~4"), Vec::<String>::new());
    }
}
