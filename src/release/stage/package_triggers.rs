use crate::preflight::{Survey, find_live_triggers};
use crate::record::{FunctionSet, Outcome, Problem, Severity};
use crate::release::ground::Stop;
use crate::release::run::Run;

impl Run {
    /// The package may bring functions that preflight could not know.
    pub fn look_for_live_triggers(&self, survey: &Survey, functions: &FunctionSet) -> Result<(), Stop> {
        let Some(finding) = find_live_triggers(functions, survey) else { return Ok(()) };
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
            _ => {
                self.recorder.say(&format!("warning: {}\n    fix: {}", finding.says, finding.fix));
                Ok(())
            }
        }
    }
}
