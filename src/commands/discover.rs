//! `byline discover URL|FILE`: what would be published of a section, and a `[feeds.…]` block to paste.

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use url::Url;

use super::endpoint;
use super::exit::Exit;
use super::page::{Opened, zone_of};
use super::runtime::block_on;
use super::terminal::{one_line, print, quoted};
use crate::config::{Select, plain_id};
use crate::extract::article::{self, Imprint};
use crate::extract::endpoint::Suggested;
use crate::extract::list::{self, Listing};
use crate::extract::select::{self, Suggested as Selectors};
use crate::extract::{ExtractError, Teaser, json, offsets};
use crate::page::{Budget, Context};

/// `byline discover URL|FILE [--url BASE] [--charset C] [--timezone Z] [--browser URL] [--format json|toml|table] [--explain]`
#[derive(Debug, clap::Args)]
pub(crate) struct DiscoverArguments {
    #[command(flatten)]
    page: super::page::PageArgument,
    /// What to print.
    #[arg(long, value_enum, default_value = "table")]
    format: ListingFormat,
    /// Say why this list and not the next one.
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ListingFormat {
    /// For people.
    Table,
    /// `[{title, url, date, summary, image}]`
    Json,
    /// A publisher and a feed for feeds.toml.
    Toml,
}

pub(crate) fn run(arguments: &DiscoverArguments) -> Result<(), Exit> {
    let listing = block_on(async {
        let page = arguments.page.open().await?;
        of_page(&page, arguments).await
    })?;
    print(listing.as_bytes())
}

/// What is printed of `page`.
async fn of_page(page: &Opened, arguments: &DiscoverArguments) -> Result<String, Exit> {
    let budget = Budget::of_page(page.text.len());
    let at = Context {
        url: &page.url,
        zone: &page.zone,
        language: &page.language,
        now: Timestamp::now(),
        budget: &budget,
    };
    if let Some(listed) = json::suggest(&page.text, &at) {
        return of_list_endpoint(arguments, page, listed);
    }
    let (found, suggested) = select::discover(&page.text, &at).map_err(|error| {
        let posts = list::wordpress_posts(&page.text, &at).map_or_else(String::new, |posts| {
            format!(
                "; or set kind = \"wordpress\" and sections = [{}]",
                quoted(posts.as_str())
            )
        });
        Exit::Failed(format!("{}: {error}{posts}", page.name))
    })?;
    let endpoint = match &page.shown {
        None => None,
        Some(shown) => {
            let (teasers, zone) = (&found.teasers, &page.zone);
            let (seen, language) = (&shown.endpoints, &page.language);
            let way = (&shown.origin, &shown.asking);
            endpoint::of_page(seen, teasers, zone, language, way).await
        }
    };
    let text = match arguments.format {
        ListingFormat::Json => json_of(&found.teasers)?,
        ListingFormat::Toml => {
            let imprint = article::imprint(&page.text, &at);
            let json = endpoint
                .as_ref()
                .map(|(url, suggested)| (url, &suggested.select));
            let mut text = toml(page, &imprint, &found, suggested.as_ref(), json);
            if let Some(posts) = list::wordpress_posts(&page.text, &at) {
                text += &format!(
                    "# The site is WordPress. Its list of posts has authors, categories and exact dates; in place of sections, and without [select]:\n# kind      = \"wordpress\"\n# sections  = [{}]\n",
                    quoted(posts.as_str())
                );
            }
            text
        }
        ListingFormat::Table => {
            let advertised = list::advertised(&page.text, &at);
            let mut text = table(
                &found,
                advertised
                    .iter()
                    .map(|feed| (feed.title.as_deref(), &feed.url)),
            );
            text += &filled(page, endpoint.as_ref());
            if let Some(posts) = list::wordpress_posts(&page.text, &at) {
                text += &format!(
                    "\nThe site is WordPress, and lists its posts for programs (kind = \"wordpress\"):\n  {posts}\n"
                );
            }
            text
        }
    };
    Ok(if arguments.explain {
        with_reasons(text, &found, arguments.format)
    } else {
        text
    })
}

/// What the browser saw, for people.
fn filled(page: &Opened, json: Option<&(Url, Suggested)>) -> String {
    let Some(shown) = &page.shown else {
        return String::new();
    };
    let cost = format!(
        "\nThe browser shows it at the cost of {} requests and {} KiB (render = true).\n",
        shown.cost.requests,
        shown.cost.bytes >> 10
    );
    match json {
        None => cost,
        Some((url, suggested)) => {
            let lines = endpoint::lines("ID", url, &suggested.select);
            format!(
                "{cost}Its scripts load the list from an endpoint, which costs one request; {} of the {} articles there are the page's:\n{lines}",
                suggested.shared, suggested.articles
            )
        }
    }
}

/// What is printed of `page` when it is a list endpoint itself.
fn of_list_endpoint(
    arguments: &DiscoverArguments,
    page: &Opened,
    listed: Result<(Select, Vec<Teaser>), ExtractError>,
) -> Result<String, Exit> {
    if page.text.contains("https://jsonfeed.org/version/") {
        let remedy = "set `kind = \"feed\"` for it";
        return Err(Exit::Failed(format!(
            "{}: the page is a feed (JSON Feed); {remedy}",
            page.name
        )));
    }
    let listed = listed.map_err(|error| Exit::Failed(format!("{}: {error}", page.name)))?;
    let (select, teasers) = listed;
    let found = Listing {
        explain: vec![format!(
            "chosen: the list at {:?}: {} items with titles and links",
            select.item,
            teasers.len()
        )],
        teasers,
        choice: None,
    };
    let text = match arguments.format {
        ListingFormat::Json => json_of(&found.teasers)?,
        ListingFormat::Toml => {
            let json = Some((&page.url, &select));
            toml(page, &Imprint::default(), &found, None, json)
        }
        ListingFormat::Table => format!(
            "{}\nThe page is a list endpoint:\n{}",
            table(&found, std::iter::empty()),
            endpoint::lines("ID", &page.url, &select)
        ),
    };
    Ok(match arguments.explain {
        true => with_reasons(text, &found, arguments.format),
        false => text,
    })
}

fn json_of(teasers: &[Teaser]) -> Result<String, Exit> {
    let list: Vec<_> = teasers
        .iter()
        .map(|teaser| {
            serde_json::json!({
                "title": teaser.title,
                "url": teaser.url,
                "date": teaser.published.map(crate::model::Moment::as_stated),
                "summary": teaser.summary,
                "image": teaser.image,
            })
        })
        .collect();
    serde_json::to_string_pretty(&list)
        .map(|text| text + "\n")
        .map_err(|error| Exit::Failed(error.to_string()))
}

fn table<'a>(
    found: &Listing,
    advertised: impl Iterator<Item = (Option<&'a str>, &'a Url)>,
) -> String {
    let mut text = format!("{} articles\n\n", found.teasers.len());
    for teaser in &found.teasers {
        let date = teaser
            .published
            .map_or_else(String::new, |at| at.as_stated().chars().take(16).collect());
        text += &format!(
            "{date:16}  {}\n{:18}{}\n",
            one_line(&teaser.title),
            "",
            teaser.url
        );
    }
    let mut advertised = advertised.peekable();
    if advertised.peek().is_some() {
        text += "\nThe page advertises feeds of its own (kind = \"feed\"):\n";
    }
    for (title, url) in advertised {
        text += &format!("  {url}  {}\n", one_line(title.unwrap_or_default()));
    }
    text
}

