//! `config/web`: the real settings of a site, of which GET on the site itself shows nearly none
//! (facts: arm-calls; recorded for a function app and a web app).

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{errors, site_json};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::site_body::{self, Refused};
use crate::laws::{settings, site_auth, site_config};
use crate::state::{App, Place, Side, State};

/// Properties that nobody has set here.
const NULL: &[&str] = &[
    "windowsFxVersion",
    "remoteDebuggingVersion",
    "azureMonitorLogCategories",
    "acrUserManagedIdentityID",
    "publishingPassword",
    "appSettings",
    "metadata",
    "connectionStrings",
    "machineKey",
    "handlerMappings",
    "documentRoot",
    "javaVersion",
    "javaContainer",
    "javaContainerVersion",
    "runtimeADUser",
    "runtimeADUserPassword",
    "limits",
    "autoHealRules",
    "tracingOptions",
    "publicNetworkAccess",
    "cors",
    "push",
    "apiDefinition",
    "apiManagementConfig",
    "managedServiceIdentityId",
    "xManagedServiceIdentityId",
    "keyVaultReferenceIdentity",
    "ipSecurityRestrictionsDefaultAction",
    "scmIpSecurityRestrictionsDefaultAction",
    "minTlsCipherSuite",
    "scmMinTlsCipherSuite",
    "supportedTlsCipherSuites",
    "scmSupportedTlsCipherSuites",
    "healthCheckPath",
    "websiteTimeZone",
    "sitePort",
];

/// Switches that are off.
const FALSE: &[&str] = &[
    "requestTracingEnabled",
    "remoteDebuggingEnabled",
    "httpLoggingEnabled",
    "acrUseManagedIdentityCreds",
    "detailedErrorLoggingEnabled",
    "webSocketsEnabled",
    "alwaysOn",
    "customAppPoolIdentityAdminState",
    "customAppPoolIdentityTenantState",
    "autoHealEnabled",
    "vnetRouteAllEnabled",
    "localMySqlEnabled",
    "scmIpSecurityRestrictionsUseMain",
    "fileChangeAuditEnabled",
    "functionsRuntimeScaleMonitoringEnabled",
    "antivirusScanEnabled",
    "sitePrivateLinkHostEnabled",
    "clusteringEnabled",
    "http20Enabled",
];

/// Properties of the sign-in settings, all unset.
const NO_SIGN_IN: &[&str] = &[
    "enabled",
    "unauthenticatedClientAction",
    "tokenStoreEnabled",
    "allowedExternalRedirectUrls",
    "defaultProvider",
    "clientId",
    "clientSecret",
    "clientSecretSettingName",
    "clientSecretCertificateThumbprint",
    "issuer",
    "allowedAudiences",
    "additionalLoginParams",
    "aadClaimsAuthorization",
    "googleClientId",
    "googleClientSecret",
    "googleClientSecretSettingName",
    "googleOAuthScopes",
    "facebookAppId",
    "facebookAppSecret",
    "facebookAppSecretSettingName",
    "facebookOAuthScopes",
    "gitHubClientId",
    "gitHubClientSecret",
    "gitHubClientSecretSettingName",
    "gitHubOAuthScopes",
    "twitterConsumerKey",
    "twitterConsumerSecret",
    "twitterConsumerSecretSettingName",
    "microsoftAccountClientId",
    "microsoftAccountClientSecret",
    "microsoftAccountClientSecretSettingName",
    "microsoftAccountOAuthScopes",
    "configVersion",
];

/// The settings.
pub(super) fn get(state: &State, place: &Place) -> Reply {
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    // It is called `web` in its id and like the site in its name (recorded).
    let id = site_json::id(state, app, place);
    Reply::json(
        200,
        &json!({
            "id": format!("{id}/config/web"), "name": site_json::name(app, place), "type": "Microsoft.Web/sites/config",
            "location": app.location, "properties": properties(app, side),
        }),
    )
}

