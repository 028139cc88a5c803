/// The line, from 1, on which `what` first stands in the text.
pub(super) fn line_of(text: &str, what: &str) -> Option<u32> {
    text.find(what).map(|at| line_at(text, at))
}

/// The line, from 1, of a place in the text.
pub(super) fn line_at(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}
