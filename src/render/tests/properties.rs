//! What holds for any item, any audience and any text: never beyond the grant, never without rights,
//! never broken.

use proptest::prelude::*;

use super::rendered;
use super::samples::{self, Sketch, publisher, sketch};
use crate::model::{Audience, Grant, Provenance};
use crate::render::Format;
use crate::render::text::clean;

fn any_grant() -> impl Strategy<Value = Grant> {
    prop_oneof![
        Just(Grant::Headline),
        Just(Grant::Excerpt),
        Just(Grant::Full)
    ]
}

fn any_audience() -> impl Strategy<Value = Audience> {
    prop_oneof![
        Just(Audience::Public),
        any_grant().prop_map(Audience::Partner)
    ]
}

fn any_provenance() -> impl Strategy<Value = Provenance> {
    prop_oneof![
        Just(Provenance::Own),
        Just(Provenance::Reprint),
        Just(Provenance::Unstated)
    ]
}

/// Any text at all, and texts made of what means something to XML or HTML.
fn any_text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 14] = [
        "<![CDATA[",
        "]]>",
        "]]",
        "&amp;",
        "&#x26;",
        "&",
        "<",
        ">",
        "<b>",
        "</b>",
        "\r\n",
        "\u{0}",
        "泰",
        "\"'",
    ];
    let pieces = prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40);
    prop_oneof![any::<String>(), pieces.prop_map(|pieces| pieces.concat())]
}

/// One item whose every text is a word that occurs nowhere else.
fn marked(grant: Grant, ceiling: Grant, provenance: Provenance) -> Sketch {
    sketch(&publisher("岱岳网", "zh-CN"), 1).with(|it| {
        it.provenance = provenance;
        it.grant = grant;
        it.ceiling = ceiling;
        it.source.name = "SOURCE".into();
        it.rights.holder = "HOLDER".into();
        it.rights.notice = "NOTICE".into();
        it.content.summary = Some("ABSTRACT".into());
        it.content.text = Some("ABSTRACT".into());
        it.content.body = samples::body("<p>BODY</p>");
        it.content.image = Some(samples::url("http://news.example/IMAGE.jpg"));
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Clause 1 and 2: who was granted a headline gets a headline, in every format; and whoever gets
    /// anything is told whose it is.
    #[test]
    fn no_text_beyond_the_grant_and_never_without_rights(
        grant in any_grant(),
        ceiling in any_grant(),
        provenance in any_provenance(),
        audience in any_audience(),
    ) {
        let item = marked(grant, ceiling, provenance).item();
        let credit = item.credit().line().to_owned();
        let applied = item.content(audience).grant;
        let it = samples::feed(publisher("岱岳网", "zh-CN"), "泰安新闻", vec![item]);
        for &format in Format::ALL {
            let text = rendered(&it, format, audience);
            prop_assert_eq!(text.contains("BODY"), applied >= Grant::Full, "{}", format);
            prop_assert_eq!(text.contains("ABSTRACT"), applied >= Grant::Excerpt, "{}", format);
            prop_assert_eq!(text.contains("IMAGE"), applied >= Grant::Excerpt, "{}", format);
            for named in ["HOLDER", "NOTICE", applied.as_str()] {
                prop_assert!(text.contains(named), "{} in {}", named, format);
            }
            prop_assert_eq!(text.contains("SOURCE"), provenance != Provenance::Unstated, "{}", format);
            // Once for machines, and at least once where people look.
            let shown = without_links(&text.replace("&lt;", "<").replace("&gt;", ">"));
            prop_assert!(shown.matches(&credit).count() >= 2, "{}", format);
        }
    }

    /// Whatever a page holds, readers get well-formed XML that says exactly that.
    #[test]
    fn any_text_comes_back_as_it_was(text in any_text(), name in "\\PC*") {
        let publisher = publisher("岱岳网", "zh-CN");
        let item = sketch(&publisher, 1).with(|it| {
            it.title = format!("T{text}");
            it.content.summary = Some(format!("S{}", text.chars().take(400).collect::<String>()));
            it.content.body = samples::body(&text);
            it.byline = vec![format!("N{name}")];
            it.source.name = format!("O{name}");
            it.rights.holder = format!("H{text}");
            it.rights.notice = format!("R{text}");
        });
        let item = item.item();
        let seen = item.content(Audience::Public);
        let wanted = [
            clean(&item.facts().title).into_owned(),
            clean(&item.facts().byline[0]).into_owned(),
            item.credit().source().map(|it| clean(&it.name).into_owned()).unwrap_or_default(),
            clean(&item.rights().holder).into_owned(),
            clean(&item.rights().notice).into_owned(),
            format!("{}\n{}", clean(seen.summary.as_deref().unwrap_or_default()), clean(item.credit().line())),
        ];
        let body = seen.body.map(|it| clean(it.as_str()).into_owned()).unwrap_or_default();
        let it = samples::feed(publisher, "泰安新闻", vec![item.clone()]);
        for (format, names) in [
            (Format::Rss, ["title", "creator", "source", "rightsHolder", "rights", "description"]),
            (Format::Atom, ["title", "name", "source", "rightsHolder", "rights", "summary"]),
        ] {
            let xml = rendered(&it, format, Audience::Public);
            let document = roxmltree::Document::parse(&xml).expect("well-formed");
            let entry = document
                .descendants()
                .find(|node| ["item", "entry"].contains(&node.tag_name().name()))
                .expect("the item");
            for (name, wanted) in names.into_iter().zip(&wanted) {
                let mut node = entry.descendants().find(|it| it.tag_name().name() == name).expect("there");
                if format == Format::Atom && name == "source" {
                    node = node.first_element_child().expect("its title");
                }
                let escaped = node.attribute("type") == Some("html") || name == "description";
                let mut got = whole_text(node);
                if matches!(name, "description" | "summary") {
                    got = without_links(&got.replace("</p><p>", "\n"));
                    got = got.replace("<p>", "").replace("</p>", "");
                }
                if escaped {
                    got = got.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                }
                // What keeps RSS titles and Atom names from reading as markup has no width and no meaning.
                prop_assert_eq!(got.replace('\u{2060}', ""), wanted.replace('\u{2060}', ""), "{} {}", format, name);
            }
            let content = entry.children().find(|it| ["encoded", "content"].contains(&it.tag_name().name()) && it.tag_name().namespace() != Some("http://search.yahoo.com/mrss/"));
            if !body.trim().is_empty() {
                prop_assert!(whole_text(content.expect("a body")).starts_with(&body));
            }
        }
        let json: serde_json::Value = serde_json::from_str(&rendered(&it, Format::Json, Audience::Public)).expect("JSON");
        prop_assert_eq!(json["items"][0]["title"].as_str(), Some(&*wanted[0]));
        prop_assert_eq!(json["items"][0]["_byline"]["rights"]["notice"].as_str(), Some(&*wanted[4]));
    }
}

/// HTML, or JSON or XML that holds some, without the links around names.
fn without_links(html: &str) -> String {
    let mut parts = html.split("<a href=");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text += part.split_once('>').map_or(part, |(_, rest)| rest);
    }
    text.replace("</a>", "")
}

/// CDATA sections split one text into several nodes.
fn whole_text(node: roxmltree::Node<'_, '_>) -> String {
    node.children().filter_map(|it| it.text()).collect()
}
