use super::preflight::{line, stopped_by};
use crate::azure::{Plan, Site};
use crate::package::Package;
use crate::package::lint::{Os, PlanKind, Target};
use crate::preflight::Survey;
use crate::record::{Finding, Severity};
use crate::release::ground::Stop;
use crate::release::run::Run;

impl Run {
    /// Looks at the package before sign-in, by the rules that need to know nothing of the app.
    pub(super) fn judge_package(&self, package: &Package) -> Result<(), Stop> {
        let findings = self.look_at_package(package, Target::default());
        self.take_in_findings(findings.clone());
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        stopped_by(&errors.collect::<Vec<_>>()).map_or(Ok(()), Err)
    }

    /// What the rules say of the package on this side. In a strict release warnings stop, unless their rule was lowered.
    pub fn look_at_package(&self, package: &Package, target: Target) -> Vec<Finding> {
        let options = &self.setup.options;
        let target = Target { built_there: options.is_built_there(), ..target };
        let mut findings = options.lint.lower(package.look(&target));
        for finding in &mut findings {
            if options.strict && finding.severity == Severity::Warning && !options.lint.lowers(finding) {
                finding.severity = Severity::Error;
            }
        }
        let known = self.recorder.read(|record| record.findings.clone());
        for finding in findings.iter().filter(|finding| !known.contains(finding)) {
            self.recorder.say(&line(finding));
        }
        findings
    }

    /// The findings up to now, in place of the former ones.
    pub fn take_in_findings(&self, findings: Vec<Finding>) {
        self.recorder.note(|record| record.findings = findings.clone());
    }
}

/// What the survey knows of the side that the package is for, and what a layer brings to it.
pub(in crate::release) fn target_of(survey: &Survey, package: &Package) -> Target {
    let layer = package.layer.as_ref().filter(|layer| layer.base().is_some());
    let side = survey.slot.as_ref().unwrap_or(&survey.production);
    let site = &side.site;
    let stack = side.stack().ok().flatten();
    Target {
        stack: stack.map(|side| side.stack.to_string()).filter(|stack| stack.contains('|')),
        worker: survey.slot.as_ref().and_then(|slot| slot.settings.as_ref().ok()?.worker_runtime()),
        os: site.kind.as_deref().map(|kind| if kind.contains("linux") { Os::Linux } else { Os::Windows }),
        plan: plan_kind(site, survey.plan.as_ref().ok()),
        layer: layer.map(|layer| layer.imports().into_iter().collect()),
        ..Target::default()
    }
}

fn plan_kind(site: &Site, plan: Option<&Plan>) -> Option<PlanKind> {
    let tier = plan.map(|plan| plan.tier.as_str()).or(site.sku.as_deref())?.to_ascii_lowercase();
    match tier.as_str() {
        "dynamic" => Some(PlanKind::Consumption),
        "flexconsumption" => Some(PlanKind::Flex),
        "elasticpremium" => Some(PlanKind::Premium),
        "basic" | "standard" => Some(PlanKind::Dedicated),
        tier if tier.starts_with("premium") || tier.starts_with("isolated") => Some(PlanKind::Dedicated),
        _ => None,
    }
}
