//! The reports at the end, drawn from one record: job summary, annotations, outputs,
//! and the evidence files.
//!
//! [`SURFACES`] lists them: [`draw`] goes through the list, and so does the test that all of them say the same outcome.

mod annotations;
mod checked;
mod checklist;
mod columns;
mod event_work;
mod evidence;
mod exposure;
mod findings;
mod former;
mod functions;
mod garbage;
mod headline;
mod markdown;
mod next_steps;
mod outputs;
mod place;
mod plan;
mod probes;
mod released;
mod settings_diff;
mod status;
mod summary;
mod surfaces;
mod swap_table;
mod timeline;
mod watch;

pub use checked::{check_json, check_schema};
pub use checklist::{CHECKLIST, Item, Line, Mark, checklist};
pub use event_work::EventWork;
pub use evidence::{EvidenceError, EvidencePlace, bears_the_mark, release_json, write_release_json};
pub use former::clear_former_reports;
pub use garbage::garbage_in_words;
pub use headline::closing_lines;
pub use outputs::{OUTPUTS, Output, outputs};
pub use settings_diff::{diff_json, diff_text};
pub use status::{status_json, status_text};
pub use summary::{SUMMARY_LIMIT, summary};
pub use surfaces::{Page, SURFACES, Surface, draw};

#[cfg(test)]
pub(crate) mod sample {
    use crate::record::*;
    use time::OffsetDateTime;

