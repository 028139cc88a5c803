use super::code_lines::{Line, Syntax, block, lines};
use super::declared::{OF_BUILD, OF_CONTENT, PACKAGE, switch};
use super::written_name::written;
use super::{Declared, Says, Tool};

/// What the resources of the azurerm provider are called that describe an app or a slot.
const SITES: [&str; 6] = [
    "azurerm_linux_function_app",
    "azurerm_windows_function_app",
    "azurerm_function_app",
    "azurerm_linux_function_app_slot",
    "azurerm_windows_function_app_slot",
    "azurerm_function_app_slot",
];

/// What the resource is called that says which slot is active.
const ACTIVE_SLOT: &str = "azurerm_function_app_active_slot";

/// What a Terraform file says of function apps and their slots, as far as a change of it is not ignored.
pub(super) fn read(text: &str) -> Vec<Declared> {
    let lines = lines(text, Syntax { quote: '"', is_hcl: true });
    let resources: Vec<Resource<'_>> = (0..lines.len()).filter_map(|at| Resource::at(&lines, at)).collect();
    let mut all = Vec::new();
    for resource in &resources {
        let apps = resource.apps(&resources);
        if resource.kind == ACTIVE_SLOT && !ignores(resource.body, "slot_id") {
            all.push(Declared::new(Tool::Terraform, resource.body[0].number, apps, Says::ActiveSlot));
        } else if SITES.contains(&resource.kind) {
            all.extend(of_site(&apps, resource.body));
        }
    }
    all
}

/// `resource "KIND" "LABEL" {`
struct Resource<'a> {
    kind: &'a str,
    label: &'a str,
    body: &'a [Line],
}

impl<'a> Resource<'a> {
    fn at(lines: &'a [Line], at: usize) -> Option<Self> {
        let line = lines.get(at).filter(|line| line.depth == 0)?;
        let mut quoted = line.code.trim_start().strip_prefix("resource")?.trim_start().strip_prefix('"')?.split('"');
        let kind = quoted.next()?;
        let label = quoted.nth(1).unwrap_or_default();
        Some(Self { kind, label, body: block(lines, at) })
    }

    fn value(&self, attribute_name: &str) -> Option<&'a str> {
        let at = attribute(self.body, attribute_name)?;
        Some(self.body[at].code.split_once('=')?.1.trim())
    }

    /// The app that it is about, by its name as it is written: a slot's name is not the app's, which another resource has.
    fn apps(&self, all: &[Self]) -> Vec<String> {
        let mut resource = self;
        // An active slot names its slot, and that its app.
        for _ in 0..3 {
            let to = match resource.kind {
                ACTIVE_SLOT => "slot_id",
                kind if kind.ends_with("_slot") => "function_app_id",
                _ => return resource.value("name").map(|name| written(name, '"')).into_iter().collect(),
            };
            let named = |other: &&Self| {
                let address = format!("{}.{}.", other.kind, other.label);
                resource
                    .value(to)
                    .is_some_and(|value| value.trim_start_matches('"').trim_start_matches("${").starts_with(&address))
            };
            match all.iter().find(named) {
                Some(found) => resource = found,
                None => return Vec::new(),
            }
        }
        Vec::new()
    }
}

fn of_site(apps: &[String], body: &[Line]) -> Vec<Declared> {
    let said = |line: &Line, says| Declared::new(Tool::Terraform, line.number, apps.to_owned(), says);
    let mut all = Vec::new();
    if let Some(at) = attribute(body, "zip_deploy_file") {
        all.extend((!ignores(body, "zip_deploy_file")).then(|| said(&body[at], Says::Delivers)));
    }
    if let Some(at) = attribute(body, "sticky_settings") {
        let names: Vec<String> = block(body, at).iter().flat_map(|line| literals(&line.code)).collect();
        let is_judged = !names.is_empty() && !ignores(body, "sticky_settings");
        all.extend(is_judged.then(|| said(&body[at], Says::StickyNames(names))));
    }
    let Some(at) = attribute(body, "app_settings").filter(|_| !ignores(body, "app_settings")) else { return all };
    let settings = block(body, at);
    let set = |name: &str| {
        let line = settings.iter().find_map(|line| value_of(&line.code, name).map(|value| (line, value)));
        line.filter(|_| !ignores(body, &format!("app_settings[\"{name}\"]")))
    };
    match set(PACKAGE) {
        Some((line, value)) => all.push(said(line, Says::Package { is_on_share: switch(value) == Some(true) })),
        None if !ignores(body, &format!("app_settings[\"{PACKAGE}\"]")) => all.push(said(&body[at], Says::Settings)),
        None => {}
    }
    for name in OF_CONTENT {
        all.extend(set(name).map(|(line, _)| said(line, Says::ContentShare(name))));
    }
    for setting in OF_BUILD {
        let build = set(setting).and_then(|(line, value)| Some((line, switch(value)?)));
        all.extend(build.map(|(line, is_on)| said(line, Says::Build { setting, is_on })));
    }
    all
}

/// The attribute or block of this name in the resource itself.
fn attribute(body: &[Line], name: &str) -> Option<usize> {
    let depth = body.first()?.depth + 1;
    let is_it = |line: &Line| {
        let rest = line.code.trim_start().strip_prefix(name).map(str::trim_start);
        line.depth == depth && rest.is_some_and(|rest| rest.starts_with(['=', '{']))
    };
    body.iter().position(is_it)
}

