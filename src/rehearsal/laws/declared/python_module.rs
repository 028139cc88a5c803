//! One module of a Python app, read and not run: what it imports, the app and the blueprints in it, and the functions that are
//! decorated with them. Bodies of functions and classes do not run when a module is loaded; those of `if` and `try` are taken to.

use std::collections::BTreeMap;

use super::python_tokens::tokens;
use super::said::{Arguments, Constants, Reader, Said};
use super::token::Token;

/// No module has more imports, decorated functions or registrations than this that are looked at.
const MOST: usize = 2_000;

/// What functions are registered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The worker takes the functions of this one.
    App,
    /// An app that passes all requests to a web framework (`AsgiFunctionApp`, `WsgiFunctionApp`).
    WebApp,
    /// Its functions come with the app that it is registered in.
    Blueprint,
}

/// An app or a blueprint.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Container {
    pub kind: Kind,
    pub arguments: Arguments,
}

/// One name that a module takes from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// The name here; `None` for all names (`*`).
    pub local: Option<String>,
    /// The module, with its dots.
    pub module: String,
    /// The name there; `None`: the module itself.
    pub name: Option<String>,
    /// How many packages further up it begins; 0: from the root.
    pub level: usize,
    /// Whether it is sure to run when the module is loaded.
    pub is_certain: bool,
}

/// A decorator, as `@app.route(route="x")`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decorator {
    /// `app.route`
    pub path: Vec<String>,
    pub arguments: Arguments,
}

/// A decorated function.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decorated {
    pub name: String,
    pub decorators: Vec<Decorator>,
}

/// What a module says.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub imports: Vec<Import>,
    pub containers: BTreeMap<String, Container>,
    pub functions: Vec<Decorated>,
    /// Which container takes in which other: both by their names here.
    pub registrations: Vec<(Vec<String>, Vec<String>)>,
    pub constants: Constants,
    /// Whether it changes where modules are looked for.
    pub moves_search: bool,
}

/// Reads a module.
pub(super) fn read(source: &str) -> Module {
    let tokens = tokens(source);
    let mut reading = Reading::default();
    for line in lines(&tokens) {
        reading.line(line);
    }
    reading.module.imports.truncate(MOST);
    reading.module.functions.truncate(MOST);
    reading.module.registrations.truncate(MOST);
    reading.module.moves_search = tokens.windows(3).any(|three| {
        three[0].word() == Some("sys")
            && three[1].is('.')
            && matches!(three[2].word(), Some("path" | "modules" | "meta_path"))
    });
    reading.module
}

/// The logical lines, each with its indent.
fn lines<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = (usize, &'t [Token<'a>])> {
    let begins = |token: &Token<'_>| matches!(token, Token::Line(_));
    tokens.chunk_by(move |_, next| !begins(next)).filter_map(|line| match line {
        [Token::Line(indent), rest @ ..] => Some((*indent, rest)),
        _ => None,
    })
}

#[derive(Default)]
struct Reading {
    module: Module,
    decorators: Vec<Decorator>,
    /// Lines further in than this belong to a body that does not run.
    skipped_below: Option<usize>,
}

