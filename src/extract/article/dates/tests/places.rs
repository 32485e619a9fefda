//! Where a page may show or state its article's date.

use super::{AS_STATED, Page, STATED, agreeing};

/// News systems print the date into the headline's element, and nowhere else.
#[test]
fn a_date_set_apart_in_the_headline_dates_the_article() {
    for headline in [
        "<span class=topline><span>03.10.2026</span></span>The mill opens its doors again",
        "The mill opens its doors again<br><small>03.10.2026 • Town, Press</small>",
        "<span><time datetime=2026-10-03>3 October 2026</time></span> <span>The mill opens its doors again</span>",
        "03.10.2026 - The mill opens its doors again",
    ] {
        let page = Page {
            language: "de",
            headline,
            ..Page::default()
        };
        assert_eq!(
            page.published().as_deref(),
            Some("2026-10-03"),
            "{headline}"
        );
    }
    let page = Page {
        headline: "The mill opens its doors again on 3 October 2026 after two years",
        ..Page::default()
    };
    assert_eq!(page.published(), None);
}

/// A press office dates its text with the dateline alone.
#[test]
fn a_dateline_dates_the_article() {
    for opening in [
        "3 October 2026 – ",
        "(3 October 2026) ",
        "(dna, 3 October 2026) ",
        "<strong>3 October 2026</strong> ",
        "Cape Harbour | Milton, 3 October 2026 – ",
        "3 October 2026 \u{201c}A good day.\u{201d} ",
    ] {
        let page = |head: String| Page {
            head,
            opening,
            ..Page::default()
        };
        let published = page(String::new()).published();
        assert_eq!(published.as_deref(), Some("2026-10-03"), "{opening}");
        let other = page(agreeing("2026-10-05T04:30:00Z")).published();
        assert_eq!(other.as_deref(), Some("2026-10-05T04:30:00+00:00"));
    }
    for opening in [
        "On 3 October 2026 the beams fell. ",
        "Since Monday, 3 October 2026, nobody works there. ",
        "The firm was founded on 3 October 2006 – too late for some. ",
    ] {
        let page = Page {
            opening,
            ..Page::default()
        };
        assert_eq!(page.published(), None, "{opening}");
    }
}

/// A letter or a notice is dated where it is signed; a list of dates is a list of events.
#[test]
fn the_only_date_that_closes_the_text_dates_the_article() {
    for (closing, published) in [
        ("<p>Ann Lee<br>3 October 2026</p>", Some("2026-10-03")),
        ("<p>Milton, 3 October 2026</p>", Some("2026-10-03")),
        ("<p>3 October 2025</p><p>3 October 2026</p>", None),
    ] {
        let page = Page {
            closing,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), published, "{closing}");
    }
}

/// The foot of the headline's block holds the date; the foot of the page holds the site's.
#[test]
fn a_foot_above_the_text_is_read() {
    for top in [
        "<div class=footer><p><span class=news-list-date><time itemprop=datePublished datetime=2026-10-03>03.10.2026</time></span></p></div>",
        "<footer class=meta><span> 03.10.26</span> / <span>0 Kommentare</span></footer>",
        "<div class=date> Kultur, 3.10.26 </div>",
    ] {
        let page = Page {
            language: "de",
            top,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), Some("2026-10-03"), "{top}");
    }
}

/// The date behind the text counts where its element or its words name it, and not otherwise.
#[test]
fn a_named_date_behind_the_text_is_read() {
    for (after, published) in [
        (
            "<p class=info><time>3 October 2026</time></p>",
            Some("2026-10-03"),
        ),
        (
            "<div><span class=date>3 October 2026</span> Town</div>",
            Some("2026-10-03"),
        ),
        (
            "<p>Posted by Ann Lee on 3 October 2026</p>",
            Some("2026-10-03"),
        ),
        ("<p>Posted on</p><p>3 October 2026</p>", Some("2026-10-03")),
        ("<p>Concert: 3 October 2026</p>", None),
    ] {
        let page = Page {
            after,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), published, "{after}");
    }
}

/// An account's age or an event's day must not beat the date that the page states.
#[test]
fn a_date_behind_another_label_gives_way() {
    for top in [
        "<p>Registered: 3 May 2019</p>",
        "<p>When: 3 May 2026, 19:00</p>",
    ] {
        let head = format!("<meta name=pubdate content='{STATED}'>");
        let page = Page {
            head,
            top,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), Some(AS_STATED), "{top}");
    }
}

