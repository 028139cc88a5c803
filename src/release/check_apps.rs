//! Many apps in one check: by one sign-in, several at a time, each with a record of its own.

use std::sync::Arc;

use futures_util::StreamExt;

use crate::azure::{Arm, list_function_apps};
use crate::http::Counted;
use crate::names::GroupName;
use crate::record::{CheckEntry, Code, Finding, Outcome, Phase, Problem, ReleaseRecord, Severity, number_of};
use crate::release::collect::OtherApp;
use crate::release::ending::record_outcome;
use crate::release::ground::Stop;
use crate::release::memory::Recorder;
use crate::release::run::Run;
use crate::release::stage::line;
use crate::runner::{Console, Style};

/// So many apps are looked at side by side: each asks some fifteen things of the control plane, which gives 250 answers at once and then
/// 25 in a second (facts: arm-limits). Who is told to wait waits for all.
const AT_ONCE: usize = 16;
/// No more apps are named in a sentence.
const NAMED: usize = 5;

/// What of the input `apps` is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppsAsked {
    /// An app.
    One(OtherApp),
    /// Every function app of a resource group.
    AllOf(GroupName),
}

impl Run {
    /// Looks at each of these apps. One that cannot be looked at is told as one whose release would not start.
    pub async fn check_apps(&self, asked: &[AppsAsked]) -> Result<Outcome, Stop> {
        let workflow_file = self.setup.run.workflow_file.clone();
        self.recorder.note(|record| {
            record.check = Some(CheckEntry { workflow_file, is_of_several: true, ..CheckEntry::default() })
        });
        self.recorder.begin_phase(Phase::SignIn);
        let limit = self.setup.options.timeout;
        let arm =
            self.setup.pace.within(limit, self.control_plane()).await.ok_or_else(|| Stop::out_of_time(limit))??;
        let apps = self.named(&arm, asked).await?;
        self.recorder.end_phase(&format!("signed in, {} to look at", number_of(apps.len(), "app")));
        self.recorder.begin_phase(Phase::Preflight);
        let looks = apps.into_iter().map(|app| self.check_one(&arm, app));
        let mut records: Vec<ReleaseRecord> =
            futures_util::stream::iter(looks).buffer_unordered(AT_ONCE).collect().await;
        records.sort_by_key(|one| (one.resource_group.clone(), one.app.clone()));
        let stop = would_not_start(&records);
        let all = records.len();
        self.recorder.note(|record| record.apps = records);
        if let Some(stop) = stop {
            return Err(stop);
        }
        let says = format!(
            "a release of {} would start",
            if all == 1 { "the app".to_owned() } else { format!("each of {all} apps") }
        );
        self.recorder.end_phase(&says);
        self.recorder.note(|record| record.reason = says);
        Ok(Outcome::Checked)
    }

    /// The apps, each once.
    async fn named(&self, arm: &Arm, asked: &[AppsAsked]) -> Result<Vec<OtherApp>, Stop> {
        let mut apps: Vec<OtherApp> = Vec::new();
        for one in asked {
            let found = match one {
                AppsAsked::One(app) => vec![app.clone()],
                AppsAsked::AllOf(group) => {
                    let found = list_function_apps(arm, &self.setup.options.subscription_id, group).await?;
                    if found.is_empty() {
                        let says = format!("the resource group {group} has no function app that this identity sees");
                        let problem = Problem::new(Code::APP_NOT_FOUND, says).hint(
                            "check `apps` and `subscription-id`, and that the identity may read the resource group",
                        );
                        return Err(Stop::new(Outcome::Aborted, problem));
                    }
                    found.into_iter().map(|name| OtherApp { group: Some(group.clone()), name }).collect()
                }
            };
            apps.extend(found);
        }
        let key = |app: &OtherApp| {
            (app.name.as_str().to_lowercase(), app.group.as_ref().map(|group| group.as_str().to_lowercase()))
        };
        apps.sort_by_key(key);
        // An app that is named with its group as well is the same one.
        apps.dedup_by(|next, kept| {
            let is_same = key(next).0 == key(kept).0 && (kept.group.is_none() || key(next).1 == key(kept).1);
            if is_same {
                kept.group = next.group.take().or(kept.group.take());
            }
            is_same
        });
        Ok(apps)
    }