/// What follows `NAME =` or `"NAME" =` in a map.
fn value_of<'a>(code: &'a str, name: &str) -> Option<&'a str> {
    let at = code.find(name)?;
    let before = code[..at].trim_end_matches('"').chars().next_back();
    let rest = code[at + name.len()..].trim_start_matches('"').trim_start();
    let is_whole = before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
    rest.strip_prefix(['=', ':']).filter(|_| is_whole)
}

/// Whether `lifecycle.ignore_changes` names this, or everything.
fn ignores(body: &[Line], what: &str) -> bool {
    let Some(at) = attribute(body, "lifecycle") else { return false };
    let code: String =
        block(body, at).iter().flat_map(|line| line.code.chars()).filter(|c| !c.is_whitespace()).collect();
    let Some((_, ignored)) = code.split_once("ignore_changes=") else { return false };
    if ignored.starts_with("all") {
        return true;
    }
    // An entry ends at a comma, at the end of the list, or before an index.
    let list = ignored.trim_start_matches('[');
    list.match_indices(what).any(|(at, _)| {
        let before = list[..at].chars().next_back();
        let after = list[at + what.len()..].chars().next();
        before.is_none_or(|c| c == ',') && after.is_none_or(|c| matches!(c, ',' | ']' | '}'))
    })
}

fn literals(code: &str) -> Vec<String> {
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(settings: &str, more: &str) -> Vec<(u32, Says)> {
        let text = format!(
            "resource \"azurerm_linux_function_app\" \"orders\" {{\n  name = \"shop-orders\"\n  app_settings = {{\n{settings}\n  }}\n{more}\n}}\n"
        );
        let all = read(&text);
        assert!(all.iter().all(|one| one.apps == ["shop-orders"]), "{all:?}");
        all.into_iter().map(|one| (one.line, one.says)).collect()
    }

    #[test]
    fn a_setting_is_found_at_its_line_and_only_while_its_change_is_not_ignored() {
        let url = "    \"WEBSITE_RUN_FROM_PACKAGE\" = var.package";
        assert_eq!(says(url, ""), [(4, Says::Package { is_on_share: false })]);
        assert_eq!(says("WEBSITE_RUN_FROM_PACKAGE = \"1\"", ""), [(4, Says::Package { is_on_share: true })]);
        for ignored in ["all", "[\n app_settings\n]", "[tags, app_settings[\"WEBSITE_RUN_FROM_PACKAGE\"]]"] {
            let more = format!("  lifecycle {{\n    ignore_changes = {ignored}\n  }}");
            assert_eq!(says(url, &more), [], "{ignored}");
        }
        let other = "  lifecycle {\n    ignore_changes = [app_settings[\"OTHER\"], tags]\n  }";
        assert_eq!(says(url, other).len(), 1);
        assert_eq!(says("# WEBSITE_RUN_FROM_PACKAGE = \"1\"", ""), [(3, Says::Settings)], "it is only a comment");
        assert_eq!(says("    \"MY_WEBSITE_RUN_FROM_PACKAGE\" = \"1\"", ""), [(3, Says::Settings)]);
    }

    #[test]
    fn share_build_names_and_deliveries_are_found() {
        let found = says(
            "WEBSITE_RUN_FROM_PACKAGE=1\nWEBSITE_CONTENTSHARE = \"a\"\nSCM_DO_BUILD_DURING_DEPLOYMENT = true\nENABLE_ORYX_BUILD = var.b",
            "sticky_settings {\n app_setting_names = [\"A\", \"B\"]\n}\nzip_deploy_file = \"app.zip\"",
        );
        assert_eq!(
            found,
            [
                (12, Says::Delivers),
                (9, Says::StickyNames(vec!["A".to_owned(), "B".to_owned()])),
                (4, Says::Package { is_on_share: true }),
                (5, Says::ContentShare("WEBSITE_CONTENTSHARE")),
                (6, Says::Build { setting: "SCM_DO_BUILD_DURING_DEPLOYMENT", is_on: true }),
            ]
        );
    }

    #[test]
    fn a_slot_is_about_the_app_that_it_refers_to() {
        let text = "resource \"azurerm_linux_function_app\" \"orders\" {\n name = \"${var.env}-orders\"\n}
resource \"azurerm_linux_function_app_slot\" \"staging\" {\n name = \"staging\"\n function_app_id = azurerm_linux_function_app.orders.id\n zip_deploy_file = \"a.zip\"\n}
resource \"azurerm_function_app_active_slot\" \"active\" {\n slot_id = azurerm_linux_function_app_slot.staging.id\n}
resource \"azurerm_linux_function_app_slot\" \"other\" {\n function_app_id = var.app\n zip_deploy_file = \"a.zip\"\n}\n";
        let apps: Vec<Vec<String>> = read(text).into_iter().map(|one| one.apps).collect();
        let ours = vec!["${var.env}-orders".to_owned()];
        assert_eq!(apps, [ours.clone(), ours, Vec::new()]);
    }

    #[test]
    fn other_resources_say_nothing_and_the_active_slot_does() {
        assert_eq!(read("resource \"azurerm_storage_account\" \"s\" {\n app_settings = {}\n}\n"), []);
        let found = read("resource \"azurerm_function_app_active_slot\" \"s\" {\n slot_id = var.s\n}\n");
        assert_eq!((found[0].line, &found[0].says), (1, &Says::ActiveSlot));
    }
}
