use super::keys::SITE;
use super::node::Node;
use super::problems::Report;
use super::read::Keys;
use crate::record::brief;

/// The few properties of `config/web` that a release gives its slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteProperties {
    /// Language and version, as `linuxFxVersion` writes them.
    pub stack: Option<String>,
    /// The path that the platform asks for the health of an instance.
    pub health_check_path: Option<String>,
    /// The least version of TLS.
    pub minimum_tls: Option<&'static str>,
    /// Whether it stays loaded without requests.
    pub always_on: Option<bool>,
    /// Whether HTTP/2 is spoken.
    pub http2: Option<bool>,
}

/// Azure takes older ones too, which are out of use since 2024 (docs: App Service, "TLS").
const TLS: [(&str, &str); 2] = [("1.2", "1.2"), ("1.3", "1.3")];
const HTTP: [(&str, bool); 2] = [("1.1", false), ("2.0", true)];

impl SiteProperties {
    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// `site:`
pub(super) fn read(node: &Node, report: &mut Report) -> SiteProperties {
    let keys = Keys::of(node, SITE.what, &SITE.names(), report);
    SiteProperties {
        stack: keys.get("stack").and_then(|node| read_stack(node, report)),
        health_check_path: keys.get("health-check-path").and_then(|node| read_path(node, report)),
        minimum_tls: keys.get("minimum-tls").and_then(|node| report.choice(node, "`minimum-tls`", &TLS)),
        always_on: keys.get("always-on").and_then(|node| report.flag(node, "`always-on`")),
        http2: keys.get("http-version").and_then(|node| report.choice(node, "`http-version`", &HTTP)),
    }
}

fn read_stack(node: &Node, report: &mut Report) -> Option<String> {
    let text = report.text(node, "`stack`")?;
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    if text.split_once('|').is_some_and(|(name, version)| is_word(name) && is_word(version)) {
        return Some(text.to_owned());
    }
    report.wrong(node.place, format!("`{}` is not a stack: write `NAME|VERSION`, such as `Node|22`", brief(text)));
    None
}

fn read_path(node: &Node, report: &mut Report) -> Option<String> {
    let text = report.text(node, "`health-check-path`")?;
    if text.starts_with('/') && !text.starts_with("//") && !text.contains(char::is_whitespace) {
        return Some(text.to_owned());
    }
    report.wrong(node.place, format!("`{}` is not a path: it begins with one `/`", brief(text)));
    None
}

#[cfg(test)]
mod tests {
    use super::super::parse_file;
    use super::*;

    #[test]
    fn what_is_given_is_read_and_what_is_not_given_stays() {
        let yaml = "site:\n  stack: \"Node|22\"\n  health-check-path: /api/health\n  minimum-tls: \"1.2\"\n  always-on: true\n  \
                    http-version: \"2.0\"\n";
        let expected = SiteProperties {
            stack: Some("Node|22".to_owned()),
            health_check_path: Some("/api/health".to_owned()),
            minimum_tls: Some("1.2"),
            always_on: Some(true),
            http2: Some(true),
        };
        assert_eq!(parse_file(yaml, &[]).unwrap().site, expected);
        assert_eq!(parse_file("site: { http-version: 1.1 }\n", &[]).unwrap().site.http2, Some(false));
        assert!(parse_file("probes: {}\n", &[]).unwrap().site.is_empty());
    }

    #[test]
    fn what_is_wrong_with_it_is_reported_at_its_place() {
        for (yaml, place, says) in [
            ("site: { stack: node }\n", "line 1, column 16", "`NAME|VERSION`"),
            ("site: { health-check-path: api }\n", "line 1, column 28", "begins with one `/`"),
            ("site: { minimum-tls: 1.0 }\n", "line 1, column 22", "`minimum-tls`"),
            ("site: { always-on: yes }\n", "line 1, column 20", "`true` or `false`"),
            ("site: { http-version: 3 }\n", "line 1, column 23", "`http-version`"),
            ("site: { alwayson: true }\n", "line 1, column 9", "did you mean `always-on`?"),
        ] {
            let text = parse_file(yaml, &[]).unwrap_err().to_string();
            assert!(text.contains(place) && text.contains(says), "{text}");
        }
    }
}
