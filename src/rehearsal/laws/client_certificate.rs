//! An app that requires a certificate of its clients refuses all others, but on paths that it leaves out (docs: App Service, "Configure
//! TLS mutual authentication"). Nobody here has one.

use crate::state::Side;

/// Whether a request for `path` is refused for want of a certificate.
pub fn refuses(side: &Side, path: &str) -> bool {
    let site = &side.config.site;
    let is_on = site.get("clientCertEnabled").is_some_and(|on| on == true);
    let mode = site.get("clientCertMode").and_then(|mode| mode.as_str()).unwrap_or("Required");
    let left_out = site.get("clientCertExclusionPaths").and_then(|paths| paths.as_str()).unwrap_or_default();
    // Paths are separated by semicolons, and hold for what is below them.
    let is_left_out = left_out.split([';', ',']).map(str::trim).filter(|left| !left.is_empty()).any(|left| {
        let rest = path.to_lowercase();
        rest.strip_prefix(&left.trim_end_matches('/').to_lowercase())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    is_on && mode.eq_ignore_ascii_case("Required") && !is_left_out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::default_world::{APP, build};

    #[test]
    fn only_paths_that_are_left_out_do_without_a_certificate() {
        let mut side = build("sim.test", time::OffsetDateTime::UNIX_EPOCH).app(APP).unwrap().production.clone();
        assert!(!refuses(&side, "/api/version"));
        side.config.site.insert("clientCertEnabled".to_owned(), json!(true));
        side.config.site.insert("clientCertExclusionPaths".to_owned(), json!("/public;/api/health"));
        assert!(refuses(&side, "/api/version") && refuses(&side, "/api/healthy"));
        assert!(!refuses(&side, "/api/health") && !refuses(&side, "/Public/x"));
        side.config.site.insert("clientCertMode".to_owned(), json!("Optional"));
        assert!(!refuses(&side, "/api/version"));
    }
}
