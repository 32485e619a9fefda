//! The licence under which a page offers its own text.
//!
//! In: a page's head, lines and structured data. Out: the licence's address. The rules, in order:
//!
//! 1. The head or JSON-LD states the licence.
//! 2. A link has `rel=license`, which HTML §4.6.7.8 defines as the licence of the page's main content.
//! 3. A line below the text links a licence of Creative Commons, and says that the text or all of the site is under it.
//!
//! A picture, a comment or another story has its own licence, so links within those do not count. A page whose links lead to
//! several licences has none: a wrong licence gives away what belongs to somebody else.

use std::sync::LazyLock;

use foldhash::HashSet;
use html5ever::local_name;
use url::Url;

use super::head::Head;
use super::structured::Structured;
use crate::language::{ALL, split};
use crate::page::Base;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line};

/// Parts of a page whose links say nothing of the page's own text.
const OF_OTHERS: Hints = Hints::COMMENTS
    .with(Hints::RELATED)
    .with(Hints::CAPTION)
    .with(Hints::CREDIT)
    .with(Hints::GALLERY);
const HOST: &str = "creativecommons.org";
/// Names of licences, for lines without the word licence: `© 2026 CC BY-SA 4.0`.
const NAMES: [&str; 4] = ["creative commons", "cc by", "cc-by", "cc0"];
/// How words for all content of a site begin, in several languages.
const WHOLE_SITES: [&str; 11] = [
    "content", "contenu", "contenid", "conteúd", "contenut", "inhalt", "website", "webseite",
    "blog", "weblog", "werk",
];
/// Meta elements whose value may be the address of a licence. One named for rights may also hold the site's address.
const METAS: [&str; 6] = [
    "dcterms.license",
    "dcterms.rights",
    "dc.license",
    "dc.rights",
    "license",
    "itemprop:license",
];

/// The address of the page's licence; `end` is the first line below the text.
pub(super) fn find(
    flow: &Flow<'_>,
    head: &Head,
    structured: &Structured,
    end: usize,
    base: &Base<'_>,
) -> Option<Url> {
    let in_meta = || {
        METAS.iter().find_map(|name| {
            let values = head.all(name).filter(|value| value.starts_with("http"));
            let mut urls = values.filter_map(|value| base.web(value));
            urls.find(|url| !name.ends_with("rights") || is_creative_commons(url))
        })
    };
    let stated = head
        .licence
        .clone()
        .or_else(|| base.web(structured.licence.as_deref()?))
        .or_else(in_meta);
    stated
        .map(whole)
        .or_else(|| only(related(flow, base)))
        .or_else(|| only(below(flow, end, base)))
}

/// The links with `rel=license`.
fn related<'f>(flow: &'f Flow<'_>, base: &'f Base<'_>) -> impl Iterator<Item = Url> + 'f {
    let elements = 0..flow.elements.len();
    elements.filter_map(move |at| {
        let node = &flow.elements[at].node;
        let is_link = matches!(
            *node.element()?.name(),
            local_name!("a") | local_name!("area")
        );
        let mut relations = node.attr("rel")?.split_ascii_whitespace();
        let is_licence = relations.any(|rel| rel.eq_ignore_ascii_case("license"));
        (is_link && is_licence && !is_of_others(flow, at)).then(|| base.web(node.attr("href")?))?
    })
}

/// The links to licences of Creative Commons below the text, in lines that say what is under them.
fn below<'f>(flow: &'f Flow<'_>, end: usize, base: &'f Base<'_>) -> impl Iterator<Item = Url> + 'f {
    let lines = flow.lines.iter().skip(end);
    let links = lines.flat_map(|line| line.links.iter().map(move |(_, at)| (line, *at)));
    links.filter_map(move |(line, at)| {
        let href = flow.elements[at].node.attr("href")?;
        let url = href.contains(HOST).then(|| base.web(href))??;
        let is_stated =
            is_creative_commons(&url) && speaks_of_own_licence(line) && !is_of_others(flow, at);
        is_stated.then_some(url)
    })
}

/// The licence, where all links lead to the same.
fn only(links: impl Iterator<Item = Url>) -> Option<Url> {
    let licences: HashSet<Url> = links.map(whole).collect();
    let mut licences = licences.into_iter();
    licences.next().filter(|_| licences.next().is_none())
}

/// The address of a licence of Creative Commons without the page that explains it: `…/by/4.0/deed.de` is `…/by/4.0/`.
fn whole(url: Url) -> Url {
    let Some(path) = is_creative_commons(&url).then(|| url.path()) else {
        return url;
    };
    let parts = path.split('/').filter(|part| !part.is_empty());
    let parts =
        parts.take_while(|part| !part.starts_with("deed") && !part.starts_with("legalcode"));
    let path: Vec<&str> = parts.collect();
    let address = format!("https://{HOST}/{}/", path.join("/"));
    Url::parse(&address).unwrap_or(url)
}

