use time::OffsetDateTime;

use super::{Comparison, compare};
use crate::record::{ContentIdentity, SettingsMark, Ticket, TicketSites};

/// What a ticket is held against.
#[derive(Debug, Clone)]
pub struct FenceFacts<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// The time.
    pub now: OffsetDateTime,
    /// The sides that are about to be swapped.
    pub sites: TicketSites,
    /// `owner/name` of the repository that asks.
    pub repository: Option<&'a str>,
    /// The workflow run that asks.
    pub run: Option<&'a str>,
    /// Whether a ticket of another run is taken.
    pub takes_foreign: bool,
    /// What the slot holds.
    pub slot: &'a ContentIdentity,
    /// What production runs.
    pub production: &'a ContentIdentity,
    /// When Azure last completed a swap.
    pub swap_stamp: Option<&'a str>,
    /// The settings of both sides, marked with the ticket's key; `None` when they could not be read.
    pub settings: Option<&'a SettingsMark>,
    /// The operation that goes on.
    pub operation: Option<&'a str>,
    /// What the target says that a swap with preview is prepared with.
    pub target_prepared_with: Option<&'a str>,
    /// What the slot says of that.
    pub slot_prepared_with: Option<&'a str>,
    /// Slot and target of the swap with preview that this very release has prepared.
    pub prepared_by_us: Option<(&'a str, &'a str)>,
    /// The slot that Azure swaps into by itself.
    pub auto_swap: Option<&'a str>,
}

/// What the fence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fence {
    /// What is there is what was approved.
    Holds,
    /// It is not; each with the reason, the most telling first.
    Stale(Vec<Mismatch>),
    /// It cannot be told whether it is.
    Unreadable(String),
}

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// In one clause.
    pub says: String,
}

/// Holds the ticket against what Azure says now (release-safety §5.2). All of it must hold: ARM's swap takes no condition,
/// so this is the only thing between an approval and a swap of something else.
pub fn judge_fence(facts: &FenceFacts) -> Fence {
    let stale: Vec<Mismatch> =
        RULES.iter().filter_map(|rule| (rule.broken)(facts).map(|says| Mismatch { code: rule.code, says })).collect();
    if !stale.is_empty() {
        return Fence::Stale(stale);
    }
    match unreadable(facts) {
        Some(why) => Fence::Unreadable(why),
        None => Fence::Holds,
    }
}

struct Rule {
    code: &'static str,
    broken: fn(&FenceFacts) -> Option<String>,
}

const RULES: &[Rule] = &[
    Rule {
        code: "ticket-of-another-app",
        broken: |facts| {
            let same = facts.ticket.sites == facts.sites;
            (!same).then(|| "the ticket was written for another app, slot or target".to_owned())
        },
    },
    Rule {
        code: "ticket-of-another-run",
        broken: |facts| {
            let ticket = (facts.ticket.repository.as_deref(), facts.ticket.run.as_deref());
            let same = ticket == (facts.repository, facts.run);
            (!same && !facts.takes_foreign).then(|| "the ticket was written in another workflow run".to_owned())
        },
    },
    Rule {
        code: "ticket-expired",
        broken: |facts| {
            let over = facts.now - facts.ticket.expires;
            (!over.is_negative()).then(|| format!("the ticket expired {} minutes ago", over.whole_minutes()))
        },
    },
    Rule {
        code: "slot-redeployed",
        broken: |facts| {
            let differs = compare(facts.slot, &facts.ticket.slot) == Comparison::Different;
            differs.then(|| format!("the slot holds {} and not what was probed", facts.slot))
        },
    },
    Rule {
        code: "production-changed",
        broken: |facts| {
            let differs = compare(facts.production, &facts.ticket.production) == Comparison::Different;
            differs.then(|| format!("production runs {} and not what it ran when this was staged", facts.production))
        },
    },
    Rule {
        code: "swapped-meanwhile",
        broken: |facts| {
            let moved = facts.swap_stamp != facts.ticket.swap_stamp.as_deref();
            moved.then(|| "slots were swapped since this was staged".to_owned())
        },
    },
    Rule {
        code: "settings-drifted",
        broken: |facts| {
            let (then, now) = (facts.ticket.settings.as_ref()?, facts.settings?);
            (then.digest != now.digest).then(|| drift(then, now))
        },
    },
    Rule {
        code: "operation-in-progress",
        broken: |facts| facts.operation.map(|_| "another operation goes on, most likely a swap".to_owned()),
    },
    Rule {
        code: "swap-prepared",
        broken: |facts| match (facts.prepared_by_us, facts.target_prepared_with, facts.slot_prepared_with) {
            (None, Some(with), _) | (None, None, Some(with)) => {
                Some(format!("a swap with preview was begun with `{with}` and neither completed nor reset"))
            }
            (None, None, None) => None,
            (Some(_), None, _) => {
                Some("somebody completed or reset the swap that this release had prepared".to_owned())
            }
            (Some((slot, target)), Some(with), of_slot) => {
                let is_ours = with.eq_ignore_ascii_case(slot)
                    && of_slot.is_none_or(|of_slot| of_slot.eq_ignore_ascii_case(target));
                (!is_ours).then(|| format!("another swap with preview is prepared, with `{with}`"))
            }
        },
    },
    Rule {
        code: "auto-swap-on",
        broken: |facts| facts.auto_swap.map(|slot| format!("auto-swap into `{slot}` is on, so Azure swaps by itself")),
    },
];

