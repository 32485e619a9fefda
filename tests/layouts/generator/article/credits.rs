//! Who wrote an article, who edited it and where it comes from, and the many ways in which pages say so.
//!
//! In: a page that is being made. Out: [`Credits`], the truth, with the markup for each place of the page.

use serde_json::{Value, json};

use super::press::Press;
use crate::generator::blocks::Blocks;
use crate::generator::dialect::{Era, Role};
use crate::generator::markup::{Element, Node, element, text};
use crate::generator::site::Site;
use crate::generator::tongues::{Phrases, each, one};

/// More than the phrases of any kind.
const MANY: usize = 27_720;

/// The truth, and the markup that says it, by place.
#[derive(Debug, Default)]
pub(super) struct Credits {
    pub(super) authors: Vec<String>,
    pub(super) source: Option<String>,
    /// `None` where people would not agree.
    pub(super) editors: Option<Vec<String>>,
    /// Above the headline.
    pub(super) over: Vec<Node>,
    /// In the row with the date.
    pub(super) row: Vec<Node>,
    /// Lines between headline and text.
    pub(super) lines: Vec<Node>,
    /// Lines before the first paragraph, in the block of the text.
    pub(super) top: Vec<Node>,
    /// At the head of the first paragraph.
    pub(super) first: String,
    /// At the end of the last paragraph.
    pub(super) end: String,
    /// Lines behind the last paragraph, in the block of the text.
    pub(super) last: Vec<Node>,
    /// Behind the block of the text.
    pub(super) after: Vec<Node>,
    /// The names of `meta` elements with their content.
    pub(super) metas: Vec<(&'static str, String)>,
    /// `author` in JSON-LD, where the page has JSON-LD.
    pub(super) data: serde_json::Map<String, Value>,
}

/// Makes the credits of one page.
pub(super) struct Writer<'b> {
    pub(super) blocks: &'b mut Blocks,
    pub(super) press: &'static Press,
    /// The day of publication, as datelines print it.
    pub(super) day: String,
    /// Names that the page does not have yet.
    people: Vec<String>,
    /// The name of the author's element says what it is for.
    is_named: bool,
    /// And so does `itemprop`.
    is_property: bool,
    /// And the links to the pages of authors do.
    is_related: bool,
    /// What these pages' addresses begin with.
    author_path: &'static str,
    credits: Credits,
}

impl<'b> Writer<'b> {
    pub(super) fn new(blocks: &'b mut Blocks, press: &'static Press, day: String) -> Self {
        let joint = if press.family_first && press.comma != ", " || press.code == "ko" {
            ""
        } else {
            " "
        };
        let mut given: Vec<&str> = each(press.given).collect();
        let mut family: Vec<&str> = each(press.family).collect();
        blocks.random.shuffle(&mut given);
        blocks.random.shuffle(&mut family);
        let names = given.into_iter().zip(family);
        let people = names.map(|(given, family)| {
            if press.family_first {
                format!("{family}{joint}{given}")
            } else {
                format!("{given} {family}")
            }
        });
        let modern = !matches!(blocks.dialect.era, Era::Tables | Era::Portal);
        Self {
            people: people.collect(),
            is_named: blocks.random.chance(75),
            is_property: modern && blocks.random.chance(12),
            is_related: blocks.random.chance(25),
            author_path: blocks
                .random
                .pick(&["author", "authors", "people", "u", "profile", "author"]),
            blocks,
            press,
            day,
            credits: Credits::default(),
        }
    }

    /// A person whom the page does not name yet; of a language with few names, at last one whom it names.
    pub(super) fn person(&mut self) -> String {
        let spare = one(self.press.given, self.blocks.random.below(MANY));
        self.people.pop().unwrap_or_else(|| spare.to_owned())
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.blocks.random.chance(percent)
    }

