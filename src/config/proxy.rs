//! Proxies: through which one a URL is asked for, as `proxy` in `[fetch]` and `[publishers.ID]` says.
//!
//! In: the text of a key, or the environment variables that programs share (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
//! `NO_PROXY`, in either case). Out: for each URL a proxy or none. No message and no `Debug` shows user or password.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use url::{Host, Url};

use super::network::Network;
use super::secret::Environment;

/// The port of a SOCKS proxy whose URL names none (RFC 1928 §3).
const SOCKS_PORT: u16 = 1080;

/// A proxy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Proxy {
    /// With user and password, if it wants them.
    url: Url,
}

impl Proxy {
    /// An `http` or `socks5h` URL. An error reads as the end of a sentence about the key, and repeats nothing of the
    /// text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "use \"http://HOST:PORT\" or \"socks5h://HOST:PORT\"";
        let mut url = Url::parse(text.trim()).map_err(|_| format!("is no URL; {FORM}"))?;
        match url.scheme() {
            "http" | "socks5h" => {}
            "socks5" => {
                return Err(
                    "would have names looked up here and not by the proxy; use \"socks5h://\""
                        .to_owned(),
                );
            }
            "https" | "socks4" | "socks4a" => {
                return Err(format!("is of a kind that byline does not speak; {FORM}"));
            }
            _ => return Err(format!("is no URL of a proxy; {FORM}")),
        }
        if url.host_str().unwrap_or_default().is_empty() {
            return Err(format!("names no host; {FORM}"));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(format!("has more than a host and a port; {FORM}"));
        }
        if url.scheme() == "socks5h" && url.port().is_none() {
            url.set_port(Some(SOCKS_PORT))
                .map_err(|()| format!("names no host; {FORM}"))?;
        }
        Ok(Self { url })
    }

    /// Its URL with user and password, to connect with and never to print.
    pub const fn expose(&self) -> &Url {
        &self.url
    }
}

impl fmt::Display for Proxy {
    /// Its URL without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "{}://{host}", self.url.scheme())?;
        match self.url.port() {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

/// The proxies for http and https, and what is asked without them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    http: Option<Arc<Proxy>>,
    https: Option<Arc<Proxy>>,
    direct: Vec<Direct>,
}

/// What is asked without a proxy: an entry of `NO_PROXY`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Direct {
    hosts: DirectHosts,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum DirectHosts {
    All,
    Network(Network),
    /// The host of this name, and those below it.
    Below(String),
}

impl Proxies {
    /// One proxy for all.
    pub(super) fn of_one(proxy: Proxy) -> Self {
        let proxy = Some(Arc::new(proxy));
        Self {
            http: proxy.clone(),
            https: proxy,
            direct: Vec::new(),
        }
    }

    /// What the environment says. An error names the variable and ends a sentence about it.
    pub(super) fn of_environment(env: Environment<'_>) -> Result<Self, (&'static str, String)> {
        let read = |names: [&'static str; 4]| {
            let mut set = names.into_iter().filter_map(|name| {
                let text = env(name)?.trim().to_owned();
                (!text.is_empty()).then_some((name, text))
            });
            let Some((name, text)) = set.next() else {
                return Ok(None);
            };
            // As other programs read it: a bare host and port is a proxy for HTTP.
            let text = match text.contains("://") {
                true => text,
                false => format!("http://{text}"),
            };
            let proxy = Proxy::parse(&text).map_err(|complaint| (name, complaint))?;
            Ok(Some(Arc::new(proxy)))
        };
        let https = read(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])?;
        let http = read(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])?;
        let direct = env("NO_PROXY")
            .or_else(|| env("no_proxy"))
            .unwrap_or_default();
        let direct = direct.split([',', ' ']).filter_map(Direct::parse).collect();
        Ok(Self {
            http,
            https,
            direct,
        })
    }

    /// The proxy for `url`.
    pub fn of(&self, url: &Url) -> Option<&Arc<Proxy>> {
        let proxy = match url.scheme() {
            "https" => self.https.as_ref(),
            _ => self.http.as_ref(),
        }?;
        let is_direct = self.direct.iter().any(|direct| direct.covers(url));
        (!is_direct).then_some(proxy)
    }

    /// Each proxy once.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Proxy>> {
        let other = self.http.as_ref().filter(|_| self.http != self.https);
        self.https.iter().chain(other)
    }
}

