//! The file that `byline init` writes.
//!
//! In: what was found. Out: the text of a feeds.toml. The rule: the same findings make the same bytes; what was not found is a
//! comment that says what to fill in; and no more leaves than the site states that it grants.

use std::collections::HashSet;

use crate::commands::discover::{feed_id, own_name};
use crate::commands::terminal::{one_line, quoted};
use crate::extract::article::Statement;

use super::publisher::Publisher;

const HEAD: &str = "# Written by `byline init`: behind each value stands where it was found; what was not found is a comment to fill in.
# `byline check --online` tries all of it, `byline serve` serves it, and `byline schema --sample` prints every other key.

# First-seen dates, articles and takedowns outlive a restart here.
[store]
path = \"byline-data\"
";

/// The text for `publishers` with their zones.
pub(super) fn text(publishers: &[(Publisher, Zone)]) -> String {
    let mut text = HEAD.to_owned();
    let mut ids = HashSet::new();
    for (publisher, zone) in publishers {
        text += &publisher_table(publisher, zone);
        for section in &publisher.sections {
            let bare = feed_id(&section.url);
            let within = format!("{}-{bare}", publisher.id);
            let numbered = (2..).map(|number| format!("{within}-{number}"));
            let mut candidates = [bare.clone(), within.clone()].into_iter().chain(numbered);
            let Some(id) = candidates.find(|id| ids.insert(id.clone())) else {
                continue;
            };
            let name = publisher.name.as_ref().map(|name| name.value.as_str());
            let title = section.title.as_deref().map(|title| own_name(title, name));
            let title = match title.or(name) {
                Some(title) => format!("title = {}\n", quoted(title)),
                None => format!("title = {}  # its id; the page has no title\n", quoted(&id)),
            };
            text += &format!(
                "\n[feeds.{id}]\npublisher = {}\n{title}interval = \"10m\"\n{}",
                quoted(&publisher.id),
                section.lines(&id)
            );
        }
    }
    text
}

/// The zone of a publisher, and who named it.
pub(super) struct Zone {
    pub(super) name: String,
    pub(super) place: String,
}

fn publisher_table(publisher: &Publisher, zone: &Zone) -> String {
    let Publisher { id, home, .. } = publisher;
    let name = match &publisher.name {
        Some(_) => line("name", publisher.name.as_ref(), ""),
        None => format!(
            "name = {}  # its host, since its pages do not name it: write the name that readers know\n",
            quoted(publisher.host())
        ),
    };
    let language = line(
        "language",
        publisher.language.as_ref(),
        "\"en-GB\"  # fill in: the language of its pages (BCP 47); they do not declare one",
    );
    let zone = format!(
        "timezone = {}  # {}\n",
        quoted(&zone.name),
        one_line(&zone.place)
    );
    let holder = line(
        "holder",
        publisher.holder.as_ref(),
        "\"…\"  # fill in: who holds the rights, if that is not the publisher; no © line was found",
    );
    let terms = publisher.terms.as_ref().map(|it| Statement {
        value: it.value.to_string(),
        place: it.place.clone(),
    });
    let terms = line(
        "terms",
        terms.as_ref(),
        "\"https://…\"  # fill in: the page with its terms; no link to one was found",
    );
    let contact = line(
        "contact",
        publisher.contact.as_ref(),
        "\"mailto:…\"  # fill in: whom to ask about rights; no address was found",
    );
    // Who says nothing of rights has granted nothing.
    let grant = match (&publisher.holder, &publisher.terms) {
        (None, None) => {
            "grant = \"headline\"  # the site says nothing of its rights: ask before you pass on more (\"excerpt\", \"full\")"
        }
        _ => "grant = \"excerpt\"  # \"full\" only with the publisher's permission",
    };
    format!(
        "\n[publishers.{id}]\n{name}url = {}\n{language}{zone}\n[publishers.{id}.rights]\n{holder}{terms}{contact}{grant}\nreprint-grant = \"headline\"  # what it took from others\n",
        quoted(home.as_str())
    )
}

/// `key = "value"  # where it was found`, or the key as a comment with what to fill in.
fn line(key: &str, found: Option<&Statement>, missing: &str) -> String {
    match found {
        Some(it) => format!("{key} = {}  # {}\n", quoted(&it.value), one_line(&it.place)),
        None => format!("# {key} = {missing}\n"),
    }
}
