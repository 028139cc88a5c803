//! The settings that a new slot begins with: what a Functions host needs of production's, and what has to be its own. All else is for
//! the team to declare: a copied binding would take production's events, and a copied pointer would run production's package.

use std::collections::BTreeMap;

use super::settings::RUN_FROM_PACKAGE;
use super::{AppSettings, SiteRef};
use crate::http::Redactor;
use crate::record::Digest;

/// The id by which hosts tell themselves apart (facts: new-slots).
const HOST_ID: &str = "AzureFunctionsWebHost__hostid";
const SHARE: &str = "WEBSITE_CONTENTSHARE";

/// What a host needs, by its whole name.
const NEEDED: [&str; 21] = [
    "APPINSIGHTS_INSTRUMENTATIONKEY",
    "AzureWebJobsFeatureFlags",
    "AzureWebJobsStorage",
    "ENABLE_ORYX_BUILD",
    "SCM_DO_BUILD_DURING_DEPLOYMENT",
    "TZ",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_CONTENTOVERVNET",
    "WEBSITE_DNS_ALT_SERVER",
    "WEBSITE_DNS_SERVER",
    "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT",
    "WEBSITE_MOUNT_ENABLED",
    "WEBSITE_NODE_DEFAULT_VERSION",
    "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID",
    "WEBSITE_SKIP_CONTENTSHARE_VALIDATION",
    "WEBSITE_TIME_ZONE",
    "WEBSITE_USE_PLACEHOLDER",
    "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED",
    "WEBSITE_VNET_ROUTE_ALL",
    "WEBSITES_ENABLE_APP_SERVICE_STORAGE",
    "XDT_MicrosoftApplicationInsights_Mode",
];
/// The same by their beginnings; the storage of the host may be opened by an identity.
const NEEDED_BEGIN: [&str; 9] = [
    "APPLICATIONINSIGHTS_",
    "ApplicationInsightsAgent_",
    "AzureWebJobsSecretStorage",
    "AzureWebJobsStorage__",
    "AzureWebJobsStorage:",
    "FUNCTIONS_",
    "languageWorkers__",
    "WEBSITE_OVERRIDE_",
    "WEBSITE_SWAP_WARMUP_",
];
/// A share has no longer name.
const LONGEST_SHARE: usize = 63;

/// What a new slot has of its own.
#[derive(Debug, Clone)]
pub struct OwnOfSlot<'a> {
    /// The slot.
    pub at: &'a SiteRef,
    /// The release that creates it. A share of a slot of the same name that was deleted may still be there, with its files.
    pub release: &'a str,
    /// The functions that are held in it.
    pub held: &'a [String],
}

impl OwnOfSlot<'_> {
    /// An id that no cut name can equal: twenty characters of the app and eleven digits of app and slot.
    fn host_id(&self) -> String {
        let app = self.at.app.name.as_str().to_lowercase();
        let whole = format!("{app}/{}", self.at.slot_name().to_lowercase());
        let cut: String = plain(&app).chars().take(20).collect();
        format!("{}-{}", cut.trim_end_matches('-'), &Digest::of(whole.as_bytes()).as_str()[..11])
    }

    /// A share that no other side has.
    fn share(&self) -> String {
        let name = format!("{}-{}", self.at.app.name, self.at.slot_name()).to_lowercase();
        let own = Digest::of(format!("{name}/{}", self.release).as_bytes());
        let cut: String = plain(&name).chars().take(LONGEST_SHARE - 9).collect();
        format!("{}-{}", cut.trim_end_matches('-'), &own.as_str()[..8])
    }

    /// The settings that hold its triggers (facts: new-slots).
    pub fn holds(&self) -> impl Iterator<Item = String> {
        self.held.iter().map(|function| format!("AzureWebJobs.{function}.Disabled"))
    }

    /// Those of its settings that must never leave it.
    pub fn sticky(&self) -> Vec<String> {
        self.holds().chain([HOST_ID.to_owned()]).collect()
    }
}

impl AppSettings {
    /// What a new slot begins with, where these are production's. A share that the slot has already stays, unless it is production's.
    pub fn for_new_slot(&self, own: &OwnOfSlot<'_>, there: Option<&Self>, redactor: &Redactor) -> Self {
        let mut wanted: BTreeMap<String, Option<String>> = BTreeMap::new();
        self.each(|name, value| {
            if is_needed(name) || (name.eq_ignore_ascii_case(RUN_FROM_PACKAGE) && value == Some("1")) {
                wanted.insert(name.to_owned(), value.map(str::to_owned));
            }
        });
        if let Some(of_production) = self.value(SHARE) {
            let kept = there.and_then(|there| there.value(SHARE)).filter(|share| !share.is_empty());
            let kept = kept.filter(|share| !share.eq_ignore_ascii_case(of_production));
            wanted.insert(SHARE.to_owned(), Some(kept.map_or_else(|| own.share(), str::to_owned)));
        }
        wanted.insert(HOST_ID.to_owned(), Some(own.host_id()));
        wanted.extend(own.holds().map(|name| (name, Some("true".to_owned()))));
        Self::of(wanted, redactor)
    }
}

