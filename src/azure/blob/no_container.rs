use thiserror::Error;

use crate::azure::CloudChoice;

/// Which texts are URLs of a container, as a clause.
const FORM: &str = "https://ACCOUNT.blob.core.windows.net/CONTAINER";
/// Other services of a storage account, by the second part of their host names.
const OTHER_SERVICES: [&str; 6] = ["dfs", "file", "queue", "table", "web", "privatelink"];
/// Longer pieces of a text are cut.
const LONGEST: usize = 80;

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
    /// A port, which no blob service of Azure has.
    #[error("it has a port, and the blob services of Azure have none of their own")]
    HasPort,
    /// An emulator.
    #[error("it is on this machine, and no app in Azure can read packages there")]
    ThisMachine,
    /// Not a blob host of the cloud.
    #[error("`{host}` is not a blob host of this cloud (ACCOUNT.{expected})")]
    AnotherHost {
        /// The host of the text.
        host: String,
        /// What the cloud's hosts end with.
        expected: String,
    },
    /// The host of an account in another cloud.
    #[error("`{host}` is a blob host of the cloud `{cloud}`, and the app is looked for in another")]
    AnotherCloud {
        /// The host of the text.
        host: String,
        /// That cloud.
        cloud: &'static str,
    },
    /// The host of the account, for something else than blobs.
    #[error("`{host}` is not the blob service of the account")]
    AnotherService {
        /// The host of the text.
        host: String,
        /// That of the blob service.
        blob: String,
    },
    /// An account without a container.
    #[error("it names the storage account alone, and no container")]
    AccountAlone,
    /// The path names something in a container, or an account that has none.
    #[error("its path does not name one container, as in {FORM}")]
    NotOneContainer,
    /// The last part of the path is a container that Azure uses itself.
    #[error("`{name}` is a container that Azure uses itself, for {what}")]
    Reserved {
        /// It.
        name: &'static str,
        /// For what.
        what: &'static str,
    },
    /// The last part of the path is not the name of a container.
    #[error("`{name}` is not the name of a container: 3 to 63 small letters, digits and single hyphens")]
    Name {
        /// It.
        name: String,
    },
}

impl NoContainer {
    /// What is wrong with a host that is no blob host with this suffix.
    pub(super) fn of_host(host: &str, suffix: &str) -> Self {
        let shown = || host.chars().take(LONGEST).collect::<String>();
        let rest = host.split_once('.').map(|(_, rest)| rest);
        let is_of = |choice: &CloudChoice| choice.blob_suffix() == rest && rest != Some(suffix);
        if let Some((cloud, _)) = CloudChoice::OWN.into_iter().find(|(_, choice)| is_of(choice)) {
            return Self::AnotherCloud { host: shown(), cloud };
        }
        let blob = suffix.strip_prefix("blob.").zip(host.split_once('.')).and_then(|(core, (account, rest))| {
            let is_other = OTHER_SERVICES.iter().any(|service| {
                rest.strip_prefix(service)
                    .and_then(|rest| rest.strip_prefix('.'))
                    .is_some_and(|rest| rest == core || rest == suffix)
            });
            is_other.then(|| format!("{account}.{suffix}"))
        });
        match blob {
            Some(blob) => Self::AnotherService { host: shown(), blob: blob.chars().take(LONGEST).collect() },
            None => Self::AnotherHost { host: shown(), expected: suffix.to_owned() },
        }
    }

    /// What is wrong with a name that no container of one's own can have (REST reference, "Naming and referencing containers").
    pub(super) fn of_name(name: &str) -> Self {
        match name {
            "$web" => Self::Reserved { name: "$web", what: "a static website that everybody can read" },
            "$root" => Self::Reserved { name: "$root", what: "blobs without a container" },
            "$logs" => Self::Reserved { name: "$logs", what: "the logs of the account" },
            _ => Self::Name { name: name.chars().take(LONGEST).collect() },
        }
    }

