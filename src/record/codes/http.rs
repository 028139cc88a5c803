use super::{Code, codes};

codes! {
    NAME_NOT_RESOLVED: "name-not-resolved" {
        title: "A host name could not be resolved",
        why: "DNS has no address for the host as seen from this runner. An app with a private endpoint is only known inside its \
              network.",
        fix: "Use a self-hosted runner inside the network, or correct its DNS; name a proxy in HTTPS_PROXY.",
    }
    CONNECTION_REFUSED: "connection-refused" {
        title: "A connection could not be opened",
        why: "Nothing accepted the connection at that address, or a firewall dropped it.",
        fix: "Check that the runner can reach the host; name a proxy in HTTPS_PROXY.",
    }
    TLS_NOT_TRUSTED: "tls-not-trusted" {
        title: "The server's certificate is not trusted",
        why: "The TLS handshake failed. Most often a proxy presents a certificate of a private authority.",
        fix: "Give the authority's PEM file in `ca-file` or in SSL_CERT_FILE.",
    }
    CONNECTION_LOST: "connection-lost" {
        title: "The connection ended before the answer was complete",
        why: "The request was sent and repeated as far as that is safe. The result of a change is read back.",
        fix: "Run the job again; if it happens often, look at proxies and at the runner's network.",
    }
    NO_ANSWER_IN_TIME: "no-answer-in-time" {
        title: "There was no complete answer in time",
        why: "The service took longer than any answer of its kind takes.",
        fix: "Run the job again; look at the service's health and at the runner's network.",
    }
    ANSWER_TOO_LARGE: "answer-too-large" {
        title: "An answer is longer than what is read",
        why: "Each answer has an upper bound, so that a broken or hostile server cannot fill the memory.",
        fix: "A probe reads 1 MiB of an answer: ask a path that answers with less, such as a health check, or part of the data. \
              Otherwise report it.",
    }
    BODY_UNREADABLE: "body-unreadable" {
        title: "The content to send could not be read",
        why: "The packed file was changed, exchanged or removed between packing and the end of its upload. It is hashed while it \
              is sent, and its last piece is held back until the digest is right, so nothing else was deployed.",
        fix: "Make sure that no other step writes to the same folder, and run the job again.",
    }
    REQUEST_MALFORMED: "request-malformed" {
        title: "A request could not be built",
        why: "A URL or header that comes from an input or the configuration is not valid.",
        fix: "Check the paths and headers of your probes; otherwise report it.",
    }
    HTTPS_UNAVAILABLE: "https-unavailable" {
        title: "HTTPS cannot be used on this machine",
        why: "The certificates to trust could not be loaded.",
        fix: "Check `ca-file` and SSL_CERT_FILE, and that the machine has root certificates.",
    }
}
