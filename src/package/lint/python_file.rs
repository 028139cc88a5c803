use tree_sitter::{Node, Parser};

use super::lines::contains;

/// Deeper code is not looked at.
const DEEPEST: usize = 100;
/// Calls that make an app of functions (source: `azure.functions.decorators` of azure-functions-python-library).
const APPS: [&str; 5] = ["FunctionApp", "AsgiFunctionApp", "WsgiFunctionApp", "DFApp", "ExternalHttpFunctionApp"];
/// Of these, what brings a function by itself.
const WEB_APPS: [&str; 3] = ["AsgiFunctionApp", "WsgiFunctionApp", "ExternalHttpFunctionApp"];
/// Calls that take functions from elsewhere.
const REGISTER: [&str; 3] = ["register_functions", "register_blueprint", "function_builders"];

/// When an import runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Runs {
    /// Perhaps: it depends on a condition, or its failure is expected.
    Perhaps,
    /// When a function is called.
    Later,
    /// When the file is loaded.
    AtOnce,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// The dots in front.
    pub level: usize,
    /// The parts of the module's name.
    pub module: Vec<String>,
    /// What is taken from it; `None` for `import MODULE`.
    pub names: Option<Vec<String>>,
    /// The line, from 1.
    pub line: u32,
    /// When.
    pub runs: Runs,
}

/// What one file of Python says of modules and functions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PythonFile {
    /// Its imports.
    pub imports: Vec<Import>,
    /// The names at the top that certainly hold an app of functions, each with its line.
    pub apps: Vec<(String, u32)>,
    /// Whether something else at the top may hold one.
    pub may_hold_app: bool,
    /// Whether it declares a function, or may do so in a way that is not seen.
    pub declares: bool,
    /// Whether it changes where Python looks for modules.
    pub changes_path: bool,
}

impl PythonFile {
    /// What a text says. Code that Python would refuse is read as far as it can be.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_python::LANGUAGE.into()).ok()?;
        let tree = parser.parse(text, None)?;
        let mut reader = Reader { text, file: Self::default() };
        reader.file.changes_path = contains(text, b"sys.path") || contains(text, b"addsitedir");
        reader.file.declares = REGISTER.iter().chain(&WEB_APPS).any(|name| contains(text, name.as_bytes()));
        reader.block(tree.root_node(), Runs::AtOnce, 0);
        Some(reader.file)
    }
}

struct Reader<'t> {
    text: &'t [u8],
    file: PythonFile,
}

