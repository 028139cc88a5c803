/// How loud an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Blue.
    Notice,
    /// Yellow.
    Warning,
    /// Red.
    Error,
}

/// A message that GitHub shows on the run's page. Ten of each level are kept for a step, so they
/// are used sparingly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// How loud.
    pub level: Level,
    /// The heading.
    pub title: String,
    /// The text; more than 4,096 characters are cut by the runner.
    pub message: String,
    /// The file that it is about, relative to the checkout.
    pub file: Option<String>,
    /// The line of that file, from 1.
    pub line: Option<u32>,
}

impl Annotation {
    /// An error.
    pub fn error(title: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Level::Error, title, message)
    }

    /// A warning.
    pub fn warning(title: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, title, message)
    }

    /// A notice.
    pub fn notice(title: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Level::Notice, title, message)
    }

    fn new(level: Level, title: impl Into<String>, message: impl Into<String>) -> Self {
        Self { level, title: title.into(), message: message.into(), file: None, line: None }
    }

    /// The same at a file of the checkout.
    pub fn at(self, file: Option<String>, line: Option<u32>) -> Self {
        Self { line: line.filter(|_| file.is_some()), file, ..self }
    }
}
