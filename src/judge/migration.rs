use crate::record::Migration;

/// Whether a swap migrates production to another version of the Functions host: the sides name different ones, and both let it move.
/// `None` for a side that names no version.
pub fn find_migration(production: Option<&str>, slot: Option<&str>, moves: [bool; 2]) -> Option<Migration> {
    let (from, to) = (production?, slot?);
    (from != to && moves == [true, true]).then(|| Migration { from: from.to_owned(), to: to.to_owned() })
}

/// How the version that a host says of itself stands to the one that a setting names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFit {
    /// It is that one.
    Fits,
    /// It is another one.
    Differs,
    /// The host does not say, or the setting names none.
    Unknown,
}

/// `~4` is any version 4, `4.1044.0` is that one whatever follows.
pub fn judge_host(named: &str, says: Option<&str>) -> HostFit {
    let numbers = |text: &str| {
        let text = text.trim().trim_start_matches('~');
        let text = text.split(['-', '+']).next().unwrap_or_default();
        text.split('.').map(|part| part.parse::<u32>().ok()).collect::<Option<Vec<u32>>>()
    };
    match (numbers(named), says.and_then(numbers)) {
        (Some(named), Some(says)) if says.starts_with(&named) => HostFit::Fits,
        (Some(_), Some(_)) => HostFit::Differs,
        _ => HostFit::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_version_that_stays_with_its_side_is_no_migration() {
        let found = |moves| find_migration(Some("~3"), Some("~4"), moves);
        assert_eq!(found([true, true]), Some(Migration { from: "~3".to_owned(), to: "~4".to_owned() }));
        for moves in [[true, false], [false, true], [false, false]] {
            assert_eq!(found(moves), None);
        }
        assert_eq!(find_migration(Some("~4"), Some("~4"), [true, true]), None);
        assert_eq!(find_migration(None, Some("~4"), [true, true]), None);
    }

    #[test]
    fn a_host_is_held_against_as_much_of_its_version_as_the_setting_names() {
        for (named, says, fit) in [
            ("~4", Some("4.1037.0.0"), HostFit::Fits),
            ("4.1037.0", Some("4.1037.0.0"), HostFit::Fits),
            ("4.1044.0", Some("4.1037.0.0"), HostFit::Differs),
            ("~4", Some("3.25.0.0"), HostFit::Differs),
            ("~4-preview", Some("4.1.0.0"), HostFit::Fits),
            ("~4", None, HostFit::Unknown),
            ("~4", Some(""), HostFit::Unknown),
            ("latest", Some("4.1.0.0"), HostFit::Unknown),
        ] {
            assert_eq!(judge_host(named, says), fit, "{named} {says:?}");
        }
    }

    proptest! {
        #[test]
        fn a_host_fits_its_own_major_version_and_no_other(major in 1_u32..9, other in 1_u32..9, rest in "(\\.[0-9]{1,4}){0,3}") {
            let says = format!("{major}{rest}");
            let expected = if major == other { HostFit::Fits } else { HostFit::Differs };
            prop_assert_eq!(judge_host(&format!("~{other}"), Some(&says)), expected);
        }
    }
}
