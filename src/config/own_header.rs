//! Which headers a probe may set. The rest decide where a request goes, how its bytes are framed, or who asks, and none of that
//! is for a file from a pull request to say: front ends route by `Host`, so a key would go to whoever is named there.

use http::HeaderName;

use super::node::Node;
use super::problems::Report;

/// The headers that no probe sets, with the reason in one clause.
const REFUSED: &[(&str, &[&str])] = &[
    (
        "it names the host that is asked, and a probe is asked of the app's own host only",
        &["host", "forwarded", "x-forwarded-host", "x-original-host", "x-host", "disguised-host"],
    ),
    // RFC 9110, section 7.6.1, and the older ones that proxies still obey.
    (
        "it is about one connection, which the client and proxies manage themselves",
        &[
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "upgrade",
            "http2-settings",
            "expect",
        ],
    ),
    ("it frames the message, which the client does itself", &["content-length", "transfer-encoding"]),
    (
        "it says who asks, which `auth` sets with a key or token of the right side",
        &["authorization", "x-functions-key"],
    ),
];

/// Whether a probe may set it; if not, the reason is reported.
pub(super) fn may_be_set(name: &HeaderName, node: &Node, report: &mut Report) -> bool {
    let Some((why, _)) = REFUSED.iter().find(|(_, names)| names.contains(&name.as_str())) else { return true };
    report.wrong(node.place, format!("a probe cannot set the header `{name}`: {why}"));
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_file;

    fn with_header(name: &str, auth: &str) -> String {
        format!(
            "probes:\n  checks:\n    - name: a\n      request:\n        path: /a\n        headers:\n          {name}: x\n{auth}"
        )
    }

    #[test]
    fn no_probe_sets_host_hop_by_hop_or_framing_headers_or_those_of_auth_however_they_are_written() {
        for name in REFUSED.iter().flat_map(|(_, names)| names.iter()) {
            for written in [(*name).to_owned(), name.to_uppercase(), format!("\"{name}\"")] {
                for auth in [
                    "",
                    "        auth: { function_key: { function: f } }\n",
                    "        auth: { entra: \"api://a/.default\" }\n",
                ] {
                    let text = parse_file(&with_header(&written, auth), &[]).unwrap_err().to_string();
                    assert!(text.contains(&format!("cannot set the header `{name}`")), "{written}: {text}");
                    assert!(text.contains("line 7, column "), "{text}");
                }
            }
        }
    }

    #[test]
    fn other_headers_are_the_callers_own() {
        for name in ["accept", "content-type", "user-agent", "cookie", "x-request-id", "x-ms-client-request-id"] {
            assert!(parse_file(&with_header(name, ""), &[]).is_ok(), "{name}");
        }
    }
}
