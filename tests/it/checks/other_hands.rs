//! Other tools that would undo a release.

use super::{Row, check, finding, prove};
use crate::support::{Rehearsal, container, status};
use rehearsal::faults::Where;
use rehearsal::state::Side;
use slot_deploy::record::Severity;

/// A checkout with one file.
fn checkout(name: &str, text: &str) -> Rehearsal {
    with_file(Rehearsal::new(), name, text)
}

fn with_file(rehearsal: Rehearsal, name: &str, text: &str) -> Rehearsal {
    let root = rehearsal.temp.0.join("checkout");
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    rehearsal.variable("GITHUB_WORKSPACE", root.to_str().unwrap())
}

/// A Terraform file of the app, with this in its resource.
fn terraform(body: &str) -> String {
    format!("resource \"azurerm_linux_function_app\" \"orders\" {{\n  name = \"shop-orders\"\n{body}\n}}\n")
}

fn settings(line: &str) -> String {
    terraform(&format!("  app_settings = {{\n    {line}\n  }}\n  lifecycle {{ ignore_changes = [tags] }}"))
}

pub const ROWS: &[Row] = &[
    Row {
        id: "infrastructure-package",
        fires: || checkout("infra/main.tf", &settings("\"WEBSITE_RUN_FROM_PACKAGE\" = var.package_url")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @r#"
        the next `terraform apply` sets WEBSITE_RUN_FROM_PACKAGE to its own value, and the app runs another package
        fix: list the setting and let Terraform ignore it: `WEBSITE_RUN_FROM_PACKAGE = "1"` in `app_settings`, and in the resource `lifecycle { ignore_changes = [app_settings["WEBSITE_RUN_FROM_PACKAGE"]] }`
        "#)
        },
        with: &[],
        silent: || checkout("infra/main.tf", &settings("\"WEBSITE_RUN_FROM_PACKAGE\" = \"1\"")).slot(runs_from_share),
    },
    Row {
        id: "infrastructure-content-share",
        fires: || checkout("infra/main.tf", &settings("WEBSITE_CONTENTSHARE = \"orders\"")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @r#"
        the next `terraform apply` sets WEBSITE_CONTENTSHARE, and a side then runs another content than the one that was released
        fix: let Terraform ignore it: `lifecycle { ignore_changes = [app_settings["WEBSITE_CONTENTSHARE"]] }`
        "#)
        },
        with: &[],
        silent: || checkout("infra/main.tf", &settings("OTHER = \"orders\"")),
    },
    Row {
        id: "infrastructure-sticky-names",
        fires: || checkout("main.bicep", &sticky("'AzureWebJobs.TakeOrder.Disabled'")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
            after the next deployment of this Bicep file AzureWebJobs.Nightly.Disabled is not a slot setting: the list in this file lacks it, and a swap moves it; the file does not say which app this is about
            fix: add to `appSettingNames`: 'AzureWebJobs.Nightly.Disabled'
            ")
        },
        with: &[],
        silent: || {
            checkout("main.bicep", &sticky("'AzureWebJobs.TakeOrder.Disabled'\n'AzureWebJobs.Nightly.Disabled'"))
        },
    },
    Row {
        id: "infrastructure-build",
        fires: || checkout("infra/main.tf", &settings("SCM_DO_BUILD_DURING_DEPLOYMENT = true")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the next `terraform apply` switches a build on (SCM_DO_BUILD_DURING_DEPLOYMENT), and what then runs is not what was packed
        fix: set SCM_DO_BUILD_DURING_DEPLOYMENT to false in the file
        ")
        },
        with: &[],
        silent: || checkout("infra/main.tf", &settings("SCM_DO_BUILD_DURING_DEPLOYMENT = false")),
    },
    Row {
        id: "infrastructure-deploys",
        fires: || checkout("infra/main.tf", &terraform("  zip_deploy_file = \"app.zip\"")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the next `terraform apply` delivers the package of `zip_deploy_file` to the app itself
        fix: remove `zip_deploy_file`: the release delivers
        ")
        },
        with: &[],
        silent: || checkout("infra/main.tf", &terraform("")),
    },
];

fn sticky(names: &str) -> String {
    format!(
        "resource names 'Microsoft.Web/sites/config@2024-04-01' = {{\n  name: 'slotConfigNames'\n  properties: {{\n    appSettingNames: [\n{names}\n    ]\n  }}\n}}\n"
    )
}

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

#[tokio::test(start_paused = true)]
async fn a_finding_names_file_and_line_and_the_annotation_stands_there() {
    let told = check(checkout("infra/main.tf", &settings("\"WEBSITE_RUN_FROM_PACKAGE\" = var.package_url"))).await;
    let found = finding(&told, "infrastructure-package").unwrap();
    assert_eq!((found.file.as_deref(), found.line), (Some("infra/main.tf"), Some(4)));
    let annotation = "::warning title=preflight%3A infrastructure-package,file=infra/main.tf,line=4";
    let said = told.log.lines().find(|line| line.starts_with("::warning") && line.contains("infrastructure-package"));
    assert!(
        said.is_some_and(|line| line.contains("file=infra/main.tf") && line.contains("line=4")),
        "{annotation}: {said:?}"
    );
}

