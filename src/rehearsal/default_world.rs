//! The world that is there when nobody describes another: an Elastic Premium app on Linux with a
//! slot, whose production was never released by this tool, and the GitHub repository that releases
//! it.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::laws::functions::listed;
use super::laws::host_start;
use super::sample;
use super::state::{
    App, Branch, Component, Container, Content, DataRole, Deployment, FederatedCredential, GitHub, Host, HostState,
    Hosts, Instance, Kudu, Moving, NetworkRules, OidcJob, Place, Plan, RegisteredApp, RoleAssignment, Side, SiteConfig,
    Standing, State, StickyNames, StorageAccount, Workspace,
};

/// The tenant.
pub const TENANT: &str = "5d7a1c52-7a3e-4b7c-9c11-0d4f6b1f0001";
/// The subscription.
pub const SUBSCRIPTION: &str = "a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002";
/// The application that the workflow signs in as.
pub const CLIENT: &str = "c0ffee00-1b2c-4d3e-8f90-0d4f6b1f0003";
/// The resource group.
pub const GROUP: &str = "rg-shop";
/// The app.
pub const APP: &str = "shop-orders";
/// Its slot.
pub const SLOT: &str = "staging";
/// The storage account.
pub const STORAGE: &str = "shopdata";
/// The key of the storage account, in Base64.
pub const STORAGE_KEY: &str = "cmVoZWFyc2FsLXN0b3JhZ2Uta2V5LTAwMDAwMDAwMDAw";
/// A container in it, for packages.
pub const CONTAINER: &str = "packages";
/// The object ids of the identities of both sides, production's first, which may read that container.
pub const IDENTITIES: [&str; 2] = ["1de00000-1b2c-4d3e-8f90-0d4f6b1f0008", "1de00000-1b2c-4d3e-8f90-0d4f6b1f0009"];
/// The Application Insights component that the app sends to.
pub const INSIGHTS: &str = "shop-insights";
/// Its instrumentation key.
pub const INSIGHTS_KEY: &str = "1a57a11a-1b2c-4d3e-8f90-0d4f6b1f0007";
/// The commit that production serves at first.
pub const FORMER_COMMIT: &str = "0ld0ld0ld0ld0ld0ld0ld0ld0ld0ld0ld0ld0ld0";

/// A web app beside it, on a plan of its own.
pub const WEB_APP: &str = "shop-web";

/// Builds the default world. `authority` is the host and port it will be reached at.
pub fn build(authority: &str, now: OffsetDateTime) -> State {
    let content = sample::content(FORMER_COMMIT);
    build_with(authority, now, content)
}

/// The same world with other content in production and in the slot.
pub fn build_with(authority: &str, now: OffsetDateTime, content: Content) -> State {
    let mut state = State::new(TENANT, SUBSCRIPTION, github(now));
    state.directory.apps.push(RegisteredApp {
        client_id: CLIENT.to_owned(),
        object_id: "0b1ec700-1b2c-4d3e-8f90-0d4f6b1f0004".to_owned(),
        federated: vec![FederatedCredential {
            issuer: "https://token.actions.githubusercontent.com".to_owned(),
            subject: state.github.subject(),
            audience: "api://AzureADTokenExchange".to_owned(),
        }],
        secrets: vec!["client-secret-of-the-rehearsal".to_owned()],
        actions: [
            "Microsoft.Web/*",
            "Microsoft.Resources/*/read",
            "Microsoft.Insights/*/read",
            "Microsoft.OperationalInsights/*/read",
            "Microsoft.Authorization/permissions/read",
            "Microsoft.Authorization/roleAssignments/read",
            "Microsoft.Authorization/roleDefinitions/read",
        ]
        .map(str::to_owned)
        .into(),
        data_actions: Vec::new(),
    });
    let plan = Plan {
        name: "plan-shop".to_owned(),
        sku: "EP1".to_owned(),
        tier: "ElasticPremium".to_owned(),
        family: "EP".to_owned(),
        kind: "elastic".to_owned(),
        linux: true,
        most_workers: 20,
        location: "West Europe".to_owned(),
        tags: BTreeMap::new(),
    };
    state.plans.insert(plan.name.clone(), plan);
    add_storage(&mut state, now);
    add_telemetry(&mut state);
    let mut production = side(&mut state, authority, APP, None, content.clone(), now);
    let mut staging = side(&mut state, authority, APP, Some(SLOT), content, now);
    [production.identity, staging.identity] = IDENTITIES.map(|identity| Some(identity.to_owned()));
    let app = App {
        name: APP.to_owned(),
        group: GROUP.to_owned(),
        location: "West Europe".to_owned(),
        kind: "functionapp,linux".to_owned(),
        plan: "plan-shop".to_owned(),
        flex: None,
        runtime: "CUSTOM|".to_owned(),
        lock: None,
        sticky: Some(StickyNames { app_settings: held_triggers().map(str::to_owned).into(), ..StickyNames::default() }),
        production,
        slots: BTreeMap::from([(SLOT.to_owned(), staging)]),
    };
    state.apps.insert(APP.to_owned(), app);
    add_web_app(&mut state, authority, now);
    for side in [None, Some(SLOT)] {
        link_telemetry(&mut state, &Place::new(APP, side));
    }
    host_start::listen_all(&mut state, now);
    state
}

