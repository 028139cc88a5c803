use super::reader::Reader;
use crate::config::HoldAndAfter;
use crate::record::AfterRelease;

impl Reader<'_> {
    /// `hold` and `after`: the input where it is given, else the file. What becomes of the old version may be said by neither: then a
    /// ticket says it.
    pub(super) fn hold_and_after(&mut self, file: HoldAndAfter) -> Option<(bool, Option<AfterRelease>)> {
        let hold = match self.raw.get("hold") {
            Some(_) => self.flag("hold")?,
            None => file.hold.unwrap_or_default(),
        };
        let after = match self.raw.get("after") {
            Some(_) => Some(AfterRelease::named(&self.choice("after")?)?),
            None => file.after,
        };
        Some((hold, after))
    }

    /// A declared setting that switches a function off, or on, contradicts `hold`, which writes it itself.
    pub(super) fn look_for_held(&mut self, names: &[String]) {
        let is_switch = |name: &&String| {
            let name = name.to_lowercase();
            name.starts_with("azurewebjobs") && name.ends_with("disabled")
        };
        for name in names.iter().filter(is_switch) {
            let says = format!("`{name}` is declared among the settings, and `hold` writes it in the slot itself");
            self.problem("hold", says, "leave one of the two out");
        }
    }
}
