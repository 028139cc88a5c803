use super::reader::Reader;
use crate::azure::{RoleFor, Ways, When};
use crate::config::Auth;
use crate::deliver::{StrategyChoice, Way};
use crate::names::{GroupName, SubscriptionId};
use crate::record::AfterRelease;
use crate::release::SwapMode;

/// The settings of `check --role-json`.
#[derive(Debug, Clone)]
pub struct RoleSettings {
    /// The command whose role is printed.
    pub command: RoleFor,
    /// What decides which actions it needs.
    pub ways: Ways,
    /// Where the role can be assigned, where that is given.
    pub scope: Option<String>,
}

impl Reader<'_> {
    pub(super) fn role(&mut self) -> Option<RoleSettings> {
        let command = self.choice("for");
        let (swap, drain) = (self.swap(), self.flag("drain"));
        let (strategy, has_container) = (self.strategy(), self.text("storage-container").is_some());
        let group: Option<Option<GroupName>> =
            self.text("resource-group").map_or(Some(None), |_| self.name("resource-group").map(Some));
        let subscription: Option<SubscriptionId> = self.guid("subscription-id", false)?.parse().ok();
        let asked = self.asked(None)?;
        let (hold, after) = self.hold_and_after(asked.configuration.hold_and_after)?;
        let create_slot = self.create_slot(&asked.configuration)?;
        let (probes, declared) = (&asked.configuration.probes, &asked.configuration.settings);
        let has_input = self.text("settings").is_some();
        let declares_settings = has_input || !declared.set.is_empty() || !declared.remove.is_empty();
        let (group, swap, drain, strategy) = (group?, swap?, drain?, strategy?);
        let of = |holds: bool, when: When| holds.then_some(when);
        let ways = [
            of(group.is_none(), When::GroupNotGiven),
            of(swap == SwapMode::MultiPhase, When::Preview),
            of(drain, When::Drain),
            of(hold, When::Hold),
            of(after == Some(AfterRelease::Hold), When::AfterHold),
            of(after == Some(AfterRelease::Stop), When::AfterStop),
            of(has_container, When::Container),
            of(strategy.is_by_url(has_container), When::PackageUrl),
            of(strategy == StrategyChoice::Asked(Way::SitePackage), When::SitePackage),
            of(create_slot, When::CreateSlot),
            of(!asked.configuration.site.is_empty(), When::Site),
            of(declares_settings, When::Settings),
            of(!declared.sticky.is_empty(), When::StickyNames),
            of(probes.sign_in_so(|auth| matches!(auth, Auth::FunctionKey { .. })), When::FunctionKeys),
            of(probes.sign_in_so(|auth| matches!(auth, Auth::HostKey { .. })), When::HostKeys),
            // Which functions there are is known of a package only, and a new one may bring the first.
            Some(When::Events),
        ];
        let command = command?;
        Some(RoleSettings {
            command: RoleFor::named(&command)?,
            ways: Ways::of(ways.into_iter().flatten()),
            scope: subscription.map(|subscription| match group {
                Some(group) => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
                None => format!("/subscriptions/{subscription}"),
            }),
        })
    }
}
