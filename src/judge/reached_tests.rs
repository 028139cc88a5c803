//! What each event of a run says of how far it has come.

use super::{LeftBehind, Reached, left_behind};
use crate::record::{
    Accepted, Came, Change, ContentIdentity, Covers, Digest, Event, FormerPackage, FormerSetting, Groundwork, Held,
    Inheritance, KeyedBy, Outcome, PackageSwitch, ReadBack, SettingsMark, SettingsWrite, Standing, SwapCame, SwapPlan,
    SwapReading, SwitchedBy, Tried, WrittenSetting,
};

fn held() -> Held {
    let content = |name: &str| ContentIdentity::Ours { digest: Digest::of(name.as_bytes()) };
    Held { production: content("former"), slot: content("new"), swap_stamp: None }
}

fn swap(slot: &str, target: &str) -> SwapPlan {
    SwapPlan { slot: slot.to_owned(), target: target.to_owned(), held: held(), request: 1, files: None }
}

fn came(reading: SwapReading) -> SwapCame {
    SwapCame { reading, stamp: Some("t1".to_owned()), by: None }
}

fn settings() -> SettingsMark {
    let (slot, key) = (vec!["A".to_owned()], "k".to_owned());
    SettingsMark {
        slot,
        production: Vec::new(),
        sticky: Vec::new(),
        key,
        keyed_by: KeyedBy::Run,
        covers: Covers::AllThatMoves,
        digest: Digest::of(b"A"),
        each: None,
    }
}

fn after(events: &[Event]) -> Reached {
    Reached::by(events)
}

#[test]
fn an_announced_swap_may_have_been_made_and_keeps_what_both_sides_held() {
    let reached = after(&[Event::Intended(Change::Swap(swap("staging", "production")))]);
    assert_eq!(reached, Reached { swap_intended: true, held: Some(held()), ..Reached::default() });
}

#[test]
fn a_swap_is_made_unlikely_or_undecided_as_it_was_read_back() {
    let announced = Event::Intended(Change::Swap(swap("staging", "production")));
    for (reading, may_be, is) in [
        (SwapReading::Swapped, true, true),
        (SwapReading::NotSwapped, false, false),
        (SwapReading::PutBack, true, false),
        (SwapReading::WrongContent, true, false),
        (SwapReading::Undecided { reason: "no answer".to_owned() }, true, false),
    ] {
        let reached = after(&[announced.clone(), Event::Done(Came::Swap(came(reading.clone())))]);
        assert_eq!((reached.swap_intended, reached.swap_read_back), (may_be, is), "{reading:?}");
        assert_eq!(reached.stamp.as_deref(), Some("t1"));
        let back = [
            Event::Intended(Change::SwapBack(swap("staging", "production"))),
            Event::Done(Came::SwapBack(came(reading))),
        ];
        let reached = after(&back);
        assert_eq!((reached.back_intended, reached.back_read_back), (may_be, is));
        assert_eq!(reached.stamp, None, "the stamp is that of the swap");
    }
}

#[test]
fn an_operation_is_asked_about_until_the_result_of_its_swap_is_known() {
    let location = "https://management.azure.com/operations/1".to_owned();
    let accepted =
        [Event::Intended(Change::Swap(swap("staging", "production"))), Event::Accepted { location: location.clone() }];
    let operation = |reading| after(&[&accepted[..], &[Event::Done(Came::Swap(came(reading)))]].concat()).operation;
    assert_eq!(operation(SwapReading::Undecided { reason: "no answer".to_owned() }), Some(location));
    assert_eq!(operation(SwapReading::Swapped), None);
    assert_eq!(operation(SwapReading::NotSwapped), None);
}

#[test]
fn an_announced_swap_back_may_have_been_made() {
    let reached = after(&[Event::Intended(Change::SwapBack(swap("staging", "production")))]);
    assert_eq!(reached, Reached { back_intended: true, ..Reached::default() });
}

#[test]
fn groundwork_stands_from_its_announcement_until_it_was_read_back_as_gone() {
    let (slot, target) = ("staging".to_owned(), "production".to_owned());
    let prepare = Change::Prepare { slot, target: target.clone(), settings: Some(settings()) };
    let announced = [Event::Intended(prepare), Event::Intended(Change::Drain { target })];
    let reached = after(&announced);
    assert!(reached.prepared && reached.drained);
    assert_eq!(reached.settings, Some(settings()));
    let with = |came: [Came; 2]| after(&[&announced[..], &came.map(Event::Done)].concat());
    let failed = || Tried::Failed { failed: "no answer".to_owned() };
    let reached = with([Came::Reset(failed()), Came::Resume(failed())]);
    assert!(reached.prepared && reached.drained, "what failed may have had an effect, or none");
    let gone = || Tried::Made(ReadBack { reading: Standing::AsBefore });
    let reached = with([Came::Reset(gone()), Came::Resume(gone())]);
    assert!(!reached.prepared && !reached.drained);
}

