use crate::azure::AppSettings;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const SETTING: &str = "FUNCTIONS_EXTENSION_VERSION";

/// The version of the Functions host is a major version, as `~4`: neither whatever is newest nor one build without fixes.
pub(in crate::preflight) struct HostVersionPinned;

const ABOUT: About = About {
    explanation: Explanation {
        id: "host-version-pinned",
        title: "The Functions host is pinned to a major version",
        why: "FUNCTIONS_EXTENSION_VERSION=~4 keeps the major version and takes its fixes. A single version, such as 4.1044.0, gets \
              no security fixes and stops working when Azure removes it; without a version the app may be moved to another major \
              version, on which nothing was probed (facts: host-versions).",
        fix: "Set FUNCTIONS_EXTENSION_VERSION to ~4 on both sides.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for HostVersionPinned {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings("whether the Functions host is pinned")? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        if production.migrates_to(slot) {
            // What production is pinned to is what this release changes.
            return Some(match fault("the slot, which the swap brings to production,", slot) {
                None => Answer::fine("the swap brings production a major version of the Functions host"),
                Some(says) => Answer::wrong(says, format!("set {SETTING} of the release to ~4")),
            });
        }
        Some(judge(&[("production", production), ("the slot", slot)]))
    }
}

fn judge(sides: &[(&str, &AppSettings)]) -> Answer {
    let wrong: Vec<String> = sides.iter().filter_map(|(side, settings)| fault(side, settings)).collect();
    if wrong.is_empty() {
        return Answer::fine("both sides are pinned to a major version of the Functions host");
    }
    Answer::wrong(wrong.join("; "), format!("set {SETTING} to ~4 on both sides"))
}

fn fault(side: &str, settings: &AppSettings) -> Option<String> {
    match settings.host_version().map(|version| version.to_string()) {
        Some(version) if version.starts_with('~') => None,
        Some(version) => Some(format!("{SETTING} of {side} names one build, {version}, which gets no fixes")),
        None => Some(format!("{SETTING} of {side} names no version")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_build_and_a_missing_version_are_not_pinned_to_a_major_version() {
        let says = |version: Option<&str>| {
            let settings = AppSettings::of_pairs(version.map(|version| (SETTING, version)));
            judge(&[("production", &settings)])
        };
        assert!(matches!(says(Some("~4")), Answer::Fine(_)));
        for (version, word) in
            [(Some("4.1044.0"), "one build, 4.1044.0"), (Some("latest"), "no version"), (None, "no version")]
        {
            assert!(matches!(says(version), Answer::Wrong { says, .. } if says.contains(word)), "{version:?}");
        }
    }
}
