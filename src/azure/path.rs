use std::fmt;

use url::Url;

use super::Unreadable;
use crate::names::Name;

/// A path with its query, made of literal words of an API and of checked names: the only thing that requests to ARM, the SCM
/// site and the Functions host are addressed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiPath {
    path: String,
    query: Vec<(&'static str, String)>,
}

impl ApiPath {
    /// A path that begins with these words of the API, such as `api/deployments`.
    pub fn new(words: &'static str) -> Self {
        Self { path: String::new(), query: Vec::new() }.then(words)
    }

    /// Followed by these words of the API.
    pub fn then(mut self, words: &'static str) -> Self {
        self.path.push('/');
        self.path += words;
        self
    }

    /// Followed by a name, which is one segment.
    pub fn named(mut self, name: &impl Name) -> Self {
        self.path.push('/');
        self.path += name.as_str();
        self
    }

    /// Followed by the other path, with its parameters.
    pub fn followed_by(mut self, other: &Self) -> Self {
        self.path += &other.path;
        self.query.extend(other.query.iter().cloned());
        self
    }

    /// With a parameter.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The id of a resource that ARM named. An id with an empty, escaped or dot segment names no resource.
    pub fn of_resource(id: &str) -> Result<Self, Unreadable> {
        let segments: Vec<&str> = id.split('/').collect();
        let is_plain = |segment: &&str| {
            !matches!(*segment, "" | "." | "..")
                && !segment.contains(['%', '?', '#', '\\'])
                && !segment.contains(char::is_control)
        };
        match segments.as_slice() {
            ["", rest @ ..] if !rest.is_empty() && rest.iter().all(is_plain) => {
                Ok(Self { path: id.to_owned(), query: Vec::new() })
            }
            _ => Err(Unreadable::NotAResource),
        }
    }

    /// The URL of this path below `base`, whose own path stays in front of it.
    pub fn below(&self, base: &Url) -> Url {
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), self.path));
        url.set_query(None);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }

    /// The URL of this path on a host that ARM named. The simulated Azure has all its hosts under one, each with a path.
    pub fn at_host(&self, host: &str) -> Result<Url, Unreadable> {
        let text = format!("https://{host}");
        let base = Url::parse(&text).ok().filter(|base| {
            base.query().is_none() && base.fragment().is_none() && base.username().is_empty() && !host.contains("..")
        });
        base.map(|base| self.below(&base)).ok_or(Unreadable::NotAUrl { text })
    }

    /// Whether it has this parameter.
    pub fn has(&self, name: &str) -> bool {
        self.query.iter().any(|(own, _)| *own == name)
    }

    /// Whether `id`, as ARM writes it in any case, is the resource of this path.
    pub fn is(&self, id: &str) -> bool {
        Self::of_resource(id).is_ok_and(|other| other.path.eq_ignore_ascii_case(&self.path))
    }
}

impl fmt::Display for ApiPath {
    /// The path alone: of a resource, its id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{DeploymentId, GroupName};

    #[test]
    fn names_are_segments_and_parameters_are_apart() {
        let base: Url = "https://arm.test/stack/".parse().unwrap();
        let group: GroupName = "größe(1)".parse().unwrap();
        let path = ApiPath::new("resourceGroups").named(&group).then("slots").with("a", "b&c");
        let shown = path.below(&base).to_string();
        assert_eq!(shown, "https://arm.test/stack/resourceGroups/gr%C3%B6%C3%9Fe(1)/slots?a=b%26c");
        let id: DeploymentId = "temp-1".parse().unwrap();
        let log = ApiPath::new("api/deployments").named(&id).then("log");
        assert_eq!(log.below(&base).path(), "/stack/api/deployments/temp-1/log");
    }

    #[test]
    fn a_host_that_is_more_than_a_host_is_refused() {
        let path = ApiPath::new("api/deployments");
        assert_eq!(path.at_host("app.test:8443").unwrap().as_str(), "https://app.test:8443/api/deployments");
        assert_eq!(path.at_host("sim.test/scm/app").unwrap().path(), "/scm/app/api/deployments");
        for host in ["app.test/../x", "app.test?x", "app.test#x", "me@app.test", ""] {
            assert!(path.at_host(host).is_err(), "{host}");
        }
    }

    #[test]
    fn the_id_of_another_resource_and_an_id_that_leaves_its_place_are_refused() {
        let plan = ApiPath::of_resource("/subscriptions/s/serverFarms/My Plan").unwrap();
        let base: Url = "https://arm.test".parse().unwrap();
        assert_eq!(plan.below(&base).path(), "/subscriptions/s/serverFarms/My%20Plan");
        assert!(plan.is("/subscriptions/S/serverfarms/my plan"));
        assert!(!plan.is("/subscriptions/s/serverFarms/other"));
        for id in ["", "x", "/a/../b", "/a/./b", "//a", "/a/", "/a/%2e%2e/b", "/a?b", "/a#b", "https://a/b"] {
            assert_eq!(ApiPath::of_resource(id), Err(Unreadable::NotAResource), "{id}");
        }
    }
}
