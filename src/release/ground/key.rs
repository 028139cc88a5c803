use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

/// A random key for one mark; it need not be secret.
pub(crate) fn new_key() -> String {
    let mut key = [0; 16];
    // Without randomness the mark still shows every change.
    let _ = SystemRandom::new().fill(&mut key);
    BASE64_URL_SAFE_NO_PAD.encode(key)
}