/// PATCH changes what it names, PUT puts everything else back; both answer with the site's own id
/// and type (recorded).
pub(super) fn write(
    world: &World,
    state: &mut State,
    incoming: &Incoming,
    place: &Place,
    now: OffsetDateTime,
) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let Some(new) = body["properties"].as_object() else {
        return errors::invalid("properties");
    };
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let shown = properties(app, side);
    match site_body::check_web(new.iter(), &shown) {
        Ok(()) => {}
        Err(Refused::Malformed(name)) => return errors::invalid(&name),
        Err(Refused::NotSimulated(what)) => return errors::not_simulated(format!("config/web with {what}")),
    }
    let Some(side) = state.side_mut(place) else {
        return Reply::empty(404);
    };
    if incoming.method == "PUT" {
        side.config.web.clear();
        side.auto_swap = None;
    }
    for (name, value) in new {
        site_config::write(side, name, value);
    }
    // Who writes gets the newest debugger (recorded).
    side.config.web.entry("remoteDebuggingVersion".to_owned()).or_insert(json!("VS2022"));
    settings::configured(state, world.clock(), place, new.keys().cloned().collect(), now);
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    Reply::json(
        200,
        &json!({
            "id": site_json::id(state, app, place), "name": site_json::name(app, place), "type": site_json::kind(place), "location": app.location,
            "properties": properties(app, side),
        }),
    )
}

pub(super) fn properties(app: &App, side: &Side) -> Value {
    let mut all: Map<String, Value> = NULL.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    all.extend(FALSE.iter().map(|name| ((*name).to_owned(), json!(false))));
    let mut sign_in: Map<String, Value> = NO_SIGN_IN.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    sign_in.insert("isAadAutoProvisioned".to_owned(), json!(false));
    let everyone = json!([{
        "ipAddress": "Any", "action": "Allow", "priority": 2147483647, "name": "Allow all", "description": "Allow all access",
    }]);
    let scales_to = app.is_function_app().then_some(200);
    let groups = [
        json!({
            "numberOfWorkers": 1, "netFrameworkVersion": "v8.0", "phpVersion": "", "pythonVersion": "", "nodeVersion": "",
            "powerShellVersion": "", "linuxFxVersion": app.runtime, "windowsConfiguredStacks": [],
            "defaultDocuments": [
                "Default.htm", "Default.html", "Default.asp", "index.htm", "index.html", "iisstart.htm", "default.aspx", "index.php",
            ],
            "logsDirectorySizeLimit": 35, "publishingUsername": format!("${}", app.name), "scmType": "None",
            "use32BitWorkerProcess": true, "appCommandLine": "", "managedPipelineMode": "Integrated",
            "virtualApplications": [{
                "virtualPath": "/", "physicalPath": "site\\wwwroot", "preloadEnabled": false, "virtualDirectories": null,
            }],
        }),
        json!({
            "winAuthAdminState": 0, "winAuthTenantState": 0, "loadBalancing": "LeastRequests", "routingRules": [],
            "experiments": {"rampUpRules": []}, "vnetName": "", "vnetPrivatePortsCount": 0, "siteAuthSettings": sign_in,
            "autoSwapSlotName": side.auto_swap, "ipSecurityRestrictions": everyone, "scmIpSecurityRestrictions": everyone,
            "minTlsVersion": "1.2", "scmMinTlsVersion": "1.2", "ftpsState": "FtpsOnly", "preWarmedInstanceCount": 0,
            "functionAppScaleLimit": scales_to, "elasticWebAppScaleLimit": scales_to.is_none().then_some(0),
            "minimumElasticInstanceCount": 0, "azureStorageAccounts": {}, "http20ProxyFlag": 0, "storageType": "StorageVolume",
        }),
    ];
    for group in groups {
        if let Value::Object(group) = group {
            all.extend(group);
        }
    }
    all.insert("siteAuthEnabled".to_owned(), json!(site_auth::is_on(side)));
    all.extend(side.config.web.clone());
    Value::Object(all)
}
