use super::connection::endpoint::is_reference;
use super::{AppSettings, Identities};

/// The app setting that says which identity reads the package (facts: package-identity).
pub const READER_SETTING: &str = "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID";

/// The identity by which a side reads its package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageReader {
    /// This one, by its object id.
    Identity(String),
    /// The side has no identity of its own.
    NoOwn,
    /// This one, by its resource id, which the side does not have.
    NotGiven(String),
    /// [`READER_SETTING`] is a reference whose value is not seen here.
    Unseen,
}

impl PackageReader {
    /// The reader of a side that has these identities and runs with these settings.
    pub fn of(settings: &AppSettings, identities: &Identities) -> Self {
        match settings.value(READER_SETTING) {
            Some(value) if is_reference(value) => Self::Unseen,
            Some(id) if !id.is_empty() && !id.eq_ignore_ascii_case("SystemAssigned") => match identities.given(id) {
                Some(principal) => Self::Identity(principal.to_owned()),
                None => Self::NotGiven(id.to_owned()),
            },
            _ => identities.own.clone().map_or(Self::NoOwn, Self::Identity),
        }
    }

    /// Its object id, where it is known.
    pub fn principal(&self) -> Option<&str> {
        match self {
            Self::Identity(principal) => Some(principal),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_decides_which_identity_reads() {
        let given = [("/subscriptions/s/id/Shared".to_owned(), "p-shared".to_owned())].into();
        let both = Identities { own: Some("p-own".to_owned()), given };
        let of = |value: &str, identities: &Identities| {
            PackageReader::of(&AppSettings::of_pairs([(READER_SETTING, value)]), identities)
        };
        assert_eq!(of("", &both).principal(), Some("p-own"));
        assert_eq!(of("SystemAssigned", &both).principal(), Some("p-own"));
        assert_eq!(of("/subscriptions/s/id/shared", &both).principal(), Some("p-shared"));
        assert_eq!(of("/other", &both), PackageReader::NotGiven("/other".to_owned()));
        assert_eq!(of("@Microsoft.KeyVault(SecretUri=https://v.test/s)", &both), PackageReader::Unseen);
        assert_eq!(of("", &Identities::default()), PackageReader::NoOwn);
    }
}
