use std::collections::BTreeMap;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::wire::{self, HostNameSslState};
use super::{Creation, SiteRef, Stack, Unreadable};
use crate::record::{Digest, SidePlan, plausible_time};

/// facts: telemetry-queries.
const INSIGHTS_TAG: &str = "hidden-link: /app-insights-resource-id";

/// One side of an app, as GET on its resource answers. Ids come back in any case and are compared
/// without regard to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The resource id.
    pub id: String,
    /// `functionapp,linux` and the like, when it is said.
    pub kind: Option<String>,
    /// Its region, when it is said.
    pub location: Option<String>,
    /// How a slot that slot-deploy made stands, by a tag on it.
    pub creation: Option<Creation>,
    /// All its tags.
    pub tags: BTreeMap<String, String>,
    /// `Running`, `Stopped`.
    pub state: String,
    /// Where it answers.
    pub hosts: Hosts,
    /// The plan's resource id, when it is said.
    pub plan_id: Option<String>,
    /// The plan in a word, when it is said: `Dynamic`, `ElasticPremium`, `FlexConsumption` …
    pub sku: Option<String>,
    /// Whether the front end redirects HTTP to HTTPS, when it is said.
    pub https_only: Option<bool>,
    /// Whether a caller without a client certificate is refused, when it is said.
    pub wants_client_certificates: Option<bool>,
    /// The names that it answers by, besides its own.
    pub custom_hosts: Vec<String>,
    /// The subnet that it sends from, when there is one.
    pub subnet: Option<String>,
    /// The identity that reads its references to a Key Vault, where it is not its own.
    pub reference_identity: Option<String>,
    /// How many private endpoints lead to it.
    pub private_endpoints: usize,
    /// The identity of the content, which moves in a swap (facts: swap-effects).
    pub deployment_id: Option<String>,
    /// Its language and version, when they are said.
    pub stack: Option<Stack>,
    /// The id of the Application Insights component that the portal links with it, when it is said.
    pub insights_id: Option<String>,
    /// Whom it is to others.
    pub identities: Identities,
    /// Its swap status.
    pub swap: SwapTraces,
}

/// The managed identities of a side, by their object ids. They stay with their side in a swap (facts: what-moves).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    /// Its own.
    pub own: Option<String>,
    /// Those that were given to it, by their resource ids.
    pub given: BTreeMap<String, String>,
}

impl Identities {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.own.is_none() && self.given.is_empty()
    }

    /// The one with this resource id.
    pub fn given(&self, id: &str) -> Option<&str> {
        self.given.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)).map(|(_, principal)| principal.as_str())
    }
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

/// The swap status of a side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SwapTraces {
    /// When the last swap was completed, in Azure's words: a stamp, which [`parse_stamp`] reads.
    pub stamp: Option<String>,
    /// The operation in progress.
    pub operation: Option<String>,
    /// The slot whose settings were prepared for a swap with preview.
    pub prepared_with: Option<String>,
}

impl Site {
    /// The same, if it is about the side at `at`; an answer about another resource is none.
    pub(super) fn about(self, at: &SiteRef) -> Result<Self, Unreadable> {
        if at.path().is(&self.id) { Ok(self) } else { Err(Unreadable::AnotherResource { id: self.id }) }
    }

