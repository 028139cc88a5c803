use super::{Reading, SideSurvey, Survey};
use crate::azure::{Stack, windows_stack};

/// The language of a side and its version, and what chooses them.
#[derive(Debug, Clone)]
pub struct SideStack {
    /// The language and its version.
    pub stack: Stack,
    /// The property or setting that chooses the version.
    pub chosen_by: &'static str,
}

impl SideSurvey {
    /// What the side runs on; `None` where Azure does not say it. On Linux the resource says it, on Windows settings and
    /// configuration do (facts: windows-stacks).
    pub fn stack(&self) -> Reading<Option<SideStack>> {
        let named = self.site.stack.clone().filter(|stack| self.site.is_on_linux() || stack.is_named());
        if self.site.is_on_linux() || named.is_some() {
            return Ok(named.map(|stack| SideStack { stack, chosen_by: "linuxFxVersion" }));
        }
        let settings = self.settings.as_ref().map_err(Clone::clone)?;
        let found = windows_stack(settings, self.config.as_ref().map_err(Clone::clone))?;
        Ok(found.map(|(stack, chosen_by)| SideStack { stack, chosen_by }))
    }
}

impl Survey {
    /// Whether the version that this chooses stays with its side in a swap: where a slot setting does. Properties move
    /// (facts: what-moves).
    pub fn version_stays(&self, stack: &SideStack) -> Reading<bool> {
        // Only the names of settings are in capitals.
        if stack.chosen_by.chars().any(char::is_lowercase) {
            return Ok(false);
        }
        Ok(self.sticky.as_ref().map_err(Clone::clone)?.is_sticky(stack.chosen_by))
    }

    /// What production runs on after the swap; `None` without a slot.
    pub fn stack_after_swap(&self) -> Option<Reading<Option<SideStack>>> {
        let slot = self.slot.as_ref()?;
        let after = || match slot.stack()? {
            Some(stack) if self.version_stays(&stack)? => self.production.stack(),
            moves => Ok(moves),
        };
        Some(after())
    }
}
