use std::fmt;

/// The languages whose second number is a version of its own, as Python's 3.11 and 3.12 are.
const BY_TWO_NUMBERS: [&str; 2] = ["python", "powershell"];

/// `linuxFxVersion`: the language that a side runs, and its version. Its case varies (facts: packaging).
#[derive(Debug, Clone)]
pub struct Stack(String);

impl Stack {
    /// As Azure says it; empty on Windows.
    pub fn of(text: String) -> Self {
        Self(text)
    }

    /// Whether it says a language.
    pub fn is_named(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether it is the same language in the same major version.
    pub fn is_close_to(&self, other: &Self) -> bool {
        let (language, version) = self.parts();
        let (other_language, other_version) = other.parts();
        // The name of an image is content, not a version.
        language == other_language
            && (language == "docker" || major(&language, &version) == major(&language, &other_version))
    }

    /// Whether it is this language, in lower case.
    pub fn is_of(&self, language: &str) -> bool {
        self.parts().0 == language
    }

    /// Whether it is this language in this version, as far as that makes a version of its own: `8`, and `3.11` of Python.
    pub fn is(&self, language: &str, version: &str) -> bool {
        let (own, own_version) = self.parts();
        own == language && major(&own, &own_version) == version
    }

    fn parts(&self) -> (String, String) {
        let text = self.0.to_lowercase();
        let (language, version) = text.split_once('|').unwrap_or((&text, ""));
        (language.to_owned(), version.to_owned())
    }
}

impl PartialEq for Stack {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Stack {}

impl fmt::Display for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.trim_end_matches('|') {
            "" => f.write_str("the stack of Windows"),
            stack => f.write_str(stack),
        }
    }
}

/// The numbers that make a version another one; the text where it begins with none.
fn major(language: &str, version: &str) -> String {
    let numbers = if BY_TWO_NUMBERS.contains(&language) { 2 } else { 1 };
    let parts = version.split(|c: char| !c.is_ascii_digit()).take(numbers);
    parts.collect::<Vec<_>>().join(".")
}
