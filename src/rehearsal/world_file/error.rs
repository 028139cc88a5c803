use thiserror::Error;

/// Names less alike than this (Jaro-Winkler) are not offered.
const ALIKE: f64 = 0.7;

/// A world file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WorldFileError {
    /// It is larger than any description.
    #[error("it holds {bytes} bytes; more than 256 MiB is not read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Its parts are nested deeper than any description.
    #[error("lists and mappings lie in each other too deep")]
    TooDeep,
    /// It is no YAML, or has a key or a value that means nothing.
    #[error("{message}{}{}\n{snippet}", place(*.line, *.column), hint(nearest.as_deref()))]
    Syntax {
        /// What is wrong.
        message: String,
        /// Counted from one; zero when unknown.
        line: usize,
        /// Counted from one.
        column: usize,
        /// The known name that is most like the unknown one.
        nearest: Option<String>,
        /// The line with a caret below it.
        snippet: String,
    },
    /// Its parts do not fit each other.
    #[error("{}", .problems.join("\n"))]
    Inconsistent {
        /// One sentence each.
        problems: Vec<String>,
    },
    /// A world could not be put into words.
    #[error("the world could not be written down: {0}")]
    Unwritable(String),
}

impl WorldFileError {
    pub(super) fn syntax(source: &str, error: &serde_yaml::Error) -> Self {
        let (line, column) = error.location().map_or((0, 0), |at| (at.line(), at.column()));
        let message = error.to_string();
        // The parser appends the place to its message; it is said in other words here.
        let message = message.rfind(" at line ").map_or(message.clone(), |at| message[..at].to_owned());
        let nearest = nearest_field(&message);
        Self::Syntax { nearest, message, line, column, snippet: snippet(source, line, column) }
    }
}

/// The name most like `name` among `known`, when one is like it at all.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let likeness = |other: &str| strsim::jaro_winkler(&name, &other.to_lowercase());
    let alike = known.into_iter().map(|other| (likeness(other), other)).filter(|(likeness, _)| *likeness > ALIKE);
    alike.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, other)| other)
}

/// serde names the unknown field first and the known ones after it, all in backticks.
fn nearest_field(message: &str) -> Option<String> {
    let (_, told) = message.split_once("unknown field ").or_else(|| message.split_once("unknown variant "))?;
    let mut names = told.split('`').skip(1).step_by(2);
    let wrong = names.next()?;
    nearest(wrong, names).map(str::to_owned)
}

fn place(line: usize, column: usize) -> String {
    match line {
        0 => String::new(),
        _ => format!(" (line {line}, column {column})"),
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

fn snippet(source: &str, line: usize, column: usize) -> String {
    let Some(text) = line.checked_sub(1).and_then(|index| source.lines().nth(index)) else {
        return String::new();
    };
    let text: String = text.chars().take(160).collect();
    format!("{line:>5} | {text}\n      | {}^", " ".repeat(column.saturating_sub(1).min(160)))
}
