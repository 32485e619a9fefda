//! The text of an article, its pictures, and everything around it that is not the article.

use super::credits::Credits;
use super::press::Press;
use crate::generator::blocks::Blocks;
use crate::generator::dialect::{Era, Role};
use crate::generator::markup::{Element, Node, element, text};
use crate::generator::site::Site;
use crate::generator::tongues::{Phrases, one};
use crate::generator::words::Length;

/// Makes the parts of one page that say nothing of its makers, or of other makers.
pub(super) struct Furniture<'b> {
    pub(super) blocks: &'b mut Blocks,
    pub(super) press: &'static Press,
    /// Names that the page does not have yet.
    pub(super) people: Vec<String>,
}

impl Furniture<'_> {
    pub(super) fn phrase(&mut self, phrases: Phrases) -> &'static str {
        one(phrases, self.blocks.random.below(27_720))
    }

    /// Somebody who did not write the article. Readers are many: some have a name that occurs already among them.
    fn person(&mut self) -> String {
        let spare = self.blocks.words.person(&mut self.blocks.random);
        self.people.pop().unwrap_or_else(|| spare.to_owned())
    }

    fn is_old(&self) -> bool {
        matches!(self.blocks.dialect.era, Era::Tables | Era::Portal)
    }

    fn paragraph(&mut self) -> String {
        let space = if self.blocks.words.tongue.spaced {
            " "
        } else {
            ""
        };
        let count = self.blocks.random.between(1, 2);
        let sentences: Vec<String> = (0..count)
            .map(|_| self.blocks.words.teaser(&mut self.blocks.random))
            .collect();
        sentences.join(space)
    }

    fn headline(&mut self) -> String {
        self.blocks
            .words
            .headline(&mut self.blocks.random, Length::Medium)
    }

    fn link(&mut self, headline: &str) -> Node {
        let section = self.blocks.section.unwrap_or_default();
        let day = self.blocks.site.day_before(30);
        let url = self
            .blocks
            .site
            .story(&mut self.blocks.random, section, day, headline);
        self.blocks
            .dialect
            .link(&self.blocks.base, &url)
            .text(headline)
            .into()
    }

    /// The block of the text with the lines of the credits, and the text as a right reader finds it.
    pub(super) fn story(
        &mut self,
        paragraphs: usize,
        credits: &Credits,
    ) -> (Vec<Node>, Vec<String>) {
        let breaks = self.is_old() && self.blocks.random.chance(35);
        let divs = !breaks && self.blocks.random.chance(5);
        let indented = self.press.code == "zh-CN" && self.blocks.random.chance(60);
        let heading = self.blocks.random.pick(&["h2", "h3", "h2", "strong"]);
        let with_headings = self.blocks.random.chance(25);
        let (mut parts, mut body): (Vec<Node>, Vec<String>) = (credits.top.clone(), Vec::new());
        for number in 0..paragraphs {
            if with_headings && number > 0 && number % 3 == 0 {
                let words = self
                    .blocks
                    .words
                    .headline(&mut self.blocks.random, Length::Short);
                let node = element(heading).text(words.clone());
                parts.push(match heading {
                    "strong" => element("p").with(node).into(),
                    _ => node.into(),
                });
                body.push(words);
            }
            let told = self.paragraph();
            let mut shown = told.clone();
            if number == 0 {
                shown = format!("{}{shown}", credits.first);
            }
            if number + 1 == paragraphs {
                shown.push_str(&credits.end);
            }
            if indented {
                shown = format!("\u{3000}\u{3000}{shown}");
            }
            body.push(told);
            if breaks {
                parts.extend([text(shown), element("br").into(), element("br").into()]);
            } else {
                parts.push(element(if divs { "div" } else { "p" }).text(shown).into());
            }
            parts.extend(self.between_paragraphs(number));
        }
        parts.extend(credits.last.iter().cloned());
        let mut around: Element = self.blocks.dialect.named(element("div"), Role::Story);
        if self.blocks.random.chance(8) && !self.is_old() {
            around = around.attr("itemprop", "articleBody");
        }
        let around = around.all(parts);
        let story: Node = if self.blocks.dialect.era == Era::Tables {
            let cell = element("td").with(around);
            element("table")
                .attr("width", "100%")
                .with(element("tr").with(cell))
                .into()
        } else {
            around.into()
        };
        (vec![story], body)
    }

    /// What some sites put between two paragraphs.
    fn between_paragraphs(&mut self, number: usize) -> Option<Node> {
        match self.blocks.random.below(60) {
            0 => Some(self.blocks.advertisement()),
            1 | 2 => {
                self.blocks.has("other story between paragraphs");
                let headline = self.headline();
                let label = self.phrase(self.press.related);
                let link = self.link(&headline);
                Some(element("p").text(format!("{label}: ")).with(link).into())
            }
            3..6 if number > 0 => Some(self.picture()),
            6 => {
                self.blocks
                    .has("other story with its author between paragraphs");
                Some(self.other_story())
            }
            _ => None,
        }
    }

    /// Another story with headline, author and date.
    fn other_story(&mut self) -> Node {
        let headline = self.headline();
        let link = self.link(&headline);
        let person = self.person();
        let pattern = if self.press.spoken.is_empty() {
            self.phrase(self.press.labelled)
        } else {
            self.phrase(self.press.spoken)
        };
        let by = element("span").text(pattern.replace("{}", &person));
        let by = self.blocks.dialect.named(by, Role::Author);
        let day = self.blocks.site.day_before(25);
        let date = element("span").text(self.blocks.words.date(day, 0));
        let heading = self.blocks.dialect.box_title;
        self.blocks
            .dialect
            .part(Role::Related)
            .with(element(heading).with(link))
            .with(by)
            .text(" ")
            .with(date)
            .into()
    }

    /// A picture with a caption and its maker.
    pub(super) fn picture(&mut self) -> Node {
        self.blocks.has("picture");
        let caption = self
            .blocks
            .words
            .headline(&mut self.blocks.random, Length::Short);
        let medium = self.phrase(self.press.media);
        let agency = self.phrase(self.press.agencies);
        let person = self.person();
        let credit = self
            .phrase(self.press.photo)
            .replace("{}", &person)
            .replace("{M}", medium)
            .replace("{A}", agency);
        let address = format!("/images/{}.jpg", self.blocks.random.code(9));
        let image = element("img")
            .attr("src", address)
            .attr("width", "640")
            .attr("height", "420");
        if self.is_old() {
            let line = element("font")
                .attr("size", "2")
                .text(format!("{caption} {credit}"));
            return element("p")
                .attr("align", "center")
                .with(image)
                .with(element("br"))
                .with(line)
                .into();
        }
        let both = element(if self.blocks.random.chance(75) {
            "figcaption"
        } else {
            "div"
        });
        let credit = self
            .blocks
            .dialect
            .named(element("span").text(credit), Role::Credit);
        let both = self
            .blocks
            .dialect
            .named(both, Role::Caption)
            .text(format!("{caption} "))
            .with(credit);
        element("figure").with(image).with(both).into()
    }

    /// The abstract between headline and text, which in some pages is the first sentence once more.
    pub(super) fn deck(&mut self, body: &[String]) -> Option<String> {
        if !self.blocks.random.chance(30) {
            return None;
        }
        self.blocks.has("abstract");
        if self.blocks.random.chance(25) {
            return body.first().cloned();
        }
        Some(self.blocks.words.teaser(&mut self.blocks.random))
    }

    /// Links that share the story.
    pub(super) fn share(&mut self) -> Node {
        let links = ["Facebook", "X", "WhatsApp", "Telegram"].map(|name| {
            let url = format!("https://{}.example/share?u=1", name.to_lowercase());
            Node::from(element("a").attr("href", url).text(name))
        });
        self.blocks.dialect.part(Role::Row).all(links).into()
    }

    /// What stands under the article: tags, related stories, remarks of readers.
    pub(super) fn under(&mut self) -> Vec<Node> {
        let mut under = Vec::new();
        if self.blocks.random.chance(30) {
            under.push(self.blocks.tags());
        }
        if self.blocks.random.chance(12) {
            under.push(self.share());
        }
        if self.blocks.random.chance(55) {
            under.push(self.related());
        }
        if self.blocks.random.chance(18) {
            under.push(self.remarks());
        }
        if self.blocks.random.chance(10) {
            let service = self.blocks.words.service(&mut self.blocks.random);
            under.push(element("div").with(element("p").text(service)).into());
        }
        under
    }

    /// Other stories, in some sites with their authors and dates.
    fn related(&mut self) -> Node {
        let with_authors = self.blocks.random.chance(25);
        let count = self.blocks.random.between(2, 6);
        let stories: Vec<Node> = (0..count)
            .map(|_| {
                if with_authors {
                    return self.other_story();
                }
                let headline = self.headline();
                let link = self.link(&headline);
                element("li").with(link).into()
            })
            .collect();
        let title = text(self.phrase(self.press.related));
        if with_authors {
            self.blocks.has("related stories with authors");
            return self
                .blocks
                .dialect
                .boxed(Role::Related, Some(title), stories);
        }
        let list = element("ul").all(stories).into();
        self.blocks
            .dialect
            .boxed(Role::Related, Some(title), vec![list])
    }

    /// What readers said, with their names and dates.
    fn remarks(&mut self) -> Node {
        self.blocks.has("remarks of readers");
        let count = self.blocks.random.between(1, 5);
        let remarks: Vec<Node> = (0..count)
            .map(|_| {
                let person = self.person();
                let day = self.blocks.site.day_before(1);
                let date = self.blocks.words.date(day, 0);
                let said = self.blocks.words.teaser(&mut self.blocks.random);
                let name = self.blocks.random.pick(&["b", "strong", "span", "cite"]);
                element("li")
                    .with(element(name).text(person))
                    .text(" ")
                    .with(element("span").text(date))
                    .with(element("p").text(said))
                    .with(element("a").attr("href", "#reply").text(self.press.reply))
                    .into()
            })
            .collect();
        let title = format!("{} ({count})", self.blocks.words.tongue.labels.comments);
        let list = element("ol").all(remarks).into();
        self.blocks
            .dialect
            .boxed(Role::Remarks, Some(text(title)), vec![list])
    }

    /// What stands beside the article.
    pub(super) fn side(&mut self) -> Vec<Node> {
        let mut side = Vec::new();
        if self.blocks.random.chance(60) {
            side.push(self.blocks.popular());
        }
        if self.blocks.random.chance(35) {
            side.push(self.blocks.latest());
        }
        if self.blocks.random.chance(20) {
            side.push(self.blocks.advertisement());
        }
        if self.blocks.random.chance(14) {
            self.blocks.has("stories with authors in the margin");
            let stories = (0..4).map(|_| self.other_story()).collect();
            let title = text(self.blocks.words.tongue.labels.opinion);
            side.push(
                self.blocks
                    .dialect
                    .boxed(Role::Opinion, Some(title), stories),
            );
        }
        side
    }

    /// The foot of the page, in some sites with who leads the newsroom and a notice.
    pub(super) fn foot(&mut self) -> Node {
        let mut lines = vec![self.blocks.foot()];
        if self.blocks.random.chance(14) {
            self.blocks.has("chief editor in the foot");
            let chief = self.person();
            let line = self.press.chief.replace("{}", &chief);
            lines.push(element("p").text(line).into());
        }
        if self.blocks.random.chance(60) {
            let line = format!(
                "© {} {}. {}",
                self.blocks.site.today.year(),
                self.blocks.site.name,
                self.press.rights
            );
            lines.push(element("p").text(line).into());
        }
        if self.blocks.random.chance(6) {
            let url = Site::elsewhere(&mut self.blocks.random);
            lines.push(
                element("a")
                    .attr("href", url.as_str())
                    .text("ICP 2026-1")
                    .into(),
            );
        }
        element("div").all(lines).into()
    }
}