impl Reading {
    fn line(&mut self, (indent, line): (usize, &[Token<'_>])) {
        if self.skipped_below.is_some_and(|limit| indent > limit) {
            return;
        }
        self.skipped_below = None;
        let words: Vec<&str> = line.iter().take(3).map_while(Token::word).collect();
        match (line, &words[..]) {
            ([Token::Mark('@'), rest @ ..], _) => return self.decorators.extend(decorator(rest)),
            (_, ["async", "def", name] | ["def", name, ..]) => {
                let decorators = std::mem::take(&mut self.decorators);
                if !decorators.is_empty() {
                    self.module.functions.push(Decorated { name: (*name).to_owned(), decorators });
                }
                self.skipped_below = Some(indent);
            }
            (_, ["class" | "except", ..]) => self.skipped_below = Some(indent),
            (_, ["if", ..]) if line.iter().any(|token| matches!(token.word(), Some("__name__" | "TYPE_CHECKING"))) => {
                self.skipped_below = Some(indent);
            }
            _ => line.split(|token| token.is(';')).for_each(|part| self.statement(part, indent == 0)),
        }
        self.decorators.clear();
    }

    fn statement(&mut self, line: &[Token<'_>], is_certain: bool) {
        match line {
            [Token::Word("import"), rest @ ..] => self.imports(rest, is_certain),
            [Token::Word("from"), rest @ ..] => self.imports_from(rest, is_certain),
            [Token::Word(name), Token::Mark('='), value @ ..] if !value.first().is_some_and(|next| next.is('=')) => {
                self.assigned(name, value);
            }
            [Token::Word(name), Token::Mark(':'), rest @ ..] => {
                if let Some(place) = rest.iter().position(|token| token.is('=')) {
                    self.assigned(name, &rest[place + 1..]);
                }
            }
            [Token::Word(_), Token::Mark('.'), ..] => self.called(line),
            _ => {}
        }
    }

    fn imports(&mut self, rest: &[Token<'_>], is_certain: bool) {
        for part in rest.split(|token| token.is(',')) {
            let mut reader = Reader::new(part, 0);
            let path = reader.path();
            let Some(first) = path.first() else { continue };
            let alias = match &part[reader.at.min(part.len())..] {
                [Token::Word("as"), Token::Word(alias), ..] => Some((*alias).to_owned()),
                _ => None,
            };
            let module = path.join(".");
            // Without another name only the first package gets one.
            if alias.is_none() && path.len() > 1 {
                let whole =
                    Import { local: None, module: module.clone(), name: Some(String::new()), level: 0, is_certain };
                self.module.imports.push(whole);
            }
            let named = if alias.is_some() { module } else { first.clone() };
            let local = Some(alias.unwrap_or_else(|| first.clone()));
            self.module.imports.push(Import { local, module: named, name: None, level: 0, is_certain });
        }
    }

    fn imports_from(&mut self, rest: &[Token<'_>], is_certain: bool) {
        let level = rest.iter().take_while(|token| token.is('.')).count();
        let mut reader = Reader::new(rest, level);
        // `import` would be read as a part of the name only if a dot stood before it.
        let path = match rest.get(level) {
            Some(Token::Word("import")) => Vec::new(),
            _ => reader.path(),
        };
        let Some([Token::Word("import"), names @ ..]) = rest.get(reader.at..) else { return };
        let module = path.join(".");
        for part in names.split(|token| token.is(',') || token.is('(') || token.is(')')) {
            let (local, name) = match part {
                [Token::Mark('*'), ..] => (None, Some("*".to_owned())),
                [Token::Word(name), Token::Word("as"), Token::Word(alias), ..] => {
                    (Some((*alias).to_owned()), Some((*name).to_owned()))
                }
                [Token::Word(name), ..] => (Some((*name).to_owned()), Some((*name).to_owned())),
                _ => continue,
            };
            self.module.imports.push(Import { local, module: module.clone(), name, level, is_certain });
        }
    }

    fn assigned(&mut self, name: &str, value: &[Token<'_>]) {
        let said = Reader::new(value, 0).value();
        self.module.containers.remove(name);
        if let Said::Call(path, arguments) = &said
            && let Some(kind) = path.last().and_then(|made| kind(made))
        {
            let container = Container { kind, arguments: arguments.clone() };
            self.module.containers.insert(name.to_owned(), container);
        }
        self.module.constants.insert(name.to_owned(), said);
    }

    fn called(&mut self, line: &[Token<'_>]) {
        let Said::Call(mut path, arguments) = Reader::new(line, 0).value() else { return };
        if !matches!(path.pop().as_deref(), Some("register_functions" | "register_blueprint")) {
            return;
        }
        let named = ["function_container", "blueprint"].into_iter().find_map(|name| arguments.get(name, 0));
        if let Some(Said::Name(what)) = named {
            self.module.registrations.push((path, what.clone()));
        }
    }
}

fn kind(made: &str) -> Option<Kind> {
    match made {
        "FunctionApp" | "DFApp" => Some(Kind::App),
        "AsgiFunctionApp" | "WsgiFunctionApp" => Some(Kind::WebApp),
        "Blueprint" => Some(Kind::Blueprint),
        _ => None,
    }
}

fn decorator(line: &[Token<'_>]) -> Option<Decorator> {
    match Reader::new(line, 0).value() {
        Said::Call(path, arguments) => Some(Decorator { path, arguments }),
        Said::Name(path) => Some(Decorator { path, arguments: Arguments::default() }),
        _ => None,
    }
}
