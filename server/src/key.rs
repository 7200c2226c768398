//! API keys: `cxk_<id>_<secret>`. The id is public, the secret is shown once; the store has only the whole key's hash.

use std::fmt;

/// What every key begins with.
pub(crate) const PREFIX: &str = "cxk_";
const ID_CHARS: usize = 12;
/// 256 bits at 6 bits a character.
const SECRET_CHARS: usize = 43;
/// 32 characters that are not mistaken for each other.
const ID_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// RFC 4648, base64url.
const SECRET_ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A whole key, secret included. Prints without it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// A new key.
    ///
    /// # Errors
    /// When the operating system gives no randomness. There is no fallback: a key that can be guessed is none.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut random = [0_u8; ID_CHARS + 32];
        getrandom::fill(&mut random)?;
        let (id, secret) = random.split_at(ID_CHARS);
        let id: String = id.iter().map(|byte| char::from(ID_ALPHABET[usize::from(byte % 32)])).collect();
        let secret: String =
            (0..SECRET_CHARS).map(|at| char::from(SECRET_ALPHABET[six_bits(secret, at * 6)])).collect();
        Ok(Self(format!("{PREFIX}{id}_{secret}")))
    }

    /// The key of this text; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let shaped = id.len() == ID_CHARS
            && id.bytes().all(|byte| ID_ALPHABET.contains(&byte))
            && secret.len() == SECRET_CHARS
            && secret.bytes().all(|byte| SECRET_ALPHABET.contains(&byte));
        shaped.then(|| Self(text.to_owned()))
    }

    /// The public part.
    pub fn id(&self) -> &str {
        &self.0[PREFIX.len()..PREFIX.len() + ID_CHARS]
    }

    /// What the store keeps. Comparing it takes the same time wherever two hashes differ.
    pub fn hash(&self) -> blake3::Hash {
        blake3::hash(self.0.as_bytes())
    }

    /// The whole text, to be shown to its owner and nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({PREFIX}{}_…)", self.id())
    }
}

/// Six bits from this bit on, most significant first; zeros after the end.
fn six_bits(bytes: &[u8], from: usize) -> usize {
    (from..from + 6).fold(0, |value, bit| {
        let byte = bytes.get(bit / 8).copied().unwrap_or(0);
        value << 1 | usize::from(byte >> (7 - bit % 8) & 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_reads_back_and_differs_from_the_next() {
        let key = ApiKey::generate().unwrap();
        assert_eq!(ApiKey::parse(key.reveal()), Some(key.clone()));
        assert_eq!(key.reveal().len(), 60);
        assert_ne!(key, ApiKey::generate().unwrap());
    }

    #[test]
    fn debug_never_shows_the_secret() {
        let key = ApiKey::generate().unwrap();
        let secret = &key.reveal()[PREFIX.len() + ID_CHARS + 1..];
        let shown = format!("{key:?}");
        assert!(shown.contains(key.id()) && !shown.contains(secret) && !shown.contains(&secret[..8]), "{shown}");
    }

    #[test]
    fn what_is_no_key_is_not_read() {
        for text in ["", "cxk_", "cxk_abc_def", "Bearer x", "cxk_abcdefghjkmn_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄxxx"]
        {
            assert_eq!(ApiKey::parse(text), None, "{text}");
        }
    }

    #[test]
    fn all_bits_of_the_secret_count() {
        assert_eq!(six_bits(&[0b1111_1100, 0], 0), 0b11_1111);
        assert_eq!(six_bits(&[0b0000_0011, 0b1111_0000], 6), 0b11_1111);
        assert_eq!(six_bits(&[0b0000_1111], 4), 0b11_1100);
    }
}
