use std::fmt;

use crate::http::Redactor;
use crate::record::message;

/// One thing that is wrong with the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputProblem {
    /// Which input; empty when it is about the command line as a whole.
    pub input: String,
    /// What is wrong.
    pub says: String,
    /// How to fix it.
    pub fix: String,
}

impl InputProblem {
    /// A problem of one input.
    pub fn new(input: &str, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { input: message(input), says: message(&says.into()), fix: message(&fix.into()) }
    }

    /// What to do about it, and why.
    pub(super) fn step(&self) -> String {
        match self {
            Self { input, says, fix }
                if !input.is_empty() && !fix.is_empty() && !fix.contains('\n') && !says.contains('\n') =>
            {
                format!("input `{input}`: {fix}; {says}")
            }
            _ => self.to_string(),
        }
    }

    /// The same without these secrets.
    pub(super) fn without(self, secrets: &Redactor) -> Self {
        let [says, fix] = [&self.says, &self.fix].map(|text| secrets.own(text).into_owned());
        Self { input: self.input, says, fix }
    }

    /// The message of the command line parser.
    pub fn of_arguments(text: String) -> Self {
        Self::new("", text.trim_end(), "")
    }
}

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.input.is_empty() {
            write!(f, "input `{}`: ", self.input)?;
        }
        f.write_str(&self.says)?;
        if self.fix.is_empty() { Ok(()) } else { write!(f, "\n    fix: {}", self.fix) }
    }
}
