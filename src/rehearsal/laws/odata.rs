//! `$filter` as the resource manager and the activity log take it: comparisons joined by `and`, `or` and `not`, in any case, and the
//! functions `substringof` and `startswith` (facts: arm-calls; docs: Resources, List, 2021-04-01; Activity Logs, List, 2015-04-01). Times may come
//! without quotes, as some programs send them.

use std::cmp::Ordering;

use super::kql::moment;

/// So many words a filter may have: it is read as deep as it is nested.
const LONGEST: usize = 300;

/// A filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Everything.
    All,
    /// Both.
    And(Box<Filter>, Box<Filter>),
    /// One of them.
    Or(Box<Filter>, Box<Filter>),
    /// What the other does not take.
    Not(Box<Filter>),
    /// The property, how it is compared, and with what.
    Compare(String, Compared, String),
}

/// How a property is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// `eq`
    Equal,
    /// `ne`
    NotEqual,
    /// `ge`
    NotBefore,
    /// `gt`
    After,
    /// `le`
    NotAfter,
    /// `lt`
    Before,
    /// `substringof('…', property)`
    Contains,
    /// `startswith(property, '…')`
    Begins,
}

impl Filter {
    /// Reads a filter; `None` when it is none. Nothing at all is the filter that takes everything.
    pub fn read(text: &str) -> Option<Self> {
        let mut tokens = tokens(text)?;
        if tokens.is_empty() {
            return Some(Self::All);
        }
        if tokens.len() > LONGEST {
            return None;
        }
        tokens.reverse();
        let filter = either(&mut tokens)?;
        tokens.is_empty().then_some(filter)
    }

    /// Whether it takes something whose properties are these; a property that it has not is equal to nothing.
    pub fn takes(&self, property: &dyn Fn(&str) -> Option<String>) -> bool {
        match self {
            Self::All => true,
            Self::And(one, other) => one.takes(property) && other.takes(property),
            Self::Or(one, other) => one.takes(property) || other.takes(property),
            Self::Not(one) => !one.takes(property),
            Self::Compare(name, how, with) => {
                property(name).map_or(*how == Compared::NotEqual, |is| compare(&is, *how, with))
            }
        }
    }

    /// What all that it takes is compared with in this way.
    pub fn demands(&self, name: &str, how: Compared) -> Option<&str> {
        match self {
            Self::And(one, other) => one.demands(name, how).or_else(|| other.demands(name, how)),
            Self::Compare(is, with, value) if is == name && *with == how => Some(value),
            _ => None,
        }
    }

    /// The names of all properties it compares, in lower case.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::All => Vec::new(),
            Self::And(one, other) | Self::Or(one, other) => [one.names(), other.names()].concat(),
            Self::Not(one) => one.names(),
            Self::Compare(name, ..) => vec![name],
        }
    }
}

/// Names have no case, and times are compared as times.
fn compare(is: &str, how: Compared, with: &str) -> bool {
    let (small, wanted) = (is.to_lowercase(), with.to_lowercase());
    let order = match (moment(is), moment(with)) {
        (Some(is), Some(with)) => is.cmp(&with),
        _ => small.cmp(&wanted),
    };
    match how {
        Compared::Equal => order == Ordering::Equal,
        Compared::NotEqual => order != Ordering::Equal,
        Compared::NotBefore => order != Ordering::Less,
        Compared::After => order == Ordering::Greater,
        Compared::NotAfter => order != Ordering::Greater,
        Compared::Before => order == Ordering::Less,
        Compared::Contains => small.contains(&wanted),
        Compared::Begins => small.starts_with(&wanted),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '(' | ')' | ',' => {
                found.push(Token::Sign(first));
                &rest[1..]
            }
            '\'' => {
                let (literal, after) = quoted(&rest[1..])?;
                found.push(Token::Text(literal));
                after
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "(),'".contains(c)).unwrap_or(rest.len());
                found.push(Token::Word(rest[..end].to_owned()));
                &rest[end..]
            }
        }
        .trim_start();
    }
    Some(found)
}

/// Two quotes are one.
fn quoted(rest: &str) -> Option<(String, &str)> {
    let mut literal = String::new();
    let mut at = 0;
    loop {
        let end = at + rest[at..].find('\'')?;
        literal.push_str(&rest[at..end]);
        if !rest[end + 1..].starts_with('\'') {
            return Some((literal, &rest[end + 1..]));
        }
        literal.push('\'');
        at = end + 2;
    }
}

fn is_word(token: Option<&Token>, word: &str) -> bool {
    matches!(token, Some(Token::Word(is)) if is.eq_ignore_ascii_case(word))
}

/// `tokens` are read from the end.
fn either(tokens: &mut Vec<Token>) -> Option<Filter> {
    let mut filter = both(tokens)?;
    while is_word(tokens.last(), "or") {
        tokens.pop();
        filter = Filter::Or(Box::new(filter), Box::new(both(tokens)?));
    }
    Some(filter)
}

