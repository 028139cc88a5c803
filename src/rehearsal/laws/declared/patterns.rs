//! The patterns that `main` of a `package.json` may be (azure-functions-nodejs-worker takes them to globby): `*` within a folder,
//! `**` through folders, `?`, `{a,b}`.

use regex::Regex;

use crate::state::Content;

/// No pattern of a person is longer.
const LONGEST: usize = 2_000;

/// The files that match, sorted; a folder stands for all in it.
pub(super) fn matching(content: &Content, pattern: &str) -> Vec<String> {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    if content.get(pattern).is_some() {
        return vec![pattern.to_owned()];
    }
    let all_in_folder = format!("{pattern}/**");
    let pattern = if content.has_folder(pattern) { all_in_folder.as_str() } else { pattern };
    let Some(expression) =
        (pattern.len() <= LONGEST).then(|| expression(pattern)).and_then(|text| Regex::new(&text).ok())
    else {
        return Vec::new();
    };
    let is_shown = |path: &str| !path.split('/').any(|part| part.starts_with('.'));
    let paths = content.files().map(|(path, _)| path);
    paths.filter(|path| is_shown(path) && expression.is_match(path)).map(str::to_owned).collect()
}

fn expression(pattern: &str) -> String {
    let mut text = String::from("^");
    let mut open = 0usize;
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' if rest.next_if_eq(&'*').is_some() => {
                // `**/` also stands for no folder at all.
                text.push_str(if rest.next_if_eq(&'/').is_some() { "(?:.*/)?" } else { ".*" });
            }
            '*' => text.push_str("[^/]*"),
            '?' => text.push_str("[^/]"),
            '{' => {
                open += 1;
                text.push_str("(?:");
            }
            '}' if open > 0 => {
                open -= 1;
                text.push(')');
            }
            ',' if open > 0 => text.push('|'),
            c => text.push_str(&regex::escape(&c.to_string())),
        }
    }
    text.extend(std::iter::repeat_n(')', open));
    text.push('$');
    text
}
