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

/// Scripts write `3 hours ago` from an attribute; the attribute is the date.
#[test]
fn attributes_for_scripts_state_dates() {
    let at = Some("2026-10-03T08:45:00+00:00".to_owned());
    for beside in [
        "<span data-time=1791017100>3 Oct</span>",
        "<span data-timestamp=1791017100000></span>",
        "<i data-published-at='2026-10-03T08:45:00Z'>a while ago</i>",
        "<abbr data-utc-time=1791017100></abbr>",
        "<time datetime='2026-10-03T08:45:00Z'>7 years ago</time>",
        "<abbr title='2026-10-03T08:45:00Z'>a while ago</abbr>",
    ] {
        assert_eq!(dates(&[beside; 3], "en-GB", None)[0], at, "{beside}");
    }
    for beside in [
        "<span data-end-time=1791017100></span>",
        "<i data-time=300>5 min</i>",
    ] {
        assert_eq!(dates(&[beside; 3], "en-GB", None)[0], None, "{beside}");
    }
}

/// A second headline beside an item tells of its own story, in any language.
#[test]
fn relative_words_in_other_headlines_date_nothing() {
    for (language, beside) in [
        (
            "zh-CN",
            "<ul><li><a href=/x/1>钟楼还是40年前的样子</a></ul>",
        ),
        ("zh-CN", "<p><a href=/x/1>两个月前的约定终于兑现</a></p>"),
        ("zh-CN", "<p>十五年前</p>"),
        ("ja", "<p>橋は3週間前に閉鎖された</p>"),
        ("ko", "<p>다리는 3주 전에 닫혔다</p>"),
        ("de", "<p><a href=/x/1>Feuer vor 3 Stunden gelöscht</a></p>"),
        ("de", "<p>Wie es vor 40 Jahren war</p>"),
        ("de", "<span>vor 3 Jahren</span>"),
        ("fr", "<p>Le moulin a brûlé il y a 3 semaines</p>"),
        ("es", "<p>El molino ardió hace 3 semanas</p>"),
        ("ru", "<p>Мельница сгорела 3 недели назад</p>"),
        ("ar", "<p>احترقت الطاحونة قبل 3 أسابيع في المدينة</p>"),
        ("en-US", "<p><a href=/x/1>Ferry Sank 3 Weeks Ago</a></p>"),
        ("en-US", "<time>15 years ago</time>"),
    ] {
        assert_eq!(
            dates(&[beside; 3], language, None),
            [None, None, None],
            "{language}: {beside}"
        );
    }
}

/// What stands alone in its element, its line or between marks is the item's date.
#[test]
fn relative_dates_that_stand_alone_count() {
    let hours = Some("2026-11-18T12:30:00+00:00".to_owned());
    for (language, beside) in [
        ("zh-CN", "<p>岱岳网 · 3小时前</p>"),
        ("zh-CN", "<div>3小时前</div>"),
        ("ja", "<span>3時間前</span>"),
        ("de", "<p>Von Ann Lee | vor 3 Stunden</p>"),
        ("de", "<p>Aktualisiert vor 3 Stunden</p>"),
        ("fr", "<em>il y a 3 heures</em>"),
        (
            "es",
            "<div><span>Ann Lee</span><span>hace 3 horas</span></div>",
        ),
        ("ru", "<p>3 часа назад</p>"),
        ("en-GB", "<p>5 min read, 3 hours ago</p>"),
        (
            "en-GB",
            "<div><span>Ann Lee</span>3 hours ago<span>2 comments</span></div>",
        ),
    ] {
        let found = dates(&[beside; 3], language, None);
        assert_eq!(found[0], hours, "{language}: {beside}");
    }
}

/// A ticker prints the day once, and the time beside each item.
#[test]
fn a_time_is_of_the_day_that_heads_its_group() {
    let day = |day: u32, item: &dyn Fn(u32) -> String| {
        let items: String = (0..4).rev().map(item).collect();
        format!("<h3>{day}. November 2026</h3><ul>{items}</ul>")
    };
    let title = |day: u32, nth: u32| {
        format!(
            "<a href=/weir/{day}{nth}.html>Notice {day}/{nth} of the weir keeper to the millers</a>"
        )
    };
    for time in [
        "<span class=time>{}</span>",
        "<b>{}</b>",
        "<span>{} Uhr</span>",
        "<time>{}</time>",
    ] {
        let groups: String = [15, 14, 13]
            .map(|of| {
                day(of, &|nth| {
                    let time = time.replace("{}", &format!("1{nth}:05"));
                    format!("<li>{time} {}</li>", title(of, nth))
                })
            })
            .concat();
        let at = Context {
            url: &Url::parse("http://news.example/weir/").expect("a test URL"),
            zone: &TimeZone::UTC,
            language: "de",
            now: "2026-11-28T15:30:00Z".parse().expect("a test date"),
            budget: &Budget::unbounded(),
        };
        let html = format!("<main><h1>Notices</h1><div>{groups}</div></main>");
        let list = read(&html, &at).expect("a list");
        let read: Vec<Option<String>> = list
            .teasers
            .iter()
            .map(|it| it.published.map(Moment::as_stated))
            .collect();
        let expected: Vec<Option<String>> = [15, 14, 13]
            .iter()
            .flat_map(|day| {
                (0..4)
                    .rev()
                    .map(move |hour| Some(format!("2026-11-{day}T1{hour}:05:00+00:00")))
            })
            .collect();
        assert_eq!(read, expected, "{time}");
    }
}

