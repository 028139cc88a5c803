use super::{About, Answer, Placed, PreflightOptions, Survey, Weight};
use crate::record::{Code, FunctionSet};

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

    /// Whether what it finds stops such a release.
    fn stops(&self, options: &PreflightOptions) -> bool {
        match self.about().weight {
            Weight::Stops | Weight::StopsUnless(_) => true,
            Weight::StopsWhenStrict => options.strict,
            Weight::Warns | Weight::Informs => false,
        }
    }

    /// Its answer. `None` when it does not apply, as for a slot that does not exist.
    fn look(&self, survey: &Survey) -> Option<Answer>;

    /// What it says of single places of the checkout, beside its answer.
    fn look_at_places(&self, _: &Survey) -> Vec<Placed> {
        Vec::new()
    }

    /// Its answer on the functions that the release really brings, which are known once the slot runs it. `None` when they
    /// mean nothing to it.
    fn look_at_functions(&self, _: &FunctionSet, _: &Survey) -> Option<Answer> {
        None
    }
}
