//! The handler of the sample app: a web server of the standard library alone, as small as an app
//! can be that the Functions host starts, forwards requests to, and hands queue messages and timer
//! ticks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> std::io::Result<()> {
    let port: u16 = std::env::var("FUNCTIONS_CUSTOMHANDLER_PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .unwrap_or(8080);
    let version = std::fs::read_to_string("version.json").unwrap_or_else(|_| "{}".to_owned());
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    for stream in listener.incoming().flatten() {
        let version = version.clone();
        std::thread::spawn(move || answer(stream, version.trim()));
    }
    Ok(())
}

fn answer(mut stream: TcpStream, version: &str) {
    let Some((method, path)) = read_request(&stream) else { return };
    let path = path.split('?').next().unwrap_or_default();
    let (status, body) = match (method.as_str(), path) {
        ("GET", "/api/version") => (200, version.to_owned()),
        ("GET", "/api/health") => (200, r#"{"ok":true}"#.to_owned()),
        ("GET", "/api/orders") => (200, r#"{"orders":[{"id":1,"sku":"tea"},{"id":2,"sku":"milk"}]}"#.to_owned()),
        ("POST", "/api/orders") => (201, r#"{"id":3}"#.to_owned()),
        // What is no HTTP function arrives as a POST to its name.
        ("POST", _) => (200, r#"{"Outputs":{},"Logs":[],"ReturnValue":null}"#.to_owned()),
        _ => (404, r#"{"error":"not found"}"#.to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body.as_bytes());
}

/// Reads a whole request, so that the client does not see its body refused; returns method and
/// path.
fn read_request(stream: &TcpStream) -> Option<(String, String)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':') {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((method, path))
}
