//! What garbage collection of the container of packages says: whether it deleted, how many of what, and what stays and why.

use super::markdown::text;
use crate::record::{BlobKind, GarbageEntry, Outcome, Pile, ReleaseRecord, number_of, show_bytes};

/// What was done, in one clause; `None` for a run that collects no garbage.
pub(super) fn headline(record: &ReleaseRecord, outcome: Outcome) -> Option<String> {
    let garbage = record.garbage.as_ref()?;
    let unneeded = counted(&garbage.unneeded);
    Some(match (garbage.deletes, unneeded, outcome) {
        (true, Some(deleted), Outcome::Checked) => format!("{deleted} deleted from the container of packages"),
        (true, Some(deleted), _) => format!("{deleted} deleted from the container of packages, and then it stopped"),
        (false, Some(unneeded), _) => {
            format!("Nothing was deleted: a dry run found {unneeded} in the container of packages that nothing needs")
        }
        (_, None, Outcome::Checked) if garbage.refused.is_empty() => {
            "Nothing was deleted: nothing in the container of packages may be".to_owned()
        }
        (_, None, _) => "Nothing was deleted from the container of packages".to_owned(),
    })
}

/// The same with what stays, as a sentence.
pub fn garbage_in_words(garbage: &GarbageEntry) -> String {
    let word = if garbage.deletes { "deleted" } else { "would be deleted with `delete: true`" };
    let mut parts = vec![format!("{} {word}", counted(&garbage.unneeded).unwrap_or_else(|| "nothing".to_owned()))];
    let not = |piles: &[Pile], says: &str| counted(piles).map(|counted| format!("{counted} {says}"));
    parts.extend(not(&garbage.refused, "not deleted as they changed, or it stopped"));
    parts.extend(not(&garbage.stays, "stay"));
    parts.join("; ")
}

/// The table of what was found.
pub(super) fn garbage(record: &ReleaseRecord) -> String {
    let Some(garbage) = &record.garbage else { return String::new() };
    let word = if garbage.deletes { "deleted" } else { "would be deleted" };
    let rows = [(word, &garbage.unneeded), ("not deleted", &garbage.refused), ("stays", &garbage.stays)];
    let rows: String = rows
        .iter()
        .flat_map(|(fate, piles)| piles.iter().map(move |pile| (fate, pile)))
        .map(|(fate, pile)| format!("| {fate} | {} | {} |\n", one_pile(pile), text(&pile.why)))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("### Container of packages\n\n| What happens | To what | Why |\n| --- | --- | --- |\n{rows}\n")
}

/// How many of each kind, and of how many bytes; `None` of nothing.
fn counted(piles: &[Pile]) -> Option<String> {
    let kinds = [BlobKind::Package, BlobKind::Layer, BlobKind::Upload, BlobKind::Record];
    let of_kind = kinds.into_iter().filter_map(|kind| {
        let piles: Vec<&Pile> = piles.iter().filter(|pile| pile.kind == kind).collect();
        let (count, bytes) = (piles.iter().map(|pile| pile.count).sum(), piles.iter().map(|pile| pile.bytes).sum());
        (count > 0).then(|| one_pile(&Pile { kind, count, bytes, why: String::new() }))
    });
    let all: Vec<String> = of_kind.collect();
    let (last, first) = all.split_last()?;
    Some(if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) })
}

fn one_pile(pile: &Pile) -> String {
    let word = match pile.kind {
        BlobKind::Package => "package",
        BlobKind::Layer => "layer",
        BlobKind::Upload => "unfinished upload",
        BlobKind::Record => "release record",
    };
    format!("{} ({})", number_of(pile.count, word), show_bytes(pile.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn pile(kind: BlobKind, count: usize, why: &str) -> Pile {
        Pile { kind, count, bytes: 41_000_000 * count as u64, why: why.to_owned() }
    }

    fn said(garbage: GarbageEntry, outcome: Outcome) -> String {
        headline(&ReleaseRecord { garbage: Some(garbage), ..sample::record(outcome) }, outcome).unwrap()
    }

    #[test]
    fn the_headline_says_whether_something_was_deleted_and_how_many_of_what() {
        let unneeded =
            vec![pile(BlobKind::Package, 3, "a"), pile(BlobKind::Record, 1, "b"), pile(BlobKind::Record, 1, "c")];
        let dry = GarbageEntry { unneeded, ..GarbageEntry::default() };
        let deleting = GarbageEntry { deletes: true, ..dry.clone() };
        assert_eq!(
            said(dry, Outcome::Checked),
            "Nothing was deleted: a dry run found 3 packages (123.0 MB) and 2 release records (82.0 MB) in the container of \
             packages that nothing needs"
        );
        let all = "3 packages (123.0 MB) and 2 release records (82.0 MB) deleted from the container of packages";
        assert_eq!(said(deleting.clone(), Outcome::Checked), all);
        assert_eq!(said(deleting, Outcome::Aborted), format!("{all}, and then it stopped"));
        let nothing = GarbageEntry { deletes: true, ..GarbageEntry::default() };
        assert!(said(nothing.clone(), Outcome::Checked).contains("nothing in the container of packages may be"));
        assert_eq!(said(nothing, Outcome::Aborted), "Nothing was deleted from the container of packages");
    }

    #[test]
    fn every_reason_has_a_row_of_its_own() {
        let garbage_found = GarbageEntry {
            deletes: true,
            unneeded: vec![pile(BlobKind::Layer, 1, "its base is gone")],
            refused: vec![pile(BlobKind::Package, 1, "it changed after it was listed")],
            stays: vec![pile(BlobKind::Package, 2, "a side runs from it")],
        };
        let shown = garbage(&ReleaseRecord { garbage: Some(garbage_found), ..sample::record(Outcome::Checked) });
        for row in [
            "| deleted | 1 layer (41.0 MB) | its base is gone |",
            "| not deleted | 1 package (41.0 MB) | it changed after it was listed |",
            "| stays | 2 packages (82.0 MB) | a side runs from it |",
        ] {
            assert!(shown.contains(row), "{shown}");
        }
    }
}
