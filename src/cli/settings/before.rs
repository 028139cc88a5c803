//! What has to be so of a package before it is released.

use super::reader::Reader;
use crate::record::{RequiredBuilder, VerifiedIn, brief};

impl Reader<'_> {
    /// `require-attestation`
    pub(super) fn origin(&mut self) -> Option<Option<RequiredBuilder>> {
        let Some(text) = self.text("require-attestation").filter(|text| text.trim() != "false") else {
            return Some(None);
        };
        let required = RequiredBuilder::parse(&text);
        if required.is_none() {
            let says = format!("`{}` names no workflow", brief(&text));
            let fix = "write `true`, `.github/workflows/FILE`, or `OWNER/REPOSITORY/.github/workflows/FILE@refs/heads/BRANCH`";
            self.problem("require-attestation", says, fix);
        }
        required.map(Some)
    }

    /// `verified-in`, with its times.
    pub(super) fn verified_in(&mut self) -> Option<Option<VerifiedIn>> {
        let environment = self.text("verified-in");
        let (at_least, within) = (self.duration("verified-for"), self.duration("verified-within"));
        let Some(environment) = environment else {
            for name in ["verified-for", "verified-within"] {
                if self.given(name).is_some() {
                    let fix = "name the environment with `verified-in`";
                    self.problem(name, "it says nothing without `verified-in`", fix);
                }
            }
            return Some(None);
        };
        let (at_least, within) = (at_least?, within?);
        if within <= at_least {
            let says = "no content could ever be released: it would be too old before it is old enough";
            self.problem("verified-within", says, "make it longer than `verified-for`");
            return None;
        }
        Some(Some(VerifiedIn { environment, at_least, within }))
    }
}
