use super::reference_words::Words;
use crate::azure::{Identities, ReferenceStatus, ReferenceStore, SettingReference, SiteRef};
use crate::preflight::{Answer, Survey};
use crate::record::shell_line;

/// Whether the references of both sides to such stores resolve, and still do after the swap: a reference moves, and the identity that
/// reads it stays (facts: key-vault-references; facts: app-configuration-references; facts: what-moves).
pub(super) fn judge(survey: &Survey, store: ReferenceStore, what: &str, fine: &str) -> Option<Answer> {
    let slot = survey.slot.as_ref()?;
    let (production, of_slot, sticky) = match (&survey.production.references, &slot.references, &survey.sticky) {
        (Ok(production), Ok(of_slot), Ok(sticky)) => (production, of_slot, sticky),
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => return Some(Answer::unread(what, error)),
    };
    let words = Words::of(store);
    let one = |at, identities, all: &'_ [SettingReference]| One {
        words,
        at,
        identities,
        all: all.iter().filter(|one| one.store == store).cloned().collect(),
    };
    let both = Both {
        production: one(&survey.production.at, &survey.production.site.identities, production),
        slot: one(&survey.slot_at, &slot.site.identities, of_slot),
    };
    let is_sticky = |one: &SettingReference| {
        if one.is_connection_string { sticky.is_sticky_string(&one.setting) } else { sticky.is_sticky(&one.setting) }
    };
    Some(both.judge(is_sticky, fine))
}

/// The references of one side, and who reads them.
struct One<'a> {
    words: Words,
    at: &'a SiteRef,
    identities: &'a Identities,
    all: Vec<SettingReference>,
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
    fn judge(&self, is_sticky: impl Fn(&SettingReference) -> bool, fine: &str) -> Answer {
        let mut seen = Seen::default();
        for reference in &self.slot.all {
            match &reference.status {
                ReferenceStatus::Resolved | ReferenceStatus::Unwritten if is_sticky(reference) => {}
                // What is written by the release is read back in the slot then.
                ReferenceStatus::Resolved | ReferenceStatus::Unwritten => self.judge_after_swap(reference, &mut seen),
                ReferenceStatus::Pending(_) => seen.untold.push(self.slot.says(reference)),
                _ if is_sticky(reference) || self.production.fails(reference) => {
                    seen.unwise.push(self.slot.says(reference));
                }
                _ => seen.wrong.push(self.slot.says(reference)),
            }
        }
        for reference in &self.production.all {
            match &reference.status {
                ReferenceStatus::Resolved | ReferenceStatus::Unwritten => {}
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
        Answer::fine(fine)
    }

    /// One that resolves in the slot, and that production is to read.
    fn judge_after_swap(&self, reference: &SettingReference, seen: &mut Seen) {
        let Some(place) = reference.place.as_ref().filter(|_| !self.production.is_told_of(reference)) else {
            return;
        };
        let (setting, production, noun) = (&reference.setting, &self.production, self.production.words.noun);
        let is_there =
            |other: &&SettingReference| other.place.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(place));
        let reads =
            |status: &ReferenceStatus| production.all.iter().filter(is_there).any(|other| other.status == *status);
        if production.identities.is_empty() {
            let says = format!("`{setting}` moves, and {} has no managed identity to read it with", production.at);
            seen.wrong.push([says, production.grant(Some(place))]);
        } else if reads(&ReferenceStatus::Resolved) {
            // It reads there.
        } else if reads(&ReferenceStatus::Denied) {
            let says = format!(
                "`{setting}` moves, and the identity of {} may not read in the {noun} `{place}`",
                production.at
            );
            seen.wrong.push([says, production.grant(Some(place))]);
        } else {
            let says = format!(
                "whether the identity of {} may read in the {noun} `{place}`, to which `{setting}` moves, is not known: no setting of \
                 it reads there now",
                production.at
            );
            seen.untold.push([says, production.grant(Some(place))]);
        }
    }
}

impl One<'_> {
    fn fails(&self, reference: &SettingReference) -> bool {
        let named = self.all.iter().find(|other| other.is_named_as(reference));
        named.is_some_and(|other| !matches!(other.status, ReferenceStatus::Resolved | ReferenceStatus::Pending(_)))
    }

    /// Whether the setting of this name does not resolve here, which is told by itself.
    fn is_told_of(&self, reference: &SettingReference) -> bool {
        let named = self.all.iter().find(|other| other.is_named_as(reference));
        named.is_some_and(|other| other.status != ReferenceStatus::Resolved)
    }

    /// How one that does not resolve stands.
    fn says(&self, reference: &SettingReference) -> [String; 2] {
        let (at, setting) = (self.at, &reference.setting);
        let (place, Words { noun, value, .. }) = (reference.place.as_deref(), self.words);
        let named = place.map(|place| format!(" in the {noun} `{place}`")).unwrap_or_default();
        match &reference.status {
            ReferenceStatus::NoIdentity => {
                [format!("{at} has no managed identity to read `{setting}` with"), self.grant(place)]
            }
            ReferenceStatus::Denied => {
                [format!("the identity of {at} may not read `{setting}`{named}"), self.grant(place)]
            }
            ReferenceStatus::Broken(word) => [
                format!("`{setting}` of {at} leads to no {value}{named} ({word})"),
                format!("correct the reference, or the {value} that it names"),
            ],
            ReferenceStatus::Pending(word) => {
                let shown = if word.is_empty() { "no state" } else { word };
                // Of App Configuration this is all that is said where the identity may not read.
                let fix = if word.eq_ignore_ascii_case("OtherReasons") {
                    self.grant(place)
                } else {
                    "check again in a minute".to_owned()
                };
                [format!("`{setting}` of {at} is not resolved yet{named} ({shown})"), fix]
            }
            ReferenceStatus::Resolved | ReferenceStatus::Unwritten => [String::new(), String::new()],
        }
    }

    /// What lets this side read there.
    fn grant(&self, place: Option<&str>) -> String {
        let Words { noun, role, show, placeholder, .. } = self.words;
        let Some(principal) = self.identities.own.as_deref().filter(|_| self.identities.given.is_empty()) else {
            let assign = self.at.command("functionapp identity assign", &[]);
            return if self.identities.is_empty() {
                format!("give {} an identity, and that the role {role} on the {noun}: {assign}", self.at)
            } else {
                format!("give the identity by which {} reads references the role {role} on the {noun}", self.at)
            };
        };
        let whom = ["--assignee-object-id", principal, "--assignee-principal-type", "ServicePrincipal", "--role", role];
        let grant = shell_line(["az", "role", "assignment", "create"].into_iter().chain(whom));
        let place = place.unwrap_or(placeholder);
        let scope = shell_line(["az", show, "show", "--name", place, "--query", "id", "--output", "tsv"]);
        format!("give the identity of {} the role {role}: {grant} --scope \"$({scope})\"", self.at)
    }
}
