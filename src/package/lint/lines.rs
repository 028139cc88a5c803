/// The line, from 1, on which `what` first stands in the text.
pub(super) fn line_of(text: &str, what: &str) -> Option<u32> {
    text.find(what).map(|at| line_at(text.as_bytes(), at))
}

/// The line, from 1, of a place in the text.
pub(super) fn line_at(text: &[u8], at: usize) -> u32 {
    let before = text.iter().take(at).filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

/// Whether `what` stands in the text.
pub(super) fn contains(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|part| part == what)
}
