//! A runner that reaches Azure through a proxy only.

use crate::support::served;

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use crate::support::{Temp, TestApp};

const ID: &str = "11111111-2222-3333-4444-555555555555";

/// A release that is about to ask `cloud`, on a runner with a proxy.
fn begun(temp: &Temp, cloud: &TcpListener, proxy: &TcpListener, no_proxy: &str) -> Child {
    TestApp::new("0123456").write(&temp.0);
    let port = cloud.local_addr().unwrap().port();
    let ids = ["--client-id", "--tenant-id", "--subscription-id"].map(|flag| format!("{flag}={ID}"));
    let mut command = served::program(&["release", "--app-name=shop", "--auth=client-secret", "--client-secret=none"]);
    command.args(&ids).arg(format!("--cloud=https://localhost:{port}/"));
    command.arg("--package").arg(&temp.0).arg("--report").arg(temp.0.join("report"));
    command.env("HTTPS_PROXY", format!("http://{}", proxy.local_addr().unwrap())).env("NO_PROXY", no_proxy);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn first_bytes(mut connection: TcpStream) -> Vec<u8> {
    let mut bytes = vec![0; 8];
    connection.read_exact(&mut bytes).unwrap();
    bytes
}

#[test]
fn requests_to_azure_use_the_proxy_of_the_runner() {
    let (temp, cloud, proxy) = (Temp::new(), listener(), listener());
    let mut release = begun(&temp, &cloud, &proxy, "");
    assert_eq!(first_bytes(proxy.accept().unwrap().0), b"CONNECT ");
    release.kill().unwrap();
    release.wait().unwrap();
    cloud.set_nonblocking(true).unwrap();
    assert!(cloud.accept().is_err(), "nothing goes past the proxy");
}

#[test]
fn hosts_in_no_proxy_are_reached_directly() {
    let (temp, cloud, proxy) = (Temp::new(), listener(), listener());
    let mut release = begun(&temp, &cloud, &proxy, "localhost");
    assert_eq!(first_bytes(cloud.accept().unwrap().0)[..2], [0x16, 0x03], "a TLS handshake");
    release.kill().unwrap();
    release.wait().unwrap();
    proxy.set_nonblocking(true).unwrap();
    assert!(proxy.accept().is_err(), "the proxy is left alone");
}
