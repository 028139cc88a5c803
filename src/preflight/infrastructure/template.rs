use super::code_lines::{Line, Syntax, block, lines};
use super::declared::{OF_BUILD, OF_CONTENT, PACKAGE, switch};
use super::template_sites::Sites;
use super::{Declared, Says, Tool};

/// What a Bicep file or an ARM template says of sites.
pub(super) fn read(tool: Tool, text: &str) -> Vec<Declared> {
    let quote = if tool == Tool::Bicep { '\'' } else { '"' };
    let lines = lines(text, Syntax { quote, is_hcl: false });
    let mentions = |what: &str| lines.iter().any(|line| line.code.to_ascii_lowercase().contains(what));
    if !mentions("microsoft.web/sites") {
        return Vec::new();
    }
    let sites = if tool == Tool::Bicep { Sites::of_bicep(&lines) } else { Sites::of_arm(text) };
    // What is merged with the settings as they are keeps what it does not name.
    let is_merged = mentions("union(") && mentions("config/appsettings") && mentions("list");
    let said = |at: usize, says| Declared::new(tool, lines[at].number, sites.at(at), says);
    let all_of = |name: &'static str| {
        lines.iter().enumerate().filter(move |(_, line)| names(&line.code, name)).map(|(at, _)| at)
    };
    let mut all = Vec::new();
    for at in all_of(PACKAGE) {
        let is_on_share = value_near(&lines, at, PACKAGE).and_then(|value| switch(&value)) == Some(true);
        all.push(said(at, Says::Package { is_on_share }));
    }
    if all.is_empty() && !is_merged {
        all.extend((0..lines.len()).filter(|at| is_settings(&lines[*at])).map(|at| said(at, Says::Settings)));
    }
    for name in OF_CONTENT {
        all.extend(all_of(name).map(|at| said(at, Says::ContentShare(name))));
    }
    for setting in OF_BUILD {
        let build = |at| Some((at, switch(&value_near(&lines, at, setting)?)?));
        all.extend(all_of(setting).filter_map(build).map(|(at, is_on)| said(at, Says::Build { setting, is_on })));
    }
    all.extend(deliveries(&lines).into_iter().map(|at| said(at, Says::Delivers)));
    for at in all_of("appSettingNames") {
        let list: Vec<String> = block(&lines, at).iter().flat_map(|line| literals(&line.code, quote)).collect();
        let list: Vec<String> = list.into_iter().filter(|name| name != "appSettingNames").collect();
        all.extend((!list.is_empty()).then(|| said(at, Says::StickyNames(list))));
    }
    once(all)
}

/// The extensions of a site that deliver a package: `MSDeploy`, `ZipDeploy`, `onedeploy` (WebApps.json).
fn deliveries(lines: &[Line]) -> Vec<usize> {
    const NEAR: usize = 15;
    let code: Vec<String> = lines.iter().map(|line| line.code.to_ascii_lowercase()).collect();
    let delivers = |line: &String| ["msdeploy", "zipdeploy", "onedeploy"].iter().any(|name| line.contains(name));
    let is_extension = |at: &usize| {
        let is_type = code[*at].contains("microsoft.web/sites/extensions") || code[*at].contains("/slots/extensions");
        is_type && code.iter().skip(at.saturating_sub(NEAR)).take(2 * NEAR).any(delivers)
    };
    (0..lines.len()).filter(is_extension).collect()
}

/// What is said again of the same apps is one thing, at the line where it stands first.
fn once(all: Vec<Declared>) -> Vec<Declared> {
    let mut kept: Vec<Declared> = Vec::new();
    for one in all {
        if !kept.iter().any(|other| other.says == one.says && other.apps == one.apps) {
            kept.push(one);
        }
    }
    kept
}

/// Whether the app settings are set as a whole here: a site's `appSettings`, or the resource `config/appsettings`.
fn is_settings(line: &Line) -> bool {
    let code = line.code.to_ascii_lowercase();
    let is_property = names(&code, "appsettings") && code.contains(':') && !code.contains("list");
    is_property || code.contains("name: 'appsettings'")
}

