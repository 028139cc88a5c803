use crate::config::StatusSet;
use crate::http::Response;
use crate::record::Assertion;

pub(super) fn judge(set: &StatusSet, response: &Response) -> Assertion {
    let status = response.status.as_u16();
    Assertion {
        subject: "status".to_owned(),
        expected: format!("is {set}"),
        actual: status.to_string(),
        type_mismatch: false,
        held: set.contains(status),
    }
}
