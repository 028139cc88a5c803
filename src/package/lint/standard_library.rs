/// The modules of Python's standard library, with the minor versions of Python 3 that have them (source: `sys.stdlib_module_names` of
/// Python 3.10 to 3.13, and the release notes of 3.9 and 3.14).
const MODULES: &str = include_str!("standard_library.txt");

/// Whether Python 3 with this minor version brings a module of its own; without a version, whether any does.
pub(super) fn is_standard(module: &str, minor: Option<u32>) -> bool {
    MODULES.lines().any(|line| {
        let (name, versions) = line.split_once(' ').unwrap_or((line, "-"));
        name == module && minor.is_none_or(|minor| is_within(minor, versions))
    })
}

/// `-11`, `11-` and `-`. A version that is newer than the list is taken for the newest of it.
fn is_within(minor: u32, versions: &str) -> bool {
    let (first, last) = versions.split_once('-').unwrap_or_default();
    first.parse().is_ok_and(|first: u32| first <= minor)
        || first.is_empty() && last.parse().map_or(last.is_empty(), |last: u32| minor <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_that_came_or_went_are_known_by_version() {
        for (module, minor, expected) in [
            ("json", Some(9), true),
            ("json", Some(14), true),
            ("tomllib", Some(10), false),
            ("tomllib", Some(11), true),
            ("distutils", Some(11), true),
            ("distutils", Some(12), false),
            ("cgi", Some(13), false),
            ("cgi", None, true),
            ("compression", Some(14), true),
            ("requests", None, false),
            ("js", None, false),
        ] {
            assert_eq!(is_standard(module, minor), expected, "{module} {minor:?}");
        }
        assert!(MODULES.lines().count() > 300);
    }
}
