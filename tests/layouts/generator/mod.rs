//! Section pages and article pages that are made up, with what is true of them.
//!
//! [`article`] makes the article pages; this file makes the section pages.
//!
//! In: a seed. Out: a [`Generated`]: markup, its address, the stories that a right reader finds, and those that a reader may
//! find or not. All other links are wrong. The same seed gives the same page on each machine.
//!
//! No text, site or class name is a real page's. How often a layout occurs follows real pages of two decades: a third are
//! lists of one section, the others have several blocks; a page has a hundred to 250 links in most cases, and a fifth of them
//! lead to stories of its own.
//!
//! Another test crate takes this folder with `#[path = "../layouts/generator/mod.rs"] mod generator;`. A crate that does not
//! read all fields adds `#[expect(dead_code, reason = "…")]` there.

#![expect(clippy::expect_used, reason = "a test that cannot go on should panic")]

pub(crate) mod article;
mod blocks;
mod dialect;
mod forms;
mod items;
mod markup;
mod random;
mod site;
mod tongues;
mod truth;
mod words;

use byline::page::{Budget, Context};
use jiff::civil::{self, Date};
use jiff::tz::TimeZone;
use url::Url;

use self::blocks::{Blocks, Standing};
use self::dialect::{Dialect, Era, Role};
use self::forms::{DatePlace, Form, Mention, Picture, Shape};
use self::markup::{Node, element, text};
use self::random::{Random, mixed};
use self::site::{Scheme, Site};
use self::tongues::{TONGUES, TOPIC_SLUGS, Tongue, one};
pub(crate) use self::truth::Story;
use self::truth::Truth;
use self::words::Words;

/// A page, and what is true of it.
#[derive(Debug)]
pub(crate) struct Generated {
    pub(crate) html: String,
    pub(crate) url: Url,
    /// The language tag of the page.
    pub(crate) language: &'static str,
    /// The time zone of the site.
    pub(crate) zone: &'static str,
    /// The day on which the page was fetched.
    pub(crate) today: Date,
    /// The stories that must be found, in the order in which their blocks were made.
    pub(crate) own: Vec<Story>,
    /// Stories that may be found or not: most-read boxes, tickers, opinions, videos.
    pub(crate) also: Vec<Url>,
    /// The block that a headline stands in, for reports; also of headlines that are wrong.
    pub(crate) blocks: Vec<(Url, &'static str)>,
    /// What kind of page it is: pairs of a property and its value.
    pub(crate) kinds: Vec<(&'static str, &'static str)>,
}

impl Generated {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The list of one section.
    Section,
    /// Lead stories, a river, boxes of topics.
    Front,
    /// Many small boxes in columns.
    Boxes,
    Blog,
    /// The most-read stories as a page of their own.
    Ranking,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Front => "front page",
            Self::Boxes => "front page of boxes",
            Self::Blog => "blog",
            Self::Ranking => "ranking",
        }
    }
}