/// A calendar's leaf prints the day large, and the month and the year below.
#[test]
fn a_date_in_pieces_is_read() {
    for beside in [
        "<div><b>03</b><span>2026-10</span></div>",
        "<div><p>3</p><p>2026/10</p></div>",
        "<div><em>3</em>2026年10月</div>",
        "<div><span>03</span><span>Oct</span><span>2026</span></div>",
    ] {
        let found = dates(&[beside; 3], "zh-CN", None);
        assert_eq!(found[0].as_deref(), Some("2026-10-03"), "{beside}");
    }
}

/// A list whose titles carry their dates has dates; a report of each day's weather is called by its day.
#[test]
fn dates_in_the_words_of_titles_go_where_most_titles_have_them() {
    let list = |title: &dyn Fn(usize) -> String| {
        let items: String = (1..7)
            .map(|nth| format!("<li><a href=/town/{nth}000{nth}.html>{}</a>", title(nth)))
            .collect();
        let at = Context {
            url: &Url::parse("http://news.example/town/").expect("a test URL"),
            zone: &TimeZone::UTC,
            language: "de",
            now: "2026-11-28T15:30:00Z".parse().expect("a test date"),
            budget: &Budget::unbounded(),
        };
        let html = format!("<main><h1>Town</h1><ul>{items}</ul></main>");
        let first = read(&html, &at).expect("a list").teasers.remove(0);
        (first.title, first.published.map(Moment::as_stated))
    };
    let story = |nth: usize| format!("Was die Stadt von der Mühle Nummer {nth} sagt");
    let day = |nth: usize| format!("0{nth}.10.2026");
    let dated = (story(1), Some("2026-10-01".to_owned()));
    assert_eq!(list(&|nth| format!("{} {}", day(nth), story(nth))), dated);
    assert_eq!(list(&|nth| format!("[{}] {}", day(nth), story(nth))), dated);
    assert_eq!(list(&|nth| format!("{} ({})", story(nth), day(nth))), dated);
    let weather = |nth: usize| format!("{}: Das Wetter in der Stadt", day(nth));
    assert_eq!(list(&weather), (weather(1), None));
    let once = |nth: usize| if nth == 1 { weather(1) } else { story(nth) };
    assert_eq!(list(&once), (weather(1), None));
}

/// The day above the next items is not the date of the item before it.
#[test]
fn a_day_between_rows_is_of_the_rows_below() {
    let day_of = |nth: usize| [3, 2, 2, 2, 1, 1][nth];
    let rows: String = (0..6)
        .map(|nth| {
            let day = format!("<tr><th colspan=2>0{}.10.2026</th></tr>", day_of(nth));
            let is_first = nth == 0 || day_of(nth) != day_of(nth - 1);
            let day = if is_first { day } else { String::new() };
            format!(
                "{day}<tr><td>1{}:05</td><td><a href=/weir/{nth}000{nth}.html>Notice {nth} of the weir keeper to the millers</a></td></tr>",
                5 - nth
            )
        })
        .collect();
    let at = Context {
        url: &Url::parse("http://news.example/weir/").expect("a test URL"),
        zone: &TimeZone::UTC,
        language: "de",
        now: "2026-11-28T15:30:00Z".parse().expect("a test date"),
        budget: &Budget::unbounded(),
    };
    let html = format!("<main><h1>Notices</h1><table>{rows}</table></main>");
    let list = read(&html, &at).expect("a list");
    let read: Vec<Option<String>> = list
        .teasers
        .iter()
        .map(|it| it.published.map(Moment::as_stated))
        .collect();
    let expected: Vec<Option<String>> = (0..6)
        .map(|nth| Some(format!("2026-10-0{}T1{}:05:00+00:00", day_of(nth), 5 - nth)))
        .collect();
    assert_eq!(read, expected);
}

/// How long a film runs is no time of the day that heads its group.
#[test]
fn running_times_under_a_day_are_no_times() {
    let groups: String = [15, 14, 13]
        .map(|day| {
            let films = [(1, "04:05"), (2, "12:30"), (3, "03:10"), (4, "22:45")];
            let films: String = films
                .iter()
                .map(|(nth, time)| {
                    format!("<li><a href=/film/{day}{nth}>Harbour pilot on a winter at sea, part {day}{nth}</a> <i>{time}</i></li>")
                })
                .collect();
            format!("<h3>{day} November 2026</h3><ul>{films}</ul>")
        })
        .concat();
    let at = Context {
        url: &Url::parse("http://news.example/films/").expect("a test URL"),
        zone: &TimeZone::UTC,
        language: "en",
        now: "2026-11-28T15:30:00Z".parse().expect("a test date"),
        budget: &Budget::unbounded(),
    };
    let list = read(
        &format!("<main><h1>Films</h1><div>{groups}</div></main>"),
        &at,
    )
    .expect("a list");
    assert_eq!(list.teasers.len(), 12);
    for (teaser, day) in list
        .teasers
        .iter()
        .zip([15, 15, 15, 15, 14, 14, 14, 14, 13, 13, 13, 13])
    {
        assert_eq!(
            teaser.published.map(Moment::as_stated),
            Some(format!("2026-11-{day}"))
        );
    }
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
