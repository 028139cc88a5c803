use std::fmt;

use thiserror::Error;
use url::{Host, Url};

use super::BlobName;
use crate::azure::Cloud;

/// Which texts are URLs of a container, as a clause.
const FORM: &str = "https://ACCOUNT.blob.core.windows.net/CONTAINER";

/// The URL of one blob container: what its parser accepts leads to no other container, and carries no credential.
///
/// It is at a blob host of the cloud, at the address of a cloud that describes itself, or on this machine, where emulators are.
#[derive(Clone, PartialEq, Eq)]
pub struct ContainerUrl {
    /// Without a slash at its end.
    url: Url,
    account: String,
    container: String,
    is_at_azure: bool,
}

/// A text is not the URL of a container. The text itself is not repeated, since it may hold a signature.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoContainer {
    /// No URL at all.
    #[error("it is not a URL like {FORM}")]
    NotAUrl,
    /// The bytes and tokens would be readable on the way.
    #[error("it is not an https URL")]
    NotHttps,
    /// A signature or another query.
    #[error("it has a query; shared access signatures are not used, the identity that signs in is")]
    HasQuery,
    /// A user name, a password or a fragment.
    #[error("it has more than a host and a path")]
    HasMore,
    /// Not a blob host of the cloud.
    #[error("`{host}` is not a blob host of this cloud (ACCOUNT.{expected})")]
    AnotherHost {
        /// The host of the text.
        host: String,
        /// What the cloud's hosts end with.
        expected: String,
    },
    /// The path names no container, or something in one.
    #[error("its path does not name one container, as in {FORM}")]
    NotOneContainer,
    /// The last part of the path is not the name of a container.
    #[error("`{name}` is not the name of a container: 3 to 63 small letters, digits and single hyphens")]
    Name {
        /// It.
        name: String,
    },
}

/// The URL, and whether it is of this machine, when it holds nothing else than a host and a path.
fn plain(text: &str) -> Result<(Url, bool), NoContainer> {
    let url: Url = text.trim().parse().map_err(|_| NoContainer::NotAUrl)?;
    let host = url.host().map(|host| host.to_owned()).ok_or(NoContainer::NotAUrl)?;
    let is_local = is_loopback(&host);
    if url.query().is_some() {
        return Err(NoContainer::HasQuery);
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(NoContainer::HasMore);
    }
    if url.scheme() != "https" && !(is_local && url.scheme() == "http") {
        return Err(NoContainer::NotHttps);
    }
    if url.path().trim_matches('/').is_empty() {
        return Err(NoContainer::NotOneContainer);
    }
    Ok((url, is_local))
}

impl ContainerUrl {
    /// Looks at what is wrong in every cloud.
    pub fn check(text: &str) -> Result<(), NoContainer> {
        plain(text).map(|_| ())
    }

    /// Reads `text`, which has to lead to a blob service of `cloud` or of this machine.
    pub fn parse(text: &str, cloud: &Cloud) -> Result<Self, NoContainer> {
        let (mut url, is_local) = plain(text)?;
        let trimmed = url.path().trim_start_matches('/').strip_suffix('/');
        let path = trimmed.unwrap_or(url.path().trim_start_matches('/')).to_owned();
        let segments: Vec<&str> = path.split('/').collect();
        let emulates = is_local || cloud.own_host.as_deref() == Some(url.authority());
        let (account, container) = match (&segments[..], emulates) {
            // An emulator has its accounts in the path, and may be below an address of its own.
            ([before @ .., account, container], true) => {
                if !before.iter().chain([account]).all(|segment| is_plain(segment)) {
                    return Err(NoContainer::NotOneContainer);
                }
                ((*account).to_owned(), *container)
            }
            (_, true) => return Err(NoContainer::NotOneContainer),
            ([container], false) => (account_of(&url, cloud)?, *container),
            (_, false) => {
                account_of(&url, cloud)?;
                return Err(NoContainer::NotOneContainer);
            }
        };
        if container.is_empty() {
            return Err(NoContainer::NotOneContainer);
        }
        if !is_container_name(container) {
            return Err(NoContainer::Name { name: container.chars().take(80).collect() });
        }
        let container = container.to_owned();
        url.set_path(&path);
        Ok(Self { url, account, container, is_at_azure: !emulates })
    }

    /// The storage account.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The container's name.
    pub fn container(&self) -> &str {
        &self.container
    }

    /// Whether it is at Azure itself, so that commands for the Azure CLI can name it.
    pub fn is_at_azure(&self) -> bool {
        self.is_at_azure
    }

    /// The container itself.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// A blob in it.
    pub fn blob(&self, name: &BlobName) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}/{name}", self.url.path()));
        url
    }

    /// The blob of this container that a URL names, such as one that an app's settings hold; its query does not count.
    pub fn name_of(&self, url: &Url) -> Option<BlobName> {
        if !self.holds(url) {
            return None;
        }
        url.path().strip_prefix(self.url.path())?.strip_prefix('/')?.parse().ok()
    }

    /// Whether a request to this URL is one to this container or a blob in it.
    pub(super) fn holds(&self, url: &Url) -> bool {
        let rest = url.path().strip_prefix(self.url.path());
        url.origin() == self.url.origin()
            && url.username().is_empty()
            && url.password().is_none()
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for ContainerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str())
    }
}

