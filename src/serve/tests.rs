//! What holds for every output, for any publisher, page and reader: no text beyond the grant, and no item without its
//! holder, notice, source and credit.
//!
//! The grant is computed here from the clauses of the notice and not by the model, so that a mistake in the model shows.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::handlers::embeds::{self, EmbedKind};
use super::pages;
use super::testing::{publisher, site, spec, url};
use crate::model::{
    Article, Audience, Circumstances, Content, Feed, Grant, Guid, Item, ItemFacts, Labelling,
    Moment, Publisher, SafeHtml, SourceClaim, UseLimits,
};
use crate::render::{self, Format};

/// Who made it, as its page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    Publisher,
    Another,
    Unstated,
}

/// What one page holds and forbids.
#[derive(Debug, Clone)]
struct Written {
    maker: Maker,
    /// In sentences. 0: there is no abstract.
    abstract_of: usize,
    limits: UseLimits,
}

fn any_grant() -> impl Strategy<Value = Grant> {
    prop::sample::select(Grant::ALL)
}

fn any_page() -> impl Strategy<Value = Written> {
    let maker = prop::sample::select(vec![Maker::Publisher, Maker::Another, Maker::Unstated]);
    let rarely = || prop::bool::weighted(0.15);
    let limits = (
        rarely(),
        rarely(),
        rarely(),
        prop::option::weighted(0.2, 0usize..400),
    );
    (maker, prop_oneof![Just(0), 1usize..45], limits).prop_map(
        |(maker, abstract_of, (no_snippet, no_archive, tdm_reserved, max_snippet_chars))| Written {
            maker,
            abstract_of,
            limits: UseLimits {
                no_snippet,
                max_snippet_chars,
                no_archive,
                tdm_reserved,
            },
        },
    )
}

fn any_audience() -> impl Strategy<Value = Audience> {
    prop_oneof![
        Just(Audience::Public),
        any_grant().prop_map(Audience::Partner)
    ]
}

/// `count` sentences, all different.
fn text(mark: &str, count: usize) -> String {
    (0..count)
        .map(|n| format!("〔{mark}.{n}〕今晨山上普降小雪。"))
        .collect()
}

const BODY: usize = 40;

fn item(n: usize, page: &Written, publisher: &Publisher) -> Arc<Item> {
    let article = Article {
        source: match page.maker {
            Maker::Publisher => Some(format!("Own {n}")),
            Maker::Another => Some(format!("Wire {n}")),
            Maker::Unstated => None,
        }
        .map(|name| SourceClaim { name, url: None }),
        copyright: Some(format!("Notice of page {n}.")),
        limits: page.limits.clone(),
        ..Article::default()
    };
    let link = url(&format!("http://daily.example/a/{n}.htm"));
    let at = Moment::in_zone(jiff::Timestamp::UNIX_EPOCH, &publisher.zone);
    let body = text(&format!("b{n}"), BODY);
    Arc::new(Item::new(
        ItemFacts {
            guid: Guid::of(&link),
            link,
            title: format!("Title {n}"),
            published: Some(at),
            updated: at,
            byline: Vec::new(),
            editors: Vec::new(),
            sections: Vec::new(),
            keywords: Vec::new(),
            language: "zh-CN".into(),
        },
        Content {
            summary: (page.abstract_of > 0).then(|| text(&format!("a{n}"), page.abstract_of)),
            body: Some(SafeHtml::from_sanitized(format!("<p>{body}</p>"))),
            text: Some(body),
            image: None,
            pictures: vec![],
            max_snippet_chars: page.limits.max_snippet_chars,
            read: true,
            media: crate::model::Media::default(),
        },
        publisher.rule(
            Some(&article),
            Circumstances {
                own_host: true,
                labelling: Labelling::Usual,
            },
        ),
    ))
}

/// Clauses 1 to 3 of a publisher's notice, and what pages may add to them.
fn granted(page: &Written, own: Grant, reprints: Grant, audience: Audience) -> Grant {
    let limits = &page.limits;
    let page_allows = if limits.no_snippet || limits.max_snippet_chars == Some(0) {
        Grant::Headline
    } else if limits.no_archive || limits.tdm_reserved || limits.max_snippet_chars.is_some() {
        Grant::Excerpt
    } else {
        Grant::Full
    };
    match (page.maker, audience) {
        (Maker::Publisher, Audience::Public) => own.min(page_allows),
        (Maker::Publisher, Audience::Partner(scope)) => own.max(scope).min(page_allows),
        (Maker::Another | Maker::Unstated, _) => reprints.min(page_allows),
    }
}

