use thiserror::Error;

use crate::record::Explain;

/// The configuration is not usable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// It is larger than any configuration.
    #[error("it holds {bytes} bytes; more than 256 KiB is not read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is no YAML, or not of the form that is expected.
    #[error("{message}{}\n{snippet}", place(*.line, *.column))]
    Syntax {
        /// What is wrong.
        message: String,
        /// Counted from one; zero when unknown.
        line: usize,
        /// Counted from one.
        column: usize,
        /// The line with a caret below it.
        snippet: String,
    },
    /// Its parts do not fit each other.
    #[error("{}", .problems.join("\n"))]
    Relations {
        /// One sentence each.
        problems: Vec<String>,
    },
}

impl ConfigError {
    /// From the parser's error, with the line it points at.
    pub(super) fn syntax(source: &str, error: &serde_yaml::Error) -> Self {
        let (line, column) = error.location().map_or((0, 0), |at| (at.line(), at.column()));
        let message = error.to_string();
        // The parser appends the place to its message; we say it in our own words.
        let message = match message.rfind(" at line ") {
            Some(at) => message[..at].to_owned(),
            None => message,
        };
        Self::Syntax { message, line, column, snippet: snippet(source, line, column) }
    }
}

impl Explain for ConfigError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "config-too-large",
            Self::Syntax { .. } => "config-syntax",
            Self::Relations { .. } => "config-inconsistent",
        }
    }
}

fn place(line: usize, column: usize) -> String {
    match line {
        0 => String::new(),
        _ => format!(" (line {line}, column {column})"),
    }
}

fn snippet(source: &str, line: usize, column: usize) -> String {
    let Some(text) = line.checked_sub(1).and_then(|index| source.lines().nth(index)) else {
        return String::new();
    };
    let text: String = text.chars().take(160).collect();
    format!("{line:>5} | {text}\n      | {}^", " ".repeat(column.saturating_sub(1)))
}
