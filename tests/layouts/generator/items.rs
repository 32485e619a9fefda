//! Stories as markup: one story in a form, a list of stories in a form.

use jiff::civil::Date;
use url::Url;

use super::dialect::{Dialect, Era, Role};
use super::forms::{Clock, DatePlace, Form, Mention, Picture, Shape};
use super::markup::{Element, Node, element, text};
use super::words::Words;

/// A story with all that a page may say of it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) url: Url,
    pub(crate) title: String,
    pub(crate) date: Date,
    /// The time of day, in hours and minutes.
    pub(crate) time: (usize, usize),
    pub(crate) teaser: String,
    pub(crate) author: &'static str,
    /// The author's page.
    pub(crate) author_url: Url,
    pub(crate) category: &'static str,
    /// The category's page.
    pub(crate) category_url: Url,
    pub(crate) comments: usize,
    /// Who pays for the place.
    pub(crate) sponsor_url: Url,
    pub(crate) picture: String,
    /// The name of another site.
    pub(crate) source: String,
    /// Further headlines under the story, which are stories of their own.
    pub(crate) further: Vec<(Url, String)>,
}

/// Writes stories for the page at `base`.
pub(crate) struct Items<'a> {
    pub(crate) dialect: &'a Dialect,
    pub(crate) words: &'a Words,
    pub(crate) base: &'a Url,
    pub(crate) today: Date,
}

/// A title longer than this, in characters, is cut where a form cuts titles.
const CUT_CHARS: usize = 18;

