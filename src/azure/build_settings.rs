use super::connection::endpoint::is_reference;
use super::settings::{AppSettings, BUILD_DURING_DEPLOYMENT, RUN_FROM_PACKAGE, RunFromPackage};

/// Former names of `WEBSITE_RUN_FROM_PACKAGE` (facts: old-build-settings).
const FORMER_NAMES: [&str; 2] = ["WEBSITE_RUN_FROM_ZIP", "WEBSITE_USE_ZIP"];
/// What only a deployment from a Git repository reads.
const OF_GIT: [&str; 2] = ["DEPLOYMENT_BRANCH", "PROJECT"];
/// What chooses the version of Node.js on Windows alone.
const OF_WINDOWS: &str = "WEBSITE_NODE_DEFAULT_VERSION";

/// Two settings of a side that do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildContradiction {
    /// It is to be built, and runs from a package, which is never built.
    BuildOfPackage,
    /// It is to be built, and Oryx, which builds on Linux, is switched off.
    BuildWithoutOryx,
}

impl AppSettings {
    /// The former names of `WEBSITE_RUN_FROM_PACKAGE` by which a package is named here.
    pub fn package_by_former_names(&self) -> Vec<&'static str> {
        let names_one = |name: &&str| RunFromPackage::of(self.value(name)) != RunFromPackage::No;
        FORMER_NAMES.into_iter().filter(names_one).collect()
    }

    /// What of its build settings does not go together. Of what is given by reference nothing is said.
    pub fn build_contradictions(&self, on_linux: bool) -> Vec<BuildContradiction> {
        let says = |name: &str, words: [&str; 2]| {
            let value = self.value(name).filter(|value| !is_reference(value));
            value.is_some_and(|value| words.iter().any(|word| value.eq_ignore_ascii_case(word)))
        };
        if !says(BUILD_DURING_DEPLOYMENT, ["true", "1"]) {
            return Vec::new();
        }
        let runs_package = self.value(RUN_FROM_PACKAGE).is_some() && self.run_from_package() != RunFromPackage::No;
        let of_package = runs_package.then_some(BuildContradiction::BuildOfPackage);
        let is_off = on_linux && says("ENABLE_ORYX_BUILD", ["false", "0"]);
        of_package.into_iter().chain(is_off.then_some(BuildContradiction::BuildWithoutOryx)).collect()
    }

    /// Settings that are left of former ways to build and deploy, and do nothing.
    pub fn build_leftovers(&self, on_linux: bool) -> Vec<&'static str> {
        let of_windows = on_linux.then_some(OF_WINDOWS);
        OF_GIT.into_iter().chain(of_windows).filter(|name| self.value(name).is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_go_together_is_told_and_what_is_not_seen_is_not() {
        let of =
            |pairs: &[(&str, &str)], linux| AppSettings::of_pairs(pairs.iter().copied()).build_contradictions(linux);
        let on = ("SCM_DO_BUILD_DURING_DEPLOYMENT", "true");
        assert_eq!(of(&[on, ("WEBSITE_RUN_FROM_PACKAGE", "1")], true), [BuildContradiction::BuildOfPackage]);
        assert_eq!(of(&[on, ("ENABLE_ORYX_BUILD", "False")], true), [BuildContradiction::BuildWithoutOryx]);
        assert_eq!(of(&[on, ("ENABLE_ORYX_BUILD", "false")], false), [], "there is no Oryx on Windows");
        assert_eq!(of(&[on, ("WEBSITE_RUN_FROM_PACKAGE", "0"), ("ENABLE_ORYX_BUILD", "1")], true), []);
        assert_eq!(of(&[("SCM_DO_BUILD_DURING_DEPLOYMENT", "0"), ("WEBSITE_RUN_FROM_PACKAGE", "1")], true), []);
        assert_eq!(of(&[("SCM_DO_BUILD_DURING_DEPLOYMENT", "@x"), ("WEBSITE_RUN_FROM_PACKAGE", "1")], true), []);
    }

    #[test]
    fn a_package_may_be_named_by_a_former_name() {
        let settings = AppSettings::of_pairs([("WEBSITE_RUN_FROM_ZIP", "1"), ("WEBSITE_USE_ZIP", "0")]);
        assert_eq!(settings.package_by_former_names(), ["WEBSITE_RUN_FROM_ZIP"]);
        let left = AppSettings::of_pairs([("PROJECT", "a.csproj"), ("WEBSITE_NODE_DEFAULT_VERSION", "~20")]);
        assert_eq!(left.build_leftovers(false), ["PROJECT"]);
        assert_eq!(left.build_leftovers(true), ["PROJECT", "WEBSITE_NODE_DEFAULT_VERSION"]);
    }
}
