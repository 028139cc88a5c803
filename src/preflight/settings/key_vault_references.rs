use super::references::judge;
use crate::azure::ReferenceStore;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether the references to Key Vaults resolve";

/// References to Key Vaults resolve on both sides, and still do after the swap: a reference moves, and the identity that reads it
/// stays (facts: key-vault-references; facts: what-moves).
pub(in crate::preflight) struct KeyVaultReferences;

const ABOUT: About = About {
    explanation: Explanation {
        id: "key-vault-references",
        title: "References to Key Vaults resolve on both sides",
        why: "Each side reads with its own identity, which stays in a swap, while the reference moves. What resolves in the slot can be \
              refused to production, and shows there when the next process starts: it gets the text of the reference in place of \
              the secret. Azure says how each reference stands, with its own side's identity; one that moves to a vault in which \
              production reads nothing yet was never tried. Looked at are app settings and connection strings.",
        fix: "Give both sides an identity, and each of them the role Key Vault Secrets User on the vault.",
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

impl Check for KeyVaultReferences {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        judge(survey, ReferenceStore::KeyVault, WHAT, "every reference to a Key Vault resolves on both sides")
    }
}
