use std::sync::Arc;
use std::time::Duration;

use octocrab::Octocrab;
use serde::Deserialize;
use serde_json::Value;
use snap::raw::Decoder;
use snap::raw::decompress_len;
use url::Url;

use super::GitHubError;
use super::seam::octocrab;
use crate::http::{Http, Policy, Request, Secret};
use crate::names::{NameError, RepositoryName};
use crate::record::Digest;

/// So many are looked at; one that holds is enough.
const MOST: usize = 30;
/// No bundle is larger: a statement may name a thousand files.
const LARGEST: usize = 4 * 1024 * 1024;

/// The attestations of one repository.
#[derive(Clone)]
pub struct Attestations {
    octocrab: Octocrab,
    http: Arc<dyn Http>,
    owner: String,
    repository: String,
}

/// An answer of GitHub, as far as it is used (`repos/list-attestations` of GitHub's description).
#[derive(Deserialize)]
struct Listed {
    attestations: Vec<Attestation>,
}

#[derive(Deserialize)]
struct Attestation {
    bundle: Option<Value>,
    bundle_url: Option<String>,
}

impl Attestations {
    /// Those of `repository`, `owner/name`.
    pub fn new(http: Arc<dyn Http>, api_url: &Url, token: Secret, repository: &str) -> Result<Self, GitHubError> {
        let RepositoryName { owner, name } =
            repository.parse().map_err(|error: NameError| GitHubError::Malformed(error.to_string()))?;
        let octocrab = octocrab(http.clone(), api_url, token, Policy::safe().doubting(&[]));
        Ok(Self { octocrab, http, owner, repository: name })
    }

    /// The Sigstore bundles that name this digest, as JSON; thirty at most. Nothing in them is true before it was proved. Takes
    /// `attestations: read`.
    pub async fn of(&self, digest: &Digest) -> Result<Vec<String>, GitHubError> {
        let doing = "list the attestations of the package";
        let route = format!("/repos/{}/{}/attestations/sha256:{digest}?per_page={MOST}", self.owner, self.repository);
        let listed: Listed = match self.octocrab.get(route, None::<&()>).await {
            Ok(listed) => listed,
            Err(error) => match GitHubError::of(doing, error) {
                // So GitHub says that there is none.
                GitHubError::Refused { status: 404, .. } => return Ok(Vec::new()),
                error => return Err(error),
            },
        };
        let mut bundles = Vec::new();
        for Attestation { bundle, bundle_url } in listed.attestations.into_iter().take(MOST) {
            match (bundle, bundle_url) {
                (Some(bundle), _) => bundles.push(bundle.to_string()),
                (None, Some(url)) => bundles.push(self.fetch(&url).await?),
                (None, None) => {}
            }
        }
        Ok(bundles)
    }

    /// A bundle from GitHub's storage, which opens it by the URL alone: the token stays here.
    async fn fetch(&self, url: &str) -> Result<String, GitHubError> {
        let failed = |message: String| GitHubError::Failed { doing: "fetch an attestation".to_owned(), message };
        let url: Url = url.parse().map_err(|_| failed("its address is none".to_owned()))?;
        let policy = Policy::safe().within(Duration::from_secs(45)).attempt(Duration::from_secs(20));
        let answer = self.http.send(Request::get(url).policy(policy)).await.map_err(GitHubError::Unreachable)?;
        if !answer.status.is_success() {
            return Err(failed(format!("its storage answered {}", answer.status.as_u16())));
        }
        unpack(&answer.body).map_err(failed)
    }
}

/// The JSON of a bundle, which is packed by Snappy.
fn unpack(bytes: &[u8]) -> Result<String, String> {
    let length = decompress_len(bytes).map_err(|error| format!("it cannot be unpacked: {error}"))?;
    if length > LARGEST {
        return Err(format!("it has {length} bytes, and {LARGEST} are the most that is read"));
    }
    let unpacked = Decoder::new().decompress_vec(bytes).map_err(|error| format!("it cannot be unpacked: {error}"))?;
    String::from_utf8(unpacked).map_err(|_| "it is not text".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_unpacked_up_to_a_limit_and_anything_else_is_an_error() {
        let packed = |text: &[u8]| snap::raw::Encoder::new().compress_vec(text).unwrap();
        assert_eq!(unpack(&packed(b"{}")).as_deref(), Ok("{}"));
        assert!(unpack(&packed(&vec![b' '; LARGEST + 1])).unwrap_err().contains("the most"));
        assert!(unpack(b"").is_err() && unpack(b"\x09{}").is_err() && unpack(&packed(b"\xff")).is_err());
    }
}
