//! How one publisher's origins are asked: the headers that they are sent (cookies, tokens, a `User-Agent` of its own),
//! and the way to them.
//!
//! In: the address of one hop, and whose page leads to it. Out: the headers and the way for this hop alone. A hop to
//! another scheme, host or port gets none of the headers and trusts none of the publisher's authorities, and so does
//! one that another publisher's page leads to: a page of a stranger must not make byline ask in the publisher's name.
//! Its proxy is the way to all that its pages lead to.

use http::HeaderMap;
use url::Url;

use super::client::Origin;
use super::transport::Way;
use crate::config::PublisherRequest;
use crate::model::PublisherId;

impl Origin {
    /// Adds the headers for a hop to `at`, which a page of `publisher` led to.
    pub(super) fn add_own_headers(
        &self,
        at: &Url,
        publisher: Option<&PublisherId>,
        headers: &mut HeaderMap,
    ) {
        if let Some(own) = self.own(publisher).filter(|own| own.is_for(at)) {
            for (name, value) in &own.headers {
                headers.insert(name, value.clone());
            }
        }
    }

    /// The way for a hop to `at`, which a page of `publisher` led to.
    pub(super) fn way(&self, at: &Url, publisher: Option<&PublisherId>) -> Way {
        let own = self.own(publisher);
        let proxies = own.and_then(|own| own.proxies.as_ref());
        let proxies = proxies.unwrap_or(&self.fetch.proxies);
        let of_own = own.filter(|own| own.is_for(at));
        let of_own = of_own.and_then(|own| own.authorities.clone());
        Way {
            proxy: proxies.of(at).cloned(),
            authorities: match at.scheme() {
                "https" => self
                    .fetch
                    .authorities
                    .clone()
                    .into_iter()
                    .chain(of_own)
                    .collect(),
                _ => Vec::new(),
            },
        }
    }

    fn own(&self, publisher: Option<&PublisherId>) -> Option<&PublisherRequest> {
        let mut own = self.fetch.publishers.iter();
        own.find(|it| Some(&it.publisher) == publisher)
    }
}
