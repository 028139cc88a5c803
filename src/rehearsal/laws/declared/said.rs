//! Values as source code says them: literals, names, and calls with such arguments. What only running code knows is unknown.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::token::Token;

/// Brackets deeper than this are not looked into.
const DEEPEST: usize = 24;

/// A value in source code.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    Text(String),
    Number(String),
    Truth(bool),
    Nothing,
    /// A name with its dots.
    Name(Vec<String>),
    List(Vec<Said>),
    Map(Vec<(String, Said)>),
    Call(Vec<String>, Arguments),
    Unknown,
}

/// The arguments of a call, in order; those of Python may have names.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Arguments(pub(super) Vec<(Option<String>, Said)>);

/// Constants of a file by name.
pub(super) type Constants = BTreeMap<String, Said>;

impl Arguments {
    /// The argument of this name, or else the unnamed one in this place.
    pub(super) fn get(&self, name: &str, place: usize) -> Option<&Said> {
        let named = self.0.iter().find(|(there, _)| there.as_deref() == Some(name));
        let unnamed = || self.0.get(place).filter(|(there, _)| there.is_none());
        named.or_else(unnamed).map(|(_, said)| said)
    }
}

impl Said {
    /// What it stands for, where it is the name of a constant.
    pub(super) fn meant<'s>(&'s self, constants: &'s Constants) -> &'s Self {
        match self {
            Self::Name(path) if path.len() == 1 => constants.get(&path[0]).unwrap_or(self),
            _ => self,
        }
    }

    /// A text.
    pub(super) fn text<'s>(&'s self, constants: &'s Constants) -> Option<&'s str> {
        match self.meant(constants) {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as JSON; `None` where it is unknown. A name with dots is a member of an enumeration, which stands for its last part.
    pub(super) fn json(&self, constants: &Constants) -> Option<Value> {
        match self.meant(constants) {
            Self::Text(text) => Some(json!(text)),
            Self::Number(number) => number.parse::<f64>().ok().map(whole),
            Self::Truth(truth) => Some(json!(truth)),
            Self::Name(path) if path.len() > 1 => path.last().map(|last| json!(last)),
            Self::List(items) => {
                items.iter().map(|item| item.json(constants)).collect::<Option<Vec<_>>>().map(Value::from)
            }
            Self::Map(entries) => {
                let known = entries.iter().filter_map(|(key, said)| Some((key.clone(), said.json(constants)?)));
                Some(Value::Object(known.collect::<Map<_, _>>()))
            }
            Self::Nothing | Self::Name(_) | Self::Call(..) | Self::Unknown => None,
        }
    }
}

fn whole(number: f64) -> Value {
    let as_whole = number as i64;
    if as_whole as f64 == number { json!(as_whole) } else { json!(number) }
}

/// Reads values off a row of tokens.
pub(super) struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    /// The next token.
    pub(super) at: usize,
    depth: usize,
}

impl<'t, 'a> Reader<'t, 'a> {
    /// Reads from the first of these tokens on.
    pub(super) fn new(tokens: &'t [Token<'a>], at: usize) -> Self {
        Self { tokens, at, depth: 0 }
    }

    fn peek(&self) -> Option<&'t Token<'a>> {
        self.tokens.get(self.at)
    }

    fn next_is(&self, mark: char) -> bool {
        self.peek().is_some_and(|token| token.is(mark))
    }

    fn take(&mut self, mark: char) -> bool {
        let is_next = self.next_is(mark);
        self.at += usize::from(is_next);
        is_next
    }

    /// A value that ends before a comma or a closing bracket. What does not end there is more than a value.
    pub(super) fn value(&mut self) -> Said {
        let said = self.beginning();
        if self.peek().is_none_or(|next| next.is(',') || next.is(';') || next.closes()) {
            return said;
        }
        self.skip();
        Said::Unknown
    }

    /// A value, whatever follows.
    pub(super) fn beginning(&mut self) -> Said {
        if self.depth >= DEEPEST {
            self.skip();
            return Said::Unknown;
        }
        self.depth += 1;
        let said = self.literal();
        self.depth -= 1;
        said
    }

