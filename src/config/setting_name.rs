use crate::record::brief;

/// Longer names are none of Azure's.
const LONGEST: usize = 256;

/// What Azure takes as the name of an app setting (docs: App Service, "Configure app settings": letters, digits, periods and
/// underscores; `:` as the separator of sections, and `-`, are in use as well).
pub fn check_name(name: &str) -> Result<(), String> {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-');
    if name.is_empty() || name.len() > LONGEST || !name.bytes().all(is_good) {
        return Err(format!(
            "`{}` is not the name of a setting: letters, digits, `_`, `.`, `:` and `-` only",
            brief(name)
        ));
    }
    Ok(())
}

/// Why a setting is not a release's to write or to take away; `None`: it is.
pub fn why_owned(name: &str) -> Option<&'static str> {
    const OWNED: [(&str, &str); 8] = [
        (
            "WEBSITE_RUN_FROM_PACKAGE",
            "says which package the slot runs from, and the delivery writes it (input `strategy`)",
        ),
        (
            "WEBSITE_RUN_FROM_ZIP",
            "says which package the slot runs from, and the delivery decides that (input `strategy`)",
        ),
        ("WEBSITE_CONTENTSHARE", "names the share with the files of one side: in a swap both sides would get one"),
        (
            "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
            "opens the share with the files of one side, which has to be there before anything is deployed",
        ),
        ("WEBSITE_SITE_NAME", "is set by the platform"),
        ("WEBSITE_HOSTNAME", "is set by the platform"),
        ("WEBSITE_INSTANCE_ID", "is set by the platform"),
        ("WEBSITE_SLOT_NAME", "is set by the platform"),
    ];
    OWNED.into_iter().find(|(owned, _)| owned.eq_ignore_ascii_case(name)).map(|(_, why)| why)
}

/// Why a setting cannot be taken away; `None`: it can.
pub fn why_kept(name: &str) -> Option<&'static str> {
    const KEPT: [(&str, &str); 3] = [
        ("AzureWebJobsStorage", "the Functions host does not start without it"),
        ("FUNCTIONS_WORKER_RUNTIME", "the Functions host does not know the language of the app without it"),
        ("FUNCTIONS_EXTENSION_VERSION", "the platform does not know which Functions host to start without it"),
    ];
    KEPT.into_iter().find(|(kept, _)| kept.eq_ignore_ascii_case(name)).map(|(_, why)| why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_characters_that_azure_takes() {
        for good in ["A", "AzureWebJobs.Take.Disabled", "Shop__Key", "Shop:Key", "x-y_1"] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        for bad in ["", "A B", "A=B", "ä", "A/B", "A\n", &"A".repeat(LONGEST + 1)] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_a_release_owns_is_known_in_any_case() {
        assert!(why_owned("website_run_from_package").is_some() && why_owned("KEY").is_none());
        assert!(why_kept("azurewebjobsstorage").is_some() && why_kept("WEBSITE_TIME_ZONE").is_none());
    }
}
