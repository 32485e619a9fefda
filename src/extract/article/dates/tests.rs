//! Which of a page's dates is the article's.

mod places;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use crate::extract::article;
use crate::model::Moment;
use crate::page::{Budget, Context};

/// What stands on a page besides its text.
#[derive(Default)]
struct Page<'a> {
    language: &'a str,
    /// Behind the headline in `<title>`.
    site: &'a str,
    head: String,
    /// The content of the `h1`; empty for the plain headline.
    headline: &'a str,
    /// Between headline and text.
    top: &'a str,
    /// The beginning of the first paragraph.
    opening: &'a str,
    /// Behind the last paragraph, in the text's block.
    closing: &'a str,
    after: &'a str,
    url: &'a str,
}

impl Page<'_> {
    /// Published and updated, as stated.
    fn dates(&self) -> (Option<String>, Option<String>) {
        let language = if self.language.is_empty() {
            "en"
        } else {
            self.language
        };
        let headline = if self.headline.is_empty() {
            "The mill opens its doors again"
        } else {
            self.headline
        };
        let html = format!(
            "<!doctype html><html lang={language}><head><title>The mill opens its doors again{}</title>{}</head>\
             <body><nav><a href='/'>Home</a></nav><main><article><h1>{headline}</h1>{}\
             <div class=text>\
             <p>{}The town said on Friday that the mill will open its doors from Monday, after a week in which the \
             roof was closed for repairs to its beams.</p>\
             <p>Visitors had been using the yard behind the church, which added forty minutes to the walk for most \
             of them, according to the town.</p>\
             <p>The beams were last replaced eleven years ago, and the firm that made them has kept the plans, so \
             that the new ones fit without changes.</p>{}</div>{}</article></main></body></html>",
            self.site, self.head, self.top, self.opening, self.closing, self.after
        );
        let url = if self.url.is_empty() {
            "http://news.example/town/mill.html"
        } else {
            self.url
        };
        let now: Timestamp = "2026-11-18T15:30:00Z".parse().expect("a test date");
        let read = article::read(
            &html,
            &Context {
                url: &Url::parse(url).expect("a test URL"),
                zone: &TimeZone::UTC,
                language,
                now,
                budget: &Budget::unbounded(),
            },
        )
        .expect("an article");
        let shown = |moment: Option<Moment>| moment.map(Moment::as_stated);
        (shown(read.published), shown(read.updated))
    }

    fn published(&self) -> Option<String> {
        self.dates().0
    }
}

/// A head whose JSON-LD and meta name the same instant.
fn agreeing(stated: &str) -> String {
    format!(
        "<meta property='article:published_time' content='{stated}'>\
         <script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\
         \"headline\":\"The mill opens its doors again\",\"datePublished\":\"{stated}\"}}</script>"
    )
}

const STATED: &str = "2026-10-03T04:30:00Z";
const AS_STATED: &str = "2026-10-03T04:30:00+00:00";

/// A picture of 2011 would bury today's news under fifteen years of others.
#[test]
fn captions_do_not_date_an_article() {
    for top in [
        "<figure><img src=a.jpg><figcaption>The mill on 5 May 2011</figcaption></figure>",
        "<figure><img src=a.jpg><span>El molino, 5 de mayo de 2011.</span></figure>",
        "<div class=photo><img src=a.jpg><p class=image-caption>5 May 2011, Ann Lee</p></div>",
    ] {
        let page = |head: String, after| Page {
            head,
            top,
            after,
            ..Page::default()
        };
        assert_eq!(
            page(agreeing(STATED), "").published().as_deref(),
            Some(AS_STATED),
            "{top}"
        );
        let one = format!("<meta name=pubdate content='{STATED}'>");
        assert_eq!(
            page(one, "").published().as_deref(),
            Some(AS_STATED),
            "{top}"
        );
        assert_eq!(page(String::new(), "").published(), None, "{top}");
    }
    let line = "<p>17 October 2026</p><figure><img src=a.jpg><figcaption>The mill, 23 August</figcaption></figure>";
    let page = Page {
        top: line,
        ..Page::default()
    };
    assert_eq!(page.published().as_deref(), Some("2026-10-17"));
}

