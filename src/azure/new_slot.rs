//! A slot is created: asked for with what it may have, and read back. What Azure copies of production's into it varies (facts:
//! new-slots), so nothing is assumed of it.

use std::time::Duration;

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::wire::{self, MovingConfig};
use super::{
    AppSettings, Arm, ArmPolicy, AzureError, Creation, Identities, OwnOfSlot, SettingsChange, Side, Site, SiteRef,
};
use crate::http::Secret;
use crate::record::{Code, CreatedSlot, Explain, ServiceAnswer};

/// A request is repeated only after it was read back that the former one had no effect.
const TRIES: u32 = 3;
/// A write of a site that nobody waits for any more goes on (facts: long-running).
const LONGEST_WRITE: Duration = Duration::from_secs(180);
const LOOK: Duration = Duration::from_secs(3);

/// What of `config/web` a slot needs to start as production does, and what keeps others from it.
const LIKE_PRODUCTION: [&str; 17] = [
    "alwaysOn",
    "appCommandLine",
    "ftpsState",
    "healthCheckPath",
    "http20Enabled",
    "ipSecurityRestrictions",
    "javaVersion",
    "linuxFxVersion",
    "minTlsVersion",
    "netFrameworkVersion",
    "powerShellVersion",
    "publicNetworkAccess",
    "scmIpSecurityRestrictions",
    "scmIpSecurityRestrictionsUseMain",
    "scmMinTlsVersion",
    "use32BitWorkerProcess",
    "vnetRouteAllEnabled",
];

/// Why a slot was not created.
#[derive(Debug, Clone, Error)]
pub enum NewSlotError {
    /// Azure refused, or could not be read.
    #[error(transparent)]
    Azure(#[from] AzureError),
    /// Another client created it.
    #[error("the {at} was created by another client at the same time; it is not changed")]
    Foreign {
        /// Which.
        at: SiteRef,
    },
    /// Azure did not say where production is, or on which plan.
    #[error("Azure does not say {what} of production, which a new slot shares")]
    Unsaid {
        /// What.
        what: &'static str,
    },
}

impl Explain for NewSlotError {
    fn code(&self) -> Code {
        match self {
            Self::Azure(error) => error.code(),
            Self::Foreign { .. } => Code::SLOT_FOREIGN,
            Self::Unsaid { .. } => Code::AZURE_ANSWER_UNREADABLE,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Azure(error) => error.hints(),
            Self::Foreign { .. } => vec!["look at who created it; run this job again to release through it".to_owned()],
            Self::Unsaid { .. } => Vec::new(),
        }
    }

    fn service(&self) -> Option<ServiceAnswer> {
        match self {
            Self::Azure(error) => error.service(),
            Self::Foreign { .. } | Self::Unsaid { .. } => None,
        }
    }
}

/// A slot that is to be there.
pub struct NewSlot<'a> {
    /// The slot.
    pub at: &'a SiteRef,
    /// The release that creates it.
    pub release: &'a str,
    /// Production, which it is like.
    pub like: &'a Site,
    /// All its settings.
    pub settings: &'a AppSettings,
}