#[test]
fn what_another_run_left_is_taken_over_whole() {
    let inherited = |held, [read_back, prepares, drains, person]: [bool; 4]| {
        let groundwork = Groundwork { prepares, drains };
        Inheritance {
            held,
            swap_read_back: read_back,
            stamp: Some("t1".to_owned()),
            switch: None,
            groundwork,
            only_a_person_swaps_back: person,
            swaps_back: false,
        }
    };
    let reached = after(&[Event::TookOver(inherited(Some(held()), [true; 4]))]);
    let (stamp, held) = (Some("t1".to_owned()), Some(held()));
    let whole = Reached {
        swap_intended: true,
        swap_read_back: true,
        slot_touched: true,
        prepared: true,
        drained: true,
        stamp,
        held,
        ..Reached::default()
    };
    assert_eq!(reached, Reached { only_a_person_swaps_back: true, ..whole });
    let reached = after(&[Event::TookOver(inherited(None, [false; 4]))]);
    assert_eq!(reached, Reached { stamp: Some("t1".to_owned()), slot_touched: true, ..Reached::default() });
}

#[test]
fn the_end_is_final_only_where_it_says_so() {
    let ended = |is_final| Event::Ended { outcome: Outcome::Aborted, is_final };
    assert!(after(&[ended(true)]).is_final);
    assert!(!after(&[ended(false)]).is_final);
}

#[test]
fn a_slot_that_was_switched_gets_its_package_back_until_that_is_done_or_a_swap_is_announced() {
    let switch = PackageSwitch {
        from: FormerPackage::Value("1".to_owned()),
        to: "https://a.test/x.zip".to_owned(),
        by: SwitchedBy::Setting,
    };
    let (slot, digest) = ("staging".to_owned(), Digest::of(b"x"));
    let deploy = Event::Intended(Change::Deploy { slot: slot.clone(), digest, switch: Some(switch.clone()) });
    let with = |then: &[Event]| after(&[std::slice::from_ref(&deploy), then].concat());
    let left = |then: &[Event]| (with(then).switched.is_some(), left_behind(&with(then)));
    assert_eq!(with(&[]).switched, Some(switch));
    let back = Event::Intended(Change::SwitchBack { slot });
    assert_eq!(
        left(std::slice::from_ref(&back)),
        (true, LeftBehind::Switched),
        "whether it was given back is not known"
    );
    let failed = Event::Done(Came::SwitchBack(Tried::Failed { failed: "no answer".to_owned() }));
    assert_eq!(left(&[back.clone(), failed]), (true, LeftBehind::Switched));
    let untouched = LeftBehind::ProductionUntouched { slot_touched: true };
    assert_eq!(left(&[back, Event::Done(Came::SwitchBack(Tried::Made(Accepted {})))]), (false, untouched));
    let swapped = [
        Event::Intended(Change::Swap(swap("staging", "production"))),
        Event::Done(Came::Swap(came(SwapReading::NotSwapped))),
    ];
    assert_eq!(left(&swapped), (false, untouched), "what was proved there stays there");
}

#[test]
fn written_settings_are_given_back_until_that_is_done_or_a_swap_was_made() {
    let setting = WrittenSetting { name: "KEY".to_owned(), former: FormerSetting::Unset, wrote: Some("00".to_owned()) };
    let write = SettingsWrite { slot: "staging".to_owned(), settings: vec![setting], sticky: Vec::new() };
    let applied = Event::Intended(Change::ApplySettings(write.clone()));
    let with = |then: &[Event]| after(&[std::slice::from_ref(&applied), then].concat());
    let left = |then: &[Event]| (with(then).applied.is_some(), left_behind(&with(then)));
    assert_eq!(with(&[]).applied, Some(write), "it is not known whether they were written, so they may have been");
    let failed = |failed: &str| Tried::Failed { failed: failed.to_owned() };
    assert_eq!(left(&[Event::Done(Came::ApplySettings(failed("no answer")))]), (true, LeftBehind::Switched));
    let back = Event::Intended(Change::RestoreSettings { slot: "staging".to_owned() });
    assert_eq!(
        left(&[back.clone(), Event::Done(Came::RestoreSettings(failed("no answer")))]),
        (true, LeftBehind::Switched)
    );
    let untouched = LeftBehind::ProductionUntouched { slot_touched: true };
    assert_eq!(left(&[back, Event::Done(Came::RestoreSettings(Tried::Made(Accepted {})))]), (false, untouched));
    let asked = Event::Intended(Change::Swap(swap("staging", "production")));
    let swapped = |reading| [asked.clone(), Event::Done(Came::Swap(came(reading)))];
    assert_eq!(left(std::slice::from_ref(&asked)), (true, LeftBehind::SwapUnknown), "it is read back first");
    assert_eq!(left(&swapped(SwapReading::NotSwapped)), (true, LeftBehind::Switched));
    assert_eq!(left(&swapped(SwapReading::Swapped)), (false, LeftBehind::Unwatched), "they are production's");
}
