//! What releases wrote down is needed for as long as it decides something: which content is refused, which one production served
//! before, which release is in progress, and which number is next.
//!
//! The memory of one content is kept whole or forgotten from its oldest record on. So, whenever the deletion is cut short, what is
//! left of it is its newest part, which says the same as all of it did.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::keep::Keep;
use super::verdict::{Judged, Verdict};
use crate::azure::Listed;
use crate::record::{BlobKind, Digest, Outcome};
use crate::store::layout;
use crate::store::record_meta::{RecordMeta, Standing};
use crate::store::records::NEWEST;

const LAST: Verdict = Verdict::Stays("its number is the highest of its app, and no number is given twice");
const AMONG_THE_NEWEST: Verdict = Verdict::Stays("it is among the newest of its app");
const OPEN: Verdict = Verdict::Stays("its release has no recorded end");
const ROLLED_BACK: Verdict = Verdict::Stays("its content was rolled back, and is refused by it");
const LIVE: Verdict = Verdict::Stays("a side runs from a package with its content");
const SAME_CONTENT: Verdict = Verdict::Stays("another record of the same content stays");

/// All that the judgement goes by.
#[derive(Debug, Clone)]
pub(super) struct Needs<'a> {
    /// The contents of all packages that a side runs from.
    pub live: &'a BTreeSet<Digest>,
    pub keep: Keep,
    pub now: OffsetDateTime,
}

/// A record of one app.
struct One<'a> {
    blob: &'a Listed,
    number: u64,
    meta: RecordMeta,
}

/// Judges all records, in the order in which they may be deleted: oldest first.
pub(super) fn judge_records<'a>(records: &'a [Listed], needs: &Needs<'_>) -> Vec<Judged<'a>> {
    let (apps, others) = by_app(records);
    let not_ours = |blob| Judged { blob, kind: BlobKind::Record, verdict: Verdict::NOT_OURS, chain: None };
    let mut judged: Vec<Judged<'a>> = others.into_iter().map(not_ours).collect();
    for (app, records) in apps {
        judged.extend(judge_app(needs, app, &records));
    }
    judged
}

/// What apps that were not named may run, by what they released last; and how many such apps there are. What they run from was not
/// read.
pub(super) fn brought_elsewhere(records: &[Listed], is_known: impl Fn(&str) -> bool) -> (BTreeSet<Digest>, usize) {
    let (mut apps, _) = by_app(records);
    apps.retain(|app, _| !is_known(app));
    let of_app = |records: &Vec<One<'_>>| -> Vec<Digest> {
        let keep = Keep { last: NEWEST, days: 0 };
        let mut newest = newest_of(records, keep, |standing| standing != Standing::Yielded);
        newest.extend(newest_of(records, keep, may_have_brought));
        records.iter().filter(|one| newest.contains(&one.number)).filter_map(|one| one.meta.content.clone()).collect()
    };
    (apps.values().flat_map(of_app).collect(), apps.len())
}

/// The records of each app, oldest first, and what is none.
fn by_app(records: &[Listed]) -> (BTreeMap<&str, Vec<One<'_>>>, Vec<&Listed>) {
    let mut apps: BTreeMap<&str, Vec<One<'_>>> = BTreeMap::new();
    let mut others = Vec::new();
    for blob in records {
        match (layout::record_of(&blob.name), RecordMeta::of(blob)) {
            (Some((app, number)), Some(meta)) => apps.entry(app).or_default().push(One { blob, number, meta }),
            _ => others.push(blob),
        }
    }
    apps.values_mut().for_each(|records| records.sort_by_key(|one| one.number));
    (apps, others)
}

