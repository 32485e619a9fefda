//! URLs and socket addresses as an operator writes them. Errors read as the end of a sentence about the value.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::{Host, Url};

use super::checked::ListenAddress;
use super::wording::quoted;

/// The longest path of a Unix socket, as the kernel's `sockaddr_un` has it, less the byte that ends it.
const SOCKET_PATH_BYTES: usize = 103;

/// An absolute http(s) URL with a host and without credentials; the fragment goes.
pub(super) fn http_url(text: &str) -> Result<Url, String> {
    let text = text.trim();
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("contains white space; write it as %20".to_owned());
    }
    let lower = text.to_ascii_lowercase();
    let Some(rest) = ["http://", "https://"]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme))
    else {
        return Err(not_absolute(text));
    };
    if rest.is_empty() || rest.starts_with(['/', '?', '#']) {
        return Err(
            "has no host; write the whole URL, such as \"https://news.example/\"".to_owned(),
        );
    }
    let mut url = Url::parse(text).map_err(|error| {
        format!("is no URL ({error}); write the whole URL, such as \"https://news.example/\"")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "carries a user name or password, which byline does not send; leave it out".to_owned(),
        );
    }
    url.set_fragment(None);
    Ok(url)
}

fn not_absolute(text: &str) -> String {
    if let Some((scheme, _)) = text.split_once("://") {
        return format!("is a {scheme:?} URL; byline reads http and https only");
    }
    if let Some(rest) = text.strip_prefix("//") {
        return format!("has no scheme; use {}", quoted(&format!("https://{rest}")));
    }
    let host = text.split(['/', '?']).next().unwrap_or_default();
    let is_host = (host.contains('.') || host.starts_with("localhost")) && !text.starts_with('.');
    if is_host && Url::parse(&format!("http://{text}")).is_ok() {
        return format!("has no scheme; use {}", quoted(&format!("http://{text}")));
    }
    "is not absolute; write the whole URL, such as \"https://news.example/\"".to_owned()
}

/// The base of byline's own URLs: like [`http_url`], without query, with `/` at its end.
pub(super) fn base_url(text: &str) -> Result<Url, String> {
    let mut url = http_url(text)?;
    if url.query().is_some() {
        return Err("has a query; leave out what follows the \"?\"".to_owned());
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// Scheme, host and port as an `Origin` header has them (RFC 6454 §6.2).
pub(super) fn origin(text: &str) -> Result<String, String> {
    let url = http_url(text)?;
    let origin = url.origin().ascii_serialization();
    if url.path() != "/" || url.query().is_some() {
        return Err(format!("is more than a site; use {origin:?}"));
    }
    Ok(origin)
}

/// Where a socket listens: IP address and port, or `unix:` and a path.
///
/// # Errors
/// The end of a sentence about the text, with what to write.
pub(super) fn listen(text: &str) -> Result<ListenAddress, String> {
    let Some(path) = text.trim().strip_prefix("unix:") else {
        return socket(text).map(ListenAddress::Tcp);
    };
    if !path.starts_with('/') {
        return Err(
            "has no absolute path; use one such as \"unix:/run/byline/byline.sock\"".to_owned(),
        );
    }
    if path.len() > SOCKET_PATH_BYTES {
        return Err(format!(
            "has a path of {} bytes, and a Unix socket's may have {SOCKET_PATH_BYTES}; use a shorter one",
            path.len()
        ));
    }
    Ok(ListenAddress::Unix(path.into()))
}

/// IP address and port; `localhost` is 127.0.0.1.
///
/// # Errors
/// The end of a sentence about the text, with what to write.
pub fn socket(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let of_localhost = text
        .rsplit_once(':')
        .filter(|(host, _)| host.eq_ignore_ascii_case("localhost"));
    if let Some(port) = of_localhost.and_then(|(_, port)| port.parse().ok()) {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    let example = |address: &str| Err(format!("is no IP address with a port; use {address:?}"));
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Err(format!(
            "has no port; use \"{}\"",
            SocketAddr::new(ip, 8080)
        ));
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, port.parse::<u16>().ok()),
        None => (text, None),
    };
    match (host, port) {
        ("" | "*", Some(port)) => example(&format!("0.0.0.0:{port}")),
        ("localhost", None) => example("localhost:8080"),
        _ if text.parse::<u16>().is_ok() => example(&format!("127.0.0.1:{text}")),
        _ => example("127.0.0.1:8080"),
    }
}

/// What a reader on this machine would call `listen`.
pub(super) fn url_of(listen: SocketAddr) -> Option<Url> {
    let reached = if listen.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), listen.port())
    } else {
        listen
    };
    Url::parse(&format!("http://{reached}/")).ok()
}

