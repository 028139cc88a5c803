use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::path::ApiPath;
use super::{AzureError, Scm};
use crate::http::{Body, Policy, Request};
use crate::record::RELEASE_JSON;

/// Kudu reads a whole app from its share while it answers, thousands of small files of it.
const ATTEMPT: Duration = Duration::from_secs(5 * 60);
const PATIENCE: Duration = Duration::from_secs(12 * 60);
/// It is held in memory.
const LARGEST: usize = 512 * 1024 * 1024;

impl Scm {
    /// All files below wwwroot as one zip, of up to 512 MiB. Kudu makes it while it answers (facts: scm-endpoints).
    pub async fn wwwroot(&self) -> Result<Bytes, AzureError> {
        let policy = Policy { body_limit: LARGEST, ..Policy::safe().within(PATIENCE).attempt(ATTEMPT) };
        // A folder is asked for with a slash at the end.
        Ok(self.get("read back what was built", ApiPath::new("api/zip/site/wwwroot/"), policy).await?.body)
    }

    /// Replaces the entry of a side's files that names their content. It is there: it was sent with the sources, so that the next
    /// deployment, whoever makes it, takes it away again (facts: kudu-sync).
    pub async fn write_release_entry(&self, entry: Vec<u8>) -> Result<(), AzureError> {
        let path = ApiPath::new("api/vfs/site/wwwroot").then(RELEASE_JSON);
        let request = Request::new(Method::PUT, self.url(&path)?)
            // Kudu changes no file for who does not say which state of it he knows; any is meant (facts: scm-endpoints).
            .header(http::header::IF_MATCH, "*")
            .header(http::header::CONTENT_TYPE, "application/octet-stream")
            .body(Body::Bytes(entry.into()))
            .policy(Policy::idempotent());
        self.send("name the content of the slot", request).await.map(drop)
    }
}
