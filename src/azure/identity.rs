use std::time::Duration;

use super::{AzureError, RunFromPackage, Side};
use crate::record::{ContentIdentity, Digest, Foreign, IdentityEvidence, Route};

/// The entry of our packages that names their content.
const RELEASE_JSON: &str = ".slot-deploy/release.json";

/// Reads what a side runs: through the host, or where that cannot be asked, through the SCM site.
pub async fn read_identity(side: &Side) -> IdentityEvidence {
    let (found, route) = match side.host.file(RELEASE_JSON).await {
        Ok(found) => (Ok(found), Route::Host),
        Err(through_host) => match side.scm.file(&format!("site/wwwroot/{RELEASE_JSON}")).await {
            Ok(found) => (Ok(found), Route::Scm),
            Err(_) => (Err(through_host), Route::None),
        },
    };
    match found {
        Ok(Some(bytes)) => IdentityEvidence { content: stamped(&bytes), route },
        Ok(None) => IdentityEvidence { content: foreign(side, route).await, route },
        Err(error) => IdentityEvidence { content: ContentIdentity::Unknown { reason: error.to_string() }, route },
    }
}

fn stamped(bytes: &[u8]) -> ContentIdentity {
    let value: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
    let digest = value.as_ref().and_then(|value| value["content_digest"].as_str()?.parse().ok());
    match digest {
        Some(digest) => ContentIdentity::Ours { digest },
        None => ContentIdentity::Unknown { reason: format!("its {RELEASE_JSON} cannot be understood") },
    }
}

/// Gathers the traces of content that is not ours. A trace that cannot be read is left out.
async fn foreign(side: &Side, route: Route) -> ContentIdentity {
    let site = side.site().await.ok();
    let settings = side.settings().await.ok();
    let package = match settings.map(|settings| settings.run_from_package()) {
        Some(RunFromPackage::Url(digest)) => Some(format!("url:{digest}")),
        Some(RunFromPackage::Local) => {
            let name = side.scm.file("data/SitePackages/packagename.txt").await.ok().flatten();
            name.map(|name| String::from_utf8_lossy(&name).trim().to_owned())
        }
        _ => None,
    };
    let host_json = match route {
        Route::Host => side.host.file("host.json").await,
        _ => side.scm.file("site/wwwroot/host.json").await,
    };
    let deployments = side.scm.deployments(Duration::from_secs(60)).await.unwrap_or_default();
    let active = deployments.into_iter().find(|deployment| deployment.active);
    let found = Foreign {
        deployment_id: site.and_then(|site| site.deployment_id),
        active_scm_deployment: active.map(|deployment| deployment.id),
        package,
        host_json: host_json.ok().flatten().map(|bytes| Digest::of(&bytes)),
        functions: function_names(side).await.unwrap_or_default(),
    };
    match found.is_recognisable() {
        true => ContentIdentity::Foreign(found),
        false => ContentIdentity::Unknown { reason: "nothing that would recognise it could be read".to_owned() },
    }
}

async fn function_names(side: &Side) -> Result<Vec<String>, AzureError> {
    Ok(side.functions().await?.names())
}
