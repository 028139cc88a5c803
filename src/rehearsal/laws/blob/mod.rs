//! How the blob service of a storage account behaves (facts: block-blobs, the REST reference of the blob service, and
//! Azurite 3.35 where that follows it).

pub mod blocks;
pub mod condition;
pub mod copy;
mod crc64;
pub mod delegation;
pub mod lease;
mod md5;
pub mod refusal;
pub mod roles;
pub mod sas;
pub mod shared_key;
pub mod write;

pub use crc64::crc64;
pub use md5::md5;
pub use refusal::Refusal;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// The signature that keys of storage accounts make: HMAC-SHA256 in Base64.
pub fn sign(key: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(key).unwrap_or_default());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}