/// Whether an address is that of one of the licences, and not of the page that lists them.
fn is_creative_commons(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let mut path = url.path_segments().into_iter().flatten();
    host.trim_start_matches("www.") == HOST
        && matches!(path.next(), Some("licenses" | "publicdomain"))
        && path.next().is_some_and(|kind| !kind.is_empty())
}

/// Whether a link belongs to a picture, a remark or another story.
fn is_of_others(flow: &Flow<'_>, element: usize) -> bool {
    flow.elements[element].place.has(OF_OTHERS)
        || flow.around(element).any(|element| {
            let element = &flow.elements[element];
            element.hints.has(OF_OTHERS)
                || matches!(
                    element.name,
                    local_name!("figure") | local_name!("figcaption")
                )
        })
}

/// The words for what allows the use of a text.
static PERMITS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lists = ALL.iter().map(|language| language.rights_words[1]);
    lists.flat_map(split).collect()
});
/// The words for what is an article, and for all that a site holds.
static OWN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lists = ALL.iter().map(|language| language.first_published.article);
    lists.flat_map(split).chain(WHOLE_SITES).collect()
});

/// Whether a line says that the article, or all of the site, is under a licence. Who made a picture, a tune or a program has the
/// licence in a line like it, without such a word.
fn speaks_of_own_licence(line: &Line) -> bool {
    let text = line.text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let mut permits = NAMES.iter().chain(PERMITS.iter());
    permits.any(|word| text.contains(word))
        && words.any(|word| OWN.iter().any(|own| word.starts_with(own)))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use crate::extract::article;
    use crate::page::{Budget, Context};
    use crate::testing::{at, url};

    const TEXT: &str = "<p>The ferry will call at the east quay again from June, the operator said, after a winter in \
        which the pier was closed and every passenger had to take the bus around the bay.</p>";
    const BY: &str = "<a href='http://creativecommons.org/licenses/by/3.0/deed.en'>CC BY 3.0</a>";

    fn of(head: &str, foot: &str) -> Option<String> {
        let page = format!(
            "<html lang=en><head><title>A ferry returns - Quay</title>{head}</head><body><h1>A ferry returns</h1>\
             <div>{TEXT}{TEXT}{TEXT}</div>{foot}</body></html>"
        );
        let at = Context {
            url: &url("https://news.example/a/ferry"),
            zone: &TimeZone::UTC,
            language: "en",
            now: at(1_780_000_000),
            budget: &Budget::unbounded(),
        };
        let article = article::read(&page, &at).expect("an article");
        article.licence.map(String::from)
    }

    /// A partner that passes the text on without its licence breaks the publisher's terms.
    #[test]
    fn a_page_states_its_licence_in_many_places() {
        let stated = [
            (
                "<link rel=license href=/terms>",
                "",
                "https://news.example/terms",
            ),
            (
                "<meta name=DC.rights content='http://creativecommons.org/licenses/by/3.0/'>",
                "",
                "https://creativecommons.org/licenses/by/3.0/",
            ),
            (
                "",
                "<a rel='license noopener' href='https://creativecommons.org/licenses/by-nd/4.0/deed.de'><img src=/cc.png></a>",
                "https://creativecommons.org/licenses/by-nd/4.0/",
            ),
            (
                "",
                &format!("<p>The content of this site is under {BY}.</p>"),
                "https://creativecommons.org/licenses/by/3.0/",
            ),
            (
                "",
                &format!("<footer>Alle Inhalte stehen unter {BY}</footer>"),
                "https://creativecommons.org/licenses/by/3.0/",
            ),
        ];
        for (head, foot, licence) in stated {
            assert_eq!(of(head, foot).as_deref(), Some(licence), "{head}{foot}");
        }
    }

    /// What others made is under licences of others: none of them is given to the text.
    #[test]
    fn licences_of_pictures_and_programs_are_not_the_texts() {
        let rights = "<meta name=DC.rights content='https://news.example/'>";
        assert_eq!(of(rights, ""), None);
        let others = [
            format!("<figure><img src=/1.jpg><figcaption>A ferry. <a rel=license href='{}'>CC</a></figcaption></figure>", "https://creativecommons.org/licenses/by/4.0/"),
            format!("<p>Picture: Nora Peak, {BY}</p>"),
            format!("<p>Music: Nora Peak - Tide ({BY})</p>"),
            format!("<footer>Slider © Nora Peak, licensed under {BY}</footer>"),
            format!("<p>This text is under {BY}</p><p>Other content is under {}</p>", BY.replace("/by/", "/by-nd/")),
            "<p>Content under <a href='https://creativecommons.org/licenses/'>Creative Commons</a></p>".to_owned(),
        ];
        for other in others {
            assert_eq!(of("", &other), None, "{other}");
        }
    }
}