/// Whether this word stands in the code, and not as a part of another.
fn names(code: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(is_part)
            && !code[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

/// What follows `NAME:` in its line, or `value:` in its line or the next.
fn value_near(lines: &[Line], at: usize, name: &str) -> Option<String> {
    let after = |code: &str, word: &str| {
        Some(code.split_once(word)?.1.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.to_owned())
    };
    let line = &lines[at].code;
    after(line, name).or_else(|| after(line, "value")).or_else(|| after(&lines.get(at + 1)?.code, "value"))
}

fn literals(code: &str, quote: char) -> Vec<String> {
    code.split(quote).skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bicep(body: &str) -> Vec<(u32, Says)> {
        let text = format!("resource app 'Microsoft.Web/sites@2024-04-01' = {{\n{body}\n}}\n");
        read(Tool::Bicep, &text).into_iter().map(|one| (one.line, one.says)).collect()
    }

    #[test]
    fn a_bicep_file_that_sets_the_pointer_or_the_settings_without_it_is_found_at_its_line() {
        let list = |value: &str| {
            format!(
                "  siteConfig: {{\n appSettings: [\n {{\n name: 'WEBSITE_RUN_FROM_PACKAGE'\n value: {value}\n }}\n ]\n }}"
            )
        };
        assert_eq!(bicep(&list("packageUrl")), [(5, Says::Package { is_on_share: false })]);
        assert_eq!(bicep(&list("'1'")), [(5, Says::Package { is_on_share: true })]);
        assert_eq!(bicep("siteConfig: {\n appSettings: settings\n}"), [(3, Says::Settings)]);
        assert_eq!(bicep("// WEBSITE_RUN_FROM_PACKAGE\nkind: 'functionapp'"), []);
        let merged = "properties: union(list('${app.id}/config/appsettings', '2024-04-01').properties, own)\nname: 'appsettings'";
        assert_eq!(bicep(merged), []);
    }

    #[test]
    fn each_app_of_a_file_has_what_is_said_of_it_at_its_own_line() {
        let site = |name: &str| {
            format!(
                "resource {name} 'Microsoft.Web/sites@2024-04-01' = {{\n name: 'shop-{name}'\n properties: {{\n WEBSITE_CONTENTSHARE: 'a'\n }}\n}}\n"
            )
        };
        let found = read(Tool::Bicep, &format!("{}{}", site("billing"), site("orders")));
        let found: Vec<(u32, &str)> = found.iter().map(|one| (one.line, one.apps[0].as_str())).collect();
        assert_eq!(found, [(4, "shop-billing"), (10, "shop-orders")]);
    }

    #[test]
    fn an_extension_that_delivers_a_package_is_found() {
        let extension = |name: &str| {
            let text = format!(
                "resource d 'Microsoft.Web/sites/extensions@2024-04-01' = {{\n parent: app\n name: '{name}'\n}}\n"
            );
            read(Tool::Bicep, &text).into_iter().map(|one| (one.line, one.says)).collect::<Vec<_>>()
        };
        assert_eq!(extension("MSDeploy"), [(1, Says::Delivers)]);
        assert_eq!(extension("onedeploy"), [(1, Says::Delivers)]);
        assert_eq!(extension("other"), []);
    }

    #[test]
    fn an_arm_template_is_read_alike() {
        let text = r#"{"resources": [{"type": "Microsoft.Web/sites/config", "name": "[concat('a', '/slotConfigNames')]",
            "properties": {"appSettingNames": ["A"]}},
            {"properties": {
              "WEBSITE_CONTENTSHARE": "x",
              "SCM_DO_BUILD_DURING_DEPLOYMENT": "true",
              "WEBSITE_RUN_FROM_PACKAGE": "[parameters('url')]"}}]}"#;
        let found: Vec<(u32, Says)> =
            read(Tool::ArmTemplate, text).into_iter().map(|one| (one.line, one.says)).collect();
        assert_eq!(
            found,
            [
                (6, Says::Package { is_on_share: false }),
                (4, Says::ContentShare("WEBSITE_CONTENTSHARE")),
                (5, Says::Build { setting: "SCM_DO_BUILD_DURING_DEPLOYMENT", is_on: true }),
                (2, Says::StickyNames(vec!["properties".to_owned(), "A".to_owned()])),
            ]
        );
    }
}
