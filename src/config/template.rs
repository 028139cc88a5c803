use crate::record::brief;

/// The facts that a template can use.
#[derive(Debug, Clone, Default)]
pub struct Release {
    /// `${release.digest}`
    pub digest: String,
    /// `${release.commit}`
    pub commit: String,
}

/// A text with `${release.commit}` or `${release.digest}` in it. Nothing else can be named, so no text can read a secret or
/// the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Digest,
    Commit,
}

impl Template {
    /// Reads a text; an unknown variable is an error that lists the known ones.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let end =
                rest[start..].find('}').ok_or_else(|| format!("`{}` is not closed by `}}`", brief(&rest[start..])))?;
            let name = &rest[start + 2..start + end];
            parts.push(Part::Text(rest[..start].to_owned()));
            parts.push(match name.trim() {
                "release.digest" => Part::Digest,
                "release.commit" => Part::Commit,
                _ => {
                    return Err(format!(
                        "`${{{}}}` is unknown; there are `${{release.commit}}` and `${{release.digest}}`",
                        brief(name)
                    ));
                }
            });
            rest = &rest[start + end + 1..];
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }

    /// A text without variables.
    pub fn text(text: &str) -> Self {
        Self(vec![Part::Text(text.to_owned())])
    }

    /// Whether it uses `${release.commit}`.
    pub fn names_commit(&self) -> bool {
        self.0.contains(&Part::Commit)
    }

    /// Whether it uses any variable, so that it differs for another release.
    pub fn names_release(&self) -> bool {
        self.0.iter().any(|part| !matches!(part, Part::Text(_)))
    }

    /// Its texts between the variables.
    pub(super) fn own_parts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None })
    }

    /// The text for this release.
    pub fn fill(&self, release: &Release) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Digest => &release.digest,
                Part::Commit => &release.commit,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_can_name_facts_of_the_release_only() {
        let release = Release { digest: "d1".into(), commit: "c1".into() };
        let filled = Template::parse("a ${release.commit} b ${ release.digest }").unwrap().fill(&release);
        assert_eq!(filled, "a c1 b d1");
        assert!(Template::parse("${secrets.TOKEN}").unwrap_err().contains("release.commit"));
        assert!(Template::parse("${release.commit").is_err());
    }
}
