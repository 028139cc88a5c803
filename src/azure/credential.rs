use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::TokenCredential;
use azure_core::http::{ClientMethodOptions, ClientOptions, RetryOptions, Transport};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientAssertion, ClientAssertionCredential,
    ClientAssertionCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions, ManagedIdentityCredential,
    ManagedIdentityCredentialOptions, UserAssignedId,
};
use time::OffsetDateTime;

use super::answers::service_answer;
use super::sdk_transport::{SdkTransport, has_a_lifetime};
use super::{Cloud, SignInError};
use crate::http::{Http, Moment, Pace, Secret};
use crate::runner::{Claims, Console, IdTokenSource, OidcError, contained};

/// A token is renewed when it has less than this left, so that no change begins with a token about
/// to end.
const SPARE: Duration = Duration::from_secs(5 * 60);

/// How to sign in.
#[derive(Clone)]
pub enum Auth {
    /// GitHub's OIDC token is exchanged.
    Oidc(IdTokenSource),
    /// A secret of the application.
    ClientSecret(Secret),
    /// The machine's own identity, on self-hosted runners in Azure.
    ManagedIdentity,
    /// The user of the Azure CLI, on laptops.
    AzureCli,
}

/// The identity and the cloud.
#[derive(Clone)]
pub struct CredentialOptions {
    /// How.
    pub auth: Auth,
    /// The tenant; may be empty for a managed identity and the Azure CLI.
    pub tenant_id: String,
    /// The application or user-assigned identity; may be empty for a system-assigned one and the
    /// Azure CLI.
    pub client_id: String,
    /// The cloud.
    pub cloud: Cloud,
}

/// Tokens for Azure, by azure_identity.
///
/// Its own cache cannot be emptied and goes by the wall clock, so a new inner credential, and with
/// it a fresh GitHub token, is made for every exchange, and tokens are kept here by paced time.
pub struct Credential {
    options: CredentialOptions,
    http: Arc<dyn Http>,
    pace: Pace,
    console: Console,
    tokens: tokio::sync::Mutex<HashMap<String, Kept>>,
    claims: Arc<Mutex<Option<Claims>>>,
}

struct Kept {
    token: Secret,
    until: Moment,
}

impl Credential {
    /// Sends nothing yet.
    pub fn new(options: CredentialOptions, http: Arc<dyn Http>, pace: Pace, console: Console) -> Self {
        Self { options, http, pace, console, tokens: tokio::sync::Mutex::default(), claims: Arc::default() }
    }

    /// The application or user-assigned identity; may be empty.
    pub fn client_id(&self) -> &str {
        &self.options.client_id
    }

    /// The tenant; may be empty.
    pub fn tenant_id(&self) -> &str {
        &self.options.tenant_id
    }

    /// A token for `scope` with at least five minutes left.
    pub async fn token(&self, scope: &str) -> Result<Secret, SignInError> {
        let mut tokens = self.tokens.lock().await;
        if let Some(kept) = tokens.get(scope)
            && kept.until > self.pace.now() + SPARE
        {
            return Ok(kept.token.clone());
        }
        let (token, lifetime) = self.exchange(scope).await?;
        self.console.hide(&token);
        let kept = Kept { token: token.clone(), until: self.pace.now() + lifetime };
        tokens.insert(scope.to_owned(), kept);
        Ok(token)
    }

    /// Drops this token for `scope`, which was refused: the next call gets a new one. Returns whether it was still the one in use; if
    /// not, another request has had it renewed, and the refusal says nothing of the new one.
    pub async fn drop_refused(&self, scope: &str, refused: &Secret) -> bool {
        let mut tokens = self.tokens.lock().await;
        let in_use = tokens.get(scope).is_some_and(|kept| kept.token.expose() == refused.expose());
        if in_use {
            tokens.remove(scope);
        }
        in_use
    }

    /// The claims of GitHub's last token.
    pub fn claims(&self) -> Option<Claims> {
        self.claims.lock().ok()?.clone()
    }