/// Letters, digits and single hyphens of ASCII.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for c in name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-') {
        if c != '-' || !(plain.is_empty() || plain.ends_with('-')) {
            plain.push(c);
        }
    }
    plain
}

fn is_needed(name: &str) -> bool {
    let begins = |begin: &&str| name.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin));
    NEEDED.iter().any(|needed| needed.eq_ignore_ascii_case(name)) || NEEDED_BEGIN.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::AppId;

    fn slot(app: &str, slot: &str) -> SiteRef {
        let app = AppId {
            subscription: "00000000-0000-0000-0000-000000000001".parse().unwrap(),
            group: "rg".parse().unwrap(),
            name: app.parse().unwrap(),
        };
        SiteRef::new(app, &slot.parse().unwrap())
    }

    fn made(production: &[(&str, &str)], there: Option<&[(&str, &str)]>, held: &[String]) -> AppSettings {
        let at = slot("Shop-Orders", "blue");
        let own = OwnOfSlot { at: &at, release: "r1", held };
        let of = |pairs: &[(&str, &str)]| AppSettings::of_pairs(pairs.iter().copied());
        of(production).for_new_slot(&own, there.map(of).as_ref(), &Redactor::default())
    }

    #[test]
    fn a_new_slot_has_what_a_host_needs_and_nothing_of_what_only_production_should_have() {
        let production = [
            ("AzureWebJobsStorage__accountName", "shop"),
            ("functions_worker_runtime", "node"),
            ("OrdersBus", "Endpoint=sb://x"),
            ("API_KEY", "secret"),
            ("WEBSITE_RUN_FROM_PACKAGE", "https://a.test/releases/x.zip"),
            ("AzureFunctionsWebHost__hostid", "production"),
            ("AzureFunctionsJobHost__extensions__durableTask__hubName", "hub"),
        ];
        let made = made(&production, None, &["Take".to_owned()]);
        let names: Vec<&str> = made.names().collect();
        let expected = [
            "AzureFunctionsWebHost__hostid",
            "AzureWebJobs.Take.Disabled",
            "AzureWebJobsStorage__accountName",
            "functions_worker_runtime",
        ];
        assert_eq!(names, expected);
        assert!(made.disables("take"));
        assert_ne!(made.value(HOST_ID), Some("production"));
    }

    #[test]
    fn a_package_on_the_slots_own_share_is_no_pointer_to_production() {
        let made = made(&[("WEBSITE_RUN_FROM_PACKAGE", "1")], None, &[]);
        assert_eq!(made.value(RUN_FROM_PACKAGE), Some("1"));
    }

    #[test]
    fn the_share_is_never_productions_and_one_that_the_slot_has_stays() {
        let production = [("WEBSITE_CONTENTSHARE", "shop")];
        let share = |there: Option<&[(&str, &str)]>| made(&production, there, &[]).value(SHARE).unwrap().to_owned();
        let own = share(None);
        assert!(own.starts_with("shop-orders-blue-"), "{own}");
        assert_eq!(share(Some(&[("WEBSITE_CONTENTSHARE", "SHOP")])), own);
        assert_eq!(share(Some(&[("WEBSITE_CONTENTSHARE", "mine")])), "mine");
        assert!(made(&[], None, &[]).value(SHARE).is_none());
    }

    #[test]
    fn names_of_any_length_give_ids_and_shares_that_azure_takes() {
        for (app, name) in [("a-".repeat(29) + "bc", "x".repeat(59)), ("s".to_owned() + "hop", "a--b".to_owned())] {
            let at = slot(&app, &name);
            let own = OwnOfSlot { at: &at, release: "r", held: &[] };
            let (id, share) = (own.host_id(), own.share());
            assert!(id.len() <= 32 && share.len() <= 63, "{id} {share}");
            for text in [id, share] {
                let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                assert!(text.chars().all(is_plain) && !text.contains("--") && !text.starts_with('-'), "{text}");
            }
        }
        let id = |app: &str, name: &str| {
            let at = slot(app, name);
            OwnOfSlot { at: &at, release: "r", held: &[] }.host_id()
        };
        assert_ne!(
            id("my-long-function-app-name-of-shop", "pr-101"),
            id("my-long-function-app-name-of-shop", "pr-102")
        );
    }
}
