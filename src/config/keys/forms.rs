//! Texts with a rule, each with the pattern that editors check it by.

use std::path::{Component, Path};

use super::super::duration::parse_duration;
use super::super::shape::Form;
use crate::names::{AppName, GroupName, NameError, SlotName, is_guid};
use crate::record::{brief, is_invisible};

/// Names of apps and environments in the file; GitHub's environments have at most this many characters.
const LONGEST_NAME: usize = 255;

pub(in crate::config) const APP_NAME: Form = Form {
    what: "the name of a function app",
    pattern: "^[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]$",
    not: None,
    takes_numbers: true,
    check: |text| name::<AppName>(text),
    examples: &["shop-orders", "Shop-1"],
};
pub(in crate::config) const SLOT_NAME: Form = Form {
    what: "the name of a slot",
    pattern: "^[A-Za-z0-9][A-Za-z0-9-]{0,57}[A-Za-z0-9]$",
    not: None,
    takes_numbers: true,
    check: |text| name::<SlotName>(text),
    examples: &["staging", "production"],
};
pub(in crate::config) const GROUP_NAME: Form = Form {
    what: "the name of a resource group",
    pattern: r"^[\p{Alphabetic}\p{N}_().-]{0,89}[\p{Alphabetic}\p{N}_()-]$",
    not: None,
    takes_numbers: true,
    check: |text| name::<GroupName>(text),
    examples: &["rg-shop", "My_Group.v2-(west)"],
};
pub(in crate::config) const GUID: Form = Form {
    what: "a GUID",
    pattern: "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
    not: None,
    takes_numbers: false,
    check: |text| {
        let says = "it has the form 00000000-0000-0000-0000-000000000000, or is `{ variable: NAME }`";
        if is_guid(text) { Ok(()) } else { Err(format!("`{}` is not a GUID: {says}", brief(text))) }
    },
    examples: &["11111111-2222-3333-4444-555555555555"],
};
pub(in crate::config) const VARIABLE: Form = Form {
    what: "the name of an environment variable of the step",
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    not: None,
    takes_numbers: false,
    check: |text| {
        let holds = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let says = "letters, digits and underscores, and no digit at its begin";
        if holds { Ok(()) } else { Err(format!("`{}` is not the name of a variable: {says}", brief(text))) }
    },
    examples: &["AZURE_CLIENT_ID"],
};
pub(in crate::config) const DURATION: Form = Form {
    what: "a duration such as 30s, 5m or 1h30m",
    pattern: "^([0-9]+(ms|s|m|h))*0*[1-9][0-9]*(ms|s|m|h)([0-9]+(ms|s|m|h))*$",
    not: None,
    takes_numbers: false,
    check: |text| match parse_duration(text) {
        _ if text.trim() != text => Err(format!("`{}` has a blank at its begin or end", brief(text))),
        Ok(duration) if duration.is_zero() => Err(format!("`{}` would be over at once", brief(text))),
        read => read.map(drop),
    },
    examples: &["30s", "5m", "1h30m"],
};
pub(in crate::config) const INSIDE: Form = Form {
    what: "a path within the workspace",
    pattern: r"^[^/\\\s][^\\\x00-\x1f]*$",
    not: Some(r"(^|/)\.\.(/|$)"),
    takes_numbers: true,
    check: |text| {
        let path = Path::new(text);
        let stays = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let is_plain = !text.starts_with(char::is_whitespace) && !text.contains(|c: char| c == '\\' || c.is_control());
        if stays && is_plain && !text.is_empty() {
            return Ok(());
        }
        Err(format!(
            "`{}` is not a path within the workspace: write one without `/` at its begin and without `..`",
            brief(text)
        ))
    },
    examples: &["publish", "apps/orders/app.zip", "."],
};
pub(in crate::config) const CONTAINER: Form = Form {
    what: "the URL of a blob container",
    pattern: r"^https://[^/?#\s]+/[^?#\s]+$",
    not: None,
    takes_numbers: false,
    check: |text| {
        let rest = text.strip_prefix("https://").and_then(|rest| rest.split_once('/'));
        let is_plain = !text.contains(|c: char| c == '?' || c == '#' || c.is_whitespace());
        if rest.is_some_and(|(host, path)| !host.is_empty() && !path.is_empty()) && is_plain {
            return Ok(());
        }
        let says = "write `https://ACCOUNT.blob.core.windows.net/CONTAINER`";
        Err(format!("`{}` is not the URL of a container: {says}", brief(text)))
    },
    examples: &["https://shop.blob.core.windows.net/packages"],
};
pub(in crate::config) const ENTRY: Form = Form {
    what: "a folder with `/` at its end, or a lock file",
    pattern: r"^[^\s,]+$",
    not: None,
    takes_numbers: true,
    check: |text| {
        let holds = !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == ',');
        if holds { Ok(()) } else { Err(format!("`{}` has a blank or a comma, or is empty", brief(text))) }
    },
    examples: &["node_modules/", "package-lock.json"],
};
pub(in crate::config) const LAYER_NAME: Form = Form {
    what: "the name of an app or environment",
    pattern: r"^[^\s\p{Cc}]([^\p{Cc}]{0,253}[^\s\p{Cc}])?$",
    not: None,
    takes_numbers: true,
    check: |text| {
        let count = text.chars().count();
        let is_plain = text.trim() == text && !text.chars().any(is_invisible);
        if is_plain && (1..=LONGEST_NAME).contains(&count) {
            return Ok(());
        }
        Err(format!(
            "`{}` is not a name: 1 to {LONGEST_NAME} visible characters, with no blank at either end",
            brief(text)
        ))
    },
    examples: &["production", "test-eu"],
};

fn name<N: std::str::FromStr<Err = NameError>>(text: &str) -> Result<(), String> {
    text.parse::<N>().map(drop).map_err(|error| error.to_string())
}

/// A text that says something.
pub(in crate::config) const SAID: Form = Form {
    what: "a text that is not empty",
    pattern: r"\S",
    not: None,
    takes_numbers: true,
    check: |text| if text.trim().is_empty() { Err("it is empty".to_owned()) } else { Ok(()) },
    examples: &["the plan is moved tonight"],
};
