//! The real binary, and the simulated world as it serves it to other programs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The binary with an environment that has nothing of the machine that runs the tests, as a service for continuous integration
/// would start it.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slot-deploy"));
    let keep = |name: &str| {
        let scrubbed = ["GITHUB_", "RUNNER_", "ACTIONS_", "INPUT_", "AZURE_", "IDENTITY_", "MSI_"];
        !scrubbed.iter().any(|prefix| name.starts_with(prefix)) && !name.to_lowercase().ends_with("_proxy")
    };
    command.env_clear();
    command.envs(std::env::vars().filter(|(name, _)| keep(name)));
    command.env("CI", "true").args(arguments);
    command
}

/// A simulated world in a process of its own.
pub struct Served {
    process: Child,
    pub line: Value,
    pub client: reqwest::Client,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Served {
    /// Starts it and reads its one line.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more flags.
    pub fn start_with(flags: &[&str]) -> Self {
        let arguments: Vec<&str> = ["simulate"].iter().chain(flags).copied().collect();
        Self::spawn(program(&arguments))
    }

    /// The same in another folder and with other variables.
    pub fn start_in(folder: &Path, variables: &[(&str, &Path)]) -> Self {
        let mut command = program(&["simulate"]);
        command.current_dir(folder).envs(variables.iter().copied());
        Self::spawn(command)
    }

    /// Its process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> std::process::ExitStatus {
        self.process.wait().unwrap()
    }

    fn spawn(mut command: Command) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let line: Value = serde_json::from_str(&first).unwrap();
        let client = client(&line);
        Self { process, line, client }
    }

    /// Another client, with connections of its own.
    pub fn new_client(&self) -> reqwest::Client {
        client(&self.line)
    }

    /// A value of that line.
    pub fn at(&self, key: &str) -> String {
        self.line[key].as_str().unwrap().to_owned()
    }

    /// A token that the world takes.
    pub async fn token(&self, scope: &str) -> String {
        let url = format!("{}&audience=api://AzureADTokenExchange", self.at("oidc_request_url"));
        let request = self.client.get(url).bearer_auth(self.at("oidc_request_token"));
        let jwt: Value = serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.at("client_id")),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", jwt["value"].as_str().unwrap()),
            ("scope", scope),
        ];
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let url = format!("{}/{}/oauth2/v2.0/token", self.at("authority"), self.at("tenant_id"));
        let response = self.client.post(url).body(body).send().await.unwrap();
        let token: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        token["access_token"].as_str().unwrap_or_else(|| panic!("{token}")).to_owned()
    }
}

fn client(line: &Value) -> reqwest::Client {
    let pem = std::fs::read(line["ca_file"].as_str().unwrap()).unwrap();
    let trusted = reqwest::Certificate::from_pem_bundle(&pem).unwrap();
    reqwest::Client::builder().no_proxy().tls_certs_only(trusted).build().unwrap()
}