fn judge_app<'a>(needs: &Needs<'_>, app: &str, records: &[One<'a>]) -> Vec<Judged<'a>> {
    let newest = newest_of(records, needs.keep, |standing| standing != Standing::Yielded);
    // What production runs was brought by one of these, unless a person swapped.
    let brought = newest_of(records, needs.keep, may_have_brought);
    let own_verdict = |one: &One<'_>| match one.meta.standing {
        Standing::Open => OPEN,
        Standing::EndedOtherwise => Verdict::Stays("this version does not know how its release ended"),
        Standing::Ended(Outcome::RolledBack | Outcome::RolledBackOnRequest) if one.meta.content.is_some() => {
            ROLLED_BACK
        }
        _ if one.meta.content.as_ref().is_some_and(|content| needs.live.contains(content)) => LIVE,
        _ if newest.contains(&one.number) || brought.contains(&one.number) => AMONG_THE_NEWEST,
        _ if needs.keep.is_young(one.blob, needs.now) => Verdict::YOUNG,
        Standing::Yielded => Verdict::Unneeded("its release left the app to another one"),
        Standing::Ended(_) => Verdict::Unneeded("its release is over, and decides nothing any more"),
    };
    let stays =
        |one: &&One<'_>| matches!(own_verdict(one), Verdict::Stays(_)) && one.meta.standing != Standing::Yielded;
    let contents: BTreeSet<&Digest> =
        records.iter().filter(stays).filter_map(|one| one.meta.content.as_ref()).collect();
    let highest = records.last().map(|one| one.number);
    let verdict = |one: &One<'_>| match own_verdict(one) {
        Verdict::Unneeded(_) if Some(one.number) == highest => LAST,
        Verdict::Unneeded(_)
            if one.meta.standing != Standing::Yielded
                && one.meta.content.as_ref().is_some_and(|content| contents.contains(content)) =>
        {
            SAME_CONTENT
        }
        verdict => verdict,
    };
    let chain = |one: &One<'_>| Some(format!("{app}{}", one.meta.content.as_ref()?));
    let judged =
        |one: &One<'a>| Judged { blob: one.blob, kind: BlobKind::Record, verdict: verdict(one), chain: chain(one) };
    records.iter().map(judged).collect()
}

