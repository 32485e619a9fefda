//! The address guard: which addresses may byline connect to for a URL of a page, a redirect or a robots.txt?
//!
//! In: a URL, and later each address that its name resolves to. Out: the addresses it may lead to, or why it may not.
//! A scheme, host and port that `feeds.toml` names may be private. Every other address must be public. It is judged
//! twice: [`Guard::reach`] judges the URL as written, since a literal address never meets a resolver. [`public`] judges
//! the addresses that the transport connects to, so that a second lookup cannot lead elsewhere.
//! Registries: IANA special-purpose addresses (RFC 6890 and its successors); ports as the Fetch standard §2.9 blocks them.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::model::{PublisherId, URL_LIMIT_BYTES};

/// The addresses that a request may connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Any: `feeds.toml` names this scheme, host and port.
    Named,
    /// Public addresses.
    Public,
}

/// Why a URL is not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Blocked {
    /// Not http or https, or without a host.
    #[error("only http and https URLs with a host are fetched")]
    NotHttp,
    /// Longer than a page's URL may be.
    #[error("its address has {bytes} bytes, and a page's at most {URL_LIMIT_BYTES}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A port that no browser speaks HTTP to.
    #[error(
        "port {0} is not one for web pages; if it is right, name this host and port in feeds.toml"
    )]
    Port(u16),
    /// A name of a private network, which a proxy would look up.
    #[error(
        "the name {0} is one of a private network; only what feeds.toml names may be there: name this scheme, host and port if it is meant"
    )]
    Name(String),
    /// An address that is not public.
    #[error(
        "{address} is {what}; only what feeds.toml names may be there: name this scheme, host and port if it is meant"
    )]
    Address {
        /// Where it leads.
        address: IpAddr,
        /// The block that address belongs to.
        what: &'static str,
    },
}

/// The schemes, hosts and ports that feeds.toml names.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    // From feeds.toml, so it cannot grow while serving.
    named: HashSet<(Option<PublisherId>, Key)>,
}

/// Scheme, host and port.
type Key = (String, String, u16);

impl Guard {
    /// Trusts the scheme, host and port of each of these URLs, for the publisher that it belongs to.
    pub(super) fn new(named: impl IntoIterator<Item = (Option<PublisherId>, Url)>) -> Self {
        let named = named.into_iter();
        Self {
            named: named
                .filter_map(|(publisher, url)| Some((publisher, key(&url)?)))
                .collect(),
        }
    }

    /// Judges a URL as written, to which a page of `publisher` led. The transport judges the addresses behind a name.
    ///
    /// An address that feeds.toml names for one publisher is not allowed for another, whose pages could otherwise read
    /// what is private there. `proxied`: a proxy looks the name up, so that nobody here judges its address; the names
    /// that lead to private ones everywhere are refused then.
    pub(super) fn reach(
        &self,
        url: &Url,
        publisher: Option<&PublisherId>,
        proxied: bool,
    ) -> Result<Reach, Blocked> {
        let Some(key) = key(url) else {
            return Err(Blocked::NotHttp);
        };
        let bytes = url.as_str().len();
        if bytes > URL_LIMIT_BYTES {
            return Err(Blocked::TooLong { bytes });
        }
        let port = key.2;
        let named = (publisher.cloned(), key);
        if self.named.contains(&named) {
            return Ok(Reach::Named);
        }
        if BLOCKED_PORTS.contains(&port) {
            return Err(Blocked::Port(port));
        }
        match url.host() {
            Some(Host::Ipv4(address)) => public(address.into())?,
            Some(Host::Ipv6(address)) => public(address.into())?,
            Some(Host::Domain(name)) if proxied && is_local(name) => {
                return Err(Blocked::Name(name.to_owned()));
            }
            Some(Host::Domain(_)) => {}
            None => return Err(Blocked::NotHttp),
        }
        Ok(Reach::Public)
    }

    /// Whether feeds.toml names this host, on any port.
    pub(super) fn names(&self, host: &str) -> bool {
        self.named.iter().any(|(_, (_, named, _))| named == host)
    }
}

fn key(url: &Url) -> Option<Key> {
    let scheme = match url.scheme() {
        scheme @ ("http" | "https") => scheme.to_owned(),
        _ => return None,
    };
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some((scheme, host.to_owned(), url.port_or_known_default()?))
}

/// Endings of names that are never public (RFC 6761, RFC 6762, RFC 8375, RFC 9476, and those of routers and clouds).
const LOCAL_ENDINGS: [&str; 12] = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "localdomain",
    "home.arpa",
    "in-addr.arpa",
    "alt",
];

/// Whether a name is never public: it has one label, or ends like those of private networks.
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let ends = |ending: &&str| {
        let above = name.strip_suffix(*ending);
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    };
    !name.contains('.') || LOCAL_ENDINGS.iter().any(ends)
}

/// Judges one address to connect to.
pub(super) fn public(address: IpAddr) -> Result<(), Blocked> {
    let what = match address {
        IpAddr::V4(v4) => special_v4(v4),
        IpAddr::V6(v6) => special_v6(v6),
    };
    what.map_or(Ok(()), |what| Err(Blocked::Address { address, what }))
}

