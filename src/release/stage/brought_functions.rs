use super::preflight::line;
use crate::preflight::{Survey, look_at_functions};
use crate::record::{Finding, FunctionSet, Outcome, Problem, Severity};
use crate::release::ground::Stop;
use crate::release::run::Run;

impl Run {
    /// The package may bring functions that preflight could not know, and lack others.
    pub fn judge_functions(&self, survey: &Survey, functions: &FunctionSet) -> Result<(), Stop> {
        let findings = self.setup.options.checks.lower(look_at_functions(functions, survey));
        findings.into_iter().try_for_each(|finding| self.take_in(finding))
    }

    /// Notes what was found after preflight, in place of what that check had said; an error ends the release.
    fn take_in(&self, finding: Finding) -> Result<(), Stop> {
        let known = self.recorder.read(|record| record.findings.contains(&finding));
        if known || finding.severity == Severity::Fine {
            return Ok(());
        }
        self.recorder.note(|record| {
            record.findings.retain(|other| other.check != finding.check);
            record.findings.push(finding.clone());
        });
        match finding.severity {
            Severity::Error => {
                let problem = Problem::new(finding.check.clone(), finding.says.clone()).hint(finding.fix);
                Err(Stop::new(Outcome::Aborted, problem))
            }
            Severity::Fine | Severity::Note | Severity::Warning => {
                self.recorder.say(&line(&finding));
                Ok(())
            }
        }
    }
}
