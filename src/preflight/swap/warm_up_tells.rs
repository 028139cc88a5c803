use crate::azure::{PingStatuses, WarmUpPing, warm_up_ping};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::{Explanation, Function, FunctionSet};

const WHAT: &str = "whether the platform's warm-up tells a slot that serves from one that does not";
/// What the host answers to the platform's own request for `/`, whatever it has loaded (facts: swap-warm-up).
const HOME: u16 = 204;

/// The platform's warm-up can fail: without settings any answer counts, also a 500 (facts: swap-warm-up). A release proves and
/// probes the slot itself before; what breaks it after that, only the warm-up sees.
pub(in crate::preflight) struct WarmUpTells;

const ABOUT: About = About {
    explanation: Explanation {
        id: "warm-up-tells",
        title: "The platform's warm-up does not take an error for warm",
        why: "Before a swap the slot restarts with production's settings, and the platform asks each of its instances for `/`. \
              Unless settings say otherwise, any answer counts as warm, also a 500; and `/` is answered by the Functions host \
              itself, also where no function loads. slot-deploy proves and probes the slot before that restart, and production \
              after the swap; in between only this warm-up can stop it.",
        fix: "Set `WEBSITE_SWAP_WARMUP_PING_PATH` to a function that needs no key and says whether the app works, and \
              `WEBSITE_SWAP_WARMUP_PING_STATUSES` to `200`, on both sides, since they move in a swap.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[
        Fact::Production(SideFact::Settings),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::Functions),
        Fact::StickySettings,
    ],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for WarmUpTells {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings(WHAT)? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        let sticky = match &survey.sticky {
            Ok(sticky) => sticky,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let functions = match &survey.slot.as_ref()?.functions {
            Ok(functions) => functions,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let fix = mend(functions, survey);
        Some(match weakness(&warm_up_ping(production, slot, sticky)) {
            Ok(fine) => match unknown_function(survey, &warm_up_ping(production, slot, sticky).path) {
                Some(name) => Answer::noted(
                    format!(
                        "{fine}; neither side lists a function `{name}`, and where no other has that route the swap is refused"
                    ),
                    "see that a function of the release answers there",
                ),
                None => Answer::fine(fine),
            },
            Err(says) => Answer::wrong(says, fix),
        })
    }
}

/// The function that the path names by its default route, where neither side lists it: one with a route of its own may answer there.
fn unknown_function(survey: &Survey, path: &str) -> Option<String> {
    let name = path.split(['?', '#']).next()?.strip_prefix("/api/")?.split('/').next()?.to_owned();
    let listings = [Some(&survey.production.functions), survey.slot.as_ref().map(|slot| &slot.functions)];
    let mut known = listings.into_iter().flatten().flatten();
    let is_listed = known.any(|functions| functions.iter().any(|function| function.is_named(&name)));
    (!name.is_empty() && !is_listed).then_some(name)
}

/// What the warm-up sees, or what it does not see.
fn weakness(ping: &WarmUpPing) -> Result<String, String> {
    // A key may stand in its query.
    let path = ping.path.split(['?', '#']).next().unwrap_or_default();
    let statuses = match &ping.statuses {
        PingStatuses::Any => {
            return Err(format!(
                "the platform's warm-up asks each instance of the slot for `{path}` before the swap, and takes any answer for \
                 warm, also a 500"
            ));
        }
        PingStatuses::Unreadable { part } => {
            return Err(format!(
                "WEBSITE_SWAP_WARMUP_PING_STATUSES is not a list of statuses (`{part}`), so which answers the platform's warm-up \
                 accepts is not known"
            ));
        }
        PingStatuses::Of(statuses) => statuses,
    };
    let named = statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    if let Some(error) = statuses.iter().find(|status| **status >= 500) {
        return Err(format!(
            "the platform's warm-up takes {error} for warm, by WEBSITE_SWAP_WARMUP_PING_STATUSES ({named})"
        ));
    }
    if path == "/" && !statuses.contains(&HOME) {
        return Err(format!(
            "the platform's warm-up asks for `/` and takes only {named}, while the Functions host answers the platform's own \
             request for `/` with {HOME}: the swap may fail for that alone"
        ));
    }
    if path == "/" {
        return Err(format!(
            "the platform's warm-up asks for `/`, which the Functions host answers itself, also where no function loads \
             (accepted: {named})"
        ));
    }
    Ok(format!("the platform's warm-up asks for `{path}` and takes only {named}"))
}

/// The two lines, with a function to ask where one is started by requests.
fn mend(functions: &FunctionSet, survey: &Survey) -> String {
    let asked = functions.iter().find(|function| function.enabled && function.is_http());
    let path = asked.map_or_else(|| "/api/FUNCTION".to_owned(), of_default_route);
    let lines =
        ["WEBSITE_SWAP_WARMUP_PING_PATH=".to_owned() + &path, "WEBSITE_SWAP_WARMUP_PING_STATUSES=200".to_owned()];
    let rest = ["--settings", &lines[0], &lines[1]];
    let command = survey.slot_at.command("functionapp config appsettings set", &rest);
    format!(
        "name a function that needs no key and says whether the app works, and the answer that counts, on both sides, since \
         these settings move in a swap and a side restarts by them; for the slot: {command}"
    )
}

fn of_default_route(function: &Function) -> String {
    format!("/api/{}", function.name)
}
