use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::inputs::{self, Command, Input, Kind};
use super::problem::InputProblem;
use super::raw::Raw;
use crate::azure::CloudChoice;
use crate::config::{ConfigError, Probes, parse_duration, parse_file, parse_inline};
use crate::http::Secret;
use crate::release::{DeploymentChoice, SwapMode};
use crate::runner::Environment;

/// What is to be done, checked.
#[derive(Debug)]
pub enum Request {
    /// Release an app.
    Release(Box<ReleaseSettings>),
    /// Make a package.
    Pack(PackSettings),
    /// Release on the simulated world.
    Rehearse(RehearseSettings),
    /// Serve the simulated world.
    Simulate(SimulateSettings),
    /// Print this.
    Help(String),
}

/// How to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthChoice {
    /// GitHub's token.
    Oidc,
    /// The machine's identity.
    ManagedIdentity,
    /// A secret.
    ClientSecret(Secret),
    /// The Azure CLI's user.
    AzureCli,
}

/// The settings of `release`.
#[derive(Debug)]
pub struct ReleaseSettings {
    /// `app-name`
    pub app_name: String,
    /// `resource-group`
    pub resource_group: Option<String>,
    /// `slot`
    pub slot: String,
    /// `target-slot`
    pub target_slot: String,
    /// `package`
    pub package: PathBuf,
    /// `package-unchanged`
    pub package_unchanged: bool,
    /// `probes` or `config`
    pub probes: Probes,
    /// `swap`
    pub swap: SwapMode,
    /// `watch`
    pub watch: Duration,
    /// `timeout`
    pub timeout: Duration,
    /// `cloud`
    pub cloud: CloudChoice,
    /// `auth`
    pub auth: AuthChoice,
    /// `client-id`
    pub client_id: String,
    /// `tenant-id`
    pub tenant_id: String,
    /// `subscription-id`
    pub subscription_id: String,
    /// `deployment`
    pub deployment: DeploymentChoice,
    /// `environment-name`
    pub environment_name: String,
    /// `github-token`
    pub github_token: Option<Secret>,
    /// `strict`
    pub strict: bool,
    /// `ca-file`
    pub ca_file: Option<PathBuf>,
    /// `report`
    pub report: Option<PathBuf>,
    /// What is worth a warning about the inputs themselves.
    pub warnings: Vec<String>,
}

/// The settings of `pack`.
#[derive(Debug, Clone)]
pub struct PackSettings {
    /// The folder or zip.
    pub source: PathBuf,
    /// The file to write.
    pub out: PathBuf,
    /// One line of JSON instead of words.
    pub json: bool,
}

/// The settings of `rehearse`.
#[derive(Debug, Clone)]
pub struct RehearseSettings {
    /// An app of the user's own.
    pub app: Option<PathBuf>,
    /// Whether its code may be run.
    pub run_app: bool,
    /// What goes wrong.
    pub faults: Vec<String>,
    /// Where the record goes.
    pub report: PathBuf,
    /// A minute lasts a minute.
    pub real_time: bool,
}

/// The settings of `simulate`.
#[derive(Debug, Clone)]
pub struct SimulateSettings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Factor on the world's latencies.
    pub scale: f64,
}

/// Parses and cross-checks everything that was given.
pub fn settle(raw: Raw, environment: &Environment) -> Result<Request, Vec<InputProblem>> {
    let mut reader = Reader {
        raw: &raw,
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    let Some(command) = reader.command() else {
        return Err(reader.problems);
    };
    reader.look_for_strangers(command);
    let request = match command {
        Command::Release => reader
            .release(environment)
            .map(|settings| Request::Release(Box::new(settings))),
        Command::Pack => reader.pack().map(Request::Pack),
        Command::Rehearse => reader.rehearse(environment).map(Request::Rehearse),
        Command::Simulate => reader.simulate().map(Request::Simulate),
    };
    match request {
        Some(request) if reader.problems.is_empty() => Ok(request),
        _ => Err(reader.problems),
    }
}

/// Reads values and collects what is wrong with them. A wrong value reads as `None`, and reading goes on.
struct Reader<'a> {
    raw: &'a Raw,
    problems: Vec<InputProblem>,
    warnings: Vec<String>,
}

