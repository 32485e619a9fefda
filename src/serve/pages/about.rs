//! `/about`: what byline is, and each publisher's terms in words.

use askama::Template;

use super::view::{Contact, TextLanguage, grant_in_words, href};
use crate::config::Config;
use crate::model::Publisher;
use crate::render::Site;

#[derive(Template)]
#[template(path = "about.html", config = "src/serve/pages/askama.toml")]
struct AboutPage<'a> {
    root: &'static str,
    user_agent: &'a str,
    publishers: Vec<PublisherTerms<'a>>,
}

struct PublisherTerms<'a> {
    id: &'a str,
    name: &'a str,
    language: TextLanguage<'a>,
    url: Option<&'a str>,
    host: &'a str,
    holder: &'a str,
    notice: &'a str,
    reprint_note: &'a str,
    contact: Option<Contact<'a>>,
    claims_within_days: Option<u32>,
    terms: Option<&'a str>,
    grant: &'static str,
    reprint_grant: &'static str,
    credit: String,
    licence: String,
}

/// The page.
pub(crate) fn about(config: &Config, site: &Site) -> Result<String, askama::Error> {
    let publishers = config.publishers.values();
    AboutPage {
        root: "./",
        user_agent: &config.fetch.user_agent,
        publishers: publishers
            .map(|publisher| PublisherTerms::of(publisher, site))
            .collect(),
    }
    .render()
}

impl<'a> PublisherTerms<'a> {
    fn of(publisher: &'a Publisher, site: &Site) -> Self {
        let policy = &publisher.policy;
        Self {
            id: publisher.id.as_str(),
            name: &publisher.name,
            language: TextLanguage::of(&publisher.language),
            url: href(&publisher.url),
            host: publisher.url.host_str().unwrap_or_default(),
            holder: &policy.rights.holder,
            notice: &policy.rights.notice,
            reprint_note: &policy.reprint_note,
            contact: policy.rights.contact.as_deref().and_then(Contact::of),
            claims_within_days: policy.claims_within_days,
            terms: policy.rights.terms.as_ref().and_then(href),
            grant: grant_in_words(policy.grant),
            reprint_grant: grant_in_words(policy.reprint_grant),
            credit: policy.credit.replace("{source}", &publisher.name),
            licence: site.licence(&publisher.id),
        }
    }
}
