use std::fmt;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use super::{Environment, FileCommands};
use crate::http::Secret;

/// The state under which the step hands its key to its post-step.
const STATE: &str = "journal_key";
const BYTES: usize = 32;

/// What only one run has: a random key, made by the step and handed to its post-step by the runner itself. Whatever lies in
/// the runner's folders can be written by every process of the job; what bears a mark of this key was written by the run.
#[derive(Clone)]
pub struct RunKey {
    /// `None`: the system has no randomness, or what was handed over is no key. Such a key marks and verifies nothing.
    key: Option<(hmac::Key, Secret)>,
}

impl RunKey {
    /// A new key.
    pub fn new() -> Self {
        let mut bytes = [0; BYTES];
        match SystemRandom::new().fill(&mut bytes) {
            Ok(()) => Self::of(&bytes),
            Err(_) => Self { key: None },
        }
    }

    /// The key that the step handed over; `None` when it handed over none.
    pub fn handed_over(environment: &Environment) -> Option<Self> {
        environment.get("STATE_journal_key").map(Self::from_text)
    }

    /// The key of this text; of any other text one that verifies nothing.
    pub fn from_text(text: &str) -> Self {
        match of_hex(text) {
            Some(bytes) if bytes.len() == BYTES => Self::of(&bytes),
            _ => Self { key: None },
        }
    }

    fn of(bytes: &[u8]) -> Self {
        Self { key: Some((hmac::Key::new(hmac::HMAC_SHA256, bytes), Secret::new(hex(bytes)))) }
    }

    /// The text that is handed over, which is a secret of the run.
    pub fn secret(&self) -> Option<&Secret> {
        self.key.as_ref().map(|(_, text)| text)
    }

    /// Hands it to the post-step; returns a warning when that was not possible.
    pub fn hand_over(&self, commands: &FileCommands) -> Option<String> {
        commands.save_state(STATE, self.secret()?.expose())
    }

    /// The mark of a text: 64 hexadecimal digits; empty without a key.
    pub fn mark(&self, text: &str) -> String {
        self.key.as_ref().map(|(key, _)| hex(hmac::sign(key, text.as_bytes()).as_ref())).unwrap_or_default()
    }

    /// A secret in a form that only this key opens; `None` without a key.
    pub fn seal(&self, secret: &Secret) -> Option<String> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).ok()?;
        let mut bytes = secret.expose().as_bytes().to_vec();
        let key = self.sealing_key()?;
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes).ok()?;
        Some(hex(&nonce) + &hex(&bytes))
    }

    /// The secret that this key sealed so.
    pub fn open(&self, sealed: &str) -> Option<Secret> {
        let sealed = of_hex(sealed)?;
        let (nonce, bytes) = sealed.split_at_checked(NONCE_LEN)?;
        let mut bytes = bytes.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self.sealing_key()?.open_in_place(nonce, Aad::empty(), &mut bytes).ok()?;
        Some(Secret::new(std::str::from_utf8(opened).ok()?))
    }

    /// Another key than that of the marks, made of it.
    fn sealing_key(&self) -> Option<LessSafeKey> {
        let (key, _) = self.key.as_ref()?;
        let bytes = hmac::sign(key, b"seal");
        Some(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, bytes.as_ref()).ok()?))
    }

    /// Whether this key marked this text so.
    pub fn verifies(&self, text: &str, mark: &str) -> bool {
        let (Some((key, _)), Some(mark)) = (&self.key, of_hex(mark)) else { return false };
        hmac::verify(key, text.as_bytes(), &mark).is_ok()
    }
}

impl Default for RunKey {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunKey(…)")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_that_marked_a_text_verifies_it_and_the_text_of_a_key_is_the_key() {
        let key = RunKey::new();
        let mark = key.mark("line");
        let handed = RunKey::from_text(key.secret().unwrap().expose());
        assert!(mark.len() == 64 && handed.verifies("line", &mark));
        assert!(!key.verifies("another line", &mark) && !RunKey::new().verifies("line", &mark));
        assert!(!key.verifies("line", "") && !key.verifies("line", "not hexadecimal"));
    }

    #[test]
    fn what_is_no_key_marks_and_verifies_nothing() {
        for text in ["", "00", "zz", &"é".repeat(32), &"0".repeat(66)] {
            let none = RunKey::from_text(text);
            assert_eq!((none.mark("line"), none.secret().is_none()), (String::new(), true), "{text}");
            assert!(!none.verifies("line", "") && !none.verifies("line", &RunKey::new().mark("line")), "{text}");
        }
    }

    #[test]
    fn what_a_key_sealed_only_that_key_opens() {
        let key = RunKey::new();
        let sealed = key.seal(&Secret::new("https://a.test/x.zip?sig=secret")).unwrap();
        assert!(
            !sealed.contains("secret") && sealed != key.seal(&Secret::new("https://a.test/x.zip?sig=secret")).unwrap()
        );
        let handed = RunKey::from_text(key.secret().unwrap().expose());
        assert_eq!(handed.open(&sealed).unwrap().expose(), "https://a.test/x.zip?sig=secret");
        assert!(RunKey::new().open(&sealed).is_none());
        for odd in ["", "00", "not hexadecimal", &sealed[2..]] {
            assert!(key.open(odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn a_key_is_never_shown() {
        assert_eq!(format!("{:?}", RunKey::new()), "RunKey(…)");
    }
}
