//! `POST api/zipdeploy/validate`, on Windows only: whether a package could be deployed (facts: zip-deploy; Kudu,
//! `PushDeploymentController.ValidateZipDeploy`). What stands in the way is a 400, what is only unwise a 200; callers look for
//! the first words.

use serde_json::json;
use time::OffsetDateTime;

use crate::doors::{Incoming, Reply};
use crate::laws::package_source;
use crate::laws::run_from_package::{self, RunsFrom};
use crate::laws::scm_settings;
use crate::state::settings::{get, is_on};
use crate::state::{Place, State};

const ERROR: &str = "ZipDeploy Validation ERROR";
const WARNING: &str = "ZipDeploy Validation WARNING";

/// Says what it finds.
pub(super) fn answer(state: &State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    match findings(state, incoming, place, now) {
        Ok(words) => Reply::json(200, &json!({"result": words})),
        Err(words) => Reply::json(400, &json!({"result": format!("{ERROR}: {words}")})),
    }
}

fn findings(state: &State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Result<String, String> {
    let settings = state.side(place).map(|side| scm_settings::of(side, now)).unwrap_or_default();
    if let Some(url) = incoming.json().and_then(|body| body["packageUri"].as_str().map(str::to_owned)) {
        url::Url::parse(&url).map_err(|_| format!("Package URI is Malformed: {url}"))?;
        package_source::read(state, &url, None, now).map_err(|words| {
            format!("Package URI is inaccessible. Failed HEAD request to package URI with error: {words}")
        })?;
    }
    let language = incoming.parameter("zipLanguage").unwrap_or_default();
    let runtime = get(&settings, "FUNCTIONS_WORKER_RUNTIME").unwrap_or_default();
    if !(language.is_empty() || runtime.is_empty() || language.eq_ignore_ascii_case(runtime)) {
        return Err(format!("Cannot deploy {language} zip package to {runtime} Azure Functions app."));
    }
    match (run_from_package::of(&settings), is_on(&settings, "SCM_DO_BUILD_DURING_DEPLOYMENT")) {
        (RunsFrom::Url(_), _) => Err("App setting WEBSITE_RUN_FROM_PACKAGE is set to a remote URL.".to_owned()),
        (RunsFrom::SitePackage, true) => Ok(format!(
            "{WARNING}: Cannot perform remote build because app setting WEBSITE_RUN_FROM_PACKAGE is set to 1"
        )),
        (RunsFrom::Wwwroot, false) => {
            Ok(format!("{WARNING}: It is recommended to set app setting WEBSITE_RUN_FROM_PACKAGE = 1"))
        }
        _ => Ok(String::new()),
    }
}
