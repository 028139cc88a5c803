use std::time::Duration;

use url::Url;

use super::wire::{self, Endpoints};
use super::{AzureError, Unreadable};
use crate::http::{Http, Policy, Request};

/// Which Azure the user means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CloudChoice {
    /// The public one.
    Public,
    /// US Government.
    UsGov,
    /// China, run by 21Vianet.
    China,
    /// One that describes itself at `/metadata/endpoints` of this ARM endpoint.
    Custom(Url),
}

impl CloudChoice {
    /// Azure's own clouds, by the names that the input `cloud` has for them.
    pub const OWN: [(&'static str, Self); 3] =
        [("public", Self::Public), ("usgov", Self::UsGov), ("china", Self::China)];

    /// What the hosts of its blob services end with, where that need not be asked for.
    pub fn blob_suffix(&self) -> Option<&'static str> {
        match self {
            Self::Public => Some("blob.core.windows.net"),
            Self::UsGov => Some("blob.core.usgovcloudapi.net"),
            Self::China => Some("blob.core.chinacloudapi.cn"),
            Self::Custom(_) => None,
        }
    }
}

/// Where an Azure cloud is. Site and SCM hosts are not in here: ARM names them for each app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// The control plane; ends in `/`.
    pub arm: Url,
    /// Entra ID, without tenant.
    pub authority: Url,
    /// The audience of GitHub's OIDC token.
    pub oidc_audience: String,
    /// Where people look at resources; unknown of a cloud that describes itself.
    pub portal: Option<&'static str>,
    /// What the hosts of blob services end with, behind the account's name and a dot.
    pub blob_suffix: Option<String>,
    /// The host of a cloud that describes itself, which may have blob services below its own address, as emulators do.
    pub own_host: Option<String>,
}

impl Cloud {
    /// The cloud that was chosen; asks a custom one for its endpoints. Source: facts: clouds,
    /// facts: azure-cli.
    pub async fn of(choice: &CloudChoice, http: &dyn Http) -> Result<Self, AzureError> {
        match choice {
            CloudChoice::Public => Self::known(
                "https://management.azure.com/",
                "https://login.microsoftonline.com/",
                "api://AzureADTokenExchange",
                "https://portal.azure.com",
                choice.blob_suffix(),
            ),
            CloudChoice::UsGov => Self::known(
                "https://management.usgovcloudapi.net/",
                "https://login.microsoftonline.us/",
                "api://AzureADTokenExchangeUSGov",
                "https://portal.azure.us",
                choice.blob_suffix(),
            ),
            CloudChoice::China => Self::known(
                "https://management.chinacloudapi.cn/",
                "https://login.chinacloudapi.cn/",
                "api://AzureADTokenExchangeChina",
                "https://portal.azure.cn",
                choice.blob_suffix(),
            ),
            CloudChoice::Custom(endpoint) => discover(endpoint, http).await,
        }
    }

    fn known(
        arm: &str,
        authority: &str,
        audience: &str,
        portal: &'static str,
        blob_suffix: Option<&str>,
    ) -> Result<Self, AzureError> {
        let url = |text: &str| {
            let not_a_url = || Unreadable::NotAUrl { text: text.to_owned() }.during("name the cloud's endpoints");
            text.parse().map_err(|_| not_a_url())
        };
        Ok(Self {
            arm: url(arm)?,
            authority: url(authority)?,
            oidc_audience: audience.to_owned(),
            portal: Some(portal),
            blob_suffix: blob_suffix.map(str::to_owned),
            own_host: None,
        })
    }

    /// Where the portal shows the resource with this id (facts: clouds).
    pub fn portal_page(&self, id: &str) -> Option<String> {
        // An id is shown in links: one that is not plain is not shown.
        let is_plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c));
        self.portal.filter(|_| is_plain).map(|portal| format!("{portal}/#resource{id}"))
    }

    /// The scope of a token for the control plane, which the SCM site takes as well (facts: scm-access).
    pub fn arm_scope(&self) -> String {
        format!("{}/.default", self.arm.as_str().trim_end_matches('/'))
    }

    /// The scope of a token for blobs, the same in every cloud (facts: storage-access).
    pub fn storage_scope(&self) -> String {
        "https://storage.azure.com/.default".to_owned()
    }
}

async fn discover(endpoint: &Url, http: &dyn Http) -> Result<Cloud, AzureError> {
    let doing = "read the cloud's endpoints";
    let no_base = || Unreadable::NotAUrl { text: endpoint.to_string() }.during(doing);
    let mut arm = endpoint.clone();
    if !arm.path().ends_with('/') {
        arm.set_path(&format!("{}/", arm.path()));
    }
    let mut url = arm.join("metadata/endpoints").map_err(|_| no_base())?;
    url.set_query(Some("api-version=2022-09-01"));
    let request =
        Request::get(url).policy(Policy::sign_in().within(Duration::from_secs(150)).attempt(Duration::from_secs(20)));
    let response = http.send(request).await.map_err(AzureError::unanswered(doing))?;
    let endpoints: Endpoints = wire::read(doing, &response)?;
    let login = endpoints.login_endpoint().ok_or_else(|| Unreadable::missing("authentication").during(doing))?;
    let not_a_url = || Unreadable::NotAUrl { text: login.to_owned() }.during(doing);
    let authority: Url = login.parse().map_err(|_| not_a_url())?;
    if authority.scheme() != "https" || arm.scheme() != "https" {
        return Err(Unreadable::NotHttps.during(doing));
    }
    let blob_suffix =
        endpoints.storage_suffix().filter(|suffix| is_host(suffix)).map(|suffix| format!("blob.{suffix}"));
    let own_host = Some(arm.authority().to_owned());
    let oidc_audience = "api://AzureADTokenExchange".to_owned();
    Ok(Cloud { arm, authority, oidc_audience, portal: None, blob_suffix, own_host })
}

/// Labels with dots between them: anything else would end the host's name early.
fn is_host(text: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    text.contains('.') && text.split('.').all(is_label)
}