/// A caption that no class calls one must not beat the dates that are the article's.
#[test]
fn a_date_beside_a_bare_picture_gives_way() {
    for top in [
        "<div><picture><img src=a.jpg></picture><small>Archive picture, 5 May 2011</small></div>",
        "<p><img src=a.jpg><br><em>The mill, 5 May 2011</em></p>",
        "<div class=bild><img src=a.jpg><p class=bildunterschrift>Die Mühle, 5. Mai 2011</p></div>",
    ] {
        let one = format!("<meta name=pubdate content='{STATED}'>");
        for head in [agreeing(STATED), one] {
            let page = Page {
                head,
                top,
                ..Page::default()
            };
            assert_eq!(page.published().as_deref(), Some(AS_STATED), "{top}");
        }
        let both = format!("<p>17 October 2026</p>{top}");
        let page = Page {
            top: &both,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), Some("2026-10-17"), "{top}");
    }
}

/// An author's portrait must not cost the date beside it.
#[test]
fn a_portrait_beside_the_date_leaves_it() {
    let page = Page {
        top: "<div><img src=ann.jpg> Ann Lee, 17 October 2026</div>",
        ..Page::default()
    };
    assert_eq!(page.published().as_deref(), Some("2026-10-17"));
}

/// What only a style sheet sets apart is read as its readers see it, and the update is not the publication.
#[test]
fn glued_elements_keep_their_dates_apart() {
    for (top, published, updated) in [
        (
            "<div><span>Ann Lee</span><span>October 3, 2026</span><span>Updated: October 4, 2026</span></div>",
            "2026-10-03",
            "2026-10-04",
        ),
        (
            "<div><span>By Ann Lee</span><span>4 hours ago</span><span>Updated 1 hour ago</span></div>",
            "2026-11-18T11:30:00+00:00",
            "2026-11-18T14:30:00+00:00",
        ),
        (
            "<p>Published yesterday and updated 2 hours ago</p>",
            "2026-11-17",
            "2026-11-18T13:30:00+00:00",
        ),
    ] {
        let page = Page {
            top,
            ..Page::default()
        };
        let (first, second) = page.dates();
        assert_eq!(
            (first.as_deref(), second.as_deref()),
            (Some(published), Some(updated)),
            "{top}"
        );
    }
}

/// Another article's date is beside its headline, before the text or behind it.
#[test]
fn dates_beside_other_headlines_do_not_contradict_two_that_agree() {
    let list = "<ul><li><a href=/b>Council buys the old cannery by the river</a> <span>12 August 2026</span></li></ul>";
    let box_ = "<div><h3>Read this</h3><div><a href=/b>Council buys the old cannery by the river</a>\
                <p class=timestamp>12 August 2026</p></div></div>";
    for (top, after) in [(list, ""), ("", list), ("", box_)] {
        let page = Page {
            head: agreeing(STATED),
            top,
            after,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), Some(AS_STATED), "{top}{after}");
    }
}

/// Editors see the line under the headline; nobody sees a content system's bare or stale meta.
#[test]
fn the_line_under_the_headline_stands() {
    for head in [
        "<meta name=date content=2026-01-01>".to_owned(),
        agreeing(STATED),
    ] {
        let page = Page {
            head,
            top: "<p>17 October 2026, 08:45</p>",
            ..Page::default()
        };
        assert_eq!(
            page.published().as_deref(),
            Some("2026-10-17T08:45:00+00:00")
        );
    }
}

/// An article of 2020 must not come back as new because its page leaves out the year.
#[test]
fn a_day_without_a_year_is_in_the_year_that_two_dates_name() {
    for (language, top) in [
        ("ko", "<span class=date>3월 9일 6시 5분</span>"),
        ("de", "<p>9. März, 6.05 Uhr</p>"),
        ("ru", "<p>9 марта, 06:05</p>"),
        ("en", "<p>March 11, 6:05am</p>"),
    ] {
        let page = Page {
            language,
            head: agreeing("2020-03-09T06:05:00Z"),
            top,
            ..Page::default()
        };
        assert_eq!(
            page.published().as_deref(),
            Some("2020-03-09T06:05:00+00:00"),
            "{top}"
        );
    }
}

