pub use super::command::Command;
pub(super) use super::taken_by::REHEARSED;
use super::taken_by::{
    AFTER, CONFIGURED, HOLDING, LAYERED, NOT_PASSED_ON, PACKING, PLANNED, REHEARSING, RELEASE, RELEASING, SETTLING,
    SWAPPING,
};
use crate::config::file_keys;

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A GUID.
    Guid,
    /// A path.
    Path,
    /// `true` or `false`, as YAML writes them.
    Flag,
    /// `30s`, `10m`
    Duration,
    /// One of these.
    Choice(&'static [&'static str]),
    /// YAML.
    Yaml,
    /// A number.
    Number,
    /// A name, several times; which names there are, the command that takes them says.
    Several,
}

/// One input.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Its name, as in `with:` and behind `--`.
    pub name: &'static str,
    /// What it means.
    pub help: &'static str,
    /// What holds when it is not given.
    pub default: Option<&'static str>,
    /// The commands that know it.
    pub commands: &'static [Command],
    /// What it holds.
    pub kind: Kind,
    /// Whether it is secret.
    pub secret: bool,
    /// Whether it is positional on the command line.
    pub positional: bool,
    /// The commands that need it.
    pub required_by: &'static [Command],
    /// Whether it is an input of the Action.
    pub in_workflows: bool,
}

const fn input(name: &'static str, kind: Kind, default: Option<&'static str>, help: &'static str) -> Input {
    Input {
        name,
        help,
        default,
        commands: RELEASE,
        kind,
        secret: false,
        positional: false,
        required_by: &[],
        in_workflows: true,
    }
}

const fn only(commands: &'static [Command], input: Input) -> Input {
    Input { commands, ..input }
}

const fn positional(input: Input) -> Input {
    Input { positional: true, ..input }
}

const fn required(input: Input) -> Input {
    Input { required_by: input.commands, ..input }
}

impl Input {
    /// Whether a command that releases takes it.
    pub(super) fn is_of_a_release(&self) -> bool {
        self.commands.iter().any(|command| REHEARSED.contains(command))
    }

    /// Whether a command takes it. What the file holds, `config` shows.
    pub(super) fn is_for(&self, command: Command) -> bool {
        self.commands.contains(&command)
            || command == Command::Config && (self.is_in_file() || ["probes", "settings"].contains(&self.name))
    }

    /// Whether `slot-deploy.yml` may hold it as well, so that no default of action.yml may stand in the way.
    pub fn is_in_file(&self) -> bool {
        file_keys().any(|key| key.input == Some(self.name))
    }

    /// Whether nobody who uses it can leave it out.
    pub fn is_always_required(&self) -> bool {
        !self.required_by.is_empty() && self.required_by.len() == self.commands.len()
    }
}

const fn outside_workflows(input: Input) -> Input {
    Input { in_workflows: false, ..input }
}

const fn secret(input: Input) -> Input {
    Input { secret: true, ..input }
}

