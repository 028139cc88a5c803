//! Invariants, judged by what happened in the world and not by what the client reports.

use std::collections::BTreeMap;
use std::time::Duration;

use rehearsal::default_world::APP;
use rehearsal::state::{Effect, RequestEntry};
use slot_deploy::record::{OUTCOMES, Outcome, Tone};
use time::OffsetDateTime;

use crate::support::trial::{Said, Seen};

/// The facts of a play that the invariants need.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The content that is to be released.
    pub release: String,
    /// The function that the critical probe asks.
    pub probe: &'static str,
    /// How long production is watched.
    pub watch: Duration,
    pub slot: &'static str,
    /// Another slot that an input names.
    pub other_slot: Option<&'static str>,
    /// One job does all of it, so that what it writes to the slot it also takes back.
    pub is_one_job: bool,
    /// Production's settings when nothing is in the way.
    pub settings: BTreeMap<String, String>,
    /// The release is healthy in the slot and unhealthy in production.
    pub breaks_production: bool,
    /// Triggers are held in the slot until the swap.
    pub holds: bool,
    /// The old version in the slot is held or stopped once the release is verified.
    pub tends_the_slot: bool,
}

/// How tokens begin, and a secret of the world that is in every request for one.
const SECRETS: [&str; 4] = ["eyJ0", "eyJh", "ghs_", "client-secret-of-the-rehearsal"];
/// A swap really changes what production serves at most this often for one release.
const SWAPS_A_WAY: usize = 1;
/// Requests for a swap in one direction.
const ASKED_A_WAY: usize = 4;
/// A look ends within its interval of 30 s, and at most four in a row may stay without an answer.
const LONGEST_GAP: Duration = Duration::from_secs(180);
/// Right after the swap it is read back, and nobody looks yet: whatever hangs, for no longer than this.
const UNTIL_THE_FIRST: Duration = Duration::from_secs(120);
/// From the first bad answer to the request for the swap back, whatever else hangs.
const TIME_TO_RECOVER: Duration = Duration::from_secs(120);
/// Each further fault on the way may cost one more patient reading.
const ONE_MORE_FAULT: Duration = Duration::from_secs(60);
/// The pause that a throttled answer of the fault sets asks for.
const THROTTLED: Duration = Duration::from_secs(30);
/// Between the moment the swap is through in Azure and the first look.
const SLACK: Duration = Duration::from_secs(45);

/// All violations, each with the name of its invariant, of a run under so many faults.
pub fn broken(plan: &Plan, seen: &Seen, faults: usize) -> Vec<String> {
    let mut found = broken_in_the_world(plan, seen);
    found.extend(each_request_was_announced(seen).err().map(|why| format!("I2: {why}")));
    found.extend(recovers_in_time(plan, seen, faults).err().map(|why| format!("I4: {why}")));
    found.extend(github_was_told(seen).err().map(|why| format!("I7: {why}")));
    found
}

/// The same without the invariants that need the written files, or a run that was not killed.
pub fn broken_in_the_world(plan: &Plan, seen: &Seen) -> Vec<String> {
    let mut found = Vec::new();
    let mut hold = |name: &str, result: Result<(), String>| {
        if let Err(why) = result {
            found.push(format!("{name}: {why}"));
        }
    };
    hold("I1", only_known_content(plan, seen));
    hold("I1", the_report_is_true(plan, seen));
    hold("I2", one_swap_each_way(plan, seen));
    hold("I3", only_probed_content_goes_forward(plan, seen));
    if seen.outcome() == Outcome::Verified {
        hold("I4", was_watched(plan, seen));
    }
    hold("I6", the_slot_is_left_alone(plan, seen));
    hold("I8", nothing_is_left_standing(seen));
    hold("I14", the_slot_takes_no_events(plan, seen));
    hold("I12", only_the_apps_own_resources_are_named(&[Some(plan.slot), plan.other_slot], &seen.requests));
    for said in &seen.said {
        hold("I7", speaks_with_one_voice(said));
        hold("I9", writes_no_secret(said));
    }
    found
}

