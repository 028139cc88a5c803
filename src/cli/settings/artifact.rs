//! The artifact of a workflow run in place of `package`.

use super::reader::Reader;
use crate::record::brief;
use crate::release::AskedArtifact;

impl Reader<'_> {
    /// `artifact`, with `run-id` and `digest`.
    pub(super) fn artifact(&mut self) -> Option<Option<AskedArtifact>> {
        let run = self.text("run-id").map(|text| self.run(&text));
        let Some(name) = self.text("artifact") else {
            if run.is_some() {
                self.problem("run-id", "it says nothing without `artifact`", "name the artifact with `artifact`");
            }
            return Some(None);
        };
        if self.raw.given("package").is_some_and(|package| package != ".") {
            let says = "`package` is given as well, and a release has one package";
            self.problem("artifact", says, "leave out one of them");
            return None;
        }
        let content = match self.text("digest") {
            Some(text) => Some(self.content_digest(&text)?),
            None => None,
        };
        Some(Some(AskedArtifact { name, run: run.map_or(Some(None), |run| run.map(Some))?, content }))
    }

    fn run(&mut self, text: &str) -> Option<u64> {
        let number = text.trim().parse().ok().filter(|number| *number > 0);
        if number.is_none() {
            let says = format!("`{}` is not the number of a workflow run", brief(text));
            self.problem(
                "run-id",
                says,
                "write the number at the end of the run's address, as `${{ github.run_id }}` has it",
            );
        }
        number
    }
}
