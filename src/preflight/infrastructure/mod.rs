//! What files of the checkout say of function apps: Terraform, Bicep, ARM templates, azd. They are read as text, and nothing of them is
//! executed or resolved.

mod azd;
mod code_lines;
mod declared;
mod files;
mod template;
mod template_sites;
mod terraform;
mod written_name;

pub use declared::{Declared, Says, Tool};
pub use written_name::IsAbout;

use super::Fact;
use super::wanted::Wanted;
use crate::http::off_runtime;
use crate::runner::WorkflowRun;

/// What the files of a checkout say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Infrastructure {
    /// All of it, by file and line.
    pub declared: Vec<Declared>,
    /// How many files were read.
    pub files: usize,
    /// Why some were not; `None`: all were.
    pub left_out: Option<String>,
}

impl Infrastructure {
    /// Reads the checkout; `None` without one, or when it is not wanted.
    pub(super) async fn read(wanted: &Wanted, run: &WorkflowRun) -> Option<Self> {
        let root = run.workspace.clone().filter(|_| wanted.wants(Fact::Infrastructure))?;
        Some(
            off_runtime(move || {
                let found = files::find(&root);
                let declared = found.files.iter().flat_map(|file| {
                    let of_tool = match file.tool {
                        Tool::Terraform => terraform::read(&file.text),
                        Tool::Bicep | Tool::ArmTemplate => template::read(file.tool, &file.text),
                        Tool::Azd => azd::read(&file.text),
                    };
                    of_tool.into_iter().map(|one| Declared { file: file.name.clone(), ..one })
                });
                Self { declared: declared.collect(), files: found.files.len(), left_out: found.left_out }
            })
            .await,
        )
    }
}
