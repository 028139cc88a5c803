/// The parts of a package that change seldom: what a package manager installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependencies {
    /// The folders of the package that hold them, each with `/` at its end.
    folders: Vec<String>,
}

impl Default for Dependencies {
    fn default() -> Self {
        Self { folders: [".python_packages/", "node_modules/"].map(str::to_owned).to_vec() }
    }
}

impl Dependencies {
    /// The folder that holds this file, if it belongs to the dependencies.
    fn folder_of(&self, name: &str) -> Option<&str> {
        self.folders.iter().map(String::as_str).find(|folder| name.starts_with(folder))
    }

    /// Whether this file belongs to them.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.folder_of(name).is_some()
    }

    /// The package that brought this file, as the beginning of its name; for a file of the code its top-level folder.
    pub(super) fn package_of<'n>(&self, name: &'n str) -> &'n str {
        let mut begin = self.folder_of(name).map_or(0, str::len);
        // `.python_packages/lib/site-packages/numpy`, `node_modules/@azure/functions`, `node_modules/.pnpm/long@5.2.3`
        if begin > 0
            && let Some(above) = name[begin..].find("site-packages/")
            && name[begin..begin + above].matches('/').count() <= 2
        {
            begin += above + "site-packages/".len();
        }
        let rest = &name[begin..];
        let depth = if rest.starts_with('@') || rest.starts_with(".pnpm/") { 2 } else { 1 };
        let end = rest.match_indices('/').nth(depth - 1).map_or(rest.len(), |(at, _)| at);
        &name[..begin + end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_package_that_brought_it() {
        let dependencies = Dependencies::default();
        for (name, package) in [
            (".python_packages/lib/site-packages/numpy/core/a.so", ".python_packages/lib/site-packages/numpy"),
            (
                ".python_packages/lib/python3.11/site-packages/six.py",
                ".python_packages/lib/python3.11/site-packages/six.py",
            ),
            (".python_packages/numpy/site-packages.py", ".python_packages/numpy"),
            ("node_modules/@azure/functions/x.js", "node_modules/@azure/functions"),
            ("node_modules/.pnpm/long@5/node_modules/long/x.js", "node_modules/.pnpm/long@5"),
            ("node_modules/long/node_modules/x/x.js", "node_modules/long"),
            ("src/orders/a.py", "src"),
            ("host.json", "host.json"),
        ] {
            assert_eq!(dependencies.package_of(name), package);
            assert_eq!(dependencies.holds(name), name.contains("_packages/") || name.starts_with("node_"), "{name}");
        }
        assert!(!dependencies.holds("src/node_modules/x.js"));
    }
}
