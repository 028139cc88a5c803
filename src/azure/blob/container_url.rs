use std::fmt;

use url::{Host, Url};

use super::BlobName;
use super::no_container::NoContainer;
use crate::azure::{Cloud, CloudChoice};

/// The URL of one blob container: what its parser accepts leads to no other container, and carries no credential.
///
/// It is at a blob host of the cloud; of a cloud that describes itself it may be at its own address, or on this machine, where
/// emulators are.
#[derive(Clone, PartialEq, Eq)]
pub struct ContainerUrl {
    /// Without a slash at its end.
    url: Url,
    account: String,
    container: String,
    is_at_azure: bool,
}

/// Where the blob services of a cloud are.
struct Blobs<'a> {
    /// What their hosts end with.
    suffix: &'a str,
    /// Of a cloud that describes itself: its own host.
    own: Option<&'a str>,
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
        return Err(NoContainer::AccountAlone);
    }
    Ok((url, is_local))
}

impl ContainerUrl {
    /// Looks at what is wrong before a request is made: of a cloud that describes itself, what is wrong in every cloud.
    pub fn check(text: &str, choice: &CloudChoice) -> Result<(), NoContainer> {
        match choice.blob_suffix() {
            Some(suffix) => Self::read(text, &Blobs { suffix, own: None }).map(|_| ()),
            None => plain(text).map(|_| ()),
        }
    }

    /// Reads `text`, which has to lead to a blob service of `cloud` or of this machine.
    pub fn parse(text: &str, cloud: &Cloud) -> Result<Self, NoContainer> {
        let suffix = cloud.blob_suffix.as_deref().unwrap_or_default();
        Self::read(text, &Blobs { suffix, own: cloud.own_host.as_deref() })
    }

    fn read(text: &str, blobs: &Blobs<'_>) -> Result<Self, NoContainer> {
        let (mut url, is_local) = plain(text)?;
        if is_local && blobs.own.is_none() {
            return Err(NoContainer::ThisMachine);
        }
        let trimmed = url.path().trim_start_matches('/').strip_suffix('/');
        let path = trimmed.unwrap_or(url.path().trim_start_matches('/')).to_owned();
        let segments: Vec<&str> = path.split('/').collect();
        let emulates = is_local || blobs.own == Some(url.authority());
        let (account, container) = match (&segments[..], emulates) {
            // An emulator has its accounts in the path, and may be below an address of its own.
            ([before @ .., account, container], true) => {
                if !before.iter().chain([account]).all(|segment| is_plain(segment)) {
                    return Err(NoContainer::NotOneContainer);
                }
                ((*account).to_owned(), *container)
            }
            (_, true) => return Err(NoContainer::NotOneContainer),
            ([container], false) => (account_of(&url, blobs.suffix)?, *container),
            (_, false) => {
                account_of(&url, blobs.suffix)?;
                return Err(NoContainer::NotOneContainer);
            }
        };
        if container.is_empty() {
            return Err(NoContainer::NotOneContainer);
        }
        if !is_container_name(container) {
            return Err(NoContainer::of_name(container));
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
fn account_of(url: &Url, suffix: &str) -> Result<String, NoContainer> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let another = || NoContainer::of_host(&host, suffix);
    let (account, rest) = host.split_once('.').ok_or_else(another)?;
    let in_zone = rest.strip_prefix('z').and_then(|rest| rest.strip_suffix(".blob.storage.azure.net"));
    let is_zone = suffix == "blob.core.windows.net"
        && in_zone.is_some_and(|zone| zone.len() == 2 && zone.bytes().all(|byte| byte.is_ascii_digit()));
    let is_account = (3..=24).contains(&account.len())
        && account.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if (rest != suffix && !is_zone) || !is_account || suffix.is_empty() {
        return Err(another());
    }
    if url.port().is_some() {
        return Err(NoContainer::HasPort);
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
            portal: Some("https://portal.azure.com"),
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
        let own = Cloud { own_host: Some("sim.test".to_owned()), portal: None, ..cloud() };
        let local = ContainerUrl::parse("http://127.0.0.1:10000/devstoreaccount1/releases", &own).unwrap();
        assert_eq!((local.account(), local.container(), local.is_at_azure()), ("devstoreaccount1", "releases", false));
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
            ("https://shop.blob.core.windows.net/", Err(NoContainer::AccountAlone)),
            ("https://shop.blob.core.windows.net/a/b", Err(NoContainer::NotOneContainer)),
            ("https://shop.blob.core.windows.net.evil.test/abc", another("shop.blob.core.windows.net.evil.test")),
            ("https://shop.evil.blob.core.windows.net/abc", another("shop.evil.blob.core.windows.net")),
            ("https://shop.blob.core.windows.net:8443/abc", Err(NoContainer::HasPort)),
            ("http://127.0.0.1:10000/devstoreaccount1/releases", Err(NoContainer::ThisMachine)),
            ("https://localhost/account/releases", Err(NoContainer::ThisMachine)),
            ("https://10.0.0.4/releases", another("10.0.0.4")),
            ("https://sim.test/blob/shop/releases", another("sim.test")),
            ("https://shop.blob.core.windows.net/a%2Fb", Err(NoContainer::Name { name: "a%2Fb".to_owned() })),
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
