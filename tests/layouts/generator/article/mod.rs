//! Article pages that are made up, with what is true of them.
//!
//! In: a seed. Out: an [`ArticlePage`]: markup, its address, and headline, authors, source, editors, date and text as a right
//! reader finds them. The same seed gives the same page on each machine.
//!
//! How often a form occurs follows real pages: a quarter name no author, most state their date, one in four has a source
//! that is not its own, and a fifth of the statements for machines name another than the author.

mod credits;
mod furniture;
mod press;

use byline::page::{Budget, Context};
use jiff::civil::{self, Date, Time};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use url::Url;

use self::credits::{Credits, Writer};
use self::furniture::Furniture;
use self::press::Press;
use super::blocks::Blocks;
use super::dialect::{Dialect, Era, Naming, Role};
use super::markup::{Element, Node, element, text};
use super::random::{Random, mixed};
use super::site::Site;
use super::tongues::{TONGUES, TOPIC_SLUGS, one};
use super::truth::Truth;
use super::words::{Length, Words};

/// An article page, and what is true of it.
#[derive(Debug)]
pub(crate) struct ArticlePage {
    pub(crate) html: String,
    pub(crate) url: Url,
    pub(crate) language: &'static str,
    zone: &'static str,
    today: Date,
    pub(crate) title: String,
    pub(crate) authors: Vec<String>,
    pub(crate) source: Option<String>,
    /// `None` where people would not agree.
    pub(crate) editors: Option<Vec<String>>,
    /// The day, where the page states it.
    pub(crate) date: Option<Date>,
    /// The text, a line for each paragraph.
    pub(crate) body: Vec<String>,
    /// The name of the site, which may be read as the source of an article without one.
    pub(crate) site: String,
    /// What kind of page it is: pairs of a property and its value.
    pub(crate) kinds: Vec<(&'static str, &'static str)>,
}

impl ArticlePage {
    /// What `ask` makes of the page, read in the evening of the day on which it was fetched.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&str, &Context<'_>) -> T) -> T {
        let zone = TimeZone::get(self.zone).expect("a zone of the tables");
        let evening = self.today.to_datetime(civil::time(23, 59, 0, 0));
        let now = zone.to_ambiguous_timestamp(evening).compatible();
        let at = Context {
            url: &self.url,
            zone: &zone,
            language: self.language,
            now: now.expect("a moment"),
            budget: &Budget::unbounded(),
        };
        ask(&self.html, &at)
    }
}

/// Names of classes that were found to lie on article pages: the part, and the part that its name speaks of.
const LIES: [(Role, Role); 10] = [
    (Role::Source, Role::Author),
    (Role::Facts, Role::Source),
    (Role::Facts, Role::Author),
    (Role::Date, Role::Author),
    (Role::Date, Role::Source),
    (Role::Author, Role::Category),
    (Role::Author, Role::Source),
    (Role::Story, Role::Deck),
    (Role::Story, Role::Item),
    (Role::Deck, Role::Author),
];

/// The date as the page shows and states it.
struct Dated {
    day: Date,
    time: Time,
    form: usize,
    with_time: bool,
    shown: bool,
    /// In an element that machines read too.
    marked: bool,
    /// In the statements for machines.
    stated: bool,
}

