//! A token that is never shown.

use std::fmt;
use std::path::Path;

use sha2::{Digest, Sha256};

/// Where tokens come from: the value of an environment variable.
pub(super) type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// The value of the environment variable `name`; where it is not set, that of the credential of this name which the
/// service manager put into a file (systemd's `LoadCredential=`, the directory `$CREDENTIALS_DIRECTORY`).
pub(super) fn from_process(name: &str) -> Option<String> {
    std::env::var(name).ok().or_else(|| {
        let directory = std::env::var_os("CREDENTIALS_DIRECTORY")?;
        credential(Path::new(&directory), name)
    })
}

fn credential(directory: &Path, name: &str) -> Option<String> {
    // A name of a variable has no slash and no dot, so it leads nowhere else.
    std::fs::read_to_string(directory.join(name)).ok()
}

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

    /// A key in a variable is seen by every child and in crash reports; one in a credential by the service alone.
    #[test]
    fn a_credential_of_the_service_stands_in_for_a_variable() {
        let folder =
            std::env::temp_dir().join(format!("byline-credentials-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("TOKEN"), "of the service\n").expect("a file");
        assert_eq!(
            credential(&folder, "TOKEN").as_deref(),
            Some("of the service\n")
        );
        assert_eq!(credential(&folder, "OTHER"), None);
        std::fs::remove_dir_all(&folder).expect("the folder");
    }

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
