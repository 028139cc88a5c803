use super::{About, PreflightOptions, Survey};
use crate::record::{Code, Finding};

/// One check.
pub trait Check: Sync {
    /// What it looks for, why, and what to do: its entry in the reference.
    fn about(&self) -> &'static About;

    /// What its findings, and problems that come of them, are called.
    fn id(&self) -> Code {
        Code::new(&self.about().explanation)
    }

    /// Whether it is made for such a release.
    fn applies(&self, _: &PreflightOptions) -> bool {
        true
    }

    /// Its finding. `None` when it does not apply, as for a slot that does not exist.
    fn look(&self, survey: &Survey) -> Option<Finding>;
}