/// No request names another app, or another side than these slots and production.
pub fn only_the_apps_own_resources_are_named(slots: &[Option<&str>], requests: &[RequestEntry]) -> Result<(), String> {
    let is_own = |entry: &RequestEntry| {
        let segments: Vec<&str> = entry.path.split('?').next().unwrap_or_default().split('/').collect();
        let after = |word: &str| {
            let at = segments.iter().position(|segment| segment.eq_ignore_ascii_case(word));
            at.and_then(|at| segments.get(at + 1).copied())
        };
        let app = entry.service != "arm" || after("sites").is_none_or(|app| app == APP);
        app && after("slots").is_none_or(|named| slots.contains(&Some(named)))
            && entry.slot.as_deref().is_none_or(|named| slots.contains(&Some(named)) || named == "production")
    };
    match requests.iter().find(|entry| !is_own(entry)) {
        Some(other) => Err(format!("{} {} is about another resource", other.method, other.path)),
        None => Ok(()),
    }
}

/// Each switch of routing into production: when, from what, to what.
fn switches(seen: &Seen) -> Vec<(OffsetDateTime, &str, &str)> {
    let switch = |effect: &Effect| match effect {
        Effect::Swapped { target, .. } => target == "production",
        _ => false,
    };
    let entries = seen.effects.iter().filter(|entry| switch(&entry.effect));
    entries
        .filter_map(|entry| match &entry.effect {
            Effect::Swapped { before, now, .. } => Some((entry.at, before.as_str(), now.as_str())),
            _ => None,
        })
        .collect()
}

fn only_known_content(plan: &Plan, seen: &Seen) -> Result<(), String> {
    if seen.outcome() == Outcome::NeedsPerson {
        return Ok(());
    }
    for (_, _, now) in switches(seen) {
        if now != plan.release && now != seen.before {
            return Err(format!("production served {now}"));
        }
    }
    let deployed = |effect: &Effect| matches!(effect, Effect::ContentDeployed { slot, .. } if slot == "production");
    if seen.effects.iter().any(|entry| deployed(&entry.effect)) {
        Err("production was deployed to".to_owned())
    } else {
        Ok(())
    }
}

/// Production serves at the end, and an hour later, what the outcome says.
fn the_report_is_true(plan: &Plan, seen: &Seen) -> Result<(), String> {
    let expected = match seen.outcome() {
        Outcome::Verified | Outcome::PromotedUnverified => &plan.release,
        Outcome::NeedsPerson => return Ok(()),
        // No release was unfinished.
        Outcome::Checked => return Ok(()),
        Outcome::Aborted
        | Outcome::Stale
        | Outcome::Staged
        | Outcome::Unchanged
        | Outcome::RolledBack
        | Outcome::RolledBackOnRequest => &seen.before,
        other => return Err(format!("{} is not an end", other.name())),
    };
    for (when, is) in [("at the end", &seen.at_end), ("an hour later", &seen.later)] {
        if is != expected {
            return Err(format!("{}, but {when} production serves {is}", seen.outcome().name()));
        }
    }
    Ok(())
}

fn one_swap_each_way(plan: &Plan, seen: &Seen) -> Result<(), String> {
    let switches = switches(seen);
    let forward = switches.iter().filter(|(_, _, now)| *now == plan.release).count();
    let back = switches.len() - forward;
    if forward > SWAPS_A_WAY || back > SWAPS_A_WAY {
        return Err(format!("{forward} swaps forward, {back} back"));
    }
    Ok(())
}

