//! The one same-site question: do two URLs belong to one site?
//!
//! In: URLs. Out: yes or no. No I/O, no configuration.
//! A site is a registrable domain: the label that somebody registered, below a public suffix
//! (<https://publicsuffix.org>). `www.news.example` and `city.news.example` are one site; `one.com.cn` and
//! `two.com.cn` are two, and so are two customers of a hosting service that the list knows. An address (IPv4, IPv6)
//! and a name of one label (`localhost`) are a site of their own. Scheme and port do not count.

use url::{Host, Url};

/// Whether both URLs belong to one site. A URL without a host belongs to no site.
pub fn same_site(one: &Url, other: &Url) -> bool {
    site(one).is_some_and(|one| Some(one) == site(other))
}

/// The site of a URL: its registrable domain, or its whole host if it has no registrable domain.
///
/// `None` for a URL without a host, such as `mailto:`.
pub fn site(url: &Url) -> Option<&str> {
    let host = bare_host(url)?;
    match url.host()? {
        Host::Domain(_) => Some(psl::domain_str(host).unwrap_or(host)),
        Host::Ipv4(_) | Host::Ipv6(_) => Some(host),
    }
}

/// The host as sites are compared: without the dot that ends an absolute name, and without `www.` before a name.
pub fn bare_host(url: &Url) -> Option<&str> {
    let host = url.host_str().map(|host| host.trim_end_matches('.'))?;
    // `www.example` itself is a name, and not `example`'s.
    let bare = host
        .strip_prefix("www.")
        .filter(|rest| rest.contains('.'))
        .unwrap_or(host);
    (!bare.is_empty()).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(host: &str) -> Url {
        crate::testing::url(&format!("http://{host}/a"))
    }

    /// Two strangers that count as one site would speak for each other, under each other's rights terms.
    #[test]
    fn strangers_below_one_public_suffix_are_two_sites() {
        for (one, other) in [
            ("harbour.com.cn", "island.com.cn"),
            ("www.harbour.co.uk", "www.island.co.uk"),
            ("harbour.gov.cn", "harbour.com.cn"),
            ("harbour.github.io", "island.github.io"),
            ("harbour.example", "harbour.test"),
            ("harbour.example", "notharbour.example"),
            ("127.0.0.1", "127.0.0.2"),
            ("10.0.0.1", "11.0.0.1"),
            ("[::1]", "[::2]"),
            ("localhost", "intranet"),
            ("com.cn", "harbour.com.cn"),
        ] {
            assert!(!same_site(&url(one), &url(other)), "{one} {other}");
        }
        let mail = crate::testing::url("mailto:rights@news.example");
        assert!(!same_site(&mail, &mail));
    }

    /// A paper that moves its pages from `www.` to a name of their own is still that paper.
    #[test]
    fn hosts_of_one_registered_name_are_one_site() {
        for (one, other) in [
            ("news.example", "www.news.example"),
            ("city.news.example", "sport.news.example"),
            ("news.example", "NEWS.example:8080"),
            ("news.example.", "news.example"),
            ("m.harbour.com.cn", "www.harbour.com.cn"),
            ("news.harbour.co.uk", "harbour.co.uk"),
            ("新闻.example", "www.新闻.example"),
            ("127.0.0.1:8080", "127.0.0.1:9090"),
            ("[::1]:80", "[::1]"),
            ("localhost", "localhost:3000"),
            ("www.example", "www.example"),
        ] {
            assert!(same_site(&url(one), &url(other)), "{one} {other}");
        }
    }
}
