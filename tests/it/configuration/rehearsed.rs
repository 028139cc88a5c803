//! A rehearsal reads the app's own file: its layers, and what is taken from variables that a rehearsal does not have.

use crate::rehearse::{record, rehearse, text};
use crate::support::{Temp, TestApp};

const FILE: &str = "\
app-name: contoso-orders
client-id: { variable: AZURE_CLIENT_ID }
storage-container: https://contoso.blob.core.windows.net/packages
settings:
  API_KEY: { variable: API_KEY }
probes:
  checks: [{ name: version, request: { path: /api/version } }]
environments:
  test: { watch-for: 1m }
  production: {}
";

#[test]
fn a_file_with_layers_a_container_and_variables_is_rehearsed_as_it_stands() {
    let temp = Temp::new();
    TestApp::new("new").write(&temp.0);
    std::fs::write(temp.0.join("slot-deploy.yml"), FILE).unwrap();
    let (output, report) = rehearse(&[temp.0.to_str().unwrap(), "--environment", "test"]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(record(&report.0)["outcome"], "verified");
    assert!(text.contains("environment `test`"), "{text}");
    assert!(
        text.contains("when last rehearsed") && !text.contains("***"),
        "no word of ours is taken for a secret: {text}"
    );
    let (output, _) = rehearse(&[temp.0.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2), "of two environments none is named");
}

#[test]
fn a_flag_that_says_what_is_the_default_wins_over_the_file() {
    let temp = Temp::new();
    TestApp::new("new").write(&temp.0);
    std::fs::write(temp.0.join("slot-deploy.yml"), "watch-for: 1m\nstrict: true\n").unwrap();
    let app = temp.0.to_str().unwrap();
    let (output, _) = rehearse(&[app, "--step", "check", "--watch", "10m", "--strict=false"]);
    let text = text(&output);
    assert!(text.contains("the input `watch`, `10m`, wins over `1m` in "), "{text}");
    assert!(text.contains("the input `strict`, `false`, wins over `true` in "), "{text}");
    assert!(text.contains("watch production for 10 min"), "{text}");
}
