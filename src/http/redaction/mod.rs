//! What keeps secrets out of everything that is written.
//!
//! A [`Redactor`] stores the [`forms`] of each secret: itself, its lines, and its base64 at each place in a group. A
//! [`finder`] looks for all of them at once in a text and in its [`view`]s: the text without line breaks, and without the
//! [`escape`]s of JSON, URLs and HTML, one within the other. Whatever is found is replaced where it stands in the text.

mod escape;
mod finder;
mod forms;
mod parts;
mod shapes;
mod shown_url;
mod view;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock, RwLock};

use super::Secret;
use finder::Finder;
use forms::{Form, forms};
use parts::parts;
pub use shown_url::shown_url;

const MARK: &str = "***";

/// Knows every secret that this run has seen and removes them from everything that is written, in every form of
/// [`forms`](self).
///
/// Two sets: `credentials` (tokens, keys) are removed from everything; `settings` (values of app settings, which may be as
/// harmless as a host name) only from foreign text, where an app may have printed them.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    credentials: BTreeSet<Form>,
    settings: BTreeSet<Form>,
    /// Made when a text is looked at, from what is known then. `None`: it could not be made.
    of_credentials: OnceLock<Option<Finder>>,
    of_all: OnceLock<Option<Finder>>,
}

impl Redactor {
    /// Stores a credential.
    pub fn learn(&self, secret: &Secret) {
        let Ok(mut known) = self.known.write() else { return };
        if add(&mut known.credentials, forms(secret.expose())) {
            (known.of_credentials, known.of_all) = (OnceLock::new(), OnceLock::new());
        }
    }

    /// Stores the value of an app setting, and the [`parts`] of a connection string or a URL.
    pub fn learn_setting(&self, secret: &Secret) {
        let value = secret.expose();
        let parts = parts(value).into_iter().flat_map(|part| forms(&part));
        let Ok(mut known) = self.known.write() else { return };
        if add(&mut known.settings, forms(value).into_iter().chain(parts)) {
            known.of_all = OnceLock::new();
        }
    }

    /// `text` without any credential.
    pub fn own<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Ok(known) = self.known.read() else {
            return Cow::Borrowed(MARK);
        };
        let finder = known.of_credentials.get_or_init(|| Finder::new(&known.credentials).ok());
        without(text, finder.as_ref())
    }

    /// Foreign `text` without any credential or setting value, and without what looks like one.
    pub fn foreign<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Ok(known) = self.known.read() else {
            return Cow::Borrowed(MARK);
        };
        let finder = known.of_all.get_or_init(|| Finder::new(known.credentials.union(&known.settings)).ok());
        match without(text, finder.as_ref()) {
            Cow::Borrowed(text) => shapes::without(text, MARK),
            Cow::Owned(text) => Cow::Owned(shapes::without(&text, MARK).into_owned()),
        }
    }
}

/// Whether one of them is new.
fn add(known: &mut BTreeSet<Form>, forms: impl IntoIterator<Item = Form>) -> bool {
    let before = known.len();
    known.extend(forms);
    known.len() > before
}

/// Without a finder nothing of the text is shown.
fn without<'a>(text: &'a str, finder: Option<&Finder>) -> Cow<'a, str> {
    let Some(finder) = finder else { return Cow::Borrowed(MARK) };
    let found = finder.find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = text.to_owned();
    for range in found.into_iter().rev() {
        shown.replace_range(range, MARK);
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