/// The numbers of the newest records that stand so.
fn newest_of(records: &[One<'_>], keep: Keep, is: impl Fn(Standing) -> bool) -> BTreeSet<u64> {
    let such = records.iter().rev().filter(|one| is(one.meta.standing));
    such.take(keep.last.max(NEWEST)).map(|one| one.number).collect()
}

/// Whether production may run the content of a release that ended so.
fn may_have_brought(standing: Standing) -> bool {
    use Outcome::{Internal, Interrupted, NeedsPerson, PromotedUnverified, Verified};
    matches!(standing, Standing::Ended(Verified | PromotedUnverified | NeedsPerson | Interrupted | Internal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-06-30 00:00 UTC);
    const KEEP: Keep = Keep { last: 0, days: 30 };
    const VERIFIED: Standing = Standing::Ended(Outcome::Verified);

    fn record(number: u64, content: &str, standing: Standing, days_old: i64) -> Listed {
        let folder = layout::records(&Digest::of(b"shop-orders"));
        let content = Some(content).filter(|text| !text.is_empty()).map(|text| Digest::of(text.as_bytes()));
        let metadata = RecordMeta { content, standing }.meta().values();
        let name = layout::record(&folder, number);
        Listed { name, etag: "\"1\"".to_owned(), length: 10, modified: NOW - Duration::days(days_old), metadata }
    }

    fn judged(records: &[Listed], live: &BTreeSet<Digest>) -> Vec<(u64, Verdict)> {
        let judged = judge_records(records, &Needs { live, keep: KEEP, now: NOW });
        judged.iter().filter_map(|one| Some((layout::record_of(&one.blob.name)?.1, one.verdict))).collect()
    }

    fn unneeded(records: &[Listed], live: &[&str]) -> Vec<u64> {
        let live = live.iter().map(|text| Digest::of(text.as_bytes())).collect();
        let all = judged(records, &live).into_iter();
        all.filter(|(_, verdict)| matches!(verdict, Verdict::Unneeded(_))).map(|(number, _)| number).collect()
    }

    /// Old records that were needed for nothing, and then these.
    fn after_old(rest: &[Listed]) -> Vec<Listed> {
        let old = [record(1, "a", VERIFIED, 300), record(2, "b", VERIFIED, 290)];
        let newest = (90..93).map(|number| record(number, "", VERIFIED, 200));
        old.into_iter().chain(rest.iter().cloned()).chain(newest).collect()
    }

    #[test]
    fn old_ends_that_decide_nothing_are_unneeded_oldest_first() {
        assert_eq!(unneeded(&after_old(&[]), &[]), [1, 2]);
    }

    #[test]
    fn what_decides_something_stays() {
        let ended = |outcome| Standing::Ended(outcome);
        for (one, why) in [
            (record(9, "c", Standing::Open, 280), OPEN),
            (record(9, "c", ended(Outcome::RolledBack), 280), ROLLED_BACK),
            (record(9, "c", ended(Outcome::RolledBackOnRequest), 280), ROLLED_BACK),
            (record(9, "live", VERIFIED, 280), LIVE),
            (record(9, "c", VERIFIED, 29), Verdict::YOUNG),
        ] {
            let all = after_old(std::slice::from_ref(&one));
            let live = BTreeSet::from([Digest::of(b"live")]);
            assert!(judged(&all, &live).contains(&(9, why)), "{why:?}");
            assert_eq!(unneeded(&all, &["live"]), [1, 2], "{why:?}");
        }
    }

    #[test]
    fn the_release_that_brought_production_stays_however_many_never_got_there() {
        let staged = (10..30).map(|number| record(number, "", Standing::Ended(Outcome::Staged), 100));
        let all: Vec<_> = [record(1, "a", VERIFIED, 300)].into_iter().chain(staged).collect();
        assert_eq!(unneeded(&all, &[]), (10..27).collect::<Vec<_>>());
    }

    #[test]
    fn all_words_about_a_content_stay_where_one_stays() {
        // Without the second the first would say that it is refused; without the third production's former content is another.
        let rest = [record(10, "a", Standing::Ended(Outcome::RolledBack), 270), record(11, "a", VERIFIED, 260)];
        assert_eq!(unneeded(&after_old(&rest), &[]), [2]);
        let open = [record(12, "b", Standing::Open, 250), record(13, "b", VERIFIED, 240)];
        assert_eq!(unneeded(&after_old(&open), &[]), [1]);
    }

    #[test]
    fn the_highest_number_stays_even_of_a_release_that_yielded() {
        let all = [record(7, "", Standing::Yielded, 300), record(8, "", Standing::Yielded, 300)];
        assert_eq!(judged(&all, &BTreeSet::new())[1], (8, LAST));
        assert_eq!(unneeded(&all, &[]), [7]);
    }

    #[test]
    fn what_does_not_say_that_it_is_a_record_or_has_another_name_stays() {
        let foreign = Listed { metadata: BTreeMap::new(), ..record(3, "c", VERIFIED, 300) };
        let elsewhere = Listed { name: "records/notes.json".parse().unwrap(), ..record(4, "c", VERIFIED, 300) };
        let all = after_old(&[foreign, elsewhere]);
        assert_eq!(unneeded(&all, &[]), [1, 2]);
    }

    fn standing() -> impl Strategy<Value = Standing> {
        use Outcome::{Aborted, RolledBack, Staged};
        prop_oneof![
            Just(VERIFIED),
            Just(Standing::Ended(RolledBack)),
            Just(Standing::Ended(Staged)),
            Just(Standing::Ended(Aborted)),
            Just(Standing::Yielded),
            Just(Standing::Open),
        ]
    }

    /// The newest word about each content, as far as records are left.
    fn words(records: &[Listed]) -> BTreeMap<Digest, Standing> {
        let metas = records.iter().map(|one| RecordMeta::of(one).unwrap());
        let told = metas.filter(|meta| meta.standing != Standing::Yielded);
        told.filter_map(|meta| Some((meta.content?, meta.standing))).collect()
    }

    proptest! {
        #[test]
        fn wherever_the_deletion_is_cut_short_the_newest_word_about_a_content_is_the_same_or_gone(
            all in proptest::collection::vec((0..4_u8, standing(), 0..90_i64), 0..40),
            cut in 0..40_usize,
        ) {
            let record = |(at, (content, standing, days)): (usize, &(u8, Standing, i64))| {
                record(at as u64 + 1, &content.to_string(), *standing, *days)
            };
            let all: Vec<Listed> = all.iter().enumerate().map(record).collect();
            let gone: BTreeSet<u64> = unneeded(&all, &[]).into_iter().take(cut).collect();
            let number = |one: &Listed| layout::record_of(&one.name).unwrap().1;
            let left: Vec<Listed> = all.iter().filter(|one| !gone.contains(&number(one))).cloned().collect();
            let (before, after) = (words(&all), words(&left));
            prop_assert!(after.iter().all(|(content, standing)| before[content] == *standing));
            prop_assert_eq!(all.last().map(number), left.last().map(number), "the next number is the same");
            let open = |all: &[Listed]| {
                all.iter().filter(|one| RecordMeta::of(one).unwrap().standing == Standing::Open).map(number).collect::<Vec<_>>()
            };
            prop_assert_eq!(open(&all), open(&left));
            let refused = |all: &[Listed]| -> Vec<u64> {
                let is = |one: &&Listed| {
                    RecordMeta::of(one).unwrap().standing == Standing::Ended(Outcome::RolledBack)
                };
                all.iter().filter(is).map(number).collect()
            };
            prop_assert_eq!(refused(&all), refused(&left));
        }
    }
}
