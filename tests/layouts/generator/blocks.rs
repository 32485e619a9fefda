//! The blocks of a page: lists of stories, boxes, menus, advertisements. Each block writes down what is true of its links.

use url::Url;

use super::dialect::{Dialect, Era, Role};
use super::forms::{Clock, DatePlace, Form, Mention, Picture, Shape};
use super::items::{Items, Shown};
use super::markup::{Node, element, text};
use super::random::Random;
use super::site::Site;
use super::tongues::{TOPIC_SLUGS, each, one};
use super::truth::{Story, Truth};
use super::words::{Length, Words};

/// What is true of the stories of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// They belong to the page's list.
    Own,
    /// They may be found or not.
    Also,
    /// They are no stories of the page.
    Wrong,
}

/// Makes the blocks of one page.
pub(crate) struct Blocks {
    pub(crate) random: Random,
    pub(crate) site: Site,
    pub(crate) dialect: Dialect,
    pub(crate) words: Words,
    pub(crate) truth: Truth,
    /// The page's own address.
    pub(crate) base: Url,
    /// The section of the page's stories, if they are of one.
    pub(crate) section: Option<usize>,
    /// The page's own stories so far.
    pub(crate) own: Vec<Shown>,
    /// What the page has, for the table of kinds.
    pub(crate) traits: Vec<&'static str>,
}