/// The block a non-public IPv4 address is in.
const fn special_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [0, ..] => "\"this network\" (0.0.0.0/8)",
        [127, ..] => "this machine (127.0.0.0/8)",
        [10, ..] => "private (10.0.0.0/8)",
        [172, 16..=31, ..] => "private (172.16.0.0/12)",
        [192, 168, ..] => "private (192.168.0.0/16)",
        [100, 64..=127, ..] => "behind a carrier's NAT (100.64.0.0/10)",
        [169, 254, ..] => "link-local, where clouds keep their metadata (169.254.0.0/16)",
        [168, 63, 129, 16] => "a cloud's host service (168.63.129.16)",
        [192, 0, 0, _] => "for protocols (192.0.0.0/24)",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "for documentation (RFC 5737)",
        [192, 88, 99, _] => "a 6to4 relay (192.88.99.0/24)",
        [198, 18..=19, ..] => "for benchmarks (198.18.0.0/15)",
        [224..=239, ..] => "multicast (224.0.0.0/4)",
        [240..=255, ..] => "reserved or broadcast (240.0.0.0/4)",
        _ => return None,
    })
}

/// The block a non-public IPv6 address is in. IPv4 inside is judged as IPv4 where a gateway would deliver it.
fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        special_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
        // DNS64 gives these for public hosts on networks without IPv4 (RFC 6052).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x64, 0xff9b, ..] => Some("a local NAT64 (64:ff9b:1::/48)"),
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Some("this machine (::, ::1)"),
        [0, 0, 0, 0, ..] => Some("an embedded IPv4 address of an obsolete form (::/64)"),
        [0xfe80..=0xfebf, ..] => Some("link-local (fe80::/10)"),
        [0xfec0..=0xfeff, ..] => Some("site-local (fec0::/10)"),
        [0xfc00..=0xfdff, ..] => Some("private (fc00::/7)"),
        [0xff00..=0xffff, ..] => Some("multicast (ff00::/8)"),
        [0x2001, 0, ..] => Some("a Teredo tunnel (2001::/32)"),
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Some("for documentation (RFC 9637)"),
        [0x2001, 0..=0x01ff, ..] => Some("for protocols (2001::/23)"),
        [0x2002, ..] => Some("a 6to4 tunnel (2002::/16)"),
        // ISATAP writes IPv4 into the interface identifier (RFC 5214 §6.1).
        [0x2000..=0x3fff, _, _, _, 0 | 0x0200, 0x5efe, high, low] => embedded(high, low),
        [0x2000..=0x3fff, ..] => None,
        _ => Some("outside of the public range (2000::/3)"),
    }
}

