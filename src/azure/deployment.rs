use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Unreadable, wire};
use crate::http::Redactor;
use crate::names::DeploymentId;
use crate::record::{brief, day_and_time, plausible_time};

/// The state of a deployment, as Kudu numbers it (facts: deployment-history).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentStatus {
    /// 0, 1, 2: in progress. Linux shows 0 nearly until the end.
    UnderWay,
    /// 3, and whatever is unknown at the end.
    Failed,
    /// 4.
    Success,
    /// -1.
    Cancelled,
    /// 5.
    Conflict,
    /// 6.
    PartialSuccess,
}

impl DeploymentStatus {
    fn of(number: i64, complete: bool) -> Self {
        match number {
            0..=2 => Self::UnderWay,
            4 => Self::Success,
            -1 => Self::Cancelled,
            5 => Self::Conflict,
            6 => Self::PartialSuccess,
            3 => Self::Failed,
            _ if complete => Self::Failed,
            _ => Self::UnderWay,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::UnderWay => "under way",
            Self::Failed => "failed",
            Self::Success => "succeeded",
            Self::Cancelled => "was cancelled",
            Self::Conflict => "ran into a conflict with another deployment",
            Self::PartialSuccess => "succeeded only in part",
        }
    }
}

/// One deployment in the history of the SCM site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Its id; ids that begin with `temp-` are replaced before it ends.
    pub id: DeploymentId,
    /// How it stands.
    pub status: DeploymentStatus,
    /// Whether it is the one whose content is in place.
    pub active: bool,
    /// Whether it has ended.
    pub complete: bool,
    /// The message of its request.
    pub message: String,
    /// What it is doing.
    pub progress: String,
    /// Whom history names for it, and by which program, as far as it names anybody.
    pub by: Option<String>,
    /// When it ended, by the server's clock.
    pub ended: Option<OffsetDateTime>,
    /// How long ago that was by the same clock at the least, so that no clocks have to agree. The server tells whole seconds, so
    /// it may be a second more.
    pub ended_ago: Option<Duration>,
}

impl Deployment {
    pub(super) fn of(wire: wire::Deployment, server_now: Option<OffsetDateTime>) -> Result<Self, Unreadable> {
        let ended = wire.end_time.and_then(|text| OffsetDateTime::parse(&text, &Rfc3339).ok()).and_then(plausible_time);
        Ok(Self {
            id: wire.id.parse()?,
            status: DeploymentStatus::of(wire.status.0, wire.complete),
            active: wire.active,
            complete: wire.complete,
            message: wire.message.unwrap_or_default(),
            progress: wire.progress.unwrap_or_default(),
            by: named(wire.author, wire.deployer),
            ended,
            ended_ago: ended.zip(server_now).map(|(ended, now)| Duration::try_from(now - ended).unwrap_or_default()),
        })
    }

    /// For people: id, time, whom history names, and the message, without secrets.
    pub fn described(&self, redactor: &Redactor) -> String {
        let when = self.ended.map(|ended| format!(" of {} UTC", day_and_time(ended))).unwrap_or_default();
        let by = self.by.as_ref().map(|by| format!(" by {}", brief(&redactor.foreign(by)))).unwrap_or_default();
        let said = match self.message.trim() {
            // What programs note down for themselves is nothing to read.
            noted if noted.is_empty() || noted.starts_with('{') => String::new(),
            message => format!(", \"{}\"", brief(&redactor.foreign(message))),
        };
        format!("`{}`{when}{by}{said}", self.id)
    }
}

/// `Ada with az_cli_functions`; Kudu writes `N/A` for nobody.
fn named(author: Option<String>, deployer: Option<String>) -> Option<String> {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty() && text != "N/A");
    match (said(author), said(deployer)) {
        (Some(author), Some(deployer)) => Some(format!("{author} with {deployer}")),
        (author, deployer) => author.or(deployer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn deployment(value: &Value, now: Option<OffsetDateTime>) -> Result<Deployment, Unreadable> {
        Deployment::of(wire::parse(value.to_string().as_bytes())?, now)
    }

    #[test]
    fn every_status_number_of_kudu_is_understood() {
        use DeploymentStatus::*;
        for (number, status) in [
            (0, UnderWay),
            (1, UnderWay),
            (2, UnderWay),
            (3, Failed),
            (4, Success),
            (-1, Cancelled),
            (5, Conflict),
            (6, PartialSuccess),
        ] {
            assert_eq!(DeploymentStatus::of(number, false), status);
        }
        assert_eq!(DeploymentStatus::of(99, true), Failed, "an unknown end is not a success");
        assert_eq!(DeploymentStatus::of(99, false), UnderWay);
    }

    #[test]
    fn the_age_of_a_deployment_is_measured_by_one_clock() {
        let value = json!({"id": "a", "status": 4, "active": true, "complete": true, "end_time": "2026-04-10T16:35:20.385861Z"});
        let now = OffsetDateTime::parse("2026-04-10T16:35:25Z", &Rfc3339).unwrap();
        let ended = deployment(&value, Some(now)).unwrap().ended_ago.unwrap();
        assert_eq!(ended.as_millis(), 4614);
        assert_eq!(deployment(&value, None).unwrap().ended_ago, None);
    }

    #[test]
    fn a_deployment_without_a_status_is_unreadable_and_not_missing() {
        let silent = json!({"id": "a", "active": true, "complete": true});
        assert_eq!(deployment(&silent, None), Err(Unreadable::missing("status")));
        let nameless = json!({"status": 4, "active": true, "complete": true});
        assert_eq!(deployment(&nameless, None), Err(Unreadable::missing("id")));
    }

    #[test]
    fn an_id_that_would_lead_to_another_place_is_unreadable() {
        for id in ["../../vfs", "..", "a?b", ""] {
            let hostile = json!({"id": id, "status": 4, "active": true, "complete": true});
            assert!(matches!(deployment(&hostile, None), Err(Unreadable::Name(_))), "{id}");
        }
    }
}
