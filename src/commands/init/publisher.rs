//! What the pages of one site say of their publisher, each with the page that says it.

use jiff::Timestamp;
use jiff::tz::Offset;
use url::Url;

use super::section::{Section, context};
use crate::commands::discover::slug;
use crate::commands::page;
use crate::extract::article::{self, Contact, Imprint, Statement};
use crate::extract::offsets;
use crate::model::{bare_host, site};
use crate::origin::{Asking, Fault, FetchError, Fetched, Origin, Page};
use crate::page::Budget;

/// A site and what its pages say of its publisher.
pub(super) struct Publisher {
    pub(super) id: String,
    pub(super) home: Url,
    pub(super) name: Option<Statement>,
    pub(super) language: Option<Statement>,
    pub(super) holder: Option<Statement>,
    pub(super) terms: Option<Statement<Url>>,
    pub(super) contact: Option<Statement>,
    /// The times that the pages state for machines.
    pub(super) stated: Vec<(Timestamp, Offset)>,
    pub(super) sections: Vec<Section>,
}

/// `sections` by site, in order.
pub(super) fn by_site(sections: Vec<Section>) -> Vec<Vec<Section>> {
    let mut sites: Vec<Vec<Section>> = Vec::new();
    for section in sections {
        let same = |of: &&mut Vec<Section>| {
            of.first()
                .is_some_and(|it| site(&it.url) == site(&section.url))
        };
        match sites.iter_mut().find(same) {
            Some(of) => of.push(section),
            None => sites.push(vec![section]),
        }
    }
    sites
}

/// What is known so far, and which pages say it.
#[derive(Default)]
struct Gathered {
    imprint: Imprint,
    stated: Vec<(Timestamp, Offset)>,
}

impl Publisher {
    /// Reads what the sections say, and as far as something is missing the home page, the terms, and the contacts.
    pub(super) async fn of(origin: &Origin, sections: Vec<Section>) -> Option<Self> {
        let first = sections.first()?;
        let home = first.url.join("/").ok()?;
        let mut gathered = Gathered::default();
        for section in sections.iter().filter(|section| section.is_page()) {
            gathered.add(&section.url, &section.text, &section.language);
        }
        let is_read = sections.iter().any(|it| it.is_page() && it.url == home);
        if !is_read
            && gathered.lacks_something()
            && let Ok(page) = fetch(origin, &home).await
        {
            let language = page::language(&page.text, page.charset);
            gathered.add(&page.url, &page.text, &language);
        }
        let Gathered {
            mut imprint,
            stated,
        } = gathered;
        let mut gone = Vec::new();
        for link in [&imprint.terms, &imprint.contact_page]
            .into_iter()
            .flatten()
        {
            let is_terms = imprint.terms.as_ref() == Some(link);
            if imprint
                .contact
                .as_ref()
                .is_some_and(|it| it.is_for_rights || !is_terms)
            {
                continue;
            }
            match fetch(origin, &link.value).await {
                Ok(page) => prefer(&mut imprint.contact, contact(&page)),
                Err(error) if error.is_withdrawn() => gone.push(link.value.clone()),
                // What byline may not read, a person may.
                Err(_) => {}
            }
        }
        imprint.terms = imprint.terms.filter(|it| !gone.contains(&it.value));
        let page = imprint.contact_page.filter(|it| !gone.contains(&it.value));
        let page = page.map(|it| Statement {
            value: it.value.into(),
            place: it.place,
        });
        let detected = sections
            .iter()
            .find(|it| it.is_page() && it.language != "en");
        let detected = detected.map(|it| Statement {
            value: it.language.clone(),
            place: format!("detected by the encoding and the script of {}", it.url),
        });
        Some(Self {
            id: slug(bare_host(&home).unwrap_or("news")),
            home,
            name: imprint.name,
            language: imprint.language.or(detected),
            holder: imprint.holder,
            terms: imprint.terms,
            contact: imprint.contact.map(|it| it.address).or(page),
            stated,
            sections,
        })
    }

    /// The host as it is typed for `--zone HOST=ZONE`.
    pub(super) fn host(&self) -> &str {
        bare_host(&self.home).unwrap_or_default()
    }
}

impl Gathered {
    /// Adds what the page at `url` says and no page before it.
    fn add(&mut self, url: &Url, text: &str, language: &str) {
        let budget = Budget::of_page(text.len());
        let said = article::imprint(text, &context(url, language, &budget));
        let known = &mut self.imprint;
        fill(&mut known.name, said.name, url);
        fill(&mut known.holder, said.holder, url);
        fill(&mut known.language, said.language, url);
        fill(&mut known.terms, said.terms, url);
        fill(&mut known.contact_page, said.contact_page, url);
        prefer(&mut known.contact, said.contact.map(|it| placed(it, url)));
        self.stated.extend(offsets::stated(text));
    }

    fn lacks_something(&self) -> bool {
        let Imprint {
            name,
            holder,
            terms,
            contact_page,
            contact,
            ..
        } = &self.imprint;
        name.is_none()
            || holder.is_none()
            || terms.is_none()
            || (contact_page.is_none() && contact.is_none())
    }
}

fn fill<T>(known: &mut Option<Statement<T>>, said: Option<Statement<T>>, url: &Url) {
    if known.is_none() {
        *known = said.map(|it| on(it, url));
    }
}

/// An address for questions of rights is better than another one.
fn prefer(known: &mut Option<Contact>, said: Option<Contact>) {
    if known.is_none() || said.as_ref().is_some_and(|it| it.is_for_rights) {
        *known = said.or(known.take());
    }
}

fn placed(contact: Contact, url: &Url) -> Contact {
    Contact {
        address: on(contact.address, url),
        ..contact
    }
}

fn on<T>(statement: Statement<T>, url: &Url) -> Statement<T> {
    Statement {
        place: format!("{} on {url}", statement.place),
        ..statement
    }
}

fn contact(page: &Page) -> Option<Contact> {
    let budget = Budget::of_page(page.text.len());
    let found = article::contact(&page.text, &context(&page.url, "en", &budget));
    found.map(|it| placed(it, &page.url))
}

async fn fetch(origin: &Origin, url: &Url) -> Result<Page, FetchError> {
    match origin.page(url, None, &Asking::by_command()).await? {
        Fetched::Page(page) => Ok(page),
        Fetched::Unchanged { url, .. } => Err(FetchError {
            url: Box::new(url),
            at: None,
            fault: Fault::Status { status: 304 },
        }),
    }
}
