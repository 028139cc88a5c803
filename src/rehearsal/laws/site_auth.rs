//! App Service authentication: the platform answers requests of callers that are not signed in before the app sees them
//! (facts: sign-in-by-the-platform). The settings are those of `config/authsettingsV2` (swagger WebApps.json 2023-12-01,
//! `SiteAuthSettingsV2`), and stay with their side (facts: swap-order).
//!
//! Not recorded, and so the stricter reading: an excluded path is the path itself, or all below it where it ends in `/*`.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::jwt;
use super::value_kind::ValueKind;
use crate::state::Side;

const ACTIONS: [&str; 4] = ["RedirectToLoginPage", "AllowAnonymous", "Return401", "Return403"];
/// The parts of the settings.
const PARTS: [&str; 5] = ["platform", "globalValidation", "identityProviders", "login", "httpSettings"];

/// What the platform answers in place of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 302 to the page where this provider signs users in.
    Login,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
}

impl Refusal {
    /// The status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Self::Login => 302,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
        }
    }
}

/// Why settings are not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// This part of them is not as described.
    Malformed(String),
    /// Azure would act on this, and this world does not.
    NotSimulated(String),
}

/// The settings of a side; before any were written it is off.
pub fn settings(side: &Side) -> Value {
    side.config.auth.clone().unwrap_or_else(|| {
        json!({
            "platform": {"enabled": false, "runtimeVersion": "~1"},
            "globalValidation": {"requireAuthentication": false, "unauthenticatedClientAction": "RedirectToLoginPage"},
        })
    })
}

/// Whether it is on.
pub fn is_on(side: &Side) -> bool {
    side.config.auth.as_ref().is_some_and(|auth| auth["platform"]["enabled"] == true)
}

/// What a caller without a token is answered for `path` by the settings of `side`, if not by the app. The host's own paths are
/// left alone (azure-functions-ux#1371).
pub fn refuses(side: &Side, is_function_app: bool, path: &str) -> Option<Refusal> {
    let auth = side.config.auth.as_ref().filter(|_| is_on(side))?;
    let validation = &auth["globalValidation"];
    let is_open = validation["requireAuthentication"] != true
        || (is_function_app && path.to_lowercase().starts_with("/admin/"))
        || validation["excludedPaths"].as_array().into_iter().flatten().any(|left_out| is_below(left_out, path));
    if is_open {
        return None;
    }
    match validation["unauthenticatedClientAction"].as_str() {
        Some("AllowAnonymous") => None,
        Some("Return401") => Some(Refusal::Unauthorized),
        Some("Return403") => Some(Refusal::Forbidden),
        _ => Some(Refusal::Login),
    }
}

/// Whether a bearer token signs its caller in: one of this tenant for the registered application, or for an audience that is
/// allowed besides.
pub fn is_signed_in(side: &Side, token: &str, now: OffsetDateTime) -> bool {
    let entra = &settings(side)["identityProviders"]["azureActiveDirectory"];
    let Some(claims) = jwt::verify(token) else { return false };
    let audience = claims["aud"].as_str().unwrap_or_default();
    let client = entra["registration"]["clientId"].as_str();
    let is_own = client.is_some_and(|client| audience.trim_start_matches("api://") == client);
    let mut allowed = entra["validation"]["allowedAudiences"].as_array().into_iter().flatten();
    claims["exp"].as_i64().is_some_and(|end| now.unix_timestamp() < end)
        && (is_own || allowed.any(|allowed| allowed.as_str() == Some(audience)))
}

/// The path below which the platform itself answers.
pub fn own_path(side: &Side) -> String {
    let settings = settings(side);
    settings["httpSettings"]["routes"]["apiPrefix"].as_str().unwrap_or("/.auth").trim_end_matches('/').to_owned()
}

/// Where a caller is sent to sign in.
pub fn login_page(side: &Side, path_and_query: &str) -> String {
    let settings = settings(side);
    let provider = match settings["globalValidation"]["redirectToProvider"].as_str().unwrap_or("azureactivedirectory") {
        "azureactivedirectory" => "aad",
        other => other,
    };
    let back: String = url::form_urlencoded::byte_serialize(path_and_query.as_bytes()).collect();
    format!("https://{}{}/login/{provider}?post_login_redirect_uri={back}", side.hosts.site, own_path(side))
}

