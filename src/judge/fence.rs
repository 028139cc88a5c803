use super::drifted::drifted;
use super::mismatch::{Mismatch, Rule, broken};
use super::plans::{moved, unsaid};
use super::ticket_origin::{TicketOrigin, refuse_ticket};
use super::{Comparison, SealReading, compare};
use crate::record::{Code, ContentIdentity, FilesMark, SettingsMark, TicketPlans};

/// The facts that a ticket is compared with.
#[derive(Debug, Clone)]
pub struct FenceFacts<'a> {
    /// The ticket, and whose it is.
    pub origin: TicketOrigin<'a>,
    /// What the slot holds.
    pub slot: &'a ContentIdentity,
    /// Its files; `None` when they could not be listed.
    pub files: Option<&'a FilesMark>,
    /// What production runs.
    pub production: &'a ContentIdentity,
    /// When Azure last completed a swap.
    pub swap_stamp: Option<&'a str>,
    /// The settings of both sides, marked with the ticket's key; `None` when they could not be read.
    pub settings: Option<&'a SettingsMark>,
    /// The plans of both sides.
    pub plans: &'a TicketPlans,
    /// Why production would not run what the slot runs, by settings that decide it; an error in words when those could not be
    /// read.
    pub content: Result<&'a [Mismatch], &'a str>,
    /// The side that does not run; `None`: both run.
    pub stopped: Option<&'a str>,
    /// The operation in progress.
    pub operation: Option<&'a str>,
    /// The partner that the target reports for a prepared multi-phase swap.
    pub target_prepared_with: Option<&'a str>,
    /// The partner that the slot reports for it.
    pub slot_prepared_with: Option<&'a str>,
    /// Slot and target of the multi-phase swap that this release has prepared.
    pub prepared_by_us: Option<(&'a str, &'a str)>,
    /// The slot that Azure swaps into by itself, if there is one; an error in words when that could not be read.
    pub auto_swap: Result<Option<&'a str>, &'a str>,
}

/// The result of the fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fence {
    /// Slot, production and settings are as they were when this was staged.
    Holds,
    /// They are not; the differences, the most important first.
    Stale(Vec<Mismatch>),
    /// A fact could not be read.
    Unreadable(String),
}

/// Compares the ticket with Azure's current state (facts: unconditional-swap). ARM's swap takes no condition, so only this check
/// keeps an approval from swapping something else.
pub fn judge_fence(facts: &FenceFacts) -> Fence {
    let ticket = facts.origin.ticket;
    if compare(facts.production, &ticket.slot) == Comparison::Same
        && compare(facts.slot, &ticket.slot) != Comparison::Same
    {
        let says = format!("production runs {} already: nothing is left to promote", facts.production);
        return Fence::Stale(vec![Mismatch { code: Code::PRODUCTION_CHANGED, says }]);
    }
    let mut stale = refuse_ticket(&facts.origin);
    stale.extend(broken(rules(), facts));
    stale.extend(facts.content.unwrap_or_default().iter().cloned());
    if !stale.is_empty() {
        return Fence::Stale(stale);
    }
    match unreadable(facts) {
        Some(why) => Fence::Unreadable(why),
        None => Fence::Holds,
    }
}

