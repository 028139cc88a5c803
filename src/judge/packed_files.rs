use std::collections::{BTreeMap, BTreeSet};

use crate::record::{ContentProof, Digest, FileList, PackedFile, RELEASE_JSON, StampOnly};

/// What the files of a side say of the package that it bears the stamp of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesVerdict {
    /// They are those of the package, as far as was looked.
    Fit(ContentProof),
    /// This file is another one.
    Differs(String),
}

/// The files whose bytes are read back, `most` of them: first those that were written at another time than we give to files, then
/// by the digest, so that the choice is another one for each content and the same for all who make it.
pub fn choose_sample<'a>(
    packed: &'a [PackedFile],
    list: &FileList,
    digest: &Digest,
    most: usize,
) -> Vec<&'a PackedFile> {
    let odd: BTreeSet<&str> =
        list.files.iter().filter(|file| !is_our_time(&file.written)).map(|file| file.name.as_str()).collect();
    let place = |file: &PackedFile| Digest::of(format!("{digest}\n{}", file.name).as_bytes());
    let mut all: Vec<&PackedFile> = packed.iter().collect();
    all.sort_by_cached_key(|file| (!odd.contains(file.name.as_str()), place(file)));
    all.truncate(most);
    all
}

/// The times that `package` gives lie in these years.
fn is_our_time(written: &str) -> bool {
    written.get(..4).and_then(|year| year.parse().ok()).is_some_and(|year: u32| (2000..2020).contains(&year))
}

/// Compares the package with what was listed and read back: each file that was read with the digest of its bytes, `None` where it
/// could not be read.
pub fn judge_files(packed: &[PackedFile], list: &FileList, read: &BTreeMap<&str, Option<Digest>>) -> FilesVerdict {
    let sizes: BTreeMap<&str, u64> = list.files.iter().map(|file| (file.name.as_str(), file.size)).collect();
    for file in packed {
        let size_differs = sizes.get(file.name.as_str()).is_some_and(|size| *size != file.size);
        let bytes_differ = matches!(read.get(file.name.as_str()), Some(Some(hash)) if *hash != file.hash);
        if size_differs || bytes_differ {
            return FilesVerdict::Differs(file.name.clone());
        }
    }
    let names: BTreeSet<&str> = packed.iter().map(|file| file.name.as_str()).collect();
    let is_beside = |name: &&str| *name != RELEASE_JSON && !names.contains(name);
    let seen = read.values().flatten().count();
    let only = |because| FilesVerdict::Fit(ContentProof::Stamp { because });
    if sizes.keys().any(is_beside) {
        only(StampOnly::Beside)
    } else if list.is_whole() && names.iter().any(|name| !sizes.contains_key(name)) {
        only(StampOnly::Missing)
    } else if seen == packed.len() && list.is_whole() {
        FilesVerdict::Fit(ContentProof::Whole { files: seen })
    } else if seen == 0 {
        only(StampOnly::NotRead)
    } else {
        let listed = names.iter().filter(|name| sizes.contains_key(*name)).count();
        FilesVerdict::Fit(ContentProof::Sample {
            read: seen,
            listed,
            files: packed.len(),
            unlisted_folders: list.unlisted.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ListedFile;

    fn packed() -> Vec<PackedFile> {
        let file = |name: &str| PackedFile { name: name.to_owned(), size: 4, hash: Digest::of(name.as_bytes()) };
        ["a.py", "b.py", "lib/c.py", "lib/d.py"].map(file).to_vec()
    }

    fn list() -> FileList {
        let file = |name: &str| ListedFile { name: name.into(), size: 4, written: "2004-02-03T04:05:06+00:00".into() };
        let names = [RELEASE_JSON, "a.py", "b.py", "lib/c.py", "lib/d.py"];
        FileList { files: names.map(file).to_vec(), unlisted: Vec::new() }
    }

    fn judged(change: impl FnOnce(&mut FileList, &mut BTreeMap<&str, Option<Digest>>)) -> FilesVerdict {
        let (mut list, mut read) = (list(), BTreeMap::from([("a.py", Some(Digest::of(b"a.py")))]));
        change(&mut list, &mut read);
        judge_files(&packed(), &list, &read)
    }

    fn stamp(because: StampOnly) -> FilesVerdict {
        FilesVerdict::Fit(ContentProof::Stamp { because })
    }

    #[test]
    fn the_proof_says_how_much_of_the_content_was_seen() {
        let sample = |read, listed, unlisted_folders| {
            FilesVerdict::Fit(ContentProof::Sample { read, listed, files: 4, unlisted_folders })
        };
        assert_eq!(judged(|_, _| ()), sample(1, 4, 0));
        let read_all = |read: &mut BTreeMap<&str, Option<Digest>>| {
            let names = ["b.py", "lib/c.py", "lib/d.py"];
            read.extend(names.map(|name| (name, Some(Digest::of(name.as_bytes())))));
        };
        assert_eq!(judged(|_, read| read_all(read)), FilesVerdict::Fit(ContentProof::Whole { files: 4 }));
        let cut = judged(|list, _| {
            list.unlisted.push("lib".to_owned());
            list.files.truncate(3);
        });
        assert_eq!(cut, sample(1, 2, 1));
        let beside_unseen = judged(|list, read| {
            list.unlisted.push("vendor".to_owned());
            read_all(read);
        });
        assert_eq!(beside_unseen, sample(4, 4, 1), "whatever lies in a folder that was not listed is unknown");
        assert_eq!(judged(|list, _| drop(list.files.remove(2))), stamp(StampOnly::Missing));
        assert_eq!(judged(|_, read| _ = read.insert("a.py", None)), stamp(StampOnly::NotRead));
        let beside = judged(|list, _| {
            let more = ListedFile { name: "evil.py".into(), ..list.files[0].clone() };
            list.files.push(more);
        });
        assert_eq!(beside, stamp(StampOnly::Beside));
    }

    #[test]
    fn another_size_or_other_bytes_are_other_content() {
        assert_eq!(judged(|list, _| list.files[3].size = 5), FilesVerdict::Differs("lib/c.py".into()));
        let other = judged(|_, read| _ = read.insert("a.py", Some(Digest::of(b"evil"))));
        assert_eq!(other, FilesVerdict::Differs("a.py".into()));
    }

    #[test]
    fn a_file_that_was_written_there_is_read_first_and_the_rest_is_chosen_by_the_digest() {
        let (packed, mut edited) = (packed(), list());
        edited.files[4].written = "2026-11-29T10:00:00+00:00".into();
        let names = |list: &FileList, digest: &str, most| -> Vec<String> {
            let digest = Digest::of(digest.as_bytes());
            choose_sample(&packed, list, &digest, most).iter().map(|file| file.name.clone()).collect()
        };
        assert_eq!(names(&edited, "x", 1), ["lib/d.py"]);
        assert_eq!(names(&list(), "x", 2), names(&list(), "x", 2));
        let chosen: BTreeSet<Vec<String>> = (0..20).map(|n: u32| names(&list(), &n.to_string(), 2)).collect();
        assert!(chosen.len() > 3, "{chosen:?}");
    }
}
