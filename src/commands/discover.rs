//! `byline discover URL|FILE`: what would be published of a section, and a `[feeds.…]` block to paste.

use jiff::Timestamp;
use serde_json::json;
use url::Url;

use super::page::Opened;
use super::{Exit, block_on, print};
use crate::config::Select;
use crate::extract::section::{self, Listing, Suggested};
use crate::extract::{Budget, Context, Teaser};

/// `byline discover URL|FILE [--url BASE] [--charset C] [--timezone Z] [--format json|toml|table] [--explain]`
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    page: super::page::PageArgument,
    /// What to print.
    #[arg(long, value_enum, default_value = "table")]
    format: FormatArgument,
    /// Say why this list and not the next one.
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatArgument {
    /// For people.
    Table,
    /// `[{title, url, date, summary, image}]`
    Json,
    /// A publisher and a feed for feeds.toml.
    Toml,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let page = block_on(arguments.page.open())?;
    let budget = Budget::of_page(page.text.len());
    let at = Context {
        url: &page.url,
        zone: &page.zone,
        language: &page.language,
        now: Timestamp::now(),
        budget: &budget,
    };
    let found = section::discover(&page.text, &at)
        .map_err(|error| Exit::Failed(format!("{}: {error}", page.name)))?;
    let text = match arguments.format {
        FormatArgument::Json => json(&found.teasers)?,
        FormatArgument::Toml => toml(&page, &found),
        FormatArgument::Table => {
            let advertised = section::advertised(&page.text, &at);
            table(
                &found,
                advertised
                    .iter()
                    .map(|feed| (feed.title.as_deref(), &feed.url)),
            )
        }
    };
    let text = if arguments.explain {
        with_reasons(text, &found, arguments.format)
    } else {
        text
    };
    print(text.as_bytes())
}

fn json(teasers: &[Teaser]) -> Result<String, Exit> {
    let list: Vec<_> = teasers
        .iter()
        .map(|teaser| {
            json!({
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

/// The reasons as a comment of the format; JSON has none, so they go to stderr.
fn with_reasons(text: String, found: &Listing, format: FormatArgument) -> String {
    let mark = if format == FormatArgument::Toml {
        "# "
    } else {
        ""
    };
    let reasons: String = found
        .explain
        .iter()
        .map(|reason| format!("{mark}{}\n", one_line(reason)))
        .collect();
    if format == FormatArgument::Json {
        super::complain(reasons.trim_end());
        return text;
    }
    format!("{text}\n{mark}Why:\n{reasons}")
}

/// A publisher and a feed that `byline check` accepts as they are.
fn toml(page: &Opened, found: &Listing) -> String {
    let host = page.url.host_str().unwrap_or("news.example");
    let publisher = slug(host.trim_start_matches("www."));
    let last = page
        .url
        .path_segments()
        .and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
    let feed = slug(last.map_or("news", |last| last.split('.').next().unwrap_or(last)));
    let feed = if feed == "index" {
        "news".to_owned()
    } else {
        feed
    };
    let home = page.url.join("/").unwrap_or_else(|_| page.url.clone());
    let zone = page.zone.iana_name().unwrap_or("UTC");
    let mut text = format!(
        "[publishers.{publisher}]            # leave out if it is in your feeds.toml\n\
         name     = {}\nurl      = {}\nlanguage = {}\ntimezone = {}            # the zone of the times that its pages print\n\
         [publishers.{publisher}.rights]\nholder   = {}\n\n\
         [feeds.{feed}]\npublisher = \"{publisher}\"\ntitle     = {}\nsections  = [{}]\ninterval  = \"10m\"\n",
        quoted(host),
        quoted(home.as_str()),
        quoted(&page.language),
        quoted(zone),
        quoted(host),
        quoted(page.title.as_deref().map_or(host, own_name)),
        quoted(page.url.as_str()),
    );
    match &found.select {
        Some(suggested) => text += &selectors(&feed, suggested, found.teasers.len()),
        None => {
            text += "# Without [select] byline finds the list itself, as here: nothing marks just its elements.\n"
        }
    }
    text
}

/// The table, as a comment when it is far off.
fn selectors(feed: &str, suggested: &Suggested, articles: usize) -> String {
    let Suggested {
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

/// A page's title without the site's name after it: `City` of `City - The Paper`, `泰安新闻` of `泰安新闻_岱岳网`.
fn own_name(title: &str) -> &str {
    let end = title
        .find(['_', '|', '–', '—'])
        .or_else(|| title.find(" - "))
        .unwrap_or(title.len());
    let own = title[..end].trim();
    if own.is_empty() { title } else { own }
}

/// A TOML string, with its quotes.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

fn one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(char::is_control, "")
}

/// `News.Example` as an id: `news-example`.
fn slug(text: &str) -> String {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let plain: String = plain.trim_matches(['-', '_']).chars().take(40).collect();
    if plain.is_empty() {
        "news".to_owned()
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is printed to be pasted must hold as it is.
    #[test]
    fn the_block_is_a_valid_configuration() {
        let page = Opened {
            name: "page.html".into(),
            url: Url::parse("https://www.news.example/city/index.html?a=\"1\"")
                .expect("a test URL"),
            text: String::new(),
            title: Some("City \"news\"\n and more".into()),
            language: "zh-CN".into(),
            zone: jiff::tz::TimeZone::get("Asia/Shanghai").expect("a zone"),
        };
        let select = Select {
            item: "#main > li[data-x=\"y\"]".into(),
            title: Some("h3 a".into()),
            ..Select::default()
        };
        for select in [None, Some(select)] {
            let found = Listing {
                teasers: vec![],
                explain: vec!["because".into()],
                choice: None,
                select: select.clone().map(|select| Suggested {
                    select,
                    missed: 0,
                    strange: 0,
                }),
            };
            let text = with_reasons(toml(&page, &found), &found, FormatArgument::Toml);
            let server = "[server]\nlisten = \"127.0.0.1:8080\"\npublic-url = \"http://127.0.0.1:8080\"\n[fetch]\nuser-agent = \"byline (+http://127.0.0.1:8080/about)\"\n";
            let loaded = crate::config::parse(&format!("{server}{text}"), "feeds.toml", &|_| None)
                .unwrap_or_else(|invalid| panic!("{invalid}\n{text}"));
            let feed = loaded.config.feeds.values().next().expect("one feed");
            assert_eq!(feed.id.as_str(), "news");
            assert_eq!(feed.select, select);
        }
    }
}