/// Every input there is, in the order people read them.
pub const INPUTS: &[Input] = &[
    input(
        "command",
        Kind::Choice(&[
            "release",
            "stage",
            "promote",
            "rollback",
            "reconcile",
            "check",
            "diff",
            "status",
            "layer",
            "gc",
            "rehearse",
            "config",
            "schema",
        ]),
        Some("release"),
        "what to do",
    ),
    only(
        CONFIGURED,
        input("app", Kind::Text, None, "the app of `apps:` in `slot-deploy.yml`; needed where that has several"),
    ),
    only(
        CONFIGURED,
        input(
            "environment",
            Kind::Text,
            None,
            "the environment of `environments:` in `slot-deploy.yml`; `environment-name`, or the only one, when not given",
        ),
    ),
    input("app-name", Kind::Text, None, "the function app"),
    input("resource-group", Kind::Text, None, "its resource group; looked for by name when not given"),
    input("slot", Kind::Text, Some("staging"), "the slot that is deployed to"),
    input("target-slot", Kind::Text, Some("production"), "the slot that serves users"),
    only(LAYERED, input("package", Kind::Path, Some("."), "a folder or a zip with host.json at its root")),
    only(
        PACKING,
        input(
            "artifact",
            Kind::Text,
            None,
            "the artifact of a workflow run of this repository that holds the app, or one zip of it, in place of `package`; `digest` is then \
             the content digest that it has to have",
        ),
    ),
    only(
        PACKING,
        input("run-id", Kind::Text, None, "the number of the workflow run of `artifact`; this run when not given"),
    ),
    only(
        PACKING,
        input(
            "package-unchanged",
            Kind::Flag,
            Some("false"),
            "send a given zip as it is, without the entry that names its content",
        ),
    ),
    only(
        PACKING,
        input(
            "digest",
            Kind::Text,
            None,
            "release a package again that is in `storage-container`, by the content digest of a former release; instead of `package`",
        ),
    ),
    only(
        PACKING,
        input(
            "require-attestation",
            Kind::Text,
            None,
            "prove by GitHub's artifact attestations who built the package, before anything is sent; `true`: any workflow of this \
             repository; or the workflow that has to have signed, such as `.github/workflows/build.yml@refs/heads/main`",
        ),
    ),
    only(
        PACKING,
        input(
            "verified-in",
            Kind::Text,
            None,
            "release only what this repository released and verified in that environment before, whatever app that was: the same content digest",
        ),
    ),
    only(
        PACKING,
        input("verified-for", Kind::Duration, Some("0s"), "for so long at least it has to be verified there"),
    ),
    only(PACKING, input("verified-within", Kind::Duration, Some("336h"), "it was verified there so long ago at most")),
    only(
        LAYERED,
        input(
            "strategy",
            Kind::Choice(&["auto", "zip-deploy", "package-url", "site-package"]),
            Some("auto"),
            "how the package reaches the slot; `auto`: `package-url` where a `storage-container` is given, else `site-package` where a \
             Linux slot runs from packages on its share, else `zip-deploy`",
        ),
    ),
    only(
        PACKING,
        input(
            "build",
            Kind::Choice(&["local", "remote"]),
            Some("local"),
            "where the app is built; `local`: in the job, and what was packed is what runs; `remote`: by Azure in the slot, on Linux",
        ),
    ),
    only(
        LAYERED,
        input(
            "dependencies",
            Kind::Several,
            None,
            "folders of the package that hold dependencies, each with `/` at its end, and the lock files that decide what they \
             are; `.python_packages/`, `node_modules/` and the lock files beside host.json when not given",
        ),
    ),
    input(
        "storage-container",
        Kind::Text,
        None,
        "the URL of a blob container for packages and for the memory of releases: only what changed is uploaded, and the slot \
         is switched to it",
    ),
    only(
        &[Command::Gc, Command::Check],
        input(
            "apps",
            Kind::Several,
            None,
            "other apps, each as NAME or RESOURCE_GROUP/NAME: of `gc` those that use the container; of `check` those that are looked at as \
             well, or in place of `app-name`, where RESOURCE_GROUP/* is every function app of a group",
        ),
    ),
    only(
        &[Command::Diff],
        input(
            "against",
            Kind::Text,
            None,
            "another environment of `config`, whose settings are compared with those of the chosen one",
        ),
    ),
    only(
        &[Command::Check],
        input(
            "sarif",
            Kind::Path,
            None,
            "a file below the workspace or RUNNER_TEMP that the findings are written to as SARIF, for code scanning",
        ),
    ),
    only(
        &[Command::Gc],
        input(
            "keep",
            Kind::Number,
            Some("10"),
            "so many of the newest packages of each repository and records of each app stay; of records three at least",
        ),
    ),
    only(
        &[Command::Gc],
        input("keep-days", Kind::Number, Some("30"), "packages and records that are younger stay; `1` at least"),
    ),
    only(&[Command::Gc], input("delete", Kind::Flag, Some("false"), "delete what is listed; else nothing is changed")),
    only(
        &[Command::Promote, Command::Reconcile],
        Input {
            required_by: &[Command::Promote],
            ..input("ticket", Kind::Text, None, "the output `ticket` of the job that staged, for `command: promote`")
        },
    ),
    only(
        &[Command::Promote, Command::Reconcile],
        input("allow-foreign-ticket", Kind::Flag, Some("false"), "accept a ticket of another workflow run"),
    ),
    input("probes", Kind::Yaml, None, "the probes of the app, as YAML; in place of those of `config`"),
    only(
        CONFIGURED,
        input(
            "config",
            Kind::Path,
            None,
            "the file with probes, rules and all that inputs may say as well; `slot-deploy.yml` is read when it is there",
        ),
    ),
    only(
        SETTLING,
        secret(input(
            "settings",
            Kind::Text,
            None,
            "app settings that the slot gets and that travel with the swap, one NAME=VALUE a line; they win over `settings:` in `config`",
        )),
    ),
    only(
        &[Command::Check],
        outside_workflows(input(
            "role-json",
            Kind::Flag,
            Some("false"),
            "print the Azure role that a command needs with these inputs, and ask nothing of Azure",
        )),
    ),
    only(
        &[Command::Check],
        input(
            "for",
            Kind::Choice(&["release", "stage", "promote", "rollback", "reconcile", "check", "diff", "layer", "gc"]),
            Some("release"),
            "the command whose rights are looked at, and whose role `role-json` prints; `check` for an identity that is not to release",
        ),
    ),
    only(
        PACKING,
        input(
            "create-slot",
            Kind::Flag,
            None,
            "create the slot where it is missing: stopped at first, with settings that a host needs and nothing else of production's, \
             its triggers held",
        ),
    ),
    only(
        PLANNED,
        input("dry-run", Kind::Flag, Some("false"), "check everything, print what would be done, and change nothing"),
    ),
    only(
        RELEASING,
        input(
            "busy",
            Kind::Choice(&["wait", "fail"]),
            Some("wait"),
            "what to do while another release of the app is in progress, its watch included",
        ),
    ),
    only(
        RELEASING,
        input(
            "force",
            Kind::Flag,
            Some("false"),
            "release content that was rolled back before, as recorded in GitHub Deployments",
        ),
    ),
    only(
        SWAPPING,
        input(
            "swap",
            Kind::Choice(&["direct", "preview", "none"]),
            Some("direct"),
            "`preview` runs and probes the slot with production's settings first; `none` stops after the probes, as `stage` does",
        ),
    ),
    only(
        SWAPPING,
        input(
            "drain",
            Kind::Flag,
            Some("false"),
            "let executions in production finish before the swap, which would cut them; at most ten minutes",
        ),
    ),
    only(
        HOLDING,
        input(
            "hold",
            Kind::Flag,
            None,
            "triggers are held in the slot while it is staged and probed; production has them again by the swap itself",
        ),
    ),
    only(
        AFTER,
        input(
            "after",
            Kind::Choice(&["keep", "hold", "stop"]),
            None,
            "what becomes of the old version in the slot once the release is verified: it runs on, its triggers are held, or the slot is \
             stopped",
        ),
    ),
    input("watch", Kind::Duration, Some("10m"), "how long production is watched after the swap; at least `1m`"),
    input("timeout", Kind::Duration, Some("45m"), "time for everything before the swap, and again for the watch"),
    input(
        "cloud",
        Kind::Text,
        Some("public"),
        "`public`, `usgov`, `china`, or the https URL of an ARM endpoint that describes itself",
    ),
    input(
        "auth",
        Kind::Choice(&["oidc", "managed-identity", "client-secret", "azure-cli"]),
        None,
        "how to sign in; `oidc` in GitHub Actions and `azure-cli` elsewhere when not given",
    ),
    input("client-id", Kind::Guid, None, "the application or user-assigned identity to sign in as"),
    secret(input("client-secret", Kind::Text, None, "its secret, for `auth: client-secret`")),
    input("tenant-id", Kind::Guid, None, "its tenant"),
    input("subscription-id", Kind::Guid, None, "the app's subscription"),
    input(
        "deployment",
        Kind::Choice(&["auto", "true", "false"]),
        Some("auto"),
        "whether a GitHub Deployment is made; `auto`: where the job may make one",
    ),
    input("environment-name", Kind::Text, Some("production"), "the environment of that deployment"),
    secret(input("github-token", Kind::Text, Some("${{ github.token }}"), "the token that deployment is made with")),
    input("strict", Kind::Flag, Some("false"), "warnings stop the release, and an unverified promotion exits 3"),
    input(
        "ca-file",
        Kind::Path,
        None,
        "a PEM file with further certificate authorities, for a proxy that intercepts TLS",
    ),
    only(
        &[
            Command::Release,
            Command::Stage,
            Command::Promote,
            Command::Rollback,
            Command::Reconcile,
            Command::Check,
            Command::Layer,
            Command::Rehearse,
        ],
        outside_workflows(input("report", Kind::Path, None, "where the record goes; flag only")),
    ),
    positional(only(&[Command::Pack], input("dir", Kind::Path, Some("."), "the folder or zip"))),
    required(only(&[Command::Pack], input("out", Kind::Path, None, "the file to write"))),
    only(
        &[Command::Pack, Command::Check, Command::Diff, Command::Status, Command::Config],
        outside_workflows(input(
            "json",
            Kind::Flag,
            Some("false"),
            "print JSON: of `pack` one line, of `check` a document of the form that `slot-deploy explain check-json` prints, of `diff` its \
             table, of `status` its report, of `config` every value with its place",
        )),
    ),
    only(
        &[Command::Check],
        outside_workflows(input(
            "explain",
            Kind::Text,
            None,
            "say why a check is made and what to do about its finding, as `slot-deploy explain` does, and look at no app",
        )),
    ),
    positional(only(
        REHEARSING,
        outside_workflows(input(
            "app-folder",
            Kind::Path,
            None,
            "a folder with an app of your own; the built-in sample when not given",
        )),
    )),
    only(
        REHEARSING,
        input(
            "step",
            Kind::Several,
            None,
            "a command that is rehearsed, as a job of its own; several times for several jobs, such as `stage` and `promote`; \
             `release` when not given",
        ),
    ),
    only(
        REHEARSING,
        input(
            "expect",
            Kind::Text,
            None,
            "how it has to end, such as `rolled-back`: then this is success, and all else a failure",
        ),
    ),
    only(
        REHEARSING,
        input(
            "cancel-at",
            Kind::Text,
            None,
            "a phase in which the run is cancelled, such as `swap`; its post-step follows",
        ),
    ),
    only(
        REHEARSING,
        input(
            "kill-at",
            Kind::Text,
            None,
            "a phase in which the step is killed, such as `watch`; its post-step follows, unless the next job is `reconcile`",
        ),
    ),
    only(
        REHEARSING,
        input(
            "run-app",
            Kind::Flag,
            Some("false"),
            "start that app's custom handler for real; its code runs on this machine",
        ),
    ),
    only(
        REHEARSING,
        input(
            "fault",
            Kind::Several,
            None,
            "what goes wrong; several times for several: probe-fails, slot-redeployed, staging-eats-queue, wrong-subject, \
             swap-fails, swap-417, swap-answer-lost, swap-silently-reverted, production-5xx-after-swap, \
             functions-throw, token-expires-mid-watch",
        ),
    ),
    only(REHEARSING, outside_workflows(input("real-time", Kind::Flag, Some("false"), "run the clock in real time"))),
    only(
        &[Command::Rehearse, Command::Simulate],
        input("world", Kind::Path, None, "a world file with apps of your own; the built-in world when not given"),
    ),
    only(
        &[Command::Simulate],
        input("listen", Kind::Text, Some("127.0.0.1:0"), "loopback address and port; port 0 takes a free one"),
    ),
    only(
        &[Command::Simulate],
        input("scale", Kind::Number, Some("0"), "factor on the latencies of the simulated world"),
    ),
    only(
        &[Command::Simulate],
        input(
            "hosts",
            Kind::Choice(&["path", "dns"]),
            Some("path"),
            "how apps are named: `path` below one name that every machine knows, or `dns` with names like Azure's below \
             `azurewebsites.localhost`",
        ),
    ),
    positional(only(&[Command::Explain], input("code", Kind::Text, None, "a code, a check or an outcome"))),
];

