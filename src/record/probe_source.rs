use serde::{Deserialize, Serialize};

use super::Digest;

/// A longer text does not travel: a ticket is an output and an input, and Linux limits one variable to 128 KiB
/// (<https://man7.org/linux/man-pages/man2/execve.2.html>).
const LONGEST: usize = 48 * 1024;
/// A longer text is not written into a GitHub Deployment.
const LONGEST_IN_MEMORY: usize = 16 * 1024;

/// Where the probes and the rules of the watch were read from, for the jobs that ask them again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeSource {
    /// None were configured.
    Nothing,
    /// The text itself.
    Text {
        /// The input that it was given by.
        input: ProbeInput,
        /// As it was written.
        text: String,
    },
    /// Only the text's digest: it is too long, or may hold secrets.
    Digest {
        /// The input that it was given by.
        input: ProbeInput,
        /// Of the text.
        digest: Digest,
    },
}

/// The inputs that probes are given by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeInput {
    /// `config`, a file; `slot-deploy.yml` when it is not given.
    Config,
    /// `probes`, the text itself.
    Probes,
}

impl ProbeInput {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Probes => "probes",
        }
    }
}

impl ProbeSource {
    /// The source of a text; one that `may_hold_secrets` is named by its digest.
    pub fn of(input: ProbeInput, text: &str, may_hold_secrets: bool) -> Self {
        if may_hold_secrets || text.len() > LONGEST {
            return Self::Digest { input, digest: Digest::of(text.as_bytes()) };
        }
        Self::Text { input, text: text.to_owned() }
    }

    /// Whether both are the same text, given by the same input.
    pub fn is_same(&self, other: &Self) -> bool {
        self.named() == other.named()
    }

    /// The same for a GitHub Deployment.
    pub fn for_memory(&self) -> Self {
        match self {
            Self::Text { input, text } if text.len() > LONGEST_IN_MEMORY => {
                Self::Digest { input: *input, digest: Digest::of(text.as_bytes()) }
            }
            other => other.clone(),
        }
    }

    fn named(&self) -> Option<(ProbeInput, Digest)> {
        match self {
            Self::Nothing => None,
            Self::Text { input, text } => Some((*input, Digest::of(text.as_bytes()))),
            Self::Digest { input, digest } => Some((*input, digest.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_source_is_recognised_in_every_form_and_no_other_is(text in "[a-z: \n]{0,40}", other in "[a-z: \n]{0,40}") {
            let source = |text: &str, hidden| ProbeSource::of(ProbeInput::Probes, text, hidden);
            prop_assert!(source(&text, true).is_same(&source(&text, false)));
            prop_assert_eq!(source(&text, true).is_same(&source(&other, false)), text == other);
            prop_assert!(!source(&text, true).is_same(&ProbeSource::Nothing));
            prop_assert!(!source(&text, false).is_same(&ProbeSource::of(ProbeInput::Config, &text, false)));
        }
    }

    #[test]
    fn a_long_text_travels_as_its_digest() {
        let long = "x".repeat(LONGEST + 1);
        assert!(matches!(ProbeSource::of(ProbeInput::Config, &long, false), ProbeSource::Digest { .. }));
        let middle = ProbeSource::of(ProbeInput::Config, &long[..LONGEST], false);
        assert!(matches!(middle, ProbeSource::Text { .. }));
        assert!(matches!(middle.for_memory(), ProbeSource::Digest { .. }) && middle.for_memory().is_same(&middle));
    }
}
