//! How a site's templates write markup: the age, the elements, the names of classes, the form of links.
//!
//! Everything that stands for a part of a page goes through here, so that one site writes equal parts equally.

use url::Url;

use super::markup::{Element, Hand, Node, element};
use super::random::{Random, mixed};

/// The kind of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// Nested tables, font tags, no classes.
    Tables,
    /// `div` elements with ids.
    Divs,
    /// A Chinese CMS of the TRS kind: `ul` lists in boxes with tabs.
    Portal,
    /// A blog theme.
    Blog,
    /// Components whose class names a build made.
    Components,
    /// Landmarks, grids, cards.
    Cards,
}

impl Era {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Divs => "divs with ids",
            Self::Portal => "portal",
            Self::Blog => "blog theme",
            Self::Components => "components",
            Self::Cards => "cards",
        }
    }

    /// The first and the last year of such templates.
    pub(crate) const fn years(self) -> (usize, usize) {
        match self {
            Self::Tables => (2003, 2009),
            Self::Divs => (2008, 2017),
            Self::Portal => (2009, 2024),
            Self::Blog => (2010, 2026),
            Self::Components => (2018, 2026),
            Self::Cards => (2017, 2026),
        }
    }
}

/// How classes are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    Absent,
    /// `news-list`
    Words,
    /// `newsList`
    Joined,
    /// `mod_24`
    Numbers,
    /// `css-1x2y3z`
    Hashes,
    /// `Card_title__x8Fa2`
    HashedWords,
    /// `flex gap-4 mt-2`
    Utilities,
}

impl Naming {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Absent => "no classes",
            Self::Words | Self::Joined => "words",
            Self::Numbers => "numbers",
            Self::Hashes => "hashes",
            Self::HashedWords => "words and hashes",
            Self::Utilities => "utilities",
        }
    }
}

/// What a part of a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Page,
    Main,
    Side,
    Head,
    Menu,
    Foot,
    List,
    Row,
    Item,
    Title,
    Teaser,
    Date,
    Picture,
    Category,
    Author,
    Comments,
    Call,
    Text,
    Lead,
    Sub,
    Box,
    BoxTitle,
    Popular,
    Latest,
    Opinion,
    Media,
    Partners,
    Advertisement,
    Tags,
    Path,
    Pages,
    Services,
    Languages,
    Facts,
    Story,
    Deck,
    Source,
    Caption,
    Credit,
    Bio,
    Remarks,
    Related,
}

