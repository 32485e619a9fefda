//! The head of a page: title, meta, links, and the scripts that hold facts.
//!
//! In: a parsed page. Out: a [`Head`]. Names are lower-cased; values are plain text. No value is checked here: meta values
//! are often empty, stale or the site's own name, and the callers have to expect that.

use html5ever::local_name;
use url::Url;

use crate::extract::sanitize::plain_text;
use crate::model::UseLimits;
use crate::page::dom::Node;
use crate::page::{Base, Dom, json_ld};

/// A script longer than this is a program, not a set of facts.
const SCRIPT_LIMIT_BYTES: usize = 1024 * 1024;

/// The statements of a page's head.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// `<title>`.
    pub(super) title: Option<String>,
    /// `<html lang>`.
    pub(super) language: Option<String>,
    pub(super) canonical: Option<Url>,
    pub(super) licence: Option<Url>,
    pub(super) next: Option<Url>,
    /// JSON-LD, raw.
    pub(super) json_ld: Vec<String>,
    /// The arguments of `createPageHTML(…)`, with which some content systems paginate.
    pub(super) page_call: Option<String>,
    pub(super) limits: UseLimits,
    metas: Vec<(String, String)>,
}

impl Head {
    /// Reads the whole page, since bodies hold meta and JSON-LD as well.
    pub(super) fn of(dom: &Dom, base: &Base<'_>) -> Self {
        let mut head = Self::default();
        for node in dom.root().descendants() {
            let Some(element) = node.element() else {
                continue;
            };
            let attr = |name| {
                let value = element.attr(name).map(str::trim);
                value.filter(|value| !value.is_empty())
            };
            match *element.name() {
                local_name!("html") => head.language = attr("lang").map(str::to_owned),
                local_name!("meta") => {
                    let content = attr("content").or_else(|| attr("value"));
                    let name = attr("name").or_else(|| attr("property"));
                    let name = name.map(str::to_owned).or_else(|| {
                        let property = first_token(attr("itemprop")?);
                        // Whose `name` it is says the element around it.
                        let of = (property == "name").then(|| owner(node)).flatten();
                        Some(match of {
                            Some(of) => format!("itemprop:{of}/{property}"),
                            None => format!("itemprop:{property}"),
                        })
                    });
                    if let (Some(name), Some(content)) = (name, content) {
                        head.meta(&name, content);
                    }
                }
                local_name!("link") => {
                    let href = attr("href").and_then(|href| base.join(href));
                    if let (Some(rel), Some(href)) = (attr("rel"), href) {
                        head.link(rel, href);
                    }
                }
                local_name!("title") if head.title.is_none() && !is_in_svg(node) => {
                    head.title = Some(squash(&node.text())).filter(|title| !title.is_empty());
                }
                local_name!("script") => head.script(attr("type"), node.text()),
                _ => {}
            }
        }
        head
    }

    fn script(&mut self, kind: Option<&str>, text: String) {
        if text.len() > SCRIPT_LIMIT_BYTES {
            return;
        }
        if json_ld::is_script(kind, &text) {
            self.json_ld.push(text);
        } else if let Some(call) = page_call(&text) {
            self.page_call = Some(call);
        }
    }

    /// Adds facts in a comment, as some newspaper systems write them:
    /// `<!--enpproperty <date>…</date><author>…</author>… /enpproperty-->`.
    pub(super) fn add_comment(&mut self, html: &str) {
        let begins = "<!--enpproperty";
        let Some(at) = memchr::memmem::find(html.as_bytes(), begins.as_bytes()) else {
            return;
        };
        let rest = &html[at + begins.len()..];
        let comment = rest.split_once("-->").map_or("", |(comment, _)| comment);
        for (tag, name) in [
            ("date", "enp:pubdate"),
            ("author", "enp:author"),
            ("title", "articletitle"),
            ("keyword", "keywords"),
        ] {
            let value = comment
                .split_once(&format!("<{tag}>"))
                .and_then(|(_, rest)| rest.split_once(&format!("</{tag}>")))
                .map(|(value, _)| plain_text(value))
                .filter(|value| !value.is_empty());
            if let Some(value) = value {
                self.metas.push((name.to_owned(), value));
            }
        }
    }

