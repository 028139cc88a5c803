use super::held::to_hold;
use crate::azure::WebChange;
use crate::config::show_duration;
use crate::deliver::{Chosen, Way};
use crate::judge::no_way_back;
use crate::package::Package;
use crate::preflight::{Survey, ToWrite};
use crate::record::{
    AfterRelease, ContentIdentity, Outcome, ProbePhase, number_of, show_bytes, site_key, site_value, some_of,
};
use crate::release::ground::SwapMode;
use crate::release::run::{Run, RunOnApp};

impl Run {
    /// What is done before a package is delivered: the slot is created where it is missing.
    pub fn plan_new_slot(&self, survey: &Survey) -> Option<String> {
        let slot = survey.slot_at.slot_name();
        if survey.slot.is_some() || !self.setup.options.create_slot {
            return None;
        }
        let held = survey.production.functions.as_ref().map(|all| all.iter().filter(|one| !one.is_http()).count());
        let triggers = match held {
            Ok(0) | Err(_) => String::new(),
            Ok(count) => format!(", {} held by slot settings", number_of(count, "function")),
        };
        let how = if survey.begun_by.is_some() { "complete" } else { "create" };
        Some(format!(
            "{how} the slot `{slot}` (`PUT …/slots/{slot}`): stopped at first, with the settings that a host needs and no other of \
             production's{triggers}; then start it"
        ))
    }

    /// What is made of the site of the slot.
    pub fn plan_site(&self) -> Option<String> {
        let change = WebChange::of(&self.setup.options.site);
        let one = |(name, value): (&String, &serde_json::Value)| {
            format!("{} {}", site_key(name), site_value(name, value).unwrap_or_else(|| "nothing".to_owned()))
        };
        let all: Vec<String> = change.values().iter().map(one).collect();
        (!all.is_empty()).then(|| {
            format!(
                "give the slot `{}` where it differs: {} (`PATCH …/config/web`)",
                self.setup.options.slot,
                all.join(", ")
            )
        })
    }

    /// What is made of the settings of the slot.
    pub fn plan_settings(&self, to_write: &ToWrite) -> Vec<String> {
        let ToWrite { change, sticky, unknown } = to_write;
        let slot = &self.setup.options.slot;
        let mut plan = Vec::new();
        if !sticky.is_empty() {
            plan.push(format!(
                "make {} of the app sticky: {} (`PUT …/config/slotConfigNames`)",
                number_of(sticky.len(), "setting"),
                sticky.join(", ")
            ));
        }
        let (set, removed): (Vec<&str>, Vec<&str>) = (change.set_names().collect(), change.removed_names().collect());
        let mut parts = Vec::new();
        if !set.is_empty() {
            parts.push(format!("set {} of the slot `{slot}`: {}", number_of(set.len(), "setting"), set.join(", ")));
        }
        if !removed.is_empty() {
            parts.push(format!("take away {}: {}", number_of(removed.len(), "setting"), removed.join(", ")));
        }
        if !unknown.is_empty() {
            parts.push(format!("set {} where it differs, whose value this command does not have", unknown.join(", ")));
        }
        if !parts.is_empty() {
            plan.push(format!(
                "{}, in one write (`PUT …/config/appsettings`): one restart of the slot, none of production",
                parts.join("; ")
            ));
        }
        plan
    }

    /// The plan of staging.
    pub fn plan_staging(&self, package: &Package, chosen: &Chosen) -> Vec<String> {
        let probes = self.probes_named(ProbePhase::Stage);
        let files = if package.files == 0 { String::new() } else { format!("{}, ", number_of(package.files, "file")) };
        let built_there = self.setup.options.is_built_there();
        let named = if built_there { "sources" } else { "content" };
        let what = format!("{files}{}, {named} {}", show_bytes(package.bytes), package.digest.short());
        let slot = &self.setup.options.slot;
        vec![
            match chosen.way {
                Way::PackageUrl => {
                    format!("upload what the container of packages lacks of {what}, and switch the slot `{slot}` to it")
                }
                Way::SitePackage => {
                    format!("put what the share of the slot `{slot}` lacks of {what}, there, and switch the slot to it")
                }
                Way::ZipDeploy if built_there => {
                    format!(
                        "deploy {what}, to the slot `{slot}`, let Azure build it there, and read back what it built"
                    )
                }
                Way::ZipDeploy => format!("deploy {what}, to the slot `{slot}`"),
            } + &format!(" (by {}, {}: {})", chosen.way.name(), calls(chosen.way), chosen.why),
            "prove that every instance of the slot runs this content, with all its functions".to_owned(),
            if probes.is_empty() {
                "no probe is configured for the slot".to_owned()
            } else {
                format!("probe the slot: {}", probes.join(", "))
            },
        ]
    }

