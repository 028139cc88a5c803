//! What has to fit together in a world file, told all at once.

use std::path::{Component, Path};

use super::description::{Description, PlanPart, SiteApp};
use super::error::nearest;
use super::side_part::SidePart;
use super::text::FileText;
use super::well_formed::{check_content, check_function, check_name, twice};
use super::{answers, plans, queues, surroundings};
use crate::laws::site_auth::{self, Wrong};
use crate::laws::site_names;

/// More instances of one side than any plan has.
const MOST_INSTANCES: u32 = 100;

/// Clocks that are further apart refuse each other's tokens.
const FURTHEST_CLOCK: i64 = 300;

/// One sentence for each thing that cannot be.
pub(super) fn problems(description: &Description) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, part) in &description.plans.0 {
        check_name("plans", name, &mut problems);
        if plans::plan(name, part).is_none() {
            let near = nearest(&part.sku, plans::skus()).map(|near| format!("; did you mean `{near}`?"));
            problems.push(format!("plans.{name}: there is no SKU `{}` here{}", part.sku, near.unwrap_or_default()));
        }
    }
    twice("plans", description.plans.0.keys(), &mut problems);
    twice("apps", description.apps.0.keys(), &mut problems);
    if description.apps.is_empty() {
        problems.push("apps: no app is described".to_owned());
    }
    let mut hosts = Vec::new();
    for (name, part) in &description.apps.0 {
        check_app(description, name, part, &mut problems);
        hosts.push(name.to_lowercase());
        hosts.extend(part.slots.0.keys().map(|slot| format!("{name}-{slot}").to_lowercase()));
    }
    hosts.sort();
    for pair in hosts.windows(2).filter(|pair| pair[0] == pair[1]) {
        problems.push(format!("apps: two sides would answer at `{}`", pair[0]));
    }
    if let Some(target) = &description.release {
        let app = description.apps.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(&target.app));
        match app {
            None => problems.push(format!("release.app: no app `{}` is described", target.app)),
            Some((_, app)) if !app.slots.0.keys().any(|slot| slot.eq_ignore_ascii_case(&target.slot)) => {
                problems.push(format!("release.slot: `{}` has no slot `{}`", target.app, target.slot));
            }
            Some(_) => {}
        }
    }
    queues::check(description, &mut problems);
    if let Some(repository) = description.github.as_ref().and_then(|github| github.repository.as_ref())
        && !is_repository(repository)
    {
        let rule = "letters, digits, hyphens, underscores and periods";
        let shown = repository.escape_debug();
        problems.push(format!("github.repository: `{shown}` is no `owner/name`, of {rule}"));
    }
    surroundings::check(description, &mut problems);
    problems
}

/// GitHub's own rule.
fn is_repository(text: &str) -> bool {
    let is_word = |word: &str, also: &str| {
        (1..=100).contains(&word.len())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
            && !matches!(word, "." | "..")
    };
    text.split_once('/').is_some_and(|(owner, name)| is_word(owner, "-_") && is_word(name, "-_."))
}

fn check_app(description: &Description, name: &str, app: &SiteApp, problems: &mut Vec<String>) {
    if !site_names::is_app(name) {
        problems.push(format!(
            "apps.{name}: an app's name has 2 to 60 letters, digits and hyphens, none of them at an end"
        ));
    }
    let usual = PlanPart::default();
    let plan_name = app.plan.clone().unwrap_or_else(|| plans::own(name));
    let said = description.plans.0.iter().find(|(plan, _)| plan.eq_ignore_ascii_case(&plan_name)).map(|(_, plan)| plan);
    if app.plan.is_some() && said.is_none() {
        let known = description.plans.0.keys().map(String::as_str);
        let near = nearest(&plan_name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        problems.push(format!("apps.{name}.plan: no plan `{plan_name}` is described{near}"));
    }
    if let Some(plan) = plans::plan(&plan_name, said.unwrap_or(&usual))
        && app.slots.0.len() + 1 > plan.slots()
    {
        problems.push(format!(
            "apps.{name}.slots: an app on {} may have {} beside production, not {}",
            plan.sku,
            plan.slots() - 1,
            app.slots.0.len()
        ));
    }
    if app.sticky.is_none() && !(app.sticky_connection_strings.is_empty() && app.sticky_storage.is_empty()) {
        problems.push(format!("apps.{name}.sticky: once one of the lists is written all are; write `sticky: []`"));
    }
    check_side(&format!("apps.{name}.production"), &app.production, problems);
    twice(&format!("apps.{name}.slots"), app.slots.0.keys(), problems);
    for (slot, part) in &app.slots.0 {
        if slot.eq_ignore_ascii_case("production") {
            problems.push(format!("apps.{name}.slots.{slot}: production is no slot; it stands beside `slots`"));
        } else if !site_names::is_slot(slot) {
            problems.push(format!(
                "apps.{name}.slots.{slot}: a slot's name has 2 to 59 letters, digits and hyphens, none of them at an end"
            ));
        }
        check_side(&format!("apps.{name}.slots.{slot}"), part, problems);
    }
}

fn check_side(at: &str, side: &SidePart, problems: &mut Vec<String>) {
    if side.instances.is_some_and(|count| count > MOST_INSTANCES) {
        problems.push(format!("{at}.instances: no plan has more than {MOST_INSTANCES}"));
    }
    for (name, trigger) in side.functions.iter().flat_map(|functions| &functions.0) {
        check_function(&format!("{at}.functions"), name, trigger, problems);
    }
    if let Some(said) = &side.answers {
        answers::check(&format!("{at}.answers"), said, problems);
    }
    for endpoint in side.basic_auth.iter().filter(|endpoint| !["scm", "ftp"].contains(&endpoint.as_str())) {
        problems.push(format!("{at}.basic-auth: `{endpoint}` is no publishing endpoint; `scm` and `ftp` are"));
    }
    if side.clock_ahead.abs() > FURTHEST_CLOCK {
        problems.push(format!("{at}.clock-ahead: more than {FURTHEST_CLOCK} seconds apart are no clocks of one cloud"));
    }
    match side.auth_settings.as_ref().map(site_auth::check) {
        Some(Err(Wrong::Malformed(name))) => {
            problems.push(format!("{at}.auth-settings: `{name}` is not as Azure describes it"));
        }
        Some(Err(Wrong::NotSimulated(name))) => {
            problems.push(format!("{at}.auth-settings: `{name}` is not simulated here"));
        }
        Some(Ok(())) | None => {}
    }
    for (path, file) in side.home.iter().flatten() {
        check_file(&format!("{at}.home"), "/home", path, Some(file), problems);
        if path.starts_with("site/wwwroot/") {
            problems.push(format!("{at}.home: `{path}` is in wwwroot, which `files` says"));
        }
    }
    for (path, file) in side.files.iter().flatten() {
        check_file(&format!("{at}.files"), "the app", path, file.as_ref(), problems);
    }
}

fn check_file(at: &str, folder: &str, path: &str, file: Option<&FileText>, problems: &mut Vec<String>) {
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || !inside || path.contains('\\') {
        problems.push(format!("{at}: `{path}` leads out of {folder}"));
    }
    if let Some(file) = file {
        check_content(&format!("{at}.{path}"), file, problems);
    }
}