    /// What to do, as a clause.
    pub fn fix(&self) -> String {
        match self {
            Self::NotHttps => "write `https://` at its begin".to_owned(),
            Self::HasQuery => {
                "leave out everything from the `?` on, and give the identity a role on the container".to_owned()
            }
            Self::HasPort => "leave out the port".to_owned(),
            Self::ThisMachine => {
                format!("name a container in Azure, as in {FORM}; an emulator belongs to a cloud that describes itself")
            }
            Self::AnotherCloud { cloud, .. } => {
                format!("set `cloud: {cloud}`, or name a container in the cloud of the app")
            }
            Self::AnotherService { blob, .. } => format!("write `https://{blob}/CONTAINER`"),
            Self::AccountAlone => format!("write the container's name behind the account, as in {FORM}"),
            Self::Reserved { .. } => "name a private container of its own for packages".to_owned(),
            Self::Name { name } if *name != name.to_lowercase() => {
                format!("names of containers have no capital letters: is it `{}`?", name.to_lowercase())
            }
            _ => format!("write {FORM}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ContainerUrl;
    use crate::azure::CloudChoice;

    fn told(text: &str, cloud: &CloudChoice) -> String {
        ContainerUrl::check(text, cloud)
            .map_or_else(|wrong| format!("{wrong}\n  fix: {}\n", wrong.fix()), |()| "fine\n".to_owned())
    }

    #[test]
    fn what_is_wrong_with_a_url_is_told_with_the_one_thing_to_do() {
        let texts = [
            "https://shop.blob.core.windows.net/packages/",
            "https://Shop.BLOB.core.windows.net/packages",
            "https://shop.blob.core.windows.net:443/packages",
            "http://shop.blob.core.windows.net/packages",
            "https://shop.blob.core.windows.net",
            "https://shop.blob.core.windows.net/packages?sp=racw&sig=abc",
            "https://shop.blob.core.windows.net:8443/packages",
            "https://shop.blob.core.windows.net/Packages",
            "https://shop.blob.core.windows.net/packages/releases",
            "https://shop.blob.core.windows.net/$web",
            "https://shop.blob.core.windows.net/$root",
            "https://shop.blob.core.usgovcloudapi.net/packages",
            "https://shop.dfs.core.windows.net/packages",
            "https://shop.privatelink.blob.core.windows.net/packages",
            "http://127.0.0.1:10000/devstoreaccount1/packages",
            "https://10.0.0.4/packages",
            "shop.blob.core.windows.net/packages",
        ];
        let all: String = texts.iter().map(|text| format!("{text}\n  {}", told(text, &CloudChoice::Public))).collect();
        insta::assert_snapshot!(all, @r"
        https://shop.blob.core.windows.net/packages/
          fine
        https://Shop.BLOB.core.windows.net/packages
          fine
        https://shop.blob.core.windows.net:443/packages
          fine
        http://shop.blob.core.windows.net/packages
          it is not an https URL
          fix: write `https://` at its begin
        https://shop.blob.core.windows.net
          it names the storage account alone, and no container
          fix: write the container's name behind the account, as in https://ACCOUNT.blob.core.windows.net/CONTAINER
        https://shop.blob.core.windows.net/packages?sp=racw&sig=abc
          it has a query; shared access signatures are not used, the identity that signs in is
          fix: leave out everything from the `?` on, and give the identity a role on the container
        https://shop.blob.core.windows.net:8443/packages
          it has a port, and the blob services of Azure have none of their own
          fix: leave out the port
        https://shop.blob.core.windows.net/Packages
          `Packages` is not the name of a container: 3 to 63 small letters, digits and single hyphens
          fix: names of containers have no capital letters: is it `packages`?
        https://shop.blob.core.windows.net/packages/releases
          its path does not name one container, as in https://ACCOUNT.blob.core.windows.net/CONTAINER
          fix: write https://ACCOUNT.blob.core.windows.net/CONTAINER
        https://shop.blob.core.windows.net/$web
          `$web` is a container that Azure uses itself, for a static website that everybody can read
          fix: name a private container of its own for packages
        https://shop.blob.core.windows.net/$root
          `$root` is a container that Azure uses itself, for blobs without a container
          fix: name a private container of its own for packages
        https://shop.blob.core.usgovcloudapi.net/packages
          `shop.blob.core.usgovcloudapi.net` is a blob host of the cloud `usgov`, and the app is looked for in another
          fix: set `cloud: usgov`, or name a container in the cloud of the app
        https://shop.dfs.core.windows.net/packages
          `shop.dfs.core.windows.net` is not the blob service of the account
          fix: write `https://shop.blob.core.windows.net/CONTAINER`
        https://shop.privatelink.blob.core.windows.net/packages
          `shop.privatelink.blob.core.windows.net` is not the blob service of the account
          fix: write `https://shop.blob.core.windows.net/CONTAINER`
        http://127.0.0.1:10000/devstoreaccount1/packages
          it is on this machine, and no app in Azure can read packages there
          fix: name a container in Azure, as in https://ACCOUNT.blob.core.windows.net/CONTAINER; an emulator belongs to a cloud that describes itself
        https://10.0.0.4/packages
          `10.0.0.4` is not a blob host of this cloud (ACCOUNT.blob.core.windows.net)
          fix: write https://ACCOUNT.blob.core.windows.net/CONTAINER
        shop.blob.core.windows.net/packages
          it is not a URL like https://ACCOUNT.blob.core.windows.net/CONTAINER
          fix: write https://ACCOUNT.blob.core.windows.net/CONTAINER
        ");
        let gov = "https://shop.blob.core.usgovcloudapi.net/packages";
        assert_eq!(told(gov, &CloudChoice::UsGov), "fine\n");
    }
}
