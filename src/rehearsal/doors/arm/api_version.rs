//! The API versions that the control plane takes: those of a provider for its types, and its own for everything else
//! (facts: arm-errors; the words as users report them: azure-cli#28496, azure-cli#28038). A request that names another is refused before
//! anything else of it is looked at.

use time::Date;
use time::macros::format_description;

use super::{errors, providers};
use crate::doors::{Incoming, Reply};
use crate::state::State;

/// What the resource manager itself takes, newest first (azure-cli#28038, ansible-collections/azure#1739, and what its clients ask
/// with since).
const OWN: &[&str] = &[
    "2025-04-01",
    "2025-03-01",
    "2024-11-01",
    "2024-08-01",
    "2024-07-01",
    "2024-06-01-preview",
    "2024-03-01",
    "2023-07-01",
    "2023-07-01-preview",
    "2023-03-01-preview",
    "2022-12-01",
    "2022-11-01-preview",
    "2022-09-01",
    "2022-06-01",
    "2022-05-01",
    "2022-03-01-preview",
    "2022-01-01",
    "2021-04-01",
    "2021-01-01",
    "2020-10-01",
    "2020-09-01",
    "2020-08-01",
    "2020-07-01",
    "2020-06-01",
    "2020-05-01",
    "2020-01-01",
    "2019-11-01",
    "2019-10-01",
    "2019-09-01",
    "2019-08-01",
    "2019-07-01",
    "2019-06-01",
    "2019-05-10",
    "2019-05-01",
    "2019-03-01",
    "2018-11-01",
    "2018-09-01",
    "2018-08-01",
    "2018-07-01",
    "2018-06-01",
    "2018-05-01",
    "2018-02-01",
    "2018-01-01",
    "2017-12-01",
    "2017-08-01",
    "2017-06-01",
    "2017-05-10",
    "2017-05-01",
    "2017-03-01",
    "2016-09-01",
    "2016-07-01",
    "2016-06-01",
    "2016-02-01",
    "2015-11-01",
    "2015-01-01",
    "2014-04-01-preview",
    "2014-04-01",
    "2014-01-01",
    "2013-03-01",
    "2014-02-26",
    "2014-04",
];

/// The provider of which all versions are known.
const WEB: &str = "Microsoft.Web";
/// The first API versions of the resource manager, and the year in which these lists were made.
const FIRST_YEAR: i32 = 2014;
const THIS_YEAR: i32 = 2026;

/// The refusal of a request without a version, or with one that nothing here has.
pub(super) fn refused(state: &State, incoming: &Incoming) -> Option<Reply> {
    let Some(version) = incoming.parameter("api-version") else {
        let message = "The api-version query parameter (?api-version=) is required for all requests.";
        return Some(errors::gateway(400, "MissingApiVersionParameter", message));
    };
    let has = |versions: &[&str]| versions.iter().any(|known| known.eq_ignore_ascii_case(&version));
    match asked_of_provider(incoming) {
        // What this world has nothing of is refused as such.
        Some((namespace, kind)) => {
            let versions = providers::versions(&namespace)?;
            if has(versions) || (!namespace.eq_ignore_ascii_case(WEB) && may_be_there(&version)) {
                return None;
            }
            let known: Vec<&str> = versions.iter().rev().copied().collect();
            let place = state.apps.values().next().map(|app| app.location.to_lowercase().replace(' ', ""));
            let place = place.unwrap_or_default();
            let message = format!(
                "No registered resource provider found for location '{place}' and API version '{version}' for type '{kind}'. \
                 The supported api-versions are '{}'. The supported locations are '{place}'.",
                known.join(", ")
            );
            Some(errors::gateway(400, "NoRegisteredProviderFound", message))
        }
        None if has(OWN) || may_be_there(&version) => None,
        None => {
            let known = OWN.join(",");
            let message = format!("The api-version '{version}' is invalid. The supported versions are '{known}'.");
            Some(errors::gateway(400, "InvalidApiVersionParameter", message))
        }
    }
}

/// Whether a list that is not known to be whole may lack this version: it is the day of a year in which there were some.
fn may_be_there(version: &str) -> bool {
    let day = version.strip_suffix("-preview").unwrap_or(version);
    let day = Date::parse(day, format_description!("[year]-[month]-[day]"));
    day.is_ok_and(|day| (FIRST_YEAR..=THIS_YEAR).contains(&day.year()))
}

/// The provider that answers, and the type that is asked for; what stands last in the path counts. `…/providers/X` alone is the
/// resource manager's own.
fn asked_of_provider(incoming: &Incoming) -> Option<(String, String)> {
    let segments = incoming.segments();
    let at = segments.iter().rposition(|part| part.eq_ignore_ascii_case("providers"))?;
    let [namespace, below @ ..] = segments.get(at + 1..)? else { return None };
    if below.is_empty() || below[0].eq_ignore_ascii_case("register") {
        return None;
    }
    let kind: Vec<&str> = below.iter().step_by(2).map(String::as_str).collect();
    Some((namespace.clone(), kind.join("/")))
}
