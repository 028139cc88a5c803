use super::{Check, Survey};
use crate::record::Finding;

/// Both sides run: a swap with a stopped side fails late and with other words (azure-wire §5.4).
pub struct BothRunning;

impl Check for BothRunning {
    fn id(&self) -> &'static str {
        "both-running"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref()?;
        let app = &survey.target.app;
        let stopped = [(&survey.target, &survey.production), (&survey.slot, &slot.site)]
            .into_iter()
            .find(|(_, site)| !site.is_running());
        Some(match stopped {
            None => Finding::fine(self.id(), "production and the slot are running"),
            Some((at, site)) => {
                let flag = at.slot.as_ref().map(|slot| format!(" --slot {slot}")).unwrap_or_default();
                Finding::error(
                    self.id(),
                    format!("{at} is not running but {}", site.state.to_lowercase()),
                    format!("az functionapp start --name {} --resource-group {}{flag}", app.name, app.group),
                )
            }
        })
    }
}
