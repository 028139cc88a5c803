use time::Duration;

use super::wrong::Wrong;

/// A piece of a query and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// What it is.
    pub piece: Piece,
    /// As it was written.
    pub text: String,
    /// The line, from one.
    pub line: usize,
    /// The column, from zero.
    pub column: usize,
}

impl Token {
    /// This token stands where it cannot.
    pub(super) fn refused(&self) -> Wrong {
        Wrong::Syntax { token: self.text.clone(), line: self.line, column: self.column }
    }
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// A name or a word.
    Name,
    /// A text, without its quotes.
    Text(String),
    /// A whole number.
    Long(i64),
    /// Another number.
    Real(f64),
    /// `5m`
    Span(Duration),
    /// What stands in `datetime(…)`.
    Moment(String),
    /// A sign.
    Sign,
    /// The end.
    End,
}

/// Longer signs first.
const SIGNS: &[&str] = &[
    "!in~", "!~", "==", "!=", "=~", "<=", ">=", "..", "|", "(", ")", "[", "]", ",", ";", "=", "<", ">", "+", "-", "*",
    "/", ".", "{", "}", ":",
];

/// Takes a query apart.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, Wrong> {
    let mut found = Vec::new();
    let (mut rest, mut line, mut column) = (query, 1, 0);
    loop {
        let trimmed = rest.trim_start();
        for skipped in rest[..rest.len() - trimmed.len()].chars() {
            (line, column) = if skipped == '\n' { (line + 1, 0) } else { (line, column + 1) };
        }
        rest = trimmed;
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.find('\n').map_or("", |end| &comment[end..]);
            continue;
        }
        if rest.is_empty() {
            found.push(Token { piece: Piece::End, text: "<EOF>".to_owned(), line, column });
            return Ok(found);
        }
        let (piece, length) = piece(rest).ok_or_else(|| {
            let text = rest.chars().take(1).collect();
            Token { piece: Piece::Sign, text, line, column }.refused()
        })?;
        found.push(Token { piece, text: rest[..length].to_owned(), line, column });
        column += rest[..length].chars().count();
        rest = &rest[length..];
    }
}

fn piece(rest: &str) -> Option<(Piece, usize)> {
    let first = rest.chars().next()?;
    if first == '"' || first == '\'' {
        let end = rest[1..].find(first)?;
        return Some((Piece::Text(rest[1..=end].to_owned()), end + 2));
    }
    let run = |fits: &dyn Fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
    if first.is_ascii_digit() {
        let mut length = run(&|c| c.is_ascii_digit());
        let fraction = rest[length..].strip_prefix('.').filter(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(fraction) = fraction {
            length += 1 + fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        }
        let unit = &rest[length..];
        let unit = &unit[..unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len())];
        let seconds = match unit {
            "d" => Some(86_400.0),
            "h" => Some(3_600.0),
            "m" | "min" => Some(60.0),
            "s" | "sec" => Some(1.0),
            "ms" => Some(0.001),
            "" => None,
            _ => return None,
        };
        let number: f64 = rest[..length].parse().ok()?;
        let piece = match (seconds, rest[..length].parse()) {
            (Some(seconds), _) => Piece::Span(Duration::checked_seconds_f64(number * seconds)?),
            (None, Ok(whole)) => Piece::Long(whole),
            (None, Err(_)) => Piece::Real(number),
        };
        return Some((piece, length + unit.len()));
    }
    if first.is_alphabetic() || first == '_' {
        let length = run(&|c| c.is_alphanumeric() || c == '_');
        if let Some(inner) = rest[length..].strip_prefix('(').filter(|_| &rest[..length] == "datetime") {
            let end = inner.find(')')?;
            return Some((Piece::Moment(inner[..end].to_owned()), length + end + 2));
        }
        let tilde = &rest[..length] == "in" && rest[length..].starts_with('~');
        return Some((Piece::Name, length + usize::from(tilde)));
    }
    if let Some(word) = rest.strip_prefix('!').filter(|rest| rest.starts_with(|c: char| c.is_alphabetic())) {
        let length = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        let tilde = &word[..length] == "in" && word[length..].starts_with('~');
        return Some((Piece::Name, 1 + length + usize::from(tilde)));
    }
    SIGNS.iter().find(|sign| rest.starts_with(**sign)).map(|sign| (Piece::Sign, sign.len()))
}
