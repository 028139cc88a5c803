//! One file of a Node app, read and not run: what it loads, and which functions it registers by the programming model v4, whatever
//! compiler or bundler wrote it. A function that is registered somewhere in the code is taken to be.

use std::collections::BTreeSet;

use super::javascript_tokens::tokens;
use super::said::{Arguments, Constants, Reader, Said};
use super::token::Token;

/// The library of the programming model, and what it and Durable Functions are loaded as.
pub(super) const LIBRARY: &str = "@azure/functions";
/// What the worker itself provides; a bundle holds the library and loads this.
pub(super) const CORE: &str = "@azure/functions-core";
const DURABLE: &str = "durable-functions";
/// A constant longer than this is none that says something about a function.
const LONGEST: usize = 600;
/// No file loads or registers more than this that is looked at.
const MOST: usize = 5_000;

/// Methods of `app` that register a function (azure-functions-nodejs-library, `app.ts`; azure-functions-durable-js, `app.ts`).
const METHODS: [&str; 23] = [
    "http",
    "get",
    "put",
    "post",
    "patch",
    "deleteRequest",
    "timer",
    "storageBlob",
    "storageQueue",
    "serviceBusQueue",
    "serviceBusTopic",
    "eventHub",
    "eventGrid",
    "cosmosDB",
    "sql",
    "mySql",
    "warmup",
    "webPubSub",
    "mcpTool",
    "generic",
    "orchestration",
    "activity",
    "entity",
];

/// How a file is loaded by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// By an `import` statement or `export … from`, which runs before all else.
    Import,
    /// By `require` outside of every function.
    Require,
    /// By `import()`, or by `require` that may never run.
    Perhaps,
}

/// Something that a file loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loads {
    pub what: String,
    pub how: How,
}

/// A call that registers a function.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Registration {
    /// `http`
    pub method: String,
    /// Whether Durable's client is given to it: `df.app.client.http`.
    pub has_client: bool,
    /// Whether `app` itself is called, and not that of a library's name.
    pub is_bare: bool,
    pub arguments: Arguments,
}

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub loads: Vec<Loads>,
    pub registrations: Vec<Registration>,
    pub constants: Constants,
    /// Whether it is a module of ECMAScript.
    pub is_module: bool,
}

impl Script {
    /// Whether it loads one of the libraries that functions are registered with.
    pub(super) fn has_library(&self) -> bool {
        self.loads.iter().any(|loads| [LIBRARY, CORE, DURABLE].contains(&loads.what.as_str()))
    }
}

/// Reads a file.
pub(super) fn read(source: &str) -> Script {
    let tokens = tokens(source);
    let aliases = aliases(&tokens);
    let mut script = Script::default();
    let (mut at, mut open) = (0, 0usize);
    while at < tokens.len() {
        let token = &tokens[at];
        let after_dot = at > 0 && tokens[at - 1].is('.');
        let mut next = at + 1;
        match token {
            Token::Mark('{') => open += 1,
            Token::Mark('}') => open = open.saturating_sub(1),
            Token::Word(word) if !after_dot => {
                loads(&tokens[at..], word, open, &mut script);
                constant(&tokens[at..], word, &mut script);
                if let Some((registration, length)) = registration(&tokens[at..], &aliases) {
                    script.registrations.push(registration);
                    next = at + length;
                }
            }
            _ => {}
        }
        at = next;
    }
    if is_other(&script.constants) {
        script.registrations.retain(|registration| !registration.is_bare);
    }
    script.loads.truncate(MOST);
    script.registrations.truncate(MOST);
    script
}

fn loads(tokens: &[Token<'_>], word: &str, open: usize, script: &mut Script) {
    let (what, how) = match (word, tokens) {
        ("from" | "import", [_, Token::Text(what), ..]) => (what, How::Import),
        ("import", [_, Token::Mark('('), Token::Text(what), Token::Mark(')'), ..]) => (what, How::Perhaps),
        ("require", [_, Token::Mark('('), Token::Text(what), Token::Mark(')'), ..]) => {
            (what, if open == 0 { How::Require } else { How::Perhaps })
        }
        _ => return,
    };
    script.is_module |= how == How::Import;
    script.loads.push(Loads { what: what.clone().into_owned(), how });
}

fn constant(tokens: &[Token<'_>], word: &str, script: &mut Script) {
    if let ("const" | "let" | "var", [_, Token::Word(name), Token::Mark('='), rest @ ..]) = (word, tokens) {
        let rest = &rest[..rest.len().min(LONGEST)];
        let mut reader = Reader::new(rest, 0);
        let said = reader.beginning();
        // No semicolon is needed after a value; an operator makes another value of it.
        let goes_on = rest.get(reader.at).is_some_and(|next| matches!(next, Token::Mark(c) if !",;)}".contains(*c)));
        script.constants.insert((*name).to_owned(), if goes_on { Said::Unknown } else { said });
    }
}

/// `app.http("name", …)`, with whatever holds `app`; and how many tokens that is.
fn registration(tokens: &[Token<'_>], aliases: &BTreeSet<String>) -> Option<(Registration, usize)> {
    if !tokens.get(1)?.is('.') {
        return None;
    }
    let mut reader = Reader::new(tokens, 0);
    let path = reader.path();
    if !tokens.get(reader.at)?.is('(') {
        return None;
    }
    let (method, holder) = path.split_last()?;
    let has_client = holder.last().is_some_and(|last| last == "client") && holder.len() > 1;
    let holder = &holder[..holder.len() - usize::from(has_client)];
    let is_app = match holder {
        [only] => aliases.contains(only),
        _ => holder.last().is_some_and(|last| last == "app"),
    };
    if !is_app || !METHODS.contains(&method.as_str()) {
        return None;
    }
    reader.at += 1;
    let arguments = reader.arguments();
    let is_bare = holder.len() == 1;
    Some((Registration { method: method.clone(), has_client, is_bare, arguments }, reader.at))
}

/// Names that `app` gets where it is loaded under another one: `import { app as other }`, `const { app: other } = …`.
fn aliases(tokens: &[Token<'_>]) -> BTreeSet<String> {
    let named = |four: &[Token<'_>]| match four {
        [_, Token::Word("app"), Token::Word("as"), Token::Word(other)] => Some((*other).to_owned()),
        [Token::Mark('{' | ','), Token::Word("app"), Token::Mark(':'), Token::Word(other)] => Some((*other).to_owned()),
        _ => None,
    };
    tokens.windows(4).filter_map(named).chain(["app".to_owned()]).collect()
}

/// Whether `app` is something else in this file, as `const app = express()`.
fn is_other(constants: &Constants) -> bool {
    match constants.get("app") {
        Some(Said::Call(path, _)) => path.last().is_none_or(|last| last != "require"),
        Some(Said::Name(path)) => path.first().is_some_and(|first| first == "new"),
        _ => false,
    }
}