fn unreadable(facts: &FenceFacts) -> Option<String> {
    if compare(facts.slot, &facts.ticket.slot) != Comparison::Same {
        return Some(format!("whether the slot still holds what was probed cannot be told: it holds {}", facts.slot));
    }
    let then = &facts.ticket.production;
    // Nobody could give production back what he does not recognise.
    if compare(then, then) == Comparison::Same && compare(facts.production, then) == Comparison::CannotTell {
        return Some(format!("whether production still runs what it ran cannot be told: it runs {}", facts.production));
    }
    match (facts.production, &facts.ticket.settings, facts.settings) {
        (ContentIdentity::Unknown { reason }, ..) => Some(format!("what production runs cannot be read ({reason})")),
        (_, Some(_), None) => Some("the settings could be read when this was staged, and cannot be now".to_owned()),
        _ => None,
    }
}

/// What a person can act on: the names where they differ, and no value ever.
fn drift(then: &SettingsMark, now: &SettingsMark) -> String {
    let mut changes = Vec::new();
    for (place, then, now) in [
        ("in the slot", &then.slot, &now.slot),
        ("in production", &then.production, &now.production),
        ("among the slot settings", &then.sticky, &now.sticky),
    ] {
        let missing = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|name| !those.contains(name)).cloned().collect()
        };
        let (added, removed) = (missing(now, then), missing(then, now));
        if !added.is_empty() {
            changes.push(format!("{place} new: {}", added.join(", ")));
        }
        if !removed.is_empty() {
            changes.push(format!("{place} gone: {}", removed.join(", ")));
        }
    }
    match changes.is_empty() {
        true => "a setting has another value than when this was staged".to_owned(),
        false => format!("settings were changed since this was staged ({})", changes.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Digest, Foreign, FunctionSet, TicketProbes};
    use proptest::prelude::*;
    use time::Duration;

    fn digest(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }

    fn ours(text: &str) -> ContentIdentity {
        ContentIdentity::Ours { digest: digest(text) }
    }

    fn foreign(id: &str) -> ContentIdentity {
        ContentIdentity::Foreign(Foreign { active_scm_deployment: Some(id.into()), ..Foreign::default() })
    }

    fn sites() -> TicketSites {
        TicketSites { slot: digest("slot"), target: digest("target") }
    }

    fn settings(digest_of: &str, names: &[&str]) -> SettingsMark {
        SettingsMark {
            slot: names.iter().map(|name| (*name).to_owned()).collect(),
            production: Vec::new(),
            sticky: Vec::new(),
            key: "k".into(),
            digest: digest(digest_of),
        }
    }

    fn ticket() -> Ticket {
        let issued = OffsetDateTime::UNIX_EPOCH;
        Ticket {
            schema: Ticket::SCHEMA,
            tool: "slot-deploy".into(),
            release: "sd-1".into(),
            sites: sites(),
            digest: digest("new"),
            commit: None,
            slot: ours("new"),
            production: foreign("old").sealed(),
            swap_stamp: Some("t0".into()),
            settings: Some(settings("a", &["A"])),
            functions: FunctionSet::default(),
            probes: TicketProbes { passed: 1, all: 1 },
            repository: Some("contoso/shop".into()),
            run: Some("77".into()),
            attempt: None,
            issued,
            expires: issued + Duration::hours(24),
        }
    }

    /// What the fence says when one thing is not as it was.
    fn codes(change: impl FnOnce(&mut Ticket, &mut Now)) -> Vec<&'static str> {
        match judge(change) {
            Fence::Holds => Vec::new(),
            Fence::Unreadable(_) => vec!["unreadable"],
            Fence::Stale(all) => all.iter().map(|mismatch| mismatch.code).collect(),
        }
    }

    struct Now {
        slot: ContentIdentity,
        production: ContentIdentity,
        settings: Option<SettingsMark>,
        time: OffsetDateTime,
        run: &'static str,
        takes_foreign: bool,
        stamp: Option<&'static str>,
        operation: Option<&'static str>,
        prepared: [Option<&'static str>; 2],
        ours: bool,
        auto_swap: Option<&'static str>,
    }

    fn judge(change: impl FnOnce(&mut Ticket, &mut Now)) -> Fence {
        let mut ticket = ticket();
        let mut now = Now {
            slot: ours("new"),
            production: foreign("old"),
            settings: Some(settings("a", &["A"])),
            time: OffsetDateTime::UNIX_EPOCH + Duration::hours(1),
            run: "77",
            takes_foreign: false,
            stamp: Some("t0"),
            operation: None,
            prepared: [None; 2],
            ours: false,
            auto_swap: None,
        };
        change(&mut ticket, &mut now);
        judge_fence(&FenceFacts {
            ticket: &ticket,
            now: now.time,
            sites: sites(),
            repository: Some("contoso/shop"),
            run: Some(now.run),
            takes_foreign: now.takes_foreign,
            slot: &now.slot,
            production: &now.production,
            swap_stamp: now.stamp,
            settings: now.settings.as_ref(),
            operation: now.operation,
            target_prepared_with: now.prepared[0],
            slot_prepared_with: now.prepared[1],
            prepared_by_us: now.ours.then_some(("staging", "production")),
            auto_swap: now.auto_swap,
        })
    }

    #[test]
    fn it_holds_while_nothing_changed() {
        assert_eq!(codes(|_, _| ()), [""; 0]);
    }

    #[test]
    fn each_change_is_told_by_its_own_name() {
        assert_eq!(codes(|ticket, _| ticket.sites.slot = digest("other")), ["ticket-of-another-app"]);
        assert_eq!(codes(|_, now| now.run = "78"), ["ticket-of-another-run"]);
        assert_eq!(codes(|_, now| (now.run, now.takes_foreign) = ("78", true)), [""; 0]);
        assert_eq!(codes(|_, now| now.time += Duration::hours(23)), ["ticket-expired"]);
        assert_eq!(codes(|_, now| now.slot = ours("third")), ["slot-redeployed"]);
        assert_eq!(codes(|_, now| now.production = foreign("third")), ["production-changed"]);
        assert_eq!(codes(|_, now| now.stamp = Some("t1")), ["swapped-meanwhile"]);
        assert_eq!(codes(|_, now| now.settings = Some(settings("b", &["A"]))), ["settings-drifted"]);
        assert_eq!(codes(|_, now| now.operation = Some("x")), ["operation-in-progress"]);
        assert_eq!(codes(|_, now| now.prepared = [Some("staging"), None]), ["swap-prepared"]);
        assert_eq!(codes(|_, now| now.prepared = [None, Some("production")]), ["swap-prepared"]);
        assert_eq!(codes(|_, now| now.auto_swap = Some("production")), ["auto-swap-on"]);
    }

    #[test]
    fn of_prepared_swaps_our_own_is_let_through_and_no_other() {
        let ours = |prepared: [Option<&'static str>; 2]| codes(|_, now| (now.ours, now.prepared) = (true, prepared));
        assert_eq!(ours([Some("Staging"), None]), [""; 0]);
        assert_eq!(ours([Some("staging"), Some("production")]), [""; 0]);
        for others in [[None, None], [None, Some("production")], [Some("beta"), None], [Some("staging"), Some("beta")]]
        {
            assert_eq!(ours(others), ["swap-prepared"], "{others:?}");
        }
    }

    #[test]
    fn drift_names_the_settings_and_no_value() {
        let Fence::Stale(all) = judge(|_, now| now.settings = Some(settings("b", &["B"]))) else { panic!() };
        assert!(all[0].says.contains("new: B") && all[0].says.contains("gone: A"), "{}", all[0].says);
    }

    #[test]
    fn what_cannot_be_read_is_neither_as_it_was_nor_changed() {
        let unknown = || ContentIdentity::Unknown { reason: "503".into() };
        assert_eq!(codes(|_, now| now.slot = unknown()), ["unreadable"]);
        assert_eq!(codes(|_, now| now.production = unknown()), ["unreadable"]);
        let without_history =
            || ContentIdentity::Foreign(Foreign { deployment_id: Some("app".into()), ..Foreign::default() });
        assert_eq!(codes(|_, now| now.production = without_history()), ["unreadable"]);
        assert_eq!(
            codes(|ticket, now| (ticket.production, now.production) = (without_history(), without_history())),
            [""; 0],
            "it never was recognisable"
        );
        assert_eq!(codes(|_, now| now.settings = None), ["unreadable"]);
        assert_eq!(codes(|ticket, now| (ticket.settings, now.settings) = (None, None)), [""; 0]);
    }

    proptest! {
        #[test]
        fn it_never_holds_for_another_content_in_the_slot(slot in "[a-z]{1,3}", stamp in prop_oneof![Just("t0"), Just("t1")]) {
            let holds = judge(|_, now| (now.slot, now.stamp) = (ours(&slot), Some(stamp))) == Fence::Holds;
            prop_assert_eq!(holds, slot == "new" && stamp == "t0");
        }
    }
}
