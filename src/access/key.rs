//! The text of a key, and its digest.
//!
//! `creance_<16 hex digits>_<43 characters>`: a prefix that secret scanners find, an id that may be shown, and 256 bits
//! from the system's own random source. Such a secret cannot be guessed or searched, so a digest made slow on purpose
//! (Argon2), which is for words that people choose, would protect nothing more and would cost its time and memory at
//! each request. The digest is HMAC-SHA-256 over id and secret: one cannot be moved to another row, and with a pepper
//! that the database does not hold, whoever writes into the database cannot forge a key either.

use std::fmt::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const PREFIX: &str = "creance_";
const ID_BYTES: usize = 8;
const SECRET_BYTES: usize = 32;
/// 32 bytes in base64 without its padding.
const SECRET_CHARS: usize = 43;

/// A key as a client shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The part that may be shown.
    pub id: &'a str,
    secret: &'a str,
}

impl<'a> Shown<'a> {
    /// Reads the text of a key; `None`: it is none.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let hex = id.len() == ID_BYTES * 2 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (hex && secret.len() == SECRET_CHARS && secret.bytes().all(plain)).then_some(Shown { id, secret })
    }
}

impl std::fmt::Debug for Shown<'_> {
    /// Its secret part has no place in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shown({})", self.id)
    }
}

/// A key just made: the only time that its text exists here.
pub struct Fresh {
    /// The part that may be shown.
    pub id: String,
    text: String,
}

/// The system gives no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("le système ne donne pas d'octets aléatoires")]
pub struct NoRandom;

impl Fresh {
    /// A new key.
    ///
    /// # Errors
    /// [`NoRandom`].
    pub fn make() -> Result<Self, NoRandom> {
        let mut bytes = [0u8; ID_BYTES + SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| NoRandom)?;
        let (id_bytes, secret) = bytes.split_at(ID_BYTES);
        let mut id = String::new();
        for byte in id_bytes {
            // Writing to a String cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        let text = format!("{PREFIX}{id}_{}", URL_SAFE_NO_PAD.encode(secret));
        Ok(Fresh { id, text })
    }

    /// Its text, for the one who asked for it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What the digests are keyed with.
#[derive(Clone)]
pub struct Pepper(Vec<u8>);

/// The pepper cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PepperError {
    /// The file cannot be read.
    #[error("le fichier access.pepper_file ne peut pas être lu")]
    Unreadable(#[source] std::io::Error),
    /// It is too short to be worth anything.
    #[error("le fichier access.pepper_file contient moins de {LEAST} octets")]
    Short,
}

const LEAST: usize = 32;

impl Default for Pepper {
    /// Known to all: it only sets these digests apart from others.
    fn default() -> Self {
        Pepper(b"creance api key 1".to_vec())
    }
}

impl std::fmt::Debug for Pepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pepper")
    }
}

impl Pepper {
    /// The bytes of a file, its last line's end left out; without a file, a word known to all.
    ///
    /// # Errors
    /// [`PepperError`].
    pub fn read(file: Option<&Path>) -> Result<Self, PepperError> {
        let Some(path) = file else { return Ok(Pepper::default()) };
        let bytes = std::fs::read(path).map_err(PepperError::Unreadable)?;
        let bytes = bytes.trim_ascii_end().to_vec();
        if bytes.len() < LEAST { Err(PepperError::Short) } else { Ok(Pepper(bytes)) }
    }

    fn keyed(&self, shown: Shown<'_>) -> Option<Hmac<Sha256>> {
        // A key of any length suits HMAC: there is always one.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(shown.id.as_bytes());
        mac.update(b"_");
        mac.update(shown.secret.as_bytes());
        Some(mac)
    }

    /// The digest to keep.
    #[must_use]
    pub fn digest(&self, shown: Shown<'_>) -> Vec<u8> {
        self.keyed(shown).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default()
    }

    /// Whether it is the digest of this key; takes the same time whatever differs.
    #[must_use]
    pub fn is(&self, shown: Shown<'_>, digest: &[u8]) -> bool {
        self.keyed(shown).is_some_and(|mac| mac.verify_slice(digest).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_and_no_other_text_is() {
        let key = Fresh::make().unwrap();
        let shown = Shown::read(key.text()).unwrap();
        assert_eq!(shown.id, key.id);
        assert_eq!(key.text().len(), "creance_".len() + 16 + 1 + 43);
        let longer = format!("{}a", key.text());
        let upper = key.text().replace(&key.id, &"A".repeat(16));
        let accent = key.text().replace(&key.id, "ééééé000000");
        for wrong in ["", "creance_", "creance__", &key.text()[1..], &longer, &upper, &accent, " "] {
            assert!(Shown::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn keys_differ_and_only_one_has_the_digest() {
        let (a, b) = (Fresh::make().unwrap(), Fresh::make().unwrap());
        assert_ne!(a.text(), b.text());
        let pepper = Pepper::default();
        let (a, b) = (Shown::read(a.text()).unwrap(), Shown::read(b.text()).unwrap());
        let kept = pepper.digest(a);
        assert_eq!(kept.len(), 32);
        assert!(pepper.is(a, &kept) && !pepper.is(b, &kept));
        assert!(!pepper.is(Shown { id: b.id, secret: a.secret }, &kept), "moved to another row");
        assert!(!pepper.is(a, &kept[..31]) && !pepper.is(a, &[]));
        assert!(!Pepper(vec![7; 32]).is(a, &kept), "another pepper");
    }

    #[test]
    fn the_digest_is_the_one_that_others_compute() {
        // printf '%s' "0011223344556677_AAAA…" | openssl dgst -sha256 -hmac 'creance api key 1'
        let text = format!("creance_0011223344556677_{}", "A".repeat(43));
        let digest = Pepper::default().digest(Shown::read(&text).unwrap());
        let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "8c969fd5136553bd72a1591fb50b77e1002e15e06176f0798e0923cd6a4a9d23");
    }

    #[test]
    fn nothing_secret_is_written_for_developers() {
        let key = Fresh::make().unwrap();
        let shown = Shown::read(key.text()).unwrap();
        let written = format!("{shown:?} {:?}", Pepper(b"un secret de trente-deux octets !!".to_vec()));
        assert_eq!(written, format!("Shown({}) Pepper", key.id));
    }

    #[test]
    fn a_pepper_has_a_length() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pepper");
        assert!(matches!(Pepper::read(Some(&path)), Err(PepperError::Unreadable(_))));
        std::fs::write(&path, "court\n").unwrap();
        assert!(matches!(Pepper::read(Some(&path)), Err(PepperError::Short)));
        std::fs::write(&path, format!("{}\n", "x".repeat(32))).unwrap();
        assert_eq!(Pepper::read(Some(&path)).unwrap().0, vec![b'x'; 32]);
    }
}