/// Ports that browsers refuse (Fetch standard §2.9): mail, shells, file shares and others.
const BLOCKED_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard::new([
            (
                None,
                Url::parse("http://127.0.0.1:8081/tanews/").expect("a test URL"),
            ),
            (
                None,
                Url::parse("https://news.example/").expect("a test URL"),
            ),
        ])
    }

    /// Every way we know to write a private address, or to hide one in another.
    const BYPASSES: [&str; 92] = [
        // This machine, in all the forms of inet_aton.
        "http://127.0.0.1/",
        "http://127.0.0.1:80/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7F.1/",
        "http://0x7f.0x0.0x0.0x1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0177.0.0.01/",
        "http://127.0.0.1./",
        "http://%31%32%37.0.0.1/",
        "http://127%2E0%2E0%2E1/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127.255.255.254/",
        "http://0/",
        "http://0.0.0.0/",
        "http://0.1.2.3/",
        "http://user:pw@127.0.0.1/",
        "http://news.example@127.0.0.1/",
        "http://127.0.0.1#@news.example/",
        "http:\\\\127.0.0.1\\",
        "http:/127.0.0.1/",
        "http:127.0.0.1/",
        "  http://127.0.0.1/",
        "ht\ntp://127.0.0.1/",
        "HTTP://127.0.0.1/",
        // The same name, another door.
        "http://127.0.0.1:8082/",
        "https://127.0.0.1:8081/",
        // Private networks.
        "http://10.0.0.1/",
        "http://10.255.255.255/",
        "http://0xa000001/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://3232235521/",
        "http://100.64.0.1/",
        "http://100.127.255.255/",
        // Metadata of clouds.
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://169.16689662/",
        "http://100.100.100.200/",
        "http://192.0.0.192/",
        "http://168.63.129.16/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::169.254.169.254]/",
        // For protocols, examples and tests.
        "http://192.0.2.1/",
        "http://198.51.100.7/",
        "http://203.0.113.9/",
        "http://192.88.99.1/",
        "http://198.18.0.1/",
        "http://198.19.255.255/",
        "http://224.0.0.1/",
        "http://239.255.255.250/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        // IPv6, and IPv4 inside of it.
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::FFFF:0x7f.0.0.1]/",
        "http://[0:0:0:0:0:ffff:10.0.0.1]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[64:ff9b:1::808:808]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:a00:1::1]/",
        "http://[2001:0:7f00:1::1]/",
        "http://[2001:db8::1]/",
        "http://[3fff::1]/",
        "http://[2001:2::1]/",
        "http://[2606:4700::5efe:10.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fec0::1]/",
        "http://[fc00::1]/",
        "http://[fdff::1]/",
        "http://[ff02::1]/",
        "http://[100::1]/",
        "http://[5f00::1]/",
        "http://[4000::1]/",
        "http://[::2]/",
    ];

    /// A page that could make byline read the operator's own network would publish it in a feed.
    #[test]
    fn no_spelling_of_a_private_address_passes() {
        let guard = guard();
        let mut tried = 0;
        for bypass in BYPASSES {
            // What is no URL at all does not pass either.
            if let Ok(url) = Url::parse(bypass) {
                tried += 1;
                assert!(
                    guard.reach(&url, None, false).is_err(),
                    "{bypass} passed as {url}"
                );
            }
        }
        assert!(tried > 80, "{tried} of them are URLs");
    }

    /// Nothing but the web is fetched, and never from ports where something else listens.
    #[test]
    fn only_web_urls_pass() {
        let guard = guard();
        for url in [
            "file:///etc/passwd",
            "ftp://news.example/",
            "gopher://news.example:70/_x",
            "data:text/html,x",
            "javascript:alert(1)",
            "blob:https://news.example/1",
            "ws://news.example/",
            "view-source:http://news.example/",
            "jar:http://news.example/!/",
            "unix:/var/run/docker.sock",
            "http://mail.example:25/",
            "http://shell.example:22/",
            "http://chat.example:6667/",
            "http://news.example:0/",
        ] {
            let url = Url::parse(url).expect("a test URL");
            assert!(guard.reach(&url, None, false).is_err(), "{url}");
        }
    }

    /// The addresses behind a name are held to the same table, whatever the name looks like.
    #[test]
    fn resolved_addresses_are_judged_as_literals_are() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "::1",
            "::ffff:10.0.0.1",
            "fd00::1",
        ] {
            assert!(
                public(address.parse().expect("an address")).is_err(),
                "{address}"
            );
        }
        for address in [
            "8.8.8.8",
            "172.32.0.1",
            "172.15.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "169.253.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "2400:3200::1",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ] {
            assert_eq!(
                public(address.parse().expect("an address")),
                Ok(()),
                "{address}"
            );
        }
    }

    /// The demo, an intranet's newsroom and a portal on an odd port all work because the operator says so.
    #[test]
    fn what_feeds_toml_names_is_trusted_and_public_pages_pass() {
        let guard = guard();
        let reach = |url: &str| guard.reach(&Url::parse(url).expect("a test URL"), None, false);
        assert_eq!(reach("http://127.0.0.1:8081/other"), Ok(Reach::Named));
        assert_eq!(reach("http://0x7f.1:8081/"), Ok(Reach::Named));
        assert_eq!(reach("https://NEWS.example:443/a"), Ok(Reach::Named));
        assert_eq!(reach("http://news.example/a"), Ok(Reach::Public));
        assert_eq!(reach("http://portal.example:81/a"), Ok(Reach::Public));
        assert_eq!(reach("http://portal.example:8080/a"), Ok(Reach::Public));
        assert_eq!(reach("https://8.8.8.8/"), Ok(Reach::Public));
    }

    /// A page of one publisher must not read what another one keeps on this network.
    #[test]
    fn a_private_address_is_trusted_for_its_own_publisher_only() {
        let own: PublisherId = "own".parse().expect("a test id");
        let other: PublisherId = "other".parse().expect("a test id");
        let url = Url::parse("http://10.0.0.5:8000/intranet/").expect("a test URL");
        let guard = Guard::new([(Some(own.clone()), url.clone())]);
        assert_eq!(guard.reach(&url, Some(&own), false), Ok(Reach::Named));
        assert!(guard.reach(&url, Some(&other), false).is_err());
        assert!(guard.reach(&url, None, false).is_err());
    }

    /// Behind a proxy nobody here sees addresses: the names that routers and clouds give must not be asked for there.
    #[test]
    fn names_of_private_networks_are_refused_where_a_proxy_looks_them_up() {
        let guard = guard();
        let reach =
            |url: &str, proxied| guard.reach(&Url::parse(url).expect("a test URL"), None, proxied);
        for name in [
            "localhost",
            "a.LOCALHOST",
            "metadata.google.internal",
            "intranet",
            "nas.local.",
            "fritz.home.arpa",
            "db.corp",
        ] {
            let url = format!("http://{name}/");
            assert!(matches!(reach(&url, true), Err(Blocked::Name(_))), "{name}");
            assert_eq!(reach(&url, false), Ok(Reach::Public), "{name}");
        }
        for name in ["news.example", "mylocal.example", "localhost.example"] {
            assert_eq!(
                reach(&format!("https://{name}/a"), true),
                Ok(if name == "news.example" {
                    Reach::Named
                } else {
                    Reach::Public
                })
            );
        }
        assert!(reach("http://169.254.169.254/", true).is_err());
        assert_eq!(reach("http://127.0.0.1:8081/a", true), Ok(Reach::Named));
    }
}
