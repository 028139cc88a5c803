use std::collections::HashMap;

use super::PackageError;
use crate::record::RELEASE_JSON;

/// No name may lead out of the app, none may occur twice, and no two may differ in capital letters alone: the share that holds an
/// app's files, and Windows, take those for one file, so one of the two would be lost.
pub(super) fn check<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), PackageError> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    seen.insert(RELEASE_JSON.to_lowercase(), RELEASE_JSON);
    let mut has_ours = false;
    for name in names {
        let parts = name.strip_suffix('/').unwrap_or(name).split('/');
        let is_bad = name.is_empty()
            || name.contains(['\\', '\0', ':'])
            || parts.clone().any(|part| part.is_empty() || part == "." || part == "..");
        if is_bad {
            return Err(PackageError::BadEntryName { name: name.to_owned() });
        }
        if name == RELEASE_JSON && !std::mem::replace(&mut has_ours, true) {
            continue;
        }
        match seen.insert(name.to_lowercase(), name) {
            Some(other) if other == name => return Err(PackageError::DuplicateEntry { name: name.to_owned() }),
            Some(other) => {
                return Err(PackageError::CaseTwins { name: name.to_owned(), other: other.to_owned() });
            }
            None => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_occur_twice_are_refused() {
        assert_eq!(check(["a", "b", "a"]), Err(PackageError::DuplicateEntry { name: "a".into() }));
        assert_eq!(check(["a/", "a/b", RELEASE_JSON]), Ok(()));
        assert!(matches!(check([RELEASE_JSON, RELEASE_JSON]), Err(PackageError::DuplicateEntry { .. })));
    }

    #[test]
    fn names_that_differ_in_capital_letters_alone_are_refused() {
        for (one, other) in [("lib/Data.json", "lib/data.json"), ("host.json", "HOST.JSON"), ("ä", "Ä")] {
            let twins = PackageError::CaseTwins { name: other.into(), other: one.into() };
            assert_eq!(check([one, other]), Err(twins), "{one}");
        }
        assert!(matches!(check([".Slot-Deploy/release.json"]), Err(PackageError::CaseTwins { .. })), "it hides ours");
    }
}
