use std::time::Duration;

use super::bring::Bring;
use crate::judge::{FunctionFacts, FunctionsVerdict, judge_functions};
use crate::package::Package;
use crate::package::lint::Target;
use crate::record::{Accepted, Came, Change, Code, Function, FunctionSet, Outcome, Problem, Tried};
use crate::release::ground::Stop;
use crate::release::run::Run;
use crate::runner::PROGRESS;

/// Between two listings.
const POLL: Duration = Duration::from_secs(10);
/// Triggers are synced and the functions listed again this often.
const SYNCS: u32 = 6;
const LOOK: &str =
    "the host could not index the functions: look for `No job functions found` or an import error in the slot's log";

impl Run {
    /// Waits until the functions of the package are listed.
    pub async fn wait_for_functions(&self, bring: &Bring<'_>) -> Result<FunctionSet, Stop> {
        let side = bring.side;
        let (mut verdict, mut unsynced) = (FunctionsVerdict::Empty, None);
        for attempt in 0..SYNCS {
            if attempt > 0 {
                self.setup.pace.sleep(POLL).await;
            }
            self.recorder.intend(Change::SyncTriggers { slot: side.at().slot_name().to_owned() }).await?;
            let synced = side.sync_triggers().await.map(|()| Accepted {});
            unsynced = synced.as_ref().err().map(ToString::to_string);
            self.recorder.did(Came::SyncTriggers(Tried::of(&synced, ToString::to_string))).await;
            let listed = side.functions().await?;
            let facts = FunctionFacts {
                listed: listed.clone(),
                packaged: bring.package.functions.clone(),
                slot_before: bring.before.there.clone(),
                production: bring.before.production.clone(),
            };
            verdict = judge_functions(&facts);
            match &verdict {
                FunctionsVerdict::Complete => return bound(bring, listed),
                FunctionsVerdict::Fewer(names) if attempt + 1 == SYNCS => {
                    // What production has and the release lacks is found by a check.
                    let of_production =
                        |name: &&String| facts.production.as_ref().is_some_and(|set| set.contains(name));
                    let of_slot: Vec<&str> =
                        names.iter().filter(|name| !of_production(name)).map(String::as_str).collect();
                    if !of_slot.is_empty() {
                        self.recorder.warn(&format!("no longer among the slot's functions: {}", of_slot.join(", ")));
                    }
                    return bound(bring, listed);
                }
                _ => tracing::info!(target: PROGRESS, "the functions are not all listed yet"),
            }
        }
        let (code, sentence) = match verdict {
            FunctionsVerdict::Missing(names) => (
                Code::FUNCTIONS_MISSING,
                format!("the host is up, but does not list {} of the package", names.join(", ")),
            ),
            _ => match unsynced {
                // The control plane lists what it was told.
                Some(why) => (Code::NO_FUNCTIONS, format!("the host is up, but its functions are not listed: {why}")),
                None => (Code::NO_FUNCTIONS, "the host is up, but it found no function in the package".to_owned()),
            },
        };
        // What the package itself shows comes before what has to be looked for.
        let found = bring.package.look(&Target::default()).into_iter().map(|finding| finding.says);
        let hints = found.chain([LOOK.to_owned()]);
        Err(Stop::new(Outcome::Aborted, hints.fold(Problem::new(code, sentence), Problem::hint)))
    }
}

/// The host lists a function whose trigger no extension serves, and leaves it out when it starts (source:
/// `FunctionDescriptorProvider.VerifyResolvedBindings` of azure-functions-host).
fn bound(bring: &Bring<'_>, listed: FunctionSet) -> Result<FunctionSet, Stop> {
    match unbound(bring.package, listed.iter()) {
        None => Ok(listed),
        Some(problem) => Err(Stop::new(Outcome::Aborted, problem)),
    }
}

/// Which of these functions the host would not start, since the package brings no extension for their triggers.
pub(in crate::release) fn unbound<'a>(
    package: &Package,
    functions: impl Iterator<Item = &'a Function>,
) -> Option<Problem> {
    let needs = |function: &&Function| package.lacks_extensions && !function.needs_no_extension();
    let unbound: Vec<String> =
        functions.filter(needs).map(|function| format!("{} ({})", function.name, function.trigger)).collect();
    if unbound.is_empty() {
        return None;
    }
    let sentence = format!("no extension serves the trigger of {}: the host does not start them", unbound.join(", "));
    let problem = Problem::new(Code::EXTENSIONS_MISSING, sentence)
        .hint("name an extension bundle in host.json: `\"extensionBundle\": {\"id\": \"Microsoft.Azure.Functions.ExtensionBundle\", \"version\": \"[4.*, 5.0.0)\"}`");
    Some(problem)
}
