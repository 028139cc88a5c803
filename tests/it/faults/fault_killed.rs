//! Killed before and behind every request and at every line of the journal, and then reconciled: by the post-step, with or
//! without what the runner hands it, or by another job to which the journal is lost.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rehearsal::state::{Effect, RequestEntry};
use slot_deploy::record::Outcome;
use time::OffsetDateTime;

use crate::support::between::seam;
use crate::support::draw::{drawn, share};
use crate::support::gate::Scythe;
use crate::support::invariants::{Plan, broken_in_the_world, settings_travel_or_come_back, sites_travel_or_come_back};
use crate::support::plays::{
    BROKEN, BROKEN_BY_TICKET, BROKEN_BY_URL, BROKEN_ON_SHARE, BROKEN_WITH_SETTINGS, BY_TICKET, BY_URL, CREATED,
    CREATED_AND_BROKEN, DRAINED, FROM_STOPPED, GROUNDED, HELD, HELD_AND_BROKEN, HELD_AND_STOPPED, ON_SHARE, PREVIEWED,
    PREVIEWED_AND_BROKEN, RELEASE, TAKEN_BACK, TAKEN_BACK_WITH_SETTINGS, TWO_JOBS, TWO_JOBS_WITH_SETTINGS, UNSEEN,
    WITH_SETTINGS, WITH_SETTINGS_IN_VAIN, WITH_SITE, WITH_SITE_IN_VAIN, plan,
};
use crate::support::sweep::{Ran, Tally, Verdict, each};
use crate::support::trial::{Led, Play, Said, Seen, is_record_written, is_recorded_end, observe};
use crate::support::{Killed, Told};

/// A request that was on its way has arrived by then, and whoever reconciles has hardly signed in.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

/// Where it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    request: usize,
    /// The request is on its way, and only its answer is never seen.
    behind: bool,
    /// The journal has so many lines, and the next was being written.
    lines: Option<usize>,
}

/// What is killed.
struct About {
    plan: Plan,
    /// The requests from the first look at the settings of the slot to the delivery, and those by which they are given back.
    of_settings: Vec<usize>,
    /// Another job has staged it.
    has_ticket: bool,
}

/// Who reconciles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    PostStep,
    ForgetfulPostStep,
    AnotherJob,
}

const ALL: [By; 3] = [By::PostStep, By::ForgetfulPostStep, By::AnotherJob];

/// All points of the last job.
fn points(play: &Play) -> (About, Vec<Point>) {
    let lines = Mutex::new(Vec::new());
    let seen = observe(play.set, async |rehearsal| {
        let Led { mut said, last } = (play.lead)(rehearsal).await;
        let last = last.unwrap();
        let scythe = Scythe::new(None, last.temp.0.join("runner/slot-deploy"));
        said.push(Said::of(&last.through(seam(scythe.clone())).run().await));
        *lines.lock().unwrap() = scythe.journal_lines();
        said
    });
    let (seen, lines) = (seen.unwrap(), lines.into_inner().unwrap());
    let about = About { plan: plan(&seen), of_settings: of_settings(&seen), has_ticket: seen.said.len() > 1 };
    let mut points = Vec::new();
    let mut written = 0;
    for (request, now) in lines.into_iter().enumerate() {
        points.extend((written..now).map(|lines| Point { request, behind: false, lines: Some(lines) }));
        points.extend([false, true].map(|behind| Point { request, behind, lines: None }));
        written = now;
    }
    (about, points)
}

/// By their numbers, with some around them.
fn of_settings(seen: &Seen) -> Vec<usize> {
    let writes = |request: &RequestEntry| {
        let path = request.path.to_lowercase();
        request.method == "PUT" && (path.contains("config/appsettings") || path.contains("config/slotconfignames"))
    };
    let written = seen.requests.iter().enumerate().filter(|(_, request)| writes(request)).map(|(at, _)| at);
    let mut around: Vec<usize> = written.flat_map(|at| at.saturating_sub(3)..at + 6).collect();
    around.sort_unstable();
    around.dedup();
    around
}

