use crate::azure::RunFromPackage;

/// The input `strategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrategyChoice {
    /// By what the release has and by what Azure says of the slot.
    Auto,
    /// This one.
    Asked(Way),
}

/// A way for a package to reach the slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The package is sent to the SCM site, which deploys it.
    ZipDeploy,
    /// The package is put into a blob container, and the side is switched to it.
    PackageUrl,
    /// The package is put on the side's share, and the side is switched to it.
    SitePackage,
}

/// The input `build`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Build {
    /// The package is what will run: it was built in the job.
    #[default]
    Local,
    /// The package is the sources, and the SCM site builds what will run. It does so with what it was sent itself only: a side that
    /// runs from a package never builds (facts: packaging).
    Remote,
}

/// The strategy of a release, and why it is that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The way.
    pub way: Way,
    /// In one clause.
    pub why: String,
}

/// What was seen of the slot before anything was changed. `None`: it could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    /// Whether the slot is there; one that is to be created runs from nothing yet.
    pub is_there: bool,
    /// Whether its machines run Linux.
    pub on_linux: bool,
    /// Whether its plan is a Consumption plan.
    pub on_consumption: Option<bool>,
    /// What its settings say it runs from.
    pub runs_from: Option<&'a RunFromPackage>,
    /// Whether its SCM site answers, and says the same.
    pub scm_agrees: Option<bool>,
}

impl Way {
    /// As in the input `strategy`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ZipDeploy => "zip-deploy",
            Self::PackageUrl => "package-url",
            Self::SitePackage => "site-package",
        }
    }
}

impl StrategyChoice {
    /// Whether the package goes into a container, which is known before Azure is asked.
    pub fn is_by_url(self, has_container: bool) -> bool {
        match self {
            Self::Auto => has_container,
            Self::Asked(way) => way == Way::PackageUrl,
        }
    }

    /// What a release does that has a container of packages, or has none, with such a slot (facts: plans; facts: run-from-package).
    pub fn choose(self, has_container: bool, seen: Seen<'_>) -> Chosen {
        let (way, why) = match self {
            Self::Asked(way) => return Chosen { way, why: format!("`strategy: {}` asks for it", way.name()) },
            Self::Auto if has_container => (Way::PackageUrl, with_container(seen)),
            Self::Auto => without_container(seen),
        };
        let given = if has_container { "`storage-container` is given" } else { "no `storage-container` is given" };
        Chosen { way, why: format!("{given}, and {why}") }
    }
}

fn with_container(seen: Seen<'_>) -> &'static str {
    match seen {
        Seen { on_linux: false, .. } => {
            "on Windows packages at a URL are supported: the app starts slower than from its share, but only what changed is sent"
        }
        Seen { on_consumption: Some(true), .. } => {
            "on Linux Consumption a package at a URL is the only way to run from one"
        }
        _ => "on Linux a package at a URL needs nothing of the SCM site, and only what changed is sent",
    }
}

fn without_container(seen: Seen<'_>) -> (Way, &'static str) {
    let why = match seen {
        Seen { is_there: false, .. } => "a new slot runs from its own files",
        Seen { runs_from: None, .. } => "what the slot runs from could not be read",
        Seen { runs_from: Some(RunFromPackage::No), .. } => "the slot runs from its own files",
        Seen { runs_from: Some(RunFromPackage::Url(_)), .. } => "the slot runs from a package at a URL",
        Seen { on_linux: false, .. } => {
            "the slot runs from packages on its share, where the SCM site on Windows has no commands to compare one"
        }
        Seen { on_consumption: Some(true), .. } => "on Linux Consumption the slot has no share for packages",
        Seen { on_consumption: None, .. } => {
            "whether the slot has a share for packages is unknown: its plan could not be read"
        }
        Seen { scm_agrees: Some(true), .. } => {
            return (
                Way::SitePackage,
                "the slot runs from packages on its share, where a package is compared before anything names it and none that runs \
                 is deleted",
            );
        }
        _ => "the SCM site of the slot does not say that it runs from packages on its share",
    };
    (Way::ZipDeploy, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    const LINUX: Seen<'static> = Seen {
        is_there: true,
        on_linux: true,
        on_consumption: Some(false),
        runs_from: Some(&RunFromPackage::Local),
        scm_agrees: Some(true),
    };

    #[test]
    fn a_container_means_a_url_everywhere_and_says_why() {
        let chosen = |seen| StrategyChoice::Auto.choose(true, seen);
        let windows = Seen { on_linux: false, ..LINUX };
        let consumption = Seen { on_consumption: Some(true), ..LINUX };
        for (seen, says) in [(LINUX, "nothing of the SCM site"), (windows, "Windows"), (consumption, "the only way")] {
            let Chosen { way, why } = chosen(seen);
            assert!(
                way == Way::PackageUrl && why.starts_with("`storage-container` is given") && why.contains(says),
                "{why}"
            );
        }
    }

    #[test]
    fn without_a_container_a_share_is_used_only_where_it_is_known_to_be_there_and_can_be_compared() {
        let chosen = |seen| StrategyChoice::Auto.choose(false, seen);
        assert_eq!(chosen(LINUX).way, Way::SitePackage);
        let url = RunFromPackage::Url(Digest::of(b"x"));
        let others = [
            Seen { on_linux: false, ..LINUX },
            Seen { on_consumption: Some(true), ..LINUX },
            Seen { on_consumption: None, ..LINUX },
            Seen { runs_from: Some(&RunFromPackage::No), ..LINUX },
            Seen { runs_from: Some(&url), ..LINUX },
            Seen { runs_from: None, ..LINUX },
            Seen { scm_agrees: Some(false), ..LINUX },
            Seen { scm_agrees: None, ..LINUX },
        ];
        let mut said = std::collections::BTreeSet::new();
        for seen in others {
            let Chosen { way, why } = chosen(seen);
            assert_eq!(way, Way::ZipDeploy, "{seen:?}");
            said.insert(why);
        }
        assert_eq!(said.len(), others.len() - 1, "each has a reason of its own: {said:#?}");
    }

    #[test]
    fn what_is_asked_for_is_done() {
        for way in [Way::ZipDeploy, Way::PackageUrl, Way::SitePackage] {
            let chosen = StrategyChoice::Asked(way).choose(true, LINUX);
            assert_eq!((chosen.way, chosen.why), (way, format!("`strategy: {}` asks for it", way.name())));
            assert_eq!(StrategyChoice::Asked(way).is_by_url(true), way == Way::PackageUrl);
        }
    }
}