/// The reasons as a comment of the format; JSON has no comments, so they go to stderr.
fn with_reasons(text: String, found: &Listing, format: ListingFormat) -> String {
    let mark = if format == ListingFormat::Toml {
        "# "
    } else {
        ""
    };
    let reasons: String = found
        .explain
        .iter()
        .map(|reason| format!("{mark}{}\n", one_line(reason)))
        .collect();
    if format == ListingFormat::Json {
        super::complain(reasons.trim_end());
        return text;
    }
    format!("{text}\n{mark}Why:\n{reasons}")
}

/// A publisher and a feed. What the page says stands there; what it does not say is a comment that says what to
/// fill in, and `byline check` asks for it.
fn toml(
    page: &Opened,
    imprint: &Imprint,
    found: &Listing,
    suggested: Option<&Selectors>,
    json: Option<(&Url, &Select)>,
) -> String {
    let host = page.url.host_str().unwrap_or("news.example");
    let publisher = slug(host.trim_start_matches("www."));
    let feed = feed_id(&page.url);
    let home = page.url.join("/").unwrap_or_else(|_| page.url.clone());
    let language = imprint.language.as_ref().map(|it| it.value.as_str());
    let mut text =
        format!("[publishers.{publisher}]            # leave out if it is in your feeds.toml\n");
    text += &known_or(
        "name",
        imprint.name.as_ref().map(|name| name.value.as_str()),
        "# name   = \"…\"            # fill in: the publisher's name, as readers know it; the page does not say it",
    );
    text += &format!("url      = {}\n", quoted(home.as_str()));
    text += &known_or(
        "language",
        language,
        &format!(
            "# language = {}            # fill in: the language of its pages (BCP 47), such as \"en-GB\"; the page does not declare one",
            // "en" may be a fallback: pages are read as English where neither a declaration nor the script says more.
            if page.language == "en" {
                "\"…\"".to_owned()
            } else {
                quoted(&page.language)
            }
        ),
    );
    text += &zone(page, language);
    if let Some(holder) = imprint.other_holder() {
        text += &format!(
            "# [publishers.{publisher}.rights]\n# holder   = {}            # named by the page's © line; without it the holder is the publisher\n",
            quoted(holder)
        );
    }
    text += &format!("\n[feeds.{feed}]\npublisher = \"{publisher}\"\n");
    let title = page
        .title
        .as_deref()
        .map(|title| own_name(title, imprint.name.as_ref().map(|name| name.value.as_str())));
    text += &match title {
        Some(title) => format!("title     = {}\n", quoted(title)),
        None => "# title   = \"…\"            # fill in: the title for people; the page has none\n"
            .to_owned(),
    };
    text += "interval  = \"10m\"\n";
    if let Some((url, select)) = json {
        if *url != page.url {
            text += &format!(
                "# A script fills the page from this endpoint, which costs a hundredth of showing it in a browser (sections = [{}] with render = true).\n",
                quoted(page.url.as_str())
            );
        }
        return text + &endpoint::lines(&feed, url, select);
    }
    text += &format!("sections  = [{}]\n", quoted(page.url.as_str()));
    if let Some(shown) = &page.shown {
        text += "render    = true            # a script fills the page\n";
        let browser = quoted(shown.driver.as_str());
        text = format!(
            "[browser]            # leave out if it is in your feeds.toml\nurl = {browser}\n\n{text}"
        );
    }
    match suggested {
        Some(suggested) => text += &selectors(&feed, suggested, found.teasers.len()),
        None => {
            text += "# Without [select] byline finds the list itself, as here: nothing marks just its elements.\n"
        }
    }
    text
}

