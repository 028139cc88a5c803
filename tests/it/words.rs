//! Plain words: what users read contains none of the old words that the glossary in CONTRIBUTING.md replaces.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// Plain English that looks like an old word below; it is removed from the text first.
const PLAIN: &str = r"\b(is|was|are) no (longer|more|such)\b|\bthere (is|was|are) no\b|`swapped-meanwhile`";

/// An old word or phrase as a regular expression, and what to write instead.
const OLD: &[(&str, &str)] = &[
    (r"\b(is|was|are) no [\w`]+", "is not a …"),
    (r"\bmend(s|ed|ing)?\b", "fix"),
    (r"\blast word\b", "recorded end"),
    (r"\bin vain\b", "until `timeout`"),
    (r"\bg(i|a)v(e|es|en|ing) way\b|\bstep(s|ped)? back\b", "yield"),
    (r"\bg(i|a)v(e|es|en|ing) (\w+ )?back what\b|\bgot back what\b", "roll back"),
    (r"\bway back\b|\bgoes back to\b", "rollback"),
    (r"\bt(a|oo)k(e|es|en|ing)? (it )?back\b|\btook back\b", "roll back a release, reset a prepared swap"),
    (r"\bputs? .{0,20}\bback\b", "restore, revert"),
    (r"\b(no|some)body\b|\bwhoever\b", "no client, a person, another client"),
    (r"\bwho waits\b|\bwho has\b", "a release that …"),
    (r"\btold and borne\b|\bborne\b", "reported, tolerated"),
    (r"\bgo(es|ing)? on\b|\bwent on\b|\bat work\b", "is in progress, continues"),
    (r"\bin the way\b|\bstands? in\b", "blocks"),
    (r"\buntouched\b|\b(was|is|were) touched\b", "unchanged"),
    (r"\bblips?\b", "error burst"),
    (r"\b\d+ looks?\b|\blooks? in\b|\beach look\b|\ba look\b", "measurement"),
    (r"\bto (its|their) end\b", "finish"),
    (r"\bbec(a|o)me of\b", "the result of"),
    (r"\bturns? bad\b", "becomes unhealthy"),
    (r"\blets? [^.;]{1,40}\bthrough\b", "allow"),
    (r"\bheld? against\b|\bholds? (it|this|that|them) against\b", "compare with"),
    (r"\basked for once\b|\bhad been asked for\b|\bis asked for again\b", "request"),
    (r"\bby now\b|\bmeanwhile\b|\bbesides\b", "now, since then, in addition"),
    (r"\bremember(s|ed)?\b", "record"),
    (r"\bleft alone\b", "not changed"),
    (r"\btells? the truth\b|\btold the truth\b", "report only what was read back"),
];

/// Earlier versions wrote this into GitHub Deployments, so it has to be recognised.
const READ_ONLY: &str = "stepped back";

static PATTERNS: LazyLock<Vec<(Regex, &str)>> =
    LazyLock::new(|| OLD.iter().map(|(old, instead)| (insensitive(old), *instead)).collect());

fn insensitive(pattern: &str) -> Regex {
    Regex::new(&format!("(?i){pattern}")).unwrap()
}

/// The old words in a text, each with its replacement.
fn old_words(text: &str) -> Vec<String> {
    static PLAIN_WORDS: LazyLock<Regex> = LazyLock::new(|| insensitive(PLAIN));
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let rest = PLAIN_WORDS.replace_all(&line, "…");
    let found = |(old, instead): &(Regex, &str)| {
        old.find_iter(&rest).map(|old| format!("`{}`, write: {instead}", old.as_str())).collect::<Vec<_>>()
    };
    PATTERNS.iter().flat_map(found).collect()
}

/// The string literals of Rust code in front of its tests. Lines that a backslash continues are joined.
fn literals(code: &str) -> Vec<String> {
    static TOKEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r##"(?s)//[^\n]*|'(?:\\.|[^'\\])'|r#"(.*?)"#|"((?:\\.|[^"\\])*)""##).unwrap());
    static CONTINUED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\n\s*").unwrap());
    let end = code.find("#[cfg(test)]\nmod ").unwrap_or(code.len());
    let all = TOKEN.captures_iter(&code[..end]).filter_map(|token| token.get(1).or(token.get(2)));
    all.map(|literal| CONTINUED.replace_all(literal.as_str(), "").into_owned()).collect()
}

/// Every file below `folder` with this ending, without the simulated world, whose texts are Azure's and GitHub's.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("src/rehearsal") {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|have| have == ending) {
            found.push(path);
        }
    }
    found
}

/// Every text of the project that users read, with its file.
fn texts() -> Vec<(PathBuf, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    };
    let code = files(&top.join("src"), "rs").into_iter().map(read);
    let sentences = code.flat_map(|(path, code)| literals(&code).into_iter().map(move |text| (path.clone(), text)));
    let sentences = sentences.filter(|(_, text)| text.contains(' ') && text != READ_ONLY);
    let pages = files(&top.join("src"), "md").into_iter().chain(files(&top.join(".github/workflows"), "yml"));
    sentences.chain(pages.chain([top.join("README.md"), top.join("action.yml")]).map(read)).collect()
}

#[test]
fn texts_that_users_read_contain_no_old_words() {
    let found = |(path, text): (PathBuf, String)| {
        old_words(&text).into_iter().map(move |old| format!("{}: {old}", path.display()))
    };
    let wrong: Vec<String> = texts().into_iter().flat_map(found).collect();
    assert!(wrong.is_empty(), "{} old words:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn old_phrases_are_refused_and_plain_ones_are_accepted() {
    for old in [
        "waited for it in vain",
        "who waits for nobody gives way",
        "a blip of half a minute is told and borne",
        "`abc` is no GUID",
        "the release x has no last word",
        "nobody but a person will swap back, by",
        "production untouched",
        "mend what it says",
    ] {
        assert!(!old_words(old).is_empty(), "{old}");
    }
    for plain in ["there is no slot `x`", "production is no longer running", "the slot does not exist"] {
        assert_eq!(old_words(plain), Vec::<String>::new());
    }
}

#[test]
fn texts_are_the_literals_of_the_code_without_comments_and_tests() {
    let code = "// a blip\nlet a = \"waited \\\n    in vain\";\nlet b = '\"';\n#[cfg(test)]\nmod tests { \"mend\" }";
    assert_eq!(literals(code), ["waited in vain"]);
    assert!(texts().iter().any(|(path, _)| path.ends_with("README.md")));
}
