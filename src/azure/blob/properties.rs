use std::collections::BTreeMap;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::http::Response;

/// What is known of a blob without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobProperties {
    /// Its entity tag, which changes with each write.
    pub etag: String,
    /// Its length in bytes.
    pub length: u64,
    /// Its metadata; names in small letters.
    pub metadata: BTreeMap<String, String>,
    /// When it was changed last.
    pub modified: Option<OffsetDateTime>,
    /// When the service said this, by its own clock.
    pub answered: Option<OffsetDateTime>,
    /// The copy operation that it was the target of last.
    pub copy: Option<CopyEnd>,
}

/// How a copy operation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyEnd {
    /// It goes on, and the target is empty.
    Pending,
    /// All was copied.
    Success,
    /// It failed or was given up; the target is empty.
    Failed(String),
}

impl CopyEnd {
    /// How it stands by the headers of an answer.
    pub(super) fn of(response: &Response) -> Option<Self> {
        Some(match response.header("x-ms-copy-status")? {
            "pending" => Self::Pending,
            "success" => Self::Success,
            other => {
                let why = response.header("x-ms-copy-status-description").unwrap_or(other);
                Self::Failed(why.chars().take(200).collect())
            }
        })
    }
}

impl BlobProperties {
    /// From the headers of Get Blob Properties; `None` when the one or the other is missing.
    pub(super) fn of(response: &Response) -> Option<Self> {
        let metadata = response.headers.iter().filter_map(|(name, value)| {
            let name = name.as_str().strip_prefix("x-ms-meta-")?;
            Some((name.to_owned(), value.to_str().ok()?.to_owned()))
        });
        Some(Self {
            etag: etag(response)?,
            length: response.header("content-length")?.parse().ok()?,
            metadata: metadata.collect(),
            modified: time_in(response, "last-modified"),
            answered: answered_at(response),
            copy: CopyEnd::of(response),
        })
    }
}

/// The entity tag of an answer.
pub(super) fn etag(response: &Response) -> Option<String> {
    response.header("etag").map(str::to_owned)
}

/// When the service answered, by its own clock.
pub(super) fn answered_at(response: &Response) -> Option<OffsetDateTime> {
    time_in(response, "date")
}

fn time_in(response: &Response, name: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(response.header(name)?, &Rfc2822).ok()
}
