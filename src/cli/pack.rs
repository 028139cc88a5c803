use std::time::Instant;

use serde_json::json;

use super::telling::report_problem;
use super::{Ending, Front, PackSettings};
use crate::http::off_runtime;
use crate::package::lint::Target;
use crate::package::{GivenUp, LeftOut, PackOptions, Package, pack};
use crate::record::{Explain, Finding, Outcome, Severity, brief, number_of, visible};

/// No more of what is left out is listed by name.
const LISTED: usize = 20;

/// Makes a package and prints its digest and size, and what is not in it.
pub async fn run_pack(settings: PackSettings, front: &Front) -> Ending {
    let began = Instant::now();
    let PackSettings { source, out, json, lint } = settings;
    let given_up = GivenUp::default();
    let gives_up = given_up.on_drop();
    let options = PackOptions { given_up, ..PackOptions::default() };
    let mut packing = Box::pin(off_runtime(move || pack(&source, &out, options)));
    let result = tokio::select! {
        result = &mut packing => result,
        () = front.cancel.requested() => {
            drop(gives_up);
            // It ends soon, and takes away what it had begun.
            let _ = packing.await;
            return Ending::with_output(Outcome::Interrupted.row().exit, "cancelled: no package was written\n");
        }
    };
    let seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    match result {
        Ok(package) => {
            let findings = lint.lower(package.look(&Target::default()));
            // The package is there; that a release of it would end before it is sent is told by the exit code as well.
            let is_faulty = findings.iter().any(|finding| finding.severity == Severity::Error);
            let outcome = if is_faulty { Outcome::Invalid } else { Outcome::Verified };
            let text =
                if json { line(&package, seconds, &findings) } else { words(&package, seconds) + &told(&findings) };
            Ending::with_output(outcome.row().exit, text)
        }
        Err(error) => report_problem(Outcome::Invalid, error.problem(), front),
    }
}

fn line(package: &Package, seconds: f64, findings: &[Finding]) -> String {
    let line = json!({
        "digest": package.digest, "package_digest": package.package_digest, "files": package.files,
        "bytes": package.bytes, "seconds": seconds, "left_out": package.left_out,
        "findings": findings,
    });
    format!("{line}\n")
}

fn told(findings: &[Finding]) -> String {
    let one = |finding: &Finding| {
        let mark = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
            Severity::Fine => "lowered",
        };
        let place = finding.place().map(|place| format!("{}: ", brief(&place))).unwrap_or_default();
        let fix =
            if finding.fix.is_empty() { String::new() } else { format!("      fix: {}\n", visible(&finding.fix)) };
        format!("  {mark} ({}): {place}{}\n{fix}", finding.check, visible(&finding.says))
    };
    findings.iter().map(one).collect()
}

fn words(package: &Package, seconds: f64) -> String {
    let mut text = format!(
        "{}\n  content  {}\n  package  {}\n  {}, {}, {seconds} s\n",
        package.path.display(),
        package.digest,
        package.package_digest,
        number_of(package.files, "file"),
        number_of(package.bytes, "byte")
    );
    if let Some(program) = &package.made_executable {
        text += &format!("  {} is executable in the package, as host.json starts it\n", brief(program));
    }
    let left_out = &package.left_out;
    if left_out.is_empty() {
        return text;
    }
    let sum = |value: fn(&LeftOut) -> u64| left_out.iter().map(value).sum::<u64>();
    text += &format!(
        "  left out: {}, {}\n",
        number_of(sum(|left| left.files), "file"),
        number_of(sum(|left| left.bytes), "byte")
    );
    for left in left_out.iter().take(LISTED) {
        text += &format!(
            "    {} ({}, {}): {}\n",
            brief(&left.name),
            number_of(left.files, "file"),
            number_of(left.bytes, "byte"),
            left.why
        );
    }
    if left_out.len() > LISTED {
        text += &format!("    and {} more; `--json` lists all\n", left_out.len() - LISTED);
    }
    text
}