/// The marks that may be in an output which goes as far as `grant`.
fn allowed(n: usize, page: &Written, grant: Grant) -> BTreeSet<String> {
    let whole = |text: &str, limit: usize| -> BTreeSet<String> {
        marks(&text.chars().take(limit).collect::<String>())
    };
    let most = page.limits.max_snippet_chars.unwrap_or(usize::MAX);
    let body = text(&format!("b{n}"), BODY);
    let mut allowed = BTreeSet::new();
    if grant >= Grant::Excerpt {
        allowed.extend(match page.abstract_of {
            0 => whole(&body, most.min(200)),
            sentences => whole(&text(&format!("a{n}"), sentences), most),
        });
    }
    if grant >= Grant::Full {
        allowed.extend(whole(&body, usize::MAX));
    }
    allowed
}

/// Every whole mark in `text`.
fn marks(text: &str) -> BTreeSet<String> {
    text.split('〔')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('〕')?.0.to_owned()))
        .collect()
}

/// Every output of `feed` for `audience`, with its name and the most that it may show.
fn outputs(feed: &Feed, audience: Audience) -> Vec<(String, Grant, Vec<u8>)> {
    let mut outputs = Vec::new();
    for &format in Format::ALL {
        let bytes = render::feed(feed, format, audience, &site()).expect("it renders");
        outputs.push((format.to_string(), Grant::Full, bytes));
    }
    for kind in [EmbedKind::Page, EmbedKind::Script] {
        let embed = embeds::document(kind, feed, audience, 50, &site()).expect("it renders");
        let bytes = embed.body().to_vec();
        outputs.push((format!("{kind:?}"), Grant::Excerpt, bytes));
    }
    if audience == Audience::Public {
        let spec = spec("city", "City", &feed.publisher);
        let page = pages::preview(&spec, feed, &site()).expect("it renders");
        outputs.push(("preview".into(), Grant::Excerpt, page.into_bytes()));
    }
    outputs
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The contract with the owners of the texts.
    #[test]
    fn no_output_goes_beyond_the_grant_or_without_rights(
        (own, reprints) in (any_grant(), any_grant()),
        pages in prop::collection::vec(any_page(), 1..8),
        audience in any_audience(),
    ) {
        let mut publisher = publisher("daily", "Daily", "zh-CN");
        let policy = &mut Arc::make_mut(&mut publisher).policy;
        (policy.grant, policy.reprint_grant) = (own, reprints);
        policy.own_sources = (0..pages.len()).map(|n| format!("Own {n}")).collect();
        let items: Vec<_> = pages.iter().enumerate().map(|(n, page)| item(n, page, &publisher)).collect();
        let feed = Feed {
            show: None,
            id: "city".parse().expect("a test id"),
            title: "City".into(),
            description: "The city".into(),
            home: url("http://daily.example/city/"),
            publisher,
            interval: Duration::from_secs(600),
            items,
            tombstones: Vec::new(),
        };
        for (name, most, bytes) in outputs(&feed, audience) {
            let output = String::from_utf8(bytes).expect("UTF-8");
            let allowed: BTreeSet<String> = pages
                .iter()
                .enumerate()
                .flat_map(|(n, page)| {
                    allowed(n, page, granted(page, own, reprints, audience).min(most))
                })
                .collect();
            let beyond: Vec<_> = marks(&output).difference(&allowed).cloned().collect();
            prop_assert!(beyond.is_empty(), "{} shows {:?}", name, beyond);
            if most == Grant::Full {
                // What is granted is there too: every whole body.
                for (n, page) in pages.iter().enumerate() {
                    let full = granted(page, own, reprints, audience) == Grant::Full;
                    let last = format!("〔b{n}.{}〕", BODY - 1);
                    prop_assert_eq!(output.contains(&last), full, "{} {}", name, n);
                }
            }
            for (n, item) in feed.items.iter().enumerate() {
                let (rights, credit) = (item.rights(), item.credit());
                let page = format!("Notice of page {n}.");
                let source = credit.source().map_or(&*feed.publisher.name, |source| &*source.name);
                for named in [&*rights.holder, &*rights.notice, &*page, source, credit.line()] {
                    prop_assert!(!named.is_empty() && output.contains(named), "{} lacks {}", name, named);
                }
            }
        }
    }
}
