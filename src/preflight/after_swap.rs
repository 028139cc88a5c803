use super::{Answer, Survey};
use crate::azure::{AppSettings, Configuration, Stack};
use crate::config::SiteProperties;
use crate::record::FunctionSet;

/// The settings and connection strings that production has after the swap: those that move, of the slot, and those that stay.
pub(super) struct AfterSwap {
    settings: AppSettings,
    strings: AppSettings,
}

impl AfterSwap {
    /// As its host reads them.
    pub(super) fn configuration(&self) -> Configuration<'_> {
        Configuration { settings: &self.settings, strings: &self.strings }
    }
}

impl Survey {
    /// The release gives the site of the slot these properties, so that the checks judge what will be.
    pub fn gets_site(&mut self, site: &SiteProperties) {
        self.site = site.clone();
        if let (Some(stack), Some(slot)) = (&site.stack, &mut self.slot)
            && slot.site.is_on_linux()
        {
            slot.site.stack = Some(Stack::of(stack.clone()));
        }
    }

    /// What production has after the swap; when what decides it could not be read, the answer that says so. `None` without a slot.
    pub(super) fn after_swap(&self, what: &str) -> Option<Result<AfterSwap, Answer>> {
        self.exchanged(what, |[production, slot]| [production, slot])
    }

    /// The same of the slot, which then has what production had.
    pub(super) fn slot_after_swap(&self, what: &str) -> Option<Result<AfterSwap, Answer>> {
        self.exchanged(what, |[production, slot]| [slot, production])
    }

    /// What the first of the sides that are chosen has after the swap with the second.
    fn exchanged(
        &self,
        what: &str,
        choose: impl for<'a> Fn([Configuration<'a>; 2]) -> [Configuration<'a>; 2],
    ) -> Option<Result<AfterSwap, Answer>> {
        let [one, other] = match self.both_configurations(what)? {
            Ok(sides) => choose(sides),
            Err(unread) => return Some(Err(unread)),
        };
        let sticky = match &self.sticky {
            Ok(sticky) => sticky,
            Err(error) => return Some(Err(Answer::unread(what, error))),
        };
        Some(Ok(AfterSwap {
            settings: other.settings.after_swap(one.settings, |name| sticky.is_sticky(name)),
            strings: other.strings.after_swap(one.strings, |name| sticky.is_sticky_string(name)),
        }))
    }

    /// The functions that are listed on either side, and the answer that says which side's could not be listed.
    pub(super) fn listed_functions(&self, what: &str) -> (FunctionSet, Option<Answer>) {
        let listings = [Some(&self.production.functions), self.slot.as_ref().map(|slot| &slot.functions)];
        let known = listings.iter().flatten().filter_map(|listing| listing.as_ref().ok()).flat_map(FunctionSet::iter);
        let unread = listings.iter().flatten().find_map(|listing| listing.as_ref().err());
        (FunctionSet::new(known.cloned()), unread.map(|error| Answer::unread(what, error)))
    }
}
