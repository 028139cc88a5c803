//! Who may: an account's key, a shared access signature, or an identity with a role (REST reference, "Authorize requests
//! to Azure Storage"; codes from "Shared access signature error codes").

use http::HeaderMap;
use time::{Duration, OffsetDateTime};

use super::operation::Operation;
use super::target::Target;
use super::terms::http_time;
use crate::doors::Incoming;
use crate::doors::bearer::{NotTaken, principal_of};
use crate::laws::blob::refusal::{
    AUTHENTICATION_FORMAT, AUTHORIZATION_FAILURE, INVALID_AUTHENTICATION, NOT_AUTHENTICATED, PERMISSION_MISMATCH,
    PUBLIC_ACCESS, RESOURCE_TYPE_MISMATCH, Refusal, SERVICE_MISMATCH,
};
use crate::laws::blob::roles;
use crate::laws::blob::sas::{Asked, Grant, Sas};
use crate::laws::blob::shared_key::{self, Signed};
use crate::state::{Directory, StorageAccount};

/// The audience of tokens for any account.
const AUDIENCE: &str = "https://storage.azure.com";
/// A signed request is good for a quarter of an hour.
const SIGNED_FOR: Duration = Duration::minutes(15);

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Requester {
    /// Somebody who has a key of the account.
    Key,
    /// An identity, by its object id.
    Identity(String),
    /// Whoever holds a shared access signature.
    Signature,
    /// Anybody, where a container is public.
    Anybody,
}

/// What is asked for, and where.
pub(super) struct Gate<'a> {
    /// The account.
    pub account: &'a StorageAccount,
    /// Who has a role of its own.
    pub directory: &'a Directory,
    /// The tenant that it belongs to.
    pub tenant: &'a str,
    /// The account's endpoint, which is an audience of its own.
    pub endpoint: String,
    /// Container and blob.
    pub target: &'a Target,
    /// The operation.
    pub operation: Operation,
    /// The time.
    pub now: OffsetDateTime,
}

