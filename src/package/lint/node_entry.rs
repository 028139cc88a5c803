use super::lines::line_of;
use super::subject::Subject;
use crate::record::{Code, Finding, brief};

/// `main` of package.json, from which the worker loads the functions (source: `startApp` of azure-functions-nodejs-worker).
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let Some(main) = contents.node_main() else { return Vec::new() };
    let is_pattern = main.contains(['*', '?', '{', '[']);
    // `npm run build` of a build on the server may make it.
    if subject.target.built_there || is_pattern || contents.has(main) || contents.has_folder(main.trim_end_matches('/'))
    {
        return Vec::new();
    }
    let says = format!("`main` of package.json is `{}`, and the package has no such file", brief(main));
    let fix = "build the app before it is packed, and let `main` name the files that register the functions, such as \
               `dist/src/functions/*.js`";
    let line = line_of(&contents.package_text, "\"main\"");
    vec![Finding::warning(Code::NODE_ENTRY, says, fix).at("package.json", line)]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn a_main_that_leads_to_no_file_is_a_warning_at_its_line() {
        let said = |main: &str, file: &str| {
            let package = format!("{{\n  \"name\": \"shop\",\n  \"main\": \"{main}\"\n}}");
            Tree::of(&[("package.json", &package), (file, "1")]).said_by(Code::NODE_ENTRY, &Target::default())
        };
        insta::assert_snapshot!(said("dist/index.js", "src/index.ts"), @r##"
        warning node-entry package.json:3
          `main` of package.json is `dist/index.js`, and the package has no such file
          fix: build the app before it is packed, and let `main` name the files that register the functions, such as `dist/src/functions/*.js`
        "##);
        for (main, file) in [
            ("dist/index.js", "dist/index.js"),
            ("./dist/index.js", "dist/index.js"),
            ("src/{index.js,functions/*.js}", "src/index.js"),
            ("dist", "dist/index.js"),
            ("", "index.js"),
        ] {
            assert_eq!(said(main, file), "", "{main}");
        }
    }
}
