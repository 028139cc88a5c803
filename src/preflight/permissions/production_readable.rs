use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{ContentIdentity, Explanation};

/// Production's content is readable now: otherwise nothing could be proved after the swap.
pub(in crate::preflight) struct ProductionReadable;

const ABOUT: About = About {
    explanation: Explanation {
        id: "production-readable",
        title: "What production runs can be read",
        why: "Without it nothing could be proved after the swap, and no rollback could be decided.",
        fix: "Give the identity the rights below, on the app and its slots; one of the two ways is enough.",
        rights: &["Microsoft.Web/sites/hostruntime/host/action", "Microsoft.Web/sites/publish/Action"],
    },
    reads: &[Fact::Production(SideFact::Content)],
    weight: Weight::Stops,
    lowers: Lowers::Never("nothing could be proved after the swap, and no rollback decided"),
};

impl Check for ProductionReadable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        Some(match &survey.production.identity.content {
            ContentIdentity::Unknown { reason } => Answer::untold(
                format!("what production runs could not be read: {reason}"),
                "give the identity Microsoft.Web/sites/hostruntime/host/action, or Microsoft.Web/sites/publish/Action for \
                 the SCM site, on the app and its slots",
            ),
            content => Answer::fine(format!("production runs {content}")),
        })
    }
}