impl Gate<'_> {
    /// Lets a request in, or says why not.
    pub(super) fn admit(&self, incoming: &Incoming) -> Result<Requester, Refusal> {
        let authorization = incoming.header("authorization");
        if let Some((scheme, rest)) = authorization.and_then(|value| value.split_once(' ')) {
            return match scheme.to_lowercase().as_str() {
                "bearer" => self.by_token(rest),
                "sharedkey" => self.by_key(incoming, rest),
                _ => Err(AUTHENTICATION_FORMAT),
            };
        }
        if authorization.is_some() {
            return Err(AUTHENTICATION_FORMAT);
        }
        if let Some(sas) = Sas::of(&incoming.query) {
            return self.by_signature(&sas, &incoming.headers);
        }
        if self.is_public() { Ok(Requester::Anybody) } else { Err(self.anonymous(incoming)) }
    }

    /// What anybody may read (Microsoft Learn, "Configure anonymous read access for containers and blobs").
    fn is_public(&self) -> bool {
        let container = self.target.container.as_ref().and_then(|name| self.account.containers.get(name));
        let of_blobs = [Operation::GetBlob, Operation::BlobProperties, Operation::GetBlockList];
        let of_all = [Operation::ListBlobs, Operation::ContainerProperties];
        container.and_then(|container| container.public.as_deref()).is_some_and(|level| {
            of_blobs.contains(&self.operation) || (level == "container" && of_all.contains(&self.operation))
        })
    }

    /// New accounts permit no public access. Versions that know the challenge get one.
    fn anonymous(&self, incoming: &Incoming) -> Refusal {
        let knows_the_challenge = incoming.header("x-ms-version").is_some_and(|version| version >= "2019-12-12");
        match incoming.method.as_str() {
            "GET" | "HEAD" if !knows_the_challenge => PUBLIC_ACCESS,
            _ => NOT_AUTHENTICATED,
        }
    }

    /// Lets an identity in that has a role.
    pub(super) fn by_token(&self, token: &str) -> Result<Requester, Refusal> {
        let audiences = [AUDIENCE.to_owned(), self.endpoint.clone()];
        let principal = principal_of(token, &audiences, self.now).map_err(|why| {
            INVALID_AUTHENTICATION.with(
                "AuthenticationErrorDetail",
                match why {
                    NotTaken::Expired => "Lifetime validation failed. The token is expired.",
                    NotTaken::Invalid | NotTaken::OtherAudience(_) | NotTaken::Missing => {
                        "Signature or audience validation failed."
                    }
                },
            )
        })?;
        self.by_role(&principal.object_id)?;
        Ok(Requester::Identity(principal.object_id))
    }

    /// Whether an identity has a role that suffices.
    pub(super) fn by_role(&self, object: &str) -> Result<(), Refusal> {
        let (container, action) = (self.target.container.as_deref(), self.operation.need().action);
        if roles::allow(self.account, object, container, action) || roles::allow_by_own(self.directory, object, action)
        {
            Ok(())
        } else {
            Err(PERMISSION_MISMATCH)
        }
    }

    fn by_key(&self, incoming: &Incoming, credential: &str) -> Result<Requester, Refusal> {
        let (name, signature) = credential.rsplit_once(':').ok_or(AUTHENTICATION_FORMAT)?;
        // A client on `localhost` may take the whole path of the endpoint for the account's name, and signs so.
        let is_own = name.rsplit('/').next() == Some(&self.account.name);
        let date = incoming.header("x-ms-date").or(incoming.header("date")).and_then(http_time);
        if date.is_none_or(|date| (self.now - date).abs() > SIGNED_FOR) {
            return Err(Refusal::unauthentic("Request date header not specified or too old."));
        }
        let signed = Signed {
            method: incoming.method.as_str(),
            headers: &incoming.headers,
            path: &incoming.sent_path,
            query: &incoming.query,
        };
        if !is_own || !shared_key::verify(&self.account.keys, name, &signed, signature) {
            return Err(Refusal::unauthentic(
                "The MAC signature found in the HTTP request is not the same as any computed signature.",
            ));
        }
        if self.operation == Operation::DelegationKey { Err(AUTHORIZATION_FAILURE) } else { Ok(Requester::Key) }
    }

    /// Lets the holder of a signature in.
    pub(super) fn by_signature(&self, sas: &Sas, headers: &HeaderMap) -> Result<Requester, Refusal> {
        let asked = Asked {
            account: self.account,
            tenant: self.tenant,
            container: self.target.container.as_deref().unwrap_or_default(),
            blob: self.target.blob.as_deref().unwrap_or_default(),
            headers,
        };
        let grant = sas.verify(&asked, self.now)?;
        self.by_grant(&grant)?;
        Ok(Requester::Signature)
    }

    fn by_grant(&self, grant: &Grant) -> Result<(), Refusal> {
        let need = self.operation.need();
        if need.letters.is_empty() {
            return Err(AUTHORIZATION_FAILURE);
        }
        match &grant.account_wide {
            Some((services, _)) if !services.contains('b') => return Err(SERVICE_MISMATCH),
            Some((_, resources)) if !resources.contains(need.resource) => return Err(RESOURCE_TYPE_MISMATCH),
            None if self.operation.is_beyond_a_service_signature() => return Err(AUTHORIZATION_FAILURE),
            _ => {}
        }
        let has = |letter: char| grant.permission.contains(letter);
        // To create is to write where nothing is yet; for containers it is all there is.
        let suffices = need.letters.chars().any(|letter| match letter {
            'c' if need.resource == 'o' => has('c') && !self.exists(),
            letter => has(letter),
        });
        if suffices {
            grant.delegated_by.as_deref().map_or(Ok(()), |object| self.by_role(object))
        } else {
            Err(PERMISSION_MISMATCH)
        }
    }

    fn exists(&self) -> bool {
        let Target { container: Some(container), blob: Some(blob) } = self.target else {
            return false;
        };
        self.account.blob(container, blob).is_some()
    }
}