impl NewSlot<'_> {
    /// Asks for it, unless a slot that this program began is there, and reads it back. A slot that another client made is never
    /// written to: Azure would overwrite it.
    pub async fn ask(&self, arm: &Arm, production: &SiteRef) -> Result<Site, NewSlotError> {
        let doing = format!("create the {}", self.at);
        let answer = arm
            .get_raw(
                &format!("read the configuration of {production}"),
                &production.path().then("config/web"),
                ArmPolicy::Question,
            )
            .await?;
        let config: MovingConfig = wire::read(&doing, &answer)?;
        let body = self.body(&config)?;
        let mut last = None;
        for _ in 0..TRIES {
            if let Some(site) = self.look(arm).await? {
                return self.ours(site);
            }
            // Azure creates and overwrites by one request, so it is sent once, right after it was seen that there is no such slot.
            let waits = match arm.put(&doing, &self.at.path(), body.clone(), ArmPolicy::Once).await {
                Ok(_) => LONGEST_WRITE,
                Err(error) if error.effect_is_possible() => {
                    last = Some(error);
                    LONGEST_WRITE
                }
                Err(error) if error.is_transient() => {
                    last = Some(error);
                    LOOK
                }
                // As of every request, a refusal is final when it comes twice (see `Policy::doubts`).
                Err(error) if last.is_none() && matches!(error.status(), Some(401 | 403 | 404)) => {
                    last = Some(error);
                    LOOK
                }
                Err(error) => return Err(error.into()),
            };
            let end = arm.pace().now() + waits;
            loop {
                if let Some(site) = self.look(arm).await? {
                    return self.ours(site);
                }
                if arm.pace().now() >= end {
                    break;
                }
                arm.pace().sleep(LOOK).await;
            }
        }
        let unseen = || AzureError::Unfinished { doing, seconds: LONGEST_WRITE.as_secs() };
        Err(last.unwrap_or_else(unseen).into())
    }

    async fn look(&self, arm: &Arm) -> Result<Option<Site>, AzureError> {
        match Side::read_site(arm, self.at).await {
            Ok(site) => Ok(Some(site)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn ours(&self, site: Site) -> Result<Site, NewSlotError> {
        match site.creation {
            Some(Creation::Begun(_)) => Ok(site),
            _ => Err(NewSlotError::Foreign { at: self.at.clone() }),
        }
    }

    fn body(&self, config: &MovingConfig) -> Result<Value, NewSlotError> {
        let said = |what: &'static str, text: &Option<String>| text.clone().ok_or(NewSlotError::Unsaid { what });
        let (tag, begun) = Creation::Begun(self.release.to_owned()).tag();
        let mut like: Map<String, Value> = Map::new();
        for name in LIKE_PRODUCTION {
            like.extend(
                config.properties.get(name).filter(|value| !value.is_null()).map(|it| (name.to_owned(), it.clone())),
            );
        }
        let mut settings = Vec::new();
        self.settings.each(|name, value| settings.push(json!({"name": name, "value": value.unwrap_or_default()})));
        // With its settings in the request no known recording shows a copy of production's.
        like.insert("appSettings".to_owned(), Value::Array(settings));
        let mut properties = json!({
            "serverFarmId": said("the plan", &self.like.plan_id)?,
            "httpsOnly": self.like.https_only.unwrap_or(true),
            "siteConfig": like,
        });
        if self.like.is_on_linux() {
            properties["reserved"] = json!(true);
        }
        Ok(json!({
            "location": said("the region", &self.like.location)?,
            "tags": {tag: begun},
            "properties": properties,
        }))
    }
}

impl Side {
    /// Stops a new slot, and gives it just what it is to have: what Azure copied of production's is taken away again. What it adds by
    /// itself stays. Everything is read back.
    pub async fn set_up(
        &self,
        production: &Side,
        of_production: &AppSettings,
        own: &OwnOfSlot<'_>,
    ) -> Result<CreatedSlot, AzureError> {
        self.stop_and_read_back().await?;
        let there = self.settings().await?;
        let wanted = of_production.for_new_slot(own, Some(&there), self.arm().redactor());
        let is_in = |settings: &AppSettings, name: &str| settings.names().any(|other| other.eq_ignore_ascii_case(name));
        let copied: Vec<String> = there
            .names()
            .filter(|name| is_in(of_production, name) && !is_in(&wanted, name))
            .map(str::to_owned)
            .collect();
        let mut change = SettingsChange::default();
        wanted.each(|name, value| change.set(name, Secret::new(value.unwrap_or_default())));
        copied.iter().for_each(|name| change.remove(name));
        self.write_settings(&change).await?;
        let (strings, of_production) = tokio::try_join!(self.connection_strings(), production.connection_strings())?;
        Ok(CreatedSlot {
            slot: self.at().slot_name().to_owned(),
            settings: wanted.names().map(str::to_owned).collect(),
            copied,
            strings: strings.names().filter(|name| is_in(&of_production, name)).map(str::to_owned).collect(),
            ..CreatedSlot::default()
        })
    }

    /// Gives a slot the identities that production has: its own, since that cannot be shared, and those that were given to it. Reads
    /// back what it has then.
    pub async fn give_identities(&self, like: &Site) -> Result<Identities, AzureError> {
        let there = self.site().await?;
        let Identities { own, given } = &like.identities;
        let has_all = (own.is_none() || there.identities.own.is_some())
            && given.keys().all(|id| there.identities.given(id).is_some())
            && there.reference_identity == like.reference_identity;
        if has_all {
            return Ok(there.identities);
        }
        let kind = match (own, given.is_empty()) {
            (Some(_), true) => "SystemAssigned",
            (Some(_), false) => "SystemAssigned, UserAssigned",
            (None, _) => "UserAssigned",
        };
        let mut body = json!({"identity": {"type": kind}});
        if !given.is_empty() {
            let ids: Map<String, Value> = given.keys().map(|id| (id.clone(), json!({}))).collect();
            body["identity"]["userAssignedIdentities"] = Value::Object(ids);
        }
        if let Some(reader) = &like.reference_identity {
            body["properties"] = json!({"keyVaultReferenceIdentity": reader});
        }
        let doing = format!("give {} the identities of production", self.at());
        self.arm().patch(&doing, &self.at().path(), body, ArmPolicy::Repeatable).await?;
        Ok(self.site().await?.identities)
    }

    /// Marks a slot that was begun as complete, beside the tags that it has.
    pub async fn mark_complete(&self, release: &str) -> Result<(), AzureError> {
        let doing = format!("mark {} as created", self.at());
        let (tag, created) = Creation::Complete(release.to_owned()).tag();
        let mut tags = self.site().await?.tags;
        tags.retain(|name, _| !name.eq_ignore_ascii_case(&tag));
        tags.insert(tag, created);
        self.arm().patch(&doing, &self.at().path(), json!({"tags": tags}), ArmPolicy::Repeatable).await?;
        Ok(())
    }
}
