use super::{
    checked, checklist, exposure, findings, functions, garbage, headline, plan, probes, released, settings_diff,
    status, swap_table, timeline, watch,
};
use crate::record::ReleaseRecord;

/// GitHub takes this many bytes of a step's summary and drops a longer one whole (facts: file-commands).
pub const SUMMARY_LIMIT: usize = 1024 * 1024;

/// The job summary as Markdown, in at most `limit` bytes. When it is too long, details are dropped first and the verdict never.
pub fn summary(record: &ReleaseRecord, limit: usize) -> String {
    // In the order of reading; the number gives the order in which parts are dropped.
    let parts = [
        (0, headline::headline(record)),
        (1, checklist::as_markdown(record)),
        (1, checked::apps(record)),
        (1, exposure::exposure(record)),
        (1, headline::what_to_do(record)),
        (1, garbage::garbage(record)),
        (2, checked::not_asked(record)),
        (1, plan::plan(record)),
        (3, swap_table::swap_table(record)),
        (2, settings_diff::as_markdown(record)),
        (2, status::as_markdown(record)),
        (3, timeline::timeline(record)),
        (2, released::released(record)),
        (4, probes::probes(record)),
        (5, watch::watch(record)),
        (6, functions::functions(record)),
        (7, findings::findings(record)),
    ];
    const CUT: &str = "\n_Some detail was too long for this page; `release.json` has all of it._\n";
    let mut least_needed = 7;
    loop {
        let kept = parts.iter().filter(|(need, _)| *need <= least_needed);
        let mut shown: String = kept.map(|(_, text)| text.as_str()).collect();
        if least_needed < 7 {
            shown += CUT;
        }
        if shown.len() <= limit {
            return shown;
        }
        if least_needed == 0 {
            return cut(&shown, limit);
        }
        least_needed -= 1;
    }
}

fn cut(text: &str, limit: usize) -> String {
    let end = (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Outcome;
    use crate::report::sample;

    #[test]
    fn a_summary_that_is_too_long_loses_details_and_keeps_the_verdict() {
        let mut record = sample::record(Outcome::Aborted);
        let probe = record.probes[0].clone();
        record.probes = std::iter::repeat_n(probe, 20_000).collect();
        let shown = summary(&record, SUMMARY_LIMIT);
        assert!(shown.len() <= SUMMARY_LIMIT);
        assert!(shown.contains("aborted") && shown.contains("do this first") && shown.contains("too long"));
        assert!(!shown.contains("### Probes"));
        record.reason = "x".repeat(10_000);
        assert!(summary(&record, 500).starts_with("## ❌ aborted"));
    }

    #[test]
    fn foreign_text_in_the_summary_is_not_rendered_as_markup() {
        let shown = summary(&sample::record(Outcome::Aborted), SUMMARY_LIMIT);
        assert!(!shown.contains("<b>this"), "{shown}");
        assert!(!shown.contains("@everyone"), "{shown}");
    }
}