fn rules<'a>() -> [Rule<FenceFacts<'a>>; 10] {
    [
        Rule {
            code: Code::SLOT_REDEPLOYED,
            broken: |facts| {
                let differs = compare(facts.slot, &facts.origin.ticket.slot) == Comparison::Different;
                differs.then(|| format!("the slot holds {} and not what was probed", facts.slot))
            },
        },
        Rule {
            code: Code::SLOT_EDITED,
            broken: |facts| {
                let (then, now) = (facts.origin.ticket.files.as_ref()?, facts.files?);
                (then != now).then(|| "files of the slot were changed in place since they were probed".to_owned())
            },
        },
        Rule {
            code: Code::PRODUCTION_CHANGED,
            broken: |facts| {
                let differs = compare(facts.production, &facts.origin.ticket.production) == Comparison::Different;
                differs
                    .then(|| format!("production runs {} and not what it ran when this was staged", facts.production))
            },
        },
        Rule {
            code: Code::SWAPPED_MEANWHILE,
            broken: |facts| {
                let moved = facts.swap_stamp != facts.origin.ticket.swap_stamp.as_deref();
                moved.then(|| "slots were swapped since this was staged".to_owned())
            },
        },
        Rule {
            code: Code::SETTINGS_DRIFTED,
            broken: |facts| {
                let (then, now) = (facts.origin.ticket.settings.as_ref()?, facts.settings?);
                (then.digest != now.digest).then(|| drifted(then, now))
            },
        },
        Rule { code: Code::PLAN_CHANGED, broken: |facts| moved(facts.origin.ticket.plans.as_ref()?, facts.plans) },
        Rule {
            code: Code::SLOT_STOPPED,
            broken: |facts| facts.stopped.map(|side| format!("{side} is stopped, and Azure swaps only what runs")),
        },
        Rule {
            code: Code::OPERATION_IN_PROGRESS,
            broken: |facts| facts.operation.map(|_| "another operation is in progress, most likely a swap".to_owned()),
        },
        Rule {
            code: Code::SWAP_PREPARED,
            broken: |facts| match (facts.prepared_by_us, facts.target_prepared_with, facts.slot_prepared_with) {
                (None, Some(with), _) | (None, None, Some(with)) => {
                    Some(format!("a swap with preview was begun with `{with}` and neither completed nor reset"))
                }
                (None, None, None) => None,
                (Some(_), None, _) => {
                    Some("another client completed or reset the swap that this release had prepared".to_owned())
                }
                (Some((slot, target)), Some(with), of_slot) => {
                    let is_ours = with.eq_ignore_ascii_case(slot)
                        && of_slot.is_none_or(|of_slot| of_slot.eq_ignore_ascii_case(target));
                    (!is_ours).then(|| format!("another swap with preview is prepared, with `{with}`"))
                }
            },
        },
        Rule {
            code: Code::AUTO_SWAP_ON,
            broken: |facts| {
                let slot = facts.auto_swap.ok()??;
                Some(format!("auto-swap into `{slot}` is on, so Azure swaps by itself"))
            },
        },
    ]
}