fn each_request_was_announced(seen: &Seen) -> Result<(), String> {
    let asked = seen.requests.iter().filter(|request| request.method == "POST" && request.path.ends_with("slotsswap"));
    let asked = asked.count();
    let announced = |change: &str| seen.said.iter().map(|said| said.intended(change)).sum::<usize>();
    let (forward, back) = (announced("swap"), announced("swap-back"));
    // A request for the one way that comes too late works as one for the other.
    if back == 0 && switches(seen).len() > SWAPS_A_WAY {
        return Err("production was swapped back, and nobody had said that he would".to_owned());
    }
    if asked > forward + back {
        return Err(format!("a swap was asked for {asked} times and announced {forward} + {back} times"));
    }
    if forward > ASKED_A_WAY || back > ASKED_A_WAY {
        Err(format!("a swap was announced {forward} times, one back {back} times"))
    } else {
        Ok(())
    }
}

fn only_probed_content_goes_forward(plan: &Plan, seen: &Seen) -> Result<(), String> {
    for (at, before, now) in switches(seen) {
        if before == plan.release {
            if now != seen.before {
                return Err(format!("back to {now}, which production never served"));
            }
            continue;
        }
        if now != plan.release {
            return Err(format!("{now} was promoted"));
        }
        let earlier = seen.effects.iter().filter(|entry| entry.at <= at);
        let mut probed = false;
        for entry in earlier {
            match &entry.effect {
                // Settings may name another package.
                Effect::ContentDeployed { slot, .. } | Effect::SettingsWritten { slot, .. } if slot == plan.slot => {
                    probed = false;
                }
                Effect::Invoked { slot, function, status: 200, .. } if slot == plan.slot && function == plan.probe => {
                    probed = true;
                }
                _ => {}
            }
        }
        if !probed {
            return Err("what was promoted had not answered its probe since it was deployed".to_owned());
        }
    }
    Ok(())
}

/// Production passed the critical probe over the whole window, without a long gap.
fn was_watched(plan: &Plan, seen: &Seen) -> Result<(), String> {
    let Some((swapped, ..)) = switches(seen).last().copied() else {
        return Err("verified without a swap".to_owned());
    };
    let good = seen.effects.iter().filter(|entry| {
        matches!(&entry.effect, Effect::Invoked { slot, function, status: 200, .. }
            if slot == "production" && function == plan.probe)
    });
    let looks: Vec<OffsetDateTime> =
        good.map(|entry| entry.at).filter(|at| *at >= swapped && *at <= seen.ended).collect();
    let (Some(first), Some(last)) = (looks.first(), looks.last()) else {
        return Err("nobody asked production".to_owned());
    };
    if *last - swapped < plan.watch.saturating_sub(SLACK) {
        return Err(format!("the last look was {} after the swap", *last - swapped));
    }
    // While the swap is read back nobody looks yet, and users are served by what was probed.
    let gap = looks.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
    if *first - swapped > UNTIL_THE_FIRST + THROTTLED * throttled(seen, swapped, *first) {
        return Err(format!("the first look was {} after the swap", *first - swapped));
    }
    if gap > LONGEST_GAP { Err(format!("nobody looked for {gap}")) } else { Ok(()) }
}

/// How often Azure asked its client to wait in between: that is waited for.
fn throttled(seen: &Seen, from: OffsetDateTime, to: OffsetDateTime) -> u32 {
    let is_throttled = |entry: &&RequestEntry| {
        entry.at >= from && entry.at < to && entry.status == Some(429) && entry.service != "site"
    };
    seen.requests.iter().filter(is_throttled).count() as u32
}

