//! The dates beside a list's items.

use jiff::tz::TimeZone;
use url::Url;

use crate::config::Select;
use crate::extract::list::read;
use crate::extract::select;
use crate::model::Moment;
use crate::page::{Budget, Context};

/// The dates of a list whose items hold these; found with `select`, or by its structure.
fn dates(beside: &[&str], language: &str, select: Option<&Select>) -> Vec<Option<String>> {
    let items: String = beside
        .iter()
        .zip(1..)
        .map(|(date, nth)| {
            format!(
                "<article><h2><a href=/town/{nth}.html>Story {nth} of the mill and the weir by the church</a></h2>\
                 {date}<p>What the town said of the mill, number {nth}.</p></article>"
            )
        })
        .collect();
    let html = format!("<nav><a href=/>Home</a></nav><main><h1>Town</h1>{items}</main>");
    let at = Context {
        url: &Url::parse("http://news.example/town/").expect("a test URL"),
        zone: &TimeZone::UTC,
        language,
        now: "2026-11-18T15:30:00Z".parse().expect("a test date"),
        budget: &Budget::unbounded(),
    };
    let list = match select {
        Some(select) => select::read(&html, &at, select),
        None => read(&html, &at),
    }
    .expect("a list");
    let published = list.teasers.iter().map(|teaser| teaser.published);
    published
        .map(|moment| moment.map(Moment::as_stated))
        .collect()
}

fn only(item: &str) -> Select {
    Select {
        item: item.to_owned(),
        title: None,
        link: None,
        date: None,
        summary: None,
        image: None,
        next: None,
    }
}

/// feeds.toml promises that without `select.date` the date is found by its form.
#[test]
fn a_select_table_without_a_date_still_finds_it() {
    let beside = [
        "<time datetime=2026-10-03T08:45:00Z>3 October</time>",
        "<span class=d>4 October 2026, 14:05</span>",
        "<p>Ann Lee | 5 October 2026</p>",
        "",
    ];
    let select = only("main article");
    assert_eq!(
        dates(&beside, "en-GB", Some(&select)),
        [
            Some("2026-10-03T08:45:00+00:00".to_owned()),
            Some("2026-10-04T14:05:00+00:00".to_owned()),
            Some("2026-10-05".to_owned()),
            None,
        ]
    );
    let titled = Select {
        title: Some("h2".to_owned()),
        ..select
    };
    assert_eq!(dates(&beside, "en-GB", Some(&titled)).len(), 4);
}

/// One order for one list: the dates of which only one reading is a day settle the others.
#[test]
fn the_lists_own_dates_settle_day_and_month() {
    let american = [
        "<i>10/03/2026</i>",
        "<i>09/28/2026</i>",
        "<i>09/08/2026</i>",
    ];
    let found = dates(&american, "en-GB", None);
    assert_eq!(found[0].as_deref(), Some("2026-10-03"));
    assert_eq!(found[2].as_deref(), Some("2026-09-08"));
    let own = [
        "<i>10/03/2026</i>",
        "<i>28/02/2026</i>",
        "<i>09/02/2026</i>",
    ];
    assert_eq!(dates(&own, "en-US", None)[0].as_deref(), Some("2026-03-10"));
}

/// What a story tells of long ago is no news of today.
#[test]
fn relative_words_in_sentences_date_nothing() {
    let beside = [
        "<p>The mill burnt down <b>3 years ago</b>, and the town has been waiting for its bread ever since.</p>",
        "<p>It opened 40 years ago</p>",
        "<p>The weir broke 3 weeks ago</p>",
        "<b>40 years ago</b>",
    ];
    assert_eq!(
        dates(&beside, "en-GB", Some(&only("main article"))),
        [None, None, None, None]
    );
}

/// Elements that only a style sheet sets apart hide no date.
#[test]
fn dates_glued_to_names_are_found() {
    let beside =
        ["<div><span>Ann Lee</span><span>Oct 3, 2026</span><span>2 comments</span></div>"; 3];
    let found = dates(&beside, "en-US", None);
    assert_eq!(found[0].as_deref(), Some("2026-10-03"), "{found:?}");
}

/// A list in another script is a list with dates, too.
#[test]
fn dates_of_other_scripts_make_a_list() {
    for (language, beside, expected) in [
        ("ar", "<i>٣ أكتوبر ٢٠٢٦</i>", "2026-10-03"),
        ("fa", "<i>۱۱ مهر ۱۴۰۵</i>", "2026-10-03"),
        ("hi", "<i>3 अक्टूबर 2026</i>", "2026-10-03"),
        ("th", "<i>3 ต.ค. 69</i>", "2026-10-03"),
    ] {
        let found = dates(&[beside; 3], language, None);
        assert_eq!(found[0].as_deref(), Some(expected), "{beside}");
    }
}

/// What stands between two items belongs to the one that it leads to, or every article gets its neighbour's date.
#[test]
fn a_date_before_its_item_is_not_the_item_before_its() {
    let rows = |row: &dyn Fn(u32) -> String| (10..=18).rev().map(row).collect::<String>();
    let title = |day: u32| {
        format!("<a href=/weir/{day}.html>Notice {day} of the weir keeper to the millers</a>")
    };
    for html in [
        format!(
            "<dl>{}</dl>",
            rows(&|day| format!("<dt>Nov {day}, 2026</dt><dd>{}</dd>", title(day)))
        ),
        rows(&|day| {
            format!(
                "<p class=when>{day} November 2026</p><p class=what>{}</p>",
                title(day)
            )
        }),
        format!(
            "<table><tr><td>{}</td></tr></table>",
            rows(&|day| format!(
                "<font size=2>{day}.11.2026</font> {}<br>What it says.<hr>",
                title(day)
            ))
        ),
        // Behind its item, as before.
        rows(&|day| {
            format!(
                "<p class=what>{}</p><p class=when>{day} November 2026</p>",
                title(day)
            )
        }),
    ] {
        let html = format!("<main><h1>Notices</h1>{html}</main>");
        let at = Context {
            url: &Url::parse("http://news.example/weir/").expect("a test URL"),
            zone: &TimeZone::UTC,
            language: "en",
            now: "2026-11-28T15:30:00Z".parse().expect("a test date"),
            budget: &Budget::unbounded(),
        };
        let list = read(&html, &at).expect("a list");
        let read: Vec<(String, Option<String>)> = list
            .teasers
            .iter()
            .map(|it| (it.title.clone(), it.published.map(Moment::as_stated)))
            .collect();
        let expected: Vec<(String, Option<String>)> = (10..=18)
            .rev()
            .map(|day| {
                (
                    format!("Notice {day} of the weir keeper to the millers"),
                    Some(format!("2026-11-{day}")),
                )
            })
            .collect();
        assert_eq!(read, expected, "{html}");
    }
}
