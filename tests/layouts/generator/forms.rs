//! How a list shows its stories: lines, rows of tables, cards, boxes that are one link, headline and link as siblings.

use super::dialect::Era;
use super::random::Random;
use super::words::Length;

/// The build of one story's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A linked headline with a date at most.
    Line,
    /// A row of a table.
    Row,
    /// A line of text that ends with `br`.
    Break,
    /// Picture, heading with the link, teaser, and more.
    Card,
    /// The whole box is one link.
    Whole,
    /// An empty link lies over a box whose headline is no link.
    Overlay,
    /// Headline, teaser, and a link that reads `Read more`.
    Sibling,
    /// A heading without a link, and after it a block whose last link reads `Read more`.
    Apart,
    /// `dt` and `dd`.
    Terms,
    /// A `dt` with a linked number, and a `dd` with the headline.
    Numbered,
}

impl Shape {
    /// Whether a story has more than a line.
    pub(crate) const fn is_rich(self) -> bool {
        matches!(
            self,
            Self::Card | Self::Whole | Self::Overlay | Self::Sibling
        )
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Row => "table row",
            Self::Break => "br line",
            Self::Card => "card",
            Self::Whole => "box that is one link",
            Self::Overlay => "link over a box",
            Self::Sibling => "headline, then read more",
            Self::Apart => "heading, then a block with read more",
            Self::Terms => "dt and dd",
            Self::Numbered => "number in dt, headline in dd",
        }
    }
}

/// Where the date stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DatePlace {
    Absent,
    Before,
    After,
    /// In a line above the stories of a day.
    Above,
}

/// How a category or an author is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mention {
    Absent,
    Text,
    Link,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// The day alone.
    Day,
    /// The day and the time.
    DayAndTime,
    /// The time alone, as in tickers.
    Time,
    /// Today's stories have hours: `3 hours ago`.
    Ago,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    Absent,
    /// A link of its own to the story.
    Linked,
    Plain,
    /// A link of its own, and the address of the picture in `data-src`.
    Lazy,
}

/// How one list shows its stories.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) shape: Shape,
    /// The heading's element, if there is one.
    pub(crate) heading: Option<&'static str>,
    /// The element of a title that is neither a link nor a heading.
    pub(crate) plain: &'static str,
    /// The heading is in the link, not around it.
    pub(crate) heading_inside: bool,
    pub(crate) picture: Picture,
    pub(crate) date: DatePlace,
    pub(crate) date_form: usize,
    pub(crate) clock: Clock,
    /// Dates stand in `time` elements.
    pub(crate) time_element: bool,
    pub(crate) teaser: bool,
    pub(crate) category: Mention,
    pub(crate) author: Mention,
    pub(crate) comments: bool,
    /// A second link to the story that reads `Read more`.
    pub(crate) call: bool,
    pub(crate) length: Length,
    /// Items stand in rows of so many.
    pub(crate) per_row: Option<usize>,
    pub(crate) container: &'static str,
    pub(crate) item: &'static str,
    /// Long titles are cut with an ellipsis; the `title` attribute has the whole.
    pub(crate) cut: bool,
    /// The picture's `alt` is the headline.
    pub(crate) alt_is_title: bool,
    /// A box that is one link has links of its own, which HTML forbids.
    pub(crate) nests_links: bool,
    /// Each row of a table is a table.
    pub(crate) row_tables: bool,
    /// A sponsor's logo, with a link, stands in the place of the page's own story.
    pub(crate) badge: bool,
    /// The teaser has links to other sites.
    pub(crate) links_in_teaser: bool,
    /// So many further headlines stand under each story.
    pub(crate) further: usize,
    /// Links that share the story on other sites.
    pub(crate) share: bool,
}

