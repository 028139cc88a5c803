use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::Explanation;

/// A swap with preview is refused by Azure where either side signs users in by itself (facts: swap-order).
pub(in crate::preflight) struct PreviewSiteAuth;

const ABOUT: About = About {
    explanation: Explanation {
        id: "preview-without-site-auth",
        title: "Azure can do a swap with preview",
        why: "Looked at only with `swap: preview`. Azure refuses a swap with preview where App Service authentication \
              is on, on either side.",
        fix: "Use `swap: direct`.",
        rights: &["Microsoft.Web/sites/config/Read", "Microsoft.Web/sites/slots/config/Read"],
    },
    reads: &[Fact::Production(SideFact::SignIn), Fact::Slot(SideFact::SignIn)],
    weight: Weight::Stops,
    lowers: Lowers::Yes,
};

impl Check for PreviewSiteAuth {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.multi_phase
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        Some(match (&survey.production.sign_in, &slot.sign_in) {
            (Ok(false), Ok(false)) => {
                Answer::fine("neither side signs users in by itself, so Azure can preview the swap")
            }
            (Ok(true), _) | (_, Ok(true)) => Answer::wrong(
                "App Service authentication is on, and Azure then refuses a swap with preview",
                "use `swap: direct`",
            ),
            (Err(error), _) | (_, Err(error)) => Answer::untold(
                format!("whether Azure can preview the swap could not be read ({error})"),
                "give the identity Microsoft.Web/sites/config/Read and the same for slots",
            ),
        })
    }
}
