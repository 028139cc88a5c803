use super::lines::line_of;
use super::subject::Subject;
use crate::record::{Code, Finding, brief};

/// Functions in folders whose script is not there (source: `HostFunctionMetadataProvider` of azure-functions-host).
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let lost = |(folder, script, text): &(String, String, String)| {
        let path = resolve(folder, script)?;
        let says = format!(
            "`scriptFile` is `{}`, and the package has no such file: the host leaves the function out",
            brief(script)
        );
        let fix =
            "build the app before it is packed, and write `scriptFile` as the path from the folder of the function";
        let finding = Finding::warning(Code::SCRIPT_FILE, says, fix);
        (!contents.has(&path)).then(|| finding.at(format!("{folder}/function.json"), line_of(text, "scriptFile")))
    };
    contents.scripts.iter().filter_map(lost).collect()
}

/// The path in the package; `None` for one that leads out of it.
fn resolve(folder: &str, script: &str) -> Option<String> {
    let mut parts = vec![folder];
    for part in script.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn a_script_that_is_not_in_the_package_is_a_warning_at_its_line() {
        let said = |script: &str, file: &str| {
            let function =
                format!("{{\n  \"scriptFile\": \"{script}\",\n  \"bindings\": [{{\"type\": \"httpTrigger\"}}]\n}}");
            Tree::of(&[("hello/function.json", &function), (file, "1")]).said_by(Code::SCRIPT_FILE, &Target::default())
        };
        insta::assert_snapshot!(said("../dist/hello/index.js", "src/hello/index.ts"), @r##"
        warning script-file hello/function.json:2
          `scriptFile` is `../dist/hello/index.js`, and the package has no such file: the host leaves the function out
          fix: build the app before it is packed, and write `scriptFile` as the path from the folder of the function
        "##);
        for (script, file) in [
            ("../dist/hello/index.js", "dist/hello/index.js"),
            ("__init__.py", "hello/__init__.py"),
            ("..\\\\bin\\\\Api.dll", "bin/Api.dll"),
            ("../../elsewhere.js", "a"),
        ] {
            assert_eq!(said(script, file), "", "{script}");
        }
    }
}
