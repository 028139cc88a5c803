use super::Asker;
use crate::config::Probe;
use crate::http::{Redactor, Secret};

/// Shorter texts are no secrets, and would hide words.
const SHORTEST: usize = 6;

/// Takes secrets out of what a probe's result shows: those that the run knows, and the texts of the probe that may be some,
/// in every form in which an app repeats them.
pub(super) struct Masked<'a> {
    known: &'a Redactor,
    own: Redactor,
    hidden: Vec<String>,
}

impl<'a> Masked<'a> {
    /// For the results of this probe.
    pub(super) fn of(asker: &'a Asker, probe: &Probe) -> Self {
        Self::new(asker.redactor(), probe.hidden_texts(asker.release()))
    }

    pub(super) fn new(known: &'a Redactor, mut hidden: Vec<String>) -> Self {
        hidden.retain(|text| text.len() >= SHORTEST);
        // What holds another goes first.
        hidden.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let own = Redactor::default();
        hidden.iter().for_each(|text| own.learn(&Secret::new(text.as_str())));
        Self { known, own, hidden }
    }

    /// `text` without them.
    pub(super) fn text(&self, text: &str) -> String {
        let text = self.known.foreign(text).into_owned();
        if self.hidden.is_empty() {
            return text;
        }
        let text = self.own.own(&text).into_owned();
        self.hidden.iter().fold(text, |text, hidden| text.replace(hidden.as_str(), "***"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_probe_are_masked_however_the_answer_writes_them() {
        let known = Redactor::default();
        let masked = Masked::new(&known, vec!["abc-12".into(), "of \"mine\" & yours".into()]);
        assert_eq!(masked.text("a abc-12, b"), "a ***, b");
        assert_eq!(masked.text(r#""of \"mine\" \u0026 yours""#), r#""***""#);
        assert_eq!(masked.text("of%20%22mine%22%20%26%20yours"), "***");
    }
}