/// Whether `ip` as written is no public address.
pub(super) fn is_private(ip: IpAddr) -> bool {
    ip.is_loopback()
        || ip.is_unspecified()
        || match ip {
            IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
            IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
        }
}

/// Whether `url` names this machine, so that nobody else is troubled by requests to it.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A URL that byline cannot fetch must be refused at once, with the one that was meant.
    #[test]
    fn wrong_urls_are_answered_with_right_ones() {
        for (text, answer) in [
            (
                "/tanews/",
                "is not absolute; write the whole URL, such as \"https://news.example/\"",
            ),
            (
                "tanews",
                "is not absolute; write the whole URL, such as \"https://news.example/\"",
            ),
            (
                "news.example/tanews/",
                "has no scheme; use \"http://news.example/tanews/\"",
            ),
            (
                "localhost:8081/a",
                "has no scheme; use \"http://localhost:8081/a\"",
            ),
            (
                "//news.example/",
                "has no scheme; use \"https://news.example/\"",
            ),
            (
                "ftp://news.example/",
                "is a \"ftp\" URL; byline reads http and https only",
            ),
            (
                "http://",
                "has no host; write the whole URL, such as \"https://news.example/\"",
            ),
            (
                "http:///tanews/",
                "has no host; write the whole URL, such as \"https://news.example/\"",
            ),
            (
                "http://news.example/a b",
                "contains white space; write it as %20",
            ),
            (
                "http://me:pw@news.example/",
                "carries a user name or password, which byline does not send; leave it out",
            ),
        ] {
            assert_eq!(http_url(text), Err(answer.to_owned()), "{text}");
        }
        assert!(http_url("http://news.example:99999/").is_err());
    }

    /// Every self link is built on it; a missing slash would cut the last part of the path off.
    #[test]
    fn the_public_url_ends_with_a_slash() {
        for (text, url) in [
            ("http://feeds.example", "http://feeds.example/"),
            ("https://news.example/feeds", "https://news.example/feeds/"),
        ] {
            assert_eq!(base_url(text).map(String::from), Ok(url.to_owned()));
        }
        assert!(base_url("http://feeds.example/?a").is_err());
        assert_eq!(
            origin("https://Harbour.example:443"),
            Ok("https://harbour.example".to_owned())
        );
        assert!(origin("https://harbour.example/page").is_err());
    }

    /// The commonest slips have one obvious answer each.
    #[test]
    fn a_wrong_address_is_answered_with_a_right_one() {
        for (text, right) in [
            (":8080", "0.0.0.0:8080"),
            ("localhost", "localhost:8080"),
            ("localhost:http", "localhost:8080"),
            ("8080", "127.0.0.1:8080"),
            ("127.0.0.1", "127.0.0.1:8080"),
            ("::1", "[::1]:8080"),
            ("example.org:80", "127.0.0.1:8080"),
            ("", "127.0.0.1:8080"),
        ] {
            let message = socket(text).err().unwrap_or_default();
            assert!(
                message.ends_with(&format!("use {right:?}")),
                "{text}: {message}"
            );
        }
        // `localhost` is this machine.
        for text in ["localhost:8090", "LOCALHOST:8090", " localhost:8090 "] {
            assert_eq!(socket(text), Ok(([127, 0, 0, 1], 8090).into()), "{text}");
        }
        assert_eq!(
            url_of(LISTEN_ALL).map(String::from).as_deref(),
            Some("http://127.0.0.1:80/").map(|_| "http://127.0.0.1/")
        );
    }
    const LISTEN_ALL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 80);
}