    /// Looks at one of them; what it says goes into a record of its own.
    async fn check_one(&self, arm: &Arm, app: OtherApp) -> ReleaseRecord {
        let counted = Counted::new(self.setup.http.clone());
        let mut setup = (*self.setup).clone();
        setup.http = Arc::new(counted.clone());
        (setup.options.app_name, setup.options.resource_group) = (app.name.clone(), app.group.clone());
        let mut record = ReleaseRecord::begin(self.recorder.read(|record| record.id.clone()), setup.pace.wall());
        (record.app, record.resource_group) = (app.name.to_string(), app.group.as_ref().map(ToString::to_string));
        (record.slot, record.target_slot) = (setup.options.slot.to_string(), setup.options.target_slot.to_string());
        self.recorder.read(|whole| {
            (record.urls.run, record.rehearsed) = (whole.urls.run.clone(), whole.rehearsed);
            (record.commit, record.repository) = (whole.commit.clone(), whole.repository.clone());
        });
        // The log of so many at once would be a tangle; it has one line of each.
        let silent = Console::new(Box::new(std::io::sink()), Style::Plain, setup.console.redactor().clone(), false);
        let recorder = Recorder::new(record, None, silent, setup.pace);
        let strict = setup.options.strict;
        let run = Run::new(&setup, &recorder);
        let looked = Box::pin(run.check_found(arm.sent_by(setup.http.clone()), app.group.as_ref())).await;
        let mut record = record_outcome(&recorder, looked, strict, true).await;
        record.check.get_or_insert_default().requests = counted.sent();
        self.tell_one(&record);
        record
    }

    /// Finds the app and looks at it, with what has signed in already.
    async fn check_found(&self, arm: Arm, group: Option<&GroupName>) -> Result<Outcome, Stop> {
        self.recorder.note(|record| record.check = Some(CheckEntry::default()));
        let limit = self.setup.options.timeout;
        let found = self.find(arm, group, &self.setup.options.app_name);
        let app = match self.setup.pace.within(limit, found).await.unwrap_or_else(|| Err(Stop::out_of_time(limit))) {
            Ok(app) => app,
            Err(stop) => return Err(self.ends_check(stop)),
        };
        self.recorder.note(|record| record.resource_group = Some(app.slot.app.group.to_string()));
        self.on(app).check_with(None).await
    }

    fn tell_one(&self, record: &ReleaseRecord) {
        let says = if record.outcome == Some(Outcome::Checked) { "would start" } else { "would not start" };
        let mut lines = format!("{}: a release {says}", record.app);
        let told: Vec<&Finding> =
            record.findings.iter().filter(|finding| finding.severity >= Severity::Warning).collect();
        for finding in &told {
            lines += &format!("\n    {}", line(finding).replace('\n', "\n    "));
        }
        if told.is_empty() && record.outcome != Some(Outcome::Checked) {
            lines += &format!(": {}", record.reason);
        }
        self.recorder.say(&lines);
    }
}

/// The end of a check with an app that no release would start of.
fn would_not_start(records: &[ReleaseRecord]) -> Option<Stop> {
    let not: Vec<&ReleaseRecord> = records.iter().filter(|one| one.outcome != Some(Outcome::Checked)).collect();
    let first = not.first()?;
    let named: Vec<&str> = not.iter().take(NAMED).map(|one| one.app.as_str()).collect();
    let more = match not.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names = format!("{}{more}", named.join(", "));
    let says = format!("a release of {} of {} would not start: {names}", not.len(), number_of(records.len(), "app"));
    let problem = Problem::new(Code::APPS_WOULD_NOT_START, says).hint(format!(
        "fix what the findings of each say; `command: check` with `app-name: {}` shows one alone, with its plan",
        first.app
    ));
    Some(Stop::new(Outcome::Aborted, problem))
}