/// The article page of `seed`.
pub(crate) fn page(seed: u64) -> ArticlePage {
    // Neighbouring seeds must not give similar pages.
    let mut random = Random::new(mixed(seed.wrapping_add(0xa271_c1e5)));
    let tongue = random.weighted(&TONGUES);
    let era = super::era(&mut random, tongue);
    let (first, last) = era.years();
    let year = i16::try_from(random.between(first, last)).unwrap_or(2026);
    let site = Site::new(&mut random, &Site::schemes(tongue), year);
    let mut dialect = Dialect::new(&mut random, era);
    let speaks = matches!(
        dialect.naming,
        Naming::Words | Naming::Joined | Naming::HashedWords
    );
    dialect.lies = if speaks && random.chance(22) {
        vec![random.pick(&LIES)]
    } else {
        Vec::new()
    };
    let section = random.below(TOPIC_SLUGS.len());
    let mut blocks = Blocks {
        base: site.front(),
        random,
        site,
        dialect,
        words: Words::new(tongue),
        truth: Truth::default(),
        section: Some(section),
        own: Vec::new(),
        traits: Vec::new(),
    };
    let press = press::of(tongue.code);
    let length = blocks
        .random
        .pick(&[Length::Medium, Length::Long, Length::Medium]);
    let title = blocks.words.headline(&mut blocks.random, length);
    let age = blocks.random.between(1, 400);
    let dated = dated(&mut blocks, age);
    blocks.base = blocks
        .site
        .story(&mut blocks.random, section, dated.day, &title);
    let (credits, people) =
        Writer::new(&mut blocks, press, day_of_dateline(press, dated.day)).write();
    let paragraphs = blocks.random.between(4, 12);
    let mut furniture = Furniture {
        blocks: &mut blocks,
        press,
        people,
    };
    let (story, body) = furniture.story(paragraphs, &credits);
    let deck = furniture.deck(&body);
    let main = article(
        &mut furniture,
        &title,
        &dated,
        &credits,
        story,
        deck.as_deref(),
    );
    let html = document(
        &mut furniture,
        &title,
        &dated,
        &credits,
        deck.as_deref(),
        main,
    );
    let mut kinds = vec![
        ("templates", era.name()),
        ("classes", blocks.dialect.naming.name()),
        ("script", tongue.script),
        ("language", tongue.code),
        (
            "class names",
            if blocks.dialect.lies.is_empty() {
                "true or silent"
            } else {
                "some lie"
            },
        ),
    ];
    kinds.extend(blocks.traits.iter().map(|name| ("with", *name)));
    ArticlePage {
        html,
        language: tongue.code,
        zone: tongue.zone,
        today: blocks.site.today,
        title,
        authors: credits.authors,
        source: credits.source,
        editors: credits.editors,
        date: (dated.shown || dated.stated).then_some(dated.day),
        body,
        site: blocks.site.name,
        url: blocks.base,
        kinds,
    }
}

/// A day as datelines have it, in the language of `press`.
fn day_of_dateline(press: &Press, day: Date) -> String {
    match press.code {
        "zh-CN" | "zh-TW" => format!("{}月{}日", day.month(), day.day()),
        "en" => day.strftime("%B %-d").to_string(),
        "es" => format!("{} may", day.day()),
        "pt" => format!("{} mai", day.day()),
        "fr" => format!("{} mai", day.day()),
        "ru" => format!("{} мая", day.day()),
        "hi" => format!("{} मई", day.day()),
        "bn" => format!("{} মে", day.day()),
        _ => day.strftime("%d.%m.").to_string(),
    }
}

fn dated(blocks: &mut Blocks, age: usize) -> Dated {
    let modern = !matches!(blocks.dialect.era, Era::Tables | Era::Portal);
    let random = &mut blocks.random;
    let shown = random.chance(91);
    let time = civil::time(
        i8::try_from(random.between(6, 21)).unwrap_or(9),
        i8::try_from(random.between(10, 59)).unwrap_or(30),
        0,
        0,
    );
    Dated {
        form: random.below(6),
        with_time: random.chance(45),
        marked: modern && random.chance(45),
        stated: random.chance(if modern { 55 } else { 8 }),
        shown,
        time,
        day: blocks.site.day_before(age),
    }
}

