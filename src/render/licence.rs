//! `/licenses/PUBLISHER.xml`: a publisher's terms for machines (RSL 1.0, <https://rslstandard.org/rsl>).
//!
//! A publisher's terms are "not without written permission", so the document permits nothing:
//! - RSL reads silence as consent, so `prohibits` says `all`, for own articles and reprints alike.
//! - RSL reads a missing `payment`, and one without a type, as free. It has no word for "ask us". The
//!   nearest is a `purchase` whose terms are `custom`: to be agreed with the contact that `custom` names.
//! - No warranty, attestation or price, since the publisher stated none.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::error::RenderError;
use super::site::Site;
use super::text::{clean, visible};
use crate::model::{FeedId, Publisher, spelled};

const NAMESPACE: &str = "https://rslstandard.org/rsl";

/// The terms of `publisher` for its own site and for `feeds`, which are its feeds on `site`. UTF-8.
pub fn licence<'a>(
    publisher: &Publisher,
    feeds: impl IntoIterator<Item = &'a FeedId>,
    site: &Site,
) -> Result<Vec<u8>, RenderError> {
    // RFC 9309 patterns match prefixes: without an end, `/feeds/city` would claim another's `/feeds/city-2`.
    let ours = feeds.into_iter().flat_map(|feed| {
        let page = site.page(feed);
        [format!("{page}$"), format!("{page}."), format!("{page}/")]
    });
    let mut to = Writer::new_with_indent(Vec::new(), b' ', 2);
    to.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    to.create_element("rsl")
        .with_attribute(("xmlns", NAMESPACE))
        .write_inner_content(|to| {
            [spelled(&publisher.url).into_owned()]
                .into_iter()
                .chain(ours)
                .try_for_each(|url| content(to, &url, publisher))
        })?;
    Ok(to.into_inner())
}

fn content(to: &mut Writer<Vec<u8>>, url: &str, publisher: &Publisher) -> Result<(), io::Error> {
    let rights = &publisher.policy.rights;
    let terms = rights.terms.as_ref().map(spelled);
    let contact = rights.contact.as_deref().and_then(visible);
    let ask = terms
        .clone()
        .or_else(|| contact.clone())
        .unwrap_or_else(|| spelled(&publisher.url));
    to.create_element("content")
        .with_attribute(("url", url))
        .write_inner_content(|to| {
            to.create_element("license").write_inner_content(|to| {
                to.create_element("prohibits")
                    .with_attribute(("type", "usage"))
                    .write_text_content(BytesText::new("all"))?;
                to.create_element("payment")
                    .with_attribute(("type", "purchase"))
                    .write_inner_content(|to| leaf(to, "custom", &ask))?;
                if let Some(contact) = &contact {
                    to.create_element("legal")
                        .with_attribute(("type", "contact"))
                        .write_text_content(BytesText::new(contact))?;
                }
                Ok(())
            })?;
            let mut copyright = to.create_element("copyright");
            if let Some(contact) = &contact {
                copyright = copyright.with_attribute(match contact.strip_prefix("mailto:") {
                    Some(address) => ("contactEmail", address),
                    None => ("contactUrl", &**contact),
                });
            }
            copyright.write_text_content(BytesText::new(&clean(&rights.holder)))?;
            if let Some(terms) = &terms {
                leaf(to, "terms", terms)?;
            }
            Ok(())
        })?;
    Ok(())
}

fn leaf(to: &mut Writer<Vec<u8>>, name: &str, text: &str) -> Result<(), io::Error> {
    to.create_element(name)
        .write_text_content(BytesText::new(text))?;
    Ok(())
}
