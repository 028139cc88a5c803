use std::path::Path;

use super::annotations::annotations;
use super::checked::sarif;
use super::evidence::{EvidencePlace, release_json, write, write_release_json, write_summary};
use super::headline::closing_lines;
use super::outputs::outputs;
use super::summary::{SUMMARY_LIMIT, summary};
use crate::record::ReleaseRecord;
use crate::runner::{Annotation, Console, FileCommands};

/// One report of a record.
pub struct Surface {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub text: fn(&ReleaseRecord) -> String,
    /// Puts that where it is read; the warning when it could not be put there.
    pub draw: fn(&ReleaseRecord, &Page<'_>) -> Option<String>,
}

/// Where the surfaces of one run are drawn.
pub struct Page<'a> {
    /// The console.
    pub console: &'a Console,
    /// The files by which a step talks to the runner.
    pub commands: FileCommands,
    /// Where the evidence goes; `None` where a run never became a release, or the folder is another process's.
    pub evidence: Option<&'a EvidencePlace>,
    /// Where findings go as SARIF, if anywhere.
    pub sarif: Option<&'a Path>,
    /// Whether the runner reads the console.
    pub is_actions: bool,
}

impl Page<'_> {
    fn own(&self, text: &str) -> String {
        self.console.redactor().own(text).into_owned()
    }
}

/// All surfaces, in the order in which they are drawn. The exit code is in the record itself, the closing lines are in the log
/// of a step and elsewhere what the process prints at its end, and the GitHub Deployment hears of the end of a release as an
/// observer of its events.
pub const SURFACES: &[Surface] = &[
    Surface {
        name: "release.json",
        text: release_json,
        draw: |record, page| {
            let written = write_release_json(&release_json(record), page.evidence?, page.console.redactor());
            written.err().map(|error| error.to_string())
        },
    },
    Surface {
        name: "summary.md",
        text: |record| summary(record, SUMMARY_LIMIT),
        draw: |record, page| {
            write_summary(record, page.evidence?, page.console.redactor()).err().map(|error| error.to_string())
        },
    },
    Surface {
        name: "sarif",
        text: sarif,
        draw: |record, page| write(&page.own(&sarif(record)), page.sarif?).err().map(|error| error.to_string()),
    },
    Surface {
        name: "job summary",
        text: |record| summary(record, SUMMARY_LIMIT),
        draw: |record, page| page.commands.set_summary(&page.own(&summary(record, SUMMARY_LIMIT))),
    },
    Surface {
        name: "outputs",
        text: |record| outputs(record).iter().map(|(name, value)| format!("{name}={value}\n")).collect(),
        draw: |record, page| {
            let values = outputs(record).into_iter().filter(|(name, _)| page.evidence.is_some() || *name != "report");
            page.commands.set_outputs(values.map(|(name, value)| (name, page.own(&value))))
        },
    },
    Surface {
        name: "closing lines",
        text: closing_lines,
        draw: |record, page| {
            if page.is_actions {
                page.console.line(closing_lines(record).trim_end());
            }
            None
        },
    },
    Surface {
        name: "annotations",
        text: |record| annotations(record).iter().map(|a| format!("{}: {}\n", a.title, a.message)).collect(),
        draw: |record, page| {
            if page.is_actions {
                annotations(record).iter().for_each(|annotation| page.console.annotate(annotation));
            }
            None
        },
    },
];

/// Draws every surface, and then says which of them could not be drawn.
pub fn draw(record: &ReleaseRecord, page: &Page<'_>) {
    let unwritten: Vec<String> = SURFACES.iter().filter_map(|surface| (surface.draw)(record, page)).collect();
    for warning in unwritten {
        page.console.annotate(&Annotation::warning("slot-deploy", warning));
    }
}
