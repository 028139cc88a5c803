//! What source code is made of, as far as declarations of functions need it.

use std::borrow::Cow;

/// One piece of source code.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// A name or a keyword.
    Word(&'a str),
    /// A string that says itself.
    Text(Cow<'a, str>),
    /// A number.
    Number(&'a str),
    /// A literal whose value only running code knows: a template with parts to fill in, a regular expression.
    Odd,
    /// Any other character.
    Mark(char),
    /// In Python: a logical line begins, so far from the margin.
    Line(usize),
}

impl Token<'_> {
    /// Whether it is this character.
    pub(super) fn is(&self, mark: char) -> bool {
        *self == Token::Mark(mark)
    }

    /// The name, if it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it opens a bracket.
    pub(super) fn opens(&self) -> bool {
        matches!(self, Self::Mark('(' | '[' | '{'))
    }

    /// Whether it closes a bracket.
    pub(super) fn closes(&self) -> bool {
        matches!(self, Self::Mark(')' | ']' | '}'))
    }
}

/// The text of a string between its quotes, with the usual escapes; others stay as they are written.
pub(super) fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('\n') => {}
            Some(c @ ('\\' | '\'' | '"' | '`' | '/')) => text.push(c),
            Some(c) => text.extend(['\\', c]),
            None => text.push('\\'),
        }
    }
    Cow::Owned(text)
}