impl Reader<'_> {
    fn command(&mut self) -> Option<Command> {
        if let Some(command) = self.raw.command {
            return Some(command);
        }
        let name = self.raw.get("command")?.to_owned();
        let known: Vec<&str> = Command::ALL
            .iter()
            .filter(|command| command.is_for_actions())
            .map(|c| c.name())
            .collect();
        let found = Command::ALL
            .into_iter()
            .find(|command| command.name() == name && command.is_for_actions());
        if found.is_none() {
            let fix = format!("set it to {}", list(&known));
            self.problem("command", format!("`{name}` is no command"), fix);
        }
        found
    }

    /// Inputs that nobody knows are errors, inputs of another command are warnings.
    fn look_for_strangers(&mut self, command: Command) {
        for name in self.raw.values.keys() {
            match inputs::find(name) {
                None => {
                    let near = nearest(name)
                        .map(|near| format!("did you mean `{near}`?"))
                        .unwrap_or_default();
                    self.problems
                        .push(InputProblem::new(name, "there is no such input", near));
                }
                Some(input) if !input.commands.contains(&command) && name != "command" => {
                    self.warnings.push(format!(
                        "the input `{name}` has no meaning for `{}`",
                        command.name()
                    ));
                }
                Some(_) => {}
            }
        }
    }

    fn release(&mut self, environment: &Environment) -> Option<ReleaseSettings> {
        let app_name = self.required("app-name", "set it to the name of the function app");
        let slot = self.text("slot").unwrap_or_default();
        let target_slot = self.text("target-slot").unwrap_or_default();
        if slot.eq_ignore_ascii_case(&target_slot) {
            let says =
                format!("`{slot}` is also the target slot, so there would be nothing to swap");
            self.problem(
                "slot",
                says,
                "deploy to another slot than the one that serves users",
            );
        }
        let watch = self.duration("watch");
        if watch.is_some_and(|watch| watch < Duration::from_secs(60)) {
            self.problem(
                "watch",
                "less than a minute says nothing about production",
                "set it to `1m` or more",
            );
        }
        let auth = self.auth(environment);
        let needs_ids = matches!(auth, Some(AuthChoice::Oidc | AuthChoice::ClientSecret(_)));
        let client_id = self.guid("client-id", needs_ids);
        let tenant_id = self.guid("tenant-id", needs_ids);
        let subscription_id = self.guid("subscription-id", true);
        let probes = self.probes();
        let swap = self.choice("swap");
        let deployment = self.choice("deployment");
        let (package_unchanged, strict) = (self.flag("package-unchanged"), self.flag("strict"));
        let (timeout, cloud) = (self.duration("timeout"), self.cloud());
        Some(ReleaseSettings {
            app_name: app_name?,
            resource_group: self.text("resource-group"),
            slot,
            target_slot,
            package: self.path("package")?,
            package_unchanged: package_unchanged?,
            probes: probes?,
            swap: match swap?.as_str() {
                "none" => SwapMode::None,
                _ => SwapMode::Direct,
            },
            watch: watch?,
            timeout: timeout?,
            cloud: cloud?,
            auth: auth?,
            client_id: client_id?,
            tenant_id: tenant_id?,
            subscription_id: subscription_id?,
            deployment: match deployment?.as_str() {
                "true" => DeploymentChoice::Yes,
                "false" => DeploymentChoice::No,
                _ => DeploymentChoice::Auto,
            },
            environment_name: self.text("environment-name")?,
            github_token: self.text("github-token").map(Secret::new),
            strict: strict?,
            ca_file: self.path("ca-file"),
            report: self.path("report"),
            warnings: std::mem::take(&mut self.warnings),
        })
    }

    fn pack(&mut self) -> Option<PackSettings> {
        let out = self.required("out", "name the file to write: `--out package.zip`");
        let json = self.flag("json");
        Some(PackSettings {
            source: self.path("dir")?,
            out: PathBuf::from(out?),
            json: json?,
        })
    }

    fn rehearse(&mut self, environment: &Environment) -> Option<RehearseSettings> {
        let (run_app, real_time) = (self.flag("run-app"), self.flag("real-time"));
        let app = self.path("app");
        if run_app == Some(true) && app.is_none() {
            self.problem(
                "run-app",
                "there is no app to run",
                "name its folder: `rehearse path/to/app --run-app`",
            );
        }
        let event = environment.get("GITHUB_EVENT_NAME").unwrap_or_default();
        if run_app == Some(true)
            && ["pull_request", "pull_request_target", "workflow_run"].contains(&event)
        {
            let says = format!(
                "code of an app is not run for the event `{event}`, which may come from a stranger"
            );
            self.problem("run-app", says, "rehearse without it, or on a push");
        }
        Some(RehearseSettings {
            app,
            run_app: run_app?,
            faults: self.raw.all("fault"),
            report: self
                .path("report")
                .unwrap_or_else(|| PathBuf::from("target/rehearsal")),
            real_time: real_time?,
        })
    }

    fn simulate(&mut self) -> Option<SimulateSettings> {
        let listen = self.text("listen").unwrap_or_default();
        let address = listen.parse::<SocketAddr>();
        if !address
            .as_ref()
            .is_ok_and(|address| address.ip().is_loopback())
        {
            let says = format!("`{listen}` is no loopback address with a port");
            self.problem(
                "listen",
                says,
                "write `127.0.0.1:8443`, or `127.0.0.1:0` for a free port",
            );
        }
        let scale = self.text("scale").unwrap_or_default();
        let factor = scale
            .parse::<f64>()
            .ok()
            .filter(|factor| factor.is_finite() && *factor >= 0.0);
        if factor.is_none() {
            self.problem(
                "scale",
                format!("`{scale}` is no factor"),
                "write a number such as `0`, `0.1` or `1`",
            );
        }
        Some(SimulateSettings {
            listen: address.ok()?,
            scale: factor?,
        })
    }

    fn auth(&mut self, environment: &Environment) -> Option<AuthChoice> {
        let default = match environment.is_actions() {
            true => "oidc",
            false => "azure-cli",
        };
        let name = match self.raw.get("auth") {
            Some(_) => self.choice("auth")?,
            None => default.to_owned(),
        };
        let secret = self.text("client-secret").map(Secret::new);
        match (name.as_str(), secret) {
            ("oidc", _) => Some(AuthChoice::Oidc),
            ("managed-identity", _) => Some(AuthChoice::ManagedIdentity),
            ("client-secret", Some(secret)) => Some(AuthChoice::ClientSecret(secret)),
            ("client-secret", None) => {
                let fix =
                    "give it from a secret: `client-secret: ${{ secrets.AZURE_CLIENT_SECRET }}`";
                self.problem("client-secret", "`auth: client-secret` needs it", fix);
                None
            }
            _ => Some(AuthChoice::AzureCli),
        }
    }

    fn probes(&mut self) -> Option<Probes> {
        const BY_ITSELF: &str = "slot-deploy.yml";
        if self.raw.get("probes").is_some() && self.raw.get("config").is_some() {
            self.problem(
                "config",
                "`probes` is given as well",
                "give only one of them",
            );
            return None;
        }
        if let Some(inline) = self.raw.get("probes") {
            return self.parsed("probes", "the input", parse_inline(inline));
        }
        let (path, named) = match self.raw.get("config") {
            Some(path) => (path.to_owned(), true),
            None => (BY_ITSELF.to_owned(), false),
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => self.parsed("config", &path, parse_file(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => {
                Some(Probes::default())
            }
            Err(error) => {
                self.problem(
                    "config",
                    format!("`{path}` cannot be read: {error}"),
                    "check the path; it is relative to the workspace",
                );
                None
            }
        }
    }

    fn parsed(
        &mut self,
        input: &str,
        place: &str,
        result: Result<Probes, ConfigError>,
    ) -> Option<Probes> {
        result
            .map_err(|error| {
                self.problem(
                    input,
                    format!("{place}: {error}"),
                    "see the section on probes in the README",
                )
            })
            .ok()
    }

    fn cloud(&mut self) -> Option<CloudChoice> {
        let name = self.text("cloud")?;
        match name.as_str() {
            "public" => Some(CloudChoice::Public),
            "usgov" => Some(CloudChoice::UsGov),
            "china" => Some(CloudChoice::China),
            url => match url.parse::<Url>() {
                Ok(url) if url.scheme() == "https" && url.has_host() => {
                    Some(CloudChoice::Custom(url))
                }
                _ => {
                    let says = format!("`{url}` is no cloud");
                    self.problem(
                        "cloud",
                        says,
                        "write `public`, `usgov`, `china`, or the https URL of an ARM endpoint",
                    );
                    None
                }
            },
        }
    }

    fn required(&mut self, name: &str, fix: &str) -> Option<String> {
        let value = self.text(name);
        if value.is_none() {
            self.problem(name, "it is not given", fix);
        }
        value
    }

    fn text(&self, name: &str) -> Option<String> {
        self.raw.get(name).map(str::to_owned)
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw.get(name).map(PathBuf::from)
    }

    /// As `@actions/core` reads booleans: YAML 1.2's core schema and nothing else.
    fn flag(&mut self, name: &str) -> Option<bool> {
        match self.raw.get(name)? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            other => {
                let says = format!("`{other}` is neither true nor false");
                self.problem(name, says, "write `true` or `false`");
                None
            }
        }
    }

    fn duration(&mut self, name: &str) -> Option<Duration> {
        let text = self.text(name)?;
        parse_duration(&text)
            .map_err(|says| self.problem(name, says, "write for example `10m`"))
            .ok()
    }

    fn guid(&mut self, name: &str, required: bool) -> Option<String> {
        let Some(text) = self.text(name) else {
            if required {
                let fix = format!(
                    "give it from a variable: `{name}: ${{{{ vars.AZURE_{} }}}}`",
                    name.replace('-', "_").to_uppercase()
                );
                self.problem(name, "it is not given", fix);
            }
            return (!required).then(String::new);
        };
        if !is_guid(&text) {
            let says = format!("`{text}` is no GUID");
            self.problem(
                name,
                says,
                "it has the form 00000000-0000-0000-0000-000000000000",
            );
            return None;
        }
        Some(text)
    }

    fn choice(&mut self, name: &str) -> Option<String> {
        let value = self.text(name)?;
        let Some(Input {
            kind: Kind::Choice(choices),
            ..
        }) = inputs::find(name)
        else {
            return None;
        };
        if choices.contains(&value.as_str()) {
            return Some(value);
        }
        self.problem(
            name,
            format!("`{value}` is unknown"),
            format!("write {}", list(choices)),
        );
        None
    }

    fn problem(&mut self, input: &str, says: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(InputProblem::new(input, says, fix));
    }
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// `a`, `b` or `c`
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The input whose name is most like `name`, when it is like it at all.
fn nearest(name: &str) -> Option<&'static str> {
    inputs::INPUTS
        .iter()
        .map(|input| (strsim::jaro_winkler(input.name, name), input.name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "11111111-2222-3333-4444-555555555555";

    fn read(inputs: &[(&str, &str)]) -> Result<Request, Vec<InputProblem>> {
        let names = inputs.iter().map(|(name, value)| {
            (
                format!("INPUT_{}", name.to_uppercase()),
                (*value).to_owned(),
            )
        });
        let environment =
            Environment::of(names.chain([("GITHUB_ACTIONS".to_owned(), "true".to_owned())]));
        settle(Raw::gather(Default::default(), &environment), &environment)
    }

    fn good() -> Vec<(&'static str, &'static str)> {
        vec![
            ("app-name", "orders"),
            ("client-id", GUID),
            ("tenant-id", GUID),
            ("subscription-id", GUID),
        ]
    }

    fn problems(changes: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut inputs = good();
        inputs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        inputs.extend(changes);
        read(&inputs)
            .unwrap_err()
            .iter()
            .map(|problem| problem.to_string())
            .collect()
    }

    #[test]
    fn sensible_defaults_fill_what_is_not_given() {
        let Ok(Request::Release(settings)) = read(&good()) else {
            panic!("a release")
        };
        assert_eq!(
            (settings.slot.as_str(), settings.watch.as_secs()),
            ("staging", 600)
        );
        assert_eq!(settings.auth, AuthChoice::Oidc);
        assert_eq!(settings.deployment, DeploymentChoice::Auto);
    }

    #[test]
    fn all_problems_are_told_at_once_each_with_its_input_and_a_fix() {
        let told = problems(&[
            ("app-name", ""),
            ("client-id", "nonsense"),
            ("watch", "10"),
            ("swap", "later"),
            ("strict", "yes"),
            ("cloud", "http://arm.test"),
        ]);
        assert_eq!(told.len(), 6, "{told:#?}");
        for (problem, input) in
            told.iter()
                .zip(["app-name", "watch", "client-id", "swap", "strict", "cloud"])
        {
            assert!(
                problem.contains(&format!("`{input}`")) && problem.contains("fix: "),
                "{problem}"
            );
        }
    }

    #[test]
    fn an_unknown_input_is_an_error_with_the_nearest_name() {
        let told = problems(&[("app-nmae", "x")]);
        assert!(told[0].contains("did you mean `app-name`?"), "{told:?}");
    }

    #[test]
    fn an_input_of_another_command_is_a_warning() {
        let mut inputs = good();
        inputs.push(("out", "x.zip"));
        let Ok(Request::Release(settings)) = read(&inputs) else {
            panic!("a release")
        };
        assert!(
            settings.warnings[0].contains("`out`"),
            "{:?}",
            settings.warnings
        );
    }

    #[test]
    fn values_that_do_not_fit_each_other_are_told() {
        assert!(problems(&[("slot", "production")])[0].contains("target slot"));
        assert!(problems(&[("auth", "client-secret")])[0].contains("`client-secret`"));
        assert!(problems(&[("probes", "- name: a"), ("config", "x.yml")])[0].contains("only one"));
        assert!(problems(&[("watch", "10s")])[0].contains("1m"));
    }

    #[test]
    fn what_does_not_work_yet_is_unknown() {
        assert!(problems(&[("swap", "preview")])[0].contains("unknown"));
        assert!(problems(&[("command", "promote")])[0].contains("no command"));
    }

    #[test]
    fn code_of_strangers_is_never_run_in_actions() {
        let environment =
            Environment::of([("GITHUB_EVENT_NAME".to_owned(), "pull_request".to_owned())]);
        let mut raw = Raw::default();
        raw.command = Some(Command::Rehearse);
        raw.values.insert("run-app".into(), vec!["true".into()]);
        raw.values.insert("app".into(), vec![".".into()]);
        assert!(
            settle(raw, &environment).unwrap_err()[0]
                .to_string()
                .contains("stranger")
        );
    }
}