impl Reader<'_> {
    fn text(&self, node: Node<'_>) -> String {
        node.utf8_text(self.text).unwrap_or_default().to_owned()
    }

    fn block(&mut self, block: Node<'_>, runs: Runs, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for statement in children(block) {
            self.statement(statement, runs, depth);
        }
    }

    fn statement(&mut self, node: Node<'_>, runs: Runs, depth: usize) {
        let at_top = depth == 0;
        match node.kind() {
            "import_statement" => self.import(node, runs),
            "import_from_statement" => self.import_from(node, runs, at_top),
            "function_definition" => self.body(node, Runs::Later.min(runs), depth),
            "class_definition" => self.body(node, runs, depth),
            "decorated_definition" => {
                // Whatever decorates a function by a call may declare one.
                let calls = children(node).into_iter().filter(|child| child.kind() == "decorator");
                self.file.declares |= calls.into_iter().any(|decorator| self.text(decorator).contains('.'));
                if let Some(definition) = node.child_by_field_name("definition") {
                    self.statement(definition, runs, depth);
                }
            }
            "try_statement" => self.attempt(node, runs, depth),
            "with_statement" => {
                self.file.may_hold_app |= at_top;
                let suppresses = children(node)
                    .iter()
                    .any(|child| child.kind() == "with_clause" && self.text(*child).contains("suppress"));
                self.body(node, if suppresses { Runs::Perhaps } else { runs }, depth);
            }
            "if_statement" | "for_statement" | "while_statement" | "match_statement" => {
                self.file.may_hold_app |= at_top;
                self.nested(node, Runs::Perhaps, depth);
            }
            "expression_statement" if at_top => self.expression(node),
            _ => {}
        }
    }

    fn body(&mut self, node: Node<'_>, runs: Runs, depth: usize) {
        if let Some(body) = node.child_by_field_name("body") {
            self.block(body, runs, depth + 1);
        }
    }

    /// All blocks below a statement.
    fn nested(&mut self, node: Node<'_>, runs: Runs, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for child in children(node) {
            match child.kind() {
                "block" => self.block(child, runs, depth + 1),
                "elif_clause"
                | "else_clause"
                | "finally_clause"
                | "except_clause"
                | "except_group_clause"
                | "case_clause" => {
                    self.nested(child, runs, depth + 1);
                }
                _ => {}
            }
        }
    }

    fn attempt(&mut self, node: Node<'_>, runs: Runs, depth: usize) {
        self.file.may_hold_app |= depth == 0;
        let clauses = children(node);
        let catches = clauses.iter().any(|clause| clause.kind().starts_with("except") && self.catches_import(*clause));
        let inside = if catches { Runs::Perhaps } else { runs };
        self.body(node, inside, depth);
        for clause in clauses {
            match clause.kind() {
                "else_clause" => self.nested(clause, inside, depth),
                "finally_clause" => self.nested(clause, runs, depth),
                kind if kind.starts_with("except") => self.nested(clause, Runs::Perhaps, depth),
                _ => {}
            }
        }
    }

    fn catches_import(&self, clause: Node<'_>) -> bool {
        let text = self.text(clause);
        let head = text.split(':').next().unwrap_or_default();
        head.trim() == "except"
            || ["ImportError", "ModuleNotFoundError", "Exception"].iter().any(|name| head.contains(name))
    }

    fn import(&mut self, node: Node<'_>, runs: Runs) {
        for name in children(node) {
            let name = name.child_by_field_name("name").unwrap_or(name);
            if name.kind() == "dotted_name" {
                let module = self.parts(name);
                self.file.imports.push(Import { level: 0, module, names: None, line: line(node), runs });
            }
        }
    }

    fn import_from(&mut self, node: Node<'_>, runs: Runs, at_top: bool) {
        let Some(module) = node.child_by_field_name("module_name") else { return };
        let (level, module) = match module.kind() {
            "relative_import" => {
                let dots = children(module).into_iter().find(|child| child.kind() == "import_prefix");
                let name = children(module).into_iter().find(|child| child.kind() == "dotted_name");
                let level = dots.map_or(0, |dots| self.text(dots).matches('.').count());
                (level, name.map(|name| self.parts(name)).unwrap_or_default())
            }
            _ => (0, self.parts(module)),
        };
        let mut cursor = node.walk();
        let names = node.children_by_field_name("name", &mut cursor);
        let names = names.map(|name| self.text(name.child_by_field_name("name").unwrap_or(name))).collect();
        // An app may be made in another file.
        self.file.may_hold_app |= at_top && module.first().is_none_or(|first| first != "azure");
        self.file.imports.push(Import { level, module, names: Some(names), line: line(node), runs });
    }

    fn expression(&mut self, node: Node<'_>) {
        for child in children(node) {
            let (Some(left), Some(right)) = (child.child_by_field_name("left"), child.child_by_field_name("right"))
            else {
                // A call may do anything.
                self.file.may_hold_app |= child.kind() == "call" && self.text(child).contains("globals");
                continue;
            };
            let called = right.child_by_field_name("function").map(|function| self.text(function)).unwrap_or_default();
            let is_app = APPS.contains(&called.rsplit('.').next().unwrap_or_default());
            if is_app && left.kind() == "identifier" {
                self.file.apps.push((self.text(left), line(node)));
            } else {
                self.file.may_hold_app |=
                    !matches!(right.kind(), "string" | "integer" | "float" | "true" | "false" | "none");
            }
        }
    }

    fn parts(&self, name: Node<'_>) -> Vec<String> {
        self.text(name).split('.').map(|part| part.trim().to_owned()).collect()
    }
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}

