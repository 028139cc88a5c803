use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};

use super::escape::Escape;
use super::forms::Form;
use super::view::View;

/// Escapes are read this often: a JSON text in a query, or in a page, is read twice.
const DEEPEST: usize = 2;

/// Finds forms in texts, in time that grows with the text and not with the number of forms.
pub(super) struct Finder {
    /// Over the beginnings of the forms: a whole token in each form would take longer to build than most runs take to search.
    automaton: AhoCorasick,
    /// The forms, by the number of the pattern.
    forms: Vec<Form>,
}

/// So much of a form is searched for; where it is found, the rest is compared.
const BEGINNING: usize = 32;

impl Finder {
    /// Finds these.
    pub(super) fn new<'a>(forms: impl IntoIterator<Item = &'a Form>) -> Result<Self, BuildError> {
        let forms: Vec<Form> = forms.into_iter().cloned().collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            // The other kinds take longer to build than most runs take to search.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(forms.iter().map(|form| form.text.get(..BEGINNING).unwrap_or(&form.text)))?;
        Ok(Self { automaton, forms })
    }

    /// Where `text` gives a secret away: in order, apart from each other, on boundaries of characters.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = match View::of_lines(text.as_bytes()) {
            Some(view) => sources(&view, self.in_layers(&view.text, DEEPEST)),
            None => self.in_layers(text.as_bytes(), DEEPEST),
        };
        if let Some(view) = View::with_breaks(text.as_bytes()) {
            found.extend(sources(&view, self.in_layers(&view.text, DEEPEST)));
        }
        found.sort_unstable_by_key(|range| range.start);
        let mut apart: Vec<Range<usize>> = Vec::new();
        for range in found {
            let range = text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end);
            match apart.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        apart
    }

    /// In the text as it is, and as it reads without its escapes.
    fn in_layers(&self, text: &[u8], deeper: usize) -> Vec<Range<usize>> {
        let mut found = self.in_plain(text);
        if let Some(deeper) = deeper.checked_sub(1) {
            for view in Escape::ALL.into_iter().filter_map(|escape| View::unescaped(text, escape)) {
                found.extend(sources(&view, self.in_layers(&view.text, deeper)));
            }
        }
        found
    }

    fn in_plain(&self, text: &[u8]) -> Vec<Range<usize>> {
        if !self.automaton.is_match(text) {
            return Vec::new();
        }
        let whole = |found: aho_corasick::Match| {
            let form = self.forms.get(found.pattern().as_usize())?;
            let is_whole = text.get(found.start()..).is_some_and(|rest| rest.starts_with(&form.text));
            let (before, after) = form.beside;
            let end = found.start() + form.text.len();
            is_whole.then(|| found.start().saturating_sub(before)..(end + after).min(text.len()))
        };
        self.automaton.find_overlapping_iter(text).filter_map(whole).collect()
    }
}

fn sources(view: &View, found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.iter().map(|range| view.source(range)).collect()
}
