//! The paths that a source file writes down: its imports, its modules and every `a::b` in its code.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What one file says of others. Code that is compiled for tests only is left out.
#[derive(Debug, Default)]
pub struct Paths {
    /// Modules that it declares as files.
    pub modules: BTreeSet<String>,
    /// Names that `use` brings in, with the path of each.
    pub imports: BTreeMap<String, Vec<String>>,
    /// Names that it hands on by `pub use`: its face, and no use of its own.
    pub handed_on: BTreeMap<String, Vec<String>>,
    /// Paths of which everything is brought in, and those of which everything is handed on.
    pub globs: Vec<(Vec<String>, bool)>,
    /// Every path of its code, also those of one segment.
    pub written: BTreeSet<Vec<String>>,
}

impl Paths {
    /// Reads a file.
    pub fn of(source: &str) -> Self {
        let mut paths = Self::default();
        paths.read(source.parse().expect("the file is Rust"));
        paths
    }

    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let (mut at, mut is_public, mut for_tests) = (0, false, false);
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Punct(sign) if sign.as_char() == '#' => {
                    let attribute = tokens.get(at).map(ToString::to_string).unwrap_or_default();
                    for_tests |= attribute.replace(' ', "") == "[cfg(test)]";
                }
                TokenTree::Ident(word) if for_tests => {
                    at += rest_of_item(&tokens[at..], word == "use");
                    for_tests = false;
                }
                TokenTree::Ident(word) if word == "pub" => {
                    is_public = true;
                    at += usize::from(matches!(tokens.get(at), Some(TokenTree::Group(_))));
                    continue;
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end = at + rest_of_item(&tokens[at..], true);
                    self.import(&tokens[at..end - 1], &[], is_public);
                    at = end;
                }
                TokenTree::Ident(word) if word == "mod" && is_sign(tokens.get(at + 1), ';') => {
                    self.modules.extend(tokens.get(at).map(ToString::to_string));
                }
                TokenTree::Ident(word) => {
                    // A field or a method is no path.
                    let is_path = at < 2 || !is_sign(tokens.get(at - 2), '.');
                    let mut path = vec![word.to_string()];
                    while is_separator(&tokens, at)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 2)
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    if is_path {
                        self.written.insert(path);
                    }
                }
                TokenTree::Group(group) => self.read(group.stream()),
                _ => {}
            }
            is_public = false;
        }
    }

    /// Reads what stands behind `use`, or in its braces.
    fn import(&mut self, tokens: &[TokenTree], before: &[String], is_public: bool) {
        let mut path = before.to_vec();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    let name = tokens.get(at).map(ToString::to_string).unwrap_or_default();
                    return self.name(name, path, is_public);
                }
                TokenTree::Ident(word) if word == "self" && !path.is_empty() && path.len() == before.len() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Punct(sign) if sign.as_char() == '*' => return self.globs.push((path, is_public)),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                    for part in inside.split(|token| is_sign(Some(token), ',')).filter(|part| !part.is_empty()) {
                        self.import(part, &path, is_public);
                    }
                    return;
                }
                _ => {}
            }
        }
        let name = path.last().cloned().unwrap_or_default();
        self.name(name, path, is_public);
    }

    fn name(&mut self, name: String, path: Vec<String>, is_public: bool) {
        let names = if is_public { &mut self.handed_on } else { &mut self.imports };
        // `use a as _` brings in a trait without its name.
        let name = if name == "_" { path.join("::") } else { name };
        names.insert(name, path);
    }
}

/// How many tokens are left of an item: up to its semicolon, or to its body if it is no import.
fn rest_of_item(tokens: &[TokenTree], is_import: bool) -> usize {
    let is_body = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let end = tokens.iter().position(|token| is_sign(Some(token), ';') || !is_import && is_body(token));
    end.map_or(tokens.len(), |end| end + 1)
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    is_sign(tokens.get(at), ':') && is_sign(tokens.get(at + 1), ':')
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == sign)
}
