//! Python's source code as tokens: strings with their prefixes, comments, and logical lines with their indent.

use std::borrow::Cow;

use super::token::{Cursor, Token, unescaped};

/// All tokens. Code that Python refuses gives some tokens as well.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut reading = Reading { cursor: Cursor::new(source), open: 0, found: Vec::new() };
    reading.line();
    while let Some(c) = reading.cursor.peek() {
        reading.one(c);
    }
    reading.found
}

struct Reading<'a> {
    cursor: Cursor<'a>,
    open: usize,
    found: Vec<Token<'a>>,
}

impl<'a> Reading<'a> {
    fn one(&mut self, c: char) {
        match c {
            '\n' => {
                self.cursor.at += 1;
                if self.open == 0 {
                    self.line();
                }
            }
            '#' => drop(self.cursor.while_is(|c| c != '\n')),
            // The line goes on.
            '\\' => {
                self.cursor.at += 1;
                self.cursor.while_is(|c| c == '\r');
                self.cursor.at += usize::from(self.cursor.peek() == Some('\n'));
            }
            '\'' | '"' => self.string("", c),
            c if c.is_alphabetic() || c == '_' => {
                let word = self.cursor.while_is(|c| c.is_alphanumeric() || c == '_');
                match self.cursor.peek() {
                    Some(quote @ ('\'' | '"')) if is_prefix(word) => self.string(word, quote),
                    _ => self.found.push(Token::Word(word)),
                }
            }
            c if c.is_ascii_digit() => {
                let number = self.cursor.number();
                self.found.push(number);
            }
            c => {
                self.cursor.at += c.len_utf8();
                match c {
                    '(' | '[' | '{' => self.open += 1,
                    ')' | ']' | '}' => self.open = self.open.saturating_sub(1),
                    _ => {}
                }
                if !c.is_whitespace() {
                    self.found.push(Token::Mark(c));
                }
            }
        }
    }

    /// A logical line begins here, unless it is empty.
    fn line(&mut self) {
        let indent = self.cursor.while_is(|c| matches!(c, ' ' | '\t' | '\u{c}' | '\u{feff}'));
        let width = indent.chars().map(|c| if c == '\t' { 8 } else { usize::from(c == ' ') }).sum();
        if !matches!(self.cursor.peek(), None | Some('\n' | '\r' | '#')) {
            self.found.push(Token::Line(width));
        }
    }

    fn string(&mut self, prefix: &str, quote: char) {
        let has = |letter: char| prefix.contains(letter) || prefix.contains(letter.to_ascii_uppercase());
        let triple: String = std::iter::repeat_n(quote, 3).collect();
        let is_long = self.cursor.rest().starts_with(&triple);
        self.cursor.at += if is_long { 3 } else { 1 };
        let rest = self.cursor.rest();
        let mut end = None;
        let mut chars = rest.char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                c if c == quote && (!is_long || rest[place..].starts_with(&triple)) => {
                    end = Some(place);
                    break;
                }
                // A short string that is not closed ends with its line.
                '\n' if !is_long => {
                    self.cursor.at += place;
                    return self.found.push(Token::Odd);
                }
                _ => {}
            }
        }
        let raw = &rest[..end.unwrap_or(rest.len())];
        self.cursor.at += raw.len() + end.map_or(0, |_| if is_long { 3 } else { 1 });
        let is_filled_in = (has('f') || has('t')) && raw.contains('{');
        self.found.push(match () {
            () if has('b') || is_filled_in || end.is_none() => Token::Odd,
            () if has('r') => Token::Text(Cow::Borrowed(raw)),
            () => Token::Text(unescaped(raw)),
        });
    }
}

fn is_prefix(word: &str) -> bool {
    word.len() <= 2 && word.chars().all(|c| "rRbBuUfFtT".contains(c))
}
