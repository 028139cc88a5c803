use std::collections::BTreeMap;

use crate::azure::WebChange;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::{Explanation, site_key};

/// What of `site:` moves in a swap (facts: what-moves).
const MOVES: &str = "linuxFxVersion";

/// Azure can give the slot what `site:` says, and what of it stays in the slot is said.
pub(in crate::preflight) struct SitePropertiesFit;

const ABOUT: About = About {
    explanation: Explanation {
        id: "site-properties",
        title: "The slot can have the site properties of the configuration",
        why: "`site:` gives the slot a few properties before the package is delivered. The stack moves with the swap; Always On, the least \
              version of TLS, the health check and HTTP 2 stay with the slot, or documents disagree, so that production keeps its own.",
        fix: "Set for production what stays, once, with the command of the finding. On Windows the version of the language is a setting: \
              declare it under `settings:`.",
        rights: &["Microsoft.Web/sites/config/Read", "Microsoft.Web/sites/slots/config/Read"],
    },
    reads: &[
        Fact::Production(SideFact::Site),
        Fact::Production(SideFact::Config),
        Fact::Slot(SideFact::Site),
        Fact::Plan,
    ],
    weight: Weight::Stops,
    lowers: Lowers::Yes,
};

impl Check for SitePropertiesFit {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.site
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (site, production) = (&survey.site, &survey.production);
        let at = &survey.slot_at;
        if site.stack.is_some() && !production.site.is_on_linux() {
            return Some(Answer::wrong(
                "`site.stack` is of apps on Linux, and this app runs on Windows",
                "declare the version of the language under `settings:`, such as WEBSITE_NODE_DEFAULT_VERSION",
            ));
        }
        if site.always_on == Some(true)
            && survey.plan.as_ref().is_ok_and(|plan| plan.is_consumption() || plan.is_flex())
        {
            return Some(Answer::wrong(
                "`site.always-on` is on, and the plan of the app has no such property: it loads apps when they are needed",
                "take `always-on` out of `site:`",
            ));
        }
        let config = match &production.config {
            Ok(config) => config,
            Err(error) => return Some(Answer::unread("whether production keeps other site properties", error)),
        };
        let wanted = WebChange::of(site);
        let of_production: BTreeMap<&str, String> = wanted
            .names()
            .map(|name| {
                let value = match name {
                    "minTlsVersion" => config.protection.tls.clone(),
                    _ => config.staying.get(name).cloned(),
                };
                (name, value.unwrap_or_default())
            })
            .collect();
        let differs = |name: &&str| {
            let value = wanted.values().get(*name);
            let text =
                value.and_then(|value| value.as_str().map(str::to_owned)).or_else(|| value.map(ToString::to_string));
            *name != MOVES && text.is_some_and(|text| !text.eq_ignore_ascii_case(&of_production[name]))
        };
        let stays: Vec<String> = wanted.names().filter(differs).map(|name| format!("`{}`", site_key(name))).collect();
        let slot = at.slot_name();
        if stays.is_empty() {
            return Some(Answer::fine(format!("the slot `{slot}` can have what `site:` says")));
        }
        Some(Answer::noted(
            format!(
                "{} of `site:` {} to the slot `{slot}` only; production keeps its own in the swap",
                stays.join(", "),
                if stays.len() == 1 { "applies" } else { "apply" }
            ),
            format!("to have them in production, set them there, which restarts it: {}", command(survey)),
        ))
    }
}

/// The command that gives production what stays.
fn command(survey: &Survey) -> String {
    let site = &survey.site;
    let is_on = |is_on: bool| if is_on { "true" } else { "false" };
    let mut rest: Vec<&str> = Vec::new();
    if let Some(on) = site.always_on {
        rest.extend(["--always-on", is_on(on)]);
    }
    if let Some(version) = site.minimum_tls {
        rest.extend(["--min-tls-version", version]);
    }
    if let Some(on) = site.http2 {
        rest.extend(["--http20-enabled", is_on(on)]);
    }
    let path = site.health_check_path.as_ref().map(|path| format!("{{\"healthCheckPath\": \"{path}\"}}"));
    if let Some(path) = &path {
        rest.extend(["--generic-configurations", path]);
    }
    survey.production.at.command("functionapp config set", &rest)
}