/// `key = "value"`, or the comment that stands in for what is not known.
fn known_or(key: &str, value: Option<&str>, comment: &str) -> String {
    match value {
        Some(value) => format!("{key:8} = {}\n", quoted(value)),
        None => format!("{comment}\n"),
    }
}

/// The zone when the command line names it. Otherwise nobody knows: a guess would shift every date in silence.
fn zone(page: &Opened, language: Option<&str>) -> String {
    if page.zone_is_named {
        return format!(
            "timezone = {}            # the zone of the times that its pages print\n",
            quoted(page.zone.iana_name().unwrap_or("UTC"))
        );
    }
    let likely = zone_of(language.unwrap_or(&page.language));
    let name = likely.iana_name().filter(|name| *name != "UTC");
    let stated = offsets::stated(&page.text);
    let hint = match stated.first() {
        Some((_, offset)) => format!("; times for machines on the page have the offset {offset}"),
        None => String::new(),
    };
    format!(
        "# timezone = {}            # fill in: the zone of the times that its pages print (IANA), such as \"Europe/Berlin\"{hint}\n",
        name.map_or_else(|| "\"…\"".to_owned(), quoted)
    )
}

/// The table, as a comment when it is far off.
pub(super) fn selectors(feed: &str, suggested: &Selectors, articles: usize) -> String {
    let Selectors {
        select,
        missed,
        strange,
    } = suggested;
    let Select {
        item,
        title,
        link,
        date,
        summary,
        image,
        next,
    } = select;
    let optional = [
        ("title", title),
        ("link", link),
        ("date", date),
        ("summary", summary),
        ("image", image),
        ("next", next),
    ];
    let mut text = String::new();
    let off = missed + strange;
    if off > 0 {
        text += &format!(
            "# Without these selectors byline finds the list itself, and better: they miss {missed} of its {articles} articles and add {strange}.\n"
        );
    }
    let mark = if off * 10 > articles { "# " } else { "" };
    text += &format!(
        "{mark}[feeds.{feed}.select]\n{mark}item      = {}\n",
        quoted(item)
    );
    for (key, selector) in optional {
        if let Some(selector) = selector {
            text += &format!("{mark}{key:9} = {}\n", quoted(selector));
        }
    }
    text
}

