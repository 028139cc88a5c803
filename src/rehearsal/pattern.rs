use std::cell::RefCell;
use std::collections::HashMap;

use regex::Regex;

/// So many expressions are kept on a thread.
const KEPT: usize = 1_000;

/// A regular expression without regard to case; `None` when it is none. The same few are asked for in every world, and to make
/// one takes longer than to answer a request.
pub(crate) fn pattern(text: &str) -> Option<Regex> {
    thread_local! {
        static MADE: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
    }
    MADE.with_borrow_mut(|made| {
        if let Some(known) = made.get(text) {
            return known.clone();
        }
        if made.len() >= KEPT {
            made.clear();
        }
        let regex = Regex::new(&format!("(?i){text}")).ok();
        made.insert(text.to_owned(), regex.clone());
        regex
    })
}
