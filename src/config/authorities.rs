//! Certificates of authorities that `ca-file` names.
//!
//! In: a file of PEM (RFC 7468). Out: its certificates, each of which can be trusted, or what is wrong with it and on
//! which line. What else is in the file, such as a key, is passed over.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// The certificates of all the authorities of the Web have a quarter of it.
const FILE_LIMIT_BYTES: u64 = 1 << 20;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Authorities that are trusted besides the system's.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Authorities {
    /// Where they were read.
    pub file: PathBuf,
    /// Their certificates, in DER.
    pub certificates: Vec<CertificateDer<'static>>,
}

impl std::fmt::Debug for Authorities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (file, count) = (self.file.display(), self.certificates.len());
        write!(f, "Authorities({file}, {count})")
    }
}

impl Authorities {
    /// Reads `file`. An error reads as the end of a sentence about it.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let unreadable = |error: &dyn std::fmt::Display| {
            format!("cannot be read: {error}; name a file in PEM that this user may read")
        };
        // A pipe or a device would be waited for.
        if !std::fs::metadata(file)
            .map_err(|it| unreadable(&it))?
            .is_file()
        {
            return Err("is no file; name a file of certificates in PEM".to_owned());
        }
        let mut bytes = Vec::new();
        File::open(file)
            .and_then(|file| file.take(FILE_LIMIT_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&error))?;
        if bytes.len() as u64 > FILE_LIMIT_BYTES {
            return Err("is larger than 1 MiB; name a file with the certificates alone".to_owned());
        }
        Ok(Self {
            file: file.to_owned(),
            certificates: certificates(&String::from_utf8_lossy(&bytes))?,
        })
    }
}

fn certificates(text: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let (mut found, mut open) = (Vec::new(), None);
    for (number, line) in text.lines().enumerate() {
        match line.trim() {
            BEGIN => open = Some((number + 1, String::new())),
            END if open.is_some() => {
                if let Some((begins, body)) = open.take() {
                    found.push(certificate(&body).map_err(|error| wrong(begins, &error))?);
                }
            }
            line => {
                if let Some((_, body)) = &mut open {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
    }
    if let Some((begins, _)) = open {
        return Err(wrong(begins, &"it has no end"));
    }
    if found.is_empty() {
        return Err(format!(
            "has no certificate in PEM; it needs a line {BEGIN:?} (`openssl x509 -inform DER -in FILE` makes PEM of DER)"
        ));
    }
    Ok(found)
}

fn certificate(body: &str) -> Result<CertificateDer<'static>, String> {
    let pem = format!("{BEGIN}\n{body}{END}\n");
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| error.to_string())?;
    let added = RootCertStore::empty().add(der.clone());
    added.map_err(|error| error.to_string())?;
    Ok(der)
}

fn wrong(line: usize, why: &dyn std::fmt::Display) -> String {
    format!("has a certificate on line {line} that cannot be used: {why}; export it again in PEM")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator who names the wrong file, or a broken one, reads which line to look at.
    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, said) in [
            ("", "has no certificate in PEM"),
            (
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "has no certificate in PEM",
            ),
            (
                "# ours\n-----BEGIN CERTIFICATE-----\nAAAA\n",
                "on line 2 that cannot be used: it has no end",
            ),
            (
                "\n\n-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
                "on line 3 that cannot be used",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "on line 1 that cannot be used",
            ),
        ] {
            let complaint = certificates(text).expect_err(text);
            assert!(complaint.contains(said), "{complaint}");
        }
        let missing = Authorities::read(Path::new("/no/such/ca.pem")).expect_err("no file");
        assert!(missing.contains("cannot be read"), "{missing}");
        let folder = Authorities::read(Path::new("/")).expect_err("no file");
        assert!(folder.contains("is no file"), "{folder}");
    }
}
