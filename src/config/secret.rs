//! A token that is never shown.

use std::fmt;

use sha2::{Digest, Sha256};

/// Where tokens come from: the value of an environment variable.
pub(super) type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// A token from the environment. `Debug` says that there is one and nothing of what it is; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Keeps `token`.
    pub fn new(token: impl Into<Box<str>>) -> Self {
        Self(token.into())
    }

    /// Whether `offered` is the token. Takes as long whether it is nearly right or not at all.
    pub fn is(&self, offered: &[u8]) -> bool {
        // Digests are of one length, and where two of them differ tells nothing of the token.
        let (ours, theirs) = (Sha256::digest(self.0.as_bytes()), Sha256::digest(offered));
        let difference = ours.iter().zip(&theirs);
        std::hint::black_box(difference.fold(0, |all, (ours, theirs)| all | (ours ^ theirs))) == 0
    }

    /// The token itself, to be compared in constant time and never printed.
    pub const fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token that is nearly right opens nothing.
    #[test]
    fn only_the_whole_token_is_the_token() {
        let secret = Secret::new("hunter2");
        assert!(secret.is(b"hunter2"));
        for wrong in [&b""[..], b"hunter", b"hunter22", b"Hunter2", b"hunter2\0"] {
            assert!(!secret.is(wrong));
        }
    }

    /// A configuration that is written to a log must not carry the keys.
    #[test]
    fn a_secret_is_not_in_its_debug_output() {
        let shown = format!("{:?}", Some(Secret::new("hunter2")));
        assert_eq!(shown, "Some(Secret(…))");
    }
}
