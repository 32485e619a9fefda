//! The certificate that the proxy shows to its browser, made at start and kept nowhere.
//!
//! In: nothing. Out: a key, a certificate over it that signs itself, and the digest by which Chromium knows it. Chromium takes
//! this one key for any host (`--ignore-certificate-errors-spki-list`), so one certificate serves for all of them. Nothing
//! else trusts it. Standards: X.509 (RFC 5280 §4.1), its DER (X.690), ECDSA over P-256 (RFC 5480, RFC 5758).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};

/// A key and its certificate.
pub(super) struct Identity {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: PrivateKeyDer<'static>,
    /// SHA-256 of the public key as the certificate holds it, in base64.
    pub(super) key_digest: String,
}

/// The machine gives no random numbers, or the key cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("no key could be made for the browser's proxy; does the system give random numbers?")]
pub(super) struct NoKey;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const UTF8_STRING: u8 = 0x0C;
const UTC_TIME: u8 = 0x17;
/// `[0]`, which holds the version.
const VERSION: u8 = 0xA0;
/// 1.2.840.10045.4.3.2, ecdsa-with-SHA256, as an object identifier.
const ECDSA_WITH_SHA256: &[u8] = b"\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02";
/// 1.2.840.10045.2.1, id-ecPublicKey, and 1.2.840.10045.3.1.7, its curve P-256.
const EC_P256: &[u8] =
    b"\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07";
/// 2.5.4.3, the common name.
const COMMON_NAME: &[u8] = b"\x06\x03\x55\x04\x03";

impl Identity {
    pub(super) fn new() -> Result<Self, NoKey> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| NoKey)?;
        let pair =
            EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).map_err(|_| NoKey)?;
        let public = public_key(pair.public_key().as_ref());
        let mut serial = [0; 8];
        random.fill(&mut serial).map_err(|_| NoKey)?;
        let body = to_be_signed(&public, serial);
        let signature = pair.sign(&random, &body).map_err(|_| NoKey)?;
        let certificate = der(
            SEQUENCE,
            &[
                &body,
                &der(SEQUENCE, &[ECDSA_WITH_SHA256]),
                &der(BIT_STRING, &[&[0], signature.as_ref()]),
            ],
        );
        Ok(Self {
            certificate: certificate.into(),
            key: PrivatePkcs8KeyDer::from(document.as_ref().to_vec()).into(),
            key_digest: STANDARD.encode(Sha256::digest(&public)),
        })
    }
}

/// A name nobody can guess, which is a label of DNS: 32 hexadecimal digits.
pub(super) fn password() -> Result<String, NoKey> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| NoKey)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// `SubjectPublicKeyInfo` (RFC 5480 §2).
fn public_key(point: &[u8]) -> Vec<u8> {
    der(
        SEQUENCE,
        &[&der(SEQUENCE, &[EC_P256]), &der(BIT_STRING, &[&[0], point])],
    )
}

/// `TBSCertificate` (RFC 5280 §4.1.2).
fn to_be_signed(public: &[u8], mut serial: [u8; 8]) -> Vec<u8> {
    // Positive, and without a zero in front.
    serial[0] = serial[0] & 0x7F | 0x40;
    let name = der(SEQUENCE, &[COMMON_NAME, &der(UTF8_STRING, &[b"byline"])]);
    let name = der(SEQUENCE, &[&der(SET, &[&name])]);
    // Nothing judges the dates: Chromium knows the key, and the key ends with the process.
    let dates = der(
        SEQUENCE,
        &[
            &der(UTC_TIME, &[b"200101000000Z"]),
            &der(UTC_TIME, &[b"491231235959Z"]),
        ],
    );
    der(
        SEQUENCE,
        &[
            &der(VERSION, &[&der(INTEGER, &[&[2]])]),
            &der(INTEGER, &[&serial]),
            &der(SEQUENCE, &[ECDSA_WITH_SHA256]),
            &name,
            &dates,
            &name,
            public,
        ],
    )
}

/// One element: tag, length and the parts of its content (X.690 §8.1).
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut element = vec![tag];
    let length = content.len().to_be_bytes();
    let digits = length.iter().skip_while(|byte| **byte == 0).copied();
    match content.len() {
        short @ ..0x80 => element.extend(u8::try_from(short)),
        _ => {
            let digits: Vec<u8> = digits.collect();
            element.extend(u8::try_from(digits.len()).map(|count| 0x80 | count));
            element.extend(digits);
        }
    }
    element.extend(content);
    element
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate that rustls cannot read would end every connection of every browser.
    #[test]
    fn the_certificate_fits_its_key() {
        let identity = Identity::new().expect("a key");
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![identity.certificate], identity.key)
            .expect("a certificate over this key");
        assert_eq!(identity.key_digest.len(), 44);
    }

    /// Lengths from 128 bytes on take a byte of their own, and from 256 on two.
    #[test]
    fn lengths_are_written_as_der() {
        for (length, head) in [
            (0, &[4, 0][..]),
            (127, &[4, 127]),
            (128, &[4, 0x81, 128]),
            (256, &[4, 0x82, 1, 0]),
        ] {
            let element = der(4, &[&vec![7; length]]);
            assert!(element.starts_with(head), "{length}");
            assert_eq!(element.len(), head.len() + length);
        }
    }

    /// A program on this machine that guesses the password of the proxy could send requests in byline's name.
    #[test]
    fn passwords_differ() {
        let (one, other) = (password().expect("one"), password().expect("another"));
        assert!(one != other && one.len() == 32 && other.len() == 32);
    }
}
