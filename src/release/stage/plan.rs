use crate::config::show_duration;
use crate::deliver::{Chosen, Way};
use crate::judge::no_way_back;
use crate::package::Package;
use crate::record::{ContentIdentity, Outcome, ProbePhase, number_of, show_bytes};
use crate::release::ground::SwapMode;
use crate::release::run::{Run, RunOnSides};

impl Run {
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
}

/// The calls that change the slot.
fn calls(way: Way) -> &'static str {
    match way {
        Way::ZipDeploy => "`POST /api/zipdeploy` of its SCM site",
        Way::PackageUrl => "`PUT` of blobs and `PUT …/config/appsettings`",
        Way::SitePackage => "`PUT /api/vfs/…` and `POST /api/command` of its SCM site",
    }
}

impl RunOnSides {
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
                    self.sides.swap_command()
                ),
                Some(why) => format!(
                    "not roll production back by itself if it becomes unhealthy: {why}; by hand: {}",
                    self.sides.swap_command()
                ),
            },
        ]);
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
