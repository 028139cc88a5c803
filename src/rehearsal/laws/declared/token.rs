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

/// A place in source code.
pub(super) struct Cursor<'a> {
    source: &'a str,
    /// How many bytes were taken.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning.
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, at: 0 }
    }

    /// What was not taken yet.
    pub(super) fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes while the test holds, and returns what was taken.
    pub(super) fn while_is(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Takes a number.
    pub(super) fn number(&mut self) -> Token<'a> {
        Token::Number(self.while_is(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_'))
    }

    /// Takes all that is left.
    pub(super) fn take_all(&mut self) {
        self.at = self.source.len();
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
