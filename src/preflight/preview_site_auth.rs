use super::{Check, Survey};
use crate::record::Finding;

/// A swap with preview is refused by Azure where either side signs users in by itself (azure-wire §5.1).
pub struct PreviewSiteAuth;

impl Check for PreviewSiteAuth {
    fn id(&self) -> &'static str {
        "preview-without-site-auth"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let preview = survey.preview.as_ref()?;
        survey.on_slot.as_ref()?;
        Some(match &preview.site_auth {
            Ok(false) => {
                Finding::fine(self.id(), "neither side signs users in by itself, so Azure can preview the swap")
            }
            Ok(true) => Finding::error(
                self.id(),
                "App Service authentication is on, and Azure does no swap with preview then",
                "use `swap: direct`",
            ),
            Err(error) => Finding::warning(
                self.id(),
                format!("whether Azure can preview the swap could not be read ({error})"),
                "give the identity Microsoft.Web/sites/config/Read and the same for slots",
            ),
        })
    }
}
