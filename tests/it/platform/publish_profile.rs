//! The publish profile.

use rehearsal::default_world::{APP, SLOT};
use serde_json::json;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// The attribute of the entry with this publish method.
fn attribute(xml: &str, method: &str, name: &str) -> String {
    let entry = xml.split("<publishProfile ").find(|entry| entry.contains(&format!("publishMethod=\"{method}\"")));
    let rest = entry.and_then(|entry| entry.split_once(&format!("{name}=\"")));
    rest.and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value.to_owned()).unwrap_or_default()
}

async fn profile(client: &PlainClient, side: &str, format: &str) -> String {
    let answer = client.arm("POST", &format!("{side}/publishxml"), Some(json!({"format": format}))).await;
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.body.to_vec()).unwrap()
}

/// Profiles of slots that people published.
#[tokio::test(start_paused = true)]
async fn a_publish_profile_has_web_deploy_ftp_and_zip_deploy_of_its_side_and_a_password_where_basic_authentication_is_on()
 {
    let world = Rehearsal::new().slot(|side| side.config.basic_publishing.extend(["scm".to_owned()])).world;
    let client = PlainClient::of(&world).await;
    for format in ["WebDeploy", "Ftp"] {
        let xml = profile(&client, "/slots/staging", format).await;
        assert!(xml.starts_with("<publishData><publishProfile ") && xml.matches("<databases />").count() == 3, "{xml}");
        let of = |method: &str, name: &str| attribute(&xml, method, name);
        assert_eq!(of("MSDeploy", "profileName"), format!("{APP}-{SLOT} - Web Deploy"));
        assert_eq!(of("ZipDeploy", "profileName"), format!("{APP}-{SLOT} - Zip Deploy"));
        assert_eq!(of("MSDeploy", "msdeploySite"), format!("{APP}__{SLOT}"));
        assert_eq!(of("MSDeploy", "userName"), format!("${APP}__{SLOT}"));
        assert!(of("FTP", "publishUrl").starts_with("ftps://"));
        assert_eq!(of("FTP", "userPWD"), "REDACTED", "the policy of FTP is another one");
        // With it the SCM site lets a program in.
        let (user, password) = (of("MSDeploy", "userName"), of("MSDeploy", "userPWD"));
        let basic = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{user}:{password}"));
        let path = format!("/scm/{APP}-{SLOT}/api/deployments");
        let headers = [("authorization", format!("Basic {basic}"))];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(client.send_with("GET", &path, &headers, bytes::Bytes::new()).await.status, 200);
    }
    let production = profile(&client, "", "WebDeploy").await;
    assert_eq!(attribute(&production, "MSDeploy", "userPWD"), "REDACTED", "basic authentication is off there");
    assert_eq!(attribute(&production, "ZipDeploy", "profileName"), format!("{APP} - Zip Deploy"));
    let filezilla = client.arm("POST", "/publishxml", Some(json!({"format": "FileZilla3"}))).await;
    assert_eq!((filezilla.status, &filezilla.json()["error"]["code"]), (501, &json!("NotSimulated")));
}

/// Azure writes the port; `publishUrl` is the SCM host of the side.
#[tokio::test(start_paused = true)]
async fn the_host_of_web_deploy_has_the_port_of_the_scm_site() {
    let world = Rehearsal::new().production(|side| side.hosts.scm = "shop-orders.scm.example.test".to_owned()).world;
    let client = PlainClient::of(&world).await;
    let xml = profile(&client, "", "WebDeploy").await;
    assert_eq!(attribute(&xml, "MSDeploy", "publishUrl"), "shop-orders.scm.example.test:443");
    assert_eq!(attribute(&xml, "ZipDeploy", "publishUrl"), "shop-orders.scm.example.test:443");
}
