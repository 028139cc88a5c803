//! `check`: all that a release would find before it changes anything, at once, and nothing is changed.

use crate::package::lint::Target;
use crate::package::{Package, Packed};
use crate::preflight::{Survey, find_lost_functions, find_shared_task_hub};
use crate::record::{CheckEntry, Code, Finding, Function, NotAsked, Outcome, Phase, Severity};
use crate::release::ground::{Source, Stop};
use crate::release::lease::About;
use crate::release::run::{Run, RunOnApp};
use crate::release::stage::{line, stopped_by, target_of, unbound};

impl Run {
    /// Looks at the app, and at a package where there is one. It takes no lease: others do not hear of it.
    pub async fn check(&self, source: Option<&Source>) -> Result<Outcome, Stop> {
        let workflow_file = self.setup.run.workflow_file.clone();
        self.recorder.note(|record| record.check = Some(CheckEntry { workflow_file, ..CheckEntry::default() }));
        let packed = match source.filter(|source| source.retained.is_none()) {
            Some(source) => Some(self.make_package(source).await.map_err(|stop| self.ends_check(stop))?),
            None => None,
        };
        if let Some(packed) = &packed {
            // They stay where the sign-in fails. What a layer brings is not known yet.
            if let Packed::Whole(package) = packed {
                self.take_in_findings(self.look_at_package(package, Target::default()));
            }
            self.end_packing(packed);
        }
        let app = match self.sign_in().await {
            Ok(app) => app,
            Err(stop) => return Err(self.ends_check(stop)),
        };
        let package = match (packed, source.and_then(|source| source.retained.as_ref())) {
            (Some(packed), _) => Some(app.complete(packed).await),
            (None, Some(content)) => Some(app.retained(content).await),
            (None, None) => None,
        };
        let package = match package {
            Some(Ok(package)) => Some(self.require_before(&package).await.map(|()| package)),
            package => package,
        };
        app.check_with(package).await
    }

    /// What keeps a check from looking, such as a missing `id-token: write` or the right to read the app, stands among the findings as
    /// well.
    pub(in crate::release) fn ends_check(&self, stop: Stop) -> Stop {
        let mut findings = self.recorder.read(|record| record.findings.clone());
        findings.insert(0, found(stop.clone()));
        self.take_in_findings(findings);
        stop
    }
}

