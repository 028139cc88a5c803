use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use super::code_lines::{Line, block};
use super::written_name::{SOMETHING, written};

const SITES: &str = "microsoft.web/sites";

/// The apps that a template is about, by their names as they are written.
#[derive(Default)]
pub(super) struct Sites {
    /// Of a part of the file, by its lines.
    parts: Vec<(Range<usize>, String)>,
    all: Vec<String>,
}

impl Sites {
    /// Those that the line at `at` may be about.
    pub(super) fn at(&self, at: usize) -> Vec<String> {
        match self.parts.iter().find(|(part, _)| part.contains(&at)) {
            Some((_, name)) => vec![name.clone()],
            None => self.all.clone(),
        }
    }

    /// Of a Bicep file: each resource at its top has a name of its own, or that of its parent.
    pub(super) fn of_bicep(lines: &[Line]) -> Self {
        let mut found: BTreeMap<&str, Resource<'_>> = BTreeMap::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.depth == 0) {
            let Some((symbol, rest)) =
                line.code.trim_start().strip_prefix("resource ").and_then(|rest| rest.trim_start().split_once(' '))
            else {
                continue;
            };
            let kind = rest.split('\'').nth(1).and_then(|kind| kind.split('@').next()).unwrap_or_default();
            let kind = kind.to_ascii_lowercase();
            let is_app = kind == SITES;
            if kind.starts_with(SITES) {
                let body = block(lines, at);
                let own = |name: &str| {
                    body.iter()
                        .filter(|own| own.depth <= 2)
                        .find_map(|own| own.code.trim().strip_prefix(name))
                        .map(str::trim)
                };
                let resource =
                    Resource { part: at..at + body.len(), is_app, name: own("name:"), parent: own("parent:") };
                found.insert(symbol, resource);
            }
        }
        let mut sites = Self::default();
        for symbol in found.keys() {
            let Some(name) = name_of(&found, symbol) else { continue };
            sites.parts.push((found[symbol].part.clone(), name.clone()));
            sites.all.push(name);
        }
        sites.in_order()
    }

    /// Of an ARM template: all of the file counts as one.
    pub(super) fn of_arm(text: &str) -> Self {
        let mut sites = Self::default();
        if let Ok(template) = serde_json::from_str::<Value>(text) {
            sites.take(&template);
        }
        sites.in_order()
    }

    fn take(&mut self, value: &Value) {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        if let (Some(kind), Some(name)) = (text("type"), text("name")) {
            let kind = kind.to_ascii_lowercase();
            let is_made = name.starts_with('[');
            if kind == SITES && is_made {
                self.all.push(SOMETHING.to_owned());
            } else if kind.starts_with(SITES) && !is_made {
                self.all.extend(name.split('/').next().map(str::to_owned));
            }
        }
        match value {
            Value::Array(all) => all.iter().for_each(|one| self.take(one)),
            Value::Object(all) => all.values().for_each(|one| self.take(one)),
            _ => {}
        }
    }

    fn in_order(mut self) -> Self {
        self.all.sort();
        self.all.dedup();
        self
    }
}

/// A resource of a Bicep file.
struct Resource<'a> {
    part: Range<usize>,
    is_app: bool,
    name: Option<&'a str>,
    parent: Option<&'a str>,
}

/// The name of the app that a resource is or belongs to.
fn name_of(all: &BTreeMap<&str, Resource<'_>>, symbol: &str) -> Option<String> {
    let mut symbol = symbol;
    // No chain of parents is longer.
    for _ in 0..4 {
        let resource = all.get(symbol)?;
        let name = resource.name.map(|name| written(name, '\''));
        let first = name.as_deref().and_then(|name| name.split('/').next()).unwrap_or_default();
        let named = first.strip_prefix("${").and_then(|rest| rest.strip_suffix(".name}"));
        match resource.parent.or(named).and_then(|parent| all.get_key_value(parent)) {
            Some((parent, _)) => symbol = parent,
            // The name of a part is not the app's, except where it begins with that.
            None if resource.parent.is_some() => return None,
            None => {
                let is_named = resource.is_app || name.as_deref().is_some_and(|name| name.contains('/'));
                return (is_named && !first.is_empty()).then(|| first.to_owned());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::code_lines::{Syntax, lines};
    use super::*;

    #[test]
    fn what_a_resource_of_a_bicep_file_says_is_about_its_app_or_that_of_its_parent() {
        let text = "param env string
resource orders 'Microsoft.Web/sites@2024-04-01' = {
  name: 'shop-orders'
}
resource staging 'Microsoft.Web/sites/slots@2024-04-01' = {
  parent: orders
  name: 'staging'
}
resource names 'Microsoft.Web/sites/config@2024-04-01' = {
  name: '${orders.name}/slotConfigNames'
}
resource billing 'Microsoft.Web/sites@2024-04-01' = if (env == 'x') {
  name: '${env}-billing'
}
var settings = {
}
";
        let sites = Sites::of_bicep(&lines(text, Syntax { quote: '\'', is_hcl: false }));
        for line in [3, 6, 9] {
            assert_eq!(sites.at(line - 1), ["shop-orders"], "line {line}");
        }
        assert_eq!(sites.at(12), ["${env}-billing"]);
        assert_eq!(sites.at(14), ["${env}-billing", "shop-orders"], "a variable may be for each of them");
        let part = "resource names 'Microsoft.Web/sites/config@2024-04-01' = {\n name: 'slotConfigNames'\n}\n";
        assert!(
            Sites::of_bicep(&lines(part, Syntax { quote: '\'', is_hcl: false })).at(1).is_empty(),
            "no app is named"
        );
    }

    #[test]
    fn an_arm_template_is_about_all_apps_in_it() {
        let text = r#"{"resources": [{"type": "Microsoft.Web/sites", "name": "shop-orders", "resources": [
            {"type": "Microsoft.Web/sites/slots", "name": "shop-orders/staging"}]},
            {"type": "Microsoft.Web/Sites", "name": "[parameters('name')]"}]}"#;
        assert_eq!(Sites::of_arm(text).at(0), [SOMETHING, "shop-orders"]);
        assert!(Sites::of_arm("no JSON").at(0).is_empty());
    }
}