/// The tag by which the portal finds the component of a side (facts: telemetry-queries).
fn link_telemetry(state: &mut State, place: &Place) {
    let id = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/microsoft.insights/components/{INSIGHTS}"
    );
    if let Some(side) = state.side_mut(place) {
        side.tags.insert("hidden-link: /app-insights-resource-id".to_owned(), id);
    }
}

fn add_web_app(state: &mut State, authority: &str, now: OffsetDateTime) {
    let plan = Plan {
        name: "plan-web".to_owned(),
        sku: "P0v3".to_owned(),
        tier: "PremiumV3".to_owned(),
        family: "Pv3".to_owned(),
        kind: "linux".to_owned(),
        linux: true,
        most_workers: 30,
        location: "West Europe".to_owned(),
        tags: BTreeMap::new(),
    };
    let mut production = side(state, authority, WEB_APP, None, Content::default(), now);
    production.settings.clear();
    let app = App {
        name: WEB_APP.to_owned(),
        group: GROUP.to_owned(),
        location: "West Europe".to_owned(),
        kind: "app,linux".to_owned(),
        plan: plan.name.clone(),
        runtime: "NODE|22-lts".to_owned(),
        lock: None,
        flex: None,
        sticky: None,
        production,
        slots: BTreeMap::new(),
    };
    state.plans.insert(plan.name.clone(), plan);
    state.apps.insert(WEB_APP.to_owned(), app);
}

/// An account as it is after somebody made a container, and let the workflow's identity write into it and those of both sides of
/// the app read from it.
fn add_storage(state: &mut State, now: OffsetDateTime) {
    let packages = Container::new(state.new_etag(), now);
    let principal = state.directory.app(CLIENT).map(|app| app.object_id.clone()).unwrap_or_default();
    let readers = IDENTITIES.map(|identity| RoleAssignment {
        principal: identity.to_owned(),
        container: Some(CONTAINER.to_owned()),
        role: DataRole::Reader,
    });
    let mut assignments = vec![RoleAssignment { principal, container: None, role: DataRole::Contributor }];
    assignments.extend(readers);
    let account = StorageAccount {
        name: STORAGE.to_owned(),
        group: GROUP.to_owned(),
        keys: vec![STORAGE_KEY.to_owned()],
        containers: BTreeMap::from([(CONTAINER.to_owned(), packages)]),
        is_private: false,
        assignments,
        network_rules: NetworkRules::default(),
    };
    state.storage.insert(account.name.clone(), account);
}

/// A component that both sides of the app send to, and the workspace that keeps its tables.
fn add_telemetry(state: &mut State) {
    let workspace = Workspace {
        name: "shop-logs".to_owned(),
        group: GROUP.to_owned(),
        customer_id: "10650000-1b2c-4d3e-8f90-0d4f6b1f0005".to_owned(),
    };
    let component = Component {
        name: INSIGHTS.to_owned(),
        group: GROUP.to_owned(),
        app_id: "a9910000-1b2c-4d3e-8f90-0d4f6b1f0006".to_owned(),
        key: INSIGHTS_KEY.to_owned(),
        workspace: Some(workspace.name.clone()),
    };
    state.telemetry.workspaces.insert(workspace.name.clone(), workspace);
    state.telemetry.components.insert(component.name.clone(), component);
}