fn unreadable(facts: &FenceFacts) -> Option<String> {
    if let SealReading::Unread(why) = &facts.origin.seal {
        return Some(format!("whether the ticket is as it was written is unknown ({why})"));
    }
    if compare(facts.slot, &facts.origin.ticket.slot) != Comparison::Same {
        return Some(format!("whether the slot still holds what was probed is unknown: it holds {}", facts.slot));
    }
    if facts.origin.ticket.files.is_some() && facts.files.is_none() {
        return Some(
            "whether the files of the slot are those that were probed is unknown: they cannot be listed".to_owned(),
        );
    }
    if let Some(why) = facts.origin.ticket.plans.as_ref().and_then(|then| unsaid(then, facts.plans)) {
        return Some(why);
    }
    let then = &facts.origin.ticket.production;
    // A rollback to unknown content would not be possible.
    if compare(then, then) == Comparison::Same && compare(facts.production, then) == Comparison::CannotTell {
        return Some(format!("whether production still runs what it ran is unknown: it runs {}", facts.production));
    }
    match (facts.production, &facts.origin.ticket.settings, facts.settings) {
        (ContentIdentity::Unknown { reason }, ..) => Some(format!("what production runs cannot be read ({reason})")),
        (_, Some(_), None) => Some("the settings could be read when this was staged, and cannot be now".to_owned()),
        _ => {
            let settings =
                |why| format!("the settings that decide what production runs after the swap cannot be read ({why})");
            let auto_swap = |why| format!("whether the slot swaps by itself cannot be read ({why})");
            facts.content.err().map(settings).or_else(|| facts.auto_swap.err().map(auto_swap))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Covers, Digest, Foreign, FunctionSet, KeyedBy, SidePlan, Ticket, TicketProbes, TicketSites};
    use proptest::prelude::*;
    use time::{Duration, OffsetDateTime};

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
            keyed_by: KeyedBy::Open,
            covers: Covers::AllThatMoves,
            digest: digest(digest_of),
            each: None,
        }
    }

    fn plans(sku: &str) -> TicketPlans {
        let plan = SidePlan { sku: Some(sku.to_owned()), ..SidePlan::default() };
        TicketPlans { slot: plan.clone(), production: plan }
    }

    fn files(text: &str) -> FilesMark {
        FilesMark { digest: digest(text), files: 1, is_whole: true }
    }

    fn ticket() -> Ticket {
        let issued = OffsetDateTime::UNIX_EPOCH;
        Ticket {
            schema: Ticket::SCHEMA,
            tool: "slot-deploy".into(),
            release: "sd-1".into(),
            sites: sites(),
            digest: digest("new"),
            build: None,
            commit: None,
            slot: ours("new"),
            proof: None,
            files: Some(files("probed")),
            production: foreign("old").sealed(),
            swap_stamp: Some("t0".into()),
            settings: Some(settings("a", &["A"])),
            plans: Some(plans("ElasticPremium")),
            functions: FunctionSet::default(),
            held: Vec::new(),
            held_by: Vec::new(),
            held_before: Vec::new(),
            after: None,
            probes: TicketProbes { passed: 1, all: 1 },
            asks: None,
            repository: Some("contoso/shop".into()),
            run: Some("77".into()),
            attempt: None,
            issued,
            expires: issued + Duration::hours(24),
            seal: None,
        }
    }

    /// The result of the fence for one difference.
    fn codes(change: impl FnOnce(&mut Ticket, &mut Now)) -> Vec<String> {
        match judge(change) {
            Fence::Holds => Vec::new(),
            Fence::Unreadable(_) => vec!["unreadable".to_owned()],
            Fence::Stale(all) => all.iter().map(|mismatch| mismatch.code.to_string()).collect(),
        }
    }

    struct Now {
        slot: ContentIdentity,
        files: Option<FilesMark>,
        production: ContentIdentity,
        settings: Option<SettingsMark>,
        plans: TicketPlans,
        content: Result<Vec<Mismatch>, &'static str>,
        time: OffsetDateTime,
        run: &'static str,
        takes_foreign: bool,
        stamp: Option<&'static str>,
        stopped: Option<&'static str>,
        operation: Option<&'static str>,
        prepared: [Option<&'static str>; 2],
        ours: bool,
        auto_swap: Result<Option<&'static str>, &'static str>,
        seal: SealReading,
    }

    fn judge(change: impl FnOnce(&mut Ticket, &mut Now)) -> Fence {
        let mut ticket = ticket();
        let mut now = Now {
            slot: ours("new"),
            files: Some(files("probed")),
            production: foreign("old"),
            settings: Some(settings("a", &["A"])),
            plans: plans("ElasticPremium"),
            content: Ok(Vec::new()),
            time: OffsetDateTime::UNIX_EPOCH + Duration::hours(1),
            run: "77",
            takes_foreign: false,
            stamp: Some("t0"),
            stopped: None,
            operation: None,
            prepared: [None; 2],
            ours: false,
            auto_swap: Ok(None),
            seal: SealReading::Holds,
        };
        change(&mut ticket, &mut now);
        judge_fence(&FenceFacts {
            origin: TicketOrigin {
                ticket: &ticket,
                now: now.time,
                sites: sites(),
                repository: Some("contoso/shop"),
                run: Some(now.run),
                takes_foreign: now.takes_foreign,
                seal: now.seal.clone(),
            },
            slot: &now.slot,
            files: now.files.as_ref(),
            production: &now.production,
            swap_stamp: now.stamp,
            settings: now.settings.as_ref(),
            plans: &now.plans,
            content: now.content.as_deref().map_err(|why| *why),
            stopped: now.stopped,
            operation: now.operation,
            target_prepared_with: now.prepared[0],
            slot_prepared_with: now.prepared[1],
            prepared_by_us: now.ours.then_some(("staging", "production")),
            auto_swap: now.auto_swap,
        })
    }

    #[test]
    fn the_fence_holds_while_nothing_changed() {
        assert_eq!(codes(|_, _| ()), [""; 0]);
    }

    #[test]
    fn each_change_is_reported_with_its_own_code() {
        assert_eq!(codes(|ticket, _| ticket.sites.slot = digest("other")), ["ticket-of-another-app"]);
        assert_eq!(codes(|_, now| now.run = "78"), ["ticket-of-another-run"]);
        assert_eq!(codes(|_, now| (now.run, now.takes_foreign) = ("78", true)), [""; 0]);
        assert_eq!(codes(|_, now| now.time += Duration::hours(23)), ["ticket-expired"]);
        assert_eq!(codes(|_, now| now.slot = ours("third")), ["slot-redeployed"]);
        assert_eq!(codes(|_, now| now.files = Some(files("edited"))), ["slot-edited"]);
        assert_eq!(codes(|_, now| now.production = foreign("third")), ["production-changed"]);
        assert_eq!(codes(|_, now| now.stamp = Some("t1")), ["swapped-meanwhile"]);
        assert_eq!(codes(|_, now| now.settings = Some(settings("b", &["A"]))), ["settings-drifted"]);
        assert_eq!(codes(|_, now| now.plans = plans("Dynamic")), ["plan-changed"]);
        assert_eq!(codes(|_, now| now.operation = Some("x")), ["operation-in-progress"]);
        assert_eq!(codes(|_, now| now.stopped = Some("the slot")), ["slot-stopped"]);
        assert_eq!(codes(|_, now| now.prepared = [Some("staging"), None]), ["swap-prepared"]);
        assert_eq!(codes(|_, now| now.prepared = [None, Some("production")]), ["swap-prepared"]);
        assert_eq!(codes(|_, now| now.auto_swap = Ok(Some("production"))), ["auto-swap-on"]);
        assert_eq!(codes(|_, now| now.seal = SealReading::Broken), ["ticket-altered"]);
        assert_eq!(codes(|_, now| now.seal = SealReading::OtherKey), ["ticket-key-changed"]);
    }

    #[test]
    fn only_the_swap_prepared_by_this_release_passes_the_fence() {
        let ours = |prepared: [Option<&'static str>; 2]| codes(|_, now| (now.ours, now.prepared) = (true, prepared));
        assert_eq!(ours([Some("Staging"), None]), [""; 0]);
        assert_eq!(ours([Some("staging"), Some("production")]), [""; 0]);
        for others in [[None, None], [None, Some("production")], [Some("beta"), None], [Some("staging"), Some("beta")]]
        {
            assert_eq!(ours(others), ["swap-prepared"], "{others:?}");
        }
    }

    #[test]
    fn settings_drift_is_reported_with_names_and_without_values() {
        let Fence::Stale(all) = judge(|_, now| now.settings = Some(settings("b", &["B"]))) else { panic!() };
        assert!(all[0].says.contains("new: B") && all[0].says.contains("gone: A"), "{}", all[0].says);
    }

    #[test]
    fn what_keeps_the_slots_content_from_production_is_stale_with_its_own_code() {
        let stays = |code| Mismatch { code, says: "WEBSITE_RUN_FROM_PACKAGE is a slot setting".to_owned() };
        assert_eq!(
            codes(|_, now| now.content = Ok(vec![stays(Code::SWAP_REVERTED)])),
            [Code::SWAP_REVERTED.to_string()]
        );
        assert_eq!(
            codes(|_, now| now.content = Err("503")),
            ["unreadable"],
            "nothing is concluded from unread settings"
        );
    }

    #[test]
    fn an_unreadable_fact_is_neither_unchanged_nor_changed() {
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
        let never_read = codes(|ticket, now| (ticket.production, now.production) = (unknown(), unknown()));
        assert_eq!(never_read, ["unreadable"], "nothing is concluded from what was never read");
        assert_eq!(codes(|_, now| now.settings = None), ["unreadable"]);
        let unsaid = || TicketPlans { slot: SidePlan::default(), production: SidePlan::default() };
        assert_eq!(codes(|_, now| now.plans = unsaid()), ["unreadable"]);
        let of_earlier = codes(|ticket, now| (ticket.plans, now.plans) = (None, plans("Dynamic")));
        assert_eq!(of_earlier, [""; 0], "a ticket of an earlier version says nothing of plans");
        assert_eq!(codes(|_, now| now.files = None), ["unreadable"]);
        assert_eq!(codes(|ticket, now| (ticket.files, now.files) = (None, None)), [""; 0]);
        assert_eq!(codes(|_, now| now.auto_swap = Err("503")), ["unreadable"]);
        assert_eq!(codes(|_, now| now.seal = SealReading::Unread("503".into())), ["unreadable"]);
        assert_eq!(codes(|_, now| now.seal = SealReading::None), [""; 0], "Azure's state speaks for it");
        assert_eq!(codes(|ticket, now| (ticket.settings, now.settings) = (None, None)), [""; 0]);
    }

    proptest! {
        #[test]
        fn the_fence_never_holds_for_other_content_in_the_slot(slot in "[a-z]{1,3}", stamp in prop_oneof![Just("t0"), Just("t1")]) {
            let holds = judge(|_, now| (now.slot, now.stamp) = (ours(&slot), Some(stamp))) == Fence::Holds;
            prop_assert_eq!(holds, slot == "new" && stamp == "t0");
        }
    }
}