fn line(node: Node<'_>) -> u32 {
    u32::try_from(node.start_position().row + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(text: &str) -> Vec<(String, Runs)> {
        let file = PythonFile::read(text.as_bytes()).unwrap();
        let shown = |import: &Import| {
            let from = import.names.as_ref().map(|names| format!(":{}", names.join(","))).unwrap_or_default();
            (format!("{}{}{from}", ".".repeat(import.level), import.module.join(".")), import.runs)
        };
        file.imports.iter().map(shown).collect()
    }

    fn names(text: &str) -> Vec<String> {
        imports(text).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn every_form_of_an_import_is_read() {
        assert_eq!(names("import a, b.c as d\nimport e"), ["a", "b.c", "e"]);
        assert_eq!(names("from a.b import (c as d,\n    e)\nfrom f import *"), ["a.b:c,e", "f:"]);
        assert_eq!(names("from . import a\nfrom ..b import c\nfrom .d.e import f"), [".:a", "..b:c", ".d.e:f"]);
        assert_eq!(
            names("from __future__ import annotations\nx = 'import a'\n# import b\n\"\"\"\nimport c\n\"\"\""),
            [""; 0]
        );
        assert_eq!(names("import a; import b"), ["a", "b"]);
    }

    #[test]
    fn it_is_known_when_an_import_runs() {
        for (text, runs) in [
            ("import a", Runs::AtOnce),
            ("class A:\n    import a", Runs::AtOnce),
            ("def f():\n    import a", Runs::Later),
            ("async def f():\n    if x:\n        pass\n    from a import b", Runs::Later),
            ("class A:\n    @x\n    def f(self):\n        import a", Runs::Later),
            ("try:\n    import a\nexcept ImportError:\n    pass", Runs::Perhaps),
            ("try:\n    import a\nexcept (KeyError, ModuleNotFoundError) as e:\n    pass", Runs::Perhaps),
            ("try:\n    import a\nexcept:\n    pass", Runs::Perhaps),
            ("try:\n    pass\nexcept ImportError:\n    import a", Runs::Perhaps),
            ("try:\n    import a\nexcept KeyError:\n    pass", Runs::AtOnce),
            ("try:\n    import a\nfinally:\n    pass", Runs::AtOnce),
            ("if TYPE_CHECKING:\n    import a", Runs::Perhaps),
            ("if x:\n    pass\nelif y:\n    pass\nelse:\n    import a", Runs::Perhaps),
            ("with contextlib.suppress(ImportError):\n    import a", Runs::Perhaps),
            ("with open(x):\n    import a", Runs::AtOnce),
            ("def f():\n    try:\n        import a\n    except ImportError:\n        pass", Runs::Perhaps),
        ] {
            assert_eq!(imports(text).iter().map(|(_, runs)| *runs).collect::<Vec<_>>(), [runs], "{text}");
        }
    }

    #[test]
    fn apps_and_what_may_be_one_are_told_apart() {
        let read = |text: &str| PythonFile::read(text.as_bytes()).unwrap();
        let one = read("import azure.functions as func\napp = func.FunctionApp()\n");
        assert_eq!((one.apps, one.may_hold_app), (vec![("app".to_owned(), 2)], false));
        assert_eq!(read("a = df.DFApp(x=1)\nb = FunctionApp()\n").apps.len(), 2);
        for text in [
            "from main import app",
            "from main import *",
            "app = create()",
            "app = x.y",
            "if x:\n    app = 1",
            "globals()['app'] = make()",
        ] {
            assert!(read(text).may_hold_app, "{text}");
        }
        assert!(!read("import os\nfrom azure.functions import FunctionApp\nNAME = 'x'\n").may_hold_app);
    }

    #[test]
    fn code_that_python_refuses_and_code_without_an_end_is_read_as_far_as_it_goes() {
        assert_eq!(names("import a\ndef f(:\n  ]\nimport b\n").first().map(String::as_str), Some("a"));
        let deep: String = (0..5_000).map(|depth| format!("{}if x:\n", " ".repeat(depth % 300))).collect();
        assert!(PythonFile::read(deep.as_bytes()).is_some());
        let brackets = "(".repeat(20_000);
        assert!(PythonFile::read(brackets.as_bytes()).is_some());
        assert!(PythonFile::read(&[0xff, 0xfe, 0, b'i']).is_some());
    }
}
