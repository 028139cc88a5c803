//! Running the deployed app for real: an app with a custom handler is started from its deployed
//! files, and HTTP requests are forwarded to it, as the Functions host does
//! (`enableForwardingHttpRequest`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use super::laws::host_files;
use super::left_behind::Clearing;
use super::resting::Awake;
use super::state::{Content, HostState, Side};

/// A handler has this long to listen on its port; a debug build on a busy machine needs a moment.
const LISTENS_WITHIN: Duration = Duration::from_secs(10);

/// An app that can be run: its files, and how `host.json` says to start it.
pub struct HandlerApp {
    instance: String,
    content: Content,
    executable: String,
    arguments: Vec<String>,
    settings: Vec<(String, String)>,
}

impl HandlerApp {
    /// The app of a side, when its `host.json` names a custom handler that takes forwarded
    /// requests.
    pub fn of(side: &Side) -> Option<Self> {
        let host = host_files::host_json(side.moving.wwwroot()).ok()?;
        let handler = &host["customHandler"];
        let forwards = handler["enableForwardingHttpRequest"].as_bool().unwrap_or_default()
            || handler["enableProxyingHttpRequest"].as_bool().unwrap_or_default();
        let instances = &side.moving.host.instances;
        let instance = instances.iter().find(|instance| instance.state == HostState::Running)?;
        let arguments = handler["description"]["arguments"].as_array();
        forwards.then(|| Self {
            instance: instance.id.clone(),
            content: side.moving.wwwroot().clone(),
            executable: handler["description"]["defaultExecutablePath"].as_str().unwrap_or_default().to_owned(),
            arguments: arguments.into_iter().flatten().filter_map(|a| a.as_str().map(str::to_owned)).collect(),
            settings: side.settings_of(instance).into_owned().into_iter().collect(),
        })
    }
}

/// A request to be forwarded.
pub struct Invocation {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// What a handler answered.
pub struct Handled {
    /// The status.
    pub status: u16,
    /// The headers that are not about the connection to it.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// The handlers that run, one for each instance of a host. They end with this value.
#[derive(Default)]
pub struct CustomHandlers {
    running: Mutex<HashMap<String, Handler>>,
}

struct Handler {
    port: u16,
    /// Ends before its folder goes.
    _process: Child,
    _clearing: Clearing,
    _folder: TempDir,
}

impl CustomHandlers {
    /// Forwards a request to the app's handler, which is started when it does not run yet. The error is in words.
    pub async fn forward(&self, app: HandlerApp, invocation: Invocation) -> Result<Handled, String> {
        let _awake = Awake::now();
        let port = {
            let mut running = self.running.lock().await;
            if !running.contains_key(&app.instance) {
                let started = start(&app).await;
                let handler = started.map_err(|error| format!("the custom handler could not be started: {error}"))?;
                running.insert(app.instance.clone(), handler);
            }
            running.get(&app.instance).map(|handler| handler.port).unwrap_or_default()
        };
        send(port, invocation).await.map_err(|error| format!("the custom handler did not answer: {error}"))
    }

    /// Ends every handler whose instance is not in `instances`.
    pub async fn keep_only(&self, instances: &[String]) {
        self.running.lock().await.retain(|instance, _| instances.contains(instance));
    }
}

async fn start(app: &HandlerApp) -> std::io::Result<Handler> {
    let folder = tempfile::Builder::new().prefix("slot-deploy-app-").tempdir()?;
    write_files(folder.path(), &app.content)?;
    let executable = folder.path().join(safe(&app.executable)?);
    // The port is free now; the handler takes it a moment later.
    let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
    let mut command = Command::new(executable);
    // Ctrl-C in a terminal is for the release, and not for the app that it releases.
    #[cfg(unix)]
    command.process_group(0);
    let mut process = command
        .args(&app.arguments)
        .current_dir(&folder)
        .env_clear()
        .envs(app.settings.iter().cloned())
        .env("FUNCTIONS_CUSTOMHANDLER_PORT", port.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let clearing = Clearing::of(folder.path(), process.id());
    let listens = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(ended) = process.try_wait()? {
                return Err(std::io::Error::other(format!("it ended by itself: {ended}")));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    };
    match tokio::time::timeout(LISTENS_WITHIN, listens).await {
        Ok(Ok(())) => Ok(Handler { port, _process: process, _clearing: clearing, _folder: folder }),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(std::io::Error::other("it does not listen on FUNCTIONS_CUSTOMHANDLER_PORT")),
    }
}

fn write_files(folder: &Path, content: &Content) -> std::io::Result<()> {
    for (path, file) in content.files() {
        let target = folder.join(safe(path)?);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&target, &file.bytes)?;
        #[cfg(unix)]
        if file.executable {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o700))?;
        }
    }
    Ok(())
}

/// A path that stays inside the folder it is joined to.
fn safe(path: &str) -> std::io::Result<PathBuf> {
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir));
    if inside && !path.is_empty() {
        Ok(PathBuf::from(path))
    } else {
        Err(std::io::Error::other(format!("`{path}` leads out of the app")))
    }
}

/// The headers that are not about one connection or the framing of one message (RFC 9110, section 7.6.1), which proxies leave out.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    const HOP_BY_HOP: [&str; 10] = [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "content-length",
    ];
    let named = headers.get_all("connection").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<String> = named.flat_map(|value| value.split(',')).map(|name| name.trim().to_lowercase()).collect();
    let is_kept = |name: &str| !HOP_BY_HOP.contains(&name) && !named.iter().any(|other| other == name);
    let kept = headers.iter().filter(|(name, _)| is_kept(name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

async fn send(port: u16, invocation: Invocation) -> Result<Handled, reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
    let mut headers = end_to_end(&invocation.headers);
    for own in ["host", "accept-encoding"] {
        headers.remove(own);
    }
    let response = client
        .request(invocation.method, format!("http://127.0.0.1:{port}{}", invocation.path))
        .headers(headers)
        .body(invocation.body)
        .send()
        .await?;
    Ok(Handled {
        status: response.status().as_u16(),
        headers: end_to_end(response.headers()),
        body: response.bytes().await?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_handlers_own_headers_come_with_its_answer_and_those_of_its_connection_do_not() {
        const ANSWER: &str = "HTTP/1.1 200 OK\r\nx-version: 2\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ncontent-type: text/plain\r\n\
                              connection: close, x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=5\r\ncontent-length: 2\r\n\r\nok";
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answering = tokio::spawn(async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 4096];
            let length = connection.read(&mut asked).await.unwrap();
            connection.write_all(ANSWER.as_bytes()).await.unwrap();
            String::from_utf8(asked[..length].to_vec()).unwrap()
        });
        let mut headers = HeaderMap::new();
        for (name, value) in [("x-request", "1"), ("te", "trailers"), ("proxy-authorization", "Basic x")] {
            headers.insert(name, value.parse().unwrap());
        }
        let invocation = Invocation { method: Method::GET, path: "/api/a".into(), headers, body: Bytes::new() };
        let handled = send(port, invocation).await.unwrap();
        let mut names: Vec<&str> = handled.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort();
        assert_eq!(names, ["content-type", "set-cookie", "set-cookie", "x-version"]);
        assert_eq!((handled.status, handled.body), (200, Bytes::from("ok")));
        let asked = answering.await.unwrap();
        assert!(asked.contains("x-request: 1") && !asked.contains("trailers") && !asked.contains("Basic x"), "{asked}");
    }
}