/// The slot runs from a package on its share, as the file says.
fn runs_from_share(slot: &mut Side) {
    slot.settings.insert("WEBSITE_RUN_FROM_PACKAGE".to_owned(), "1".to_owned());
}

#[tokio::test(start_paused = true)]
async fn an_app_that_runs_from_its_own_files_would_run_no_package_after_the_next_apply() {
    let told = check(checkout("infra/main.tf", &settings("\"WEBSITE_RUN_FROM_PACKAGE\" = \"1\""))).await;
    assert_eq!(finding(&told, "infrastructure-package").unwrap().severity, Severity::Warning);
}

#[tokio::test(start_paused = true)]
async fn a_release_by_url_is_undone_by_settings_without_the_pointer_too() {
    let by_url =
        |text: &str| with_file(Rehearsal::new().input("storage-container", &container()), "infra/main.tf", text);
    let told = check(by_url(&settings("OTHER = \"1\""))).await;
    let found = finding(&told, "infrastructure-package").unwrap();
    assert_eq!((found.severity, found.line), (Severity::Warning, Some(3)), "{}", found.says);
    let ignored =
        "  app_settings = {}\n  lifecycle {\n    ignore_changes = [app_settings[\"WEBSITE_RUN_FROM_PACKAGE\"]]\n  }";
    let told = check(by_url(&terraform(ignored))).await;
    assert_eq!(finding(&told, "infrastructure-package").unwrap().severity, Severity::Fine);
    let of_another_app = settings("OTHER = \"1\"").replace("shop-orders", "shop-billing");
    let told = check(by_url(&of_another_app)).await;
    assert_eq!(finding(&told, "infrastructure-package").unwrap().severity, Severity::Fine);
}

#[tokio::test(start_paused = true)]
async fn of_several_apps_in_a_repository_each_gets_what_its_file_says_and_what_may_be_its_own_is_told_so() {
    let share = "WEBSITE_CONTENTSHARE = \"a\"";
    let named = |name: &str| settings(share).replace("\"shop-orders\"", name);
    let says = async |text: &str| {
        let told = check(checkout("infra/main.tf", text)).await;
        let found = finding(&told, "infrastructure-content-share").unwrap();
        (found.severity > Severity::Fine).then(|| found.says.clone())
    };
    let maybe = "`${var.name}`, which may be another one";
    assert!(says(&named("\"shop-orders\"")).await.is_some_and(|says| !says.contains("which may be")));
    assert!(says(&named("var.name")).await.is_some_and(|says| says.contains(maybe)));
    assert!(says(&named("\"${var.env}-orders\"")).await.is_some());
    assert_eq!(says(&named("\"${var.env}-billing\"")).await, None);
    assert_eq!(says(&named("\"shop-billing\"")).await, None);
    // The second app of a file is not hidden by the first.
    let both = format!("{}{}", named("\"shop-billing\""), named("\"shop-orders\""));
    let told = check(checkout("infra/main.tf", &both)).await;
    assert_eq!(finding(&told, "infrastructure-content-share").unwrap().line, Some(11));
}

#[tokio::test(start_paused = true)]
async fn a_secret_in_a_file_is_in_nothing_that_is_written() {
    let secret = "planted-value-7f3a";
    let line = format!("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING = \"AccountKey={secret}\"");
    let told = check(checkout("infra/main.tf", &settings(&line))).await;
    assert_eq!(finding(&told, "infrastructure-content-share").unwrap().severity, Severity::Warning);
    for text in [&told.log, &told.summary, &told.outputs, &serde_json::to_string(&told.record).unwrap()] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_checkout_nothing_is_said_and_an_unread_file_is_not_fine() {
    let told = check(Rehearsal::new()).await;
    assert!(finding(&told, "infrastructure-package").is_none());
    let told = check(checkout("infra/large.tf", &" ".repeat(1024 * 1024 + 1))).await;
    let found = finding(&told, "infrastructure-package").unwrap();
    assert_eq!(found.severity, Severity::Note);
    assert!(found.says.contains("`infra/large.tf` is larger than 1 MiB"), "{}", found.says);
}

#[tokio::test(start_paused = true)]
async fn names_that_cannot_be_read_are_not_said_to_be_in_the_list() {
    let unread = checkout("main.bicep", &sticky("'A'"))
        .fault(Where::service("arm").path("/config/slotConfigNames"), status(403));
    let told = check(unread).await;
    let found = finding(&told, "infrastructure-sticky-names").unwrap();
    assert!(found.severity == Severity::Warning && found.says.contains("could not be read"), "{}", found.says);
}
