//! Who publishes a page, for an operator who sets up a publisher: its name, the holder, the language, the terms, the contact.
//!
//! In: any page of a site, a listing as well as an article. Out: an [`Imprint`] with what the page says of itself, and where.
//! The rule: what the page does not say stays absent, and a host is no name.

mod contact;
mod links;
mod organization;
mod statement;

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use url::Url;

pub use self::statement::Statement;

use self::contact::Desk;
use self::organization::Organization;
use super::head::Head;
use super::structured::Structured;
use super::title::fold;
use super::{names, site_names};
use crate::model::site;
use crate::page::element_names::heading_level;
use crate::page::lines::{Flow, units};
use crate::page::{Context, Dom};

/// The statements of a page on its publisher.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imprint {
    /// Its name, as readers know it.
    pub name: Option<Statement>,
    /// The holder of its rights.
    pub holder: Option<Statement>,
    /// The language of the page (BCP 47), as the page declares it.
    pub language: Option<Statement>,
    /// The page with its terms.
    pub terms: Option<Statement<Url>>,
    /// The page with its contacts.
    pub contact_page: Option<Statement<Url>>,
    /// Whom to ask.
    pub contact: Option<Contact>,
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// A `mailto:` URL.
    pub address: Statement,
    /// Whether it is for questions of rights.
    pub is_for_rights: bool,
}

impl Imprint {
    /// The holder, if that is another than the publisher.
    pub fn other_holder(&self) -> Option<&str> {
        let holder = self.holder.as_ref()?.value.as_str();
        differs(
            holder,
            self.name.as_ref().map_or("", |name| name.value.as_str()),
        )
        .then_some(holder)
    }
}

// The weights of statements. A statement that exists to name the site is enough alone. A statement that often holds
// something else has to agree with another, or to stand where the name usually stands.
const STATED: f32 = 5.0;
const SITE: f32 = 4.0;
const APPLICATION: f32 = 3.0;
const ORGANIZATION: f32 = 2.0;
const HOLDER: f32 = 1.5;
const USUAL_PART: f32 = 2.0;
const OTHER_PART: f32 = 0.5;
const LIKE_THE_HOST: f32 = 2.0;
const ENOUGH: f32 = 1.5;
/// A longer part of a title is a motto, unless something confirms it.
const PART_LIMIT_UNITS: f32 = 14.0;

/// Reads who publishes `html`; empty when it cannot be parsed.
pub fn imprint(html: &str, at: &Context<'_>) -> Imprint {
    let Ok(dom) = Dom::parse(html, at.budget) else {
        return Imprint::default();
    };
    let flow = Flow::of(&dom);
    let base = dom.base(at);
    let head = Head::of(&dom, &base);
    let structured = Structured::of(
        &head.json_ld,
        head.title.as_deref().unwrap_or_default(),
        at.budget,
    );
    let organization = Organization::of(&head.json_ld);
    let holders: Vec<String> = site_names::footer_holders(&flow, |_| false)
        .take(4)
        .collect();
    let name = name(&flow, &head, &structured, &organization, &holders, at.url);
    let licence = || {
        let licence = head.licence.clone();
        licence.map(|url| Statement::new(url, "<link rel=license>"))
    };
    let contact = contact::best(&flow, &organization.emails, at.url);
    Imprint {
        holder: holder(&holders, &head, &structured, &organization, name.as_ref()),
        language: language(&head),
        terms: links::terms(&flow, &base).or_else(licence),
        contact_page: links::contacts(&flow, &base),
        contact: contact
            .filter(|(desk, _)| *desk < Desk::Person)
            .map(Contact::of),
        name,
    }
}

/// The address that a page of terms or contacts gives, whosever it is.
pub fn contact(html: &str, at: &Context<'_>) -> Option<Contact> {
    let dom = Dom::parse(html, at.budget).ok()?;
    let head = Head::of(&dom, &dom.base(at));
    let emails = Organization::of(&head.json_ld).emails;
    contact::best(&Flow::of(&dom), &emails, at.url).map(Contact::of)
}

impl Contact {
    fn of((desk, address): (Desk, String)) -> Self {
        Self {
            address: Statement::new(format!("mailto:{address}"), "an e-mail address"),
            is_for_rights: desk == Desk::Rights,
        }
    }
}

