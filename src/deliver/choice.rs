/// The input `strategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrategyChoice {
    /// By what the release has: a container of packages, or none.
    Auto,
    /// The package is sent to the SCM site.
    ZipDeploy,
    /// The package is put into a blob container, and the side is switched to it.
    PackageUrl,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Whether the package goes into a blob container and the side is switched to it; else it is sent to the SCM site.
    pub by_url: bool,
    /// In one clause.
    pub why: &'static str,
}

impl StrategyChoice {
    /// What a release does that has a container of packages, or has none.
    pub fn choose(self, has_container: bool) -> Chosen {
        match (self, has_container) {
            (Self::ZipDeploy, _) => Chosen { by_url: false, why: "`strategy: zip-deploy` asks for it" },
            (Self::PackageUrl, _) => Chosen { by_url: true, why: "`strategy: package-url` asks for it" },
            (Self::Auto, true) => Chosen { by_url: true, why: "`storage-container` is given" },
            (Self::Auto, false) => Chosen { by_url: false, why: "no `storage-container` is given" },
        }
    }
}
