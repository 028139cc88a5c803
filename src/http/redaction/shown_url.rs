use url::Url;

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
    fn a_url_is_shown_without_credentials_and_query_values() {
        let url = Url::parse("https://u:p@scm.test/api/x?code=abc&api-version=2023-12-01#f").unwrap();
        assert_eq!(shown_url(&url), "https://scm.test/api/x?code=…&api-version=2023-12-01");
    }
}