impl RunOnApp {
    pub(in crate::release) async fn check_with(&self, package: Option<Result<Package, Stop>>) -> Result<Outcome, Stop> {
        self.recorder.begin_phase(Phase::Preflight);
        let limit = self.setup.options.timeout;
        let surveyed = self.setup.pace.within(limit, self.survey(self.setup.options.is_built_there())).await;
        let survey = match surveyed.unwrap_or_else(|| Err(Stop::out_of_time(limit))) {
            Ok(survey) => survey,
            Err(stop) => return Err(Stop { outcome: Outcome::Aborted, ..self.ends_check(stop) }),
        };
        self.tell_not_asked(&survey);
        let (package, mut findings) = match package {
            Some(Err(stop)) => (None, vec![found(stop)]),
            Some(Ok(package)) => (Some(package), Vec::new()),
            None => (None, Vec::new()),
        };
        let mut known = Vec::new();
        if let Some(package) = &package {
            findings.extend(self.look_at_package(package, target_of(&survey, package)));
            known.extend(package.functions.as_ref().and_then(|names| find_lost_functions(names, &survey)));
            known.extend(find_shared_task_hub(&package.durable, &survey));
            findings.extend(find_unbound(package, &survey));
        }
        let of_app = self.look_at_survey(&survey, known);
        for finding in &of_app {
            self.recorder.say(&line(finding));
        }
        findings.extend(of_app);
        findings.extend(self.look_for_releases(package.as_ref(), &survey).await);
        self.tell_unread_history();
        let mut plan = Vec::new();
        if !findings.iter().any(Finding::is_error) {
            match self.plan_with(package.as_ref(), &survey).await {
                Ok(lines) => plan = lines,
                Err(stop) => findings.push(found(stop)),
            }
        }
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        self.recorder.note(|record| record.functions.before = survey.production.functions.as_ref().ok().cloned());
        self.take_in_findings(findings.clone());
        let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.is_error()).collect();
        if let Some(stop) = stopped_by(&errors) {
            return Err(Stop { outcome: Outcome::Aborted, ..stop });
        }
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let (warnings, notes) = (count(Severity::Warning), count(Severity::Note));
        self.recorder.end_phase(&format!("{} checks, {warnings} warnings, {notes} notes", findings.len()));
        self.recorder.note(|record| {
            let app = &record.app;
            record.reason = format!("a release of {app} would start; {warnings} warnings and {notes} notes are told");
        });
        Ok(self.end_with_plan(plan))
    }

    /// What could not be read is said by name, with the action that reads it.
    fn tell_not_asked(&self, survey: &Survey) {
        let not_asked: Vec<NotAsked> =
            survey.forbidden.iter().map(|fact| NotAsked { what: fact.to_string(), needs: fact.action() }).collect();
        for one in &not_asked {
            let needs = one.needs.as_ref().map(|action| format!(" (needs `{action}`)")).unwrap_or_default();
            self.recorder.say(&format!("not asked: {}{needs}", one.what));
        }
        self.recorder.note(|record| record.check.get_or_insert_default().not_asked = not_asked);
    }

    /// Where releases are remembered on GitHub only, one permission of the job reads that.
    fn tell_unread_history(&self) {
        if self.recorder.read(|record| record.reads_history) != Some(false) {
            return;
        }
        let needs = self.app.store.is_none().then(|| "deployments: write".to_owned());
        let told = NotAsked { what: "the release history of the app".to_owned(), needs };
        self.recorder.say(&format!("not asked: {}", told.what));
        self.recorder.note(|record| record.check.get_or_insert_default().not_asked.push(told));
    }

    /// Another release at work is waited for, so it is only a warning; content that was rolled back stops a release.
    async fn look_for_releases(&self, package: Option<&Package>, survey: &Survey) -> Option<Finding> {
        let about = About {
            digest: package.map(|package| &package.digest),
            production: &survey.production.identity.content,
            restores: None,
            swap_stamp: survey.production.site.swap.stamp.as_deref(),
            switch: None,
            holds: Vec::new(),
            creates_slot: false,
        };
        match self.at_work(&about, survey).await {
            Ok(None) => None,
            Ok(Some((why, _))) => {
                Some(Finding::warning(Code::BUSY, why, "a release would wait for it, or end with `busy: fail`"))
            }
            Err(stop) => Some(found(stop)),
        }
    }

    async fn plan_with(&self, package: Option<&Package>, survey: &Survey) -> Result<Vec<String>, Stop> {
        if let Some(package) = package {
            return self.plan(package, survey).await;
        }
        let slot = &self.setup.options.slot;
        let mut plan: Vec<String> = self.plan_new_slot(survey).into_iter().collect();
        plan.extend(self.plan_slot(None, survey));
        plan.extend(self.plan_site());
        plan.extend(self.plan_settings(&survey.to_write));
        plan.push(format!("deploy a package to the slot `{slot}`, prove that it runs there, and probe it"));
        plan.extend(self.plan_promotion(&survey.production.identity.content));
        Ok(plan)
    }
}

/// What triggers the package has is known of the functions that production has of the same names.
fn find_unbound(package: &Package, survey: &Survey) -> Option<Finding> {
    let stays = |function: &&Function| {
        package.functions.as_ref().is_none_or(|names| names.iter().any(|name| function.is_named(name)))
    };
    let problem = unbound(package, survey.production.functions.as_ref().ok()?.iter().filter(stays))?;
    let fix = problem.hints.first().cloned().unwrap_or_default();
    Some(Finding::error(problem.code, problem.sentence, fix))
}

/// The end of a release as one of several findings.
fn found(stop: Stop) -> Finding {
    let fix = stop.problem.hints.into_iter().next().unwrap_or_default();
    Finding::error(stop.problem.code, stop.problem.sentence, fix)
}
