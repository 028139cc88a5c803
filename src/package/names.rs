use super::{PackageError, Source};
use crate::record::RELEASE_JSON;

/// No name may lead out of the app, none may occur twice or be a file and a folder at once, and no two may differ in capital letters
/// alone: the share that holds an app's files, and Windows, take those for one file, so one of the two would be lost.
pub(super) fn check<'a>(of: Source, names: impl IntoIterator<Item = &'a str>) -> Result<(), PackageError> {
    let mut all = vec![(key(RELEASE_JSON), RELEASE_JSON)];
    let mut has_ours = false;
    for name in names {
        let parts = name.strip_suffix('/').unwrap_or(name).split('/');
        let is_bad = name.is_empty()
            || name.contains(['\\', '\0', ':'])
            || parts.clone().any(|part| part.is_empty() || part == "." || part == "..");
        if is_bad {
            return Err(PackageError::BadEntryName { name: name.to_owned(), of });
        }
        if name == RELEASE_JSON && !std::mem::replace(&mut has_ours, true) {
            continue;
        }
        all.push((key(name), name));
    }
    // What lies below a file comes right behind it.
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    for pair in all.windows(2) {
        let [(first, other), (second, name)] = pair else { continue };
        let (name, other) = ((*name).to_owned(), (*other).to_owned());
        match second.strip_prefix(first.as_str()) {
            Some("") if name == other => return Err(PackageError::DuplicateEntry { name }),
            Some("") => return Err(PackageError::CaseTwins { name, other, of }),
            Some(rest) if rest.starts_with(BORDER) => {
                return Err(PackageError::FileAndFolder { name: other, below: name, of });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Stands before every character that a name may have.
const BORDER: char = '\0';

/// Equal for names that are taken for one.
fn key(name: &str) -> String {
    name.to_lowercase().replace('/', "\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), PackageError> {
        super::check(Source::Zip, names)
    }

    #[test]
    fn names_that_occur_twice_are_refused() {
        assert_eq!(check(["a", "b", "a"]), Err(PackageError::DuplicateEntry { name: "a".into() }));
        assert_eq!(check(["a/", "a/b", RELEASE_JSON]), Ok(()));
        assert!(matches!(check([RELEASE_JSON, RELEASE_JSON]), Err(PackageError::DuplicateEntry { .. })));
    }

    #[test]
    fn a_name_that_is_a_file_and_a_folder_at_once_is_refused() {
        for (name, below) in [("a", "a/b"), ("a", "a/"), ("lib/x", "lib/x/y/z"), ("LIB", "lib/a"), ("a", "A/b")] {
            let refused = PackageError::FileAndFolder { name: name.into(), below: below.into(), of: Source::Zip };
            // Names that sort between the two, were `/` what it is.
            for names in [[name, below, "a!", "a.b", "lib/x-y"], ["a!", "a.b", "lib/x-y", below, name]] {
                assert_eq!(check(names), Err(refused.clone()), "{names:?}");
            }
        }
        assert!(matches!(check([".slot-deploy"]), Err(PackageError::FileAndFolder { .. })), "ours lies in it");
        assert_eq!(check(["a", "a.b/c", "ab/c", "a!/b", "a b/c", "A-/c"]), Ok(()));
    }

    #[test]
    fn names_that_differ_in_capital_letters_alone_are_refused() {
        for (one, other) in [("lib/Data.json", "lib/data.json"), ("host.json", "HOST.JSON"), ("ä", "Ä")] {
            let twins = PackageError::CaseTwins { name: other.into(), other: one.into(), of: Source::Zip };
            assert_eq!(check([one, other]), Err(twins), "{one}");
        }
        assert!(matches!(check([".Slot-Deploy/release.json"]), Err(PackageError::CaseTwins { .. })), "it hides ours");
    }
}
