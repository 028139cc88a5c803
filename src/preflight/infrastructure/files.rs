use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::Tool;

/// Folders below the checkout that are looked into, in each other.
const DEEPEST: usize = 8;
/// Entries of folders that are looked at in all.
const MOST_ENTRIES: usize = 20_000;
/// Files that are read.
const MOST_FILES: usize = 400;
/// What is larger is written by a program.
const LONGEST: u64 = 1024 * 1024;
/// Folders of what was fetched, built or generated.
const NOT_OURS: [&str; 8] = [".git", ".terraform", "node_modules", ".venv", ".python_packages", "bin", "obj", "target"];

/// A file of a tool.
pub(super) struct Found {
    /// Its name from the root, with `/`.
    pub name: String,
    /// Whose it is.
    pub tool: Tool,
    /// Its text.
    pub text: String,
}

/// The files, in the order of their names.
#[derive(Default)]
pub(super) struct Files {
    /// Those that were read.
    pub files: Vec<Found>,
    /// Why some were not.
    pub left_out: Option<String>,
}

/// Looks for files below `root`. Links are not followed, so that nothing outside is read.
pub(super) fn find(root: &Path) -> Files {
    let mut all = Files::default();
    let mut entries = 0;
    let mut folders: Vec<(PathBuf, String, usize)> = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let Ok(listed) = fs::read_dir(&folder) else {
            all.left_out = Some(format!("the folder `{prefix}` cannot be listed"));
            continue;
        };
        for entry in listed.flatten() {
            entries += 1;
            if entries > MOST_ENTRIES || all.files.len() >= MOST_FILES {
                all.left_out = Some(format!("it has more than {MOST_ENTRIES} entries or {MOST_FILES} such files"));
                folders.clear();
                break;
            }
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
            if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
                if depth < DEEPEST {
                    folders.push((entry.path(), path, depth + 1));
                } else {
                    all.left_out = Some(format!("`{path}` is deeper than {DEEPEST} folders"));
                }
            } else if kind.is_file()
                && let Some(tool) = tool_of(&name, depth)
            {
                match read(&entry.path()) {
                    Ok(_) if name.ends_with(".tf.json") => {
                        all.left_out = Some(format!("`{path}` is Terraform in JSON"))
                    }
                    Ok(text) if tool == Tool::Terraform && is_azapi(&text) => {
                        all.left_out = Some(format!("`{path}` sets sites by `azapi`"));
                        all.files.push(Found { name: path, tool, text });
                    }
                    Ok(text) if tool != Tool::ArmTemplate || is_template(&text) => {
                        all.files.push(Found { name: path, tool, text });
                    }
                    Ok(_) => {}
                    // Most JSON is not a template, and a large one is a program's.
                    Err(_) if tool == Tool::ArmTemplate => {}
                    Err(why) => all.left_out = Some(format!("`{path}` {why}")),
                }
            }
        }
    }
    all.files.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

fn tool_of(name: &str, depth: usize) -> Option<Tool> {
    match name.rsplit_once('.')?.1 {
        "tf" => Some(Tool::Terraform),
        "bicep" => Some(Tool::Bicep),
        "json" => Some(Tool::ArmTemplate),
        "yaml" | "yml" if depth == 0 && name.starts_with("azure.") => Some(Tool::Azd),
        _ => None,
    }
}

/// Resources of this provider hold the body of a request, which is not read.
fn is_azapi(text: &str) -> bool {
    text.contains("\"azapi_") && text.to_ascii_lowercase().contains("microsoft.web/sites")
}

/// By the schema that every template names.
fn is_template(text: &str) -> bool {
    text.contains("deploymentTemplate.json")
}

fn read(path: &Path) -> Result<String, &'static str> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|_| "cannot be read")?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|_| "cannot be read")?;
    if bytes.len() as u64 > LONGEST {
        return Err("is larger than 1 MiB");
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text")?;
    // Editors on Windows write a mark before the first character.
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn files_are_found_below_the_root_only_and_by_no_link() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        for (name, text) in [
            ("outside/secret.tf", "a"),
            ("root/infra/main.tf", "b"),
            ("root/infra/main.bicep", "c"),
            ("root/template.json", "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"),
            ("root/package.json", "{}"),
            ("root/node_modules/x/main.tf", "d"),
            ("root/azure.yaml", "e"),
            ("root/app/azure.yaml", "f"),
        ] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), text).unwrap();
        }
        symlink(at("outside"), at("root/linked")).unwrap();
        symlink(at("outside/secret.tf"), at("root/secret.tf")).unwrap();
        let found = find(&at("root"));
        let names: Vec<&str> = found.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["azure.yaml", "infra/main.bicep", "infra/main.tf", "template.json"]);
        assert_eq!(found.left_out, None);
    }

    #[test]
    fn what_is_in_a_form_that_is_not_read_is_said() {
        let left_out = |name: &str, text: &str| {
            let temp = tempfile::tempdir().unwrap();
            fs::write(temp.path().join(name), text).unwrap();
            let found = find(temp.path());
            (found.left_out, found.files.first().map(|file| file.text.clone()))
        };
        assert_eq!(left_out("main.tf.json", "{}").0.as_deref(), Some("`main.tf.json` is Terraform in JSON"));
        let azapi = "resource \"azapi_resource\" \"a\" { type = \"Microsoft.Web/sites@2024-04-01\" }";
        assert!(left_out("main.tf", azapi).0.unwrap().contains("`azapi`"));
        assert_eq!(left_out("main.tf", "\u{feff}a = 1").1.as_deref(), Some("a = 1"));
    }

    #[test]
    fn what_is_too_large_or_too_deep_is_left_out_and_said() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("large.tf"), vec![b' '; 1024 * 1024 + 1]).unwrap();
        assert_eq!(find(temp.path()).left_out.as_deref(), Some("`large.tf` is larger than 1 MiB"));
        let deep = tempfile::tempdir().unwrap();
        fs::create_dir_all(deep.path().join("1/2/3/4/5/6/7/8/9")).unwrap();
        assert_eq!(find(deep.path()).left_out.as_deref(), Some("`1/2/3/4/5/6/7/8/9` is deeper than 8 folders"));
    }
}
