use thiserror::Error;

/// Why an answer cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// It is not JSON.
    #[error("the answer is not JSON")]
    NotJson,
    /// Microsoft's SDK could not read it.
    #[error("the answer is not of the documented form ({why})")]
    NotForTheSdk {
        /// In the SDK's words.
        why: String,
    },
    /// A field that is needed is not there.
    #[error("the answer lacks `{field}`")]
    Missing {
        /// Its path.
        field: String,
    },
    /// A field is not of the documented form. Its value is not shown: it may be a secret.
    #[error("{field} of the answer is not of the documented form", field = shown(.field))]
    Unexpected {
        /// Its path.
        field: String,
    },
    /// The platform could not read a metric.
    #[error("{metric}: {code}")]
    MetricFailed {
        /// Which.
        metric: String,
        /// The platform's code.
        code: String,
    },
    /// A query of logs was answered with nothing, or with a part.
    #[error("the answer is empty or incomplete")]
    NoRows,
    /// This identity may not read a table of logs.
    #[error("{table} needs the right Microsoft.Insights/logs/{table}/read")]
    TableDenied {
        /// Which.
        table: String,
    },
    /// A file that is more than is read.
    #[error("its {bytes} bytes are more than is read back")]
    TooLarge {
        /// Its length.
        bytes: u64,
    },
    /// There is no key of that name.
    #[error("there is no key of that name")]
    NoSuchKey,
    /// The host has no master key.
    #[error("there is no master key")]
    NoMasterKey,
    /// A long-running operation names no place to follow it at.
    #[error("the answer names no Location to follow")]
    NoLocation,
    /// The answer to a poll is none of those that a poll gets.
    #[error("the answer says neither that it is in progress nor how it ended")]
    NotAnEnd,
    /// The answer leads to another host, which gets no credential.
    #[error("it was sent to another host, {host}")]
    AnotherHost {
        /// Which.
        host: String,
    },
    /// A list does not come to its end.
    #[error("the list has more than {pages} pages")]
    Endless {
        /// How many were read.
        pages: usize,
    },
    /// A text that was to be a URL, or the host of one.
    #[error("`{text}` is not a URL")]
    NotAUrl {
        /// The text.
        text: String,
    },
    /// A resource is not named by an id.
    #[error("the answer names a resource by a text that is not a resource id")]
    NotAResource,
    /// The answer is about another resource than the one that was asked for.
    #[error("the answer is about another resource, {id}")]
    AnotherResource {
        /// Which.
        id: String,
    },
    /// A name that does not follow the rules of its kind.
    #[error("{0}")]
    Name(#[from] crate::names::NameError),
    /// Credentials go over HTTPS only.
    #[error("its endpoints are not https")]
    NotHttps,
}

impl Unreadable {
    /// A field that is not there.
    pub(super) fn missing(field: &str) -> Self {
        Self::Missing { field: field.to_owned() }
    }
}

fn shown(field: &str) -> String {
    match field {
        "" => "the whole".to_owned(),
        field => format!("`{field}`"),
    }
}
