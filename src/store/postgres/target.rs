//! Which database, and how it is reached: a URL of PostgreSQL, with the meaning that libpq gives it.
//!
//! tokio-postgres reads the URL but for what concerns certificates: `sslmode` beyond `require`, `sslrootcert`, `sslcert` and
//! `sslkey` are read here.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::store::database_error::{DatabaseError, words};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A peer that is silent for so long is gone.
const PEER_TIMEOUT: Duration = Duration::from_secs(20);

/// What of the server's certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verify {
    /// Nothing: TLS keeps listeners out, and no one in the middle.
    Nothing,
    /// Who issued it.
    Issuer,
    /// Who issued it, and that it is for this host.
    IssuerAndHost,
}

/// Whose certificates are believed, and the one that byline shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Certificates {
    pub(super) verify: Verify,
    /// `None`: those that the system trusts.
    pub(super) roots: Option<PathBuf>,
    /// byline's own, with its key.
    pub(super) own: Option<(PathBuf, PathBuf)>,
    /// TLS from the first byte (`sslnegotiation=direct`) asks for a protocol name.
    pub(super) is_direct: bool,
}

/// A database and the way to it.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) config: Config,
    pub(super) certificates: Certificates,
    /// The database and its hosts, for messages.
    pub(super) place: String,
}

impl Target {
    /// Reads `url`.
    pub(super) fn read(url: &str) -> Result<Self, DatabaseError> {
        let wrong = |fact: &str| DatabaseError::Url { fact: fact.into() };
        let is_url = url.starts_with("postgres://") || url.starts_with("postgresql://");
        if !is_url {
            return Err(wrong("it does not begin with postgres://"));
        }
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut roots, mut certificate, mut key) = (None, None, None, None);
        let mut rest = Vec::new();
        for option in query.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            match name {
                "sslmode" => mode = Some(value),
                "sslrootcert" => roots = Some(value),
                "sslcert" => certificate = Some(PathBuf::from(value)),
                "sslkey" => key = Some(PathBuf::from(value)),
                _ => rest.push(option),
            }
        }
        let text = match rest.is_empty() {
            true => base.to_owned(),
            false => format!("{base}?{}", rest.join("&")),
        };
        let mut config = Config::from_str(&text).map_err(|error| wrong(&unsecret(&error)))?;
        // "system" is libpq's word for what the system trusts, which is also what counts without a word.
        let roots = roots.filter(|it| it != "system").map(PathBuf::from);
        let (ssl_mode, verify) = match mode.as_deref() {
            Some("disable") => (SslMode::Disable, Verify::Nothing),
            None | Some("allow" | "prefer") => (SslMode::Prefer, Verify::Nothing),
            // As libpq does it: who names roots wants them to count.
            Some("require") if roots.is_some() => (SslMode::Require, Verify::Issuer),
            Some("require") => (SslMode::Require, Verify::Nothing),
            Some("verify-ca") => (SslMode::Require, Verify::Issuer),
            Some("verify-full") => (SslMode::Require, Verify::IssuerAndHost),
            Some(_) => {
                return Err(wrong(
                    "sslmode is none of disable, allow, prefer, require, verify-ca and verify-full",
                ));
            }
        };
        let own = match (certificate, key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(wrong("sslcert and sslkey go together"));
            }
        };
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(wrong("it names no host"));
        }
        let is_socket = |host: &Host| match host {
            Host::Tcp(_) => false,
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        let by_socket = !config.get_hosts().is_empty() && config.get_hosts().iter().all(is_socket);
        // There is no TLS on a socket of this machine, whatever sslmode says.
        config.ssl_mode(if by_socket {
            SslMode::Disable
        } else {
            ssl_mode
        });
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("byline");
        }
        config
            .keepalives_idle(PEER_TIMEOUT / 2)
            .keepalives_interval(PEER_TIMEOUT / 4)
            .keepalives_retries(2)
            .tcp_user_timeout(PEER_TIMEOUT);
        let is_direct =
            config.get_ssl_negotiation() == tokio_postgres::config::SslNegotiation::Direct;
        Ok(Self {
            place: place(&config),
            certificates: Certificates {
                verify,
                roots,
                own,
                is_direct,
            },
            config,
        })
    }
}