fn held_triggers() -> [&'static str; 2] {
    ["AzureWebJobs.TakeOrder.Disabled", "AzureWebJobs.Nightly.Disabled"]
}

/// The repository and its job.
pub(super) fn github(now: OffsetDateTime) -> GitHub {
    let begun = now - time::Duration::minutes(1);
    let job = OidcJob {
        request_token: "rehearsal-request-token-for-oidc".to_owned(),
        in_progress_from: Some(begun),
        ..OidcJob::default()
    };
    GitHub {
        owner: "contoso".to_owned(),
        repository: "shop".to_owned(),
        owner_id: 5_544_123,
        repository_id: 821_093_847,
        visibility: "private".to_owned(),
        default_branch: "main".to_owned(),
        branches: vec![Branch { name: "main".to_owned(), sha: job.sha.clone(), standing: Standing::UpToDate }],
        token: "ghs_RehearsalTokenThatOpensNothing0000000".to_owned(),
        permissions: [("checks", "read"), ("deployments", "write")]
            .map(|(what, access)| (what.to_owned(), access.to_owned()))
            .to_vec(),
        job,
        ..GitHub::default()
    }
}

fn side(
    state: &mut State,
    authority: &str,
    app: &str,
    slot: Option<&str>,
    content: Content,
    now: OffsetDateTime,
) -> Side {
    let name = match slot {
        Some(slot) => format!("{app}-{slot}"),
        None => app.to_owned(),
    };
    let instance = Instance {
        id: state.new_guid(),
        started: now - time::Duration::days(3),
        state: HostState::Running,
        borrowed_settings: None,
        given: BTreeMap::new(),
    };
    let deployment = Deployment {
        id: state.new_guid(),
        deployer: "az_cli_functions".to_owned(),
        message: "Created via a push deployment".to_owned(),
        author: "N/A".to_owned(),
        ended: Some(now - time::Duration::days(3)),
        succeeded: Some(true),
        active: true,
        ..Deployment::received(now - time::Duration::days(3))
    };
    let settings = settings(authority, slot);
    Side {
        hosts: Hosts { site: format!("{authority}/site/{name}"), scm: format!("{authority}/scm/{name}") },
        running: true,
        tags: BTreeMap::new(),
        config: SiteConfig::default(),
        identity: None,
        keys: state.new_keys(),
        auto_swap: None,
        swap_status: None,
        prepared_with: None,
        operation: None,
        modified: now - time::Duration::days(3),
        scm_restart: None,
        moving: Moving {
            deployment_id: match slot {
                // Four hexadecimal digits behind two underscores (recorded).
                Some(_) => format!("{app}__af56"),
                None => app.to_owned(),
            },
            synced: listed(&content, &settings),
            kudu: Kudu {
                manifest: content.files().map(|(path, _)| path.to_owned()).collect(),
                deployments: vec![deployment],
                ..Kudu::default()
            },
            content,
            host: Host { instances: vec![instance], mounted: None },
        },
        settings,
    }
}

fn settings(authority: &str, slot: Option<&str>) -> BTreeMap<String, String> {
    let storage = format!(
        "DefaultEndpointsProtocol=https;AccountName={STORAGE};AccountKey={STORAGE_KEY};\
         BlobEndpoint=https://{authority}/blob/{STORAGE}"
    );
    let mut settings: BTreeMap<String, String> = [
        ("AzureWebJobsStorage", storage.as_str()),
        ("OrdersStorage", storage.as_str()),
        ("APPINSIGHTS_INSTRUMENTATIONKEY", INSIGHTS_KEY),
        ("FUNCTIONS_EXTENSION_VERSION", "~4"),
        ("FUNCTIONS_WORKER_RUNTIME", "custom"),
        ("PAYMENT_API_KEY", "pk_rehearsal_3d1f0c6a9b7e4d52"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if slot.is_some() {
        settings.extend(held_triggers().map(|name| (name.to_owned(), "true".to_owned())));
    }
    settings
}
