use crate::azure::{Identities, ReferenceStatus, SettingReference, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, shell_line};

const WHAT: &str = "whether the references to Key Vaults resolve";
const ROLE: &str = "Key Vault Secrets User";

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
              production reads nothing yet was never tried.",
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
        Fact::Production(SideFact::References),
        Fact::Slot(SideFact::Site),
        Fact::Slot(SideFact::Settings),
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
        let slot = survey.slot.as_ref()?;
        let (production, of_slot, sticky) = match (&survey.production.references, &slot.references, &survey.sticky) {
            (Ok(production), Ok(of_slot), Ok(sticky)) => (production, of_slot, sticky),
            (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => return Some(Answer::unread(WHAT, error)),
        };
        let both = Both {
            production: One {
                at: &survey.production.at,
                identities: &survey.production.site.identities,
                all: production,
            },
            slot: One { at: &survey.slot_at, identities: &slot.site.identities, all: of_slot },
        };
        Some(both.judge(|setting| sticky.is_sticky(setting)))
    }
}

/// The references of one side, and who reads them.
struct One<'a> {
    at: &'a SiteRef,
    identities: &'a Identities,
    all: &'a [SettingReference],
}

struct Both<'a> {
    production: One<'a>,
    slot: One<'a>,
}

/// What is seen, each with its fix.
#[derive(Default)]
struct Seen {
    wrong: Vec<[String; 2]>,
    unwise: Vec<[String; 2]>,
    untold: Vec<[String; 2]>,
}

impl Both<'_> {
    fn judge(&self, is_sticky: impl Fn(&str) -> bool) -> Answer {
        let mut seen = Seen::default();
        for reference in self.slot.all {
            match &reference.status {
                ReferenceStatus::Resolved if is_sticky(&reference.setting) => {}
                ReferenceStatus::Resolved => self.judge_after_swap(reference, &mut seen),
                ReferenceStatus::Pending(_) => seen.untold.push(self.slot.says(reference)),
                _ if is_sticky(&reference.setting) || self.production.fails(&reference.setting) => {
                    seen.unwise.push(self.slot.says(reference));
                }
                _ => seen.wrong.push(self.slot.says(reference)),
            }
        }
        for reference in self.production.all {
            match &reference.status {
                ReferenceStatus::Resolved => {}
                ReferenceStatus::Pending(_) => seen.untold.push(self.production.says(reference)),
                _ => seen.unwise.push(self.production.says(reference)),
            }
        }
        let told = |seen: Vec<[String; 2]>| {
            let says: Vec<&str> = seen.iter().map(|[says, _]| says.as_str()).collect();
            let mut fixes: Vec<&str> = seen.iter().map(|[_, fix]| fix.as_str()).collect();
            fixes.dedup();
            (says.join("; "), fixes.join("; "))
        };
        let Seen { mut wrong, unwise, untold } = seen;
        if !wrong.is_empty() {
            wrong.extend(unwise);
            let (says, fix) = told(wrong);
            return Answer::wrong(says, fix);
        }
        if !unwise.is_empty() {
            let (says, fix) = told(unwise);
            return Answer::unwise(says, fix);
        }
        if !untold.is_empty() {
            let (says, fix) = told(untold);
            return Answer::untold(says, fix);
        }
        Answer::fine("every reference to a Key Vault resolves on both sides")
    }

    /// One that resolves in the slot, and that production is to read.
    fn judge_after_swap(&self, reference: &SettingReference, seen: &mut Seen) {
        let Some(vault) = reference.vault.as_ref().filter(|_| !self.production.fails(&reference.setting)) else {
            return;
        };
        let (setting, production) = (&reference.setting, &self.production);
        let in_vault =
            |other: &&SettingReference| other.vault.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(vault));
        let reads =
            |status: &ReferenceStatus| production.all.iter().filter(in_vault).any(|other| other.status == *status);
        if production.identities.is_empty() {
            let says = format!("`{setting}` moves, and {} has no managed identity to read it with", production.at);
            seen.wrong.push([says, production.grant(Some(vault))]);
        } else if reads(&ReferenceStatus::Resolved) {
            // It reads in that vault.
        } else if reads(&ReferenceStatus::Denied) {
            let says =
                format!("`{setting}` moves, and the identity of {} may not read in the vault `{vault}`", production.at);
            seen.wrong.push([says, production.grant(Some(vault))]);
        } else {
            let says = format!(
                "whether the identity of {} may read in the vault `{vault}`, to which `{setting}` moves, is not known: no setting of \
                 it reads there now",
                production.at
            );
            seen.untold.push([says, production.grant(Some(vault))]);
        }
    }
}

impl One<'_> {
    fn fails(&self, setting: &str) -> bool {
        let named = self.all.iter().find(|other| other.setting.eq_ignore_ascii_case(setting));
        named.is_some_and(|other| !matches!(other.status, ReferenceStatus::Resolved | ReferenceStatus::Pending(_)))
    }

    /// How one that does not resolve stands.
    fn says(&self, reference: &SettingReference) -> [String; 2] {
        let (at, setting) = (self.at, &reference.setting);
        let vault = reference.vault.as_deref();
        let named = vault.map(|vault| format!(" in the vault `{vault}`")).unwrap_or_default();
        match &reference.status {
            ReferenceStatus::NoIdentity => {
                [format!("{at} has no managed identity to read `{setting}` with"), self.grant(vault)]
            }
            ReferenceStatus::Denied => {
                [format!("the identity of {at} may not read `{setting}`{named}"), self.grant(vault)]
            }
            ReferenceStatus::Broken(word) => [
                format!("`{setting}` of {at} leads to no secret{named} ({word})"),
                "correct the reference, or the secret that it names".to_owned(),
            ],
            ReferenceStatus::Pending(word) => {
                let word = if word.is_empty() { "no state" } else { word };
                [format!("`{setting}` of {at} was not read yet{named} ({word})"), "check again in a minute".to_owned()]
            }
            ReferenceStatus::Resolved => [String::new(), String::new()],
        }
    }

    /// What lets this side read in the vault.
    fn grant(&self, vault: Option<&str>) -> String {
        let Some(principal) = self.identities.own.as_deref().filter(|_| self.identities.given.is_empty()) else {
            let assign = self.at.command("functionapp identity assign", &[]);
            return if self.identities.is_empty() {
                format!("give {} an identity, and that the role {ROLE} on the vault: {assign}", self.at)
            } else {
                format!("give the identity by which {} reads references the role {ROLE} on the vault", self.at)
            };
        };
        let whom = ["--assignee-object-id", principal, "--assignee-principal-type", "ServicePrincipal", "--role", ROLE];
        let grant = shell_line(["az", "role", "assignment", "create"].into_iter().chain(whom));
        let vault = vault.unwrap_or("VAULT");
        let scope = shell_line(["az", "keyvault", "show", "--name", vault, "--query", "id", "--output", "tsv"]);
        format!("give the identity of {} the role {ROLE}: {grant} --scope \"$({scope})\"", self.at)
    }
}