impl Form {
    /// Linked headlines and nothing else.
    pub(crate) const fn bare(shape: Shape) -> Self {
        Self {
            shape,
            heading: None,
            plain: "div",
            heading_inside: false,
            picture: Picture::Absent,
            date: DatePlace::Absent,
            date_form: 0,
            clock: Clock::Day,
            time_element: false,
            teaser: false,
            category: Mention::Absent,
            author: Mention::Absent,
            comments: false,
            call: false,
            length: Length::Medium,
            per_row: None,
            container: "ul",
            item: "li",
            cut: false,
            alt_is_title: false,
            nests_links: false,
            row_tables: false,
            badge: false,
            links_in_teaser: false,
            further: 0,
            share: false,
        }
    }

    /// The form of a page's main list.
    pub(crate) fn river(random: &mut Random, era: Era) -> Self {
        let shape = match era {
            Era::Tables => random.weighted(&[
                (5, Shape::Row),
                (4, Shape::Break),
                (2, Shape::Card),
                (1, Shape::Terms),
            ]),
            Era::Divs => random.weighted(&[
                (5, Shape::Line),
                (6, Shape::Card),
                (1, Shape::Terms),
                (1, Shape::Numbered),
                (1, Shape::Apart),
                (1, Shape::Row),
                (1, Shape::Sibling),
            ]),
            Era::Portal => random.weighted(&[
                (12, Shape::Line),
                (3, Shape::Card),
                (1, Shape::Row),
                (1, Shape::Terms),
                (1, Shape::Sibling),
            ]),
            Era::Blog => {
                random.weighted(&[(20, Shape::Card), (2, Shape::Sibling), (1, Shape::Apart)])
            }
            Era::Components => random.weighted(&[
                (5, Shape::Card),
                (6, Shape::Whole),
                (2, Shape::Overlay),
                (1, Shape::Sibling),
            ]),
            Era::Cards => random.weighted(&[
                (8, Shape::Card),
                (4, Shape::Whole),
                (2, Shape::Overlay),
                (1, Shape::Sibling),
                (2, Shape::Line),
            ]),
        };
        let dated = match shape {
            Shape::Line | Shape::Row | Shape::Break | Shape::Terms => random.chance(70),
            Shape::Card
            | Shape::Whole
            | Shape::Overlay
            | Shape::Sibling
            | Shape::Apart
            | Shape::Numbered => random.chance(55),
        };
        Self::of(random, era, shape, dated)
    }

    /// The form of a box or of a strip.
    pub(crate) fn boxed(random: &mut Random, era: Era) -> Self {
        let shape = match era {
            Era::Tables => random.weighted(&[(4, Shape::Break), (4, Shape::Row)]),
            Era::Divs => random.weighted(&[(5, Shape::Line), (4, Shape::Card)]),
            Era::Portal => random.weighted(&[(9, Shape::Line), (2, Shape::Card)]),
            Era::Blog => random.weighted(&[(3, Shape::Line), (5, Shape::Card)]),
            Era::Components => {
                random.weighted(&[(5, Shape::Card), (5, Shape::Whole), (1, Shape::Overlay)])
            }
            Era::Cards => random.weighted(&[
                (7, Shape::Card),
                (4, Shape::Whole),
                (1, Shape::Overlay),
                (3, Shape::Line),
            ]),
        };
        let dated = random.chance(if era == Era::Portal { 40 } else { 20 });
        let mut form = Self::of(random, era, shape, dated);
        form.further = 0;
        form.teaser &= random.chance(35);
        form.call &= random.chance(20);
        form
    }

    /// The form of the story at the top of a front page.
    pub(crate) fn lead(random: &mut Random, era: Era) -> Self {
        let shape = match era {
            Era::Components | Era::Cards => {
                random.weighted(&[(6, Shape::Card), (3, Shape::Whole), (1, Shape::Overlay)])
            }
            Era::Tables | Era::Divs | Era::Portal | Era::Blog => Shape::Card,
        };
        let mut form = Self::of(random, era, shape, false);
        form.heading = Some(random.pick(&["h1", "h2", "h2", "h3"])).filter(|_| era != Era::Tables);
        form.per_row = None;
        form.further = 0;
        form.teaser = random.chance(80);
        form
    }