/// A page's title without the site's name: `City` of `City - The Paper`, `泰安新闻` of `泰安新闻_岱岳网`, and where
/// the site is known also of `岱岳网 - 泰安新闻`.
pub(super) fn own_name<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    let end = |title: &str| {
        title
            .find(['_', '|', '｜', '–', '—'])
            .or_else(|| {
                [" - ", " · ", " : ", " » "]
                    .iter()
                    .find_map(|mark| title.find(mark))
            })
            .unwrap_or(title.len())
    };
    let own = title[..end(title)].trim();
    let rest = title[end(title)..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_site = |part: &str| site.is_some_and(|site| part.to_lowercase() == site.to_lowercase());
    if own.is_empty() || (is_site(own) && !rest.is_empty()) {
        let next = rest[..end(rest)].trim();
        return if next.is_empty() { title } else { next };
    }
    own
}

/// The id of a feed, after the last part of its section's path: `city` of `/city/index.html`.
pub(super) fn feed_id(section: &Url) -> String {
    let mut parts = section.path_segments().into_iter().flatten().rev();
    let names = parts
        .by_ref()
        .map(|part| part.split('.').next().unwrap_or(part));
    let mut names = names.filter(|name| !["", "index", "feed", "rss", "atom"].contains(name));
    slug(names.next().unwrap_or("news"))
}

