//! A client for the control plane of a world, for tests that ask Azure themselves.

use std::sync::Arc;

use super::ORIGIN;
use rehearsal::World;
use rehearsal::default_world::{APP, CLIENT, GROUP, SLOT, SUBSCRIPTION, TENANT};
use slot_deploy::azure::{AppId, Arm, Auth, Cloud, CloudChoice, Credential, CredentialOptions, SiteRef};
use slot_deploy::http::{Http, Pace, Redactor};
use slot_deploy::rehearse::in_process;
use slot_deploy::runner::{Console, Environment, IdTokenSource, Style};

pub async fn sign_in(world: &World) -> Arm {
    sign_in_over(world, in_process(world)).await
}

/// The same, over what stands between it and the world.
pub async fn sign_in_over(world: &World, http: Arc<dyn Http>) -> Arm {
    let console = Console::new(Box::new(std::io::sink()), Style::Actions, Redactor::default(), true);
    let pace = Pace::starting(world.clock().now());
    let token = world.state().github.job.request_token.clone();
    let environment = Environment::of([
        ("ACTIONS_ID_TOKEN_REQUEST_URL".to_owned(), format!("https://{ORIGIN}/oidc/token?api-version=2.0")),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN".to_owned(), token),
    ]);
    let choice = CloudChoice::Custom(format!("https://{ORIGIN}/").parse().unwrap());
    let cloud = Cloud::of(&choice, http.as_ref()).await.unwrap();
    let options = CredentialOptions {
        auth: Auth::Oidc(IdTokenSource::new(&environment, http.clone(), console.clone()).unwrap()),
        tenant_id: TENANT.to_owned(),
        client_id: CLIENT.to_owned(),
        cloud: cloud.clone(),
    };
    let credential = Arc::new(Credential::new(options, http.clone(), pace, console));
    Arm::new(http, credential, cloud, pace, Redactor::default(), "test")
}

/// Production and the slot.
pub fn sides_of_the_app() -> [SiteRef; 2] {
    let app = AppId {
        subscription: SUBSCRIPTION.parse().unwrap(),
        group: GROUP.parse().unwrap(),
        name: APP.parse().unwrap(),
    };
    [SiteRef::new(app.clone(), &"production".parse().unwrap()), SiteRef::new(app, &SLOT.parse().unwrap())]
}
