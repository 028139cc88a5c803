//! Names of resources. A name that only its parser makes cannot lead a request to another resource: no name contains a
//! slash, a dot segment, a query or an escape.
//!
//! The rules are Azure's and those of the Functions host (facts: names).

mod app;
mod assignment;
mod deployment;
mod file;
mod folder;
mod function;
mod group;
mod listed;
mod repository;
mod slot;
mod subscription;

use std::fmt;

use thiserror::Error;

pub use app::AppName;
pub use assignment::AssignmentName;
pub use deployment::DeploymentId;
pub use file::FileName;
pub use folder::FolderName;
pub use function::FunctionName;
pub use group::GroupName;
pub use repository::RepositoryName;
pub use slot::SlotName;
pub use subscription::{SubscriptionId, is_guid};

/// The longest text that is repeated in an error.
const SHOWN: usize = 80;

/// One segment of a path that has been checked.
pub trait Name: fmt::Display {
    /// The name as it is written.
    fn as_str(&self) -> &str;
}

/// A text is not such a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{given}` is not {what}: {rule}")]
pub struct NameError {
    /// The text, shortened and without control characters.
    given: String,
    /// What it should be, with its article.
    what: &'static str,
    /// The rule.
    pub rule: &'static str,
}

impl NameError {
    fn new(given: &str, what: &'static str, rule: &'static str) -> Self {
        let mut shown: String = given.chars().take(SHOWN).flat_map(char::escape_debug).collect();
        if given.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        Self { given: shown, what, rule }
    }
}

/// Letters of ASCII, digits and hyphens, no hyphen at either end. Azure's documents take other letters as well and map them to
/// Punycode; here one that only looks like a Latin letter is a slip, or meant to deceive (facts: names).
fn is_label(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The type of one kind of name.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:expr, $holds:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl std::str::FromStr for $name {
            type Err = $crate::names::NameError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let holds: fn(&str) -> bool = $holds;
                if holds(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::names::NameError::new(text, $what, $rule))
                }
            }
        }

        impl $name {
            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::names::Name for $name {
            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use name;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_azure_gives_are_accepted() {
        for name in ["shop-orders", "a1", "Shop-2", &"a".repeat(60)] {
            assert!(name.parse::<AppName>().is_ok(), "{name}");
        }
        for name in ["staging", "pr-17", "production", &"s".repeat(59)] {
            assert!(name.parse::<SlotName>().is_ok(), "{name}");
        }
        for name in ["rg", "My_Group.v2-(west)", "a..b", "größe"] {
            assert!(name.parse::<GroupName>().is_ok(), "{name}");
        }
        for name in ["version", "Take_Order-2"] {
            assert!(name.parse::<FunctionName>().is_ok(), "{name}");
        }
        for id in ["temp-1a2b3c", "9b3f6c1a2e", "f2b1c6a0-5b6f-4d3c-8f35-0c0b1d2e3f40", "VSTS_12.a"] {
            assert!(id.parse::<DeploymentId>().is_ok(), "{id}");
        }
        assert!("00000000-0000-0000-0000-00000000000A".parse::<SubscriptionId>().is_ok());
    }

    #[test]
    fn a_text_that_would_leave_its_place_is_no_name_of_any_kind() {
        for text in [
            "",
            ".",
            "..",
            "%2e%2e",
            "../../payroll",
            "staging?x=1",
            "staging/",
            "a/../b",
            "x/slots/y",
            "a#b",
            "a\\b",
            "a b",
            "a\nb",
            "a;rm",
            "$(id)",
            "a'b",
            "-a",
            "a\u{202e}b",
            "a%2fb",
            // Letters beyond ASCII, some of which look like Latin ones.
            "bücher",
            "st\u{430}ging",
            "blau\u{df}",
            "slot\u{662}",
        ] {
            assert!(text.parse::<AppName>().is_err(), "{text:?}");
            assert!(text.parse::<SlotName>().is_err(), "{text:?}");
            assert!(text.parse::<FunctionName>().is_err(), "{text:?}");
            assert!(text.parse::<SubscriptionId>().is_err(), "{text:?}");
            if text != "-a" && text.is_ascii() {
                assert!(text.parse::<GroupName>().is_err(), "{text:?}");
                assert!(text.parse::<DeploymentId>().is_err(), "{text:?}");
            }
        }
    }

    #[test]
    fn an_error_names_the_text_and_the_rule_and_stays_short() {
        let error = "..".parse::<SlotName>().unwrap_err().to_string();
        assert_eq!(
            error,
            "`..` is not the name of a slot: 2 to 59 letters (a to z), digits and hyphens, with no hyphen at either end"
        );
        let long = "x".repeat(3000).parse::<AppName>().unwrap_err().to_string();
        assert!(long.len() < 250, "{long}");
        let control = "a\u{1b}[2J".parse::<AppName>().unwrap_err().to_string();
        assert!(!control.contains('\u{1b}'), "{control:?}");
    }

    proptest! {
        #[test]
        fn no_accepted_name_changes_the_path_that_it_is_a_segment_of(text in "\\PC{1,12}|[.%/a-z0-9-]{1,8}") {
            let names = [
                text.parse::<AppName>().ok().map(|name| name.to_string()),
                text.parse::<SlotName>().ok().map(|name| name.to_string()),
                text.parse::<GroupName>().ok().map(|name| name.to_string()),
                text.parse::<FunctionName>().ok().map(|name| name.to_string()),
                text.parse::<DeploymentId>().ok().map(|name| name.to_string()),
            ];
            for name in names.into_iter().flatten() {
                let mut url: url::Url = "https://a.test/".parse().unwrap();
                url.set_path(&format!("/before/{name}/after"));
                let segments: Vec<&str> = url.path_segments().unwrap().collect();
                prop_assert_eq!(segments.len(), 3, "{}", url);
                prop_assert_eq!(url.query(), None);
            }
        }
    }
}