/// The input of this name.
pub(super) fn find(name: &str) -> Option<&'static Input> {
    INPUTS.iter().find(|input| input.name == name)
}

/// The inputs of the Action.
pub(super) fn in_workflows() -> impl Iterator<Item = &'static Input> {
    INPUTS.iter().filter(|input| input.in_workflows && input.commands.iter().any(|command| command.is_for_actions()))
}

/// The inputs of a command.
pub(super) fn of(command: Command) -> impl Iterator<Item = &'static Input> {
    INPUTS.iter().filter(move |input| input.is_for(command) || command == Command::Rehearse && is_passed_on(input))
}

/// Whether a rehearsal hands an input on to what it rehearses.
pub(super) fn is_passed_on(input: &Input) -> bool {
    input.is_of_a_release() && !NOT_PASSED_ON.contains(&input.name)
}

/// Whether the command of this name takes an input.
pub fn takes(command: &str, input: &str) -> bool {
    let command = Command::ALL.into_iter().find(|known| known.name() == command);
    command.zip(find(input)).is_some_and(|(command, input)| input.commands.contains(&command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_command_has_inputs() {
        let mut names: Vec<&str> = INPUTS.iter().map(|input| input.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        for command in Command::ALL.into_iter().filter(|command| *command != Command::Schema) {
            assert!(of(command).next().is_some(), "{}", command.name());
        }
    }

    #[test]
    fn every_key_of_the_file_that_is_an_input_is_one_of_the_same_kind() {
        for key in file_keys() {
            let Some(name) = key.input else { continue };
            let input = find(name).unwrap_or_else(|| panic!("{name}"));
            let words = key.words();
            match input.kind {
                Kind::Choice(choices) => assert_eq!(words, choices, "{name}"),
                // The file names no endpoint.
                _ if name == "cloud" => assert_eq!(words, ["public", "usgov", "china"]),
                _ => assert!(words.is_empty(), "{name}"),
            }
            assert_eq!(input.kind == Kind::Flag, key.is_flag(), "{name}");
        }
    }
}
