use super::action::text;
use super::inputs::{self, Command, Input, Kind};
use crate::report::{OUTPUTS, Output};

/// The commands of its jobs.
const JOBS: [Command; 3] = [Command::Stage, Command::Promote, Command::Reconcile];

/// Inputs of the action that the workflow sets itself: the jobs are the commands, and the ticket comes from this run. A step has
/// GitHub's token by default, and a secret is one of `secrets`. `environment`
/// is the environment of a job here, and its name chooses in the file. The jobs fetch the artifact of this run by an action of GitHub's, so
/// that they need no right to read those of others.
const SET_HERE: [&str; 8] =
    ["command", "ticket", "allow-foreign-ticket", "github-token", "client-secret", "environment", "artifact", "run-id"];

/// Outputs of commands that are no job of the workflow.
const OF_OTHER_COMMANDS: [&str; 2] = ["layer-hit", "layer-key"];

/// The identity: variables of the environment where the caller gives none.
const IDENTITY: [(&str, &str); 3] =
    [("client-id", "AZURE_CLIENT_ID"), ("tenant-id", "AZURE_TENANT_ID"), ("subscription-id", "AZURE_SUBSCRIPTION_ID")];

/// What the caller's `slot-deploy.yml` is called when `config` does not say.
const CONFIG: &str = "${{ (inputs.config != '' || hashFiles('.caller/slot-deploy.yml') != '') && \
                      format('.caller/{0}', inputs.config || 'slot-deploy.yml') || '' }}";

const OWN_INPUTS: &str = r#"      environment:
        description: "the environment of the job that promotes: its approvals, its variables, and the subject of its federated credential"
        required: true
        type: string
      staging-environment:
        description: "the environment of the job that stages, and of the one that finishes what was lost; none when not given"
        type: string
      artifact:
        description: "the artifact of this run that holds the app, host.json at its root"
        required: true
        type: string
      runs-on:
        description: "the label of the runner; Linux with Docker"
        default: ubuntu-latest
        type: string
"#;

/// The head of each job: its name, what it waits for and when, its time, its environment.
const STAGE: &str = r"  stage:
    name: Stage ${{ inputs.app-name || inputs.app }}
    runs-on: ${{ inputs.runs-on }}
    timeout-minutes: 360
    environment: ${{ inputs.staging-environment }}
    # On the jobs, so that other runs do not wait while this run waits for its approval, and never cancelled: a release ends
    # well or rolls on.
";
const PROMOTE: &str = r"  promote:
    name: Promote ${{ inputs.app-name || inputs.app }}
    needs: stage
    if: needs.stage.outputs.outcome == 'staged' && inputs.swap != 'none'
    runs-on: ${{ inputs.runs-on }}
    timeout-minutes: 360
    environment: ${{ inputs.environment }}
";
const RECONCILE: &str = r"  # Only when the job that promotes ended without a word: its runner was lost, or it was cancelled before it could speak.
  reconcile:
    name: Finish what was lost
    needs: [stage, promote]
    if: always() && needs.stage.outputs.ticket != '' && needs.promote.result != 'skipped' && needs.promote.outputs.outcome == ''
    runs-on: ${{ inputs.runs-on }}
    timeout-minutes: 360
    environment: ${{ inputs.staging-environment }}
";

const RIGHTS: &str = r"    concurrency:
      group: slot-deploy-${{ inputs.app-name || format('{0}-{1}', inputs.app, inputs.environment) }}
      queue: max
      cancel-in-progress: false
    permissions:
      id-token: write # sign in to Azure
      contents: read # fetch this action, and the caller's slot-deploy.yml
      deployments: write # releases know of each other by their deployments
";

const FETCH: &str = r"    steps:
      - name: Fetch the action of the same commit as this workflow
        uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          repository: ${{ job.workflow_repository }}
          ref: ${{ job.workflow_sha }}
          path: .slot-deploy
          persist-credentials: false
      - name: Fetch the caller's files that are only read
        uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          path: .caller
          sparse-checkout: |
            /${{ inputs.config || 'slot-deploy.yml' }}
            ${{ inputs.ca-file && format('/{0}', inputs.ca-file) || '' }}
          sparse-checkout-cone-mode: false
          persist-credentials: false
";

const PACKAGE: &str = r"      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
        with:
          name: ${{ inputs.artifact }}
          path: package
";