/// The holder: the one of the © line who is not the publisher before the one who is, then what is stated for machines.
fn holder(
    lines: &[String],
    head: &Head,
    structured: &Structured,
    organization: &Organization,
    name: Option<&Statement>,
) -> Option<Statement> {
    let name = name.map_or("", |name| name.value.as_str());
    let in_line = lines.iter().find(|holder| differs(holder, name));
    let in_line = in_line.or_else(|| lines.iter().find(|it| !names::is_address(it)));
    if let Some(holder) = in_line {
        return Some(Statement::new(holder.clone(), "the © line"));
    }
    let stated = structured.holder.as_ref().or(organization.holder.as_ref());
    if let Some(holder) = stated {
        return Some(Statement::new(holder.clone(), "copyrightHolder in JSON-LD"));
    }
    let meta = head.get(&["copyright", "dcterms.rightsholder"])?;
    let holder = site_names::holder(meta).unwrap_or_else(|| meta.to_owned());
    let is_name = !names::is_address(&holder) && units(&holder) <= 2.0 * PART_LIMIT_UNITS;
    is_name.then(|| Statement::new(holder, "<meta name=copyright>"))
}

/// Whether `holder` is another than the publisher: its name with a legal form or without an accent is no other.
fn differs(holder: &str, name: &str) -> bool {
    let bare = |text: &str| fold(&text.nfd().filter(char::is_ascii).collect::<String>());
    let akin = |one: &str, other: &str| {
        one.chars().nth(2).is_some()
            && other.chars().nth(2).is_some()
            && (one.contains(other) || other.contains(one))
    };
    !names::is_address(holder)
        && !akin(&fold(holder), &fold(name))
        && !akin(&bare(holder), &bare(name))
}

fn name(
    flow: &Flow<'_>,
    head: &Head,
    structured: &Structured,
    organization: &Organization,
    holders: &[String],
    url: &Url,
) -> Option<Statement> {
    let mut candidates = Candidates::default();
    let metas = [("og:site_name", STATED), ("application-name", APPLICATION)];
    for (meta, worth) in metas {
        for value in head.all(meta) {
            // `The Paper - News from the coast`
            candidates.add(
                site_names::parts(value).next().unwrap_or_default(),
                worth,
                meta,
            );
        }
    }
    if let Some(publisher) = &structured.publisher {
        candidates.add(publisher, STATED, "publisher in JSON-LD");
    }
    for site in &structured.sites {
        candidates.add(site, SITE, "JSON-LD");
    }
    for name in &organization.names {
        candidates.add(name, ORGANIZATION, "Organization in JSON-LD");
    }
    for holder in holders {
        candidates.add(holder, HOLDER, "the © line");
    }
    let title = head.title.as_deref().unwrap_or_default();
    let parts: Vec<&str> = site_names::title_parts(title).collect();
    // Of a section the name comes last, of a home page first.
    let is_home = url.path().trim_matches('/').is_empty();
    let usual = if is_home {
        0
    } else {
        parts.len().saturating_sub(1)
    };
    let headings: Vec<String> = headings(flow);
    for (index, part) in parts.iter().enumerate() {
        let is_heading = !is_home && headings.contains(&fold(part));
        if is_heading || (parts.len() == 1 && !is_home) {
            continue;
        }
        let worth = match units(part) <= PART_LIMIT_UNITS && index == usual {
            true => USUAL_PART,
            false => OTHER_PART,
        };
        candidates.add(part, worth, "<title>");
    }
    candidates.best(url)
}

/// The page's headings of the first level, folded: what a section calls itself.
fn headings(flow: &Flow<'_>) -> Vec<String> {
    let blocks = flow.lines.iter().filter(|line| {
        flow.around(line.block)
            .take(3)
            .any(|element| heading_level(&flow.elements[element].name) == Some(1))
    });
    blocks.take(4).map(|line| fold(&line.text)).collect()
}

