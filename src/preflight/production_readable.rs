use super::{Check, Survey};
use crate::record::{ContentIdentity, Finding};

/// What production runs can be read now: else nothing could be proved after the swap.
pub struct ProductionReadable;

impl Check for ProductionReadable {
    fn id(&self) -> &'static str {
        "production-readable"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        Some(match &survey.production_identity.content {
            ContentIdentity::Unknown { reason } => Finding::error(
                self.id(),
                format!("what production runs could not be read: {reason}"),
                "give the identity Microsoft.Web/sites/hostruntime/host/action, or Microsoft.Web/sites/publish/Action for \
                 the SCM site, on the app and its slots",
            ),
            content => Finding::fine(self.id(), format!("production runs {content}")),
        })
    }
}