impl Role {
    /// The words with which people name such a part.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Page => &["wrapper", "page", "container", "site", "outer"],
            Self::Main => &[
                "main",
                "content",
                "left-column",
                "primary",
                "center",
                "col-8",
            ],
            Self::Side => &[
                "sidebar",
                "right",
                "side-column",
                "rail",
                "secondary",
                "col-4",
            ],
            Self::Head => &["header", "top", "masthead", "site-head"],
            Self::Menu => &["nav", "menu", "main-menu", "topnav", "channels"],
            Self::Foot => &["footer", "bottom", "site-foot"],
            Self::List => &[
                "list",
                "news-list",
                "items",
                "stories",
                "feed",
                "con",
                "archive-list",
            ],
            Self::Row => &["row", "grid", "line", "group"],
            Self::Item => &[
                "item",
                "story",
                "entry",
                "teaser",
                "card",
                "article-item",
                "post",
            ],
            Self::Title => &["title", "headline", "tit", "name", "entry-title"],
            Self::Teaser => &["summary", "excerpt", "desc", "lead-text", "intro"],
            Self::Date => &["date", "time", "published", "meta-date", "when"],
            Self::Picture => &["image", "thumb", "pic", "media-img", "figure"],
            Self::Category => &["category", "kicker", "label", "section-name", "rubric"],
            Self::Author => &["author", "byline", "by", "writer"],
            Self::Comments => &["comments", "count", "replies"],
            Self::Call => &["more-link", "read-more", "btn", "detail"],
            Self::Text => &["text", "body", "info", "caption", "wrap-text"],
            Self::Lead => &[
                "lead",
                "top-story",
                "hero",
                "focus",
                "headline-block",
                "featured",
            ],
            Self::Sub => &["related-links", "sub-stories", "bullets", "also"],
            Self::Box => &["box", "block", "module", "section", "mod", "panel"],
            Self::BoxTitle => &[
                "box-title",
                "hd",
                "section-title",
                "block-head",
                "label-row",
            ],
            Self::Popular => &["most-read", "popular", "hot", "ranking", "trending"],
            Self::Latest => &["latest", "ticker", "live", "just-in", "newest"],
            Self::Opinion => &["opinion", "columns", "voices", "blogs"],
            Self::Media => &["video", "gallery", "multimedia", "slider"],
            Self::Partners => &["partners", "around-the-web", "links-out", "network"],
            Self::Advertisement => &[
                "ad",
                "sponsor",
                "promo",
                "commercial",
                "banner-slot",
                "offer",
                "zone",
            ],
            Self::Tags => &["tags", "topics", "keywords", "cloud"],
            Self::Path => &["breadcrumb", "path", "location", "crumbs"],
            Self::Pages => &["pagination", "pages", "pager", "paging"],
            Self::Services => &["services", "quick-links", "tools", "promo-links"],
            Self::Languages => &["languages", "lang", "editions"],
            Self::Facts => &[
                "meta",
                "info",
                "article-info",
                "post-meta",
                "details",
                "sub-info",
            ],
            Self::Story => &[
                "article-body",
                "content",
                "entry-content",
                "story-text",
                "detail",
                "article",
            ],
            Self::Deck => &["deck", "standfirst", "subtitle", "summary", "lead-in"],
            Self::Source => &["source", "from", "origin", "ly", "provider"],
            Self::Caption => &["caption", "pic-text", "legend", "image-text"],
            Self::Credit => &["credit", "copyright", "photographer", "image-source"],
            Self::Bio => &[
                "author-bio",
                "about-author",
                "author-card",
                "bio",
                "profile",
            ],
            Self::Remarks => &["comments", "discussion", "replies", "comment-list"],
            Self::Related => &[
                "related",
                "read-also",
                "more-stories",
                "recommended",
                "further",
            ],
        }
    }
}

/// How a page's own addresses are written in links.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Href {
    Absolute,
    Rooted,
    Relative,
    WithoutScheme,
}

/// One site's way to write markup.
#[derive(Debug)]
pub(crate) struct Dialect {
    pub(crate) era: Era,
    pub(crate) naming: Naming,
    /// `main`, `nav`, `aside`, `article` instead of `div`.
    pub(crate) landmarks: bool,
    pub(crate) hand: Hand,
    pub(crate) href: Href,
    /// Parts that carry the name of another part.
    pub(crate) lies: Vec<(Role, Role)>,
    /// Spaces around the addresses of links.
    spaces: bool,
    /// `target="_blank"` on links.
    blank: bool,
    /// The element of a box's title.
    pub(crate) box_title: &'static str,
    seed: u64,
    prefix: &'static str,
}

/// Names that were found to lie on real sites: the part, and the part that its name speaks of.
const LIES: [(Role, Role); 8] = [
    (Role::Main, Role::Advertisement),
    (Role::List, Role::Popular),
    (Role::List, Role::Sub),
    (Role::Item, Role::Advertisement),
    (Role::Main, Role::Side),
    (Role::Advertisement, Role::Item),
    (Role::Popular, Role::List),
    (Role::Partners, Role::List),
];