    /// A record that has something in every part.
    pub(crate) fn record(outcome: Outcome) -> ReleaseRecord {
        let start = OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000);
        let mut record = ReleaseRecord::begin("sd-1".into(), start);
        record.outcome = Some(outcome);
        record.exit_code = outcome.exit_code(false);
        record.reason = "because | of <b>this</b>".into();
        record.app = "shop-orders".into();
        record.slot = "staging".into();
        record.target_slot = "production".into();
        record.digest = Some(Digest::of(b"content"));
        record.commit = Some("abcdef0123456789".into());
        record.problem = (outcome.row().tone == Tone::Bad).then(|| {
            Problem::new(Code::PROBE_FAILED, "because | of <b>this</b>").hint("do this first").hint("az do --that")
        });
        record.phases = vec![PhaseEntry { name: Phase::SignIn, started: start, seconds: 1.5, state: PhaseState::Done }];
        record.probes = vec![ProbeResult {
            name: "health".into(),
            phase: ProbePhase::Stage,
            severity: Severity::Error,
            verdict: ProbeVerdict::Failed,
            request: "GET /api/health".into(),
            attempts: 2,
            latency_ms: Some(42),
            assertions: vec![Assertion {
                subject: "status".into(),
                expected: "is 200".into(),
                actual: "500".into(),
                type_mismatch: false,
                held: false,
            }],
            error: None,
            heard: crate::record::Heard::Answer(500),
            answer: Some(WrongAnswer {
                status: "500 Internal Server Error".into(),
                body: "no connection to ```the``` <b>database</b>".into(),
                is_cut: true,
                correlation_id: Some("0HN-1".into()),
            }),
            too_large: false,
        }];
        record.findings = vec![Finding::warning(Code::AUTO_SWAP_ON, "the slot takes events", "switch them off")];
        record.warnings = vec!["something @everyone #1".into()];
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Code, Finding, OUTCOMES, Outcome, PackageEntry, Problem, ReleaseRecord};

    /// As it is read: without the marks of Markdown, in one line.
    fn as_read(text: &str) -> String {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&#64;", "@").replace("&#35;", "#");
        let text = text.replace("&amp;", "&").replace(['\\', '`', '|', '*'], "");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_hint_of_every_problem_stands_in_annotation_log_and_summary() {
        let hints =
            ["fix `this` first", "once it is certain, this swaps back:\naz do --slot 'my slot'", "and then that"];
        for code in Code::all() {
            let fix = code.explanation().unwrap().fix;
            for given in [&hints[..], &hints[..1], &[]] {
                let mut record = sample::record(Outcome::NeedsPerson);
                let problem =
                    given.iter().fold(Problem::new(code.clone(), "it went wrong"), |all, hint| all.hint(*hint));
                record.problem = Some(problem);
                let needed = if given.is_empty() { &[fix][..] } else { given };
                for name in ["annotations", "closing lines", "job summary", "summary.md"] {
                    let surface = SURFACES.iter().find(|surface| surface.name == name).unwrap();
                    let shown = as_read(&(surface.text)(&record));
                    for hint in needed {
                        assert!(shown.contains(&as_read(hint)), "{name} of {code} lacks \"{hint}\":\n{shown}");
                    }
                }
                let first = &annotations::annotations(&record)[0].message;
                assert_eq!(first.lines().next(), needed[0].lines().next(), "{code}");
            }
        }
    }

    #[test]
    fn no_annotation_has_an_empty_line_and_those_of_findings_begin_with_the_fix() {
        let mut record = sample::record(Outcome::Verified);
        record.findings.push(Finding::warning(Code::AUTO_SWAP_ON, "seen and not to be fixed", ""));
        let all = annotations::annotations(&record);
        assert!(all.iter().all(|one| one.message.lines().all(|line| !line.is_empty()) && !one.message.ends_with('\n')));
        assert!(all[1].message.starts_with("switch them off\n"), "{all:?}");
    }

    #[test]
    fn findings_in_the_package_are_shown_at_their_places_in_the_checkout() {
        let mut record = sample::record(Outcome::Invalid);
        record.findings.clear();
        record.findings.push(Finding::error(Code::FUNCTION_TIMEOUT, "too long", "shorten it").at("host.json", Some(3)));
        record.findings.push(Finding::warning(Code::LOCAL_SETTINGS, "it is there", "").at("local.settings.json", None));
        let places = |folder: Option<&str>| -> Vec<(Option<String>, Option<u32>)> {
            let record = ReleaseRecord {
                package: PackageEntry { folder: folder.map(str::to_owned), ..record.package.clone() },
                ..record.clone()
            };
            annotations::annotations(&record)[1..3].iter().map(|one| (one.file.clone(), one.line)).collect()
        };
        let at = |file: &str, line| (Some(file.to_owned()), line);
        assert_eq!(
            places(Some("src/app")),
            [at("src/app/host.json", Some(3)), at("src/app/local.settings.json", None)]
        );
        assert_eq!(places(Some("")), [at("host.json", Some(3)), at("local.settings.json", None)]);
        assert_eq!(places(None), [(None, None), (None, None)], "a zip is not in the checkout");
        let shown = &annotations::annotations(&record)[1];
        assert_eq!(shown.message, "shorten it\nhost.json:3: too long");
    }

    #[test]
    fn more_warnings_than_github_keeps_are_counted_in_the_last() {
        let mut record = sample::record(Outcome::Verified);
        record.warnings = (0..30).map(|number| format!("warning {number}")).collect();
        let all = annotations::annotations(&record);
        let warnings = all.iter().filter(|one| one.level == crate::runner::Level::Warning).count();
        assert_eq!(warnings, 10);
        assert!(all.last().unwrap().message.contains("22 more warnings"), "{all:?}");
    }

    #[test]
    fn every_surface_says_the_same_outcome() {
        for row in OUTCOMES {
            let record = sample::record(row.outcome);
            for surface in SURFACES {
                let text = (surface.text)(&record);
                assert!(text.contains(row.name), "{} does not say {}:\n{text}", surface.name, row.name);
                for other in OUTCOMES.iter().filter(|other| other.outcome != row.outcome) {
                    let said = text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == other.name);
                    assert!(!said, "{} says {} for {}:\n{text}", surface.name, other.name, row.name);
                }
            }
        }
    }
}
