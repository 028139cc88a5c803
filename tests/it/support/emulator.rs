//! The container image, started as the runner starts it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::served::Served;
use crate::support::shared::shared;
use crate::support::{PROBES, Temp, TestApp, image};

pub const COMMIT: &str = "0123456789012345678901234567890123456789";

/// A job on a runner of its own, with a world of its own.
pub struct Job {
    pub served: Served,
    pub temp: Temp,
    emulator: PathBuf,
    inputs: BTreeMap<String, String>,
    environment: BTreeMap<String, String>,
    flags: Vec<String>,
}

/// How a step ended.
pub struct Step {
    pub exit: i64,
    pub outputs: BTreeMap<String, String>,
    pub state: BTreeMap<String, String>,
    pub summary: String,
    /// What the runner printed, signals of the ladder included.
    pub log: String,
    pub took: Duration,
}

impl Job {
    /// A job that releases a new version of an app; `None` where the emulator is not at hand. `scale`: of the world's
    /// latencies.
    pub fn new(scale: &str) -> Option<Self> {
        let emulator = shared("data/github/tools/emulate_runner.py")?;
        let served = Served::start_with(&["--scale", scale]);
        let temp = Temp::new();
        for folder in ["_temp", "ws"] {
            std::fs::create_dir_all(temp.0.join(folder)).unwrap();
        }
        std::fs::copy(served.at("ca_file"), temp.0.join("_temp/ca.pem")).unwrap();
        TestApp::new(COMMIT).write(&temp.0.join("ws/app"));
        let inputs = [
            ("app-name", served.at("app_name")),
            ("slot", served.at("slot")),
            ("package", "app".to_owned()),
            ("cloud", served.at("arm")),
            ("client-id", served.at("client_id")),
            ("tenant-id", served.at("tenant_id")),
            ("subscription-id", served.at("subscription_id")),
            ("watch", "1m".to_owned()),
            ("ca-file", "/github/runner_temp/ca.pem".to_owned()),
            ("probes", PROBES.to_owned()),
        ];
        let environment = [
            ("ACTIONS_ID_TOKEN_REQUEST_URL", served.at("oidc_request_url")),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", served.at("oidc_request_token")),
            ("GITHUB_REPOSITORY", "contoso/shop".to_owned()),
            ("GITHUB_API_URL", served.at("github_api")),
        ];
        let own =
            |pairs: &[(&str, String)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Some(Self {
            inputs: own(&inputs),
            environment: own(&environment),
            flags: ["--network", "host", "--event", "push"].map(str::to_owned).to_vec(),
            served,
            temp,
            emulator,
        })
    }

    pub fn input(mut self, name: &str, value: &str) -> Self {
        self.inputs.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn app(self, app: &TestApp) -> Self {
        app.write(&self.temp.0.join("ws/app"));
        self
    }

    /// Another event; `payload` lies beside the project.
    pub fn event(mut self, name: &str, payload: PathBuf) -> Self {
        self.flags.extend(["--event".to_owned(), name.to_owned()]);
        self.flags.extend(["--payload".to_owned(), payload.display().to_string()]);
        self
    }

    fn command(&self, flags: &[&str], state: &BTreeMap<String, String>) -> Command {
        let mut command = Command::new("python3");
        command.env_clear().env("PATH", std::env::var("PATH").unwrap());
        command.arg(&self.emulator).arg(image()).args(&self.flags).arg("--work").arg(&self.temp.0).args(flags);
        for (kind, values) in [("--input", &self.inputs), ("--env", &self.environment), ("--state", state)] {
            for (name, value) in values {
                command.arg(kind).arg(format!("{name}={value}"));
            }
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the step to its end.
    pub fn run(&self) -> Step {
        self.run_with(&[])
    }

    /// Runs the step and cancels it after so many seconds, with the runner's ladder of signals.
    pub fn cancelled_after(&self, seconds: u32) -> Step {
        self.run_with(&["--cancel-after", &seconds.to_string()])
    }

    pub fn run_with(&self, flags: &[&str]) -> Step {
        let began = Instant::now();
        step(self.start(flags), began)
    }

    /// Starts the step and leaves it running.
    pub fn start(&self, flags: &[&str]) -> Child {
        self.command(flags, &BTreeMap::new()).spawn().unwrap()
    }

    /// The post-step of a step.
    pub fn post(&self, main: &Step) -> Step {
        let began = Instant::now();
        step(self.command(&["--entrypoint", "/slot-deploy-post"], &main.state).spawn().unwrap(), began)
    }

    /// Leaves a request without an answer.
    pub async fn stall(&self, at: Value) {
        let faults = json!([{"at": at, "what": {"kind": "never"}}]);
        let url = format!("{}/faults", self.served.at("control"));
        let set = self.served.client.post(url).body(faults.to_string()).send().await.unwrap();
        assert_eq!(set.status(), 204);
    }

    /// Waits until a fault has occurred.
    pub async fn until_struck(&self) {
        let began = Instant::now();
        while !self.control("requests").await.iter().any(|entry| entry["faulted"] == true) {
            assert!(began.elapsed().as_secs() < 180, "nothing was struck");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until the package is being written.
    pub async fn until_packing(&self) {
        let began = Instant::now();
        let is_begun = || {
            let files = ignore::WalkBuilder::new(&self.temp.0).standard_filters(false).build().flatten();
            files.map(|file| file.into_path()).any(|path| path.extension().is_some_and(|end| end == "new"))
        };
        while !is_begun() {
            assert!(began.elapsed().as_secs() < 60, "nothing is packed");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Ends all faults.
    pub async fn mend(&self) {
        let url = format!("{}/faults", self.served.at("control"));
        self.served.client.delete(url).send().await.unwrap();
    }

    async fn control(&self, what: &str) -> Vec<Value> {
        let url = format!("{}/{what}", self.served.at("control"));
        serde_json::from_slice(&self.served.client.get(url).send().await.unwrap().bytes().await.unwrap()).unwrap()
    }

    /// How often routing was really switched.
    pub async fn swaps(&self) -> usize {
        self.control("effects").await.iter().filter(|entry| entry.to_string().contains("swapped")).count()
    }

    /// Whether a request that matches was made.
    pub async fn was_asked(&self, service: &str, path: &str) -> bool {
        self.control("requests").await.iter().any(|entry| {
            entry["service"] == service && entry["path"].as_str().is_some_and(|asked| asked.contains(path))
        })
    }

    /// The commit that production answers with.
    pub async fn production(&self) -> String {
        let url = format!("{}/site/{}/api/version", self.served.at("authority"), self.served.at("app_name"));
        let body = self.served.client.get(url).send().await.unwrap().bytes().await.unwrap();
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        answer["commit"].as_str().unwrap_or_default().to_owned()
    }

    /// The record, as the host of the runner finds it.
    pub fn record(&self, step: &Step) -> Value {
        let path = self.temp.0.join("_temp").join(&step.outputs["report"]).join("release.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }
}

/// Waits for a step that was started.
pub fn step(child: Child, began: Instant) -> Step {
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let last: Value =
        serde_json::from_str(out.lines().last().unwrap_or_default()).unwrap_or_else(|_| panic!("{out}{err}"));
    let map = |value: &Value| {
        let text = |(name, value): (&String, &Value)| (name.clone(), value.as_str().unwrap_or_default().to_owned());
        value.as_object().map(|map| map.iter().map(text).collect()).unwrap_or_default()
    };
    Step {
        exit: last["rc"].as_i64().unwrap(),
        outputs: map(&last["output"]),
        state: map(&last["state"]),
        summary: last["summary"].as_str().unwrap_or_default().to_owned(),
        log: format!("{out}{err}"),
        took: began.elapsed(),
    }
}

/// Sends a signal to the emulator's only child, the client of the container engine.
pub fn signal_the_client(emulator: &Child, signal: &str) {
    let flag = format!("-{signal}");
    let sent = Command::new("pkill").args([&flag, "-P", &emulator.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Cancels as the runner does: SIGINT, SIGTERM after 7.5 s, the end of the client after 2.5 s more. Returns how the step
/// ended, and how long after the first signal.
pub fn climb_down_the_ladder(mut emulator: Child) -> (Step, Duration) {
    let began = Instant::now();
    let mut rungs = [(0, "INT"), (7500, "TERM"), (10_000, "KILL")].into_iter().peekable();
    while emulator.try_wait().unwrap().is_none() {
        if let Some((_, signal)) = rungs.next_if(|(after, _)| began.elapsed() >= Duration::from_millis(*after)) {
            signal_the_client(&emulator, signal);
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
    let gone = began.elapsed();
    (step(emulator, began), gone)
}
