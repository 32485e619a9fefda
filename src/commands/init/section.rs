//! One address of the command line, read: what kind of section it is, and what it lists.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use crate::commands::discover::selectors;
use crate::commands::terminal::quoted;
use crate::commands::{endpoint, page};
use crate::config::Select;
use crate::extract::select::{self, Suggested};
use crate::extract::{ExtractError, Teaser, feed, json, list};
use crate::origin::{Asking, Fetched, Origin, Page};
use crate::page::kind::OtherKind;
use crate::page::{Budget, Context};

/// A list of fewer articles may be another one than is meant.
const SURE: usize = 5;

/// A section that was read.
pub(super) struct Section {
    pub(super) url: Url,
    pub(super) text: String,
    /// What its encoding and its script say of its language.
    pub(super) language: String,
    pub(super) title: Option<String>,
    pub(super) found: Found,
    /// Feeds of the site's own, and its list of posts: kind and address.
    pub(super) offered: Vec<(&'static str, Url)>,
}

/// What a section is, and what it lists.
pub(super) enum Found {
    /// A page.
    Page(Vec<Teaser>, Option<Suggested>),
    /// A list endpoint.
    Json(Vec<Teaser>, Select),
    /// A document of this kind that needs no selectors.
    Stated(&'static str, Vec<Teaser>),
    /// A sitemap of sitemaps.
    Index(usize),
}

impl Section {
    /// Fetches and reads what `written` names; the error says what to do.
    pub(super) async fn read(origin: &Origin, written: &str) -> Result<Self, String> {
        let page = fetch(origin, written).await?;
        let budget = Budget::of_page(page.text.len());
        let language = page::language(&page.text, page.charset);
        let at = context(&page.url, &language, &budget);
        let is_html = OtherKind::of(&page.text).is_none();
        let offered = if is_html {
            offered(&page.text, &at)
        } else {
            Vec::new()
        };
        let found = found(&page.text, &at).map_err(|error| {
            let instead = match offered.first() {
                Some((_, url)) => format!("; the page names a list for programs, give that: {url}"),
                None => String::new(),
            };
            format!("{written}: {error}{instead}")
        })?;
        Ok(Self {
            title: page::title(&page.text),
            url: page.url,
            text: page.text,
            language,
            found,
            offered,
        })
    }

    pub(super) fn is_page(&self) -> bool {
        matches!(self.found, Found::Page(..))
    }

    /// What it lists, for people.
    pub(super) fn told(&self) -> String {
        let mut text = match &self.found {
            Found::Index(sitemaps) => format!("{}: a sitemap of {sitemaps} sitemaps\n", self.url),
            Found::Page(teasers, _) | Found::Json(teasers, _) | Found::Stated(_, teasers) => {
                let mut text = format!("{}: {} articles\n", self.url, teasers.len());
                for teaser in teasers.iter().take(3) {
                    text += &format!("    {:?}\n", teaser.title);
                }
                text
            }
        };
        for (kind, url) in &self.offered {
            text +=
                &format!("    the site also offers {url} (kind = {kind:?}), which is more exact\n");
        }
        text
    }

    /// The lines of its feed that say where the list is and how it is read.
    pub(super) fn lines(&self, feed: &str) -> String {
        let sections = format!("sections = [{}]\n", quoted(self.url.as_str()));
        let mut text = match &self.found {
            Found::Json(_, select) => return endpoint::lines(feed, &self.url, select),
            Found::Stated(kind, _) => format!("{sections}kind = {kind:?}\n"),
            Found::Index(_) => format!("{sections}kind = \"sitemap\"\n"),
            Found::Page(..) => sections,
        };
        for (kind, url) in &self.offered {
            let url = quoted(url.as_str());
            text += &format!(
                "# The site offers this, too, which is more exact: kind = {kind:?}, sections = [{url}]\n"
            );
        }
        if let Found::Page(teasers, Some(suggested)) = &self.found
            && teasers.len() < SURE
        {
            text += "# So few articles may not be the list that is meant. Selectors for them, to be changed:\n";
            for line in selectors(feed, suggested, teasers.len()).lines() {
                text += &format!("# {}\n", line.trim_start_matches("# "));
            }
        }
        text
    }
}

/// The page at the address `written`. Without a scheme https is tried, and then http, or the other way round.
async fn fetch(origin: &Origin, written: &str) -> Result<Page, String> {
    let mut last = String::new();
    for url in addresses(written)? {
        match origin.page(&url, None, &Asking::by_command()).await {
            Ok(Fetched::Page(page)) => return Ok(page),
            Ok(Fetched::Unchanged { .. }) => {
                return Err(format!("{url}: the origin answers 304 to a first request"));
            }
            Err(error) if page::is_silent(&error.fault) => {
                let told = error.to_string();
                let reason = told.split("; ").next().unwrap_or(&told);
                last = format!(
                    "{reason}; open the address in a browser on this machine, and correct it if it is wrong"
                );
            }
            Err(error) => return Err(error.to_string()),
        }
    }
    Err(last)
}

/// The addresses that `written` may mean, the likelier first.
pub(super) fn addresses(written: &str) -> Result<Vec<Url>, String> {
    match Url::parse(written) {
        Ok(url) if ["http", "https"].contains(&url.scheme()) => Ok(vec![url]),
        _ => match page::addresses(written) {
            Some(addresses) => Ok(addresses.into()),
            None => Err(format!(
                "{written} is no address; give the http(s) URL of a page that lists articles, such as https://news.example/city/"
            )),
        },
    }
}

/// Only names, titles and counts are read here, and no zone changes them.
static NO_ZONE: TimeZone = TimeZone::UTC;

/// What the readers of a page want to know besides its markup.
pub(super) fn context<'c>(url: &'c Url, language: &'c str, budget: &'c Budget) -> Context<'c> {
    Context {
        url,
        zone: &NO_ZONE,
        language,
        now: Timestamp::now(),
        budget,
    }
}

fn found(text: &str, at: &Context<'_>) -> Result<Found, ExtractError> {
    let kind = OtherKind::of(text);
    let is = |wanted| kind == Some(wanted);
    if is(OtherKind::Feed)
        || (is(OtherKind::Json) && text.contains("https://jsonfeed.org/version/"))
    {
        return feed::read(text, at).map(|it| Found::Stated("feed", it));
    }
    if is(OtherKind::Sitemap) {
        return Ok(match feed::read_sitemap(text, at)? {
            feed::Sitemap::Articles(teasers) => Found::Stated("sitemap", teasers),
            feed::Sitemap::Index(sitemaps) => Found::Index(sitemaps.len()),
        });
    }
    if is(OtherKind::Json) && at.url.as_str().contains("/wp/v2/posts") {
        return feed::read_wordpress(text, at).map(|it| Found::Stated("wordpress", it));
    }
    match json::suggest(text, at) {
        Some(listed) => listed.map(|(select, teasers)| Found::Json(teasers, select)),
        None => select::discover(text, at)
            .map(|(found, suggested)| Found::Page(found.teasers, suggested)),
    }
}

fn offered(text: &str, at: &Context<'_>) -> Vec<(&'static str, Url)> {
    let posts = list::wordpress_posts(text, at).map(|url| ("wordpress", url));
    let feeds = list::advertised(text, at)
        .into_iter()
        .map(|feed| ("feed", feed.url));
    let mut seen = HashSet::new();
    let all = posts.into_iter().chain(feeds);
    all.filter(|(_, url)| seen.insert(url.clone()))
        .take(4)
        .collect()
}