impl Dialect {
    pub(crate) fn new(random: &mut Random, era: Era) -> Self {
        let naming = match era {
            Era::Tables => random.weighted(&[(8, Naming::Absent), (2, Naming::Joined)]),
            Era::Divs => random.weighted(&[
                (6, Naming::Words),
                (3, Naming::Joined),
                (2, Naming::Numbers),
            ]),
            Era::Portal => random.weighted(&[
                (4, Naming::Joined),
                (3, Naming::Numbers),
                (2, Naming::Words),
                (1, Naming::Absent),
            ]),
            Era::Blog => Naming::Words,
            Era::Components => random.weighted(&[(5, Naming::Hashes), (4, Naming::HashedWords)]),
            Era::Cards => random.weighted(&[
                (6, Naming::Words),
                (2, Naming::Joined),
                (3, Naming::Utilities),
                (1, Naming::HashedWords),
            ]),
        };
        let old = era == Era::Tables;
        let landmarks = match era {
            Era::Tables | Era::Divs | Era::Portal => false,
            Era::Blog => random.chance(80),
            Era::Components => random.chance(60),
            Era::Cards => random.chance(85),
        };
        let speaks = matches!(naming, Naming::Words | Naming::Joined | Naming::HashedWords);
        let lies = if speaks && random.chance(26) {
            let count = random.between(1, 2);
            (0..count).map(|_| random.pick(&LIES)).collect()
        } else {
            Vec::new()
        };
        Self {
            era,
            naming,
            landmarks,
            hand: Hand {
                upper: old && random.chance(45),
                leaves_ends_out: (old && random.chance(55)) || random.chance(4),
                forgets_fonts: old && random.chance(12),
                lines: random.chance(70),
            },
            href: match random.below(20) {
                0..8 => Href::Absolute,
                8..16 => Href::Rooted,
                16..19 => Href::Relative,
                _ => Href::WithoutScheme,
            },
            lies,
            spaces: random.chance(3),
            blank: random.chance(35),
            box_title: match era {
                Era::Tables => random.pick(&["b", "font", "strong"]),
                Era::Divs | Era::Portal => random.pick(&["h2", "h3", "div", "span"]),
                Era::Blog | Era::Components | Era::Cards => random.pick(&["h2", "h2", "h3", "div"]),
            },
            seed: random.number(),
            prefix: random.pick(&["", "", "", "td", "nw", "g", "site", "c"]),
        }
    }

    /// A number that is the same for each use of `role` on the site.
    const fn number(&self, role: Role) -> u64 {
        mixed(self.seed ^ ((role as u64) << 32))
    }

    /// The class of a part.
    fn class(&self, role: Role) -> Option<String> {
        let named = self.lies.iter().find(|(part, _)| *part == role);
        let named = named.map_or(role, |(_, other)| *other);
        let number = self.number(role);
        let words = named.words();
        let word = words[(number % words.len() as u64) as usize];
        let hash = |length| Random::new(number).code(length);
        let class = match self.naming {
            Naming::Absent => return None,
            Naming::Words if self.prefix.is_empty() => word.to_owned(),
            Naming::Words => format!("{}-{word}", self.prefix),
            Naming::Joined => joined(self.prefix, word),
            Naming::Numbers => format!(
                "{}{}",
                ["mod_", "c", "box", "m-"][(number % 4) as usize],
                number % 97
            ),
            Naming::Hashes => format!("css-{}", hash(6)),
            Naming::HashedWords => format!("{}__{}", joined("", word), hash(5)),
            Naming::Utilities => {
                const UTILITIES: [&str; 8] = [
                    "flex flex-col gap-4",
                    "mt-2 text-sm",
                    "grid grid-cols-3 gap-6",
                    "relative overflow-hidden",
                    "px-4 py-2",
                    "w-full lg:w-2/3",
                    "font-bold text-xl",
                    "border-b pb-4",
                ];
                UTILITIES[(number % 8) as usize].to_owned()
            }
        };
        Some(class)
    }

    /// `element` with the name of `role`.
    pub(crate) fn named(&self, part: Element, role: Role) -> Element {
        let frame = matches!(
            role,
            Role::Main | Role::Side | Role::Head | Role::Menu | Role::Foot | Role::Page
        );
        match self.class(role) {
            Some(class) if frame && matches!(self.era, Era::Divs | Era::Portal) => {
                part.attr("id", class)
            }
            Some(class) => part.attr("class", class),
            None => part,
        }
    }

