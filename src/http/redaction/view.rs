use std::ops::Range;

use super::escape::Escape;

/// A text after its line breaks, or its escapes of one kind, were taken out of it, which knows where each part came from.
pub(super) struct View {
    /// The text as it reads now.
    pub(super) text: Vec<u8>,
    pieces: Vec<Piece>,
}

/// Bytes that stood together in the text before.
struct Piece {
    /// Where it begins in the view.
    at: usize,
    /// Where it begins in the text before.
    from: usize,
    /// The end of an escape in the text before; `None` for bytes that are the same in both.
    escape_end: Option<usize>,
}

impl View {
    /// `text` without line breaks: a value may be wrapped. A space and a plus count as the same character, since one is
    /// written for the other in a query. `None` where nothing changes.
    pub(super) fn of_lines(text: &[u8]) -> Option<Self> {
        let signs = |byte: &u8| is_break(*byte) || *byte == b'+';
        text.iter().any(signs).then(|| {
            let mut view = Self { text: Vec::with_capacity(text.len()), pieces: Vec::new() };
            let mut from = 0;
            for line in text.split(|byte| is_break(*byte)) {
                view.copy(line, from);
                from += line.len() + 1;
            }
            view
        })
    }

    /// `text` with its line breaks, a space for a plus. What looks like the beginning of an escape at the end of a line may be none,
    /// and without breaks it takes a part of what follows. `None` where no line ends so.
    pub(super) fn with_breaks(text: &[u8]) -> Option<Self> {
        let begins_one = |line: &[u8]| line.iter().rev().take(Escape::LONGEST).any(|byte| Escape::is_sign(*byte));
        let mut lines = text.split(|byte| is_break(*byte)).rev().skip(1);
        lines.any(begins_one).then(|| {
            let mut view = Self { text: Vec::with_capacity(text.len()), pieces: Vec::new() };
            view.copy(text, 0);
            view
        })
    }

    /// `text` with its escapes of one kind read; `None` where it has none.
    pub(super) fn unescaped(text: &[u8], escape: Escape) -> Option<Self> {
        let mut view = Self { text: Vec::new(), pieces: Vec::new() };
        let mut meaning = Vec::new();
        let mut copied = 0;
        let mut next = 0;
        while let Some(found) = text.get(next..).and_then(|rest| rest.iter().position(|byte| *byte == escape.sign())) {
            let at = next + found;
            meaning.clear();
            next = at + 1;
            if let Some(length) = escape.read(text.get(at..).unwrap_or_default(), &mut meaning) {
                view.copy(text.get(copied..at).unwrap_or_default(), copied);
                next = at + length;
                view.pieces.push(Piece { at: view.text.len(), from: at, escape_end: Some(next) });
                view.text.extend(plain(&meaning));
                copied = next;
            }
        }
        (copied > 0).then(|| {
            view.copy(text.get(copied..).unwrap_or_default(), copied);
            view
        })
    }

    fn copy(&mut self, part: &[u8], from: usize) {
        self.pieces.push(Piece { at: self.text.len(), from, escape_end: None });
        let start = self.text.len();
        self.text.extend_from_slice(part);
        if let Some(copied) = self.text.get_mut(start..) {
            copied.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
        }
    }

    /// Where `part` of the view stood in the text before, escapes with their whole length.
    pub(super) fn source(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.piece(part.start).map_or(0, |piece| match piece.escape_end {
            Some(_) => piece.from,
            None => piece.from + (part.start - piece.at),
        });
        let last = part.end.saturating_sub(1);
        let end =
            self.piece(last).map_or(start, |piece| piece.escape_end.unwrap_or(piece.from + (last - piece.at) + 1));
        start..end
    }

    /// The piece that the byte of the view belongs to: the last one that begins there or before.
    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces.partition_point(|piece| piece.at <= at).checked_sub(1).and_then(|index| self.pieces.get(index))
    }
}

/// `bytes` as views have them: without line breaks, a space for a plus.
pub(super) fn plain(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().filter(|byte| !is_break(**byte)).map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect()
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_view_stands_where_it_came_from() {
        let text = br#"ab\"cd\u002Bef"#;
        let view = View::unescaped(text, Escape::Json).unwrap();
        assert_eq!(view.text, b"ab\"cd ef");
        assert_eq!(text.get(view.source(&(1..6))), Some(&br#"b\"cd\u002B"#[..]));
        assert_eq!(text.get(view.source(&(2..3))), Some(&br#"\""#[..]));
        assert_eq!(text.get(view.source(&(6..8))), Some(&b"ef"[..]));
    }

    #[test]
    fn lines_are_joined_and_found_again() {
        let text = b"ab\r\ncd\nef";
        let view = View::of_lines(text).unwrap();
        assert_eq!(view.text, b"abcdef");
        assert_eq!(view.source(&(1..5)), 1..8);
        assert_eq!(view.source(&(2..4)), 4..6);
    }

    #[test]
    fn a_text_without_anything_to_read_needs_no_view() {
        assert!(View::of_lines(b"one line").is_none());
        assert!(View::unescaped(br"100 % of \x", Escape::Percent).is_none());
    }
}