fn both(tokens: &mut Vec<Token>) -> Option<Filter> {
    let mut filter = one(tokens)?;
    while is_word(tokens.last(), "and") {
        tokens.pop();
        filter = Filter::And(Box::new(filter), Box::new(one(tokens)?));
    }
    Some(filter)
}

fn one(tokens: &mut Vec<Token>) -> Option<Filter> {
    match tokens.pop()? {
        Token::Sign('(') => {
            let filter = either(tokens)?;
            (tokens.pop()? == Token::Sign(')')).then_some(filter)
        }
        Token::Word(not) if not.eq_ignore_ascii_case("not") => Some(Filter::Not(Box::new(one(tokens)?))),
        Token::Word(name) if tokens.last() == Some(&Token::Sign('(')) => function(&name.to_lowercase(), tokens),
        Token::Word(name) => {
            let Token::Word(how) = tokens.pop()? else { return None };
            let how = match how.to_lowercase().as_str() {
                "eq" => Compared::Equal,
                "ne" => Compared::NotEqual,
                "ge" => Compared::NotBefore,
                "gt" => Compared::After,
                "le" => Compared::NotAfter,
                "lt" => Compared::Before,
                _ => return None,
            };
            match tokens.pop()? {
                Token::Text(with) | Token::Word(with) => Some(Filter::Compare(name.to_lowercase(), how, with)),
                Token::Sign(_) => None,
            }
        }
        _ => None,
    }
}

fn function(name: &str, tokens: &mut Vec<Token>) -> Option<Filter> {
    let mut take = || tokens.pop();
    let (_, first, comma, second, end) = (take()?, take()?, take()?, take()?, take()?);
    let joined = comma == Token::Sign(',') && end == Token::Sign(')');
    match (name, first, second) {
        ("substringof", Token::Text(with), Token::Word(of)) if joined => {
            Some(Filter::Compare(of.to_lowercase(), Compared::Contains, with))
        }
        ("startswith", Token::Word(of), Token::Text(with)) if joined => {
            Some(Filter::Compare(of.to_lowercase(), Compared::Begins, with))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(filter: &str, properties: &[(&str, &str)]) -> bool {
        let property = |name: &str| {
            let found = properties.iter().find(|(is, _)| is.eq_ignore_ascii_case(name));
            found.map(|(_, value)| (*value).to_owned())
        };
        Filter::read(filter).unwrap_or_else(|| panic!("{filter}")).takes(&property)
    }

    #[test]
    fn comparisons_have_no_case_and_are_joined_as_they_are_written() {
        let site = [("resourceType", "Microsoft.Web/sites"), ("name", "shop-orders")];
        for filter in [
            "",
            "resourceType EQ 'microsoft.web/Sites' AND name EQ 'Shop-Orders'",
            "(resourceType eq 'Microsoft.Web/sites/slots' or resourceType eq 'Microsoft.Web/sites') and substringof('order',name)",
            "name ne 'other' and not (name eq 'other') and startswith(name, 'shop')",
            "tagName ne 'owner'",
        ] {
            assert!(takes(filter, &site), "{filter}");
        }
        for filter in ["name eq 'shop'", "tagName eq 'owner'", "resourceType eq 'Microsoft.Web/serverfarms'"] {
            assert!(!takes(filter, &site), "{filter}");
        }
        assert!(takes("name eq 'it''s'", &[("name", "it's")]));
    }

    #[test]
    fn times_are_compared_as_times_with_and_without_quotes() {
        let event = [("eventTimestamp", "2026-11-29T10:00:00.0000000Z")];
        for filter in [
            "eventTimestamp ge 2026-11-29T09:59:59Z and eventTimestamp le 2026-11-29T10:00:00Z",
            "eventTimestamp ge '2026-11-29T09:59:59.5000000Z'",
        ] {
            assert!(takes(filter, &event), "{filter}");
        }
        assert!(!takes("eventTimestamp gt 2026-11-29T10:00:01Z", &event));
        let read = Filter::read("eventTimestamp ge 2026-11-29T09:59:59Z and resourceGroupName eq 'g'").unwrap();
        assert_eq!(read.demands("eventtimestamp", Compared::NotBefore), Some("2026-11-29T09:59:59Z"));
        assert_eq!(read.names(), ["eventtimestamp", "resourcegroupname"]);
    }

    #[test]
    fn what_is_not_a_filter_is_not_read() {
        for text in
            ["name", "name eq", "name eq 'a", "(name eq 'a'", "name eq 'a')", "name is 'a'", "f(a,b)", "'a' eq name"]
        {
            assert_eq!(Filter::read(text), None, "{text}");
        }
        assert_eq!(Filter::read(&"(".repeat(60_000)), None, "and none is too deep");
    }
}
