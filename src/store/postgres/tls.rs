//! TLS to the database: rustls with ring, and as much of the certificate checked as `sslmode` says.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};

use super::target::{Certificates, Verify};

/// Makes TLS connections to one database.
#[derive(Clone)]
pub(super) struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Reads the files that `certificates` names. The error says which cannot be used.
    pub(super) fn new(certificates: &Certificates) -> Result<Self, String> {
        let provider = Arc::new(ring::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = match (certificates.verify, &certificates.roots)
        {
            (Verify::Nothing, _) => Arc::new(AsSslmodeSays {
                verifier: None,
                provider: provider.clone(),
            }),
            (Verify::Issuer | Verify::IssuerAndHost, roots) => {
                let verifier = match roots {
                    Some(file) => of_file(file, &provider)?,
                    None => Arc::new(
                        rustls_platform_verifier::Verifier::new(provider.clone())
                            .map_err(|error| format!("the system's certificates: {error}"))?,
                    ),
                };
                match certificates.verify {
                    Verify::Nothing | Verify::Issuer => Arc::new(AsSslmodeSays {
                        verifier: Some(verifier),
                        provider: provider.clone(),
                    }),
                    Verify::IssuerAndHost => verifier,
                }
            }
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let mut config = match &certificates.own {
            None => config.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = certificates_in(certificate)?;
                let key = PrivateKeyDer::from_pem_file(key)
                    .map_err(|error| format!("{}: {error}", key.display()))?;
                let with_own = config.with_client_auth_cert(chain, key);
                with_own.map_err(|error| format!("{}: {error}", certificate.display()))?
            }
        };
        if certificates.is_direct {
            config.alpn_protocols = vec![b"postgresql".to_vec()];
        }
        Ok(Self(Arc::new(config)))
    }
}

fn of_file(
    file: &Path,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates_in(file)? {
        let added = roots.add(certificate);
        added.map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
    match verifier {
        Ok(verifier) => Ok(verifier),
        Err(error) => Err(format!("{}: {error}", file.display())),
    }
}

fn certificates_in(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let read = CertificateDer::pem_file_iter(file).map_err(|error| wrong(&error))?;
    let all: Result<Vec<_>, _> = read.collect();
    let all = all.map_err(|error| wrong(&error))?;
    match all.is_empty() {
        true => Err(wrong(&"it has no certificate in PEM")),
        false => Ok(all),
    }
}

/// Checks what libpq checks below `verify-full`.
#[derive(Debug)]
struct AsSslmodeSays {
    /// Who says whether an issuer is trusted; `None` for `prefer` and `require`, which trust any.
    verifier: Option<Arc<dyn ServerCertVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AsSslmodeSays {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(verifier) = &self.verifier else {
            return Ok(ServerCertVerified::assertion());
        };
        let verdict = verifier.verify_server_cert(certificate, chain, host, ocsp, now);
        // The name is looked at last, when the chain was found good. `verify-ca` does not ask for the name.
        let only_the_name = matches!(
            &verdict,
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
            ))
        );
        match only_the_name {
            true => Ok(ServerCertVerified::assertion()),
            false => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// Makes one TLS connection.
pub(super) struct Connect {
    tls: Tls,
    host: ServerName<'static>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Tls {
    type Stream = Stream<S>;
    type TlsConnect = Connect;
    type Error = rustls::pki_types::InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> Result<Connect, Self::Error> {
        Ok(Connect {
            tls: self.clone(),
            // A socket of this machine has no name, and no TLS either.
            host: match host.is_empty() {
                true => ServerName::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()),
                false => ServerName::try_from(host.to_owned())?,
            },
        })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Connect {
    type Stream = Stream<S>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Stream<S>>>;

    fn connect(self, stream: S) -> Self::Future {
        let connector = tokio_rustls::TlsConnector::from(self.tls.0);
        let shaken = connector.connect(self.host, stream);
        shaken
            .map(|stream| stream.map(|it| Stream(Box::new(it))))
            .boxed()
    }
}

/// A TLS connection to the database.
pub(super) struct Stream<S>(Box<tokio_rustls::client::TlsStream<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Stream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
