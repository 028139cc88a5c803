use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

/// A random text for one mark: the key of one that stays in memory, and what is mixed with a secret for any other.
pub(crate) fn new_key() -> String {
    let mut key = [0; 16];
    // Without randomness the mark still shows every change.
    let _ = SystemRandom::new().fill(&mut key);
    BASE64_URL_SAFE_NO_PAD.encode(key)
}
