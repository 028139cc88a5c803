use super::bring::Proof;
use crate::record::FilesMark;
use crate::release::run::RunOnSides;

impl RunOnSides {
    /// The files that were probed, for the fence. An app that writes beside its own files cannot be told from somebody who edits
    /// them, so its files are not compared.
    pub(super) async fn probed_files(&self, proof: &Proof) -> Option<FilesMark> {
        let before = proof.files.as_ref().map_err(String::clone);
        let now = self.sides.slot.scm.files().await.map_err(|error| error.to_string());
        let why = match (before, now) {
            (Ok(before), Ok(now)) if *before == now.mark() => {
                if let Some(left_out) = now.left_out() {
                    self.recorder
                        .say(&format!("files that are edited there before the swap will not be detected: {left_out}"));
                }
                return Some(now.mark());
            }
            (Ok(_), Ok(_)) => "the files of the slot changed while it was probed".to_owned(),
            (Err(why), _) | (_, Err(why)) => why,
        };
        self.recorder.warn(&format!("files that are edited in place before the swap will not be detected: {why}"));
        None
    }
}