    /// The element of a part, with its name.
    pub(crate) fn part(&self, role: Role) -> Element {
        let even = self.number(role).is_multiple_of(2);
        let name = match role {
            Role::Main if self.landmarks => "main",
            Role::Side if self.landmarks => "aside",
            Role::Head if self.landmarks => "header",
            Role::Foot if self.landmarks => "footer",
            Role::Menu if self.landmarks => "nav",
            Role::Path | Role::Pages if self.landmarks && even => "nav",
            Role::Box if self.landmarks && even => "section",
            _ => "div",
        };
        self.named(element(name), role)
    }

    /// A link to `url` from the page at `base`.
    pub(crate) fn link(&self, base: &Url, url: &Url) -> Element {
        let same_host = base.host_str() == url.host_str();
        let path = &url[url::Position::BeforePath..];
        let href = match self.href {
            Href::Rooted if same_host => path.to_owned(),
            Href::Relative if same_host => {
                base.make_relative(url).unwrap_or_else(|| path.to_owned())
            }
            Href::WithoutScheme => format!("//{}{path}", url.host_str().unwrap_or_default()),
            Href::Absolute | Href::Rooted | Href::Relative => url.as_str().to_owned(),
        };
        let href = if self.spaces {
            format!(" {href} ")
        } else {
            href
        };
        let link = element("a").attr("href", href);
        if self.blank {
            link.attr("target", "_blank")
        } else {
            link
        }
    }

    /// A box with a title.
    pub(crate) fn boxed(&self, role: Role, title: Option<Node>, content: Vec<Node>) -> Node {
        if self.era == Era::Tables {
            let head = title.map(|title| {
                let cell = element("td").attr("bgcolor", "#dddddd").with(title);
                Node::from(element("tr").with(cell))
            });
            let body = element("tr").with(element("td").all(content));
            return self
                .named(
                    element("table").attr("width", "100%").attr("border", "0"),
                    role,
                )
                .all(head)
                .with(body)
                .into();
        }
        let title = title.map(|title| {
            let heading = element(self.box_title).with(title);
            Node::from(self.part(Role::BoxTitle).with(heading))
        });
        self.part(role).all(title).all(content).into()
    }

    /// Enough style that a person who looks at the page in a browser sees its columns.
    pub(crate) fn style(&self) -> String {
        let first = |role| {
            let class = self.class(role).unwrap_or_default();
            let class = class.split_ascii_whitespace().next().map(str::to_owned);
            class.unwrap_or_else(|| "row".to_owned())
        };
        let (row, menu) = (first(Role::Row), first(Role::Menu));
        format!(
            "<style>body{{font:14px sans-serif;margin:1em}}a{{text-decoration:none}}.{row}{{display:flex;gap:1.5em}}\
             .{row}>*{{flex:1}}#{menu} li,.{menu} li,nav li{{display:inline-block;margin:0 .5em}}\
             img{{background:#ccd;max-width:100%}}</style>"
        )
    }

    /// Columns side by side.
    pub(crate) fn columns(&self, columns: Vec<(Role, Vec<Node>)>) -> Node {
        if self.era == Era::Tables {
            let cells = columns.into_iter().map(|(role, content)| {
                Node::from(
                    self.named(element("td").attr("valign", "top"), role)
                        .all(content),
                )
            });
            return element("table")
                .attr("width", "960")
                .attr("cellpadding", "0")
                .with(element("tr").all(cells))
                .into();
        }
        let columns = columns
            .into_iter()
            .map(|(role, content)| Node::from(self.part(role).all(content)));
        self.part(Role::Row).all(columns).into()
    }
}

fn joined(prefix: &str, word: &str) -> String {
    let mut joined = prefix.to_owned();
    for part in word.split('-') {
        if joined.is_empty() {
            joined.push_str(part);
        } else {
            let (first, rest) = part.split_at(1);
            joined.push_str(&first.to_uppercase());
            joined.push_str(rest);
        }
    }
    joined
}
