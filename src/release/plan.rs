use super::app::Sides;
use super::package::show_bytes;
use super::{Setup, Story, SwapMode};
use crate::config::show_duration;
use crate::package::Package;
use crate::record::{ContentIdentity, Outcome, ProbePhase};

/// What staging would do.
pub fn of_staging(setup: &Setup, package: &Package) -> Vec<String> {
    let probes = named(setup, ProbePhase::Stage);
    vec![
        format!(
            "deploy {} files, {}, content {}, to the slot `{}`",
            package.files,
            show_bytes(package.bytes),
            package.digest.short(),
            setup.options.slot
        ),
        "prove that every instance of the slot runs just that, with all its functions".to_owned(),
        match probes.is_empty() {
            true => "no probe is configured for the slot".to_owned(),
            false => format!("probe the slot: {}", probes.join(", ")),
        },
    ]
}

/// What a swap would do.
pub fn of_promotion(setup: &Setup, sides: &Sides, previous: &ContentIdentity) -> Vec<String> {
    if setup.options.swap == SwapMode::None {
        return vec!["write a ticket for `promote`; production is left alone".to_owned()];
    }
    let probes = named(setup, ProbePhase::Production);
    let by = match probes.is_empty() {
        true => "its host, functions and content".to_owned(),
        false => format!("its probes ({}), host, functions and content", probes.join(", ")),
    };
    let mut plan = Vec::new();
    if setup.options.swap == SwapMode::Preview {
        plan.push(format!("run the slot with the settings of `{}`, and probe it so", setup.options.target_slot));
    }
    if setup.options.drain {
        plan.push("let what runs in production come to its end".to_owned());
    }
    plan.extend([
        format!("swap `{}` into `{}`, which serves {previous}", setup.options.slot, setup.options.target_slot),
        format!("watch production for {} by {by}", show_duration(setup.options.watch)),
        format!("give production back what it serves now when it turns bad, as this would: {}", sides.swap_command()),
    ]);
    plan
}

/// Ends a dry run: nothing was changed.
pub fn stop_here(story: &Story, plan: Vec<String>) -> Outcome {
    for (number, line) in plan.iter().enumerate() {
        story.say(&format!("{}. {line}", number + 1));
    }
    story.note(|record| {
        record.plan = plan;
        record.next_command = None;
    });
    Outcome::Checked
}

fn named(setup: &Setup, phase: ProbePhase) -> Vec<String> {
    setup.options.probes.checks.iter().filter(|check| check.is_for(phase)).map(|check| check.name.clone()).collect()
}