/// Whether settings can be kept.
pub fn check(properties: &Value) -> Result<(), Wrong> {
    let malformed = |name: &str| Wrong::Malformed(name.to_owned());
    let parts = properties.as_object().ok_or_else(|| malformed("properties"))?;
    for (name, part) in parts {
        if !PARTS.contains(&name.as_str()) {
            return Err(Wrong::NotSimulated(name.clone()));
        }
        if !ValueKind::Object.takes(part) {
            return Err(malformed(name));
        }
    }
    let (platform, validation) = (&properties["platform"], &properties["globalValidation"]);
    if !platform["configFilePath"].is_null() {
        return Err(Wrong::NotSimulated("platform.configFilePath".to_owned()));
    }
    for (kind, name, value) in [
        (ValueKind::Switch, "platform.enabled", &platform["enabled"]),
        (ValueKind::Switch, "globalValidation.requireAuthentication", &validation["requireAuthentication"]),
        (ValueKind::Text, "globalValidation.redirectToProvider", &validation["redirectToProvider"]),
        (ValueKind::List, "globalValidation.excludedPaths", &validation["excludedPaths"]),
    ] {
        if !kind.takes(value) {
            return Err(malformed(name));
        }
    }
    if validation["excludedPaths"].as_array().into_iter().flatten().any(|path| !path.is_string()) {
        return Err(malformed("globalValidation.excludedPaths"));
    }
    let action = &validation["unauthenticatedClientAction"];
    let is_action = action.as_str().is_some_and(|action| ACTIONS.contains(&action));
    if action.is_null() || is_action { Ok(()) } else { Err(malformed("globalValidation.unauthenticatedClientAction")) }
}

fn is_below(left_out: &Value, path: &str) -> bool {
    let left_out = left_out.as_str().unwrap_or_default().to_lowercase();
    let path = path.to_lowercase();
    match left_out.strip_suffix("/*") {
        Some(folder) => path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        None => path.trim_end_matches('/') == left_out.trim_end_matches('/'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::default_world::{APP, build};

    fn side(validation: Value) -> Side {
        let mut side = build("sim.test", OffsetDateTime::UNIX_EPOCH).app(APP).unwrap().production.clone();
        side.config.auth = Some(json!({"platform": {"enabled": true}, "globalValidation": validation}));
        side
    }

    #[test]
    fn only_paths_that_are_excluded_and_those_of_the_host_are_open() {
        let side = side(json!({"requireAuthentication": true, "excludedPaths": ["/api/health", "/open/*"]}));
        let refused = |path: &str| refuses(&side, true, path);
        assert_eq!(refused("/api/version"), Some(Refusal::Login));
        assert!(
            refused("/api/healthy").is_some() && refused("/api/health/deep").is_some() && refused("/opened").is_some()
        );
        assert_eq!([refused("/API/health/"), refused("/open/x/y"), refused("/admin/host/status")], [None; 3]);
        assert!(refuses(&side, false, "/admin/host/status").is_some(), "a web app has no host");
    }

    #[test]
    fn the_action_decides_how_a_caller_is_refused() {
        let by = |action: &str| {
            let side = side(json!({"requireAuthentication": true, "unauthenticatedClientAction": action}));
            refuses(&side, true, "/").map(Refusal::status)
        };
        assert_eq!(ACTIONS.map(by), [Some(302), None, Some(401), Some(403)]);
        assert_eq!(refuses(&side(json!({"requireAuthentication": false})), true, "/"), None);
    }

    #[test]
    fn settings_that_are_not_as_described_are_not_kept() {
        assert_eq!(check(&json!({"platform": {"enabled": true}, "globalValidation": null})), Ok(()));
        for (settings, name) in [
            (json!({"platform": {"enabled": "yes"}}), "platform.enabled"),
            (json!({"globalValidation": {"excludedPaths": [1]}}), "globalValidation.excludedPaths"),
            (
                json!({"globalValidation": {"unauthenticatedClientAction": "Ask"}}),
                "globalValidation.unauthenticatedClientAction",
            ),
        ] {
            assert_eq!(check(&settings), Err(Wrong::Malformed(name.to_owned())));
        }
        let by_file = json!({"platform": {"configFilePath": "auth.json"}});
        assert!(matches!(check(&by_file), Err(Wrong::NotSimulated(_))));
    }
}
