//! Answers that do not end, that end late, that are bombs or lead elsewhere, over real sockets: each ends within its limits.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;
use slot_deploy::http::{
    Body, Effect, Http, HttpError, Kind, Pace, Policy, Reopen, Request, Resilient, Response, Transport,
    TransportOptions,
};
use slot_deploy::record::Digest;

use crate::support::Temp;

const LIMIT: usize = 1024 * 1024;

/// A server that treats each connection like this, and how many bytes it could send in all.
struct Server {
    url: url::Url,
    sent: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
}

fn serve(answer: impl Fn(&mut TcpStream, &AtomicUsize) + Send + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let (sent, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (sent.clone(), asked.clone());
    // The thread ends with the process; it has nothing to leave behind.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            counts.1.fetch_add(1, Ordering::Relaxed);
            let _ = stream.read(&mut [0; 8192]);
            answer(&mut stream, &counts.0);
        }
    });
    Server { url, sent, asked }
}

/// Sends until the other side has had enough.
fn send_on(stream: &mut TcpStream, sent: &AtomicUsize, piece: &[u8]) {
    while let Ok(written) = stream.write(piece) {
        sent.fetch_add(written, Ordering::Relaxed);
    }
}

fn client() -> Transport {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Transport::new(TransportOptions::default()).unwrap()
}

async fn ask(server: &Server) -> Result<Response, HttpError> {
    let policy = Policy { body_limit: LIMIT, attempt_timeout: Duration::from_secs(3), ..Policy::default() };
    client().send(Request::get(server.url.clone()).policy(policy)).await
}

fn kind(result: Result<Response, HttpError>) -> Kind {
    result.map(|answer| answer.status).unwrap_err().kind
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_its_limit() {
    let server = serve(|stream, sent| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        send_on(stream, sent, &[b'x'; 64 * 1024]);
    });
    assert_eq!(kind(ask(&server).await), Kind::TooLarge(LIMIT));
    // Beyond the limit nothing is taken but what the sockets hold.
    assert!(server.sent.load(Ordering::Relaxed) < LIMIT + 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_compressed_bomb_is_cut_at_the_limit_of_what_it_unpacks_to() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    (0..256).for_each(|_| bomb.write_all(&[0; LIMIT]).unwrap());
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < LIMIT / 2, "it is small on its way: {}", bomb.len());
    let server = serve(move |stream, _| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len());
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bomb));
    });
    assert_eq!(kind(ask(&server).await), Kind::TooLarge(LIMIT));
}

#[tokio::test]
async fn endless_headers_are_an_error_and_no_answer() {
    let server = serve(|stream, sent| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        send_on(stream, sent, b"x-header: and one more of them\r\n");
    });
    assert!(matches!(kind(ask(&server).await), Kind::Lost | Kind::Timeout(_)));
    assert!(server.sent.load(Ordering::Relaxed) < 64 * 1024 * 1024);
}

#[tokio::test]
async fn an_answer_that_drips_ends_with_its_time() {
    let server = serve(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n");
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) && stream.write_all(b"x").is_ok() {
            // Waits for bytes of the other side, which sends none.
            let _ = stream.set_read_timeout(Some(Duration::from_millis(50)));
            if matches!(stream.read(&mut [0]), Ok(0)) {
                return;
            }
        }
    });
    let began = Instant::now();
    assert_eq!(kind(ask(&server).await), Kind::Timeout(Duration::from_secs(3)));
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn redirects_in_a_circle_are_followed_as_often_as_allowed() {
    let server = serve(|stream, _| {
        let _ = stream
            .write_all(b"HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    let client = Resilient::new(Arc::new(client()), Pace::real());
    for (allowed, asked) in [(0, 1), (5, 6)] {
        let before = server.asked.load(Ordering::Relaxed);
        let policy = Policy { redirects: allowed, ..Policy::default() };
        let answer = client.send(Request::get(server.url.clone()).policy(policy)).await.unwrap();
        assert_eq!((answer.status.as_u16(), server.asked.load(Ordering::Relaxed) - before), (302, asked));
    }
}

#[tokio::test]
async fn text_that_is_not_utf_8_is_shown_with_marks_in_its_place() {
    let server = serve(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\na\xff\xfeb");
    });
    assert_eq!(ask(&server).await.unwrap().text(), "a\u{fffd}\u{fffd}b");
}

#[tokio::test]
async fn a_package_that_was_exchanged_never_arrives_whole() {
    let (temp, packed) = (Temp::new(), vec![7_u8; 3 * LIMIT]);
    let file = temp.0.join("package.zip");
    let mut exchanged = packed.clone();
    exchanged[10] = 8;
    std::fs::write(&file, exchanged).unwrap();
    let (told, hear) = std::sync::mpsc::channel();
    let server = serve(move |stream, _| {
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        told.send(all.len()).unwrap();
    });
    let body = Reopen::file(file, packed.len() as u64, &Digest::of(&packed));
    let request = Request::new(Method::POST, server.url.clone()).body(Body::Reopen(body));
    let error = client().send(request).await.map(|answer| answer.status).unwrap_err();
    assert!(matches!(error.kind, Kind::Unreadable(_)), "{error}");
    assert_eq!(error.effect, Effect::None);
    assert!(hear.recv().unwrap() < packed.len());
}