/// `News.Example` as an id: `news-example`; a part of a URL, which may be percent-encoded.
pub(super) fn slug(text: &str) -> String {
    let text = percent_decode_str(text).decode_utf8_lossy();
    plain_id(&text).unwrap_or_else(|| "news".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: Option<&str>) -> Opened {
        Opened {
            name: "page.html".into(),
            url: Url::parse("https://www.news.example/city/index.html?a=\"1\"")
                .expect("a test URL"),
            text: String::new(),
            title: title.map(str::to_owned),
            language: "zh-CN".into(),
            zone: jiff::tz::TimeZone::get("Asia/Shanghai").expect("a zone"),
            zone_is_named: true,
            shown: None,
        }
    }

    fn found() -> Listing {
        Listing {
            teasers: vec![],
            explain: vec!["because".into()],
            choice: None,
        }
    }

    fn stated(value: &str) -> Option<article::Statement> {
        let (value, place) = (value.to_owned(), "the page".to_owned());
        Some(article::Statement { value, place })
    }

    fn known() -> Imprint {
        Imprint {
            name: stated("The \"Paper\""),
            holder: stated("Paper Press Ltd"),
            language: stated("zh-CN"),
            ..Imprint::default()
        }
    }

    const SERVER: &str = "[server]\nlisten = \"127.0.0.1:8080\"\npublic-url = \"http://127.0.0.1:8080\"\n[fetch]\nuser-agent = \"byline (+http://127.0.0.1:8080/about)\"\n";

    /// An operator who has found the address that a page's script loads gets its paths.
    #[test]
    fn the_block_for_an_endpoint_is_a_valid_configuration() {
        let item = |n: u32| {
            serde_json::json!({"type": "story", "id": n, "links": {"self": format!("/news/2026/{n}.htm")}, "author": {"name": "Kim Lee", "url": "/kim"},
                "attributes": {"headline": format!("The ferry leaves for the {n}th time"), "publishedAt": "2026-01-02T03:04:05Z",
                "teaser": {"text": "It was late."}, "url": format!("/news/2026/{n}.htm"), "image": {"src": "/i.jpg"}}})
        };
        let menu: Vec<_> = (0..9)
            .map(|n| serde_json::json!({"title": "City", "url": format!("/city/{n}/")}))
            .collect();
        let items: Vec<_> = (0..8).map(item).collect();
        let mut page = page(None);
        page.text = serde_json::json!({"menu": menu, "result": {"data": items}}).to_string();
        let budget = Budget::unbounded();
        let at = Context {
            url: &page.url,
            zone: &page.zone,
            language: "en",
            now: Timestamp::now(),
            budget: &budget,
        };
        let (select, teasers) = json::suggest(&page.text, &at)
            .expect("JSON")
            .expect("a list");
        assert_eq!((select.item.as_str(), teasers.len()), ("result.data", 8));
        let paths = [
            &select.title,
            &select.link,
            &select.date,
            &select.summary,
            &select.image,
        ];
        let paths: Vec<&str> = paths
            .into_iter()
            .map(|it| it.as_deref().unwrap_or("-"))
            .collect();
        assert_eq!(
            paths,
            [
                "attributes.headline",
                "attributes.url",
                "attributes.publishedAt",
                "attributes.teaser.text",
                "attributes.image.src"
            ]
        );
        assert!(
            teasers
                .iter()
                .all(|it| it.published.is_some() && it.image.is_some())
        );
        page.title = Some("Live".into());
        let block = toml(&page, &known(), &found(), None, Some((&page.url, &select)));
        let loaded = crate::config::parse(&format!("{SERVER}{block}"), "feeds.toml", &|_| None)
            .unwrap_or_else(|invalid| panic!("{invalid}\n{block}"));
        let feed = loaded.config.feeds.values().next().expect("one feed");
        assert_eq!(feed.kind, crate::config::SectionKind::Json);
        assert_eq!(feed.select, Some(select));
        // What is no list of articles is told, and what is no JSON is a page.
        let none = json::suggest("{\"a\": [{\"b\": 1}]}", &at)
            .expect("JSON")
            .expect_err("no list");
        assert!(none.to_string().contains("none of its 1 lists"), "{none}");
        assert!(json::suggest("<p>x", &at).is_none());
    }

    /// An operator pastes the block into feeds.toml, so it must be valid.
    #[test]
    fn the_block_is_a_valid_configuration() {
        let page = page(Some("City \"news\"\n and more"));
        let select = Select {
            item: "#main > li[data-x=\"y\"]".into(),
            title: Some("h3 a".into()),
            ..Select::default()
        };
        for select in [None, Some(select)] {
            let suggested = select.clone().map(|select| Selectors {
                select,
                missed: 0,
                strange: 0,
            });
            let block = toml(&page, &known(), &found(), suggested.as_ref(), None);
            let text = with_reasons(block, &found(), ListingFormat::Toml);
            let loaded = crate::config::parse(&format!("{SERVER}{text}"), "feeds.toml", &|_| None)
                .unwrap_or_else(|invalid| panic!("{invalid}\n{text}"));
            assert_eq!(loaded.warnings, [], "{text}");
            let feed = loaded.config.feeds.values().next().expect("one feed");
            assert_eq!(feed.id.as_str(), "city");
            assert_eq!(feed.select, select);
            assert_eq!(feed.publisher.name, "The \"Paper\"");
            assert_eq!(feed.publisher.policy.rights.holder, "The \"Paper\"");
        }
    }

    /// A name or a zone that was made up goes unnoticed until readers see it: what is not known is asked for.
    #[test]
    fn what_the_page_does_not_say_is_left_to_the_operator() {
        let mut silent = page(None);
        silent.language = "en".into();
        silent.zone_is_named = false;
        silent.text = "<time datetime=2026-11-20T09:00:00+01:00>".into();
        let text = toml(&silent, &Imprint::default(), &found(), None, None);
        let invalid = crate::config::parse(&format!("{SERVER}{text}"), "feeds.toml", &|_| None)
            .expect_err("it is not whole");
        let asked: Vec<&str> = ["name", "timezone", "language", "title"]
            .into_iter()
            .filter(|key| {
                let missing = format!("{key} is missing");
                invalid
                    .problems
                    .iter()
                    .any(|problem| problem.message.contains(&missing))
            })
            .collect();
        assert_eq!(asked, ["name", "timezone", "language", "title"], "{text}");
        assert!(text.contains("offset +01"), "{text}");
        // With the marks removed and the blanks filled in, it is valid.
        let filled: String = text
            .lines()
            .map(|line| {
                line.strip_prefix("# ")
                    .filter(|it| it.contains("fill in"))
                    .unwrap_or(line)
            })
            .map(|line| line.replacen("timezone = \"…\"", "timezone = \"Europe/Berlin\"", 1))
            .map(|line| line.replacen("language = \"…\"", "language = \"de\"", 1))
            .map(|line| line.replacen("\"…\"", "\"Filled in\"", 1) + "\n")
            .collect();
        crate::config::parse(&format!("{SERVER}{filled}"), "feeds.toml", &|_| None)
            .unwrap_or_else(|invalid| panic!("{invalid}\n{filled}"));
    }

    /// A feed called like its paper tells nobody which of its sections it is.
    #[test]
    fn a_feed_s_title_is_the_section_s() {
        for (title, site, own) in [
            ("City - The Paper", None, "City"),
            ("Harbour · The Paper", None, "Harbour"),
            ("泰安新闻_岱岳网", Some("岱岳网"), "泰安新闻"),
            ("岱岳网 - 泰安新闻", Some("岱岳网"), "泰安新闻"),
            ("The Paper | City | More", Some("the paper"), "City"),
            ("The Paper", Some("The Paper"), "The Paper"),
        ] {
            assert_eq!(own_name(title, site), own);
        }
    }
}