/// Names with what speaks for them, by how they fold.
#[derive(Default)]
struct Candidates {
    worth: HashMap<String, (f32, usize)>,
    /// As printed, in the order in which they came; the first spelling stands, with its place.
    names: Vec<(String, &'static str)>,
}

impl Candidates {
    fn add(&mut self, name: &str, worth: f32, place: &'static str) {
        let name = name.trim();
        let folded = fold(name);
        // A host is no name, unless it is written as one: `ThePaper.example`.
        let is_host = names::is_address(name) && !name.contains(char::is_uppercase);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if is_host || letters < 2 || units(name) > 2.0 * PART_LIMIT_UNITS {
            return;
        }
        let order = self.names.len();
        let known = self.worth.entry(folded).or_insert((0.0, order));
        known.0 += worth;
        if known.1 == order {
            self.names.push((name.to_owned(), place));
        }
    }

    fn best(&self, url: &Url) -> Option<Statement> {
        let site = site(url).unwrap_or_default();
        let label = fold(site.split('.').next().unwrap_or_default());
        let mut best: Option<(f32, usize)> = None;
        for (folded, &(worth, order)) in &self.worth {
            let shares =
                |long: &str, short: &str| short.chars().nth(2).is_some() && long.contains(short);
            let like = shares(folded, &label) || shares(&label, folded);
            let worth = worth + if like { LIKE_THE_HOST } else { 0.0 };
            let better =
                best.is_none_or(|(most, first)| worth > most || (worth >= most && order < first));
            if worth >= ENOUGH && better {
                best = Some((worth, order));
            }
        }
        let (name, place) = self.names.get(best?.1)?;
        Some(Statement::new(name.clone(), *place))
    }
}

/// The language that the page declares, if it is a well-formed tag.
fn language(head: &Head) -> Option<Statement> {
    let meta = |name: &'static str| head.get(&[name]).map(|it| (it, name));
    let declared = head.language.as_deref().map(|it| (it, "<html lang>"));
    let (declared, place) = declared
        .or_else(|| meta("content-language"))
        .or_else(|| meta("og:locale"))?;
    let tag = declared.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_tag = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    is_tag.then(|| Statement::new(tag, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, tz::TimeZone};

    fn of(html: &str, url: &str) -> Imprint {
        imprint(
            html,
            &Context {
                url: &Url::parse(url).expect("a test URL"),
                zone: &TimeZone::UTC,
                language: "en",
                now: Timestamp::UNIX_EPOCH,
                budget: &crate::page::Budget::of_page(html.len()),
            },
        )
    }

    /// A publisher set up under its host has nothing of its own: all its news is republished by `127.0.0.1`.
    #[test]
    fn the_name_is_the_one_that_the_page_says() {
        for (html, url, name) in [
            (
                "<meta property=og:site_name content='The Island Lantern – News from the cape'><title>Port</title>",
                "http://a.example/port/",
                Some("The Island Lantern"),
            ),
            (
                "<title>Sport</title><script type=application/ld+json>{\"@type\":\"WebPage\",\"publisher\":{\"name\":\"Kapbote\"}}</script>",
                "http://a.example/sport/",
                Some("Kapbote"),
            ),
            (
                "<title>Sport</title><script type=application/ld+json>[{\"@type\":\"WebSite\",\"name\":\"Kapbote\"}]</script>",
                "http://a.example/sport/",
                Some("Kapbote"),
            ),
            (
                "<title>Port | The Cape Mail</title>",
                "http://a.example/port/",
                Some("The Cape Mail"),
            ),
            (
                "<title>要闻_海岬网</title>",
                "http://a.example/yw/",
                Some("海岬网"),
            ),
            (
                "<title>The Cape Mail - Latest news</title>",
                "http://a.example/",
                Some("The Cape Mail"),
            ),
            // The host, or a footer, tells which part of a title is the name.
            (
                "<title>Capemail - Nyheter</title>",
                "http://capemail.example/nyheter/",
                Some("Capemail"),
            ),
            (
                "<title>海岬网 - 要闻</title><footer>© 2026 海岬网</footer>",
                "http://a.example/yw/",
                Some("海岬网"),
            ),
            // Nothing is made up.
            ("<title>Port</title>", "http://a.example/port/", None),
            (
                "<title>Port - capemail.example</title>",
                "http://capemail.example/port/",
                None,
            ),
            ("<title>Port</title>", "http://127.0.0.1:8081/port/", None),
        ] {
            let found = of(html, url).name;
            assert_eq!(found.as_ref().map(|it| it.value.as_str()), name, "{html}");
        }
    }

    /// What the page declares is known; what it leaves open is for the operator to say.
    #[test]
    fn holder_and_language_are_those_that_the_page_states() {
        let page = "<html lang=de_AT><meta property=og:site_name content=Kapbote><footer>© 2026 Kapverlag GmbH. Alle Rechte vorbehalten</footer>";
        let imprint = of(page, "http://a.example/");
        assert_eq!(imprint.other_holder(), Some("Kapverlag GmbH"));
        assert_eq!(
            imprint.language,
            Some(Statement::new("de-AT".to_owned(), "<html lang>"))
        );
        let silent = of(
            "<meta property=og:site_name content=Kapbote>© Kapbote 2026",
            "http://a.example/",
        );
        assert_eq!((silent.other_holder(), &silent.language), (None, &None));
        assert_eq!(silent.terms, None);
        let links = "<a href=/terms>Nutzung</a> <a href=/data>Datenschutz</a>";
        for line in [
            format!("© 2026 Kapverlag GmbH {links}"),
            format!("© 2026 <a href=/>Kapverlag GmbH</a> {links}"),
            format!("{links} © 2026 Kapverlag GmbH"),
        ] {
            let imprint = of(&format!("<footer>{line}</footer>"), "http://a.example/");
            let holder = imprint.holder.map(|it| it.value);
            assert_eq!(holder.as_deref(), Some("Kapverlag GmbH"), "{line}");
        }
        let meta = of(
            "<meta name=copyright content='(c) 2026 Kapverlag GmbH'>",
            "http://a.example/",
        );
        let holder = Statement::new("Kapverlag GmbH".to_owned(), "<meta name=copyright>");
        assert_eq!(meta.holder, Some(holder));
    }

    /// Terms that are a headline, or a contact who is the author of an article, would stand in every item.
    #[test]
    fn terms_and_contact_are_what_the_page_says_they_are() {
        let terms = |html: &str| {
            of(html, "http://a.example/")
                .terms
                .map(|it| it.value.path().to_owned())
        };
        for (html, path) in [
            ("<a href=/c.htm>版权声明</a>", Some("/c.htm")),
            ("<a href=/c.htm>版权与免责声明</a>", Some("/c.htm")),
            (
                "<a href=/p>Privacy</a> <a href=/t>Terms &amp; Conditions</a>",
                Some("/t"),
            ),
            (
                "<a href=/p>Privacy</a> <a href=/t>Terms of use</a>",
                Some("/t"),
            ),
            (
                "<a href=/t>Terms of use</a> <a href=/c>Copyright</a>",
                Some("/c"),
            ),
            ("<a href=/t>Nutzungsbedingungen</a>", Some("/t")),
            ("<a href=/1>Copyright law passes the upper house</a>", None),
            ("<a rel=license href=/l>See here</a>", Some("/l")),
        ] {
            assert_eq!(terms(html).as_deref(), path, "{html}");
        }
        let whom = |html: &str| {
            let found = of(html, "http://a.example/").contact;
            found.map(|it| (it.address.value, it.is_for_rights))
        };
        for (html, contact) in [
            (
                "<a href='mailto:info@a.example?subject=x'>Write</a> <p>rights@a.example",
                Some(("mailto:rights@a.example", true)),
            ),
            (
                "<a href='mailto:info@b.example'>by B</a> <p>office@a.example",
                Some(("mailto:office@a.example", false)),
            ),
            (
                "<p>版权事务：zhou@b.example",
                Some(("mailto:zhou@b.example", true)),
            ),
            ("<p>By ann.lee@a.example <img src=logo@2x.png>", None),
            (
                "<script type=application/ld+json>{\"@type\":\"Organization\",\"contactPoint\":{\"@type\":\"ContactPoint\",\"email\":\"legal@a.example\"}}</script>",
                Some(("mailto:legal@a.example", true)),
            ),
        ] {
            let contact = contact.map(|(address, rights)| (address.to_owned(), rights));
            assert_eq!(whom(html), contact, "{html}");
        }
    }
}