    /// What the answer says.
    pub(super) fn of(wire: wire::Site) -> Result<Self, Unreadable> {
        let properties = wire.properties;
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        let host = |kind: &str| {
            let is_kind = |state: &&HostNameSslState| {
                state.host_type.as_ref().is_some_and(|host_type| host_type.eq_ignore_ascii_case(kind))
            };
            said(properties.host_name_ssl_states.iter().find(is_kind)?.name.clone())
        };
        let hosts = Hosts {
            // Custom domains are listed as `Standard` too; the default host name is the one without traffic rules.
            site: said(properties.default_host_name)
                .or_else(|| host("Standard"))
                .ok_or_else(|| Unreadable::missing("properties.defaultHostName"))?,
            scm: host("Repository")
                .ok_or_else(|| Unreadable::missing("properties.hostNameSslStates[hostType=Repository].name"))?,
        };
        let custom_hosts: Vec<String> = properties
            .host_names
            .into_iter()
            .flatten()
            .filter(|name| !name.eq_ignore_ascii_case(&hosts.site))
            .collect();
        let is_required =
            properties.client_cert_mode.as_deref().is_none_or(|mode| mode.eq_ignore_ascii_case("Required"));
        let stamp = properties.slot_swap_status.map(|status| status.timestamp_utc);
        // Whoever reads it later would take a stamp that is not a time for a side that was never swapped.
        if stamp.as_deref().is_some_and(|stamp| parse_stamp(stamp).is_none()) {
            return Err(Unreadable::Unexpected { field: "properties.slotSwapStatus.timestampUtc".to_owned() });
        }
        let tags = wire.tags.unwrap_or_default();
        Ok(Self {
            id: wire.id,
            kind: said(wire.kind),
            location: said(wire.location),
            creation: Creation::of(&tags),
            insights_id: said(tags.get(INSIGHTS_TAG).cloned()),
            tags,
            state: properties.state,
            hosts,
            plan_id: said(properties.server_farm_id),
            sku: said(properties.sku),
            https_only: properties.https_only,
            wants_client_certificates: properties.client_cert_enabled.map(|is_on| is_on && is_required),
            custom_hosts,
            subnet: said(properties.virtual_network_subnet_id),
            reference_identity: said(properties.key_vault_reference_identity),
            private_endpoints: properties.private_endpoint_connections.map_or(0, |all| all.len()),
            deployment_id: said(properties.deployment_id),
            stack: properties.site_config.and_then(|config| config.linux_fx_version).map(Stack::of),
            identities: wire.identity.map(identities).unwrap_or_default(),
            swap: SwapTraces {
                stamp,
                operation: properties.in_progress_operation_id,
                prepared_with: properties.target_swap_slot,
            },
        })
    }

    /// Whether its machines run Linux, as far as its kind says so.
    pub fn is_on_linux(&self) -> bool {
        self.kind.as_deref().unwrap_or_default().split(',').any(|word| word.trim().eq_ignore_ascii_case("linux"))
    }

    /// Its plan, as tickets keep it.
    pub fn plan_mark(&self) -> SidePlan {
        SidePlan {
            id: self.plan_id.as_ref().map(|id| Digest::of(id.to_lowercase().as_bytes())),
            sku: self.sku.clone(),
            kind: self.kind.clone(),
        }
    }

    /// Whether it is stopped.
    pub fn is_stopped(&self) -> bool {
        self.state.eq_ignore_ascii_case("stopped")
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.state.eq_ignore_ascii_case("running")
    }
}

fn identities(wire: wire::ManagedIdentity) -> Identities {
    let given = wire.user_assigned_identities.unwrap_or_default();
    let given = given.into_iter().filter_map(|(id, one)| Some((id, one.principal_id?))).collect();
    Identities { own: wire.principal_id, given }
}

/// Azure writes the stamp of a swap in UTC, with or without saying so. `None`: it is no time that Azure can mean.
pub fn parse_stamp(stamp: &str) -> Option<OffsetDateTime> {
    let read = |text: &str| OffsetDateTime::parse(text, &Rfc3339);
    read(stamp).or_else(|_| read(&format!("{stamp}Z"))).ok().and_then(plausible_time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn site(status: Value) -> Result<Site, Unreadable> {
        let answer = json!({"id": "/s", "properties": {
            "state": "Running", "defaultHostName": "a.test", "inProgressOperationId": null, "targetSwapSlot": null,
            "hostNameSslStates": [{"name": "scm.test", "hostType": "Repository"}], "slotSwapStatus": status,
        }});
        Site::of(wire::parse(answer.to_string().as_bytes())?)
    }

    #[test]
    fn azures_time_stamps_are_read_with_and_without_a_zone() {
        let with = parse_stamp("2026-11-21T10:00:00.1234567Z").unwrap();
        assert_eq!(parse_stamp("2026-11-21T10:00:00.1234567"), Some(with));
        for odd in ["yesterday", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00"] {
            assert_eq!(parse_stamp(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_stamp_that_is_not_a_time_is_unreadable_and_not_a_side_that_was_never_swapped() {
        assert_eq!(site(Value::Null).unwrap().swap.stamp, None);
        assert!(site(json!({"timestampUtc": "2026-11-21T10:00:00.1234567"})).unwrap().swap.stamp.is_some());
        let field = "properties.slotSwapStatus.timestampUtc".to_owned();
        assert_eq!(site(json!({"timestampUtc": "yesterday"})), Err(Unreadable::Unexpected { field }));
    }
}