/// What is wrong with a URL, without a part of it: a password with an odd character may be taken for an option.
fn unsecret(error: &tokio_postgres::Error) -> String {
    let fact = words(error);
    match fact.starts_with("invalid value for option") {
        true => fact,
        false => "PostgreSQL's URLs are written otherwise".to_owned(),
    }
}

/// `the database "news" at db1.example:5432, db2.example:5432`.
fn place(config: &Config) -> String {
    let port = |index: usize| {
        let ports = config.get_ports();
        let port = ports.get(index).or_else(|| ports.first());
        port.copied().unwrap_or(5432)
    };
    let hosts = config.get_hosts().iter().enumerate();
    let mut at: Vec<String> = hosts
        .map(|(index, host)| match host {
            Host::Tcp(name) => format!("{name}:{}", port(index)),
            #[cfg(unix)]
            Host::Unix(folder) => format!("{} (port {})", folder.display(), port(index)),
        })
        .collect();
    if at.is_empty() {
        let addresses = config.get_hostaddrs().iter();
        at = addresses.map(ToString::to_string).collect();
    }
    let name = config.get_dbname().or_else(|| config.get_user());
    format!(
        "the database {:?} at {}",
        name.unwrap_or_default(),
        at.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Target, String> {
        Target::read(url).map_err(|error| error.to_string())
    }

    /// An operator who writes verify-full must get it, and who writes nothing what libpq would do.
    #[test]
    fn sslmode_means_what_it_means_to_libpq() {
        for (query, mode, verify) in [
            ("", SslMode::Prefer, Verify::Nothing),
            ("?sslmode=disable", SslMode::Disable, Verify::Nothing),
            ("?sslmode=prefer", SslMode::Prefer, Verify::Nothing),
            ("?sslmode=require", SslMode::Require, Verify::Nothing),
            (
                "?sslmode=require&sslrootcert=/ca.pem",
                SslMode::Require,
                Verify::Issuer,
            ),
            ("?sslmode=verify-ca", SslMode::Require, Verify::Issuer),
            (
                "?application_name=x&sslmode=verify-full",
                SslMode::Require,
                Verify::IssuerAndHost,
            ),
        ] {
            let target = read(&format!("postgres://u:p@db.example/news{query}")).expect(query);
            assert_eq!(target.config.get_ssl_mode(), mode, "{query}");
            assert_eq!(target.certificates.verify, verify, "{query}");
        }
        let socket =
            read("postgres:///news?host=/run/postgresql&sslmode=verify-full").expect("a URL");
        assert_eq!(socket.config.get_ssl_mode(), SslMode::Disable);
        let roots = read("postgres://db/news?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
        assert_eq!(
            roots.expect("a URL").certificates.roots,
            Some(PathBuf::from("/etc/ca.pem"))
        );
    }

    /// Messages go to logs and to /status: the database is named there, and its password never.
    #[test]
    fn a_message_names_the_database_and_not_the_password() {
        let hosts = "postgres://byline:hunter2@a.example:5433,b.example:5434/news";
        let target = read(&format!("{hosts}?target_session_attrs=read-write")).expect("a URL");
        assert_eq!(
            target.place,
            "the database \"news\" at a.example:5433, b.example:5434"
        );
        for wrong in [
            "mysql://byline:hunter2@db/news",
            "postgres://byline:hunter2@db:port/news",
            "postgres://byline:hunter2@db/news?sslmode=full",
            "postgres://byline:hunter2@db/news?sslcert=/c.pem",
            "postgres://byline:hunter2@db/news?connect_timeout=soon",
        ] {
            let message = read(wrong).expect_err(wrong);
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}
