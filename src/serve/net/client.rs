//! The client of a connection or request: the unit by which shares and wrong tokens are counted.
//!
//! In: the peer's address and, where the peer is a proxy that `[server] trusted-proxies` names, the request's
//! `X-Forwarded-For`. Out: a [`Client`].

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::header::{FORWARDED, HeaderMap, HeaderName, VIA};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");
/// Hops that are read, from the end of the list. No real chain of proxies is longer.
const HOPS: usize = 16;

/// An IPv4 address, or the /64 network of an IPv6 address, since one customer has a whole /64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// The address.
    V4(Ipv4Addr),
    /// The first 64 bits of the address.
    V6([u16; 4]),
}

impl Client {
    /// The client at `address`. An IPv4 address that is written as an IPv6 one (`::ffff:192.0.2.1`) is the IPv4 address.
    pub const fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self::V6([a, b, c, d])
            }
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => address.fmt(f),
            Self::V6([a, b, c, d]) => write!(f, "{}/64", Ipv6Addr::new(*a, *b, *c, *d, 0, 0, 0, 0)),
        }
    }
}

/// The client behind the trusted proxy at `peer`: the last address of `X-Forwarded-For` that is not itself a trusted
/// proxy's. Strangers may have written the addresses before it.
pub(super) fn behind(peer: Client, headers: &HeaderMap, trusts: impl Fn(IpAddr) -> bool) -> Client {
    let lines = headers.get_all(X_FORWARDED_FOR).iter().rev();
    let hops = lines.flat_map(|line| line.as_bytes().rsplit(|&byte| byte == b','));
    let mut client = peer;
    for hop in hops.take(HOPS) {
        let Some(address) = address(hop) else {
            break;
        };
        client = Client::of(address);
        if !trusts(address.to_canonical()) {
            break;
        }
    }
    client
}

/// Whether a request says that a proxy passed it on. A proxy that `trusted-proxies` does not name stands for many
/// clients.
pub fn is_relayed(headers: &HeaderMap) -> bool {
    [X_FORWARDED_FOR, FORWARDED, VIA, X_REAL_IP]
        .iter()
        .any(|name| headers.contains_key(name))
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn address(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    let with_port = || Some(hop.parse::<std::net::SocketAddr>().ok()?.ip());
    let in_brackets = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    hop.parse().ok().or_else(with_port).or_else(in_brackets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn client(address: &str) -> Client {
        Client::of(address.parse().expect("a test address"))
    }

    /// One share for each address would give a customer with a /64 endless shares; two customers must not share one.
    #[test]
    fn a_client_is_an_address_or_a_network() {
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
        assert_eq!(client("2001:db8:1:2::1").to_string(), "2001:db8:1:2::/64");
        assert_eq!(client("192.0.2.1").to_string(), "192.0.2.1");
    }

    /// A stranger who writes its own `X-Forwarded-For` must not get another's share, or a new one each time.
    #[test]
    fn the_last_address_that_is_no_trusted_proxys_counts() {
        let proxies = ["10.0.0.1", "10.0.0.2"].map(|it| it.parse::<IpAddr>().expect("an address"));
        let behind = |lines: &[&str]| {
            let lines = lines.iter().map(|line| {
                let value = HeaderValue::from_str(line).expect("a test header");
                (X_FORWARDED_FOR, value)
            });
            let trusts = |address| proxies.contains(&address);
            super::behind(client("10.0.0.1"), &lines.collect(), trusts)
        };
        for (lines, expected) in [
            (&["192.0.2.9"][..], "192.0.2.9"),
            (&["203.0.113.1, 192.0.2.9"], "192.0.2.9"),
            (&["203.0.113.1", "192.0.2.9, 10.0.0.2"], "192.0.2.9"),
            (&["192.0.2.9:4711"], "192.0.2.9"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["[2001:db8::1]"], "2001:db8::1"),
            // No other address is named: the proxy itself.
            (&["10.0.0.2"], "10.0.0.2"),
            (&["203.0.113.1, unknown"], "10.0.0.1"),
            (&["203.0.113.1, unknown, 10.0.0.2"], "10.0.0.2"),
            (&[], "10.0.0.1"),
        ] {
            assert_eq!(behind(lines), client(expected), "{lines:?}");
        }
    }
}
