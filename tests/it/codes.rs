//! Every code is one of a kind, is raised, and is documented; nothing else is a code.

use std::collections::BTreeSet;

use slot_deploy::preflight::CHECKS;
use slot_deploy::record::{Code, Explanation};

use crate::support::source::{product_files, without_tests};

fn explanations() -> Vec<&'static Explanation> {
    let checks = CHECKS.iter().map(|check| &check.about().explanation);
    Code::all().filter_map(|code| code.explanation()).chain(checks).collect()
}

#[test]
fn no_two_codes_or_checks_have_the_same_text() {
    let mut known = BTreeSet::new();
    for explanation in explanations() {
        let is_kebab_case = explanation.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(is_kebab_case, "{}", explanation.id);
        assert!(known.insert(explanation.id), "{} exists twice", explanation.id);
    }
}

#[test]
fn every_code_and_check_has_a_title_a_reason_and_a_fix() {
    for explanation in explanations() {
        let id = explanation.id;
        assert!(!explanation.title.is_empty() && !explanation.title.ends_with('.'), "the title of {id}");
        for text in [explanation.why, explanation.fix] {
            assert!(text.ends_with('.') && !text.contains("  "), "{id}: {text}");
        }
    }
}

/// The constant is the only way to a code: `Code` has no constructor from text.
#[test]
fn every_code_is_raised_somewhere() {
    let mut raised = String::new();
    for (path, text) in product_files() {
        if !path.starts_with("record/codes") {
            raised += &without_tests(&text);
        }
    }
    let words: BTreeSet<&str> = raised.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    for code in Code::all() {
        let constant = code.as_str().replace('-', "_").to_uppercase();
        assert!(words.contains(constant.as_str()), "nothing raises {code}, by the name {constant}");
    }
}

#[test]
fn codes_and_checks_are_registered_only_in_their_own_files() {
    for (path, text) in product_files() {
        let registers = path.starts_with("record") || path.starts_with("preflight");
        let makes_one = text.contains("Explanation {") || text.contains("Code::new(");
        assert!(registers || !makes_one, "{} makes a code of its own", path.display());
    }
}
