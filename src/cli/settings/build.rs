use super::reader::Reader;
use crate::deliver::{Build, StrategyChoice, Way};

impl Reader<'_> {
    /// A build on the server, where nothing else is asked for that goes with a finished package only. The first that does is told,
    /// with the one thing to do.
    pub(super) fn build(&mut self, strategy: Option<StrategyChoice>, unchanged: Option<bool>) -> Option<Build> {
        // Commands without a package have no such input.
        if self.choice("build").as_deref() != Some("remote") {
            return Some(Build::Local);
        }
        let is_given = |name: &str| self.raw.get(name).is_some();
        let (says, fix) = if strategy == Some(StrategyChoice::Asked(Way::PackageUrl)) {
            (
                "the SCM site builds what it is sent, and with `strategy: package-url` it is sent nothing",
                "leave out `strategy`",
            )
        } else if strategy == Some(StrategyChoice::Asked(Way::SitePackage)) {
            (
                "the SCM site builds what it is sent, and with `strategy: site-package` the package is put on the share as it is",
                "leave out `strategy`",
            )
        } else if strategy == Some(StrategyChoice::Auto) && is_given("storage-container") {
            (
                "the SCM site builds what it is sent, and with `storage-container` the package goes into the container",
                "add `strategy: zip-deploy`: the container then holds the memory of releases alone",
            )
        } else if is_given("digest") {
            ("a package that is released again by its `digest` is built already", "leave out `build: remote`")
        } else if is_given("dependencies") {
            ("Azure installs the dependencies, and none are sent", "leave out `dependencies`")
        } else if unchanged == Some(true) {
            (
                "what Azure builds is named by an entry of the package, which `package-unchanged` leaves out",
                "leave out `package-unchanged`",
            )
        } else {
            return Some(Build::Remote);
        };
        self.problem("build", says, fix);
        None
    }
}
