//! Composes an item of what the section says, what the article says, and the publisher's terms.
//!
//! In: a [`Listed`] teaser, the article's facts when it was read, who rules on it, the item as it stood before.
//! Out: an item with its rights. Pure; no I/O, no clock: `now` is an argument.

use std::borrow::Cow;
use std::collections::HashSet;

use regex::Regex;

use super::whose::Owner;
use crate::extract::{Teaser, sanitize};
use crate::model::{
    Article, Content, Guid, Item, ItemFacts, Moment, Precision, Provenance, Section, opening,
};

/// A teaser with every section that lists it.
#[derive(Debug, Clone)]
pub(in crate::gateway) struct Listed {
    pub(in crate::gateway) teaser: Teaser,
    /// Of the teaser's URL.
    pub(in crate::gateway) guid: Guid,
    pub(in crate::gateway) sections: Vec<Section>,
}

/// What is remembered of an item from earlier refreshes.
#[derive(Debug, Clone, Copy)]
pub(in crate::gateway) struct Earlier<'a> {
    /// When byline first saw it.
    pub(in crate::gateway) first_seen: Moment,
    /// The item in the last good snapshot, if its article had been read by then.
    pub(in crate::gateway) complete: Option<&'a Item>,
}

/// Composes the item. Without `article` it is a headline.
pub(in crate::gateway) fn item(
    listed: &Listed,
    article: Option<&Article>,
    owner: Owner<'_>,
    earlier: Earlier<'_>,
    title_cut: &[Regex],
    now: Moment,
) -> Item {
    let teaser = &listed.teaser;
    let ruling = owner.rule(article);
    let published = published(teaser, article);
    let facts = ItemFacts {
        guid: listed.guid,
        link: teaser.url.clone(),
        title: cut_title(title_cut, &title(teaser, article)),
        published,
        updated: article
            .and_then(|article| article.updated)
            .filter(|&updated| published.is_none_or(|published| updated > published))
            .or(published)
            .unwrap_or(earlier.first_seen),
        byline: article
            .map(|article| article.byline.clone())
            .unwrap_or_default(),
        editors: article
            .map(|article| article.editors.clone())
            .unwrap_or_default(),
        sections: listed.sections.clone(),
        keywords: article
            .map(|article| {
                let category = article.category.iter();
                let keywords = article.keywords.iter();
                let mut keywords: Vec<String> = category.chain(keywords).cloned().collect();
                let mut seen = HashSet::new();
                keywords.retain(|word| seen.insert(word.to_lowercase()));
                keywords
            })
            .unwrap_or_default(),
        language: article
            .and_then(|article| article.language.clone())
            .or_else(|| teaser.language.clone())
            .unwrap_or_else(|| owner.publisher.language.clone()),
    };
    let body = article.and_then(|article| article.body.clone());
    let content = Content {
        summary: article
            .and_then(|article| article.summary.clone())
            .or_else(|| teaser.summary.clone()),
        text: body.as_ref().map(|body| {
            let known = earlier.complete.and_then(|before| before.text_of(body));
            let read = || opening(&sanitize::plain_text(body.as_str())).to_owned();
            known.map_or_else(read, str::to_owned)
        }),
        body,
        image: article
            .and_then(|article| article.image.clone())
            .or_else(|| teaser.image.clone()),
        pictures: article
            .map(|article| article.pictures.clone())
            .unwrap_or_default(),
        max_snippet_chars: article.and_then(|article| article.limits.max_snippet_chars),
        read: article.is_some(),
        media: teaser.media.clone(),
    };
    let made = Item::new(facts, content, ruling);
    match (earlier.complete, article) {
        (Some(before), Some(_)) => {
            let ruled = ruled_alike(before, &made);
            made.with_updated_after(ruled.as_ref().unwrap_or(before), now)
        }
        _ => made,
    }
}

/// `before` under the ruling of `made`, where the two differ in whether a source that nobody states is the publisher.
///
/// That depends on what the feed's other articles carry, so it is no change of this one.
fn ruled_alike(before: &Item, made: &Item) -> Option<Item> {
    let (was, is) = (before.credit().provenance(), made.credit().provenance());
    let unlabelled = was != is && was != Provenance::Reprint && is != Provenance::Reprint;
    unlabelled.then(|| before.ruled(made.ruling().clone()))
}

/// The article's own date, unless the section's is more precise about the same day.
fn published(teaser: &Teaser, article: Option<&Article>) -> Option<Moment> {
    let stated = article.and_then(|article| article.published);
    match (stated, teaser.published) {
        (Some(stated), Some(listed))
            if stated.precision() == Precision::Day
                && listed.precision() != Precision::Day
                && stated.is_same_day(listed) =>
        {
            Some(listed)
        }
        (Some(stated), _) => Some(stated),
        (None, listed) => listed,
    }
}

/// `title` without what the patterns of `title-cut` match. A title of which nothing would be left stays.
pub(in crate::gateway) fn cut_title(patterns: &[Regex], title: &str) -> String {
    let mut cut = title.to_owned();
    for pattern in patterns {
        if let Cow::Owned(shorter) = pattern.replace_all(&cut, "") {
            cut = shorter;
        }
    }
    let cut = cut.trim();
    if cut.is_empty() { title } else { cut }.to_owned()
}

