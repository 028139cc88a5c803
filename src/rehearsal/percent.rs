//! Percent signs in the parts of a path.

/// A part of a path as it is meant; `+` and `&` are themselves there and something else only in a query.
pub fn decoded(part: &str) -> String {
    let query = format!("x={}", part.replace('+', "%2B").replace('&', "%26"));
    let value = url::form_urlencoded::parse(query.as_bytes()).next().map(|(_, value)| value.into_owned());
    value.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_may_have_signs_that_separate_elsewhere() {
        assert_eq!(super::decoded("a%20b+c&d=e%2Ff"), "a b+c&d=e/f");
    }
}
