use std::time::Duration;

use crate::azure::{ReferenceStatus, SettingReference, measured};
use crate::preflight::Survey;
use crate::release::run::RunOnSides;

/// How often production's references are looked at after the swap, and how long until Azure has to have tried them.
const LOOK: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_secs(180);

impl RunOnSides {
    /// Ends when production cannot read what a setting refers to that the release has brought: its identity stays in a swap, and
    /// it tries the reference only now (facts: what-moves). Otherwise it does not end. What failed in production before is not the
    /// release's fault.
    pub(super) async fn reference_fails_in_production(&self, survey: &Survey) -> String {
        let before = survey.production.references.as_ref().map(Vec::as_slice).unwrap_or_default();
        let failed_before = |name: &str| {
            let named = before.iter().find(|one| !one.is_connection_string && one.setting.eq_ignore_ascii_case(name));
            named.is_some_and(|one| is_bad(&one.status))
        };
        let sticky = survey.sticky.as_ref().ok();
        let travels = |name: &str| {
            sticky.is_none_or(|sticky| !sticky.is_sticky(name))
                && !self.setup.options.settings.sticky.iter().any(|other| other.eq_ignore_ascii_case(name))
        };
        let ours: Vec<String> = SettingReference::brought(&self.setup.options.settings.change)
            .into_iter()
            .map(|one| one.setting)
            .filter(|name| travels(name) && !failed_before(name))
            .collect();
        let production = &self.sides.production;
        let end = self.setup.pace.now() + LONGEST;
        while !ours.is_empty() && self.setup.pace.now() < end {
            self.setup.pace.sleep(LOOK).await;
            let read = measured(async {
                let (settings, strings) = tokio::try_join!(production.settings(), production.connection_strings())?;
                SettingReference::read(&self.sides.arm, production.at(), [&settings, &strings]).await
            });
            let Ok(all) = read.await else { continue };
            let mut of_release = all.iter().filter(|one| {
                !one.is_connection_string && ours.iter().any(|name| name.eq_ignore_ascii_case(&one.setting))
            });
            if let Some(bad) = of_release.clone().find(|one| is_bad(&one.status)) {
                return format!(
                    "production cannot read what the setting `{}` refers to{}, which its identity needs a right for",
                    bad.setting,
                    bad.place.as_ref().map(|place| format!(" in `{place}`")).unwrap_or_default()
                );
            }
            if of_release.all(|one| one.status == ReferenceStatus::Resolved) {
                break;
            }
        }
        std::future::pending().await
    }
}

fn is_bad(status: &ReferenceStatus) -> bool {
    matches!(status, ReferenceStatus::NoIdentity | ReferenceStatus::Denied | ReferenceStatus::Broken(_))
}
