use std::sync::Arc;

use super::context::{Run, RunOnApp};
use crate::azure::{
    AppId, Arm, Auth, Cloud, ContainerUrl, Credential, CredentialOptions, SignInError, SiteRef, find_app as look_for,
};
use crate::names::{AppName, GroupName};
use crate::record::{Code, Outcome, Phase, Problem};
use crate::release::ground::{App, SignInWay, Stop};
use crate::store::Store;

impl Run {
    /// Signs in and finds the app that the run is about.
    pub async fn sign_in(&self) -> Result<RunOnApp, Stop> {
        self.recorder.begin_phase(Phase::SignIn);
        let limit = self.setup.options.timeout;
        let found = async { self.find_app(self.control_plane().await?).await };
        let app = self.setup.pace.within(limit, found).await.ok_or_else(|| Stop::out_of_time(limit))??;
        self.recorder.note(|record| record.resource_group = Some(app.slot.app.group.to_string()));
        let subject = app.arm.credential().claims().map(|claims| format!(" as {}", claims.subject));
        self.recorder.end_phase(&format!("signed in{}, found {}", subject.unwrap_or_default(), app.slot.app.name));
        let on = self.on(app);
        on.resume_stored();
        Ok(on)
    }

    /// The control plane with a credential that was accepted. It belongs to no app, so several may be released with it.
    pub async fn control_plane(&self) -> Result<Arm, Stop> {
        let cloud = Cloud::of(&self.setup.options.cloud, self.setup.http.as_ref()).await?;
        let auth = match &self.setup.sign_in {
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
            tenant_id: self.setup.options.tenant_id.clone(),
            client_id: self.setup.options.client_id.clone(),
            cloud: cloud.clone(),
        };
        let credential = Credential::new(options, self.setup.http.clone(), self.setup.pace, self.setup.console.clone());
        let arm = Arm::new(
            self.setup.http.clone(),
            Arc::new(credential),
            cloud,
            self.setup.pace,
            self.setup.console.redactor().clone(),
            &self.recorder.read(|record| record.id.clone()),
        );
        arm.credential().token(&arm.scope()).await.map_err(|error| Stop::aborted(&error))?;
        Ok(arm)
    }

    /// The container of packages.
    fn store(&self, arm: &Arm) -> Result<Option<Store>, Stop> {
        let Some(given) = &self.setup.options.container else { return Ok(None) };
        let container = ContainerUrl::parse(given, arm.cloud()).map_err(|why| {
            let problem =
                Problem::new(Code::STORE_URL, format!("`storage-container` does not name a blob container: {why}"))
                    .hint(why.fix());
            Stop::new(Outcome::Aborted, problem)
        })?;
        Ok(Some(Store::new(arm.blobs(container), self.setup.pace)))
    }

    pub(super) async fn find_app(&self, arm: Arm) -> Result<App, Stop> {
        let options = &self.setup.options;
        self.find(arm, options.resource_group.as_ref(), &options.app_name).await
    }

    /// An app of this name, which is looked for where its resource group is not given.
    pub async fn find(&self, arm: Arm, group: Option<&GroupName>, name: &AppName) -> Result<App, Stop> {
        let subscription = &self.setup.options.subscription_id;
        let id = match group {
            Some(group) => AppId { subscription: subscription.clone(), group: group.clone(), name: name.clone() },
            None => look_for(&arm, subscription, name).await?,
        };
        Ok(App {
            slot: SiteRef::new(id.clone(), &self.setup.options.slot),
            target: SiteRef::new(id, &self.setup.options.target_slot),
            store: self.store(&arm)?,
            arm,
        })
    }
}
