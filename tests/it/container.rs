//! The image keeps the runner's contract: the same mounts, variables, files and signals as on a runner.

use crate::support;
use crate::support::dice;
use crate::support::emulator;

use std::time::{Duration, Instant};

use crate::support::TestApp;
use crate::support::emulator::{COMMIT, Job, Step};
use crate::support::shared::shared;
use serde_json::json;

/// A job; ends the test when the emulator is not available.
macro_rules! job {
    ($scale:expr) => {
        match Job::new($scale) {
            Some(job) => job,
            None => return,
        }
    };
}

/// What is left of outputs for another job when ids and names are kept as secrets (facts: file-commands).
fn unmasked(job: &Job, step: &Step) -> Vec<String> {
    let masked = ["subscription_id", "client_id", "app_name", "resource_group"].map(|key| job.served.at(key));
    let kept = |value: &str| masked.iter().all(|word| !value.to_lowercase().contains(&word.to_lowercase()));
    step.outputs.iter().filter(|(_, value)| kept(value)).map(|(name, _)| name.clone()).collect()
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_push_is_released_with_outputs_summary_and_a_readable_record() {
    let job = job!("0.3");
    let step = job.run();
    assert_eq!(step.exit, 0, "{}", step.log);
    assert_eq!(step.outputs["outcome"], "verified", "{}", step.log);
    assert_eq!(job.production().await, COMMIT);
    assert_eq!(job.swaps().await, 1);
    assert!(step.summary.starts_with("## ✅ verified"), "{}", step.summary);
    let record = job.record(&step);
    assert_eq!((&record["outcome"], &record["digest"]), (&json!("verified"), &json!(step.outputs["digest"])));
    for needed in ["outcome", "reason", "digest", "package-digest", "deployment-id", "report"] {
        assert!(unmasked(&job, &step).iter().any(|name| name == needed), "`{needed}` would not reach another job");
    }
    assert_eq!(step.state["final"], "true");
    let post = job.post(&step);
    assert_eq!((post.exit, post.summary.as_str()), (0, ""), "{}", post.log);
    println!("released in {} s in the container", step.took.as_secs());
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_pull_request_from_a_fork_is_skipped_without_any_request() {
    let job = job!("0");
    let Some(payload) = shared("data/github/webhooks/pull_request.opened.payload.json") else { return };
    let step = job.event("pull_request", payload);
    let (job, step) = (&step, step.run());
    assert_eq!((step.exit, step.outputs["outcome"].as_str()), (0, "skipped"), "{}", step.log);
    assert!(step.log.contains("::notice") && step.summary.contains("fork"), "{}\n{}", step.log, step.summary);
    assert!(!job.was_asked("oidc", "").await && !job.was_asked("arm", "").await);
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_wrong_input_ends_with_exit_2_before_anything_is_asked() {
    let job = job!("0").input("watch", "soon").input("swapp", "none");
    let step = job.run();
    assert_eq!((step.exit, step.outputs["outcome"].as_str()), (2, "invalid"), "{}", step.log);
    assert!(step.summary.contains("watch") && step.summary.contains("did you mean `swap`"), "{}", step.summary);
    assert!(!job.was_asked("arm", "").await);
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_failing_probe_exits_10_and_leaves_production_unchanged() {
    let job = job!("0.3").app(&TestApp::new("something else")).input(
        "probes",
        "readiness: { deadline: 10s, interval: 1s }\nchecks:\n  - name: version\n    request: { path: /api/version }\n    \
         expect: { json: [{ path: \"$.commit\", equals: \"${release.commit}\" }] }\n",
    );
    let step = job.run();
    assert_eq!((step.exit, step.outputs["outcome"].as_str()), (10, "aborted"), "{}", step.log);
    assert_eq!(job.swaps().await, 0);
    assert!(step.summary.contains("something else"), "{}", step.summary);
}

/// Cancels during a request that never gets an answer, and compares the reports of step and post-step with the world.
async fn cancelled(scale: &str, at: serde_json::Value, expected: &str) {
    let Some(job) = Job::new(scale) else { return };
    job.stall(at).await;
    let child = job.start(&[]);
    job.until_struck().await;
    let (step, gone) = emulator::climb_down_the_ladder(child);
    holds(&job, &step, gone, expected).await;
}

async fn holds(job: &Job, step: &Step, gone: Duration, expected: &str) {
    assert!(!step.log.contains("SIGKILL"), "{}", step.log);
    println!("{expected}: gone {:.1} s after the cancel", gone.as_secs_f64());
    assert_eq!(step.outputs["outcome"], expected, "{}", step.log);
    assert!(step.log.contains("::error") || step.log.contains("::warning"), "{}", step.log);
    job.mend().await;
    let post = job.post(step);
    match expected {
        "aborted" => {
            assert_eq!((post.exit, post.summary.as_str()), (0, ""), "{}", post.log);
            assert_eq!(job.swaps().await, 0);
        }
        _ => tells_the_truth(job, &post).await,
    }
}

/// What the post-step reports about production is true.
async fn tells_the_truth(job: &Job, post: &Step) {
    let (production, swaps) = (job.production().await, job.swaps().await);
    match post.outputs["outcome"].as_str() {
        // The watch lasts a minute here, which a post-step can finish.
        "promoted-unverified" | "verified" => assert_eq!((production.as_str(), swaps), (COMMIT, 1), "{}", post.log),
        "aborted" => assert!(production != COMMIT && swaps == 0, "{}", post.log),
        // The cancel came while the request was on its way: five minutes are too short to know that it never arrived.
        "needs-person" => assert!(swaps == 0 && post.log.contains("it may still be made"), "{}", post.log),
        other => panic!("{other}\n{}", post.log),
    }
    assert!(post.summary.contains(&post.outputs["outcome"]), "{}", post.summary);
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_packing_is_reported_truthfully() {
    let job = job!("0");
    let large = std::fs::File::create(job.temp.0.join("ws/app/large.bin")).unwrap();
    large.set_len(15 << 30).unwrap();
    let child = job.start(&[]);
    job.until_packing().await;
    let (step, gone) = emulator::climb_down_the_ladder(child);
    assert!(!job.was_asked("entra", "").await);
    holds(&job, &step, gone, "aborted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_signing_in_is_reported_truthfully() {
    let at = json!({"service": "entra", "path": "/token"});
    cancelled("0", at, "aborted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_in_preflight_is_reported_truthfully() {
    let at = json!({"service": "arm", "path": "/serverfarms/"});
    cancelled("0", at, "aborted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_delivering_is_reported_truthfully() {
    let at = json!({"service": "scm", "method": "POST", "path": "zipdeploy"});
    cancelled("0.3", at, "aborted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_proving_is_reported_truthfully() {
    let at = json!({"service": "arm", "path": "slots/staging/hostruntime/admin/host/status"});
    cancelled("0.3", at, "aborted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_probing_is_reported_truthfully() {
    let at = json!({"service": "site", "path": "/api/version", "slot": "staging"});
    cancelled("0.3", at, "aborted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_swapping_is_reported_truthfully() {
    let at = json!({"service": "arm", "method": "POST", "path": "slotsswap"});
    cancelled("0.3", at, "interrupted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_verifying_is_reported_truthfully() {
    let at = json!({"service": "arm", "method": "GET", "after_swap": true});
    cancelled("0.3", at, "interrupted").await;
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn a_cancel_while_watching_is_reported_truthfully() {
    let at = json!({"service": "site", "path": "/api/version", "slot": "production", "after_swap": true});
    cancelled("0.3", at, "promoted-unverified").await;
}

/// Whenever a release is cancelled, what it and its post-step say in the end is so, and production serves what it served
/// before or what was released.
async fn cancelled_at_a_random_moment() {
    // A release is through with its swap after some 40 s here; the watch takes a minute more.
    const LONGEST: usize = 90;
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().subsec_nanos();
    let seconds = 1 + dice::Dice(u64::from(now)).below(LONGEST) as u32;
    let job = job!("0.3");
    let step = job.cancelled_after(seconds);
    println!("cancelled after {seconds} s: {}", step.outputs.get("outcome").map_or("no word", String::as_str));
    let post = job.post(&step);
    let last = if post.outputs.contains_key("outcome") { &post } else { &step };
    tells_the_truth(&job, last).await;
}

macro_rules! random_moments {
    ($($name:ident)*) => {
        mod cancelled_at_random_moments {
            $(
                #[tokio::test]
                #[ignore = "needs Docker and the image; run by .ci/run"]
                async fn $name() {
                    super::cancelled_at_a_random_moment().await;
                }
            )*
        }
    };
}

random_moments! {
    the_first the_second the_third the_fourth the_fifth the_sixth the_seventh the_eighth the_ninth the_tenth
    the_eleventh the_twelfth the_thirteenth the_fourteenth the_fifteenth the_sixteenth the_seventeenth the_eighteenth
    the_nineteenth the_twentieth
}

#[tokio::test]
#[ignore = "needs Docker and the image; run by .ci/run"]
async fn when_only_the_docker_client_is_killed_the_post_step_stops_the_container_and_reports_the_true_state() {
    let job = job!("0.3");
    let began = Instant::now();
    job.stall(json!({"service": "arm", "method": "POST", "path": "slotsswap"})).await;
    let child = job.start(&[]);
    job.until_struck().await;
    emulator::signal_the_client(&child, "KILL");
    let step = emulator::step(child, began);
    assert_eq!(step.exit, -9, "{}", step.log);
    assert!(!step.outputs.contains_key("outcome"), "it had no chance to tell");
    job.mend().await;
    let post = job.post(&step);
    assert!(post.log.contains("asking it to end"), "{}", post.log);
    tells_the_truth(&job, &post).await;
}

/// What the container engine prints when it runs the image with these flags.
fn docker(arguments: &[&str]) -> (Option<i32>, String) {
    let output = std::process::Command::new("docker").args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said)
}

const HARDENED: [&str; 6] = ["run", "--rm", "--read-only", "--memory=64m", "--memory-swap=64m", "--pids-limit=64"];

#[test]
#[ignore = "needs Docker and the image; run by .ci/run"]
fn without_network_or_a_writable_root_the_problem_is_reported() {
    let image = support::image();
    let run = |more: &[&str]| docker(&[&HARDENED[..], &["--network=none"], more].concat());
    let (code, said) = run(&[&image, "release"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`app-name`") && said.contains("`subscription-id`"), "{said}");

    let app = support::Temp::new();
    TestApp::new(COMMIT).write(&app.0);
    let (app, id) = (format!("{}:/app:ro", app.0.display()), "c0ffee00-1b2c-4d3e-8f90-0d4f6b1f0001");
    let mut flags = vec![
        "--tmpfs=/tmp",
        "-v",
        &app,
        &image,
        "release",
        "--app-name=shop",
        "--package=/app",
        "--auth=client-secret",
    ];
    let ids = ["--client-id", "--tenant-id", "--subscription-id"].map(|flag| format!("{flag}={id}"));
    flags.extend(ids.iter().map(String::as_str));
    flags.extend(["--client-secret=none", "--deployment=false"]);
    let (code, said) = run(&flags);
    assert_eq!(code, Some(10), "{said}");
    assert!(said.contains("management.azure.com") || said.contains("login.microsoftonline.com"), "{said}");
    assert!(said.contains("resolve") || said.contains("reach"), "{said}");
}

#[test]
#[ignore = "needs Docker and the image; run by .ci/run"]
fn a_package_larger_than_the_memory_is_packed() {
    let temp = support::Temp::new();
    TestApp::new(COMMIT).write(&temp.0.join("app"));
    let large = std::fs::File::create(temp.0.join("app/model.bin")).unwrap();
    large.set_len(300 << 20).unwrap();
    let volume = format!("{}:/data", temp.0.display());
    let command = ["--network=none", "-v", &volume, &support::image(), "pack", "/data/app", "--out", "/data/app.zip"];
    let (code, said) = docker(&[&HARDENED[..], &command].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(temp.0.join("app.zip").exists());
}

/// Runners on Kubernetes start the container with `tail` and the step with `sh -c env …` (facts: container-images).
#[test]
#[ignore = "needs Docker and the image; run by .ci/run"]
fn the_image_has_what_kubernetes_runners_need_and_its_size_and_start_up_time_are_printed() {
    let image = support::image();
    let (code, said) = docker(&[
        "run",
        "--rm",
        "--entrypoint=/bin/sh",
        &image,
        "-c",
        "env A=b tail -n0 /etc/ssl/certs/ca-certificates.crt",
    ]);
    assert_eq!(code, Some(0), "{said}");
    for manager in ["apk", "apt", "dpkg"] {
        let (code, said) = docker(&[
            "run",
            "--rm",
            "--entrypoint=/bin/sh",
            &image,
            "-c",
            &format!("command -v {manager} && {manager} --version"),
        ]);
        assert_ne!(code, Some(0), "{said}");
    }
    let (_, said) = docker(&["run", "--rm", "--entrypoint=/slot-deploy-post", &image]);
    assert_eq!(said, "", "a post-step with nothing to do is silent");
    let saved =
        std::process::Command::new("sh").args(["-c", "docker save \"$0\" | gzip -6 | wc -c", &image]).output().unwrap();
    let bytes: u64 = String::from_utf8_lossy(&saved.stdout).trim().parse().unwrap();
    let began = Instant::now();
    let (code, said) = docker(&["run", "--rm", &image, "--version"]);
    println!(
        "image: {bytes} bytes compressed; {} starts and ends within {} ms",
        said.trim(),
        began.elapsed().as_millis()
    );
    assert_eq!(code, Some(0));
    // The binary of the tests, which is larger than the one that is released: that one is optimised as a whole.
    assert!(bytes <= 24 << 20, "{bytes}");
}