/// The section's title, or the article's where the section cut it.
fn title(teaser: &Teaser, article: Option<&Article>) -> String {
    let listed = teaser.title.trim();
    let Some(whole) = article
        .and_then(|article| article.title.as_deref())
        .map(str::trim)
    else {
        return listed.to_owned();
    };
    let stem = listed.trim_end_matches(['…', '.', '·', ' ']);
    let cut = stem.len() < listed.len() || whole.len() > stem.len();
    if listed.is_empty() || (cut && whole.starts_with(stem)) {
        whole.to_owned()
    } else {
        listed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Audience, Circumstances, Grant, Labelling, SafeHtml, SourceClaim};
    use jiff::tz::Offset;

    const AT_HOME: Circumstances = Circumstances {
        own_host: true,
        labelling: Labelling::Unusual,
    };

    fn moment(second: i64, precision: Precision) -> Moment {
        Moment::new(crate::testing::at(second), Offset::UTC, precision)
    }

    fn listed(title: &str) -> Listed {
        Listed {
            teaser: Teaser {
                url: crate::testing::url("http://news.example/a.htm"),
                title: title.into(),
                published: Some(moment(86_400 * 100 + 60, Precision::Minute)),
                summary: Some("Teaser.".into()),
                image: None,
                article: None,
                media: crate::model::Media::default(),
                language: None,
            },
            guid: Guid::of(&crate::testing::url("http://news.example/a.htm")),
            sections: vec![],
        }
    }

    fn article() -> Article {
        Article {
            title: Some("The whole of a long headline".into()),
            source: Some(SourceClaim {
                name: "岱岳网".into(),
                url: None,
            }),
            summary: Some("Abstract.".into()),
            body: Some(SafeHtml::from_sanitized("<p>Body.</p>".into())),
            published: Some(moment(86_400 * 100, Precision::Day)),
            ..Article::default()
        }
    }

    fn compose(
        listed: &Listed,
        article: Option<&Article>,
        before: Option<&Item>,
        now: i64,
    ) -> Item {
        let first_seen = moment(5, Precision::Second);
        let earlier = Earlier {
            first_seen,
            complete: before,
        };
        item(
            listed,
            article,
            Owner {
                publisher: &crate::testing::publisher(),
                around: AT_HOME,
                is_another: false,
            },
            earlier,
            &[],
            moment(now, Precision::Second),
        )
    }

    /// A reader must never see `泰安市召开全市……` where the article has the whole headline.
    #[test]
    fn a_cut_title_is_made_whole() {
        for cut in ["The whole of…", "The whole of...", "The whole of", ""] {
            let item = compose(&listed(cut), Some(&article()), None, 0);
            assert_eq!(
                item.facts().title,
                "The whole of a long headline",
                "{cut:?}"
            );
        }
        let item = compose(&listed("Another headline"), Some(&article()), None, 0);
        assert_eq!(item.facts().title, "Another headline");
    }

    /// A mark that a site puts before every title is cut out, and no title is lost for it.
    #[test]
    fn what_is_cut_leaves_a_title() {
        let patterns = ["^Live: ", r" \| The Paper$"].map(|it| Regex::new(it).expect("a pattern"));
        let cut = |title| cut_title(&patterns, title);
        assert_eq!(cut("Live: Ferry sinks | The Paper"), "Ferry sinks");
        assert_eq!(cut("Alive: Ferry sinks"), "Alive: Ferry sinks");
        assert_eq!(cut("Live: "), "Live: ");
    }

    /// Nothing beyond the headline leaves before the article was read: its source may be another's.
    #[test]
    fn an_unread_article_is_a_headline() {
        let item = compose(&listed("Headline"), None, None, 0);
        let seen = item.content(Audience::Public);
        assert_eq!(
            (seen.grant, seen.summary, seen.body),
            (Grant::Headline, None, None)
        );
    }

    /// A word that the page says twice is one category; and to file an article elsewhere does not correct it.
    #[test]
    fn the_category_comes_first_and_each_keyword_once() {
        let filed = Article {
            category: Some("Harbour".into()),
            keywords: ["ferry", "harbour", "chains"].map(String::from).to_vec(),
            ..article()
        };
        let first = compose(&listed("Headline"), Some(&article()), None, 0);
        let item = compose(
            &listed("Headline"),
            Some(&filed),
            Some(&first),
            86_400 * 200,
        );
        assert_eq!(item.facts().keywords, ["Harbour", "ferry", "chains"]);
        assert_eq!(item.facts().updated, first.facts().updated);
    }

    /// A page that prints a bare date must not move an item to midnight when the section has the time.
    #[test]
    fn the_more_precise_date_of_one_day_wins() {
        let item = compose(&listed("Headline"), Some(&article()), None, 0);
        assert_eq!(
            item.facts().published,
            Some(moment(86_400 * 100 + 60, Precision::Minute))
        );
    }

    /// A correction at the origin moves `updated`, and only a correction does.
    #[test]
    fn updated_moves_when_the_item_changes_and_stays_when_it_does_not() {
        let first = compose(&listed("Headline"), Some(&article()), None, 0);
        let same = compose(
            &listed("Headline"),
            Some(&article()),
            Some(&first),
            86_400 * 200,
        );
        assert_eq!(same, first);
        let mut renamed = listed("Headline");
        renamed.sections.push(Section {
            url: renamed.teaser.url.clone(),
            label: "Renamed in feeds.toml".into(),
            publisher: None,
        });
        let elsewhere = compose(&renamed, Some(&article()), Some(&first), 86_400 * 200);
        assert_eq!(elsewhere.facts().updated, first.facts().updated);
        assert_eq!(elsewhere.facts().sections, renamed.sections);
        let corrected = Article {
            summary: Some("Corrected.".into()),
            ..article()
        };
        let changed = compose(
            &listed("Headline"),
            Some(&corrected),
            Some(&first),
            86_400 * 200,
        );
        assert_eq!(
            changed.facts().updated,
            moment(86_400 * 200, Precision::Second)
        );
        let later = compose(
            &listed("Headline"),
            Some(&corrected),
            Some(&changed),
            86_400 * 300,
        );
        assert_eq!(later.facts().updated, changed.facts().updated);
    }
}
