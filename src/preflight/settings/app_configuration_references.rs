use super::references::judge;
use crate::azure::ReferenceStore;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether the references to App Configuration resolve";

/// References to App Configuration resolve on both sides, and still do after the swap: a reference moves, and the identity that reads it
/// stays (facts: app-configuration-references; facts: what-moves).
pub(in crate::preflight) struct AppConfigurationReferences;

const ABOUT: About = About {
    explanation: Explanation {
        id: "app-configuration-references",
        title: "References to App Configuration resolve on both sides",
        why: "Each side reads with its own identity, which stays in a swap, while the reference moves. What resolves in the slot can be \
              refused to production, and shows there when the next process starts: it gets the text of the reference in place of \
              the value. Azure lists these references with those to Key Vaults; one that is not listed is not called resolved.",
        fix: "Give both sides an identity, and each of them the role App Configuration Data Reader on the store.",
        rights: &[
            "Microsoft.Web/sites/config/Read",
            "Microsoft.Web/sites/slots/config/Read",
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Site),
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Production(SideFact::References),
        Fact::Slot(SideFact::Site),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::References),
        Fact::StickySettings,
    ],
    weight: Weight::StopsUnless(
        "it is so in production already, only the slot needs it, or it cannot be told; then a warning",
    ),
    lowers: Lowers::Yes,
};

impl Check for AppConfigurationReferences {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        judge(
            survey,
            ReferenceStore::AppConfiguration,
            WHAT,
            "every reference to App Configuration resolves on both sides",
        )
    }
}