    fn literal(&mut self) -> Said {
        let Some(token) = self.peek() else { return Said::Unknown };
        match token {
            Token::Text(first) => {
                let mut text = first.clone().into_owned();
                self.at += 1;
                // Strings side by side are one in Python.
                while let Some(Token::Text(more)) = self.peek() {
                    text.push_str(more);
                    self.at += 1;
                }
                Said::Text(text)
            }
            Token::Number(number) => {
                self.at += 1;
                Said::Number((*number).to_owned())
            }
            Token::Word("True" | "true") => self.one(Said::Truth(true)),
            Token::Word("False" | "false") => self.one(Said::Truth(false)),
            Token::Word("None" | "null" | "undefined") => self.one(Said::Nothing),
            Token::Word(_) => {
                let path = self.path();
                if self.take('(') { Said::Call(path, self.arguments()) } else { Said::Name(path) }
            }
            Token::Mark('{') => self.one_and(Self::map),
            Token::Mark('[') => self.one_and(|reader| Said::List(reader.items())),
            Token::Mark('(') => self.one_and(|reader| {
                let mut items = reader.items();
                // Brackets around one value mean nothing; a comma would make it a list.
                if items.len() == 1 { items.remove(0) } else { Said::List(items) }
            }),
            _ => Said::Unknown,
        }
    }

    fn one(&mut self, said: Said) -> Said {
        self.at += 1;
        said
    }

    fn one_and(&mut self, read: impl FnOnce(&mut Self) -> Said) -> Said {
        self.at += 1;
        read(self)
    }

    /// A name with its dots.
    pub(super) fn path(&mut self) -> Vec<String> {
        let mut path = Vec::new();
        while path.len() < DEEPEST
            && let Some(Token::Word(word)) = self.peek()
        {
            path.push((*word).to_owned());
            self.at += 1;
            let goes_on = self.next_is('.') && matches!(self.tokens.get(self.at + 1), Some(Token::Word(_)));
            if !goes_on {
                break;
            }
            self.at += 1;
        }
        path
    }

    /// The arguments of a call whose bracket is open, and that bracket's end.
    pub(super) fn arguments(&mut self) -> Arguments {
        let mut all = Vec::new();
        while !self.ended() {
            let is_named = matches!(self.peek(), Some(Token::Word(_)))
                && self.tokens.get(self.at + 1).is_some_and(|next| next.is('='))
                && !self.tokens.get(self.at + 2).is_some_and(|next| next.is('=') || next.is('>'));
            let name = self.peek().and_then(Token::word).filter(|_| is_named).map(str::to_owned);
            self.at += if is_named { 2 } else { 0 };
            all.push((name, self.value()));
            self.comma();
        }
        Arguments(all)
    }

    fn items(&mut self) -> Vec<Said> {
        let mut items = Vec::new();
        while !self.ended() {
            items.push(self.value());
            self.comma();
        }
        items
    }

    fn map(&mut self) -> Said {
        let mut entries = Vec::new();
        while !self.ended() {
            let key = match self.peek() {
                Some(Token::Word(word)) => Some((*word).to_owned()),
                Some(Token::Text(text)) => Some(text.clone().into_owned()),
                _ => None,
            };
            let Some(key) = key else {
                self.skip();
                self.comma();
                continue;
            };
            self.at += 1;
            let said = match self.peek() {
                Some(Token::Mark(':')) => self.one_and(Self::value),
                Some(Token::Mark(',' | '}')) => Said::Name(vec![key.clone()]),
                _ => {
                    self.skip();
                    Said::Unknown
                }
            };
            entries.push((key, said));
            self.comma();
        }
        Said::Map(entries)
    }

    /// Whether the bracket is closed here, or everything ends; takes the bracket.
    fn ended(&mut self) -> bool {
        let closes = self.peek().is_some_and(Token::closes);
        self.at += usize::from(closes);
        closes || self.peek().is_none() && self.at >= self.tokens.len()
    }

    /// Takes what stands between two values; there is always progress.
    fn comma(&mut self) {
        if !self.peek().is_some_and(Token::closes) {
            self.at += 1;
        }
    }

    /// To the next comma or closing bracket of this depth.
    fn skip(&mut self) {
        let mut open = 0usize;
        while let Some(token) = self.peek() {
            if open == 0 && (token.is(',') || token.closes()) {
                return;
            }
            open = if token.opens() { open + 1 } else { open.saturating_sub(usize::from(token.closes())) };
            self.at += 1;
        }
    }
}
