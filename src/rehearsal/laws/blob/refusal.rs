//! The service's refusals.

use std::borrow::Cow;

/// Why the blob service does not do what it is asked: status, code and words as in its error bodies (REST reference,
/// "Blob service error codes" and "Common REST API error codes").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// The code.
    pub code: &'static str,
    /// The words.
    pub words: Cow<'static, str>,
    /// Further elements of the body.
    pub details: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal.
    pub const fn new(status: u16, code: &'static str, words: &'static str) -> Self {
        Self { status, code, words: Cow::Borrowed(words), details: Vec::new() }
    }

    /// With a further element in its body.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    /// A header whose value is not understood.
    pub fn header(name: &str, value: &str) -> Self {
        INVALID_HEADER.with("HeaderName", name).with("HeaderValue", value)
    }

    /// A query parameter whose value is not understood.
    pub fn parameter(name: &str, value: &str) -> Self {
        INVALID_PARAMETER.with("QueryParameterName", name).with("QueryParameterValue", value)
    }

    /// What this service does not have, by its name.
    pub fn not_simulated(what: impl std::fmt::Display) -> Self {
        let words = Cow::Owned(format!("The simulated blob service does not know {what}."));
        Self { words, ..NOT_SIMULATED }
    }

    /// Authentication that failed, and the reason that the service gives beside it.
    pub fn unauthentic(detail: impl Into<String>) -> Self {
        AUTHENTICATION_FAILED.with("AuthenticationErrorDetail", detail)
    }
}

macro_rules! refusals {
    ($($name:ident = $status:literal $code:literal $words:literal;)*) => {
        $(
            #[doc = concat!($code, ": ", $words)]
            pub const $name: Refusal = Refusal::new($status, $code, $words);
        )*
    };
}