impl Dated {
    /// The moment as machines read it.
    fn rfc3339(&self, zone: &str) -> String {
        let moment = self.day.to_datetime(self.time).in_tz(zone);
        let moment = moment.expect("a zone of the tables");
        moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

/// The date as readers see it.
fn date(furniture: &mut Furniture<'_>, dated: &Dated) -> Option<Node> {
    if !dated.shown {
        return None;
    }
    let blocks = &mut *furniture.blocks;
    let mut shown = blocks.words.date(dated.day, dated.form);
    if dated.with_time {
        shown = format!("{shown} {}", dated.time.strftime("%H:%M"));
    }
    let pattern = one(furniture.press.published, blocks.random.below(27_720));
    let (before, after) = pattern.split_once("{}").unwrap_or(("", ""));
    let date: Node = if dated.marked {
        element("time")
            .attr("datetime", dated.rfc3339(blocks.words.tongue.zone))
            .text(shown)
            .into()
    } else {
        text(shown)
    };
    let node = element("span").text(before).with(date).text(after);
    let node: Node = blocks.dialect.named(node, Role::Date).into();
    if blocks.random.chance(8) {
        blocks.has("date of a change");
        let later = dated.day.tomorrow().unwrap_or(dated.day);
        let later = blocks.words.date(later, dated.form);
        let change = furniture.press.updated.replace("{}", &later);
        return Some(
            element("span")
                .with(node)
                .text(" ")
                .with(element("span").text(change))
                .into(),
        );
    }
    Some(node)
}

/// Headline, facts, pictures, text and what stands under it.
fn article(
    furniture: &mut Furniture<'_>,
    title: &str,
    dated: &Dated,
    credits: &Credits,
    story: Vec<Node>,
    deck: Option<&str>,
) -> Vec<Node> {
    let era = furniture.blocks.dialect.era;
    let mut head: Vec<Node> = Vec::new();
    if furniture.blocks.random.chance(18) {
        let topic = one(
            furniture.blocks.words.tongue.topics,
            furniture.blocks.section.unwrap_or_default(),
        );
        let kicker = furniture
            .blocks
            .dialect
            .named(element("div"), Role::Category);
        head.push(kicker.text(topic).into());
    }
    head.extend(credits.over.iter().cloned());
    head.push(headline(furniture, title));
    if let Some(deck) = deck {
        let node = furniture.blocks.dialect.named(element("p"), Role::Deck);
        head.push(node.text(deck).into());
    }
    let mut facts = credits.row.clone();
    facts.extend(date(furniture, dated));
    if furniture
        .blocks
        .random
        .chance(if era == Era::Tables { 10 } else { 28 })
    {
        let counts = furniture.phrase(furniture.press.counts);
        facts.push(element("span").text(counts).into());
    }
    if furniture.blocks.random.chance(6) {
        // Where the report is from, or the section once more.
        furniture.blocks.has("place near the date");
        let place = furniture.phrase(furniture.press.places);
        facts.push(element("span").text(place).into());
    }
    furniture.blocks.random.shuffle(&mut facts);
    let row = row(furniture, facts);
    let lines = credits.lines.iter().cloned();
    let mut between: Vec<Node> = if furniture.blocks.random.chance(65) {
        lines.chain(row).collect()
    } else {
        row.into_iter().chain(lines).collect()
    };
    if furniture.blocks.random.chance(14) {
        between.push(furniture.share());
    }
    let below_picture = furniture.blocks.random.chance(10);
    let picture = furniture
        .blocks
        .random
        .chance(45)
        .then(|| furniture.picture());
    let mut parts = head;
    if below_picture {
        parts.extend(picture);
        parts.extend(between);
    } else {
        parts.extend(between);
        parts.extend(picture);
    }
    if furniture.blocks.dialect.landmarks && furniture.blocks.random.chance(50) {
        parts = vec![element("header").all(parts).into()];
    }
    parts.extend(story);
    parts.extend(credits.after.iter().cloned());
    parts.extend(furniture.under());
    if furniture.blocks.dialect.landmarks {
        return vec![element("article").all(parts).into()];
    }
    parts
}

fn headline(furniture: &mut Furniture<'_>, title: &str) -> Node {
    let blocks = &mut *furniture.blocks;
    if blocks.dialect.era == Era::Tables {
        return match blocks.random.below(3) {
            0 => element("h1").attr("align", "center").text(title).into(),
            1 => {
                let font = element("font").attr("size", "5");
                let bold = element("b").text(title);
                element("center").with(font.with(bold)).into()
            }
            _ => {
                let cell = element("td").attr("align", "center");
                let row = element("tr").with(cell.with(element("strong").text(title)));
                element("table").attr("width", "100%").with(row).into()
            }
        };
    }
    let name = blocks
        .random
        .weighted(&[(16, "h1"), (3, "h2"), (1, "div"), (1, "h3")]);
    let heading = blocks.dialect.named(element(name), Role::Title);
    heading.text(title).into()
}

/// The facts of a row, with what the site sets between them.
fn row(furniture: &mut Furniture<'_>, facts: Vec<Node>) -> Option<Node> {
    if facts.is_empty() {
        return None;
    }
    let blocks = &mut *furniture.blocks;
    let listed = blocks.random.chance(10) && blocks.dialect.era != Era::Tables;
    let own_lines = blocks.random.chance(12);
    let between = blocks
        .random
        .pick(&[" | ", " · ", " ", "\u{a0}\u{a0}\u{a0}", " / ", "  ", " "]);
    let around = blocks.dialect.named(element("div"), Role::Facts);
    if listed {
        let items = facts
            .into_iter()
            .map(|fact| Node::from(element("li").with(fact)));
        return Some(around.with(element("ul").all(items)).into());
    }
    if own_lines {
        let lines = facts
            .into_iter()
            .map(|fact| Node::from(element("div").with(fact)));
        return Some(around.all(lines).into());
    }
    let mut row: Element = around;
    for (number, fact) in facts.into_iter().enumerate() {
        if number > 0 {
            row = row.text(between);
        }
        row = row.with(fact);
    }
    Some(row.into())
}

/// The whole page around the article.
fn document(
    furniture: &mut Furniture<'_>,
    title: &str,
    dated: &Dated,
    credits: &Credits,
    deck: Option<&str>,
    main: Vec<Node>,
) -> String {
    let mut column = Vec::new();
    if furniture.blocks.random.chance(45) {
        let section = furniture.blocks.section.unwrap_or_default();
        column.push(furniture.blocks.path(section));
    }
    column.extend(main);
    let side = furniture.side();
    let columns = match furniture.blocks.random.below(20) {
        0..12 => vec![(Role::Main, column), (Role::Side, side)],
        12..14 => vec![(Role::Side, side), (Role::Main, column)],
        14..17 => vec![(Role::Main, column)],
        _ => vec![(Role::Main, column.into_iter().chain(side).collect())],
    };
    let blocks = &mut *furniture.blocks;
    let mut body = vec![blocks.head(), blocks.menu()];
    if blocks.random.chance(20) {
        body.push(blocks.advertisement());
    }
    body.push(blocks.dialect.columns(columns));
    body.push(furniture.foot());
    let blocks = &mut *furniture.blocks;
    let page = if blocks.dialect.era == Era::Tables {
        element("center").all(body)
    } else {
        blocks.dialect.part(Role::Page).all(body)
    };
    let head = head(blocks, title, dated, credits, deck);
    let tongue = blocks.words.tongue;
    let mut html = element("html");
    if blocks.random.chance(85) {
        html = html.attr("lang", tongue.code);
    }
    if tongue.rtl {
        html = html.attr("dir", "rtl");
    }
    let document = html.with(head).with(element("body").with(page));
    let mut written = String::from("<!DOCTYPE html>\n");
    blocks.dialect.hand.write(&document.into(), &mut written);
    written
}

fn head(
    blocks: &mut Blocks,
    title: &str,
    dated: &Dated,
    credits: &Credits,
    deck: Option<&str>,
) -> Element {
    let name = blocks.site.name.clone();
    let modern = !matches!(blocks.dialect.era, Era::Tables | Era::Portal | Era::Divs);
    let topic = one(
        blocks.words.tongue.topics,
        blocks.section.unwrap_or_default(),
    );
    let whole = match blocks.random.below(8) {
        0..3 => format!("{title} - {name}"),
        3 | 4 => format!("{title} | {name}"),
        5 => format!("{title}_{topic}_{name}"),
        6 => format!("{title} | {topic} | {name}"),
        _ => title.to_owned(),
    };
    let mut head = element("head")
        .with(element("meta").attr("charset", "utf-8"))
        .with(element("title").text(whole));
    let meta = |key: &'static str, name: &str, content: String| {
        element("meta").attr(key, name).attr("content", content)
    };
    if blocks.random.chance(if modern { 85 } else { 15 }) {
        head = head.with(meta("property", "og:title", title.to_owned()));
        if blocks.random.chance(75) {
            head = head.with(meta("property", "og:site_name", name.clone()));
        }
    }
    if let Some(deck) = deck
        && blocks.random.chance(60)
    {
        head = head.with(meta("name", "description", deck.to_owned()));
    }
    let moment = dated.rfc3339(blocks.words.tongue.zone);
    if dated.stated && blocks.random.chance(70) {
        let key = blocks.random.pick(&[
            "article:published_time",
            "pubdate",
            "article:published_time",
        ]);
        let kind = if key.contains(':') {
            "property"
        } else {
            "name"
        };
        head = head.with(meta(kind, key, moment.clone()));
    }
    for (key, content) in &credits.metas {
        let kind = if key.contains(':') {
            "property"
        } else {
            "name"
        };
        head = head.with(meta(kind, key, content.clone()));
    }
    // A date that is stated stands in the data, or else in the elements above.
    if !credits.data.is_empty() || dated.stated {
        let mut data = json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "publisher": {"@type": "Organization", "name": name},
        });
        if let Some(object) = data.as_object_mut() {
            object.extend(credits.data.clone());
            if dated.stated {
                object.insert("datePublished".to_owned(), Value::from(moment));
            }
        }
        head = head.with(Node::Raw(format!(
            "<script type=\"application/ld+json\">{data}</script>"
        )));
    }
    head.with(Node::Raw(blocks.dialect.style()))
}
