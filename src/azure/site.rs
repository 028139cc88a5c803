use serde_json::Value;

use super::AzureError;

/// One side of an app, as GET on its resource answers. Ids come back in any case and are compared
/// without regard to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The resource id.
    pub id: String,
    /// `functionapp,linux` and the like.
    pub kind: String,
    /// `Running`, `Stopped`.
    pub state: String,
    /// Where it answers.
    pub hosts: Hosts,
    /// The plan's resource id.
    pub plan_id: String,
    /// The plan in a word: `Dynamic`, `ElasticPremium`, `FlexConsumption` …
    pub sku: String,
    /// Whether it runs on Linux.
    pub is_linux: bool,
    /// Whether the front end redirects HTTP to HTTPS.
    pub https_only: bool,
    /// The identity of the content, which moves in a swap (azure-wire §5.2).
    pub deployment_id: Option<String>,
    /// What it says of swaps.
    pub swap: SwapTraces,
}

/// Where a side answers, as ARM names it. Host names are never composed: they are cut, hashed and
/// regional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// The app.
    pub site: String,
    /// The SCM site.
    pub scm: String,
}

/// What a side says of swaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SwapTraces {
    /// When the last swap was completed.
    pub stamp: Option<String>,
    /// The operation that goes on.
    pub operation: Option<String>,
    /// The slot whose settings were prepared for a swap with preview.
    pub prepared_with: Option<String>,
}

impl Site {
    /// Reads the resource.
    pub(super) fn parse(doing: &str, value: &Value) -> Result<Self, AzureError> {
        let missing = |what: &str| AzureError::Unreadable {
            doing: doing.to_owned(),
            detail: format!("the answer names no {what}"),
        };
        let properties = &value["properties"];
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let host = |kind: &str| {
            properties["hostNameSslStates"]
                .as_array()?
                .iter()
                .find(|state| state["hostType"].as_str().is_some_and(|t| t.eq_ignore_ascii_case(kind)))
                .and_then(|state| text(&state["name"]))
        };
        let default_host = text(&properties["defaultHostName"]);
        let hosts = Hosts {
            // Custom domains are listed as `Standard` too; the default host name is the one without
            // traffic rules.
            site: default_host.or_else(|| host("Standard")).ok_or_else(|| missing("host name"))?,
            scm: host("Repository").ok_or_else(|| missing("SCM host name"))?,
        };
        Ok(Self {
            id: text(&value["id"]).ok_or_else(|| missing("id"))?,
            kind: text(&value["kind"]).unwrap_or_default(),
            state: text(&properties["state"]).unwrap_or_default(),
            hosts,
            plan_id: text(&properties["serverFarmId"]).unwrap_or_default(),
            sku: text(&properties["sku"]).unwrap_or_default(),
            is_linux: properties["reserved"].as_bool().unwrap_or_default(),
            https_only: properties["httpsOnly"].as_bool().unwrap_or_default(),
            deployment_id: text(&properties["deploymentId"]),
            swap: SwapTraces {
                stamp: text(&properties["slotSwapStatus"]["timestampUtc"]),
                operation: text(&properties["inProgressOperationId"]),
                prepared_with: text(&properties["targetSwapSlot"]),
            },
        })
    }

    /// Whether it is a function app.
    pub fn is_function_app(&self) -> bool {
        self.kind.to_ascii_lowercase().contains("functionapp")
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.state.eq_ignore_ascii_case("running")
    }
}
