use crate::azure::{Access, Protection, Scope, Site};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, SideSurvey, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether the slot is as well protected as production";

/// The slot is as well protected as production: it runs the same code, often on the same data, under a name that is easily guessed,
/// and none of what keeps others from production moves to it in a swap (facts: what-moves).
pub(in crate::preflight) struct SlotAsProtected;

const ABOUT: About = About {
    explanation: Explanation {
        id: "slot-as-protected",
        title: "The slot is as well protected as production",
        why: "A slot serves under its own host name, which is easily guessed, the code that production gets, and often from the \
              same data. Rules of access, sign-in, TLS, client certificates and CORS belong to each side and stay with it in a \
              swap, so that a slot that was made without them is an open door beside a locked one. Sign-in is compared by \
              `siteAuthEnabled`.",
        fix: "Give the slot what production has. It stays there: a swap moves none of it.",
        rights: &[
            "Microsoft.Web/sites/Read",
            "Microsoft.Web/sites/slots/Read",
            "Microsoft.Web/sites/config/Read",
            "Microsoft.Web/sites/slots/config/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Site),
        Fact::Production(SideFact::Config),
        Fact::Slot(SideFact::Site),
        Fact::Slot(SideFact::Config),
    ],
    weight: Weight::Warns,
    lowers: Lowers::Yes,
};

impl Check for SlotAsProtected {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let of = |side: &SideSurvey| side.config.as_ref().map(|config| config.protection.clone()).map_err(Clone::clone);
        let (production, of_slot) = match (of(&survey.production), of(slot)) {
            (Ok(production), Ok(of_slot)) => (production, of_slot),
            (Err(error), _) | (_, Err(error)) => return Some(Answer::unread(WHAT, &error)),
        };
        let mut less = of_config(&production, &of_slot);
        less.extend(of_site(&survey.production.site, &slot.site));
        let name = survey.slot_at.slot_name();
        Some(if less.is_empty() {
            Answer::fine("the slot is as well protected as production, as far as its configuration says")
        } else {
            let show = survey.slot_at.command("functionapp config access-restriction show", &[]);
            let by_rules = less.iter().any(|one| one.contains("rules"));
            let command = if by_rules { show } else { survey.slot_at.command("functionapp config show", &[]) };
            Answer::wrong(
                format!("the slot `{name}` is less protected than production: {}", less.join("; ")),
                format!("give the slot the same, which stays there in a swap; to see what it has now: {command}"),
            )
        })
    }
}

fn of_config(production: &Protection, slot: &Protection) -> Vec<String> {
    let mut less = Vec::new();
    let rules = [("the app", &production.site, &slot.site), ("the SCM site", &production.scm, &slot.scm)];
    for (what, strict, open) in rules {
        if open.scope < strict.scope {
            less.push(format!("rules of access to {what} ({} there, {} here)", words(strict), words(open)));
        }
    }
    let versions = [("TLS", &production.tls, &slot.tls), ("TLS of the SCM site", &production.scm_tls, &slot.scm_tls)];
    for (what, strict, open) in versions {
        if let (Some(strict), Some(open)) = (strict, open)
            && version(open) < version(strict)
        {
            less.push(format!("{what} (from {strict} there, from {open} here)"));
        }
    }
    if production.signs_in == Some(true) && slot.signs_in == Some(false) {
        less.push("sign-in by the platform (on there, off here)".to_owned());
    }
    if slot.any_origin && !production.any_origin {
        less.push("CORS (pages of any site may call the slot)".to_owned());
    }
    if production.no_ftp == Some(true) && slot.no_ftp == Some(false) {
        less.push("FTP (off there, on here)".to_owned());
    }
    less
}

fn of_site(production: &Site, slot: &Site) -> Vec<String> {
    let mut less = Vec::new();
    let is_less = |strict: Option<bool>, open: Option<bool>| strict == Some(true) && open == Some(false);
    if is_less(production.https_only, slot.https_only) {
        less.push("HTTPS only (on there, off here)".to_owned());
    }
    if is_less(production.wants_client_certificates, slot.wants_client_certificates) {
        less.push("client certificates (wanted there, not here)".to_owned());
    }
    less
}

fn words(access: &Access) -> &'static str {
    match access.scope {
        Scope::Open => "everybody is let in",
        Scope::SomeRefused => "some are refused",
        Scope::SomeAdmitted => "only some are let in",
        Scope::Private => "only private endpoints lead in",
    }
}

/// `1.2` as two numbers.
fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}