/// How far it had come with its last word when it was killed.
#[derive(Clone, Copy)]
struct RecordedEnd {
    /// It stands in the journal.
    written: bool,
    /// GitHub was told, or the container, whose word counts where there is one.
    told: bool,
}

/// What came of it.
fn kill(play: &Play, point: Point, by: By) -> Result<(Seen, RecordedEnd), String> {
    let (written, died) = (AtomicBool::new(false), Cell::new(None));
    let seen = observe(play.set, async |rehearsal| {
        let last = (play.lead)(rehearsal).await.last.unwrap();
        let reports = last.temp.0.join("runner/slot-deploy");
        let scythe = Scythe::new(Some((point.request, point.behind)), reports.clone());
        let killed = match last.through(seam(scythe.clone())).killed_when(scythe.fallen()).await {
            Ok(killed) => killed,
            Err(told) => return vec![Said::of(&told)],
        };
        died.set(Some(killed.world.clock().now()));
        let journal = std::fs::read_dir(&reports).unwrap().flatten().map(|entry| entry.path().join("journal.jsonl"));
        for file in journal.filter(|file| file.is_file()) {
            let text = std::fs::read_to_string(&file).unwrap();
            written.fetch_or(text.contains(r#""event":"end""#), Ordering::Relaxed);
            if let Some(kept) = point.lines {
                let whole: usize = text.split_inclusive('\n').take(kept).map(str::len).sum();
                // Torn in the middle of the line.
                std::fs::write(&file, &text[..whole + (text.len() - whole).min(20)]).unwrap();
            }
        }
        reconciled(killed, by).await
    })?;
    let told = died.get().is_some_and(|died: OffsetDateTime| {
        let by_it = seen.effects.iter().take_while(|entry| entry.at <= died + ON_ITS_WAY);
        let recorded: Vec<&Effect> = by_it.map(|entry| &entry.effect).collect();
        // A release writes its record in the container when it begins, and once more when it has ended.
        recorded.iter().any(|effect| is_recorded_end(effect))
            || recorded.iter().filter(|effect| is_record_written(effect)).count() > 1
    });
    Ok((seen, RecordedEnd { written: written.into_inner(), told }))
}

async fn reconciled(killed: Killed, by: By) -> Vec<Said> {
    let told: Option<Told> = match by {
        By::PostStep | By::ForgetfulPostStep => killed.post(by == By::PostStep).await.told,
        By::AnotherJob => Some(killed.lost().run().await),
    };
    told.iter().map(Said::of).collect()
}

/// How it has to end, by what really happened.
fn judge(About { plan, has_ticket, .. }: &About, by: By, seen: &Seen, recorded_end: RecordedEnd) -> Verdict {
    let Some(said) = seen.said.last() else {
        return if recorded_end.written {
            Verdict::Excused("it had written its last word, and was about to tell GitHub")
        } else {
            Verdict::Wrong(vec!["nobody said anything".to_owned()])
        };
    };
    let mut wrong = broken_in_the_world(plan, seen);
    wrong.extend(settings_travel_or_come_back(plan, seen).err().map(|why| format!("I13: {why}")));
    wrong.extend(sites_travel_or_come_back(plan, seen).err().map(|why| format!("I15: {why}")));
    let is_healthy = !plan.breaks_production;
    // Where nothing tells another job of a release, there was nothing to finish.
    let is_known = *has_ticket || seen.others_know_the_release() && !recorded_end.told;
    let expected: &[Outcome] = match (seen.swaps(), is_healthy) {
        (0, _) if by == By::AnotherJob && !is_known => &[Outcome::Checked],
        (0, _) => &[Outcome::Aborted],
        // It had said its last word, and nothing was left for others.
        (..) if by == By::AnotherJob && recorded_end.told => {
            &[Outcome::Verified, Outcome::PromotedUnverified, Outcome::RolledBack, Outcome::Checked]
        }
        // Without the key of its step it proves nothing, and undoes nothing.
        (..) if by == By::ForgetfulPostStep => &[],
        // It has all the time that it needs.
        (_, true) if by == By::AnotherJob => &[Outcome::Verified],
        (_, true) => &[Outcome::Verified, Outcome::PromotedUnverified],
        (_, false) => &[Outcome::RolledBack],
    };
    if by == By::ForgetfulPostStep && said.outcome == Outcome::NeedsPerson && wrong.is_empty() {
        return Verdict::Fine;
    }
    if said.outcome == Outcome::NeedsPerson && wrong.is_empty() {
        println!("  needs a person: {}: {}", said.code, said.reason);
        return Verdict::Excused("a person is needed");
    }
    if !expected.contains(&said.outcome) {
        wrong.push(format!("{}: {}", said.code, said.reason));
    }
    if wrong.is_empty() { Verdict::Fine } else { Verdict::Wrong(wrong) }
}

/// At every point, by everybody.
fn everywhere(points: &[Point]) -> Vec<(Point, By)> {
    points.iter().flat_map(|point| ALL.map(|by| (*point, by))).collect()
}

/// Those that are drawn of all.
fn try_drawn(play: &Play, choose: impl Fn(&[Point]) -> Vec<(Point, By)>) {
    try_all(play, |points| drawn(&format!("{}, killed", play.name), choose(points)));
}

/// At every so many lines of the journal: each phase writes some. In turn at the line itself, before the request that follows
/// it and behind that, and by everybody in turn.
fn every(step: usize, points: &[Point]) -> Vec<(Point, By)> {
    let lines = points.iter().enumerate().filter(|(_, point)| point.lines.is_some()).map(|(at, _)| at);
    let chosen = lines.step_by(step).enumerate();
    chosen.filter_map(|(i, at)| Some((*points.get(at + i % 3)?, ALL[(i + i / 3) % 3]))).collect()
}

fn try_all(play: &Play, choose: impl Fn(&[Point]) -> Vec<(Point, By)>) {
    try_some(play, |_, points| choose(points));
}

fn try_some(play: &Play, choose: impl Fn(&About, &[Point]) -> Vec<(Point, By)>) {
    let (about, points) = points(play);
    let all = choose(&about, &points);
    let show = |(point, by): &(Point, By)| format!("{point:?} {by:?}");
    let tally: Tally = each(&all, show, |(point, by)| match kill(play, *point, *by) {
        Ok((seen, recorded_end)) => Ran {
            ended: seen.said.last().map(|said| match (by, said.outcome) {
                (By::ForgetfulPostStep, Outcome::NeedsPerson) => "needs-person, without a key".to_owned(),
                (_, outcome) => outcome.name().to_owned(),
            }),
            verdict: judge(&about, *by, &seen, recorded_end),
            log: seen.log(),
        },
        Err(panic) => Ran::panicked(panic),
    });
    let (persons, points) = (tally.outcomes.get("needs-person").copied().unwrap_or_default(), tally.runs);
    println!("{}, killed: needs-person at {persons} of {points} points", play.name);
    tally.report(&format!("{}, killed", play.name));
    // Chance puts more into a sample: by three standard deviations almost never.
    let allowed = points as f64 / 50.0;
    let by_chance = if share() < 1.0 { 3.0 * allowed.sqrt() } else { 0.0 };
    assert!(persons as f64 <= (allowed + by_chance).max(1.0), "more than 2 % of the points need a person");
}

#[test]
fn a_release_that_holds_triggers_and_stops_the_old_version_is_finished_wherever_it_is_killed() {
    for play in [HELD, HELD_AND_STOPPED, HELD_AND_BROKEN, FROM_STOPPED] {
        try_all(&play, |points| every(4, points));
    }
}

#[test]
fn a_release_with_a_site_or_a_created_slot_or_settings_in_two_jobs_is_finished_wherever_it_is_killed() {
    try_all(&WITH_SITE, |points| every(4, points));
    try_all(&WITH_SITE_IN_VAIN, |points| every(4, points));
    try_all(&CREATED, |points| every(3, points));
    try_all(&CREATED_AND_BROKEN, |points| every(6, points));
    try_all(&TWO_JOBS_WITH_SETTINGS, |points| every(4, points));
    try_all(&TAKEN_BACK_WITH_SETTINGS, |points| every(4, points));
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn a_release_with_a_site_or_a_created_slot_or_settings_in_two_jobs_is_finished_killed_anywhere() {
    for play in [WITH_SITE, WITH_SITE_IN_VAIN, CREATED, CREATED_AND_BROKEN, TWO_JOBS_WITH_SETTINGS] {
        try_drawn(&play, everywhere);
    }
}

#[test]
fn a_release_that_is_killed_somewhere_is_finished() {
    try_all(&RELEASE, |points| every(3, points));
    try_all(&BROKEN, |points| every(3, points));
    try_all(&UNSEEN, |points| every(3, points));
}

/// At each request of the settings, before it and behind it, and at each line of the journal there.
fn while_settings_are_written(about: &About, points: &[Point]) -> Vec<(Point, By)> {
    let meant = points.iter().filter(|point| about.of_settings.contains(&point.request));
    meant.flat_map(|point| [By::PostStep, By::AnotherJob].map(|by| (*point, by))).collect()
}

#[test]
fn a_release_that_is_killed_while_it_writes_settings_gives_them_back_or_goes_through() {
    for play in [WITH_SETTINGS, WITH_SETTINGS_IN_VAIN] {
        try_some(&play, while_settings_are_written);
    }
}

#[test]
fn a_release_with_settings_that_is_killed_somewhere_is_finished() {
    try_all(&WITH_SETTINGS, |points| every(3, points));
    try_all(&BROKEN_WITH_SETTINGS, |points| every(3, points));
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn a_release_with_settings_that_is_killed_anywhere_is_finished() {
    for play in [WITH_SETTINGS, BROKEN_WITH_SETTINGS, WITH_SETTINGS_IN_VAIN] {
        try_drawn(&play, everywhere);
    }
}

#[test]
fn a_job_that_promotes_and_is_killed_somewhere_is_finished() {
    try_all(&TAKEN_BACK, |points| every(3, points));
    try_all(&BY_TICKET, |points| every(3, points));
}

#[test]
fn a_release_by_way_of_a_container_that_is_killed_somewhere_is_finished() {
    try_all(&BY_URL, |points| every(3, points));
    try_all(&BROKEN_BY_URL, |points| every(5, points));
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn a_release_by_way_of_a_container_that_is_killed_anywhere_is_finished() {
    for play in [BY_URL, BROKEN_BY_URL] {
        try_drawn(&play, everywhere);
    }
}

#[test]
fn a_release_onto_a_share_that_is_killed_somewhere_is_finished() {
    try_all(&ON_SHARE, |points| every(3, points));
    try_all(&BROKEN_ON_SHARE, |points| every(5, points));
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn a_release_onto_a_share_that_is_killed_anywhere_is_finished() {
    for play in [ON_SHARE, BROKEN_ON_SHARE] {
        try_drawn(&play, everywhere);
    }
}

#[test]
fn a_release_that_is_killed_somewhere_leaves_no_preview_and_no_drain() {
    try_all(&PREVIEWED, |points| every(5, points));
    try_all(&GROUNDED, |points| every(5, points));
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn a_release_that_is_killed_anywhere_is_finished() {
    try_drawn(&RELEASE, everywhere);
    try_drawn(&BROKEN, everywhere);
}

#[test]
#[ignore = "six thousand releases, or a share of them; .ci/run makes them"]
fn a_job_that_promotes_and_is_killed_anywhere_is_finished() {
    for play in [TWO_JOBS, TAKEN_BACK, BY_TICKET, BROKEN_BY_TICKET] {
        try_drawn(&play, everywhere);
    }
}

#[test]
#[ignore = "six thousand releases, or a share of them; .ci/run makes them"]
fn a_release_that_is_killed_anywhere_leaves_no_preview_and_no_drain() {
    for play in [PREVIEWED, PREVIEWED_AND_BROKEN, GROUNDED] {
        try_drawn(&play, everywhere);
    }
    // What differs is tried on the play with both.
    try_drawn(&DRAINED, |points| every(1, points));
}
