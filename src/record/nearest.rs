/// The one of `known` that is most like `name` (Jaro-Winkler, without regard to case), when it is more like it than `least`.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, least: f64) -> Option<&'a str> {
    let name = name.to_lowercase();
    let likeness = |other: &str| strsim::jaro_winkler(&name, &other.to_lowercase());
    let alike = known.into_iter().map(|other| (likeness(other), other)).filter(|(likeness, _)| *likeness > least);
    alike.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_name_is_offered_and_none_when_none_is_like_it() {
        assert_eq!(nearest("Stauts", ["headers", "status", "body"], 0.7), Some("status"));
        assert_eq!(nearest("x", ["headers", "status"], 0.7), None);
        assert_eq!(nearest("", [], 0.7), None);
    }
}