/// `03/10/2026` is months off in the wrong order, and sorts an item where nobody looks.
#[test]
fn day_and_month_are_as_the_other_dates_say() {
    let page = |head: &str, top, after, url| Page {
        language: "de",
        head: head.to_owned(),
        top,
        after,
        url,
        ..Page::default()
    };
    let doubt = "<p class=d>10/03/2026</p>";
    for (page, expected) in [
        (page("", doubt, "", ""), "2026-03-10"),
        (page(&agreeing(STATED), doubt, "", ""), AS_STATED),
        (
            page("", doubt, "", "http://news.example/2026/10/03/mill.html"),
            "2026-10-03",
        ),
        (
            page("", doubt, "<p>Stand: 09/28/2026</p>", ""),
            "2026-10-03",
        ),
        (
            page("", doubt, "<p>Stand: 28/02/2026</p>", ""),
            "2026-03-10",
        ),
        (
            page("", "<p class=d>Samstag, 10/03/2026</p>", "", ""),
            "2026-10-03",
        ),
    ] {
        assert_eq!(
            page.published().as_deref(),
            Some(expected),
            "{}{}{}",
            page.head,
            page.top,
            page.after
        );
    }
}

/// A change must not be taken for the publication, in whatever language the line names both.
#[test]
fn one_line_with_both_dates_gives_both() {
    let (published, updated) = ("2026-10-03T08:45:00+00:00", "2026-10-04T14:05:00+00:00");
    for (language, top) in [
        (
            "es",
            "<p>Publicado el 3 de octubre de 2026 a las 8:45 | Actualizado el 4 de octubre de 2026 a las 14:05</p>",
        ),
        (
            "it",
            "<p>Pubblicato il 3 ottobre 2026 alle 8.45, aggiornato il 4 ottobre 2026 alle 14.05</p>",
        ),
        (
            "pt",
            "<p>Atualizado em 04/10/2026 às 14h05 - Publicado em 03/10/2026 às 08h45</p>",
        ),
        (
            "en",
            "<p>By Ann Lee, published 3 October 2026 at 8.45am, updated 4 October 2026 at 2.05pm</p>",
        ),
        (
            "pl",
            "<p>Anna Lis, opublikowano 3 października 2026, 8:45, aktualizacja 4 października 2026, 14:05</p>",
        ),
        (
            "ru",
            "<p>Опубликовано 3 октября 2026 в 8:45, обновлено 4 октября 2026 в 14:05</p>",
        ),
        (
            "tr",
            "<p>Giriş: 03.10.2026 - 08:45 Güncelleme: 04.10.2026 - 14:05</p>",
        ),
        (
            "ja",
            "<p>2026年10月3日 8時45分 公開　2026年10月4日 14時05分 更新</p>",
        ),
        (
            "de",
            "<div><span>Von</span> <a href=/a>Anna Kern</a><span>3. Oktober 2026, 8.45 Uhr</span>\
                <span>Aktualisiert:</span><span>4. Oktober 2026, 14.05 Uhr</span><span>2 Kommentare</span></div>",
        ),
    ] {
        let page = Page {
            language,
            top,
            ..Page::default()
        };
        let (first, second) = page.dates();
        assert_eq!(
            (first.as_deref(), second.as_deref()),
            (Some(published), Some(updated)),
            "{top}"
        );
    }
}

/// A report that was published on some day is not the article about it.
#[test]
fn a_sentence_that_tells_of_a_publication_dates_nothing() {
    let page = Page {
        language: "fr",
        top: "<p class=d>17/10/2026</p><p>Un rapport, publié le 12 mars 2025, indique que le moulin de la commune \
              avait fermé ses portes pour une longue durée</p>",
        ..Page::default()
    };
    assert_eq!(page.published().as_deref(), Some("2026-10-17"));
}

/// Where readers see only when it changed, the machine knows when it was published.
#[test]
fn a_visible_change_leaves_the_stated_publication() {
    let page = Page {
        head: agreeing(STATED),
        top: "<p>Updated 4 October 2026, 14:05</p>",
        ..Page::default()
    };
    let (published, updated) = page.dates();
    assert_eq!(published.as_deref(), Some(AS_STATED));
    assert_eq!(updated.as_deref(), Some("2026-10-04T14:05:00+00:00"));
}