impl Blocks {
    const fn items(&self) -> Items<'_> {
        Items {
            dialect: &self.dialect,
            words: &self.words,
            base: &self.base,
            today: self.site.today,
        }
    }

    fn link(&self, url: &Url, label: &str) -> Node {
        self.dialect.link(&self.base, url).text(label).into()
    }

    pub(crate) fn has(&mut self, what: &'static str) {
        if !self.traits.contains(&what) {
            self.traits.push(what);
        }
    }

    fn topic(&self, section: usize) -> &'static str {
        one(self.words.tongue.topics, section)
    }

    fn any_section(&mut self) -> usize {
        self.section
            .unwrap_or_else(|| self.random.below(TOPIC_SLUGS.len()))
    }

    /// `count` new stories, the newest first.
    fn stories(&mut self, count: usize, section: Option<usize>, length: Length) -> Vec<Shown> {
        let pace = self.random.between(0, 2);
        let mut age = 0;
        (0..count)
            .map(|_| {
                age += self.random.below(pace + 1);
                let section = section.unwrap_or_else(|| self.any_section());
                self.story(section, age, length)
            })
            .collect()
    }

    fn story(&mut self, section: usize, age: usize, length: Length) -> Shown {
        // Headlines of one place are not all of one length.
        let length = match self.random.below(10) {
            0 => Length::Short,
            1 => Length::Medium,
            2 => Length::Long,
            _ => length,
        };
        let date = self.site.day_before(age);
        let title = self.words.headline(&mut self.random, length);
        let url = self.site.story(&mut self.random, section, date, &title);
        self.shown(url, title, section, age)
    }

    fn shown(&mut self, url: Url, title: String, section: usize, age: usize) -> Shown {
        let picture = format!("/images/{}.jpg", self.random.code(9));
        Shown {
            url,
            title,
            date: self.site.day_before(age),
            time: (self.random.between(15, 21), self.random.below(60)),
            teaser: self.words.teaser(&mut self.random),
            author: self.words.person(&mut self.random),
            author_url: self.site.place(&mut self.random, "author"),
            category: self.topic(section),
            category_url: self.site.section(section),
            comments: self.random.between(2, 240),
            sponsor_url: Site::elsewhere(&mut self.random),
            picture,
            source: self.words.tag(&mut self.random),
            further: Vec::new(),
        }
    }

    /// A list of `stories` in `form`; `block` names it in reports.
    fn shown_as(
        &mut self,
        block: &'static str,
        form: &Form,
        stories: &[Shown],
        standing: Standing,
        between: Vec<(usize, Node)>,
    ) -> Node {
        for shown in stories {
            self.truth.stands_in(shown.url.clone(), block);
            match standing {
                Standing::Own => {
                    let shows_date = form.date != DatePlace::Absent && form.clock != Clock::Time;
                    self.truth.own(Story {
                        url: shown.url.clone(),
                        title: shown.title.clone(),
                        date: shows_date.then_some(shown.date),
                    });
                    for (url, title) in &shown.further {
                        self.truth.stands_in(url.clone(), "further headlines");
                        self.truth.own(Story {
                            url: url.clone(),
                            title: title.clone(),
                            date: None,
                        });
                    }
                    let further = Vec::new();
                    self.own.push(Shown {
                        further,
                        ..shown.clone()
                    });
                }
                Standing::Also => self.truth.also(shown.url.clone()),
                Standing::Wrong => {}
            }
        }
        self.items().list(form, stories, between)
    }

    /// The page's own list of `count` stories. Advertisements may stand between them.
    pub(crate) fn river(&mut self, form: &Form, count: usize) -> Node {
        let mut stories = self.stories(count, self.section, form.length);
        if form.further > 0 {
            self.has("further headlines under each story");
            for story in &mut stories {
                let further = self.stories(form.further, self.section, Length::Short);
                story.further = further
                    .into_iter()
                    .map(|story| (story.url, story.title))
                    .collect();
            }
        }
        let mut between = Vec::new();
        if form.shape.is_rich() && form.per_row.is_none() && self.random.chance(22) {
            self.has("sponsored cards in the list");
            let step = self.random.between(3, 8);
            for at in (step..count).step_by(step) {
                let card = self.sponsored_card(form);
                between.push((at, card));
            }
        } else if self.random.chance(15) {
            self.has("banners in the list");
            let step = self.random.between(4, 9);
            for at in (step..count).step_by(step) {
                let banner = self.banner(form.item);
                between.push((at, banner));
            }
        }
        self.shown_as("the list", form, &stories, Standing::Own, between)
    }

    fn sponsored_card(&mut self, form: &Form) -> Node {
        let url = if self.random.chance(60) {
            Site::elsewhere(&mut self.random)
        } else {
            self.site.advertorial(&mut self.random)
        };
        let title = self.words.headline(&mut self.random, form.length);
        let mut shown = self.shown(url, title, 1, 0);
        self.truth.stands_in(shown.url.clone(), "sponsored card");
        let mut form = *form;
        form.author = Mention::Absent;
        form.comments = false;
        if self.random.chance(70) {
            form.category = Mention::Text;
            shown.category = self.words.tongue.labels.sponsored;
        }
        if self.random.chance(60) {
            form.date = DatePlace::Absent;
        }
        element_of(self.items().item(&form, &shown))
    }

    fn banner(&mut self, item: &'static str) -> Node {
        let url = Site::elsewhere(&mut self.random);
        let image = element("img")
            .attr("src", format!("/b/{}.gif", self.random.code(6)))
            .attr("alt", "");
        let link = self.dialect.link(&self.base, &url).with(image);
        let inner = self.dialect.part(Role::Advertisement).with(link);
        match item {
            "li" => element("li").with(inner).into(),
            "tr" => element("tr")
                .with(element("td").attr("colspan", "3").with(inner))
                .into(),
            _ => inner.into(),
        }
    }

    /// The story at the top of a front page, with headlines under it that are stories of their own.
    pub(crate) fn lead(&mut self) -> Node {
        let form = Form::lead(&mut self.random, self.dialect.era);
        let stories = self.stories(1, self.section, Length::Medium);
        let mut parts =
            vec![self.shown_as("lead story", &form, &stories, Standing::Own, Vec::new())];
        if self.random.chance(45) {
            self.has("sub-headlines");
            let mut form = Form::bare(if self.dialect.era == Era::Tables {
                Shape::Break
            } else {
                Shape::Line
            });
            if form.shape == Shape::Break {
                form.container = "font";
            }
            let count = self.random.between(2, 5);
            let length = self.random.pick(&[Length::Short, Length::Medium]);
            let stories = self.stories(count, self.section, length);
            let list = self.shown_as("sub-headlines", &form, &stories, Standing::Own, Vec::new());
            parts.push(self.dialect.part(Role::Sub).with(list).into());
        }
        self.dialect.boxed(Role::Lead, None, parts)
    }

    /// A few cards beside or under the lead story.
    pub(crate) fn seconds(&mut self, form: &Form) -> Node {
        let count = self.random.between(2, 6);
        let stories = self.stories(count, self.section, form.length);
        let list = self.shown_as("second stories", form, &stories, Standing::Own, Vec::new());
        self.dialect.boxed(Role::Box, None, vec![list])
    }

    /// A box of one topic. In many, the first story is a card and the others are lines.
    pub(crate) fn topic_box(
        &mut self,
        form: &Form,
        split: Option<Form>,
        standing: Standing,
    ) -> Node {
        let section = self.random.below(TOPIC_SLUGS.len());
        let count = self.random.between(3, 9);
        let stories = self.stories(count, Some(section), form.length);
        let mut parts = Vec::new();
        if let Some(first) = split {
            parts.push(self.shown_as("topic box", &first, &stories[..1], standing, Vec::new()));
            parts.push(self.shown_as("topic box", form, &stories[1..], standing, Vec::new()));
        } else {
            parts.push(self.shown_as("topic box", form, &stories, standing, Vec::new()));
        }
        let url = self.site.section(section);
        let title = self.link(&url, self.topic(section));
        if self.random.chance(40) {
            let more = self.link(&url, self.words.tongue.labels.more);
            parts.push(self.dialect.part(Role::Call).with(more).into());
        }
        self.dialect.boxed(Role::Box, Some(title), parts)
    }

    /// Boxes of which one is shown at a time. The stories of all of them are the page's own.
    pub(crate) fn tabs(&mut self, form: &Form) -> Node {
        self.has("boxes of topics as tabs");
        let count = self.random.between(2, 4);
        let tabs: Vec<Node> = (0..count)
            .map(|number| {
                let tab = self.topic_box(form, None, Standing::Own);
                let tab = element("div").with(tab);
                if number == 0 {
                    tab.into()
                } else {
                    tab.attr("style", "display:none").into()
                }
            })
            .collect();
        self.dialect.boxed(Role::Box, None, tabs)
    }

    /// A template that a script fills.
    pub(crate) fn template() -> Node {
        let template = "<script type=\"text/template\"><a href=\"{{url}}\">{{title}}</a></script>\
            <div style=\"display:none\"><a data-href=\"{{item.url}}\">{{item.title}}</a></div>";
        Node::Raw(template.to_owned())
    }

    /// Most-read stories: some of the page's own, some others.
    pub(crate) fn popular(&mut self) -> Node {
        let count = self.random.between(4, 10);
        let shape = if self.dialect.era == Era::Tables {
            Shape::Break
        } else {
            Shape::Line
        };
        let mut form = Form::bare(shape);
        form.container = if shape == Shape::Break {
            "div"
        } else {
            self.random.pick(&["ol", "ul"])
        };
        if self.random.chance(25) && shape == Shape::Line {
            form.shape = Shape::Card;
            form.picture = Picture::Linked;
            form.heading = Some("h4");
        }
        let mut stories = self.stories(count, None, Length::Medium);
        for story in &mut stories {
            if !self.own.is_empty() && self.random.chance(35) {
                *story = self.own[self.random.below(self.own.len())].clone();
            }
        }
        let mut lists =
            vec![self.shown_as("most read", &form, &stories, Standing::Also, Vec::new())];
        if self.random.chance(20) {
            // The second tab: another day, or another measure.
            let stories = self.stories(count, None, Length::Medium);
            let list = self.shown_as("most read", &form, &stories, Standing::Also, Vec::new());
            lists.push(
                element("div")
                    .attr("style", "display:none")
                    .with(list)
                    .into(),
            );
        }
        let title = text(self.words.tongue.labels.popular);
        self.dialect.boxed(Role::Popular, Some(title), lists)
    }

    /// Pictures of some of the page's own stories, one of which is shown at a time.
    pub(crate) fn slides(&mut self) -> Node {
        self.has("slides of the page's own stories");
        let mut form = Form::bare(Shape::Card);
        form.picture = Picture::Linked;
        form.container = "div";
        form.item = "div";
        let count = self.random.between(3, 5);
        let stories: Vec<Shown> = self.own.iter().step_by(3).take(count).cloned().collect();
        let list = self.items().list(&form, &stories, Vec::new());
        self.dialect.boxed(Role::Media, None, vec![list])
    }

    /// A ticker of the latest stories beside the page's list.
    pub(crate) fn latest(&mut self) -> Node {
        let count = self.random.weighted(&[(6, 6), (4, 10), (2, 20)]);
        let shape = if self.dialect.era == Era::Tables {
            Shape::Break
        } else {
            Shape::Line
        };
        let mut form = Form::bare(shape);
        if shape == Shape::Break {
            form.container = "div";
        }
        if self.random.chance(40) {
            form.date = DatePlace::Before;
            form.date_form = 1;
            form.clock = self.random.pick(&[Clock::Time, Clock::Time, Clock::Day]);
        }
        let stories = self.stories(count, None, Length::Medium);
        let list = self.shown_as("latest", &form, &stories, Standing::Also, Vec::new());
        let title = text(self.words.tongue.labels.latest);
        self.dialect.boxed(Role::Latest, Some(title), vec![list])
    }

    /// Opinions, videos, galleries, or stories of a sister site: neither the list nor wrong.
    pub(crate) fn strip(&mut self) -> Node {
        let labels = &self.words.tongue.labels;
        let (role, title) = self.random.pick(&[
            (Role::Opinion, labels.opinion),
            (Role::Media, labels.video),
            (Role::Media, labels.video),
        ]);
        let form = Form::boxed(&mut self.random, self.dialect.era);
        let count = self.random.between(3, 6);
        let mut stories = self.stories(count, None, Length::Medium);
        if role == Role::Media && self.random.chance(50) {
            for story in &mut stories {
                story.url = if self.random.chance(50) {
                    self.site.sister(&mut self.random)
                } else {
                    self.site.place(&mut self.random, "video")
                };
            }
        }
        let list = self.shown_as("strip", &form, &stories, Standing::Also, Vec::new());
        self.dialect.boxed(role, Some(text(title)), vec![list])
    }

    /// Headlines of other sites, built like the page's own.
    pub(crate) fn partners(&mut self) -> Node {
        self.has("strips to other sites");
        let form = Form::boxed(&mut self.random, self.dialect.era);
        let count = self.random.between(3, 10);
        let mut stories = self.stories(count, None, Length::Medium);
        for story in &mut stories {
            story.url = Site::elsewhere(&mut self.random);
            story.category_url = Site::elsewhere(&mut self.random);
            story.author_url = Site::elsewhere(&mut self.random);
        }
        let list = self.shown_as("partners", &form, &stories, Standing::Wrong, Vec::new());
        let title = self
            .random
            .chance(70)
            .then(|| text(self.words.tongue.labels.partners));
        let role = self.random.pick(&[
            Role::Partners,
            Role::Partners,
            Role::Box,
            Role::Advertisement,
        ]);
        self.dialect.boxed(role, title, vec![list])
    }

    /// One large advertisement that says a sentence.
    pub(crate) fn advertisement(&mut self) -> Node {
        let url = if self.random.chance(75) {
            Site::elsewhere(&mut self.random)
        } else {
            self.site.advertorial(&mut self.random)
        };
        let label = self.words.service(&mut self.random);
        let image = element("img").attr("src", format!("/b/{}.jpg", self.random.code(6)));
        let link = self.dialect.link(&self.base, &url).with(image).text(label);
        self.dialect.part(Role::Advertisement).with(link).into()
    }

    /// Links of a few words each.
    pub(crate) fn tags(&mut self) -> Node {
        let count = self.random.between(8, 30);
        let tags = self.tag_links("tag", count);
        let title = text(self.words.tongue.labels.tags);
        self.dialect
            .boxed(Role::Tags, Some(title), self.listed(tags))
    }

    fn tag_links(&mut self, kind: &str, count: usize) -> Vec<Node> {
        (0..count)
            .map(|_| {
                let url = self.site.place(&mut self.random, kind);
                let tag = self.words.tag(&mut self.random);
                self.link(&url, &tag)
            })
            .collect()
    }

    /// The authors of the site.
    pub(crate) fn authors(&mut self) -> Node {
        let people = each(self.words.tongue.people);
        let links: Vec<Node> = people
            .map(|person| {
                let url = self.site.place(&mut self.random, "author");
                self.link(&url, person)
            })
            .collect();
        self.dialect.boxed(Role::Author, None, self.listed(links))
    }

    /// Long texts that lead to services of the site.
    pub(crate) fn services(&mut self) -> Node {
        let kind = self.random.pick(&["service", "shop", "info", "help"]);
        let links = self.long_links(kind);
        let title = self
            .random
            .chance(50)
            .then(|| text(self.words.tongue.labels.more));
        self.dialect
            .boxed(Role::Services, title, self.listed(links))
    }

    fn long_links(&mut self, kind: &str) -> Vec<Node> {
        let services = each(self.words.tongue.services);
        services
            .map(|service| {
                let url = self.site.place(&mut self.random, kind);
                self.link(&url, service)
            })
            .collect()
    }

    fn short_links(&mut self) -> Vec<Node> {
        let places = each(self.words.tongue.places);
        places
            .map(|place| {
                let url = self.site.place(&mut self.random, "about");
                self.link(&url, place)
            })
            .collect()
    }

    fn section_links(&self) -> Vec<Node> {
        let sections = 0..TOPIC_SLUGS.len();
        let home = self.link(&self.site.front(), self.words.tongue.labels.home);
        let links =
            sections.map(|section| self.link(&self.site.section(section), self.topic(section)));
        std::iter::once(home).chain(links).collect()
    }

    /// Links as a list of the site's kind.
    fn listed(&self, links: Vec<Node>) -> Vec<Node> {
        if self.dialect.era == Era::Tables {
            let lines = links
                .into_iter()
                .flat_map(|link| [link, element("br").into()]);
            return lines.collect();
        }
        let lines = links
            .into_iter()
            .map(|link| Node::from(element("li").with(link)));
        vec![element("ul").all(lines).into()]
    }

    /// The menu, and in some sites a large menu under each entry.
    pub(crate) fn menu(&mut self) -> Node {
        let mut links = self.section_links();
        if self.dialect.era == Era::Tables {
            let cells = links
                .into_iter()
                .map(|link| Node::from(element("td").with(link)));
            let row = element("tr").all(cells);
            return element("table")
                .attr("width", "960")
                .attr("bgcolor", "#003366")
                .with(row)
                .into();
        }
        if self.random.chance(30) {
            self.has("large menu with long texts");
            links = links
                .into_iter()
                .enumerate()
                .map(|(number, link)| {
                    let inner = if number % 3 == 1 {
                        self.long_links("guide")
                    } else {
                        self.tag_links("topic", 8)
                    };
                    let inner = self.listed(inner);
                    element("div")
                        .with(link)
                        .with(element("div").attr("hidden", "").all(inner))
                        .into()
                })
                .collect();
        }
        let links = self.listed(links);
        self.dialect.part(Role::Menu).all(links).into()
    }

    /// The menu once more, for small screens.
    pub(crate) fn hidden_menu(&mut self) -> Node {
        let mut links = self.section_links();
        links.extend(self.short_links());
        let links = self.listed(links);
        let menu = self.dialect.part(Role::Menu);
        menu.attr("style", "display:none")
            .attr("aria-hidden", "true")
            .all(links)
            .into()
    }

    /// Logo, search form and a sign-in link.
    pub(crate) fn head(&mut self) -> Node {
        let front = self.site.front();
        let logo = self.link(&front, &self.site.name);
        let form = element("form")
            .attr("action", "/search")
            .with(element("input").attr("type", "text").attr("name", "q"));
        let places = self.short_links().into_iter().take(3);
        if self.dialect.era == Era::Tables {
            let cells = [logo, form.into()].into_iter().chain(places);
            let cells = cells.map(|node| Node::from(element("td").with(node)));
            return element("table")
                .attr("width", "960")
                .with(element("tr").all(cells))
                .into();
        }
        self.dialect
            .part(Role::Head)
            .with(logo)
            .with(form)
            .all(places)
            .into()
    }

    /// The links from the front page down to this page.
    pub(crate) fn path(&self, section: usize) -> Node {
        let home = self.link(&self.site.front(), self.words.tongue.labels.home);
        let own = self.link(&self.site.section(section), self.topic(section));
        self.dialect
            .part(Role::Path)
            .with(home)
            .text(" > ")
            .with(own)
            .into()
    }

    /// Links to the further pages of the list.
    pub(crate) fn pages(&mut self) -> Node {
        let last = self.random.between(3, 40);
        let mut links: Vec<Node> = Vec::new();
        for number in 2..=last.min(8) {
            let mut url = self.base.clone();
            url.query_pairs_mut()
                .append_pair("page", &number.to_string());
            links.push(self.link(&url, &number.to_string()));
            links.push(text(" "));
        }
        let mut url = self.base.clone();
        url.query_pairs_mut().append_pair("page", "2");
        links.push(self.link(&url, self.words.tongue.labels.next));
        self.dialect.part(Role::Pages).all(links).into()
    }

    /// The page in other languages.
    pub(crate) fn languages(&self) -> Node {
        let editions = [
            ("English", "en"),
            ("Français", "fr"),
            ("中文", "zh"),
            ("Русский", "ru"),
            ("العربية", "ar"),
        ];
        let links = editions.map(|(name, code)| {
            let mut url = self.site.front();
            url.set_path(&format!("/{code}/"));
            self.link(&url, name)
        });
        self.dialect.part(Role::Languages).all(links).into()
    }

    /// The foot: places, services, sections, and in some sites links to many others.
    pub(crate) fn foot(&mut self) -> Node {
        let mut columns = vec![self.short_links(), self.section_links()];
        if self.random.chance(45) {
            columns.push(self.long_links("service"));
        }
        if self.random.chance(40) {
            columns.push(self.tag_links("topic", 30));
        }
        if self.random.chance(35) {
            self.has("links to friends in the foot");
            let count = self.random.between(10, 40);
            let friends = (0..count).map(|_| {
                let url = Site::elsewhere(&mut self.random);
                let name = self.words.tag(&mut self.random);
                self.link(&url, &name)
            });
            columns.push(friends.collect());
        }
        let columns: Vec<Node> = columns
            .into_iter()
            .flat_map(|column| self.listed(column))
            .collect();
        let copyright = format!("© {} {}", self.site.today.year(), self.site.name);
        self.dialect
            .part(Role::Foot)
            .all(columns)
            .with(element("p").text(copyright))
            .into()
    }

    /// The newest of the page's own stories once more.
    pub(crate) fn recent_posts(&mut self) -> Node {
        let count = self.random.between(4, 8);
        let stories: Vec<Shown> = self.own.iter().take(count).cloned().collect();
        let form = Form::bare(Shape::Line);
        let list = self.shown_as("latest", &form, &stories, Standing::Also, Vec::new());
        let title = text(self.words.tongue.labels.latest);
        self.dialect.boxed(Role::Latest, Some(title), vec![list])
    }

    /// What readers said lately: each link leads to a comment under a story.
    pub(crate) fn recent_comments(&mut self) -> Node {
        let count = self.random.between(3, 6);
        let links: Vec<Node> = (0..count)
            .filter_map(|number| {
                let story = self.own.get(number * 2)?.clone();
                let mut url = story.url;
                url.set_fragment(Some(&format!("comment-{}", 100 + number)));
                let person = self.words.person(&mut self.random);
                Some(self.link(&url, &format!("{person}: {}", story.title)))
            })
            .collect();
        let title = text(self.words.tongue.labels.comments);
        self.dialect
            .boxed(Role::Comments, Some(title), self.listed(links))
    }

    /// The months of a blog.
    pub(crate) fn months(&self) -> Node {
        let year = self.site.today.year();
        let links = (1..=12).map(|month| {
            let mut url = self.site.front();
            url.set_path(&format!("/{}/{month:02}/", year - 1));
            let date = jiff::civil::date(year - 1, month, 1);
            self.link(&url, &date.strftime("%Y-%m").to_string())
        });
        self.dialect
            .boxed(Role::Box, None, self.listed(links.collect()))
    }

    /// The first of the page's own stories once more, for readers without scripts.
    pub(crate) fn copy_without_scripts(&mut self) -> Node {
        self.has("noscript copy");
        let stories: Vec<Shown> = self.own.iter().take(6).cloned().collect();
        let list = self
            .items()
            .list(&Form::bare(Shape::Line), &stories, Vec::new());
        element("noscript").with(list).into()
    }

    /// The page's own stories for search engines.
    pub(crate) fn data(&mut self) -> Node {
        self.has("JSON-LD");
        let entries = self.own.iter().enumerate().map(|(number, shown)| {
            serde_json::json!({
                "@type": "ListItem",
                "position": number + 1,
                "url": shown.url.as_str(),
            })
        });
        let data = serde_json::json!({
            "@context": "https://schema.org",
            "@type": "ItemList",
            "itemListElement": entries.collect::<Vec<_>>(),
        });
        Node::Raw(format!(
            "<script type=\"application/ld+json\">{data}</script>"
        ))
    }
}

/// One node of several.
fn element_of(mut nodes: Vec<Node>) -> Node {
    if nodes.len() == 1 {
        return nodes.remove(0);
    }
    element("div").all(nodes).into()
}
