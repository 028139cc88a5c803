//! The rule of names that the SCM site lists.

/// In words.
pub(super) const RULE: &str = "up to 255 letters, digits, spaces and the signs - _ . @ + ~, and not only periods";

/// Whether a path may hold this name as it stands.
pub(super) fn is_plain(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " -_.@+~".contains(c))
        && !text.chars().all(|c| c == '.')
}
