//! The world over real sockets and TLS, on loopback only.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use http::{Request, Response};
use http_body::Frame;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, StreamBody};
use hyper::body::{Body as _, Incoming as HyperBody};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::dns_names;
use super::doors::Incoming;
use super::{Answer, World};

/// The world could not be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// No certificate could be made.
    #[error("no certificate could be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The TLS stack refused it.
    #[error("the certificate is not usable: {0}")]
    Tls(#[from] rustls::Error),
    /// The port could not be opened.
    #[error("the port could not be opened: {0}")]
    Listen(#[from] std::io::Error),
    /// It would be reachable from elsewhere.
    #[error("{0} is not a loopback address; the simulated world listens on loopback only")]
    NotLoopback(SocketAddr),
}

/// A port that is open, and the certificate that it answers with.
pub struct Listening {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    /// The certificate authority, as PEM.
    pub ca_pem: String,
    /// The port.
    pub port: u16,
}

impl Listening {
    /// Opens a port on loopback.
    pub async fn open(address: SocketAddr) -> Result<Self, ServeError> {
        if !address.ip().is_loopback() {
            return Err(ServeError::NotLoopback(address));
        }
        let (ca_pem, config) = certificate()?;
        let listener = TcpListener::bind(address).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, acceptor: TlsAcceptor::from(Arc::new(config)), ca_pem, port })
    }

    /// Host and port, as they stand in URLs.
    pub fn authority(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Serves a world until the task is dropped.
    pub async fn serve(self, world: World) -> Infallible {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::task::yield_now().await;
                continue;
            };
            // As front ends do: a short answer does not wait for the receipt of the one before.
            let _ = stream.set_nodelay(true);
            let (acceptor, world) = (self.acceptor.clone(), world.clone());
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let service = service_fn(|request| answer(world.clone(), request));
                // A connection that a fault cuts ends with an error here, as it should.
                let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
            });
        }
    }
}

type Body = BoxBody<Bytes, std::io::Error>;

async fn answer(world: World, request: Request<HyperBody>) -> Result<Response<Body>, std::io::Error> {
    let (parts, body) = request.into_parts();
    let largest = Incoming::read(Request::from_parts(parts.clone(), Bytes::new())).service.largest_body();
    // What says at once that it is too large is not read at all.
    if body.size_hint().lower() > largest as u64 {
        return Ok(too_large());
    }
    let bytes = match Limited::new(body, largest).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Ok(too_large()),
        // Whoever sent it has gone.
        Err(_) => return Err(std::io::ErrorKind::ConnectionReset.into()),
    };
    match world.handle(Request::from_parts(parts, bytes)).await {
        Answer::Response(response) => Ok(response.map(whole)),
        Answer::Reset => Err(std::io::ErrorKind::ConnectionReset.into()),
        Answer::Truncated(response) => Ok(response.map(half)),
        Answer::Never => {
            let _rest = world.rest();
            std::future::pending().await
        }
    }
}

fn too_large() -> Response<Body> {
    let mut response = Response::new(whole(Bytes::new()));
    *response.status_mut() = http::StatusCode::PAYLOAD_TOO_LARGE;
    // The rest of the body still comes and is not waited for.
    response.headers_mut().insert(http::header::CONNECTION, http::HeaderValue::from_static("close"));
    response
}

fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

fn half(bytes: Bytes) -> Body {
    let first = bytes.slice(..bytes.len() / 2);
    let frames = [Ok(Frame::data(first)), Err(std::io::ErrorKind::ConnectionReset.into())];
    BodyExt::boxed(StreamBody::new(stream::iter(frames)))
}

fn certificate() -> Result<(String, rustls::ServerConfig), ServeError> {
    let ca_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(rcgen::DnType::CommonName, "slot-deploy rehearsal");
    let ca = authority.self_signed(&ca_key)?;
    let issuer = Issuer::new(authority, ca_key);
    let key = KeyPair::generate()?;
    let names = ["localhost", "127.0.0.1", "::1"].into_iter().chain(dns_names::CERTIFIED).map(str::to_owned);
    let mut leaf = CertificateParams::new(names.collect::<Vec<_>>())?;
    leaf.use_authority_key_identifier_extension = true;
    leaf.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let leaf = leaf.signed_by(&key, &issuer)?;
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone(), ca.der().clone()], private)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((ca.pem(), config))
}
