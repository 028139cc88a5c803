//! A workflow with `uses:` and a later step that consumes the outputs, run by nektos/act.

use std::path::Path;
use std::process::Command;

use crate::support::served::Served;
use crate::support::{Temp, TestApp, image};
use slot_deploy::cli;

const JOB_IMAGE: &str = "slot-deploy/runtime:local";

fn workflow(served: &Served) -> String {
    let [app, cloud, client, tenant, subscription] =
        ["app_name", "arm", "client_id", "tenant_id", "subscription_id"].map(|key| served.at(key));
    format!(
        r#"on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - id: release
        uses: contoso/slot-deploy@v1
        with:
          app-name: {app}
          package: app
          swap: none
          cloud: {cloud}
          client-id: {client}
          tenant-id: {tenant}
          subscription-id: {subscription}
          deployment: false
          ca-file: ca.pem
          probes: |
            checks:
              - name: version
                request: {{ path: /api/version }}
                expect: {{ json: [{{ path: "$.commit", equals: "0123456" }}] }}
      - shell: sh
        env:
          OUTCOME: ${{{{ steps.release.outputs.outcome }}}}
          DIGEST: ${{{{ steps.release.outputs.digest }}}}
        run: echo "a later step reads $OUTCOME of ${{#DIGEST}} characters"
"#
    )
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[tokio::test]
#[ignore = "needs Docker, the image and act; run by .ci/run"]
async fn a_workflow_uses_the_action_and_a_later_step_reads_its_outputs() {
    let served = Served::start_with(&["--scale", "0.3"]);
    let temp = Temp::new();
    let place = |name: &str| temp.0.join(name);
    write(&place("action/action.yml"), &cli::action_yml(&format!("docker://{}", image())));
    write(&place("ws/.github/workflows/release.yml"), &workflow(&served));
    TestApp::new("0123456").write(&place("ws/app"));
    std::fs::copy(served.at("ca_file"), place("ws/ca.pem")).unwrap();

    let mut act = Command::new("act");
    act.current_dir(place("ws")).env_clear().env("PATH", std::env::var("PATH").unwrap()).env("HOME", place("home"));
    act.args(["push", "--bind", "--rm", "--pull=false", "--no-cache-server", "-s", "GITHUB_TOKEN=ghs_of_no_use"]);
    act.arg("--platform").arg(format!("ubuntu-latest={JOB_IMAGE}")).arg("--action-cache-path").arg(place("cache"));
    act.arg("--local-repository").arg(format!("contoso/slot-deploy@v1={}", place("action").display()));
    for (name, key) in
        [("ACTIONS_ID_TOKEN_REQUEST_URL", "oidc_request_url"), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "oidc_request_token")]
    {
        act.arg("--env").arg(format!("{name}={}", served.at(key)));
    }
    let output = act.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("a later step reads staged of 64 characters"), "{said}");
}
