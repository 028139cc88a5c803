//! `apps`, of the commands that take several.

use super::reader::Reader;
use super::release::NAME_THE_CONTAINER;
use crate::record::brief;
use crate::release::{AppsAsked, Collection, OtherApp};
use crate::store::Keep;

impl Reader<'_> {
    pub(super) fn collection(&mut self) -> Option<Collection> {
        self.required("storage-container", NAME_THE_CONTAINER);
        let mut apps = Vec::new();
        for given in self.several("apps") {
            let (group, name) =
                given.split_once('/').map_or((None, given.as_str()), |(group, name)| (Some(group), name));
            match (group.map(str::parse).transpose(), name.parse()) {
                (Ok(group), Ok(name)) => apps.push(OtherApp { group, name }),
                _ => {
                    let says = format!("`{}` does not name an app", brief(&given));
                    self.problem("apps", says, "write NAME, or RESOURCE_GROUP/NAME");
                }
            }
        }
        let (last, days) = (self.number("keep"), self.number("keep-days"));
        let delete = self.flag("delete");
        Some(Collection { apps, keep: Keep { last: last? as usize, days: days? }, delete: delete? })
    }

    /// What `apps` names, and the app of `app-name` where it is given.
    pub(super) fn apps_to_check(&mut self) -> Option<Vec<AppsAsked>> {
        let mut apps = Vec::new();
        let mut are_good = true;
        if self.text("app-name").is_some() {
            let group = self.text("resource-group").map(|_| self.name("resource-group"));
            let (group, name) = (group.map_or(Some(None), |group| group.map(Some)), self.name("app-name"));
            are_good &= group.is_some() && name.is_some();
            apps.extend(group.zip(name).map(|(group, name)| AppsAsked::One(OtherApp { group, name })));
        }
        for given in self.several("apps") {
            let asked = match given.split_once('/') {
                Some((group, "*")) => group.parse().ok().map(AppsAsked::AllOf),
                Some((group, name)) => group
                    .parse()
                    .ok()
                    .zip(name.parse().ok())
                    .map(|(group, name)| AppsAsked::One(OtherApp { group: Some(group), name })),
                None => given.parse().ok().map(|name| AppsAsked::One(OtherApp { group: None, name })),
            };
            if asked.is_none() {
                let says = format!("`{}` does not name an app", brief(&given));
                self.problem("apps", says, "write NAME, RESOURCE_GROUP/NAME, or RESOURCE_GROUP/* for all of a group");
            }
            are_good &= asked.is_some();
            apps.extend(asked);
        }
        if self.given("package").is_some() || self.text("digest").is_some() {
            self.warnings.push("no package is looked at where `apps` names several apps".to_owned());
        }
        are_good.then_some(apps)
    }
}
