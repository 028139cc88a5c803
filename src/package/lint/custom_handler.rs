use super::lines::line_of;
use super::subject::Subject;
use super::target::Os;
use crate::package::host_files::handler;
use crate::record::{Code, Finding, brief};

/// Programs that a custom handler may take from the system's path.
const ON_PATH: [&str; 12] =
    ["bash", "bun", "deno", "dotnet", "java", "node", "php", "powershell", "pwsh", "python", "python3", "sh"];

/// The program that `host.json` starts.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    says(subject)
        .into_iter()
        .map(|(says, fix)| {
            let line = line_of(&subject.contents.host_text, "defaultExecutablePath");
            Finding::warning(Code::CUSTOM_HANDLER, says, fix).at("host.json", line)
        })
        .collect()
}

fn says(subject: &Subject<'_>) -> Option<(String, &'static str)> {
    let contents = subject.contents;
    let (path, named) = handler(&contents.host)?;
    match contents.files.iter().find(|file| *file.name == *path) {
        Some(file) if !file.executable && !path.ends_with(".exe") && subject.target.os != Some(Os::Windows) => {
            let says = format!("host.json starts `{}`, which is not executable in the package", brief(&path));
            Some((
                says,
                "`chmod +x` the file before it is packed; an artifact of actions/upload-artifact loses that bit",
            ))
        }
        Some(_) => None,
        None if named.starts_with('/') || named.contains(['%', ':']) || ON_PATH.contains(&named) => None,
        None => {
            let says = format!("host.json starts `{}`, and the package has no such file", brief(&path));
            Some((says, "build the program into the package, or name it as it lies there"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    fn said(program: &str, file: &str) -> String {
        let host = format!(
            "{{\n  \"version\": \"2.0\",\n  \"customHandler\": {{\"description\": {{\"defaultExecutablePath\": \"{program}\"}}}}\n}}"
        );
        Tree::of(&[("host.json", &host), (file, "#!/bin/sh")]).said_by(Code::CUSTOM_HANDLER, &Target::default())
    }

    #[test]
    fn a_program_that_is_missing_or_cannot_be_started_is_a_warning() {
        insta::assert_snapshot!(said("handler", "README.md"), @r##"
        warning custom-handler host.json:3
          host.json starts `handler`, and the package has no such file
          fix: build the program into the package, or name it as it lies there
        "##);
        assert_eq!(said("./bin/handler", "bin/handler"), "", "packing makes it executable");
        assert_eq!(said("bin/handler", "+bin/handler"), "");
        assert_eq!(said("handler.exe", "handler.exe"), "");
        for elsewhere in ["node", "/usr/bin/env", "%HOME%/run", "D:/run.exe"] {
            assert_eq!(said(elsewhere, "server.js"), "", "{elsewhere}");
        }
    }
}