impl Direct {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Ok(network) = Network::parse(text.trim_matches(['[', ']'])) {
            return Some(Self {
                hosts: DirectHosts::Network(network),
                port: None,
            });
        }
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port.parse().ok()?)),
            None => (text, None),
        };
        let hosts = match Network::parse(name.trim_matches(['[', ']'])) {
            Ok(network) => DirectHosts::Network(network),
            Err(_) => match name.trim_start_matches("*.").trim_matches('.') {
                "*" => DirectHosts::All,
                "" => return None,
                name => DirectHosts::Below(name.to_ascii_lowercase()),
            },
        };
        Some(Self { hosts, port })
    }

    fn covers(&self, url: &Url) -> bool {
        let is_port = self
            .port
            .is_none_or(|port| url.port_or_known_default() == Some(port));
        let address: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) | None => None,
        };
        is_port
            && match &self.hosts {
                DirectHosts::All => true,
                DirectHosts::Network(network) => address.is_some_and(|it| network.contains(it)),
                DirectHosts::Below(name) => url.host_str().is_some_and(|host| {
                    let host = host.trim_end_matches('.');
                    host.strip_suffix(name.as_str())
                        .is_some_and(|above| above.is_empty() || above.ends_with('.'))
                }),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn environment(pairs: &[(&str, &str)]) -> Result<Proxies, (&'static str, String)> {
        let pairs: HashMap<&str, &str> = pairs.iter().copied().collect();
        Proxies::of_environment(&|name| pairs.get(name).map(|&value| value.to_owned()))
    }

    fn proxy_of(proxies: &Proxies, url: &str) -> Option<String> {
        let url = Url::parse(url).expect("a test URL");
        proxies.of(&url).map(ToString::to_string)
    }

    /// A network's administrator sets the variables once for all programs, and byline must not go around them.
    #[test]
    fn the_variables_mean_what_they_mean_to_other_programs() {
        let proxies = environment(&[
            ("HTTPS_PROXY", "http://me:secret@proxy.example:3128"),
            ("http_proxy", "plain.example:8000"),
            (
                "NO_PROXY",
                "localhost,.intra.example, paper.example:8443,10.0.0.0/8,::1,*.lan.example",
            ),
        ])
        .expect("proxies");
        let secure = Some("http://proxy.example:3128".to_owned());
        let plain = Some("http://plain.example:8000".to_owned());
        for (url, proxy) in [
            ("https://news.example/a", secure.clone()),
            ("http://news.example/a", plain.clone()),
            ("http://localhost:81/", None),
            ("https://a.intra.example/", None),
            ("https://intra.example/", None),
            ("https://notintra.example/", secure.clone()),
            ("https://paper.example:8443/", None),
            ("https://paper.example/", secure.clone()),
            ("http://10.1.2.3/", None),
            ("http://11.1.2.3/", plain),
            ("https://[::1]/", None),
            ("https://x.lan.example/", None),
        ] {
            assert_eq!(proxy_of(&proxies, url), proxy, "{url}");
        }
        let all = environment(&[("ALL_PROXY", "socks5h://s.example"), ("no_proxy", "")]);
        let all = all.expect("proxies");
        let socks = Some("socks5h://s.example:1080".to_owned());
        assert_eq!(proxy_of(&all, "http://a.example/"), socks);
        assert_eq!(proxy_of(&all, "https://a.example/"), socks);
        assert_eq!(all.all().count(), 1);
        let none = environment(&[("HTTP_PROXY", "p.example"), ("NO_PROXY", "*")]);
        assert_eq!(proxy_of(&none.expect("proxies"), "http://a.example/"), None);
    }

    /// A password in a log is read by everyone who reads the log.
    #[test]
    fn nothing_shows_user_or_password() {
        let proxy = Proxy::parse("http://me:secret@proxy.example:3128").expect("a proxy");
        assert_eq!(
            format!("{proxy} {proxy:?}"),
            "http://proxy.example:3128 Proxy(http://proxy.example:3128)"
        );
        let shown = format!("{:?}", Proxies::of_one(proxy));
        assert!(
            !shown.contains("secret") && !shown.contains("me:"),
            "{shown}"
        );
        for wrong in [
            "me:secret@proxy.example:3128",
            "https://me:secret@proxy.example",
            "socks5://me:secret@proxy.example",
            "http://me:secret@proxy.example/path",
            "http://me:secret@proxy.example:99999",
            "http://me:secret@/",
        ] {
            let complaint = Proxy::parse(wrong).expect_err(wrong);
            assert!(complaint.contains("; use \""), "{complaint}");
            assert!(!complaint.contains("secret"), "{complaint}");
        }
        let (name, complaint) =
            environment(&[("https_proxy", "ftp://me:secret@p.example")]).expect_err("no proxy");
        assert_eq!(name, "https_proxy");
        assert!(!complaint.contains("secret"), "{complaint}");
    }
}
