use std::str::FromStr;

use super::NameError;

/// A repository on GitHub, `owner/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryName {
    /// Whose it is.
    pub owner: String,
    /// What it is called.
    pub name: String,
}

impl FromStr for RepositoryName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let is_word = |word: &str, also: &[u8], most: usize| {
            (1..=most).contains(&word.len())
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || also.contains(&byte))
                && !matches!(word, "." | "..")
        };
        match text.split_once('/') {
            Some((owner, name)) if is_word(owner, b"-_", 100) && is_word(name, b"-_.", 100) => {
                Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
            }
            _ => Err(NameError::new(
                text,
                "a repository",
                "`owner/name`, of letters, digits, hyphens, underscores and periods",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_an_owner_and_a_name_and_nothing_that_leads_elsewhere() {
        let name: RepositoryName = "contoso/shop.web_2".parse().unwrap();
        assert_eq!((name.owner.as_str(), name.name.as_str()), ("contoso", "shop.web_2"));
        for text in ["", "shop", "contoso/", "/shop", "contoso/..", "../shop", "a/b/c", "a/b?c", "a b/c", "a/%2e%2e"] {
            assert!(text.parse::<RepositoryName>().is_err(), "{text}");
        }
    }
}