    /// One of `phrases`.
    pub(super) fn phrase(&mut self, phrases: Phrases) -> &'static str {
        one(phrases, self.blocks.random.below(MANY))
    }

    fn medium(&mut self) -> String {
        self.phrase(self.press.media).to_owned()
    }

    fn is_han(&self) -> bool {
        self.press.code.starts_with("zh")
    }

    /// `names` as one text.
    fn joined(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                format!("{}{}{last}", first.join(self.press.comma), self.press.and)
            }
        }
    }

    /// `pattern` with everything but the names filled in. What it names beside the authors becomes a part of the truth.
    fn filled(&mut self, pattern: &str) -> String {
        let mut filled = pattern.to_owned();
        if pattern.contains("{M}") {
            let medium = self.medium();
            filled = filled.replace("{M}", &medium);
            self.credits.source = Some(medium);
        }
        if pattern.contains("{A}") {
            let agency = self.phrase(self.press.agencies);
            filled = filled.replace("{A}", agency);
            self.credits.source = Some(agency.to_owned());
        }
        for agency in ["dpa", "РИА Новости", "ТАСС"] {
            if pattern.contains(agency) {
                self.credits.source = Some(agency.to_owned());
            }
        }
        if pattern.contains("{C}") {
            let other = self.person();
            filled = filled.replace("{C}", &other);
            self.credits.authors.push(other);
        }
        if pattern.contains("{E}") {
            let editor = self.person();
            filled = filled.replace("{E}", &editor);
            self.credits.editors = None;
        }
        if pattern.contains("{Q}") {
            let photographer = self.person();
            filled = filled.replace("{Q}", &photographer);
        }
        let place = self.phrase(self.press.places);
        filled
            .replace('¦', "|")
            .replace("{P}", place)
            .replace("{S}", &self.blocks.site.name)
            .replace("{M0}", &self.blocks.site.name)
            .replace("{D}", &self.day)
    }

    /// A statement on the authors as markup: the pattern's words, and the names as text or as links.
    fn said(&mut self, pattern: &str, authors: &[String], linked: bool) -> Vec<Node> {
        let Some((before, after)) = pattern.split_once("{}") else {
            return vec![text(pattern)];
        };
        if !linked {
            return vec![text(format!("{before}{}{after}", self.joined(authors)))];
        }
        let mut nodes = Vec::new();
        if !before.is_empty() {
            nodes.push(text(before));
        }
        for (number, name) in authors.iter().enumerate() {
            if number > 0 {
                let joint = if number + 1 == authors.len() {
                    self.press.and
                } else {
                    self.press.comma
                };
                nodes.push(text(joint));
            }
            let url = self
                .blocks
                .site
                .place(&mut self.blocks.random, self.author_path);
            let mut link = self.blocks.dialect.link(&self.blocks.base, &url);
            if self.is_related {
                link = link.attr("rel", "author");
            }
            nodes.push(link.text(name).into());
        }
        if !after.is_empty() {
            nodes.push(text(after));
        }
        nodes
    }

    /// An element around a statement on the authors. Its name tells, lies or says nothing, as the site's dialect has it.
    fn author_element(&mut self, inner: Vec<Node>, inline: bool) -> Element {
        let name = if inline {
            "span"
        } else {
            self.blocks.random.pick(&["div", "p", "div", "address"])
        };
        let mut around = element(name);
        if self.is_named {
            around = self.blocks.dialect.named(around, Role::Author);
        }
        if self.is_property {
            around = around.attr("itemprop", "author");
        }
        around.all(inner)
    }

    /// One of several texts of `phrases`, `None` where the language does not have the form.
    fn form(&mut self, phrases: Phrases) -> Option<&'static str> {
        (!phrases.is_empty()).then(|| self.phrase(phrases))
    }

    /// Everything that the page says of its makers.
    pub(super) fn write(mut self) -> (Credits, Vec<String>) {
        self.credits.editors = Some(Vec::new());
        let count = self
            .blocks
            .random
            .weighted(&[(25, 0), (56, 1), (14, 2), (5, 3)]);
        let authors: Vec<String> = (0..count).map(|_| self.person()).collect();
        self.credits.authors.clone_from(&authors);
        if authors.is_empty() {
            self.blocks.has("no author");
            if self.chance(22) {
                self.blocks.has("an office in the place of the author");
                let office = self.phrase(self.press.nobody);
                let labelled = self.chance(40);
                let pattern = if labelled {
                    self.form(self.press.labelled)
                } else {
                    None
                };
                let said = pattern.unwrap_or("{}").replace("{}", office);
                let node = self.author_element(vec![text(said)], true);
                self.credits.row.push(node.into());
            } else if self.is_han() && self.chance(22) {
                self.blocks.has("an author's label without a name");
                let label = self.phrase("作者：|作者:|记者：");
                self.credits.row.push(element("span").text(label).into());
            }
        } else {
            self.authors(&authors);
        }
        self.translator();
        self.source();
        self.editors();
        self.metadata();
        let spare = std::mem::take(&mut self.people);
        (self.credits, spare)
    }

    fn authors(&mut self, authors: &[String]) {
        let han = self.is_han();
        let modern = !matches!(self.blocks.dialect.era, Era::Tables | Era::Portal);
        let latin = !han && !matches!(self.press.code, "ja" | "ko");
        loop {
            let form = self.blocks.random.weighted(&[
                (if latin { 26 } else { 8 }, "spoken"),
                (if han { 30 } else { 14 }, "labelled"),
                (if modern { 12 } else { 3 }, "linked names alone"),
                (if modern { 9 } else { 3 }, "names alone"),
                (if modern { 7 } else { 1 }, "name and role"),
                (5, "with a place"),
                (5, "with a medium"),
                (4, "with a photographer"),
                (5, "beside the date"),
                (if han { 9 } else { 3 }, "line before the text"),
                (if han { 12 } else { 1 }, "dateline"),
                (if latin { 6 } else { 14 }, "line behind the text"),
                (if han { 4 } else { 1 }, "end of the last paragraph"),
                (2, "above the headline"),
                (3, "box about the author"),
                (if modern { 4 } else { 1 }, "metadata alone"),
                (2, "label and name in two cells"),
            ]);
            if self.author_form(form, authors) {
                self.blocks.has(form);
                return;
            }
        }
    }

    /// Says who wrote it in one form. `false`: the language does not have the form.
    fn author_form(&mut self, form: &'static str, authors: &[String]) -> bool {
        let phrases = match form {
            "spoken" | "above the headline" => self.press.spoken,
            "labelled" | "label and name in two cells" => self.press.labelled,
            "with a place" => self.press.with_place,
            "with a medium" => self.press.with_medium,
            "with a photographer" => self.press.with_photographer,
            "line before the text" => self.press.opening,
            "dateline" => self.press.dateline,
            "line behind the text" | "end of the last paragraph" => self.press.closing,
            _ => "{}",
        };
        let Some(pattern) = self.form(phrases) else {
            return false;
        };
        if !pattern.contains("{}") && form != "line behind the text" {
            return false;
        }
        if pattern.contains("{P}={}") && authors.len() > 1 {
            return false;
        }
        let linked = self.chance(if form == "linked names alone" {
            100
        } else {
            28
        });
        match form {
            "name and role" => {
                let role = self.phrase(self.press.roles);
                let role = self.filled(role);
                for name in authors {
                    let names = self.said("{}", std::slice::from_ref(name), linked);
                    let name = self.author_element(names, true);
                    let role = element("span").text(role.clone());
                    let both = element("div").with(name).text(" ").with(role);
                    self.credits.lines.push(both.into());
                }
            }
            "label and name in two cells" => {
                let Some((label, _)) = pattern.split_once("{}") else {
                    return false;
                };
                if !label.trim_end().ends_with([':', '：']) {
                    return false;
                }
                let label = label.trim_end().to_owned();
                let names = self.joined(authors);
                let cells = if self.chance(50) {
                    let terms = element("dl").with(element("dt").text(label));
                    terms.with(element("dd").text(names))
                } else {
                    let row = element("tr").with(element("td").text(label));
                    element("table").with(row.with(element("td").text(names)))
                };
                self.credits.lines.push(cells.into());
            }
            "beside the date" => {
                let nodes = self.said("{}", authors, linked);
                self.credits.row.push(element("span").all(nodes).into());
            }
            "line before the text" => {
                let pattern = self.filled(pattern);
                let nodes = self.said(&pattern, authors, false);
                self.credits.top.push(element("p").all(nodes).into());
            }
            "dateline" => {
                let pattern = self.filled(pattern);
                self.credits.first = pattern.replace("{}", &self.joined(authors));
            }
            "line behind the text" => {
                let pattern = self.filled(pattern);
                if !pattern.contains("{}") {
                    // Only the agency signs; nobody else is named.
                    self.credits.authors.clear();
                }
                let nodes = self.said(&pattern, authors, false);
                let inner = self.blocks.random.pick(&["em", "strong", "i", "span"]);
                let line = element("p").with(element(inner).all(nodes));
                let line = if self.chance(50) {
                    line.attr("align", "right")
                } else {
                    line
                };
                self.credits.last.push(line.into());
            }
            "end of the last paragraph" => {
                if !pattern.starts_with(['(', '（', '【', '/']) {
                    return false;
                }
                let pattern = self.filled(pattern);
                self.credits.end = pattern.replace("{}", &self.joined(authors));
            }
            "above the headline" => {
                let nodes = self.said(pattern, authors, linked);
                let node = self.author_element(nodes, false);
                self.credits.over.push(node.into());
            }
            "box about the author" => {
                for name in authors {
                    let node = self.about(name);
                    self.credits.after.push(node);
                }
            }
            "metadata alone" => {}
            _ => {
                let pattern = self.filled(pattern);
                let mail = form == "spoken" && self.chance(7);
                let follow = form == "linked names alone" && self.chance(12);
                let upper = self.chance(6) && pattern.is_ascii();
                let authors: Vec<String> = authors
                    .iter()
                    .map(|name| {
                        if upper {
                            name.to_uppercase()
                        } else {
                            name.clone()
                        }
                    })
                    .collect();
                let mut nodes = self.said(&pattern, &authors, linked);
                if mail {
                    let address = format!(
                        "desk@{}",
                        self.blocks.base.host_str().unwrap_or("a.example")
                    );
                    nodes.push(text(" "));
                    nodes.push(
                        element("a")
                            .attr("href", format!("mailto:{address}"))
                            .text(address)
                            .into(),
                    );
                }
                if follow {
                    nodes.push(text(" "));
                    nodes.push(element("button").text("+").into());
                }
                let inline = self.chance(55);
                let node = self.author_element(nodes, inline);
                let doubled = self.chance(5);
                if doubled && !inline {
                    // One for narrow screens, one for wide ones.
                    self.blocks.has("byline twice");
                    self.credits.lines.push(node.clone().into());
                }
                if inline {
                    self.credits.row.push(node.into());
                } else {
                    self.credits.lines.push(node.into());
                }
            }
        }
        if form != "box about the author" && self.chance(16) {
            let nodes: Vec<Node> = authors.iter().map(|name| self.about(name)).collect();
            self.credits.after.extend(nodes);
        }
        true
    }

    /// A box about one author.
    fn about(&mut self, name: &str) -> Node {
        self.blocks.has("box about the author");
        let sentence = self.filled(self.press.about).replace("{}", name);
        let heading = self.blocks.random.pick(&["h4", "strong", "h3", "div"]);
        let mut around = self.blocks.dialect.part(Role::Bio);
        if self.chance(60) {
            around = around.with(
                element("img")
                    .attr("src", "/images/face.jpg")
                    .attr("alt", name),
            );
        }
        let names = self.said("{}", &[name.to_owned()], true);
        around
            .with(element(heading).all(names))
            .with(element("p").text(sentence))
            .into()
    }

    fn translator(&mut self) {
        if !self.chance(4) {
            return;
        }
        self.blocks.has("translator");
        let translator = self.person();
        let said = self
            .phrase(self.press.translated)
            .replace("{}", &translator);
        let node = element("p").text(said);
        if self.chance(50) {
            self.credits.lines.push(node.into());
        } else {
            self.credits.last.push(node.into());
        }
    }

    fn source(&mut self) {
        let han = self.is_han();
        let form = self.blocks.random.weighted(&[
            (if han { 24 } else { 66 }, "no source"),
            (if han { 45 } else { 9 }, "source with a label"),
            (
                if han { 4 } else { 2 },
                "source's label in an element of its own",
            ),
            (if han { 5 } else { 1 }, "source beside the date"),
            (2, "source as a link to its site"),
            (if han { 6 } else { 7 }, "agency's dateline"),
            (4, "source behind the text"),
            (if han { 5 } else { 2 }, "stand-in for a source"),
            (
                if han { 3 } else { 1 },
                "stand-in, and the source behind the text",
            ),
            (if han { 2 } else { 1 }, "source below the text"),
        ]);
        if form != "no source" && self.credits.source.is_some() {
            return; // the authors are named with their medium
        }
        let medium = if han && self.chance(25) {
            self.blocks.site.name.clone()
        } else {
            self.medium()
        };
        match form {
            "source with a label" | "source's label in an element of its own" => {
                let pattern = self.phrase(self.press.source);
                let (label, after) = pattern.split_once("{}").unwrap_or((pattern, ""));
                let linked = self.chance(30);
                let name: Node = if linked {
                    element("a")
                        .attr("href", Site::elsewhere(&mut self.blocks.random).as_str())
                        .text(medium.clone())
                        .into()
                } else {
                    text(medium.clone())
                };
                let node = if form == "source with a label" {
                    element("span").text(label).with(name).text(after)
                } else {
                    element("span")
                        .with(element("b").text(label))
                        .with(element("span").with(name))
                        .text(after)
                };
                let node = self.blocks.dialect.named(node, Role::Source);
                self.credits.row.push(node.into());
                self.credits.source = Some(medium);
            }
            "source beside the date" => {
                let node = element("span").text(medium.clone());
                let node = self.blocks.dialect.named(node, Role::Source);
                self.credits.row.push(node.into());
                self.credits.source = Some(medium);
            }
            "source as a link to its site" => {
                let url = Site::elsewhere(&mut self.blocks.random);
                let link = element("a").attr("href", url.as_str()).text(medium.clone());
                self.credits.row.push(link.into());
                self.credits.source = Some(medium);
            }
            "agency's dateline" => {
                let Some(pattern) = self.form(self.press.agency_dateline) else {
                    return;
                };
                if pattern.contains("{}") || !self.credits.first.is_empty() {
                    return;
                }
                self.credits.first = self.filled(pattern);
            }
            "source behind the text" | "stand-in, and the source behind the text" => {
                let pattern = self.phrase(self.press.reprinted);
                let line = element("p").text(pattern.replace("{}", &medium));
                self.credits.last.push(line.into());
                self.credits.source = Some(medium);
                if form != "source behind the text" {
                    self.stand_in();
                }
            }
            "stand-in for a source" => self.stand_in(),
            "source below the text" => {
                let pattern = self.phrase(self.press.source);
                let line = element("div").text(pattern.replace("{}", &medium));
                self.credits.after.insert(0, line.into());
                self.credits.source = Some(medium);
            }
            _ => return,
        }
        self.blocks.has(form);
    }

    /// A source that names no source.
    fn stand_in(&mut self) {
        let pattern = self.phrase(self.press.source);
        let stand_in = self.phrase(self.press.stand_ins);
        let node = element("span").text(pattern.replace("{}", stand_in));
        let node = self.blocks.dialect.named(node, Role::Source);
        self.credits.row.push(node.into());
    }

    fn editors(&mut self) {
        let han = self.is_han();
        if !self.chance(if han { 55 } else { 6 }) {
            return;
        }
        self.blocks.has("editor");
        // Small newsrooms: the author is the editor too.
        let own = self.credits.authors.first().cloned();
        let editor = match own {
            Some(author) if self.chance(6) => author,
            _ => self.person(),
        };
        let said = self.phrase(self.press.editor).replace("{}", &editor);
        let node = element("span").text(said);
        match self.blocks.random.below(10) {
            0..6 => self.credits.last.push(element("p").with(node).into()),
            6..8 => self
                .credits
                .after
                .insert(0, element("div").with(node).into()),
            _ => self.credits.row.push(node.into()),
        }
        if let Some(editors) = &mut self.credits.editors {
            editors.push(editor);
        }
    }

    /// What the page says to machines: the truth, the site, an account, or nothing.
    fn metadata(&mut self) {
        let era = self.blocks.dialect.era;
        let [data, meta] = match era {
            Era::Tables => [0, 6],
            Era::Divs => [18, 25],
            Era::Portal => [8, 22],
            Era::Blog => [60, 30],
            Era::Components | Era::Cards => [75, 35],
        };
        let with_data = self.chance(data);
        let with_meta = self.chance(meta);
        let alone = self.blocks.traits.contains(&"metadata alone");
        if alone && !with_data && !with_meta {
            let authors = self.joined(&self.credits.authors);
            self.credits.metas.push(("author", authors));
            return;
        }
        // The account with which somebody typed the article in is the same in both.
        let account =
            self.phrase("admin|webmaster|jsmith|news_editor|redaktion2|editor01|cms-import");
        let editor = self
            .credits
            .editors
            .as_ref()
            .and_then(|all| all.first().cloned());
        let stated = if alone {
            "authors"
        } else {
            let known = !self.credits.authors.is_empty();
            self.blocks.random.weighted(&[
                (if known { 58 } else { 0 }, "authors"),
                (
                    if self.credits.authors.len() > 1 { 8 } else { 0 },
                    "the first author",
                ),
                (if known { 16 } else { 50 }, "the site"),
                (8, "an account"),
                (if known { 8 } else { 0 }, "another person"),
                (if editor.is_some() { 8 } else { 0 }, "the editor"),
                (8, "nobody"),
            ])
        };
        let names: Vec<String> = match stated {
            "authors" => self.credits.authors.clone(),
            "the first author" => self.credits.authors.iter().take(1).cloned().collect(),
            "the site" => vec![self.blocks.site.name.clone()],
            "an account" => vec![account.to_owned()],
            "another person" => vec![self.person()],
            "the editor" => editor.into_iter().collect(),
            _ => Vec::new(),
        };
        if names.is_empty() {
            return;
        }
        if with_data {
            let kind = if stated == "the site" && self.chance(70) {
                "Organization"
            } else {
                "Person"
            };
            let objects: Vec<Value> = names
                .iter()
                .map(|name| json!({"@type": kind, "name": name}))
                .collect();
            let author = match (objects.as_slice(), self.blocks.random.below(4)) {
                ([one], 0) => one["name"].clone(),
                ([one], 1 | 2) => one.clone(),
                _ => Value::from(objects),
            };
            self.credits.data.insert("author".to_owned(), author);
        }
        if with_meta {
            let key = self.phrase("author|author|article:author|parsely-author|dc.creator|author");
            self.credits.metas.push((key, names.join(", ")));
        }
        if stated != "authors" && (with_data || with_meta) {
            self.blocks.has("metadata name another than the author");
        }
    }
}
