//! Error answers of the blob service: XML, with the code in a header too (REST reference, "Status and error codes").

use azure_core::xml::from_xml;
use serde::Deserialize;

use crate::azure::AzureError;
use crate::azure::answers::{refusal, service_answer};
use crate::http::{Redactor, Response};
use crate::record::ServiceAnswer;

#[derive(Deserialize)]
struct Said {
    #[serde(rename = "Code")]
    code: Option<String>,
    #[serde(rename = "Message")]
    message: Option<String>,
    #[serde(rename = "AuthenticationErrorDetail")]
    detail: Option<String>,
    #[serde(rename = "CopySourceErrorCode")]
    source_code: Option<String>,
}

/// The error for a refusal.
pub(super) fn refused(doing: &str, response: &Response, redactor: &Redactor) -> AzureError {
    let answer = answer(response, redactor);
    AzureError::Refused { doing: doing.to_owned(), refusal: refusal(&answer), answer }
}

fn answer(response: &Response, redactor: &Redactor) -> ServiceAnswer {
    let said = from_xml::<_, Said>(response.json_body()).ok();
    let code = response.header("x-ms-error-code").map(str::to_owned);
    let Some(said) = said else {
        return ServiceAnswer { code, ..service_answer(response, redactor) };
    };
    // The rest of the message repeats the request's id and time.
    let first = said.message.as_deref().unwrap_or_default().lines().next().unwrap_or_default().to_owned();
    let message = [Some(first), said.detail, said.source_code.map(|code| format!("the source answered {code}"))];
    let message: Vec<String> = message.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    ServiceAnswer {
        status: Some(response.status.as_u16()),
        code: code.or(said.code),
        message: redactor.foreign(&message.join("; ")).chars().take(600).collect(),
        correlation_id: response.header("x-ms-request-id").map(str::to_owned),
    }
}