/// The page of `seed`.
pub(crate) fn page(seed: u64) -> Generated {
    // Neighbouring seeds must not give similar pages.
    let mut random = Random::new(mixed(seed.wrapping_add(0x5eed)));
    let tongue = random.weighted(&TONGUES);
    let era = era(&mut random, tongue);
    let kind = kind(&mut random, era);
    let (first, last) = era.years();
    let year = i16::try_from(random.between(first, last)).unwrap_or(2026);
    let schemes = if era == Era::Blog {
        vec![
            (4, Scheme::DatedSlug),
            (4, Scheme::RootSlug),
            (1, Scheme::Query),
            (2, Scheme::Native),
        ]
    } else {
        Site::schemes(tongue)
    };
    let site = Site::new(&mut random, &schemes, year);
    let dialect = Dialect::new(&mut random, era);
    let section = matches!(kind, Kind::Section).then(|| random.below(TOPIC_SLUGS.len()));
    let base = match (kind, section) {
        (Kind::Ranking, _) => site.place(&mut random, "top"),
        (_, Some(section)) => site.section(section),
        (_, None) => site.front(),
    };
    let mut blocks = Blocks {
        random,
        site,
        dialect,
        words: Words::new(tongue),
        truth: Truth::default(),
        base,
        section,
        own: Vec::new(),
        traits: Vec::new(),
    };
    let mut main_form = Form::river(&mut blocks.random, era);
    let columns = match kind {
        Kind::Section => section_page(&mut blocks, &main_form),
        Kind::Front => front_page(&mut blocks, &main_form),
        Kind::Boxes => {
            main_form = Form::boxed(&mut blocks.random, era);
            boxes_page(&mut blocks, &main_form)
        }
        Kind::Blog => blog_page(&mut blocks, &mut main_form),
        Kind::Ranking => ranking_page(&mut blocks, &mut main_form),
    };
    let html = framed(&mut blocks, columns);
    let mut kinds = vec![
        ("page", kind.name()),
        ("templates", era.name()),
        ("main list", main_form.shape.name()),
        ("classes", blocks.dialect.naming.name()),
        ("addresses", blocks.site.scheme.name()),
        ("script", tongue.script),
        (
            "dates",
            if main_form.date == DatePlace::Absent {
                "none"
            } else {
                "in the main list"
            },
        ),
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
    let truth = blocks.truth.settled();
    Generated {
        html,
        url: blocks.base,
        language: tongue.code,
        zone: tongue.zone,
        today: blocks.site.today,
        own: truth.own,
        also: truth.also,
        blocks: truth.blocks,
        kinds,
    }
}

fn era(random: &mut Random, tongue: &Tongue) -> Era {
    let chinese = tongue.code == "zh-CN";
    random.weighted(&[
        (if chinese { 16 } else { 8 }, Era::Tables),
        (16, Era::Divs),
        (if chinese { 40 } else { 2 }, Era::Portal),
        (if chinese { 4 } else { 16 }, Era::Blog),
        (if chinese { 6 } else { 16 }, Era::Components),
        (if chinese { 10 } else { 34 }, Era::Cards),
    ])
}

fn kind(random: &mut Random, era: Era) -> Kind {
    match era {
        Era::Blog => random.weighted(&[(12, Kind::Blog), (3, Kind::Section), (5, Kind::Front)]),
        Era::Tables | Era::Portal => random.weighted(&[
            (9, Kind::Section),
            (3, Kind::Front),
            (8, Kind::Boxes),
            (1, Kind::Ranking),
        ]),
        Era::Divs | Era::Components | Era::Cards => random.weighted(&[
            (8, Kind::Section),
            (11, Kind::Front),
            (2, Kind::Boxes),
            (1, Kind::Ranking),
        ]),
    }
}

type Columns = Vec<(Role, Vec<Node>)>;

/// One section's list between its furniture.
fn section_page(blocks: &mut Blocks, form: &Form) -> Columns {
    let section = blocks.section.unwrap_or_default();
    let mut main = Vec::new();
    if blocks.random.chance(60) {
        main.push(blocks.path(section));
    }
    if blocks.random.chance(70) {
        main.push(
            element("h1")
                .text(one(blocks.words.tongue.topics, section))
                .into(),
        );
    }
    if blocks.random.chance(30) {
        blocks.has("lead story above the list");
        main.push(blocks.lead());
    }
    if blocks.random.chance(20) {
        blocks.has("second form above the list");
        let form = Form::boxed(&mut blocks.random, blocks.dialect.era);
        main.push(blocks.seconds(&form));
    }
    let count = blocks
        .random
        .weighted(&[(3, 10), (4, 20), (4, 30), (2, 60), (1, 120)]);
    let count = blocks.random.between(count / 2 + 3, count);
    main.push(blocks.river(form, count));
    if blocks.random.chance(65) {
        main.push(blocks.pages());
    }
    if blocks.random.chance(12) {
        main.push(blocks.partners());
    }
    let side = side(blocks, false);
    arranged(blocks, main, side)
}

/// Lead stories, then a river or boxes of topics, then strips.
fn front_page(blocks: &mut Blocks, form: &Form) -> Columns {
    let era = blocks.dialect.era;
    let mut main = vec![blocks.lead()];
    if blocks.random.chance(75) {
        let form = Form::boxed(&mut blocks.random, era);
        main.push(blocks.seconds(&form));
    }
    if blocks.random.chance(25) {
        main.push(blocks.advertisement());
    }
    let with_river = blocks.random.chance(60);
    if with_river {
        let count = blocks.random.between(6, 36);
        main.push(blocks.river(form, count));
    }
    if !with_river || blocks.random.chance(60) {
        blocks.has("boxes of topics");
        let boxes = blocks.random.between(2, 11);
        main.extend(topics(blocks, form, boxes));
    }
    if blocks.random.chance(45) {
        main.push(blocks.strip());
    }
    if blocks.random.chance(22) {
        main.push(blocks.partners());
    }
    let side = side(blocks, true);
    arranged(blocks, main, side)
}

/// Boxes of topics. Most sites build all boxes alike; some build them in two ways.
fn topics(blocks: &mut Blocks, form: &Form, count: usize) -> Vec<Node> {
    let era = blocks.dialect.era;
    let mut form = *form;
    if blocks.random.chance(60) {
        form = Form::boxed(&mut blocks.random, era);
    }
    let other = Form::boxed(&mut blocks.random, era);
    let two_ways = blocks.random.chance(30);
    let split = blocks.random.chance(40).then(|| {
        let mut first = Form::lead(&mut blocks.random, era);
        first.heading = first.heading.map(|_| "h3");
        first.picture = Picture::Linked;
        first
    });
    if split.is_some() && form.shape == Shape::Card {
        form = Form::bare(if era == Era::Tables {
            Shape::Break
        } else {
            Shape::Line
        });
        if era == Era::Tables {
            form.container = "div";
        }
    }
    if two_ways {
        blocks.has("boxes of topics in two forms");
    }
    if split.is_some() {
        blocks.has("boxes whose first story is a card");
    }
    let mut boxes: Vec<Node> = Vec::new();
    for number in 0..count {
        let form = if two_ways && number % 2 == 1 {
            other
        } else {
            form
        };
        boxes.push(blocks.topic_box(&form, split, Standing::Own));
        if blocks.random.chance(12) {
            boxes.push(blocks.advertisement());
        }
    }
    if blocks.random.chance(8) {
        boxes.push(blocks.tabs(&other));
    }
    let side_by_side = blocks.random.below(3) + 1;
    if side_by_side == 1 {
        return boxes;
    }
    let mut rows = Vec::new();
    let mut boxes = boxes.into_iter().peekable();
    while boxes.peek().is_some() {
        let row = boxes.by_ref().take(side_by_side);
        let row = row.map(|node| (Role::Row, vec![node])).collect();
        rows.push(blocks.dialect.columns(row));
    }
    rows
}

/// Many boxes of lines, as portals of institutions have them.
fn boxes_page(blocks: &mut Blocks, form: &Form) -> Columns {
    blocks.has("boxes of topics");
    let mut main = Vec::new();
    if blocks.random.chance(55) {
        main.push(blocks.lead());
    }
    let boxes = blocks.random.between(4, 13);
    main.extend(topics(blocks, form, boxes));
    if blocks.random.chance(40) {
        main.push(blocks.services());
    }
    let side = side(blocks, true);
    arranged(blocks, main, side)
}

fn blog_page(blocks: &mut Blocks, form: &mut Form) -> Columns {
    form.category = blocks
        .random
        .pick(&[Mention::Link, Mention::Link, Mention::Absent]);
    form.author = blocks
        .random
        .pick(&[Mention::Link, Mention::Text, Mention::Absent]);
    form.comments = blocks.random.chance(50);
    let count = blocks.random.between(6, 20);
    let mut main = vec![blocks.river(form, count)];
    if blocks.random.chance(80) {
        main.push(blocks.pages());
    }
    let mut side = Vec::new();
    if blocks.random.chance(70) {
        side.push(blocks.recent_posts());
    }
    if blocks.random.chance(50) {
        side.push(blocks.recent_comments());
    }
    side.push(blocks.months());
    if blocks.random.chance(60) {
        side.push(blocks.tags());
    }
    if blocks.random.chance(20) {
        side.push(blocks.partners());
    }
    arranged(blocks, main, side)
}

/// The page's own list is what other pages have in a box.
fn ranking_page(blocks: &mut Blocks, form: &mut Form) -> Columns {
    if form.shape == Shape::Line {
        form.container = "ol";
        form.item = "li";
    }
    form.per_row = None;
    let title = blocks.words.tongue.labels.popular;
    let mut main = vec![element("h1").text(title).into()];
    if blocks.random.chance(40) {
        blocks.has("ranking in panes");
        form.further = 0;
        for pane in 0..blocks.random.between(2, 4) {
            let count = blocks.random.between(5, 12);
            let list = blocks.river(form, count);
            let list = blocks
                .dialect
                .boxed(Role::Popular, Some(text(title)), vec![list]);
            // One pane is shown at a time.
            let hidden = element("div").attr("style", "display:none");
            main.push(if pane == 0 {
                list
            } else {
                hidden.with(list).into()
            });
        }
    } else {
        let count = blocks.random.between(10, 30);
        let list = blocks.river(form, count);
        main.push(blocks.dialect.boxed(Role::Popular, None, vec![list]));
    }
    let mut side = vec![blocks.latest()];
    if blocks.random.chance(50) {
        side.push(blocks.tags());
    }
    arranged(blocks, main, side)
}

/// What stands beside the list.
fn side(blocks: &mut Blocks, front: bool) -> Vec<Node> {
    let mut side = Vec::new();
    if blocks.random.chance(60) {
        blocks.has("most-read box");
        side.push(blocks.popular());
    }
    if blocks.random.chance(35) {
        blocks.has("ticker of the latest");
        side.push(blocks.latest());
    }
    if blocks.random.chance(35) {
        side.push(blocks.advertisement());
    }
    if blocks.random.chance(30) {
        side.push(blocks.tags());
    }
    if blocks.random.chance(25) {
        side.push(blocks.services());
    }
    if blocks.random.chance(12) {
        side.push(blocks.authors());
    }
    let percent = if front { 15 } else { 30 };
    if blocks.random.chance(percent) {
        let form = Form::boxed(&mut blocks.random, blocks.dialect.era);
        let standing = if front { Standing::Own } else { Standing::Also };
        if front {
            blocks.has("box of a topic in the margin");
        }
        side.push(blocks.topic_box(&form, None, standing));
    }
    if blocks.random.chance(14) {
        side.push(blocks.partners());
    }
    blocks.random.shuffle(&mut side);
    side
}

/// The columns in the site's order, and on some front pages slides above the list. In some sites all stands in one column.
fn arranged(blocks: &mut Blocks, mut main: Vec<Node>, side: Vec<Node>) -> Columns {
    if blocks.section.is_none() && blocks.random.chance(15) {
        let slides = blocks.slides();
        main.insert(0, slides);
    }
    match blocks.random.below(20) {
        0..14 => vec![(Role::Main, main), (Role::Side, side)],
        14..17 => vec![(Role::Side, side), (Role::Main, main)],
        _ => {
            let all = main.into_iter().chain(side).collect();
            vec![(Role::Main, all)]
        }
    }
}

/// The whole document around the columns.
fn framed(blocks: &mut Blocks, columns: Columns) -> String {
    let mut body = Vec::new();
    if blocks.random.chance(20) {
        blocks.has("hidden copy of the menu");
        body.push(blocks.hidden_menu());
    }
    body.push(blocks.head());
    body.push(blocks.menu());
    if blocks.random.chance(12) {
        body.push(blocks.languages());
    }
    if blocks.random.chance(12) {
        blocks.has("ticker above the page");
        body.push(blocks.latest());
    }
    if blocks.random.chance(25) {
        body.push(blocks.advertisement());
    }
    body.push(blocks.dialect.columns(columns));
    if blocks.random.chance(10) {
        body.push(blocks.copy_without_scripts());
    }
    if blocks.random.chance(8) {
        body.push(blocks.data());
    }
    if blocks.random.chance(8) {
        body.push(Blocks::template());
    }
    body.push(blocks.foot());
    let page = if blocks.dialect.era == Era::Tables {
        element("center").all(body)
    } else {
        blocks.dialect.part(Role::Page).all(body)
    };
    document(blocks, page.into())
}

fn document(blocks: &Blocks, page: Node) -> String {
    let tongue = blocks.words.tongue;
    let title = match blocks.section {
        Some(section) => format!("{} | {}", one(tongue.topics, section), blocks.site.name),
        None => blocks.site.name.clone(),
    };
    let head = element("head")
        .with(element("meta").attr("charset", "utf-8"))
        .with(element("title").with(text(title)))
        .with(Node::Raw(blocks.dialect.style()));
    let html = element("html").attr("lang", tongue.code);
    let html = if tongue.rtl {
        html.attr("dir", "rtl")
    } else {
        html
    };
    let document = html.with(head).with(element("body").with(page));
    let mut written = match blocks.dialect.era {
        Era::Tables => "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n",
        Era::Divs | Era::Portal => {
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
             \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
        }
        Era::Blog | Era::Components | Era::Cards => "<!DOCTYPE html>\n",
    }
    .to_owned();
    blocks.dialect.hand.write(&document.into(), &mut written);
    written
}
