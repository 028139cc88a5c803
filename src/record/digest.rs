use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A SHA-256, written as 64 lower-case hexadecimal digits. It has no memory of its own: of a package with very many files there are
/// as many.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 64]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_hash(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
    }

    /// A digest that was computed piecemeal.
    pub fn from_hash(hash: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [b'0'; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(hash) {
            pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        Self(digits)
    }

    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The first twelve digits, for people.
    pub fn short(&self) -> &str {
        &self.as_str()[..12]
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Digest {
    type Err = &'static str;

    /// Accepts 64 hexadecimal digits, with or without the prefix `sha256:`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("sha256:").unwrap_or(text);
        match <[u8; 64]>::try_from(digits.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_hexdigit) => {
                Ok(Self(digits.map(|digit| digit.to_ascii_lowercase())))
            }
            _ => Err("a SHA-256 has 64 hexadecimal digits"),
        }
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_survives_a_round_trip_and_other_text_is_refused() {
        let digest = Digest::of(b"orders");
        assert_eq!(digest.to_string().parse(), Ok(digest.clone()));
        assert_eq!(format!("sha256:{digest}").parse(), Ok(digest));
        assert!("abc".parse::<Digest>().is_err());
        assert!("z".repeat(64).parse::<Digest>().is_err());
    }
}
