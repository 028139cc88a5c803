use super::used_connections::{UsedConnection, used_connections};
use crate::azure::Service;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "which connections are opened by a key";

/// Connections are opened by an identity and not by a key that stands in a setting (facts: identity-connections).
pub(in crate::preflight) struct KeysInConnections;

const ABOUT: About = About {
    explanation: Explanation {
        id: "keys-in-connections",
        title: "Connections are opened by an identity",
        why: "A key in a setting opens the whole account or namespace to everyone who reads it, and stops all listeners when it is changed. \
              In its place stands where the connection leads, and the identity of each side opens it. Judged is the shape of \
              the text, which is never shown.",
        fix: "Give the identities of both sides their roles, set what the finding names, and take away the connection string.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
            "Microsoft.Web/sites/functions/Read",
            "Microsoft.Web/sites/slots/functions/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Functions),
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Functions),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::StickySettings,
    ],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for KeysInConnections {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (functions, unread) = survey.listed_functions(WHAT);
        let after = match survey.after_swap(WHAT)? {
            Ok(after) => after,
            Err(unread) => return Some(unread),
        };
        let used = used_connections(&functions, after.configuration());
        let by_key: Vec<(&String, Vec<String>)> =
            used.iter().filter_map(|(name, used)| Some((name, in_place_of(name, used.opening.key?, used)))).collect();
        if by_key.is_empty() {
            return Some(
                unread.unwrap_or_else(|| Answer::fine("no connection of a trigger or of the host is opened by a key")),
            );
        }
        let names: Vec<String> = by_key.iter().map(|(name, _)| format!("`{name}`")).collect();
        let fixes: Vec<String> =
            by_key.iter().map(|(name, settings)| format!("in place of `{name}` set {}", settings.join(", "))).collect();
        Some(Answer::wrong(
            format!("these connections are opened by a key in a setting: {}", names.join(", ")),
            format!("let the identity of each side open them: {}", fixes.join("; ")),
        ))
    }
}

/// What an identity needs: the account, or outside of the public cloud each service's address.
fn in_place_of(name: &str, service: Service, used: &UsedConnection) -> Vec<String> {
    let mut settings = vec![format!("`{name}__{}`", service.setting())];
    if service == Service::Storage {
        let addresses =
            used.needs.iter().filter_map(|need| need.iter().find(|setting| setting.ends_with("ServiceUri")));
        let addresses: Vec<String> = addresses.map(|setting| format!("`{name}__{setting}`")).collect();
        if !addresses.is_empty() {
            settings[0] += &format!(" (or {}, where the account has other addresses)", addresses.join(" and "));
        }
    }
    settings
}
