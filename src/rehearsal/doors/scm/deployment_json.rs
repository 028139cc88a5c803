use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::doors::Reply;
use crate::doors::answer::utc_stamp;
use crate::state::{Deployment, Place, Platform, Side};

/// The SCM site whose deployments are shown.
pub(crate) struct Site<'a> {
    /// Its host.
    pub host: &'a str,
    /// The app's name, also on a slot (recorded).
    pub name: &'a str,
    /// Its kind.
    pub platform: Platform,
    /// How many seconds its clock is ahead.
    pub ahead: i64,
}

impl<'a> Site<'a> {
    /// That of a side.
    pub(crate) fn of(place: &'a Place, side: &'a Side, platform: Platform) -> Self {
        Self { host: &side.hosts.scm, name: &place.app, platform, ahead: side.config.clock_ahead }
    }

    /// A time by its clock.
    fn stamp(&self, at: OffsetDateTime) -> String {
        utc_stamp(at + Duration::seconds(self.ahead))
    }

    /// The host as it stands in a Location: Linux writes the port (recorded); with a port of its own a
    /// host has one already.
    pub(crate) fn in_location(&self) -> String {
        if self.platform == Platform::Linux && !self.host.contains(':') {
            format!("{}:443", self.host)
        } else {
            self.host.to_owned()
        }
    }

    /// The newest deployment: 202 while it goes on, and on Linux a moment longer, in which the
    /// temporary entry is shown once more (recorded twice).
    pub(crate) fn latest(&self, newest: &Deployment, now: OffsetDateTime) -> Reply {
        let again = newest.flips_back.as_ref().filter(|(_, until)| newest.ended.is_some() && now < *until);
        let shown = match again {
            Some((temporary, _)) => Deployment {
                temporary_id: Some(temporary.clone()),
                ended: None,
                succeeded: None,
                active: false,
                ..newest.clone()
            },
            None => newest.clone(),
        };
        // Windows keeps the word that it was asked for in the URLs of a finished one (recorded).
        let name = match (self.platform, shown.succeeded) {
            (Platform::Windows, Some(_)) => "latest",
            _ => shown.shown_id(),
        };
        let body = self.deployment(&shown, name, now);
        match shown.succeeded {
            Some(_) => Reply::json(200, &body),
            None => Reply::json(202, &body)
                .header("location", format!("https://{}/api/deployments/latest", self.in_location())),
        }
    }

    /// One deployment; `name` stands for it in its URLs.
    pub(crate) fn deployment(&self, deployment: &Deployment, name: &str, now: OffsetDateTime) -> Value {
        let id = deployment.shown_id();
        let is_temporary = deployment.temporary_id.is_some();
        let is_over = deployment.succeeded.is_some();
        let flex = self.platform == Platform::Flex;
        let status = match (deployment.succeeded, self.platform) {
            // Linux shows 0 until the end (facts: deployment-history).
            (None, Platform::Linux) => 0,
            (None, _) => 1,
            (Some(true), _) => 4,
            (Some(false), _) => 3,
        };
        let (text, progress) = words(deployment, now);
        // Its URLs are there before it is worked on and when it is over (recorded).
        let has_urls = is_over || (!is_temporary && text.is_empty());
        let url = |suffix: &str| has_urls.then(|| format!("https://{}/api/deployments/{name}{suffix}", self.host));
        let started = deployment.steps.map(|[prepared, _]| prepared).filter(|prepared| *prepared <= now);
        let ended = deployment.ended.map(|at| self.stamp(at));
        let mut json = json!({
            "id": id, "status": status, "status_text": text, "author_email": if flex { "" } else { "N/A" },
            "author": if flex { Value::Null } else { json!(deployment.author) },
            "deployer": if flex { "LegionOneDeploy" } else { &deployment.deployer },
            "message": match (flex, is_temporary) {
                (true, _) => "",
                (false, true) if deployment.deployer != "OneDeploy" => "Deploying from pushed zip file",
                (false, _) => &deployment.message,
            },
            "progress": progress,
            "received_time": self.stamp(deployment.received), "start_time": self.stamp(started.unwrap_or(deployment.received)),
            "end_time": ended, "last_success_end_time": ended.filter(|_| deployment.succeeded == Some(true)),
            "complete": is_over, "active": deployment.active, "is_temp": is_temporary,
            "is_readonly": !is_temporary && !flex, "url": url(""), "log_url": url("/log"), "site_name": self.name,
        });
        match self.platform {
            Platform::Linux => json["build_summary"] = json!({"errors": [], "warnings": []}),
            Platform::Windows => {
                json["provisioningState"] = json!(match deployment.succeeded {
                    None => "InProgress",
                    Some(true) => "Succeeded",
                    Some(false) => "Failed",
                });
            }
            Platform::Flex => {
                json["build_summary"] = Value::Null;
                json["remoteBuild"] = json!(deployment.remote_build);
            }
        }
        json
    }

    /// The lines of its log.
    pub(crate) fn log(&self, deployment: &Deployment) -> Vec<Value> {
        let id = &deployment.id;
        let short: String = id.chars().take(8).collect();
        let line = |(index, (at, message, is_error)): (usize, &(OffsetDateTime, String, bool))| {
            let line = format!("{short}-{index:04}-4000-8000-{index:012}");
            // Where a command ran, its output is behind another URL (recorded).
            let details = ["Generating deployment script.", "Running deployment command..."]
                .contains(&message.as_str())
                .then(|| format!("https://{}/api/deployments/{id}/log/{line}", self.host));
            json!({
                "log_time": self.stamp(*at), "id": line, "message": message,
                "type": if *is_error { 2 } else { 0 }, "details_url": details,
            })
        };
        deployment.log.iter().enumerate().map(line).collect()
    }
}

/// `status_text` and `progress`, from the temporary entry to the end.
fn words(deployment: &Deployment, now: OffsetDateTime) -> (String, String) {
    let id = &deployment.id;
    let going_on = format!("Building and Deploying '{id}'.");
    let short: String = id.chars().take(10).collect();
    match (deployment.succeeded.is_some(), deployment.temporary_id.is_some(), deployment.steps) {
        (true, ..) => (String::new(), String::new()),
        (false, true, _) => ("Receiving changes.".to_owned(), "Fetching changes.".to_owned()),
        (false, false, Some([prepared, _])) if now < prepared => (String::new(), "Updating submodules.".to_owned()),
        (false, false, Some([_, worked_on])) if now < worked_on => {
            (going_on, format!("Preparing deployment for commit id '{short}'."))
        }
        (false, false, _) => (going_on, "Running deployment command...".to_owned()),
    }
}
