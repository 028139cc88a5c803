use std::collections::BTreeSet;

use url::Url;

use crate::azure::BlobName;
use crate::record::Digest;
use crate::store::layout;

/// What the sides of all apps run from. A side that could not be read makes it unknown what may be deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    blobs: BTreeSet<BlobName>,
    memories: BTreeSet<String>,
    unread: Option<String>,
}

impl Live {
    /// The side `of` an app has this value in `WEBSITE_RUN_FROM_PACKAGE`. A release that it names counts as live wherever the URL leads: one
    /// account has several addresses. What a reference to Key Vault stands for is unknown.
    pub fn setting(&mut self, of: &str, value: &str) {
        if value.trim_start().starts_with('@') {
            return self.unread(format!("WEBSITE_RUN_FROM_PACKAGE of {of} is a reference to Key Vault"));
        }
        let Ok(url) = value.trim().parse::<Url>() else { return };
        let last: Vec<&str> = url.path().rsplitn(3, '/').take(2).collect();
        if let [file, folder] = last[..] {
            let name = format!("{folder}/{file}").to_lowercase().parse().ok();
            self.blobs.extend(name.filter(|name| layout::release_of(name).is_some()));
        }
    }

    /// An app with this side was named: what its releases wrote down, under the name of one of its sides, decides nothing but for it.
    pub fn knows(&mut self, side: &Digest) {
        self.memories.insert(layout::records(side));
    }

    /// Whether the records of this folder are those of an app that was named.
    pub(super) fn is_known(&self, folder: &str) -> bool {
        self.memories.contains(folder)
    }

    /// What a side runs from could not be read.
    pub fn unread(&mut self, why: String) {
        self.unread.get_or_insert(why);
    }

    /// All of it, or why it is unknown.
    pub(super) fn blobs(&self) -> Result<&BTreeSet<BlobName>, &str> {
        self.unread.as_deref().map_or(Ok(&self.blobs), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_live_by_whatever_address_it_is_named() {
        let digest = Digest::of(b"x");
        let name = layout::release(&digest);
        for url in [
            format!("https://shop.blob.core.windows.net/c/releases/{digest}.zip"),
            format!("https://shop.z01.blob.storage.azure.net/c/releases/{digest}.zip?sv=1&sig=abc"),
            format!("https://packages.contoso.test/c/releases/{}.zip", digest.as_str().to_uppercase()),
        ] {
            let mut live = Live::default();
            live.setting("shop", &url);
            assert_eq!(live.blobs(), Ok(&BTreeSet::from([name.clone()])), "{url}");
        }
    }

    #[test]
    fn other_values_name_nothing_and_a_reference_makes_it_unknown() {
        let mut live = Live::default();
        for value in ["1", "0", "", "https://elsewhere.test/app.zip", "not a url"] {
            live.setting("shop", value);
        }
        assert_eq!(live.blobs(), Ok(&BTreeSet::new()));
        live.setting("shop", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/url)");
        assert!(live.blobs().is_err());
    }
}
