//! The redirects of one fetch, counted and checked for circles.

use http::header::LOCATION;
use url::Url;

use super::transport::Answer;

/// Redirects that are followed, for pages (RFC 9110 §15.4 wants a bound) and for robots.txt (RFC 9309 §2.3.1.2).
const MAX_REDIRECTS: usize = 5;

/// How redirects fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedirectFault {
    /// A redirect to an address where the fetch has been already.
    #[error(
        "it redirects in a circle, perhaps to set a cookie, and byline keeps none; find an address that answers without"
    )]
    Circle,
    /// More than five.
    #[error(
        "more than {} redirects; put the last address into feeds.toml",
        MAX_REDIRECTS
    )]
    TooMany,
    /// Without `Location`, or with one that is no URL.
    #[error("the origin redirects without saying where; open the address in a browser")]
    Nowhere,
    /// To another host, with what was posted.
    #[error(
        "it redirects the POST to another host, which byline does not post to; put that address into feeds.toml, if it is meant"
    )]
    Posted,
}

/// The addresses of a fetch so far.
pub(super) struct Hops {
    seen: Vec<Url>,
    /// Where the redirects led, as long as all of them were permanent.
    pub(super) moved: Option<Url>,
    all_permanent: bool,
}

impl Hops {
    pub(super) fn from(start: &Url) -> Self {
        Self {
            seen: vec![start.clone()],
            moved: None,
            all_permanent: true,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.seen.len() - 1
    }

    pub(super) fn at(&self) -> &Url {
        // The list starts with one address and only grows.
        &self.seen[self.seen.len() - 1]
    }

    /// Goes on to where `answer` redirects.
    pub(super) fn next(&mut self, answer: &Answer) -> Result<(), RedirectFault> {
        // Location may hold raw UTF-8 or other bytes. The guard judges the resulting URL like any other.
        let location = answer.headers.get(LOCATION).ok_or(RedirectFault::Nowhere)?;
        let location = String::from_utf8_lossy(location.as_bytes());
        let next = self
            .at()
            .join(location.trim())
            .map_err(|_| RedirectFault::Nowhere)?;
        let is_permanent = matches!(answer.status.as_u16(), 301 | 308);
        self.go_on(&next, is_permanent)
    }

    /// Goes on to `next`.
    pub(super) fn go_on(&mut self, next: &Url, is_permanent: bool) -> Result<(), RedirectFault> {
        let mut next = without_credentials(next);
        next.set_fragment(None);
        if self.seen.contains(&next) {
            return Err(RedirectFault::Circle);
        }
        if self.count() >= MAX_REDIRECTS {
            return Err(RedirectFault::TooMany);
        }
        self.all_permanent &= is_permanent;
        if self.all_permanent {
            self.moved = Some(next.clone());
        }
        self.seen.push(next);
        Ok(())
    }
}

/// `url` without its credentials, which are for its origin and not for feeds, logs or the next hop.
pub(super) fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only for URLs without a host, which have no credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
