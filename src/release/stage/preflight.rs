use crate::azure::{AzureError, Site};
use crate::config::Auth;
use crate::deliver::{StrategyChoice, Way};
use crate::github::RepositoryRules;
use crate::preflight::{
    Fact, PreflightOptions, SideFact, Surroundings, Survey, checks_for, facts_of, look as look_at, moves,
};
use crate::record::{ContentIdentity, Finding, Outcome, Problem, Severity, number_of};
use crate::release::ground::{Options, Setup, Stop, SwapMode};
use crate::release::run::{Run, RunOnApp};

/// What later steps of the release need to know, whichever checks are made.
const OWN: &[Fact] = &[
    Fact::Production(SideFact::Content),
    Fact::Production(SideFact::Functions),
    Fact::Production(SideFact::Settings),
    Fact::Slot(SideFact::Functions),
    Fact::Slot(SideFact::Settings),
];

/// What decides how the package reaches the slot, where nobody said it.
const OF_A_CHOICE: &[Fact] = &[Fact::Plan, Fact::Slot(SideFact::Packages)];

impl RunOnApp {
    /// Checks before anything is changed. `is_built_there`: whether the slot builds what is released, or built it.
    pub async fn survey(&self, is_built_there: bool) -> Result<Box<Survey>, Stop> {
        let survey = Box::pin(self.read_survey(is_built_there)).await?;
        let page = |site: &Site| self.app.arm.portal_page(&site.id);
        let front = |site: &Site| Some(format!("https://{}", site.hosts.site));
        let stream = |site: &Site| Some(format!("https://{}/api/logstream", site.hosts.scm));
        self.recorder.note(|record| {
            record.identity.previous = Some(survey.production.identity.clone());
            let (urls, production) = (&mut record.urls, &survey.production.site);
            let slot = survey.slot.as_ref().map(|slot| &slot.site);
            (urls.app, urls.slot) = (front(production), slot.and_then(front));
            (urls.portal, urls.log_stream) = (page(production), stream(production));
            (urls.slot_portal, urls.slot_log_stream) = (slot.and_then(page), slot.and_then(stream));
            record.swap_table = moves(&survey).filter(|_| survey.options.is_check);
        });
        Ok(survey)
    }

    fn surroundings(&self) -> Surroundings {
        let Setup { run, environment, github, http, is_rehearsed, .. } = &*self.setup;
        let rules = github.as_ref().and_then(|github| {
            RepositoryRules::new(http.clone(), &github.api_url, github.token.clone(), &github.repository).ok()
        });
        let mut run = run.clone();
        // What an earlier run built is of another commit than this run.
        run.commit = self.recorder.read(|record| record.commit.clone()).or(run.commit);
        Surroundings {
            run,
            environment: environment.clone(),
            claims: self.app.arm.credential().claims(),
            rules,
            settings: self.setup.options.settings.clone(),
            is_rehearsed: *is_rehearsed,
        }
    }

    /// What of the release decides which checks are made.
    pub(super) fn preflight_options(&self, is_built_there: bool) -> PreflightOptions {
        let Options { strict, swap, drain, watch_rules, strategy, settings, .. } = &self.setup.options;
        let probes = &self.setup.options.probes;
        PreflightOptions {
            is_check: self.setup.options.changes_nothing(),
            role_for: self.setup.options.role_for,
            function_keys: probes.sign_in_so(|auth| matches!(auth, Auth::FunctionKey { .. })),
            host_keys: probes.sign_in_so(|auth| matches!(auth, Auth::HostKey { .. })),
            strict: *strict,
            unhealthy_before: watch_rules.unhealthy_before,
            multi_phase: *swap == SwapMode::MultiPhase,
            drain: *drain,
            hold: self.holds_triggers(),
            after: self.setup.options.after(),
            package_url: self.setup.options.is_by_url(),
            site_package: *strategy == StrategyChoice::Asked(Way::SitePackage),
            server_build: is_built_there,
            creates_slot: self.setup.options.create_slot,
            site: !self.setup.options.site.is_empty(),
            settings: !settings.change.is_empty() || !settings.unknown.is_empty(),
            sticky_names: !settings.sticky.is_empty(),
        }
    }

