//! The fold over a journal is the state that the run itself had, whatever happened in it and wherever it was cut short.

use proptest::prelude::*;
use time::OffsetDateTime;

use super::read_journal::read_lines;
use super::{Journal, JournalPlace, MemoryJournal, Recorder};
use crate::http::{Pace, Redactor};
use crate::judge::Reached;
use crate::record::{
    Accepted, AfterRelease, By, Came, Change, ContentIdentity, Covers, CreatedSlot, Deployed, Digest, Event,
    FormerPackage, FormerSetting, Groundwork, Held, Inheritance, KeyedBy, Outcome, PackageSwitch, Phase, PhaseState,
    ReadBack, ReleaseRecord, SettingsMark, SettingsWrite, Standing, SwapCame, SwapPlan, SwapReading, SwitchedBy, Tried,
    WrittenSetting,
};
use crate::runner::{Console, RunKey, Style};

fn held() -> impl Strategy<Value = Held> {
    let content = || "[ab]".prop_map(|name| ContentIdentity::Ours { digest: Digest::of(name.as_bytes()) });
    (content(), content(), proptest::option::of("t[0-9]")).prop_map(|(production, slot, swap_stamp)| Held {
        production,
        slot,
        swap_stamp,
    })
}

fn settings() -> impl Strategy<Value = Option<SettingsMark>> {
    let keyed_by = prop_oneof![Just(KeyedBy::Open), Just(KeyedBy::App), Just(KeyedBy::Run)];
    proptest::option::of(("[a-z]{1,4}", keyed_by).prop_map(|(key, keyed_by)| SettingsMark {
        slot: vec!["A".to_owned()],
        production: Vec::new(),
        sticky: Vec::new(),
        digest: Digest::of(key.as_bytes()),
        key,
        keyed_by,
        covers: Covers::AllThatMoves,
        each: None,
    }))
}

fn switch() -> impl Strategy<Value = Option<PackageSwitch>> {
    let from = prop_oneof![
        Just(FormerPackage::Unset),
        Just(FormerPackage::Value("1".to_owned())),
        Just(FormerPackage::Hidden)
    ];
    let by = prop_oneof![Just(SwitchedBy::Setting), Just(SwitchedBy::Name)];
    let to = "https://a.test/x.zip";
    proptest::option::of((from, by).prop_map(move |(from, by)| PackageSwitch { from, to: to.to_owned(), by }))
}

