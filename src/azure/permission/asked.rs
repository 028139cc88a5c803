use http::Method;

use super::table::permissions;
use super::{On, Permission};

/// The action that a request to the control plane needs, by its method and path.
pub fn of_control_plane(method: &Method, path: &str) -> Option<&'static str> {
    let asked = format!("{method} {}", below_the_provider(path));
    find(|permission| permission.asked_by.iter().any(|pattern| matches(pattern, &asked)))
}

/// The action that every request to an SCM site needs.
pub fn of_scm(is_slot: bool) -> Option<&'static str> {
    let on = if is_slot { On::Slot } else { On::Production };
    find(|permission| permission.on == on && permission.asked_by == ["SCM"])
}

/// The action that a request to the blob service needs, by its method and query.
pub fn of_blobs(method: &Method, query: &str) -> Option<&'static str> {
    let has = |parameter: &str| query.split('&').any(|one| one.eq_ignore_ascii_case(parameter));
    let asked = match method.as_str() {
        _ if has("comp=list") => "LIST blobs".to_owned(),
        _ if has("restype=container") => format!("{method} container"),
        _ => format!("{method} blob"),
    };
    find(|permission| permission.on == On::Container && permission.asked_by.contains(&asked.as_str()))
}

fn find(is_it: impl Fn(&Permission) -> bool) -> Option<&'static str> {
    permissions().find(|permission| is_it(permission)).map(|permission| permission.action)
}

/// From the last provider on, which decides; the whole path where there is none.
fn below_the_provider(path: &str) -> &str {
    const PROVIDERS: &str = "/providers/";
    match path.to_ascii_lowercase().rfind(PROVIDERS) {
        Some(at) => path.get(at + PROVIDERS.len()..).unwrap_or(path),
        None => path.trim_start_matches('/'),
    }
}

/// Whether a request is of this pattern: `*` is one segment, and `**` at the end is any number of them.
fn matches(pattern: &str, asked: &str) -> bool {
    let (mut pattern, mut asked) = (pattern.split('/'), asked.trim_end_matches('/').split('/'));
    loop {
        match (pattern.next(), asked.next()) {
            (Some("**"), _) | (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(word), Some(segment)) if word.eq_ignore_ascii_case(segment) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop";

    #[test]
    fn a_request_needs_the_action_of_its_method_path_and_side() {
        let of = |method: Method, rest: &str| of_control_plane(&method, &format!("{SITE}{rest}"));
        assert_eq!(of(Method::GET, ""), Some("Microsoft.Web/sites/Read"));
        assert_eq!(of(Method::GET, "/slots/staging"), Some("Microsoft.Web/sites/slots/Read"));
        assert_eq!(of(Method::GET, "/slots"), Some("Microsoft.Web/sites/slots/Read"));
        let list = "/config/appsettings/list";
        assert_eq!(of(Method::POST, list), Some("Microsoft.Web/sites/config/list/Action"));
        assert_eq!(of(Method::PUT, "/slots/s/config/appsettings"), Some("Microsoft.Web/sites/slots/config/Write"));
        assert_eq!(of(Method::POST, "/slots/s/slotsswap"), Some("Microsoft.Web/sites/slots/slotsswap/Action"));
        let host = "/hostruntime/admin/host/status";
        assert_eq!(of(Method::GET, host), Some("Microsoft.Web/sites/hostruntime/host/action"));
        let asked = "/providers/Microsoft.Authorization/permissions";
        assert_eq!(of(Method::GET, asked), Some("Microsoft.Authorization/permissions/read"));
        assert_eq!(of(Method::DELETE, ""), None, "nothing here deletes a site");
    }

    #[test]
    fn blobs_and_scm_sites_have_actions_of_their_own() {
        let blobs = |method: Method, query: &str| {
            of_blobs(&method, query).map(|action| action.rsplit("containers/").next().unwrap_or_default())
        };
        assert_eq!(blobs(Method::GET, "restype=container"), Some("read"));
        assert_eq!(blobs(Method::GET, "restype=container&comp=list&prefix=a"), Some("blobs/read"));
        assert_eq!(blobs(Method::HEAD, ""), Some("blobs/read"));
        assert_eq!(blobs(Method::PUT, "comp=block&blockid=x"), Some("blobs/write"));
        assert_eq!(blobs(Method::DELETE, ""), Some("blobs/delete"));
        assert_eq!(of_scm(true), Some("Microsoft.Web/sites/slots/publish/Action"));
        assert_eq!(of_scm(false), Some("Microsoft.Web/sites/publish/Action"));
    }
}
