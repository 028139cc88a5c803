use super::lines::line_of;
use super::subject::Subject;
use crate::record::{Code, Finding, brief};

/// `main` of package.json, from which the worker loads the functions (source: `startApp` of azure-functions-nodejs-worker).
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let Some(main) = contents.node_main() else { return Vec::new() };
    // `npm run build` of a build on the server may make it.
    if subject.target.built_there {
        return Vec::new();
    }
    let lacks = match pattern_folder(main) {
        // What a pattern matches is for the worker to say; where it can match nothing is plain.
        Some(folder) if folder.is_empty() || contents.has_folder(folder) => return Vec::new(),
        Some(folder) => format!("folder `{}`", brief(folder)),
        None if contents.has(main) || contents.has_folder(main.trim_end_matches('/')) => return Vec::new(),
        None => "such file".to_owned(),
    };
    let says = format!("`main` of package.json is `{}`, and the package has no {lacks}", brief(main));
    let fix = "build the app before it is packed, and let `main` name the files that register the functions, such as \
               `dist/src/functions/*.js`";
    let line = line_of(&contents.package_text, "\"main\"");
    vec![Finding::warning(Code::NODE_ENTRY, says, fix).at("package.json", line)]
}

/// The folder in which a pattern looks for files; `None`: it is none.
fn pattern_folder(main: &str) -> Option<&str> {
    let begin = main.find(['*', '?', '{', '['])?;
    Some(main[..begin].rsplit_once('/').map_or("", |(folder, _)| folder))
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
        insta::assert_snapshot!(said("dist/src/functions/*.js", "src/functions/a.ts"), @r##"
        warning node-entry package.json:3
          `main` of package.json is `dist/src/functions/*.js`, and the package has no folder `dist/src/functions`
          fix: build the app before it is packed, and let `main` name the files that register the functions, such as `dist/src/functions/*.js`
        "##);
        for (main, file) in [
            ("dist/index.js", "dist/index.js"),
            ("./dist/index.js", "dist/index.js"),
            ("src/{index.js,functions/*.js}", "src/index.js"),
            ("dist", "dist/index.js"),
            ("./dist/src/functions/*.js", "dist/src/functions/a.js"),
            ("{dist,src}/*.js", "lib/a.js"),
            ("", "index.js"),
        ] {
            assert_eq!(said(main, file), "", "{main}");
        }
    }
}
