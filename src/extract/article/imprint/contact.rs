//! E-mail addresses that a page gives for questions.
//!
//! In: a page's lines, and the addresses in its JSON-LD. Out: the one address that is most for questions of rights. The rule:
//! an address that may be a person's counts on a page of contacts only.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use regex::Regex;
use url::Url;

use crate::language::{ALL, split};
use crate::model::same_site;
use crate::page::lines::Flow;

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}",
    )
    .ok()
});

/// What addresses for questions of rights have in them.
const FOR_RIGHTS: [&str; 12] = [
    "rights",
    "copyright",
    "legal",
    "permission",
    "licens",
    "licenc",
    "syndication",
    "reprint",
    "recht",
    "droits",
    "diritti",
    "banquan",
];
/// What addresses of an office have in them.
const OFFICES: [&str; 16] = [
    "info",
    "contact",
    "kontakt",
    "contato",
    "contacto",
    "office",
    "editor",
    "redak",
    "redac",
    "redaz",
    "news",
    "mail",
    "hello",
    "press",
    "admin",
    "webmaster",
];
/// Endings of files, which names such as `logo@2x.png` have.
const FILES: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"];

/// Whose address it may be, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Desk {
    Rights,
    Office,
    Person,
}

/// The best address: first by its desk, then whether it is at the site of `page`, then by its place.
pub(super) fn best(flow: &Flow<'_>, stated: &[String], page: &Url) -> Option<(Desk, String)> {
    let mut found: Vec<(Desk, bool, String)> = Vec::new();
    let mut add = |text: &str, around: &str| {
        let is_file = FILES.iter().any(|end| text.to_lowercase().ends_with(end));
        let is_new = !found.iter().any(|(.., known)| known == text);
        if is_file || !is_new || found.len() == 64 {
            return;
        }
        let host = text.rsplit('@').next().unwrap_or_default();
        let home = Url::parse(&format!("http://{host}/")).ok();
        let elsewhere = !home.is_some_and(|home| same_site(&home, page));
        found.push((desk(text, around), elsewhere, text.to_owned()));
    };
    let pattern = ADDRESS.as_ref()?;
    for text in stated {
        let bare = text.trim().trim_start_matches("mailto:");
        pattern
            .find(bare)
            .into_iter()
            .for_each(|it| add(it.as_str(), ""));
    }
    for line in &flow.lines {
        for (_, element) in &line.links {
            let link = flow.elements[*element].node.element();
            let href = link.and_then(|link| link.attr("href")).unwrap_or_default();
            if let Some(address) = href.trim().strip_prefix("mailto:") {
                let address = percent_decode_str(address).decode_utf8_lossy();
                pattern
                    .find(&address)
                    .into_iter()
                    .for_each(|it| add(it.as_str(), &line.text));
            }
        }
        if line.text.contains('@') {
            pattern
                .find_iter(&line.text)
                .for_each(|it| add(it.as_str(), &line.text));
        }
    }
    let best = found
        .into_iter()
        .min_by_key(|(desk, elsewhere, _)| (*desk, *elsewhere));
    best.map(|(desk, _, address)| (desk, address))
}

fn desk(address: &str, around: &str) -> Desk {
    let name = address.split('@').next().unwrap_or_default().to_lowercase();
    let around = around.to_lowercase();
    let about_rights = || {
        let mut words = ALL.iter().flat_map(|it| split(it.rights_words[2]));
        words.any(|word| around.contains(word))
    };
    if FOR_RIGHTS.iter().any(|word| name.contains(word)) || about_rights() {
        Desk::Rights
    } else if OFFICES.iter().any(|word| name.contains(word)) {
        Desk::Office
    } else {
        Desk::Person
    }
}
