//! The headers that one publisher's origins are sent: cookies, tokens, a `User-Agent` of its own.
//!
//! In: the address of one hop, and whose page leads to it. Out: the headers for this hop alone. A hop to another scheme,
//! host or port gets none of them, and so does one that another publisher's page leads to: a page of a stranger must not
//! make byline ask in the publisher's name.

use http::HeaderMap;
use url::Url;

use super::client::Origin;
use crate::model::PublisherId;

impl Origin {
    /// Adds the headers for a hop to `at`, which a page of `publisher` led to.
    pub(super) fn add_own_headers(
        &self,
        at: &Url,
        publisher: Option<&PublisherId>,
        headers: &mut HeaderMap,
    ) {
        let own = self.fetch.publishers.iter();
        let mut own = own.filter(|it| Some(&it.publisher) == publisher && it.is_for(at));
        if let Some(own) = own.next() {
            for (name, value) in &own.headers {
                headers.insert(name, value.clone());
            }
        }
    }
}
