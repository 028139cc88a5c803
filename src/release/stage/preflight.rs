use crate::azure::{AzureError, Site};
use crate::preflight::{Fact, PreflightOptions, Survey, checks_for, facts_of, look as look_at};
use crate::record::{ContentIdentity, Finding, Outcome, Problem, Severity};
use crate::release::ground::{Options, Stop, SwapMode};
use crate::release::run::{Run, RunOnApp};

/// What later steps of the release need to know, whichever checks are made.
const OWN: &[Fact] = &[
    Fact::ProductionContent,
    Fact::ProductionFunctions,
    Fact::ProductionSettings,
    Fact::SlotFunctions,
    Fact::SlotSettings,
];

impl RunOnApp {
    /// Checks before anything is changed.
    pub async fn survey(&self) -> Result<Survey, Stop> {
        let survey = self.read_survey().await?;
        let page = |site: &Site| self.app.arm.portal_page(&site.id);
        let front = |site: &Site| Some(format!("https://{}", site.hosts.site));
        let stream = |site: &Site| Some(format!("https://{}/api/logstream", site.hosts.scm));
        self.recorder.note(|record| {
            record.identity.previous = Some(survey.production_identity.clone());
            let (urls, production) = (&mut record.urls, &survey.production);
            let slot = survey.on_slot.as_ref().map(|slot| &slot.site);
            (urls.app, urls.slot) = (front(production), slot.and_then(front));
            (urls.portal, urls.log_stream) = (page(production), stream(production));
            (urls.slot_portal, urls.slot_log_stream) = (slot.and_then(page), slot.and_then(stream));
        });
        Ok(survey)
    }

    /// Reads the facts of the checks that apply to this release.
    async fn read_survey(&self) -> Result<Survey, AzureError> {
        let Options { strict, swap, drain, watch_rules, .. } = &self.setup.options;
        let options = PreflightOptions {
            strict: *strict,
            unhealthy_before: watch_rules.unhealthy_before,
            multi_phase: *swap == SwapMode::MultiPhase,
            drain: *drain,
            package_url: self.setup.options.chosen_strategy().by_url,
        };
        let sides = [self.app.target.clone(), self.app.slot.clone()];
        let facts = [facts_of(&checks_for(&options)).as_slice(), OWN].concat();
        Survey::read(&self.app.arm, sides, options, facts, self.app.store.as_ref()).await
    }
}

impl Run {
    /// Runs every check on the facts. One error ends the release; all are reported. What is `known` of the release already
    /// stands in place of what its check says without it.
    pub fn judge_survey(&self, survey: &Survey, known: impl IntoIterator<Item = Finding>) -> Result<(), Stop> {
        let mut findings = look_at(survey);
        for finding in known {
            findings.retain(|other| other.check != finding.check);
            findings.push(finding);
        }
        self.recorder.note(|record| {
            record.functions.before = survey.production_functions.as_ref().ok().cloned();
            record.findings = findings.clone();
        });
        for finding in &findings {
            self.recorder.say(&line(finding));
        }
        let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        if let Some(first) = errors.first() {
            let more = match errors.len() {
                1 => String::new(),
                n => format!(" (and {} more, see the findings)", n - 1),
            };
            let mut problem = Problem::new(first.check.clone(), format!("{}{more}", first.says));
            // One missing right may stand behind several findings.
            for finding in &errors {
                if !finding.fix.is_empty() && !problem.hints.contains(&finding.fix) {
                    problem.hints.push(finding.fix.clone());
                }
            }
            return Err(Stop::new(Outcome::Aborted, problem));
        }
        let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
        let serves = match &survey.production_identity.content {
            ContentIdentity::Unknown { .. } => "something unknown".to_owned(),
            content => content.to_string(),
        };
        self.recorder.end_phase(&format!("{} checks, {warnings} warnings; production runs {serves}", findings.len()));
        Ok(())
    }
}

fn line(finding: &Finding) -> String {
    let mark = match finding.severity {
        Severity::Fine => "ok",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    if finding.fix.is_empty() {
        format!("{mark}: {}", finding.says)
    } else {
        format!("{mark}: {}\n    fix: {}", finding.says, finding.fix)
    }
}