/// `.github/workflows/deploy.yml`, the reusable workflow: every input and output of the action, in three jobs.
pub fn deploy_yml() -> String {
    let inputs: String = passed_on().map(input).collect();
    let outputs: String = outputs()
        .map(|output| {
            let name = output.name;
            let jobs = [Command::Reconcile, Command::Promote, Command::Stage];
            let values = jobs.map(|job| format!("jobs.{}.outputs.{name}", job.name())).join(" || ");
            format!("      {name}:\n        description: {}\n        value: ${{{{ {values} }}}}\n", text(output.help))
        })
        .collect();
    let jobs = [(Command::Stage, STAGE), (Command::Promote, PROMOTE), (Command::Reconcile, RECONCILE)];
    let jobs = jobs.map(|(command, head)| job(command, head)).join("\n");
    format!(
        "name: Deploy\n\n\
         # Generated: `UPDATE_ACTION=1 cargo test --test it action::` writes this file.\n\
         # Stages an artifact of the calling run, waits for whatever the environment demands, and promotes just what was staged.\n\
         on:\n  workflow_call:\n    inputs:\n{OWN_INPUTS}{inputs}    secrets:\n      client-secret:\n        description: {}\n        \
         required: false\n    outputs:\n{outputs}\npermissions: {{}}\n\njobs:\n{jobs}",
        text("the identity's secret, for `auth: client-secret`")
    )
}

fn passed_on() -> impl Iterator<Item = &'static Input> {
    inputs::in_workflows()
        .filter(|input| input.is_of_a_release())
        .filter(|input| !SET_HERE.contains(&input.name))
        .filter(|input| JOBS.iter().any(|command| input.commands.contains(command)))
}

fn outputs() -> impl Iterator<Item = &'static Output> {
    OUTPUTS.iter().filter(|output| !OF_OTHER_COMMANDS.contains(&output.name))
}

fn input(input: &Input) -> String {
    let variable = IDENTITY.iter().find(|(name, _)| *name == input.name).map(|(_, variable)| variable);
    let help = match (variable, input.name, input.kind) {
        (Some(variable), ..) => format!("{}; else the variable {variable}", input.help),
        (_, "config" | "ca-file", _) => format!("{}; read from the caller's commit", input.help),
        (_, "package", _) => {
            "the app's folder or zip within the artifact; the whole artifact when not given".to_owned()
        }
        (_, "environment-name", _) => format!("{}; else `environment`", input.help),
        (.., Kind::Choice(choices)) => format!("{} ({})", input.help, choices.join(", ")),
        _ => input.help.to_owned(),
    };
    let required = if input.is_always_required() && variable.is_none() { "        required: true\n" } else { "" };
    let (kind, default) = match (input.name, input.kind, input.default) {
        ("environment-name" | "package", ..) => ("string", None),
        // The jobs may have environments and still have to recognise each other.
        ("deployment", ..) => ("string", Some(text("true"))),
        (_, Kind::Flag, default) => ("boolean", default.map(str::to_owned)),
        // The file says it where the caller does not.
        _ if input.is_in_file() => ("string", None),
        (.., default) => ("string", default.map(text)),
    };
    let default = default.map(|default| format!("        default: {default}\n")).unwrap_or_default();
    format!("      {}:\n        description: {}\n{required}{default}        type: {kind}\n", input.name, text(&help))
}

fn job(command: Command, head: &str) -> String {
    let id = command.name();
    let outputs: String =
        outputs().map(|output| format!("      {0}: ${{{{ steps.{id}.outputs.{0} }}}}\n", output.name)).collect();
    let (package, given) = match command {
        Command::Stage => (PACKAGE, ""),
        _ => ("", "          ticket: ${{ needs.stage.outputs.ticket }}\n"),
    };
    let inputs: String = passed_on().filter(|input| input.commands.contains(&command)).map(value).collect();
    format!(
        "{head}{RIGHTS}    outputs:\n{outputs}{FETCH}{package}      - id: {id}\n        uses: ./.slot-deploy # zizmor: \
         ignore[self-repository] our commit in the caller's workspace; GHES knows no other form\n        with:\n          \
         command: {id}\n{given}{inputs}          client-secret: ${{{{ secrets.client-secret }}}}\n"
    )
}

fn value(input: &Input) -> String {
    let name = input.name;
    let variable = IDENTITY.iter().find(|(identity, _)| *identity == name).map(|(_, variable)| variable);
    let value = match (variable, name) {
        (Some(variable), _) => format!("${{{{ inputs.{name} || vars.{variable} }}}}"),
        (_, "package") => "package/${{ inputs.package }}".to_owned(),
        (_, "config") => CONFIG.to_owned(),
        (_, "ca-file") => "${{ inputs.ca-file && format('.caller/{0}', inputs.ca-file) || '' }}".to_owned(),
        (_, "environment-name") => "${{ inputs.environment-name || inputs.environment }}".to_owned(),
        // `false` and not given are the same here, and leave it to the file.
        _ if input.kind == Kind::Flag && input.is_in_file() => format!("${{{{ inputs.{name} && 'true' || '' }}}}"),
        _ => format!("${{{{ inputs.{name} }}}}"),
    };
    format!("          {name}: {value}\n")
}