    /// What is done to the slot before anything is delivered.
    pub fn plan_slot(&self, package: Option<&Package>, survey: &Survey) -> Vec<String> {
        let slot = &self.setup.options.slot;
        let mut plan = Vec::new();
        match to_hold(self.setup.options.hold, package, survey) {
            Some(functions) if !functions.is_empty() => plan.push(format!(
                "hold the triggers of {} in the slot `{slot}` by slot settings `AzureWebJobs.NAME.Disabled`, where none does yet (`PUT \
                 …/config/appsettings`: one restart of the slot, with that of other settings), and read that back before it is probed",
                some_of(&functions, NAMED)
            )),
            // What a package lists is known; what only its code declares is not.
            Some(_) if package.is_none_or(|package| package.functions.is_none()) => {
                plan.push(format!(
                    "hold the triggers in the slot `{slot}` that the package turns out to have, before it is probed"
                ));
            }
            Some(_) | None => {}
        }
        if survey.has_stopped_slot() {
            plan.push(format!("start the slot `{slot}`, which is stopped (`POST …/start`), and wait until it runs"));
        }
        plan
    }
}

/// So many functions stand in a line.
const NAMED: usize = 10;

/// The calls that change the slot.
fn calls(way: Way) -> &'static str {
    match way {
        Way::ZipDeploy => "`POST /api/zipdeploy` of its SCM site",
        Way::PackageUrl => "`PUT` of blobs and `PUT …/config/appsettings`",
        Way::SitePackage => "`PUT /api/vfs/…` and `POST /api/command` of its SCM site",
    }
}

impl RunOnApp {
    /// The plan of a swap.
    pub fn plan_promotion(&self, previous: &ContentIdentity) -> Vec<String> {
        if self.setup.options.swap == SwapMode::None {
            return vec!["write a ticket for `promote`; production is not changed".to_owned()];
        }
        let probes = self.probes_named(ProbePhase::Production);
        let by = if probes.is_empty() {
            "its host, functions and content".to_owned()
        } else {
            format!("its probes ({}), host, functions and content", probes.join(", "))
        };
        let mut plan = Vec::new();
        if self.setup.options.swap == SwapMode::MultiPhase {
            plan.push(format!(
                "run the slot with the settings of `{}` (`POST …/applySlotConfig`) and probe it",
                self.setup.options.target_slot
            ));
        }
        if self.setup.options.drain {
            plan.push("drain production: let running executions finish".to_owned());
        }
        plan.extend([
            format!(
                "swap `{}` into `{}` (`POST …/slotsswap`), which serves {previous}",
                self.setup.options.slot, self.setup.options.target_slot
            ),
            format!("watch production for {} by {by}", show_duration(self.setup.options.watch)),
            match no_way_back(previous) {
                None => format!(
                    "roll production back to what it serves now if it becomes unhealthy; by hand: {}",
                    self.app.swap_command()
                ),
                Some(why) => format!(
                    "not roll production back by itself if it becomes unhealthy: {why}; by hand: {}",
                    self.app.swap_command()
                ),
            },
        ]);
        let slot = &self.setup.options.slot;
        match self.setup.options.after() {
            AfterRelease::Keep => {}
            AfterRelease::Hold => plan.push(format!(
                "once the release is verified, hold the triggers of the old version in the slot `{slot}` (`after: hold`)"
            )),
            AfterRelease::Stop => plan.push(format!(
                "once the release is verified, stop the slot `{slot}` with the old version (`after: stop`, `POST …/stop`): a rollback \
                 then starts it first"
            )),
        }
        plan.push(format!(
            "in all: what is before the swap takes {} at most (`timeout`), the swap 1 to 2 min on an idle app, and the watch {}; until \
             then the next release of this app waits",
            show_duration(self.setup.options.timeout),
            show_duration(self.setup.options.watch)
        ));
        plan
    }
}

impl Run {
    /// Ends a dry run: nothing was changed.
    pub fn end_with_plan(&self, plan: Vec<String>) -> Outcome {
        for (number, line) in plan.iter().enumerate() {
            self.recorder.say(&format!("{}. {line}", number + 1));
        }
        self.recorder.note(|record| {
            record.plan = plan;
            record.next_command = None;
        });
        Outcome::Checked
    }

    fn probes_named(&self, phase: ProbePhase) -> Vec<String> {
        self.setup
            .options
            .probes
            .checks
            .iter()
            .filter(|check| check.is_for(phase))
            .map(|check| check.name.clone())
            .collect()
    }
}
