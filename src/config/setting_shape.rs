use url::Url;

use crate::names::is_guid;

/// What the value of a setting has to look like. It is judged without being repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingShape {
    /// Anything but nothing.
    Text,
    /// A URL with a host.
    Url,
    /// A number.
    Number,
    /// `true`, `false`, `1` or `0`.
    Boolean,
    /// A GUID.
    Guid,
    /// A connection string, or settings of its name by which an identity opens it.
    Connection,
    /// A reference to a Key Vault or to App Configuration.
    Reference,
}

/// How a value looks, held against a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeSeen {
    /// As it has to.
    Fits,
    /// Otherwise.
    Differs,
    /// It is empty.
    Empty,
    /// It is a reference, and what it leads to is not seen here.
    Referred,
}

impl SettingShape {
    pub(super) const ALL: [(&'static str, Self); 7] = [
        ("text", Self::Text),
        ("url", Self::Url),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("guid", Self::Guid),
        ("connection", Self::Connection),
        ("reference", Self::Reference),
    ];

    /// As a noun with its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Url => "a URL",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Guid => "a GUID",
            Self::Connection => "a connection",
            Self::Reference => "a reference to a Key Vault or to App Configuration",
        }
    }

    /// Holds a value against it.
    pub fn look(self, value: &str) -> ShapeSeen {
        let value = value.trim();
        if value.is_empty() {
            return ShapeSeen::Empty;
        }
        let is_reference =
            value.starts_with("@Microsoft.KeyVault(") || value.starts_with("@Microsoft.AppConfiguration(");
        let fits = match self {
            Self::Reference => is_reference,
            _ if is_reference => return ShapeSeen::Referred,
            Self::Text => true,
            Self::Url => Url::parse(value).is_ok_and(|url| url.has_host()),
            Self::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
            Self::Boolean => ["true", "false", "1", "0"].iter().any(|word| value.eq_ignore_ascii_case(word)),
            Self::Guid => is_guid(value),
            Self::Connection => is_connection(value),
        };
        if fits { ShapeSeen::Fits } else { ShapeSeen::Differs }
    }
}

/// `Name=value;Name=value`, or the URL of a service.
fn is_connection(value: &str) -> bool {
    let is_part =
        |part: &str| part.split_once('=').is_some_and(|(name, value)| !name.trim().is_empty() && !value.is_empty());
    let mut parts = value.split(';').map(str::trim).filter(|part| !part.is_empty()).peekable();
    (parts.peek().is_some() && parts.all(is_part)) || Url::parse(value).is_ok_and(|url| url.has_host())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_shape_knows_its_own() {
        let guid = "c0ffee00-1b2c-4d3e-8f90-0d4f6b1f0003";
        for (shape, good, bad) in [
            (SettingShape::Text, "x", None),
            (SettingShape::Url, "https://a.test/x", Some("a.test/x")),
            (SettingShape::Number, "-1.5", Some("1,5")),
            (SettingShape::Boolean, "TRUE", Some("yes")),
            (SettingShape::Guid, guid, Some("c0ffee00")),
            (SettingShape::Connection, "Endpoint=sb://x;SharedAccessKey=k=", Some("just a text")),
            (SettingShape::Reference, "@Microsoft.KeyVault(VaultName=v;SecretName=s)", Some("@me")),
        ] {
            assert_eq!(shape.look(good), ShapeSeen::Fits, "{shape:?}");
            assert!(bad.is_none_or(|bad| shape.look(bad) == ShapeSeen::Differs), "{shape:?}");
            assert_eq!(shape.look(" "), ShapeSeen::Empty, "{shape:?}");
        }
        let reference = "@Microsoft.AppConfiguration(Endpoint=https://c.test; Key=k)";
        assert_eq!(SettingShape::Url.look(reference), ShapeSeen::Referred);
    }

    proptest! {
        #[test]
        fn any_value_has_one_look_and_a_text_is_never_wrong(value in ".*") {
            let seen: Vec<ShapeSeen> = SettingShape::ALL.iter().map(|(_, shape)| shape.look(&value)).collect();
            prop_assert!(seen[0] != ShapeSeen::Differs);
            let is_empty = value.trim().is_empty();
            prop_assert!(seen.iter().all(|seen| (*seen == ShapeSeen::Empty) == is_empty));
        }
    }
}
