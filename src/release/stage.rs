use super::app::{App, Sides};
use super::github_report::{About, GitHubReport};
use super::vacancy::{self, Claim};
use super::{
    Setup, Source, Stop, Story, delivery, package, plan, preflight, probes, proof, sign_in, ticket, unchanged,
};
use crate::record::{Outcome, Phase, Ticket};

/// What staging came to.
pub enum Staging {
    /// There is nothing to stage, or it was only asked what would be done.
    Ended(Outcome),
    /// The slot runs it, proved and probed.
    Staged(Box<Staged>),
}

/// What waits for its swap.
pub struct Staged {
    /// The app.
    pub app: App,
    /// Its two sides.
    pub sides: Sides,
    /// What was proved, for the fence.
    pub ticket: Ticket,
}

/// Brings the package into the slot, proves that it runs there, and probes it.
pub async fn stage(setup: &Setup, source: &Source, story: &Story, github: &mut GitHubReport) -> Result<Staging, Stop> {
    let package = package::make(source, story).await?;
    let app = sign_in::find_app(setup, story).await?;
    story.begin(Phase::Preflight);
    let survey = loop {
        let survey = preflight::survey(setup, story, &app).await?;
        let about = About::of(&app, &package.digest, &survey);
        if vacancy::look(setup, story, &about, &survey).await? == Claim::LookAgain {
            continue;
        }
        preflight::judge(story, &survey)?;
        if setup.options.dry_run {
            let sides = app.sides(&survey)?;
            let mut plan = plan::of_staging(setup, &package);
            plan.extend(plan::of_promotion(setup, &sides, &survey.production_identity.content));
            if unchanged::is_unchanged(&survey, &package) {
                plan = vec![
                    "production runs this content already: its critical probes would be asked, and that is all".into(),
                ];
            }
            return Ok(Staging::Ended(plan::stop_here(story, plan)));
        }
        if vacancy::claim(setup, story, &about, &survey, github).await? == Claim::Ours {
            break survey;
        }
    };
    let sides = app.sides(&survey)?;
    if unchanged::is_unchanged(&survey, &package) {
        return unchanged::confirm(setup, story, &sides).await.map(Staging::Ended);
    }
    let staging = async {
        let delivered = delivery::deliver(setup, story, &sides, &package).await?;
        let proof = proof::prove(setup, story, &sides, &survey, &package, &delivered).await?;
        probes::probe_slot(setup, story, &sides, &setup.options.probes.checks).await?;
        Ok::<_, Stop>(proof)
    };
    let proof = match setup.pace.within(setup.options.timeout, staging).await {
        Some(result) => result?,
        None => return Err(Stop::out_of_time(setup.options.timeout)),
    };
    let ticket = ticket::issue(setup, story, &app, &sides, &survey, &package, &proof).await;
    Ok(Staging::Staged(Box::new(Staged { app, sides, ticket })))
}

/// Nothing is swapped here: the ticket goes to whoever promotes.
pub fn hand_over(story: &Story, ticket: &Ticket) -> Outcome {
    story.note(|record| record.ticket = Some(ticket::encode(ticket)));
    Outcome::Staged
}
