//! JavaScript's source code as tokens: strings, templates, comments, and regular expressions, which look like divisions.

use super::token::{Token, unescaped};

/// All tokens. Code that no engine takes gives some tokens as well.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut reading = Reading { source, at: 0, divides_until: 0, found: Vec::new() };
    if source.starts_with("#!") {
        reading.skip_line();
    }
    while let Some(c) = reading.peek() {
        reading.one(c);
    }
    reading.found
}

struct Reading<'a> {
    source: &'a str,
    at: usize,
    /// No regular expression begins before this place.
    divides_until: usize,
    found: Vec<Token<'a>>,
}

impl<'a> Reading<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn while_is(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip_line(&mut self) {
        self.while_is(|c| c != '\n');
    }

    fn one(&mut self, c: char) {
        let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        match c {
            '\'' | '"' => self.string(c),
            '`' => self.template(),
            '/' if self.rest().starts_with("//") => self.skip_line(),
            '/' if self.rest().starts_with("/*") => {
                self.at += self.rest()[2..].find("*/").map_or(self.rest().len(), |length| length + 4);
            }
            '/' if self.at >= self.divides_until && self.is_no_division() => self.regular_expression(),
            c if c.is_ascii_digit() => {
                let number = self.while_is(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
                self.found.push(Token::Number(number));
            }
            c if is_of_a_name(c) => {
                let word = self.while_is(is_of_a_name);
                self.found.push(Token::Word(word));
            }
            c => {
                self.at += c.len_utf8();
                if !c.is_whitespace() {
                    self.found.push(Token::Mark(c));
                }
            }
        }
    }

    fn string(&mut self, quote: char) {
        self.at += 1;
        let rest = self.rest();
        let mut chars = rest.char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '\n' => {
                    self.at += place;
                    return self.found.push(Token::Odd);
                }
                c if c == quote => {
                    self.at += place + 1;
                    return self.found.push(Token::Text(unescaped(&rest[..place])));
                }
                _ => {}
            }
        }
        self.at = self.source.len();
        self.found.push(Token::Odd);
    }

    /// What is filled in is code, which is left out: functions are not declared there.
    fn template(&mut self) {
        self.at += 1;
        let rest = self.rest();
        let (mut open, mut is_filled_in, mut after) = (0usize, false, ' ');
        let mut chars = rest.char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '{' if open > 0 || after == '$' => (open, is_filled_in) = (open + 1, true),
                '}' => open = open.saturating_sub(1),
                '`' if open == 0 => {
                    self.at += place + 1;
                    let text = &rest[..place];
                    return self.found.push(if is_filled_in { Token::Odd } else { Token::Text(unescaped(text)) });
                }
                _ => {}
            }
            after = c;
        }
        self.at = self.source.len();
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
        let rest = self.rest();
        let mut chars = rest.char_indices().skip(1);
        let mut in_class = false;
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    self.at += place + 1;
                    self.while_is(|c| c.is_ascii_alphabetic());
                    return self.found.push(Token::Odd);
                }
                '\n' => break,
                _ => {}
            }
        }
        // It was a division after all, and so is every other one of the line: none is looked at twice.
        self.divides_until = self.at + rest.find('\n').unwrap_or(rest.len());
        self.at += 1;
        self.found.push(Token::Mark('/'));
    }
}
