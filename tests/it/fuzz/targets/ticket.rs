use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use slot_deploy::record::Ticket;

/// A ticket as an input, and the JSON that a ticket holds.
pub fn run(data: &[u8]) {
    let _ = Ticket::from_text(&String::from_utf8_lossy(data));
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    deflate.write_all(data).expect("memory takes it");
    let _ = Ticket::from_text(&BASE64_URL_SAFE_NO_PAD.encode(deflate.finish().expect("memory takes it")));
}