/// A bad release is swapped back soon: what production itself answers wrongly is judged, whatever else hangs.
fn recovers_in_time(plan: &Plan, seen: &Seen, faults: usize) -> Result<(), String> {
    let Some((swapped, ..)) = switches(seen).iter().find(|(_, _, now)| *now == plan.release).copied() else {
        return Ok(());
    };
    let is_bad = |entry: &&RequestEntry| {
        let asks = entry.service == "site" && entry.slot.as_deref() == Some("production") && entry.at >= swapped;
        asks && !entry.faulted && entry.path.starts_with("/api/") && entry.status.is_some_and(|status| status >= 500)
    };
    let Some(first) = seen.requests.iter().find(is_bad).map(|entry| entry.at) else { return Ok(()) };
    let is_back =
        |entry: &&RequestEntry| entry.at > first && entry.method == "POST" && entry.path.ends_with("/slotsswap");
    let Some(back) = seen.requests.iter().find(is_back).map(|entry| entry.at) else { return Ok(()) };
    let limit =
        TIME_TO_RECOVER + THROTTLED * throttled(seen, first, back) + ONE_MORE_FAULT * (faults as u32).saturating_sub(1);
    match back - first {
        took if took > limit => Err(format!("the swap back was asked for {took} after a bad answer")),
        _ => Ok(()),
    }
}

/// From the swap to the end nothing but a swap back changes the slot, or what is configured for the old version once production was
/// watched to the end.
fn the_slot_is_left_alone(plan: &Plan, seen: &Seen) -> Result<(), String> {
    let Some((swapped, ..)) = switches(seen).first().copied() else { return Ok(()) };
    for entry in seen.effects.iter().filter(|entry| entry.at >= swapped && entry.at <= seen.ended) {
        let touched = match &entry.effect {
            Effect::ContentDeployed { slot, .. }
            | Effect::SettingsWritten { slot, .. }
            | Effect::SiteWritten { slot, .. }
            | Effect::PowerChanged { slot, .. } => slot == plan.slot,
            _ => false,
        };
        let is_verified = matches!(seen.outcome(), Outcome::Verified | Outcome::NeedsPerson);
        let is_meant = plan.tends_the_slot && is_verified && entry.at - swapped >= plan.watch.saturating_sub(SLACK);
        if touched && !is_meant {
            return Err(format!("after the swap: {:?}", entry.effect));
        }
    }
    Ok(())
}

/// Where triggers are held, what is being released takes no event in the slot. During the swap itself the slot runs with production's
/// settings (facts: slots-are-live).
fn the_slot_takes_no_events(plan: &Plan, seen: &Seen) -> Result<(), String> {
    let is_swap = |effect: &Effect| matches!(effect, Effect::SwapBegun { .. } | Effect::SwapPrepared { .. });
    let staged = seen.effects.iter().take_while(|entry| !is_swap(&entry.effect));
    let mut taken = staged.filter(|entry| {
        matches!(&entry.effect, Effect::EventConsumed { slot, content, .. } if slot == plan.slot && *content == plan.release)
    });
    match taken.next() {
        Some(entry) if plan.holds => Err(format!("the slot took an event before the swap: {:?}", entry.effect)),
        _ => Ok(()),
    }
}

/// Nobody writes to the settings of production: they come with a swap, and go with the swap back. Where none was made, those of
/// the slot are as they were, or it is said that they are not; what holds triggers stays. For plays in which nobody else writes settings.
pub fn settings_travel_or_come_back(plan: &Plan, seen: &Seen) -> Result<(), String> {
    const SAID: &str = "may have the settings of this release";
    let of_production =
        |effect: &Effect| matches!(effect, Effect::SettingsWritten { slot, .. } if slot == "production");
    if seen.effects.iter().any(|entry| of_production(&entry.effect)) {
        return Err("the settings of production were written".to_owned());
    }
    let [before, later] = &seen.settings;
    match (seen.outcome(), seen.swaps()) {
        (Outcome::NeedsPerson | Outcome::Checked | Outcome::Staged, _) => Ok(()),
        (Outcome::Verified | Outcome::PromotedUnverified, _) => {
            let is_so = plan.breaks_production || later.production == plan.settings;
            if is_so { Ok(()) } else { Err(format!("production has the settings {:?}", later.production)) }
        }
        _ if later.production != before.production => {
            Err(format!("{}, and production has the settings {:?}", seen.outcome().name(), later.production))
        }
        (_, 0) if plan.is_one_job && !plan.holds && later != before && !seen.log().contains(SAID) => {
            Err(format!("without a swap, the slot has the settings {:?}, sticky {:?}", later.slot, later.sticky))
        }
        _ => Ok(()),
    }
}