/// Another story's headline says which day it tells of.
#[test]
fn a_day_among_the_words_of_a_link_dates_nothing() {
    let page = Page {
        top: "<ul><li><a href=/b>The weather for 5 October 2026: foggy and frosty</a></li></ul>",
        ..Page::default()
    };
    assert_eq!(page.published(), None);
}

/// A frame around picture and headline is the head of the article, not a caption.
#[test]
fn the_frame_of_picture_and_headline_is_no_caption() {
    let page = Page {
        headline: "The mill opens its doors again</h1><figure><img src=a.jpg><div class=info><span>3 October 2026</span></div>\
                   <h1>The mill opens its doors again",
        ..Page::default()
    };
    assert_eq!(page.published().as_deref(), Some("2026-10-03"));
}

/// In one line a style sheet hides the change; the first of both is not the publication.
#[test]
fn elements_within_a_line_say_which_date_is_which() {
    let page = Page {
        top: "<p><time itemprop=dateModified>4 October 2026 14:05</time> <time itemprop=datePublished>3 October 2026 \
              08:45</time></p>",
        ..Page::default()
    };
    let (published, updated) = page.dates();
    assert_eq!(published.as_deref(), Some("2026-10-03T08:45:00+00:00"));
    assert_eq!(updated.as_deref(), Some("2026-10-04T14:05:00+00:00"));
    let both = Page {
        top: "<p>Ann Lee <time class='entry-date published updated'>3 October 2026</time></p>",
        ..Page::default()
    };
    assert_eq!(both.published().as_deref(), Some("2026-10-03"));
}

/// A page that shows no date may still state one, in one of several places.
#[test]
fn what_only_machines_see_dates_an_article() {
    let far = "<div>Share<div>Tags<div>Town<div>River</div></div></div></div>".repeat(12);
    let sole = format!("{far}<abbr class=published title='{STATED}'>mill</abbr>");
    let two = format!("{sole}<span itemprop=datePublished content=2026-10-08></span>");
    let span = format!("<span itemprop=datePublished content='{STATED}'></span>");
    for (page, published) in [
        (
            Page {
                after: &sole,
                ..Page::default()
            },
            Some(AS_STATED),
        ),
        (
            Page {
                after: &two,
                ..Page::default()
            },
            None,
        ),
        (
            Page {
                top: &span,
                ..Page::default()
            },
            Some(AS_STATED),
        ),
        (
            Page {
                site: " | Cape Mail | 03.10.2026",
                ..Page::default()
            },
            Some("2026-10-03"),
        ),
        (
            Page {
                url: "http://news.example/press/31-10-2026-mill",
                ..Page::default()
            },
            Some("2026-10-31"),
        ),
        (
            Page {
                url: "http://news.example/town/2026/9/7/mill",
                ..Page::default()
            },
            Some("2026-09-07"),
        ),
    ] {
        assert_eq!(
            page.published().as_deref(),
            published,
            "{}{}{}",
            page.top,
            page.site,
            page.url
        );
    }
}

/// The picture of a comments' link or of a clock is no picture that a date would caption.
#[test]
fn an_icon_beside_the_date_is_no_picture() {
    for top in [
        "<div>Ann Lee / 3 October 2026 <a href=#c><img src=letter.svg> 15</a></div>",
        "<div><img src=clock.png width=16 height=16> 3 October 2026</div>",
    ] {
        let page = Page {
            head: agreeing("2026-10-05T04:30:00Z"),
            top,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), Some("2026-10-03"), "{top}");
    }
}

/// An old article without a printed year must not come back as this year's.
#[test]
fn the_address_gives_the_year_that_the_page_leaves_out() {
    for (url, published) in [
        ("http://news.example/2014/05/18/mill/", "2014-05-18"),
        ("http://news.example/2014/mill/", "2014-05-18"),
        ("http://news.example/mill/", "2026-05-18"),
    ] {
        let page = Page {
            top: "<p class=date>18 May</p>",
            url,
            ..Page::default()
        };
        assert_eq!(page.published().as_deref(), Some(published), "{url}");
    }
}