    /// The first non-empty value among `names` (lower case), in the order of `names`.
    pub(super) fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let (_, value) = self.metas.iter().find(|(key, _)| key == name)?;
            Some(value.as_str())
        })
    }

    /// Every value under one name, in the page's order.
    pub(super) fn all<'h>(&'h self, name: &str) -> impl Iterator<Item = &'h str> {
        self.metas
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The metas with a wanted name, in the page's order.
    pub(super) fn all_where<'h>(
        &'h self,
        is_wanted: impl Fn(&str) -> bool + 'h,
    ) -> impl Iterator<Item = (&'h str, &'h str)> {
        let metas = self.metas.iter().filter(move |(key, _)| is_wanted(key));
        metas.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Values of names that hold `part` and one of `ends`: `apub:time`, `dc.pubdate`.
    pub(super) fn all_like<'h>(
        &'h self,
        part: &'h str,
        ends: &'h [&str],
    ) -> impl Iterator<Item = &'h str> {
        self.metas
            .iter()
            .filter(move |(key, _)| key.contains(part) && ends.iter().any(|end| key.contains(end)))
            .map(|(_, value)| value.as_str())
    }

    fn meta(&mut self, name: &str, content: &str) {
        // `og: time` and `og:time ` are found in the wild.
        let name: String = name
            .chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        match name.as_str() {
            "robots" | "googlebot" | "googlebot-news" => limit(&mut self.limits, content),
            "tdm-reservation" if content == "1" => self.limits.tdm_reserved = true,
            _ => {}
        }
        // Content systems escape twice: `&amp;mdash;`.
        let content = if content.contains('&') {
            plain_text(content)
        } else {
            squash(content)
        };
        self.metas.push((name, content));
    }

    fn link(&mut self, rel: &str, href: Url) {
        if !matches!(href.scheme(), "http" | "https") {
            return;
        }
        for rel in rel.split_ascii_whitespace() {
            let place = match rel.to_ascii_lowercase().as_str() {
                "canonical" => &mut self.canonical,
                "license" => &mut self.licence,
                "next" => &mut self.next,
                _ => continue,
            };
            place.get_or_insert_with(|| href.clone());
        }
    }
}

/// Reads robots directives, as pages and `X-Robots-Tag` write them. The narrowest of several directives holds, and a
/// directive for one robot (`otherbot: noarchive`) holds for all.
pub fn limit(limits: &mut UseLimits, directives: &str) {
    for directive in directives.split(',') {
        let directive = directive.trim().to_ascii_lowercase();
        let directive = match directive.split_once(':') {
            Some((robot, told)) if robot.trim() != "max-snippet" => told.trim().to_owned(),
            _ => directive,
        };
        match directive.as_str() {
            "noarchive" | "nocache" => limits.no_archive = true,
            "nosnippet" => limits.no_snippet = true,
            "none" => {}
            _ => {
                let chars = directive
                    .strip_prefix("max-snippet")
                    .and_then(|rest| rest.trim_start().strip_prefix(':'))
                    .and_then(|chars| chars.trim().parse::<i64>().ok());
                // -1 means no limit.
                if let Some(chars) = chars.and_then(|chars| usize::try_from(chars).ok()) {
                    limits.max_snippet_chars = Some(
                        limits
                            .max_snippet_chars
                            .map_or(chars, |before| before.min(chars)),
                    );
                }
            }
        }
    }
}

/// How many elements around a `meta` are searched for the property that it describes.
const OWNER_LEVELS: usize = 3;

/// The property that an element around `node` names, when the element is an item of its own (`itemscope`).
fn owner(node: Node<'_>) -> Option<String> {
    let mut around = node.parent();
    for _ in 0..OWNER_LEVELS {
        let element = around?;
        if let Some(property) = element.attr("itemprop") {
            return Some(first_token(property).to_owned());
        }
        if element.attr("itemscope").is_some() {
            return None;
        }
        around = element.parent();
    }
    None
}

/// The first of the properties that an `itemprop` names: `author creator`.
fn first_token(properties: &str) -> &str {
    properties.split_whitespace().next().unwrap_or_default()
}

fn is_in_svg(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        !parent.has_name("head") && !parent.has_name("html") && !parent.has_name("body")
    })
}

/// The arguments of the last call; the definition comes before it.
fn page_call(script: &str) -> Option<String> {
    let at = script.rfind("createPageHTML(")?;
    let rest = &script[at + "createPageHTML(".len()..];
    rest.split_once(')')
        .map(|(arguments, _)| arguments.to_owned())
}

/// White space collapsed, control characters gone.
pub(super) fn squash(text: &str) -> String {
    let mut squashed = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !squashed.is_empty() {
            squashed.push(' ');
        }
        squashed.push_str(word);
    }
    squashed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Budget, Dom};

    fn head(html: &str) -> Head {
        let base = Url::parse("http://news.example/a/b.htm").expect("a test URL");
        let budget = Budget::unbounded();
        let base = Base::of(&base, None, &budget);
        let dom = Dom::parse(html, &budget).expect("a plain page");
        Head::of(&dom, &base)
    }

    /// A publisher that says `nosnippet` must not find its text in a feed.
    #[test]
    fn robots_directives_narrow() {
        let limits = head(
            "<meta name=robots content='index, NOARCHIVE, max-snippet: 160'>\
             <meta name=googlebot content='max-snippet:50'><meta name=tdm-reservation content=1>",
        )
        .limits;
        assert!(limits.no_archive && limits.tdm_reserved && !limits.no_snippet);
        assert_eq!(limits.max_snippet_chars, Some(50));
        let open = head("<meta name=robots content='max-snippet:-1, index'>").limits;
        assert_eq!(open, UseLimits::default());
    }

    /// The head of the page, not the title of a drawing in it.
    #[test]
    fn the_title_is_the_pages() {
        let page = head("<body><svg><title>logo</title></svg><title>麦收开镰 - 岱岳网</title>");
        assert_eq!(page.title.as_deref(), Some("麦收开镰 - 岱岳网"));
    }

    /// Odd spacing in names hid dates from readers of real pages.
    #[test]
    fn names_are_folded() {
        let page = head("<meta name='OG: Time ' content=' 2015-01-21\n09:39 '>");
        assert_eq!(page.get(&["pubdate", "og:time"]), Some("2015-01-21 09:39"));
    }
}
