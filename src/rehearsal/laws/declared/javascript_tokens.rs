//! JavaScript's source code as tokens: strings, templates, comments, and regular expressions, which look like divisions.

use super::token::{Cursor, Token, unescaped};

/// All tokens. Code that no engine takes gives some tokens as well.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut reading = Reading { cursor: Cursor::new(source), divides_until: 0, found: Vec::new() };
    if source.starts_with("#!") {
        reading.skip_line();
    }
    while let Some(c) = reading.cursor.peek() {
        reading.one(c);
    }
    reading.found
}

struct Reading<'a> {
    cursor: Cursor<'a>,
    /// No regular expression begins before this place.
    divides_until: usize,
    found: Vec<Token<'a>>,
}

impl<'a> Reading<'a> {
    fn skip_line(&mut self) {
        self.cursor.while_is(|c| c != '\n');
    }

    fn one(&mut self, c: char) {
        let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        match c {
            '\'' | '"' => self.string(c),
            '`' => self.template(),
            '/' if self.cursor.rest().starts_with("//") => self.skip_line(),
            '/' if self.cursor.rest().starts_with("/*") => {
                self.cursor.at +=
                    self.cursor.rest()[2..].find("*/").map_or(self.cursor.rest().len(), |length| length + 4);
            }
            '/' if self.cursor.at >= self.divides_until && self.is_no_division() => self.regular_expression(),
            c if c.is_ascii_digit() => {
                let number = self.cursor.number();
                self.found.push(number);
            }
            c if is_of_a_name(c) => {
                let word = self.cursor.while_is(is_of_a_name);
                self.found.push(Token::Word(word));
            }
            c => {
                self.cursor.at += c.len_utf8();
                if !c.is_whitespace() {
                    self.found.push(Token::Mark(c));
                }
            }
        }
    }

    fn string(&mut self, quote: char) {
        self.cursor.at += 1;
        let rest = self.cursor.rest();
        let mut chars = rest.char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '\n' => {
                    self.cursor.at += place;
                    return self.found.push(Token::Odd);
                }
                c if c == quote => {
                    self.cursor.at += place + 1;
                    return self.found.push(Token::Text(unescaped(&rest[..place])));
                }
                _ => {}
            }
        }
        self.cursor.take_all();
        self.found.push(Token::Odd);
    }

    /// What is filled in is code, which is left out: functions are not declared there.
    fn template(&mut self) {
        self.cursor.at += 1;
        let rest = self.cursor.rest();
        let (mut open, mut is_filled_in, mut after) = (0usize, false, ' ');
        let mut chars = rest.char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '{' if open > 0 || after == '$' => (open, is_filled_in) = (open + 1, true),
                '}' => open = open.saturating_sub(1),
                '`' if open == 0 => {
                    self.cursor.at += place + 1;
                    let text = &rest[..place];
                    return self.found.push(if is_filled_in { Token::Odd } else { Token::Text(unescaped(text)) });
                }
                _ => {}
            }
            after = c;
        }
        self.cursor.take_all();
        self.found.push(Token::Odd);
    }

    /// After a value a slash divides; anywhere else a regular expression begins.
    fn is_no_division(&self) -> bool {
        match self.found.last() {
            None | Some(Token::Line(_)) => true,
            Some(Token::Word(word)) => {
                matches!(
                    *word,
                    "return" | "typeof" | "case" | "in" | "of" | "do" | "else" | "void" | "delete" | "throw" | "new"
                )
            }
            Some(Token::Text(_) | Token::Number(_) | Token::Odd) => false,
            Some(Token::Mark(mark)) => !matches!(mark, ')' | ']' | '}'),
        }
    }

    fn regular_expression(&mut self) {
        let rest = self.cursor.rest();
        let mut chars = rest.char_indices().skip(1);
        let mut in_class = false;
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    self.cursor.at += place + 1;
                    self.cursor.while_is(|c| c.is_ascii_alphabetic());
                    return self.found.push(Token::Odd);
                }
                '\n' => break,
                _ => {}
            }
        }
        // It was a division after all, and so is every other one of the line: none is looked at twice.
        self.divides_until = self.cursor.at + rest.find('\n').unwrap_or(rest.len());
        self.cursor.at += 1;
        self.found.push(Token::Mark('/'));
    }
}