    /// Reads the facts of the checks that apply to this release.
    async fn read_survey(&self, is_built_there: bool) -> Result<Box<Survey>, AzureError> {
        let options = self.preflight_options(is_built_there);
        let sides = [self.app.target.clone(), self.app.slot.clone()];
        let mut facts = [facts_of(&checks_for(&options)).as_slice(), OWN].concat();
        if self.setup.options.strategy == StrategyChoice::Auto && !options.package_url {
            facts.extend(OF_A_CHOICE);
        }
        let (arm, store) = (&self.app.arm, self.app.store.as_ref());
        let mut survey = Box::pin(Survey::read(arm, sides, options, facts, store, self.surroundings())).await?;
        survey.required = self.setup.options.required.clone();
        survey.gets_site(&self.setup.options.site);
        Ok(survey)
    }
}

impl Run {
    /// What every check says of the facts, as far as the configuration does not lower it. What is `known` of the release already
    /// stands in place of what its check says without it.
    pub fn look_at_survey(&self, survey: &Survey, known: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
        let mut findings = look_at(survey);
        for finding in known {
            findings.retain(|other| other.check != finding.check);
            findings.push(finding);
        }
        self.setup.options.checks.lower(findings)
    }

    /// Runs every check on the facts. One error ends the release; all are reported. What the rules say of its package comes first.
    pub fn judge_survey(
        &self,
        survey: &Survey,
        of_package: Vec<Finding>,
        known: impl IntoIterator<Item = Finding>,
    ) -> Result<(), Stop> {
        let findings = self.look_at_survey(survey, known);
        self.recorder.note(|record| {
            record.functions.before = survey.production.functions.as_ref().ok().cloned();
        });
        for finding in &findings {
            self.recorder.say(&line(finding));
        }
        self.take_in_findings(of_package.iter().chain(&findings).cloned().collect());
        let errors = findings.iter().chain(&of_package).filter(|finding| finding.severity == Severity::Error);
        if let Some(stop) = stopped_by(&errors.collect::<Vec<_>>()) {
            return Err(stop);
        }
        let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
        let serves = match &survey.production.identity.content {
            ContentIdentity::Unknown { .. } => "something unknown".to_owned(),
            content => content.to_string(),
        };
        self.recorder.end_phase(&format!(
            "{}, {}; production runs {serves}",
            number_of(findings.len(), "check"),
            number_of(warnings, "warning")
        ));
        Ok(())
    }
}

/// The end of a release with these errors; what is wrong with the package alone is a faulty package.
pub(in crate::release) fn stopped_by(errors: &[&Finding]) -> Option<Stop> {
    let first = errors.first()?;
    let more = match errors.len() {
        1 => String::new(),
        n => format!(" (and {} more, see the findings)", n - 1),
    };
    let place = first.place().map(|place| format!("{place}: ")).unwrap_or_default();
    let mut problem = Problem::new(first.check.clone(), format!("{place}{}{more}", first.says));
    // One missing right may stand behind several findings.
    for finding in errors {
        if !finding.fix.is_empty() && !problem.hints.contains(&finding.fix) {
            problem.hints.push(finding.fix.clone());
        }
    }
    let is_of_package = errors.iter().all(|finding| finding.is_of_package());
    Some(Stop::new(if is_of_package { Outcome::Invalid } else { Outcome::Aborted }, problem))
}

/// A finding as the log has it.
pub(in crate::release) fn line(finding: &Finding) -> String {
    let mark = match finding.severity {
        Severity::Fine => "ok",
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let place = finding.place().map(|place| format!("{place}: ")).unwrap_or_default();
    if finding.fix.is_empty() {
        format!("{mark}: {place}{}", finding.says)
    } else {
        format!("{mark}: {place}{}\n    fix: {}", finding.says, finding.fix)
    }
}