impl fmt::Debug for ContainerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str())
    }
}

/// The account that a blob host of the cloud belongs to. Accounts in zones of the global name service have another suffix
/// (Microsoft Learn, "Storage account overview": Azure DNS zone endpoints).
fn account_of(url: &Url, cloud: &Cloud) -> Result<String, NoContainer> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let suffix = cloud.blob_suffix.clone().unwrap_or_default();
    let another = || NoContainer::AnotherHost { host: host.chars().take(80).collect(), expected: suffix.clone() };
    let (account, rest) = host.split_once('.').ok_or_else(another)?;
    let in_zone = rest.strip_prefix('z').and_then(|rest| rest.strip_suffix(".blob.storage.azure.net"));
    let is_zone = suffix == "blob.core.windows.net"
        && in_zone.is_some_and(|zone| zone.len() == 2 && zone.bytes().all(|byte| byte.is_ascii_digit()));
    let is_account = (3..=24).contains(&account.len())
        && account.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if (rest != suffix && !is_zone) || !is_account || suffix.is_empty() || url.port().is_some() {
        return Err(another());
    }
    Ok(account.to_owned())
}

fn is_loopback(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn is_plain(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// REST reference, "Naming and referencing containers, blobs, and metadata".
fn is_container_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (3..=63).contains(&name.len())
        && name.chars().all(|c| is_letter(c) || c == '-')
        && name.starts_with(is_letter)
        && name.ends_with(is_letter)
        && !name.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cloud() -> Cloud {
        Cloud {
            arm: "https://management.azure.com/".parse().unwrap(),
            authority: "https://login.microsoftonline.com/".parse().unwrap(),
            oidc_audience: String::new(),
            portal: None,
            blob_suffix: Some("blob.core.windows.net".to_owned()),
            own_host: None,
        }
    }

    fn parse(text: &str) -> Result<ContainerUrl, NoContainer> {
        ContainerUrl::parse(text, &cloud())
    }

    #[test]
    fn a_container_of_the_cloud_and_one_of_an_emulator_are_read() {
        let azure = parse("https://shop.blob.core.windows.net/releases/").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((azure.account(), azure.container(), azure.is_at_azure()), ("shop", "releases", true));
        let blob = azure.blob(&"releases/a.zip".parse().unwrap());
        assert_eq!(blob.as_str(), "https://shop.blob.core.windows.net/releases/releases/a.zip");
        assert_eq!(azure.name_of(&blob).map(|name| name.to_string()).as_deref(), Some("releases/a.zip"));
        assert!(parse("https://shop.z07.blob.storage.azure.net/releases").is_ok());
        let local = parse("http://127.0.0.1:10000/devstoreaccount1/releases").unwrap();
        assert_eq!((local.account(), local.container(), local.is_at_azure()), ("devstoreaccount1", "releases", false));
        let own = Cloud { own_host: Some("sim.test".to_owned()), ..cloud() };
        assert!(ContainerUrl::parse("https://sim.test/blob/shop/releases", &own).is_ok());
    }

    #[test]
    fn what_would_lead_elsewhere_or_carry_a_credential_is_refused_without_repeating_it() {
        let another = |host: &str| {
            Err(NoContainer::AnotherHost { host: host.to_owned(), expected: "blob.core.windows.net".to_owned() })
        };
        for (text, error) in [
            ("releases", Err(NoContainer::NotAUrl)),
            ("http://shop.blob.core.windows.net/releases", Err(NoContainer::NotHttps)),
            ("https://shop.blob.core.windows.net/releases?sig=abc", Err(NoContainer::HasQuery)),
            ("https://me:secret@shop.blob.core.windows.net/releases", Err(NoContainer::HasMore)),
            ("https://shop.blob.core.windows.net/", Err(NoContainer::NotOneContainer)),
            ("https://shop.blob.core.windows.net/a/b", Err(NoContainer::NotOneContainer)),
            ("https://shop.blob.core.windows.net.evil.test/abc", another("shop.blob.core.windows.net.evil.test")),
            ("https://shop.blob.core.usgovcloudapi.net/abc", another("shop.blob.core.usgovcloudapi.net")),
            ("https://shop.evil.blob.core.windows.net/abc", another("shop.evil.blob.core.windows.net")),
            ("https://shop.blob.core.windows.net:8443/abc", another("shop.blob.core.windows.net")),
            ("https://sim.test/blob/shop/releases", another("sim.test")),
            ("http://localhost:10000/account/a%2Fb", Err(NoContainer::Name { name: "a%2Fb".to_owned() })),
            ("https://shop.blob.core.windows.net/$web", Err(NoContainer::Name { name: "$web".to_owned() })),
        ] {
            assert_eq!(parse(text), error, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_accepted_url_is_of_one_container_of_the_cloud(
            text in "https://[a-z0-9.@:/%?#\\\\-]{0,12}(blob\\.core\\.windows\\.net)?[a-z0-9.@:/%?#\\\\-]{0,16}"
        ) {
            if let Ok(read) = parse(&text) {
                prop_assert!(!read.is_at_azure() || read.url().host_str().unwrap().ends_with(".blob.core.windows.net"));
                let blob = read.blob(&"releases/a.zip".parse().unwrap());
                prop_assert!(read.holds(&blob) && blob.query().is_none());
            }
        }
    }
}
