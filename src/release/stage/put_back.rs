use super::choice::renaming;
use crate::azure::{AzureError, PackageSetting, Side};
use crate::names::FileName;
use crate::record::{
    Accepted, Came, Change, ContentIdentity, FormerPackage, PackageSwitch, Problem, SwitchedBy, Tried,
};
use crate::release::ground::{Stop, next_step_without_a_swap};
use crate::release::run::{Run, RunOnSides};

impl RunOnSides {
    /// The same for the slot of a run that was cut short.
    pub async fn put_package_back(&self, stop: Stop) -> Stop {
        self.put_back(&self.sides.slot, stop).await
    }
}

/// What the slot ran from before it was switched.
enum Former {
    Setting { value: PackageSetting, to: String },
    Name { package: Option<FileName>, to: FileName },
}

impl Run {
    /// Gives the side the package back that it ran from before it was switched, when the release ends without a swap. Whoever
    /// switched it since is left alone.
    pub(super) async fn put_back(&self, side: &Side, stop: Stop) -> Stop {
        let Some(switch) = self.recorder.reached().switched else { return stop };
        let slot = side.at().slot_name();
        let Some(former) = self.former(&switch) else {
            let set = side
                .at()
                .command("functionapp config appsettings set", &["--settings", "WEBSITE_RUN_FROM_PACKAGE=FORMER_URL"]);
            let says = format!(
                "the slot `{slot}` may still run from the package of this release: what it ran from before holds a secret, which was \
                 not written down"
            );
            let problem = Problem { hints: stop.problem.hints.into_iter().chain([says]).collect(), ..stop.problem };
            return Stop { problem: problem.command("give it back with", &set), ..stop };
        };
        if let Err(failed) = self.recorder.intend(Change::SwitchBack { slot: slot.to_owned() }).await {
            return Stop::new(stop.outcome, beside(stop.problem, &failed.problem.sentence));
        }
        let back = Box::pin(self.give_back(side, &former)).await;
        let came = back.as_ref().map(|_| Accepted {});
        self.recorder.did(Came::SwitchBack(Tried::of(&came, ToString::to_string))).await;
        match back {
            Ok(true) => {
                // The control plane learns of triggers in another package only so (facts: run-from-package).
                if let Err(error) = side.sync_triggers().await {
                    self.recorder.warn(&format!("the triggers of the slot's former package were not synced: {error}"));
                }
                let says = match switch.from {
                    FormerPackage::Unset => {
                        format!("the slot `{slot}` runs from its own files again, as before this release")
                    }
                    _ => format!("the slot `{slot}` was given back the package that it ran from before"),
                };
                self.recorder.say(&says);
                let mut hints = stop.problem.hints;
                hints.retain(|hint| hint != next_step_without_a_swap(true));
                hints.insert(0, says);
                Stop { problem: Problem { hints, ..stop.problem }, ..stop }
            }
            Ok(false) => stop,
            Err(error) => Stop::new(stop.outcome, beside(stop.problem, &error.to_string())),
        }
    }

    /// `None` where it was not written down, or not by us.
    fn former(&self, switch: &PackageSwitch) -> Option<Former> {
        let PackageSwitch { from, to, by } = switch;
        Some(match (by, from) {
            (SwitchedBy::Setting, from) => {
                Former::Setting { value: PackageSetting::kept(from, self.recorder.key())?, to: to.clone() }
            }
            (SwitchedBy::Name, FormerPackage::Unset) => Former::Name { package: None, to: to.parse().ok()? },
            (SwitchedBy::Name, FormerPackage::Value(name)) => {
                Former::Name { package: Some(name.parse().ok()?), to: to.parse().ok()? }
            }
            (SwitchedBy::Name, _) => return None,
        })
    }

    /// Whether the side was given it back; not where it runs from another one than that of the release.
    async fn give_back(&self, side: &Side, former: &Former) -> Result<bool, AzureError> {
        let (package, to) = match former {
            Former::Setting { value, to } => {
                if !PackageSetting::url(to).is_in(&side.settings().await?) {
                    return Ok(false);
                }
                side.write_package_setting(value).await?;
                return Ok(true);
            }
            Former::Name { package, to } => (package.as_ref(), to),
        };
        if package == Some(to) {
            return Ok(false);
        }
        let named = side.scm.package_name().await?;
        if named.is(Some(to)) {
            let renaming = renaming(Some(&side.site().await?));
            side.scm.name_package(package, &named, renaming).await?;
        } else if !(named.is(package) && self.runs_the_release(side).await) {
            return Ok(false);
        }
        // A name alone restarts nothing; and whoever gave it back before may have been cut short right then.
        side.restart().await?;
        Ok(true)
    }

    async fn runs_the_release(&self, side: &Side) -> bool {
        let release = self.recorder.read(|record| record.digest.clone());
        let found = side.identity().await.content;
        release.is_some_and(|digest| found == ContentIdentity::Ours { digest })
    }
}

/// What went wrong, and that the slot did not get its package back.
fn beside(problem: Problem, why: &str) -> Problem {
    let sentence = format!("{}; in addition, the slot was not given back its former package: {why}", problem.sentence);
    Problem { sentence, ..problem }
        .hint("the slot may run from the package of this release; the next release replaces it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Code;

    #[test]
    fn what_went_wrong_first_is_said_first() {
        let both = beside(Problem::new(Code::PROBE_FAILED, "the probe failed"), "Azure was away");
        assert!(both.sentence.starts_with("the probe failed; in addition"), "{}", both.sentence);
    }
}
