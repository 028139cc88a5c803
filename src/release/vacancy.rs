use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::github_report::{About, GitHubReport, recall, remember};
use super::{BusyMode, Setup, Stop, Story};
use crate::judge::{Vacancy, VacancyFacts, find_quarantine, judge_vacancy};
use crate::preflight::Survey;
use crate::record::{Outcome, Problem, Remembered};
use crate::runner::PROGRESS;

const POLL: Duration = Duration::from_secs(15);

/// Whether the app is ours now.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is, and whoever can read the memory knows.
    Ours,
    /// Somebody was waited for, so whatever was read before is old.
    LookAgain,
}

/// Whether somebody else is at work on the app, or this content was taken back before.
pub async fn look(setup: &Setup, story: &Story, about: &About<'_>, survey: &Survey) -> Result<Claim, Stop> {
    let known = remember(setup, story, about.app, Some(about.digest)).await;
    refuse_quarantined(setup, known.as_deref().unwrap_or_default(), about)?;
    if let Vacancy::Busy { why } = judge_vacancy(&facts(setup, story, survey, known.as_deref(), None)) {
        return busy(setup, story, &why).await;
    }
    Ok(Claim::Ours)
}

/// Lets others know that we are at work. The number that GitHub gives each deployment decides between two that come at once:
/// each writes first and looks afterwards, so one of them sees the other.
pub async fn claim(
    setup: &Setup,
    story: &Story,
    about: &About<'_>,
    survey: &Survey,
    github: &mut GitHubReport,
) -> Result<Claim, Stop> {
    github.open(setup, story, about).await;
    let known = match recall(setup, story, about.app, Some(about.digest)).await {
        Some(known) => Some(github.recognise(setup, story, known).await),
        None => None,
    };
    let Some(own) = github.own() else { return Ok(Claim::Ours) };
    match judge_vacancy(&facts(setup, story, survey, known.as_deref(), Some(own))) {
        Vacancy::Free => Ok(Claim::Ours),
        Vacancy::Busy { why } => {
            if setup.options.busy == BusyMode::Wait {
                github.withdraw(setup, story).await;
            }
            busy(setup, story, &why).await
        }
    }
}

async fn busy(setup: &Setup, story: &Story, why: &str) -> Result<Claim, Stop> {
    let problem = |sentence: String| {
        Problem::new("busy", sentence)
            .hint("`busy: wait` waits for it, for as long as `timeout` says; nothing was touched")
    };
    match setup.options.busy {
        BusyMode::Fail => Err(Stop::new(Outcome::Aborted, problem(format!("{why} (`busy: fail`)")))),
        BusyMode::Wait if setup.pace.now().since_start() > setup.options.timeout => {
            Err(Stop::new(Outcome::Aborted, problem(format!("{why}; waited for it in vain"))))
        }
        BusyMode::Wait => {
            tracing::info!(target: PROGRESS, "waiting: {why}");
            story.say(&format!("waiting: {why}"));
            setup.pace.sleep(POLL).await;
            Ok(Claim::LookAgain)
        }
    }
}

fn refuse_quarantined(setup: &Setup, known: &[Remembered], about: &About<'_>) -> Result<(), Stop> {
    let Some(former) = find_quarantine(known, about.digest).filter(|_| !setup.options.force) else { return Ok(()) };
    let sentence = format!("this very content was rolled back before, by the release {}", former.memo.release);
    let problem = Problem::new("digest-quarantined", sentence)
        .hint("mend what was wrong with it; if it was not the content, `force: true` lets it through");
    Err(Stop::new(Outcome::Aborted, problem))
}

fn facts<'a>(
    setup: &Setup,
    story: &Story,
    survey: &Survey,
    known: Option<&'a [Remembered]>,
    own: Option<u64>,
) -> VacancyFacts<'a> {
    let on_slot = survey.on_slot.as_ref().map(|slot| &slot.site.swap);
    let in_operation =
        [Some(&survey.production.swap), on_slot].into_iter().flatten().any(|swap| swap.operation.is_some());
    VacancyFacts {
        now: setup.pace.wall(),
        own,
        known,
        last_swap: survey.production.swap.stamp.as_deref().and_then(parse_stamp),
        watch: setup.options.watch,
        in_operation,
        began: (setup.options.busy == BusyMode::Fail).then(|| story.snapshot().started),
    }
}

/// Azure writes the stamp in UTC, with or without saying so.
pub fn parse_stamp(stamp: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(stamp, &Rfc3339).or_else(|_| OffsetDateTime::parse(&format!("{stamp}Z"), &Rfc3339)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azures_stamps_are_read_with_and_without_their_zone() {
        let with = parse_stamp("2026-11-21T10:00:00.1234567Z").unwrap();
        assert_eq!(parse_stamp("2026-11-21T10:00:00.1234567"), Some(with));
        assert_eq!(parse_stamp("yesterday"), None);
    }
}