    fn of(random: &mut Random, era: Era, shape: Shape, dated: bool) -> Self {
        let rich = shape.is_rich();
        let old = era == Era::Tables;
        let heading = match (rich, era) {
            (_, Era::Tables) => None,
            _ if shape == Shape::Apart => Some(random.pick(&["h2", "h3"])),
            (true, Era::Components) => random
                .chance(65)
                .then(|| random.pick(&["h2", "h3", "h3", "h4", "p"])),
            (true, _) => random
                .chance(85)
                .then(|| random.pick(&["h2", "h3", "h3", "h4", "h5"])),
            (false, _) => random.chance(8).then(|| random.pick(&["h3", "h4"])),
        };
        let date = if !dated {
            DatePlace::Absent
        } else if rich {
            random.pick(&[DatePlace::Before, DatePlace::After, DatePlace::After])
        } else {
            let above = usize::from(!matches!(
                shape,
                Shape::Terms | Shape::Apart | Shape::Numbered
            ));
            random.weighted(&[
                (3, DatePlace::Before),
                (8, DatePlace::After),
                (above, DatePlace::Above),
            ])
        };
        let mention = |random: &mut Random, percent| {
            if !random.chance(percent) {
                Mention::Absent
            } else if random.chance(65) {
                Mention::Link
            } else {
                Mention::Text
            }
        };
        let (container, item) = match shape {
            Shape::Terms | Shape::Numbered => ("dl", "dt"),
            Shape::Apart => ("div", "div"),
            Shape::Row => ("table", "tr"),
            Shape::Break => (random.pick(&["div", "p", "font"]), "br"),
            Shape::Line if old => ("ul", "li"),
            Shape::Line => random.weighted(&[
                (8, ("ul", "li")),
                (1, ("ol", "li")),
                (2, ("div", "p")),
                (2, ("div", "div")),
            ]),
            Shape::Card | Shape::Whole | Shape::Overlay | Shape::Sibling => match era {
                Era::Tables => ("div", "div"),
                Era::Divs | Era::Portal => {
                    random.pick(&[("div", "div"), ("div", "div"), ("ul", "li")])
                }
                Era::Blog => random.pick(&[("div", "article"), ("div", "article"), ("div", "div")]),
                Era::Components | Era::Cards => random.pick(&[
                    ("div", "article"),
                    ("section", "article"),
                    ("div", "div"),
                    ("ul", "li"),
                ]),
            },
        };
        Self {
            shape,
            heading,
            plain: random.pick(&["div", "div", "p", "span"]),
            heading_inside: random.chance(25),
            picture: if rich && random.chance(78) {
                random.pick(&[
                    Picture::Linked,
                    Picture::Linked,
                    Picture::Plain,
                    Picture::Lazy,
                ])
            } else {
                Picture::Absent
            },
            date,
            date_form: random.below(6),
            clock: match random.below(20) {
                0..13 => Clock::Day,
                13..17 => Clock::DayAndTime,
                _ if rich => Clock::Ago,
                _ => Clock::Day,
            },
            time_element: !old && era != Era::Portal && random.chance(60),
            teaser: shape == Shape::Apart || (rich && random.chance(60)),
            category: mention(random, if rich { 35 } else { 9 }),
            author: mention(random, if rich { 22 } else { 4 }),
            comments: rich && random.chance(14),
            call: shape == Shape::Sibling || (rich && random.chance(14)),
            length: random.weighted(&[(1, Length::Short), (6, Length::Medium), (3, Length::Long)]),
            per_row: (rich && item == "div" && random.chance(30)).then(|| random.between(2, 4)),
            container,
            item,
            cut: shape == Shape::Line && random.chance(6),
            alt_is_title: random.chance(50),
            nests_links: random.chance(8),
            row_tables: random.chance(25),
            badge: rich && random.chance(4),
            links_in_teaser: random.chance(if era == Era::Blog { 15 } else { 3 }),
            further: if shape == Shape::Card && !old && random.chance(6) {
                random.between(1, 3)
            } else {
                0
            },
            share: rich && random.chance(5),
        }
    }
}