    async fn exchange(&self, scope: &str) -> Result<(Secret, Duration), SignInError> {
        let transport = SdkTransport::new(self.http.clone());
        let assertion = Assertion {
            source: match &self.options.auth {
                Auth::Oidc(source) => Some(source.clone()),
                _ => None,
            },
            audience: self.options.cloud.oidc_audience.clone(),
            claims: self.claims.clone(),
            failure: Arc::default(),
        };
        let failure = assertion.failure.clone();
        let credential = self.inner(assertion, &transport).map_err(|error| SignInError::Failed(error.to_string()))?;
        // The SDK calculates with what the service answers; a panic in it is an answer that it could not read.
        let got = contained(credential.get_token(&[scope], None)).await;
        match got.map_err(|panicked| SignInError::Failed(panicked.to_string()))? {
            Ok(access) => {
                let left = access.expires_on - OffsetDateTime::now_utc();
                let lifetime = Duration::try_from(left).unwrap_or_default();
                Ok((Secret::new(access.token.secret()), lifetime))
            }
            Err(error) => Err(self.explain(error, &transport, failure)),
        }
    }

    fn explain(
        &self,
        error: azure_core::Error,
        transport: &SdkTransport,
        failure: Arc<Mutex<Option<OidcError>>>,
    ) -> SignInError {
        if let Some(oidc) = failure.lock().ok().and_then(|mut failure| failure.take()) {
            return SignInError::GitHub(oidc);
        }
        match transport.last() {
            Some(Ok(response)) if has_a_lifetime(&response) => {
                let answer = service_answer(&response, self.console.redactor());
                SignInError::rejected(answer, self.claims(), &self.options.client_id)
            }
            Some(Err(error)) => SignInError::Unreachable(error),
            // Only the Display: the Debug of these errors prints a back-trace.
            Some(Ok(_)) | None => SignInError::failed(&self.console.redactor().own(&error.to_string())),
        }
    }

    fn inner(&self, assertion: Assertion, transport: &SdkTransport) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let CredentialOptions { auth, tenant_id, client_id, cloud } = &self.options;
        let mut custom = CustomConfiguration::default();
        custom.authority_host = cloud.authority.as_str().trim_end_matches('/').to_owned();
        let client_options = ClientOptions {
            transport: Some(Transport::new(Arc::new(transport.clone()))),
            retry: RetryOptions::none(),
            cloud: Some(Arc::new(CloudConfiguration::Custom(custom))),
            ..ClientOptions::default()
        };
        let (tenant, client) = (tenant_id.clone(), client_id.clone());
        Ok(match auth {
            Auth::Oidc(_) => {
                let options = ClientAssertionCredentialOptions { client_options };
                ClientAssertionCredential::new(tenant, client, assertion, Some(options))?
            }
            Auth::ClientSecret(secret) => {
                let options = ClientSecretCredentialOptions { client_options };
                ClientSecretCredential::new(&tenant, client, secret.expose().to_owned().into(), Some(options))?
            }
            Auth::ManagedIdentity => ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
                user_assigned_id: (!client.is_empty()).then_some(UserAssignedId::ClientId(client)),
                client_options,
            }))?,
            Auth::AzureCli => AzureCliCredential::new(Some(AzureCliCredentialOptions {
                tenant_id: (!tenant.is_empty()).then_some(tenant),
                ..AzureCliCredentialOptions::default()
            }))?,
        })
    }
}

/// Gives the SDK a fresh GitHub token each time it asks.
struct Assertion {
    source: Option<IdTokenSource>,
    audience: String,
    claims: Arc<Mutex<Option<Claims>>>,
    /// The SDK flattens errors to text; ours is kept beside it.
    failure: Arc<Mutex<Option<OidcError>>>,
}

impl fmt::Debug for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assertion")
    }
}

#[async_trait]
impl ClientAssertion for Assertion {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        use azure_core::error::{Error, ErrorKind};
        let Some(source) = &self.source else {
            return Err(Error::with_message(ErrorKind::Credential, "no source of assertions"));
        };
        match source.fetch(&self.audience).await {
            Ok(token) => {
                if let Ok(mut claims) = self.claims.lock() {
                    *claims = Claims::of(&token);
                }
                Ok(token.expose().to_owned())
            }
            Err(error) => {
                let words = error.to_string();
                if let Ok(mut failure) = self.failure.lock() {
                    *failure = Some(error);
                }
                Err(Error::with_message(ErrorKind::Credential, words))
            }
        }
    }
}
