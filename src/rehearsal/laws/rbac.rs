//! What a principal may do: action patterns with `*`, without regard to case (facts: rights).

/// Whether one of the patterns grants the action.
pub fn allows(patterns: &[String], action: &str) -> bool {
    patterns.iter().any(|pattern| matches(&pattern.to_lowercase(), &action.to_lowercase()))
}

fn matches(pattern: &str, action: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == action,
        Some((head, rest)) => action.strip_prefix(head).is_some_and(|tail| {
            rest.is_empty()
                || (0..=tail.len()).filter(|at| tail.is_char_boundary(*at)).any(|at| matches(rest, &tail[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_matched_without_regard_to_case() {
        let may = |pattern: &str, action: &str| allows(&[pattern.to_owned()], action);
        assert!(may("Microsoft.Web/sites/*", "microsoft.web/sites/slots/slotsswap/action"));
        assert!(may("*/read", "Microsoft.Web/sites/Read"));
        assert!(!may("*/read", "Microsoft.Web/sites/write"));
        assert!(!may("Microsoft.Web/sites/read", "Microsoft.Web/sites/slots/read"));
    }
}