impl Items<'_> {
    /// A list of `items` in `form`; `between` stands before the items of these numbers.
    pub(crate) fn list(&self, form: &Form, items: &[Shown], between: Vec<(usize, Node)>) -> Node {
        let mut between = between.into_iter().peekable();
        let mut parts: Vec<Node> = Vec::new();
        let mut day = None;
        for (number, shown) in items.iter().enumerate() {
            while let Some((_, node)) = between.next_if(|(at, _)| *at <= number) {
                parts.push(node);
            }
            if form.date == DatePlace::Above && day != Some(shown.date) {
                day = Some(shown.date);
                parts.push(self.day(form, shown.date));
            }
            parts.extend(self.item(form, shown));
        }
        if let Some(count) = form.per_row {
            let mut rows: Vec<Node> = Vec::new();
            let mut parts = parts.into_iter().peekable();
            while parts.peek().is_some() {
                let row = parts.by_ref().take(count);
                rows.push(self.dialect.part(Role::Row).all(row).into());
            }
            parts_into(self.container(form), rows)
        } else {
            parts_into(self.container(form), parts)
        }
    }

    fn container(&self, form: &Form) -> Element {
        let container = self.dialect.named(element(form.container), Role::List);
        match form.shape {
            Shape::Row => container.attr("width", "100%").attr("border", "0"),
            Shape::Break if form.container == "font" => container.attr("size", "2"),
            _ => container,
        }
    }

    fn day(&self, form: &Form, date: Date) -> Node {
        let line = self.words.date(date, form.date_form);
        match form.shape {
            Shape::Row => element("tr")
                .with(
                    element("td")
                        .attr("colspan", "3")
                        .with(element("b").text(line)),
                )
                .into(),
            Shape::Break => element("b").text(line).with(element("br")).into(),
            _ if form.item == "li" => self
                .dialect
                .named(element("li"), Role::Date)
                .text(line)
                .into(),
            _ => element("h4").text(line).into(),
        }
    }

    fn link(&self, url: &Url) -> Element {
        self.dialect.link(self.base, url)
    }

    /// One story.
    pub(crate) fn item(&self, form: &Form, shown: &Shown) -> Vec<Node> {
        match form.shape {
            Shape::Line => vec![self.line(form, shown)],
            Shape::Row => vec![self.row(form, shown)],
            Shape::Break => self.broken_line(form, shown),
            Shape::Card if self.dialect.era == Era::Tables => vec![self.old_card(form, shown)],
            Shape::Card => vec![self.card(form, shown)],
            Shape::Whole => vec![self.whole(form, shown)],
            Shape::Overlay => vec![self.overlay(form, shown)],
            Shape::Sibling => vec![self.sibling(form, shown)],
            Shape::Apart => self.apart(form, shown),
            Shape::Terms => self.terms(form, shown),
            Shape::Numbered => self.numbered(form, shown),
        }
    }

    fn title_link(&self, form: &Form, shown: &Shown) -> Node {
        let link = self.link(&shown.url);
        let chars = shown.title.chars().count();
        let link = if form.cut && chars > CUT_CHARS {
            let cut: String = shown.title.chars().take(CUT_CHARS).collect();
            link.attr("title", shown.title.as_str())
                .text(format!("{}…", cut.trim_end()))
        } else if self.dialect.era == Era::Tables && form.shape == Shape::Row {
            link.with(element("font").attr("size", "2").text(shown.title.as_str()))
        } else {
            match form.heading {
                Some(heading) if form.heading_inside => {
                    let heading = self.dialect.named(element(heading), Role::Title);
                    return link.with(heading.text(shown.title.as_str())).into();
                }
                _ => link.text(shown.title.as_str()),
            }
        };
        match form.heading {
            Some(heading) => self
                .dialect
                .named(element(heading), Role::Title)
                .with(link)
                .into(),
            None => link.into(),
        }
    }

    fn bare_title(&self, form: &Form, shown: &Shown) -> Node {
        let title = element(form.heading.unwrap_or(form.plain));
        self.dialect
            .named(title, Role::Title)
            .text(shown.title.as_str())
            .into()
    }

    fn date(&self, form: &Form, shown: &Shown, place: DatePlace) -> Option<Node> {
        if form.date != place {
            return None;
        }
        let day = self.words.date(shown.date, form.date_form);
        let (hour, minute) = shown.time;
        let time = format!("{hour:02}:{minute:02}");
        let written = match form.clock {
            Clock::Time => time.clone(),
            Clock::DayAndTime => format!("{day} {time}"),
            // The page was fetched at the end of the day.
            Clock::Ago if shown.date == self.today => self.words.ago(24 - hour),
            Clock::Ago | Clock::Day => day,
        };
        if self.dialect.era == Era::Tables {
            let font = element("font").attr("color", "#888888").attr("size", "1");
            return Some(font.text(format!(" {written} ")).into());
        }
        let date = if form.time_element {
            element("time").attr("datetime", format!("{}T{time}:00", shown.date))
        } else {
            element("span")
        };
        Some(self.dialect.named(date, Role::Date).text(written).into())
    }

    fn category(&self, form: &Form, shown: &Shown) -> Option<Node> {
        let category = match form.category {
            Mention::Absent => return None,
            Mention::Text => text(shown.category),
            Mention::Link => self.link(&shown.category_url).text(shown.category).into(),
        };
        let category = self
            .dialect
            .named(element("span"), Role::Category)
            .with(category);
        Some(category.into())
    }

    fn author(&self, form: &Form, shown: &Shown) -> Option<Node> {
        let by = format!("{} ", self.words.tongue.labels.by);
        let author = match form.author {
            Mention::Absent => return None,
            Mention::Text => text(shown.author),
            Mention::Link => self.link(&shown.author_url).text(shown.author).into(),
        };
        let author = self
            .dialect
            .named(element("span"), Role::Author)
            .text(by)
            .with(author);
        Some(author.into())
    }

    fn comments(&self, form: &Form, shown: &Shown) -> Option<Node> {
        if !form.comments {
            return None;
        }
        let mut at = shown.url.clone();
        at.set_fragment(Some("comments"));
        let count = format!("{} {}", shown.comments, self.words.tongue.labels.comments);
        let link = self.dialect.named(self.link(&at), Role::Comments);
        Some(link.text(count).into())
    }

    fn badge(&self, shown: &Shown) -> Node {
        let image = element("img")
            .attr("src", "/logos/sponsor.png")
            .attr("alt", "");
        self.link(&shown.sponsor_url).with(image).into()
    }

    fn share(&self, shown: &Shown) -> Node {
        let links = ["www.f-net.example", "t-wire.example"].map(|host| {
            let link = element("a").attr("href", format!("https://{host}/share?u={}", shown.url));
            Node::from(link.text(" + "))
        });
        element("span").all(links).into()
    }

    fn call(&self, form: &Form, shown: &Shown) -> Option<Node> {
        form.call.then(|| {
            let link = self.dialect.named(self.link(&shown.url), Role::Call);
            link.text(self.words.tongue.labels.read_more).into()
        })
    }

    fn picture(&self, form: &Form, shown: &Shown) -> Option<Node> {
        let image = match form.picture {
            Picture::Absent => return None,
            Picture::Lazy => element("img")
                .attr("src", "data:image/gif;base64,R0lGODlhAQABAAAAACw=")
                .attr("data-src", shown.picture.as_str()),
            Picture::Linked | Picture::Plain => element("img").attr("src", shown.picture.as_str()),
        };
        let alt = if form.alt_is_title {
            shown.title.as_str()
        } else {
            ""
        };
        let image = image
            .attr("alt", alt)
            .attr("width", "240")
            .attr("height", "150");
        let boxed = form.shape != Shape::Card || form.picture == Picture::Plain;
        let picture = self.dialect.named(element("div"), Role::Picture);
        Some(if boxed {
            picture.with(image).into()
        } else {
            picture.with(self.link(&shown.url).with(image)).into()
        })
    }

    fn teaser(&self, form: &Form, shown: &Shown) -> Option<Node> {
        let teaser = self.dialect.named(element("p"), Role::Teaser);
        let teaser = teaser.text(shown.teaser.as_str());
        let elsewhere = form.links_in_teaser.then(|| {
            let link = self.link(&shown.sponsor_url).text(shown.source.as_str());
            Node::from(link)
        });
        form.teaser.then(|| teaser.text(" ").all(elsewhere).into())
    }

    fn line(&self, form: &Form, shown: &Shown) -> Node {
        let parts = [
            self.date(form, shown, DatePlace::Before),
            self.category(form, shown),
            Some(self.title_link(form, shown)),
            self.author(form, shown),
            self.date(form, shown, DatePlace::After),
        ];
        // Words that stand in one line have a space between them.
        let parts = parts
            .into_iter()
            .flatten()
            .flat_map(|part| [part, text(" ")]);
        self.dialect
            .named(element(form.item), Role::Item)
            .all(parts)
            .into()
    }

    fn row(&self, form: &Form, shown: &Shown) -> Node {
        let cell = || element("td").attr("height", "24");
        let before = self
            .date(form, shown, DatePlace::Before)
            .map(|date| cell().with(date).into());
        let after = self.date(form, shown, DatePlace::After);
        let after = after.map(|date| cell().attr("width", "90").with(date).into());
        let row = element("tr")
            .with(cell().attr("width", "12").text("·"))
            .all(before)
            .with(
                cell()
                    .all(self.category(form, shown))
                    .text(" ")
                    .with(self.title_link(form, shown)),
            )
            .all(after);
        if form.row_tables {
            let table = element("table").attr("width", "100%").with(row);
            return element("tr").with(element("td").with(table)).into();
        }
        row.into()
    }

    fn broken_line(&self, form: &Form, shown: &Shown) -> Vec<Node> {
        let before = self.date(form, shown, DatePlace::Before);
        let after = self.date(form, shown, DatePlace::After);
        let mut line = vec![text("· ")];
        line.extend(before);
        line.push(self.title_link(form, shown));
        line.extend(after);
        line.push(element("br").into());
        line
    }

    fn old_card(&self, form: &Form, shown: &Shown) -> Node {
        let image = element("img")
            .attr("src", shown.picture.as_str())
            .attr("border", "0");
        let picture = (form.picture != Picture::Absent).then(|| {
            let link = self.link(&shown.url).with(image);
            element("td").attr("width", "130").with(link).into()
        });
        let title = element("b").with(self.title_link(form, shown));
        let teaser = form.teaser.then(|| {
            let font = element("font")
                .attr("size", "2")
                .text(shown.teaser.as_str());
            Node::from(font)
        });
        let words = element("td")
            .attr("valign", "top")
            .all(self.date(form, shown, DatePlace::Before))
            .with(title)
            .with(element("br"))
            .all(teaser)
            .all(self.date(form, shown, DatePlace::After))
            .all(self.call(form, shown));
        element("table")
            .attr("width", "100%")
            .with(element("tr").all(picture).with(words))
            .into()
    }

    fn meta(&self, form: &Form, shown: &Shown) -> Option<Node> {
        let parts: Vec<Node> = [
            self.author(form, shown),
            self.date(form, shown, DatePlace::After),
            self.comments(form, shown),
            form.badge.then(|| self.badge(shown)),
            form.share.then(|| self.share(shown)),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!parts.is_empty()).then(|| element("div").all(parts).into())
    }

    fn card(&self, form: &Form, shown: &Shown) -> Node {
        let words = self
            .dialect
            .part(Role::Text)
            .all(self.date(form, shown, DatePlace::Before))
            .all(self.category(form, shown))
            .with(self.title_link(form, shown))
            .all(self.teaser(form, shown))
            .all(self.meta(form, shown))
            .all(self.call(form, shown))
            .all(self.further(shown));
        self.dialect
            .named(element(form.item), Role::Item)
            .all(self.picture(form, shown))
            .with(words)
            .into()
    }

    /// No link can be in this link: category and author are texts.
    fn whole(&self, form: &Form, shown: &Shown) -> Node {
        let kept = |mention| {
            if form.nests_links {
                mention
            } else {
                no_link(mention)
            }
        };
        let form = &Form {
            category: kept(form.category),
            author: kept(form.author),
            comments: false,
            badge: false,
            links_in_teaser: false,
            share: false,
            ..*form
        };
        let words = self
            .dialect
            .part(Role::Text)
            .all(self.date(form, shown, DatePlace::Before))
            .all(self.category(form, shown))
            .with(self.bare_title(form, shown))
            .all(self.teaser(form, shown))
            .all(self.meta(form, shown));
        let link = self
            .link(&shown.url)
            .all(self.picture(form, shown))
            .with(words);
        if form.item == "div" {
            return self.dialect.named(link, Role::Item).into();
        }
        self.dialect
            .named(element(form.item), Role::Item)
            .with(link)
            .into()
    }

    fn overlay(&self, form: &Form, shown: &Shown) -> Node {
        let link = self.dialect.named(self.link(&shown.url), Role::Call);
        let link = if form.alt_is_title {
            link.attr("aria-label", shown.title.as_str())
        } else {
            link.attr("tabindex", "-1")
        };
        self.dialect
            .named(element(form.item), Role::Item)
            .with(link)
            .all(self.picture(form, shown))
            .all(self.date(form, shown, DatePlace::Before))
            .all(self.category(form, shown))
            .with(self.bare_title(form, shown))
            .all(self.teaser(form, shown))
            .all(self.meta(form, shown))
            .into()
    }

    fn sibling(&self, form: &Form, shown: &Shown) -> Node {
        self.dialect
            .named(element(form.item), Role::Item)
            .all(self.picture(form, shown))
            .all(self.date(form, shown, DatePlace::Before))
            .with(self.bare_title(form, shown))
            .all(self.teaser(form, shown))
            .all(self.meta(form, shown))
            .all(self.call(form, shown))
            .into()
    }

    fn apart(&self, form: &Form, shown: &Shown) -> Vec<Node> {
        let call = self
            .link(&shown.url)
            .text(self.words.tongue.labels.read_more);
        let words = self
            .dialect
            .part(Role::Text)
            .all(self.date(form, shown, DatePlace::Before))
            .all(self.teaser(form, shown))
            .all(self.meta(form, shown))
            .with(call);
        vec![self.bare_title(form, shown), words.into()]
    }

    fn numbered(&self, form: &Form, shown: &Shown) -> Vec<Node> {
        let number = self.link(&shown.url).text(format!("[{}]", shown.comments));
        let words = element("dd")
            .with(self.bare_title(form, shown))
            .with(element("br"))
            .all(self.author(form, shown))
            .text(" ")
            .all(self.date(form, shown, DatePlace::Before))
            .all(self.date(form, shown, DatePlace::After));
        vec![element("dt").with(number).into(), words.into()]
    }

    fn further(&self, shown: &Shown) -> Option<Node> {
        let links = shown.further.iter().map(|(url, title)| {
            let link = self.link(url).text(title.as_str());
            Node::from(element("li").with(link))
        });
        let list = self.dialect.named(element("ul"), Role::Sub).all(links);
        (!shown.further.is_empty()).then(|| list.into())
    }

    fn terms(&self, form: &Form, shown: &Shown) -> Vec<Node> {
        if form.date == DatePlace::Before {
            let date = self.words.date(shown.date, form.date_form);
            let title = element("dd").with(self.title_link(form, shown));
            return vec![element("dt").text(date).into(), title.into()];
        }
        let title = element("dt").with(self.title_link(form, shown));
        let words =
            element("dd")
                .text(shown.teaser.as_str())
                .all(self.date(form, shown, DatePlace::After));
        vec![title.into(), words.into()]
    }
}

fn parts_into(container: Element, parts: Vec<Node>) -> Node {
    container.all(parts).into()
}

const fn no_link(mention: Mention) -> Mention {
    match mention {
        Mention::Absent => Mention::Absent,
        Mention::Text | Mention::Link => Mention::Text,
    }
}
