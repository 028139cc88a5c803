use super::subject::Subject;
use crate::record::{Code, Finding};

const LIBRARY: &str = "@azure/functions";

/// The library by which a Node app declares its functions.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let contents = subject.contents;
    let needs = contents.package.as_ref().is_some_and(|package| package["dependencies"][LIBRARY].is_string());
    let has = contents.has_folder(&format!("node_modules/{LIBRARY}"));
    if !needs || has || subject.target.layer.is_some() || subject.target.built_there {
        return Vec::new();
    }
    let says = format!("package.json needs {LIBRARY}, and the package has no node_modules/{LIBRARY}");
    let fix = "run `npm ci --omit=dev` before the app is packed, and do not list node_modules in `.funcignore`";
    vec![Finding::warning(Code::NODE_LIBRARY, says, fix).at("package.json", None)]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn dependencies_that_were_not_installed_are_a_warning_unless_a_layer_has_them() {
        let package = r#"{"main": "a.js", "dependencies": {"@azure/functions": "^4.0.0"}}"#;
        let tree = Tree::of(&[("package.json", package), ("a.js", "1")]);
        insta::assert_snapshot!(tree.said_by(Code::NODE_LIBRARY, &Target::default()), @r##"
        warning node-library package.json
          package.json needs @azure/functions, and the package has no node_modules/@azure/functions
          fix: run `npm ci --omit=dev` before the app is packed, and do not list node_modules in `.funcignore`
        "##);
        let layered = Target { layer: Some(Default::default()), ..Target::default() };
        assert_eq!(tree.said_by(Code::NODE_LIBRARY, &layered), "");
        let installed = tree.with("node_modules/@azure/functions/package.json", "{}");
        assert_eq!(installed.said_by(Code::NODE_LIBRARY, &Target::default()), "");
        let bundled = Tree::of(&[("package.json", r#"{"main": "a.js"}"#), ("a.js", "1")]);
        assert_eq!(bundled.said_by(Code::NODE_LIBRARY, &Target::default()), "");
    }
}