/// Nothing of the site of production is written but by a swap. Where none was made, that of the slot is as it was, or it is said that it
/// is not. For plays in which nobody else writes it.
pub fn sites_travel_or_come_back(plan: &Plan, seen: &Seen) -> Result<(), String> {
    const SAID: &str = "may have what this release wrote";
    let [[production, slot], [production_later, slot_later]] = &seen.sites;
    match (seen.outcome(), seen.swaps()) {
        (Outcome::Aborted | Outcome::RolledBack | Outcome::Stale, _) if production != production_later => {
            Err(format!("{}, and the site of production is {production_later:?}", seen.outcome().name()))
        }
        (Outcome::Aborted | Outcome::Stale, 0)
            if plan.is_one_job && !slot.is_empty() && slot != slot_later && !seen.log().contains(SAID) =>
        {
            Err(format!("without a swap, the site of the slot is {slot_later:?}"))
        }
        _ => Ok(()),
    }
}

/// Preparations for a swap were used or undone, or a person was told.
fn nothing_is_left_standing(seen: &Seen) -> Result<(), String> {
    match (seen.outcome(), &seen.standing[..]) {
        (_, []) | (Outcome::NeedsPerson, _) => Ok(()),
        (outcome, standing) => Err(format!("{}, but {}", outcome.name(), standing.join(", and "))),
    }
}

/// Neither log nor journal has a token or a key of the world, but for the lines that tell the runner what to mask.
fn writes_no_secret(said: &Said) -> Result<(), String> {
    let mut lines = said.log.lines().filter(|line| !line.starts_with("::add-mask::"));
    let is_in = |text: &str| SECRETS.iter().find(|secret| text.contains(**secret));
    let in_log = lines.find_map(|line| is_in(line).map(|secret| format!("`{secret}` in the log: {line}")));
    let in_journal = || {
        said.journal.iter().find_map(|line| is_in(&line.to_string()).map(|secret| format!("`{secret}` in the journal")))
    };
    in_log.or_else(in_journal).map_or(Ok(()), Err)
}

fn speaks_with_one_voice(said: &Said) -> Result<(), String> {
    let row = OUTCOMES.iter().find(|row| row.outcome == said.outcome).unwrap();
    if said.exit_code != row.exit {
        return Err(format!("{} with exit code {}", row.name, said.exit_code));
    }
    if said.reason.is_empty() {
        return Err(format!("{} without a reason", row.name));
    }
    let last = said.journal.last();
    match last {
        Some(line) if line["event"] == "end" && line["data"]["outcome"] == row.name => Ok(()),
        other => Err(format!("{}, but the journal ends with {other:?}", row.name)),
    }
}

/// Where GitHub was reachable, its deployment status is true.
fn github_was_told(seen: &Seen) -> Result<(), String> {
    if seen.requests.iter().any(|request| request.service == "github" && request.faulted) {
        return Ok(());
    }
    let said = seen.said.last().unwrap();
    let Some(id) = said.github_deployment else { return Ok(()) };
    let last = seen.effects.iter().rev().find_map(|entry| match &entry.effect {
        Effect::GitHubStatusSet { id: of, state } if *of == id => Some(state.as_str()),
        _ => None,
    });
    let expected = match (said.outcome, said.outcome.row().tone) {
        (Outcome::Staged, _) => "inactive",
        (_, Tone::Good | Tone::Caution) => "success",
        (_, Tone::Bad) => "failure",
    };
    if last == Some(expected) { Ok(()) } else { Err(format!("{}, but GitHub was told {last:?}", said.outcome.name())) }
}