refusals! {
    INVALID_HEADER = 400 "InvalidHeaderValue" "The value for one of the HTTP headers is not in the correct format.";
    MISSING_HEADER = 400 "MissingRequiredHeader" "An HTTP header that's mandatory for this request is not specified.";
    INVALID_PARAMETER = 400 "InvalidQueryParameterValue" "Value for one of the query parameters specified in the request URI is invalid.";
    INVALID_XML = 400 "InvalidXmlDocument" "XML specified is not syntactically valid.";
    INVALID_METADATA = 400 "InvalidMetadata" "The metadata specified is invalid. It has characters that are not permitted.";
    INVALID_NAME = 400 "InvalidResourceName" "The specified resource name contains invalid characters.";
    NAME_LENGTH = 400 "OutOfRangeInput" "The specified resource name length is not within the permissible limits.";
    INVALID_BLOCK = 400 "InvalidBlobOrBlock" "The specified blob or block content is invalid.";
    INVALID_BLOCK_LIST = 400 "InvalidBlockList" "The specified block list is invalid.";
    BLOCK_COUNT = 409 "BlockCountExceedsLimit" "The committed block count cannot exceed the maximum limit of 50,000 blocks.";
    MD5_MISMATCH = 400 "Md5Mismatch" "The MD5 value specified in the request did not match with the MD5 value calculated by the server.";
    CRC64_MISMATCH = 400 "Crc64Mismatch" "The CRC64 value specified in the request did not match with the CRC64 value calculated by the server.";
    INVALID_MD5 = 400 "InvalidMd5" "The MD5 value specified in the request is invalid. MD5 value must be 128 bits and base64 encoded.";
    INVALID_RANGE = 416 "InvalidRange" "The range specified is invalid for the current size of the resource.";
    RANGE_TOO_LARGE = 400 "OutOfRangeInput" "One of the request inputs is out of range.";
    UNSATISFIABLE = 400 "UnsatisfiableCondition" "The request includes an unsatisfiable condition for this operation.";
    MULTIPLE_CONDITIONS = 400 "MultipleConditionHeadersNotSupported" "Multiple condition headers are not supported.";
    NOT_AUTHENTICATED = 401 "NoAuthenticationInformation" "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";
    INVALID_AUTHENTICATION = 401 "InvalidAuthenticationInfo" "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";
    AUTHENTICATION_FORMAT = 400 "InvalidAuthenticationInfo" "Authentication information is not given in the correct format. Check the value of Authorization header.";
    AUTHENTICATION_FAILED = 403 "AuthenticationFailed" "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.";
    AUTHORIZATION_FAILURE = 403 "AuthorizationFailure" "This request is not authorized to perform this operation.";
    PERMISSION_MISMATCH = 403 "AuthorizationPermissionMismatch" "This request is not authorized to perform this operation using this permission.";
    SERVICE_MISMATCH = 403 "AuthorizationServiceMismatch" "This request is not authorized to perform this operation using this service.";
    RESOURCE_TYPE_MISMATCH = 403 "AuthorizationResourceTypeMismatch" "This request is not authorized to perform this operation using this resource type.";
    PUBLIC_ACCESS = 409 "PublicAccessNotPermitted" "Public access is not permitted on this storage account.";
    RESOURCE_NOT_FOUND = 404 "ResourceNotFound" "The specified resource does not exist.";
    CONTAINER_NOT_FOUND = 404 "ContainerNotFound" "The specified container does not exist.";
    CONTAINER_EXISTS = 409 "ContainerAlreadyExists" "The specified container already exists.";
    BLOB_NOT_FOUND = 404 "BlobNotFound" "The specified blob does not exist.";
    BLOB_EXISTS = 409 "BlobAlreadyExists" "The specified blob already exists.";
    BLOB_ARCHIVED = 409 "BlobArchived" "This operation is not permitted on an archived blob.";
    CONDITION_NOT_MET = 412 "ConditionNotMet" "The condition specified using HTTP conditional header(s) is not met.";
    NOT_MODIFIED = 304 "ConditionNotMet" "The condition specified using HTTP conditional header(s) is not met.";
    SOURCE_CONDITION_NOT_MET = 412 "SourceConditionNotMet" "The source condition specified using HTTP conditional header(s) is not met.";
    CANNOT_VERIFY_SOURCE = 404 "CannotVerifyCopySource" "The specified resource does not exist.";
    PENDING_COPY = 409 "PendingCopyOperation" "There is currently a pending copy operation.";
    NO_PENDING_COPY = 409 "NoPendingCopyOperation" "There is currently no pending copy operation.";
    COPY_ID_MISMATCH = 409 "CopyIdMismatch" "The specified copy ID did not match the copy ID for the pending copy operation.";
    LEASE_ALREADY_PRESENT = 409 "LeaseAlreadyPresent" "There is already a lease present.";
    LEASE_ID_MISMATCH = 409 "LeaseIdMismatchWithLeaseOperation" "The lease ID specified did not match the lease ID for the blob.";
    LEASE_NOT_PRESENT = 409 "LeaseNotPresentWithLeaseOperation" "There is currently no lease on the blob.";
    LEASE_BREAKING_ACQUIRE = 409 "LeaseIsBreakingAndCannotBeAcquired" "The lease ID matched, but the lease is currently in breaking state and cannot be acquired until it is broken.";
    LEASE_BREAKING_CHANGE = 409 "LeaseIsBreakingAndCannotBeChanged" "The lease ID matched, but the lease is currently in breaking state and cannot be changed.";
    LEASE_BROKEN_RENEW = 409 "LeaseIsBrokenAndCannotBeRenewed" "The lease ID matched, but the lease has been broken explicitly and cannot be renewed.";
    LEASE_ID_MISSING = 412 "LeaseIdMissing" "There is currently a lease on the blob and no lease ID was specified in the request.";
    LEASE_ID_MISMATCH_BLOB = 412 "LeaseIdMismatchWithBlobOperation" "The lease ID specified did not match the lease ID for the blob.";
    LEASE_LOST = 412 "LeaseLost" "A lease ID was specified, but the lease for the blob has expired.";
    LEASE_NOT_PRESENT_BLOB = 412 "LeaseNotPresentWithBlobOperation" "There is currently no lease on the blob.";
    UNSUPPORTED_VERB = 405 "UnsupportedHttpVerb" "The resource doesn't support specified Http Verb.";
    NOT_SIMULATED = 501 "NotImplemented" "The simulated blob service does not know this operation.";
}