fn written() -> impl Strategy<Value = SettingsWrite> {
    let sealed = || FormerSetting::Sealed { spelled: "a".to_owned(), value: "00".to_owned() };
    let former = prop_oneof![Just(FormerSetting::Unset), Just(sealed()), Just(FormerSetting::Hidden)];
    (former, proptest::option::of("[0-9a-f]{4}"), proptest::collection::vec("[A-C]", 0..2)).prop_map(
        |(former, wrote, sticky)| SettingsWrite {
            slot: "staging".to_owned(),
            settings: vec![WrittenSetting { name: "A".to_owned(), former, wrote }],
            sticky,
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    let (slot, target) = (|| "staging".to_owned(), || "production".to_owned());
    let swap = move || {
        (held(), 1..5_u32).prop_map(move |(held, request)| SwapPlan {
            slot: slot(),
            target: target(),
            held,
            request,
            files: None,
        })
    };
    prop_oneof![
        switch().prop_map(move |switch| Change::Deploy { slot: slot(), digest: Digest::of(b"x"), switch }),
        written().prop_map(Change::ApplySettings),
        Just(Change::RestoreSettings { slot: slot() }),
        Just(Change::SwitchBack { slot: slot() }),
        Just(Change::NameContent { slot: slot(), digest: Digest::of(b"y") }),
        Just(Change::SyncTriggers { slot: slot() }),
        Just(Change::Restart { instances: vec!["one".to_owned()] }),
        Just(Change::Hold { slot: slot(), functions: vec!["Take".to_owned()] }),
        Just(Change::CreateSlot { slot: slot() }),
        Just(Change::GiveRoles { slot: slot(), identity: "id".to_owned(), roles: Vec::new() }),
        Just(Change::Start { slot: slot() }),
        prop_oneof![Just(AfterRelease::Hold), Just(AfterRelease::Stop)]
            .prop_map(move |after| Change::OldVersion { slot: slot(), after }),
        settings().prop_map(move |settings| Change::Prepare { slot: slot(), target: target(), settings }),
        Just(Change::Reset { slot: slot(), target: target() }),
        Just(Change::Drain { target: target() }),
        Just(Change::Resume { target: target() }),
        swap().prop_map(Change::Swap),
        swap().prop_map(Change::SwapBack),
    ]
}

fn tried<T: Clone + std::fmt::Debug + 'static>(made: T) -> impl Strategy<Value = Tried<T>> {
    prop_oneof![Just(Tried::Made(made)), ".{0,9}".prop_map(|failed| Tried::Failed { failed })]
}

fn came() -> impl Strategy<Value = Came> {
    let read_back = |reading| tried(ReadBack { reading });
    let swap = || {
        let reading = prop_oneof![
            Just(SwapReading::Swapped),
            Just(SwapReading::NotSwapped),
            Just(SwapReading::PutBack),
            Just(SwapReading::WrongContent),
            ".{0,9}".prop_map(|reason| SwapReading::Undecided { reason }),
        ];
        (reading, proptest::option::of("t[0-9]"), proptest::option::of(Just(By::Others)))
            .prop_map(|(reading, stamp, by)| SwapCame { reading, stamp, by })
    };
    prop_oneof![
        tried(Deployed { deployment: "d".to_owned() }).prop_map(Came::Deploy),
        tried(Accepted {}).prop_map(Came::ApplySettings),
        tried(Accepted {}).prop_map(Came::RestoreSettings),
        tried(Accepted {}).prop_map(Came::SwitchBack),
        tried(Accepted {}).prop_map(Came::NameContent),
        tried(Accepted {}).prop_map(Came::SyncTriggers),
        tried(Accepted {}).prop_map(Came::Restart),
        tried(Accepted {}).prop_map(Came::Hold),
        tried(CreatedSlot::default()).prop_map(Came::CreateSlot),
        tried(Accepted {}).prop_map(Came::GiveRoles),
        tried(Accepted {}).prop_map(Came::Start),
        tried(Accepted {}).prop_map(Came::OldVersion),
        read_back(Standing::Prepared).prop_map(Came::Prepare),
        read_back(Standing::AsBefore).prop_map(Came::Reset),
        read_back(Standing::Drained).prop_map(Came::Drain),
        read_back(Standing::AsBefore).prop_map(Came::Resume),
        swap().prop_map(Came::Swap),
        swap().prop_map(Came::SwapBack),
    ]
}

fn inheritance() -> impl Strategy<Value = Inheritance> {
    (proptest::option::of(held()), any::<[bool; 5]>(), proptest::option::of("t[0-9]")).prop_map(
        |(held, [swap_read_back, prepares, drains, only_a_person_swaps_back, swaps_back], stamp)| Inheritance {
            held,
            swap_read_back,
            stamp,
            switch: None,
            groundwork: Groundwork { prepares, drains },
            only_a_person_swaps_back,
            swaps_back,
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    let end = (any::<bool>(), prop_oneof![Just(Outcome::Verified), Just(Outcome::Interrupted)]);
    prop_oneof![
        1 => proptest::sample::select(&Phase::ALL[..]).prop_map(Event::Began),
        1 => ".{0,9}".prop_map(|line| Event::PhaseEnded { state: PhaseState::Done, line }),
        1 => ".{0,9}".prop_map(Event::Warned),
        1 => inheritance().prop_map(Event::TookOver),
        4 => change().prop_map(Event::Intended),
        1 => "[a-z]{0,9}".prop_map(|location| Event::Accepted { location }),
        4 => came().prop_map(Event::Done),
        1 => end.prop_map(|(is_final, outcome)| Event::Ended { outcome, is_final }),
    ]
}

proptest! {
    #[test]
    fn the_fold_over_every_prefix_of_the_journal_equals_the_live_state(
        events in proptest::collection::vec(event(), 0..24)
    ) {
        let memory = MemoryJournal::default();
        let journal = Journal::begin(&JournalPlace::Memory(memory.clone()), std::path::Path::new(""), &RunKey::new()).unwrap();
        let console = Console::new(Box::new(std::io::sink()), Style::Plain, Redactor::default(), false);
        let pace = Pace::starting(OffsetDateTime::UNIX_EPOCH);
        let record = ReleaseRecord::begin("sd-1".to_owned(), OffsetDateTime::UNIX_EPOCH);
        let recorder = Recorder::new(record, Some(journal), console, pace);
        for event in &events {
            recorder.apply(event).unwrap();
            let read = read_lines(memory.text().as_bytes()).events().unwrap();
            prop_assert_eq!(Reached::by(&read), recorder.reached());
        }
        let journaled: Vec<&Event> = events.iter().filter(|event| event.is_journaled()).collect();
        let read = read_lines(memory.text().as_bytes()).events().unwrap();
        prop_assert_eq!(read.iter().collect::<Vec<_>>(), journaled, "each event is read as it was written");
    }
}
