use std::sync::Arc;

use super::app::App;
use super::{Setup, SignInWay, Stop, Story};
use crate::azure::{
    AppId, Arm, Auth, Cloud, Credential, CredentialOptions, SignInError, SiteRef, find_app as look_for,
};
use crate::record::Phase;

/// Signs in and finds the app.
pub async fn find_app(setup: &Setup, story: &Story) -> Result<App, Stop> {
    story.begin(Phase::SignIn);
    let cloud = Cloud::of(&setup.options.cloud, setup.http.as_ref()).await?;
    let auth = match &setup.sign_in {
        SignInWay::Oidc(Ok(source)) => Auth::Oidc(source.clone()),
        SignInWay::Oidc(Err(error)) => {
            return Err(Stop::aborted(&SignInError::GitHub(error.clone())));
        }
        SignInWay::ClientSecret(secret) => Auth::ClientSecret(secret.clone()),
        SignInWay::ManagedIdentity => Auth::ManagedIdentity,
        SignInWay::AzureCli => Auth::AzureCli,
    };
    let options = CredentialOptions {
        auth,
        tenant_id: setup.options.tenant_id.clone(),
        client_id: setup.options.client_id.clone(),
        cloud: cloud.clone(),
    };
    let credential = Credential::new(options, setup.http.clone(), setup.pace, setup.console.clone());
    let arm = Arm::new(
        setup.http.clone(),
        Arc::new(credential),
        cloud,
        setup.pace,
        setup.console.redactor().clone(),
        &story.snapshot().id,
    );
    arm.credential().token(&arm.scope()).await.map_err(|error| Stop::aborted(&error))?;
    let id = match &setup.options.resource_group {
        Some(group) => AppId {
            subscription: setup.options.subscription_id.clone(),
            group: group.clone(),
            name: setup.options.app_name.clone(),
        },
        None => look_for(&arm, &setup.options.subscription_id, &setup.options.app_name).await?,
    };
    story.note(|record| record.resource_group = Some(id.group.clone()));
    let subject = arm.credential().claims().map(|claims| format!(" as {}", claims.subject));
    story.finish(&format!("signed in{}, found {}", subject.unwrap_or_default(), id.name));
    Ok(App {
        slot: SiteRef::new(id.clone(), &setup.options.slot),
        target: SiteRef::new(id, &setup.options.target_slot),
        arm,
    })
}
