//! Whether a request names its host: RFC 9112 §3.2, RFC 9113 §8.3.1.
//!
//! In: a request's head. Out: whether it may be answered. Two caches may read a request with two hosts differently, so
//! it gets 400.

use http::header::{HOST, HeaderMap, HeaderValue};
use http::{Request, Version};

/// Whether `request` names one valid host, or need not name any (HTTP/1.0).
pub(super) fn is_named<B>(request: &Request<B>) -> bool {
    let named = match one(request.headers()) {
        Ok(named) => named,
        Err(NamedTwice) => return false,
    };
    if let Some(host) = named
        && !is_host(host.as_bytes())
    {
        return false;
    }
    match (request.version(), request.uri().authority(), named) {
        (Version::HTTP_2, Some(authority), Some(host)) => host
            .as_bytes()
            .eq_ignore_ascii_case(authority.as_str().as_bytes()),
        (Version::HTTP_2, Some(authority), None) => is_host(authority.as_str().as_bytes()),
        (Version::HTTP_11 | Version::HTTP_2, _, named) => named.is_some(),
        _ => true,
    }
}

struct NamedTwice;

fn one(headers: &HeaderMap) -> Result<Option<&HeaderValue>, NamedTwice> {
    let mut lines = headers.get_all(HOST).iter();
    match (lines.next(), lines.next()) {
        (_, Some(_)) => Err(NamedTwice),
        (first, None) => Ok(first),
    }
}

/// Whether `value` is a host with or without a port (RFC 3986 §3.2.2). A comma is not allowed in a name: it
/// comes from a proxy that joined two lines.
fn is_host(value: &[u8]) -> bool {
    let (host, port) = match value.strip_prefix(b"[") {
        Some(rest) => {
            let Some(end) = rest.iter().position(|&byte| byte == b']') else {
                return false;
            };
            if !is_address(&rest[..end]) {
                return false;
            }
            match &rest[end + 1..] {
                [] => return true,
                [b':', port @ ..] => (None, Some(port)),
                _ => return false,
            }
        }
        None => match value.iter().position(|&byte| byte == b':') {
            Some(colon) => (Some(&value[..colon]), Some(&value[colon + 1..])),
            None => (Some(value), None),
        },
    };
    host.is_none_or(is_name) && port.is_none_or(is_port)
}

fn is_address(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| text.parse::<std::net::Ipv6Addr>().is_ok())
}

/// Letters, digits and the other characters that RFC 3986 allows in a name.
fn is_name(name: &[u8]) -> bool {
    let mut rest = name;
    while let [byte, after @ ..] = rest {
        rest = match (byte, after) {
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                after
            }
            (b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*', _)
            | (b'+' | b';' | b'=', _) => after,
            (byte, _) if byte.is_ascii_alphanumeric() => after,
            _ => return false,
        };
    }
    !name.is_empty()
}

/// A port may be empty: `example.org:` is valid.
fn is_port(port: &[u8]) -> bool {
    let number = port.iter().try_fold(0u32, |number, digit| {
        let digit = char::from(*digit).to_digit(10)?;
        Some((number * 10 + digit).min(100_000))
    });
    number.is_some_and(|number| number <= 65_535)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(version: Version, uri: &str, hosts: &[&[u8]]) -> Request<()> {
        let mut request = Request::new(());
        *request.version_mut() = version;
        *request.uri_mut() = uri.parse().expect("a test URI");
        for host in hosts {
            let host = HeaderValue::from_bytes(host).expect("a test header");
            request.headers_mut().append(HOST, host);
        }
        request
    }

    /// A cache in front that reads the other of two hosts would keep one site's answer for another.
    #[test]
    fn one_host_that_there_can_be_is_wanted() {
        for (hosts, expected) in [
            (&[&b"a.example"[..]][..], true),
            (&[b"A.example:8080"], true),
            (&[b"a.example:"], true),
            (&[b"xn--bcher-kva.example"], true),
            (&[b"a_b.example"], true),
            (&[b"%61.example"], true),
            (&[b"127.0.0.1"], true),
            (&[b"[::1]:8080"], true),
            (&[b"[2001:db8::1]"], true),
            (&[], false),
            (&[b""], false),
            (&[b":80"], false),
            (&[b"a.example", b"b.example"], false),
            (&[b"a.example", b"a.example"], false),
            (&[b"a.example,b.example"], false),
            (&[b"a b"], false),
            (&[b"a.example/x"], false),
            (&[b"user@a.example"], false),
            (&[b"http://a.example"], false),
            (&[b"a.example:http"], false),
            (&[b"a.example:65536"], false),
            (&[b"a.example:80:80"], false),
            (&[b"[::1"], false),
            (&[b"[::1]80"], false),
            (&[b"[example]"], false),
            (&[b"%6.example"], false),
            (&["bücher.example".as_bytes()], false),
        ] {
            let request = request(Version::HTTP_11, "/", hosts);
            assert_eq!(is_named(&request), expected, "{hosts:?}");
        }
    }

    /// HTTP/1.0 has no hosts to name; HTTP/2 has a field of its own for it.
    #[test]
    fn each_version_names_its_host_its_own_way() {
        for (version, uri, hosts, expected) in [
            (Version::HTTP_10, "/", &[][..], true),
            (Version::HTTP_10, "/", &[&b"a b"[..]], false),
            (Version::HTTP_10, "/", &[b"a", b"b"], false),
            (Version::HTTP_11, "http://a.example/", &[], false),
            (Version::HTTP_11, "http://a.example/", &[b"b.example"], true),
            (Version::HTTP_2, "http://a.example/", &[], true),
            (Version::HTTP_2, "http://a.example/", &[b"A.example"], true),
            (Version::HTTP_2, "http://a.example/", &[b"b.example"], false),
            (Version::HTTP_2, "/", &[b"b.example"], true),
            (Version::HTTP_2, "/", &[], false),
        ] {
            let request = request(version, uri, hosts);
            assert_eq!(is_named(&request), expected, "{version:?} {uri} {hosts:?}");
        }
    }
}
