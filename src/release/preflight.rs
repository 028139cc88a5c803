use super::app::App;
use super::{Setup, Stop, Story, SwapMode};
use crate::azure::AzureError;
use crate::preflight::{Survey, look as look_at};
use crate::record::{ContentIdentity, Finding, Outcome, Problem, Severity};

/// Looks before anything is changed.
pub async fn survey(setup: &Setup, story: &Story, app: &App) -> Result<Survey, Stop> {
    let survey = read(setup, app).await?;
    story.note(|record| record.identity.previous = Some(survey.production_identity.clone()));
    Ok(survey)
}

/// Reads what the checks look at.
pub async fn read(setup: &Setup, app: &App) -> Result<Survey, AzureError> {
    let (target, slot) = (app.target.clone(), app.slot.clone());
    let survey =
        Survey::read(&app.arm, target, slot, setup.options.strict, setup.options.watch_rules.unhealthy_before).await?;
    Ok(match setup.options.swap {
        SwapMode::Preview => survey.with_preview(&app.arm).await,
        SwapMode::Direct | SwapMode::None => survey,
    })
}

/// Puts every check to what was read. One error ends the release; all of them are told.
pub fn judge(story: &Story, survey: &Survey) -> Result<(), Stop> {
    let findings = look_at(survey);
    story.note(|record| {
        record.urls.app = Some(format!("https://{}", survey.production.hosts.site));
        record.urls.slot = survey.on_slot.as_ref().map(|slot| format!("https://{}", slot.site.hosts.site));
        record.identity.previous = Some(survey.production_identity.clone());
        record.functions.before = survey.production_functions.as_ref().ok().cloned();
        record.findings = findings.clone();
    });
    for finding in &findings {
        story.say(&line(finding));
    }
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    if let Some(first) = errors.first() {
        let more = match errors.len() {
            1 => String::new(),
            n => format!(" (and {} more, see the findings)", n - 1),
        };
        let mut problem = Problem::new(&first.check, format!("{}{more}", first.says));
        problem.hints = errors.iter().filter(|finding| !finding.mend.is_empty()).map(|f| f.mend.clone()).collect();
        return Err(Stop::new(Outcome::Aborted, problem));
    }
    let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
    let serves = match &survey.production_identity.content {
        ContentIdentity::Unknown { .. } => "something unknown".to_owned(),
        content => content.to_string(),
    };
    story.finish(&format!("{} checks, {warnings} warnings; production runs {serves}", findings.len()));
    Ok(())
}

fn line(finding: &Finding) -> String {
    let mark = match finding.severity {
        Severity::Fine => "ok",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    match finding.mend.is_empty() {
        true => format!("{mark}: {}", finding.says),
        false => format!("{mark}: {}\n    mend: {}", finding.says, finding.mend),
    }
}
