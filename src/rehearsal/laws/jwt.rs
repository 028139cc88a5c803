//! Tokens, signed with RS256 as GitHub's and Entra's are. The key is the world's own and protects
//! nothing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// The name of the key, as tokens and key sets give it.
pub const KEY_ID: &str = "rehearsal-1";

fn key() -> Option<&'static RsaKeyPair> {
    static KEY: OnceLock<Option<RsaKeyPair>> = OnceLock::new();
    KEY.get_or_init(|| RsaKeyPair::from_pkcs8(include_bytes!("../issuer.p8")).ok()).as_ref()
}

/// So many signatures are kept on a thread.
const KEPT: usize = 1_000;

/// Signs claims.
pub fn sign(claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": KEY_ID, "x5t": KEY_ID});
    let signed = format!("{}.{}", encode(&header), encode(claims));
    let signature = signature_of(&signed);
    format!("{signed}.{signature}")
}

/// The same text has the same signature, and worlds that begin alike sign the same tokens, which takes a millisecond each time.
fn signature_of(signed: &str) -> String {
    thread_local! {
        static MADE: RefCell<HashMap<String, String>> = RefCell::default();
    }
    if let Some(known) = MADE.with_borrow(|made| made.get(signed).cloned()) {
        return known;
    }
    let signature = key().and_then(|key| {
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(signature)
    });
    let signature = URL_SAFE_NO_PAD.encode(signature.unwrap_or_default());
    MADE.with_borrow_mut(|made| {
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(signed.to_owned(), signature.clone());
    });
    signature
}

/// Whether something has the form of a token: three parts, the first two of them JSON.
pub fn is_well_formed(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let is_json = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
        serde_json::from_slice::<Value>(&bytes).is_ok_and(|value| value.is_object())
    };
    matches!(parts[..], [header, claims, _] if is_json(header) && is_json(claims))
}

/// The claims of a token that this world signed. The same token comes with one request after the other, and what it says is
/// the same each time; whether its time is over is for the caller to see.
pub fn verify(token: &str) -> Option<Value> {
    thread_local! {
        static LAST: RefCell<Option<(String, Value)>> = const { RefCell::new(None) };
    }
    let known =
        LAST.with_borrow(|last| last.as_ref().filter(|(known, _)| known == token).map(|(_, claims)| claims.clone()));
    known.or_else(|| {
        let claims = verify_signature(token)?;
        LAST.set(Some((token.to_owned(), claims.clone())));
        Some(claims)
    })
}

fn verify_signature(token: &str) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (_, payload) = signed.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key()?.public_key().as_ref());
    public.verify(signed.as_bytes(), &signature).ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// The same token as it would be if its time had been over a second before `now`.
pub fn expired(token: &str, now: OffsetDateTime) -> Option<String> {
    let mut claims = verify(token)?;
    claims["exp"] = json!(now.unix_timestamp() - 1);
    Some(sign(&claims))
}

/// The public key as a JWK set.
pub fn key_set() -> Value {
    let public = key().map(|key| ring::rsa::PublicKeyComponents::<Vec<u8>>::from(key.public()));
    let (n, e) = public.map(|public| (public.n, public.e)).unwrap_or_default();
    json!({"keys": [{
        "kty": "RSA", "alg": "RS256", "use": "sig", "kid": KEY_ID,
        "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e),
    }]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_only_as_it_was_signed() {
        let token = sign(&json!({"sub": "a"}));
        assert_eq!(verify(&token).unwrap()["sub"], "a");
        let forged = token.replace('.', ".e30").replacen(".e30", ".", 1);
        assert_eq!(verify(&forged), None);
        assert_eq!(verify("no token"), None);
        assert!(is_well_formed(&token));
        assert!(!is_well_formed("no token") && !is_well_formed("a.b.c"));
    }
}
