//! One row a form; then what no text may ever bring about.

mod languages;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::model::Precision;

/// Wednesday, 18 November 2026, 15:30 in Shanghai.
const NOW: &str = "2026-11-18T07:30:00Z";

fn with<T>(language: &str, zone: &str, read: impl FnOnce(&Context<'_>) -> T) -> T {
    let url = Url::parse("http://news.example/").expect("a test URL");
    let zone = TimeZone::get(zone).expect("a test zone");
    let now: Timestamp = NOW.parse().expect("a test date");
    read(&Context {
        url: &url,
        zone: &zone,
        language,
        now,
        budget: &crate::page::Budget::unbounded(),
    })
}

fn stated(text: &str, language: &str, zone: &str) -> Option<String> {
    with(language, zone, |at| parse(text, at).map(shown))
}

/// `2015-01-21`, `2015-01-21T09:39+08:00` or `2015-01-21T09:39:00+08:00`: as much as the page printed.
fn shown(moment: Moment) -> String {
    match moment.precision() {
        Precision::Minute => moment.rfc3339().replacen(":00", "", 1),
        Precision::Day | Precision::Second => moment.as_stated(),
    }
}

/// A reader in Tai'an sees the date that the page printed, not one eight hours or a month off.
#[test]
fn every_form_is_read() {
    let (mut language, mut zone, mut wrong) = ("", "", Vec::new());
    for line in include_str!("forms.txt").lines() {
        if let Some(place) = line.strip_prefix('[') {
            (language, zone) = place
                .trim_end_matches(']')
                .split_once(' ')
                .expect("[LANGUAGE ZONE]");
        } else if let Some((expected, text)) = line.split_once('\t') {
            let got = stated(text, language, zone);
            if got.as_deref() != Some(expected) {
                wrong.push(format!(
                    "{language}: {text:?}: expected {expected}, got {got:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A date that is none would sort an item to the wrong place for ever.
#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        " ",
        "2015",
        "2015-02-30",
        "2015-13-01",
        "2015年2月30日",
        "31/02/2015",
        "30 February 2015",
        "2015-01-21 25:00",
        "2015-01-21 09:61",
        "2027-01-01",
        "2026-11-18 15:41:00",
        "2026年12月1日",
        "010-12345678",
        "400-01-21-88",
        "138 0013 8000",
        "13800138000",
        "0538-1234567",
        "192.168.1.1",
        "1.2.3.4",
        "v2015.01.21",
        "v1.2.3",
        "¥12.50",
        "$1.99",
        "12.50元",
        "ISBN 978-7-01-012345-6",
        "ISSN 1009-5837",
        "2015-2016",
        "第12-21期",
        "2:1",
        "3-1 win",
        "99999999",
        "20151301",
        "20150230",
        "9999999999",
        "5G",
        "3D",
        "100%",
        "iOS 9.1",
        "GB/T 2015-01",
        "鲁ICP备12012345号",
        "鲁B2-20150121-1",
        "泰安新闻",
        "更多>>",
        "More news",
        "前方",
        "今年",
        "周杰伦",
        "平成",
        "一月",
        "http://news.example/2015/01/21/a.htm",
    ] {
        assert_eq!(stated(text, "zh-CN", "Asia/Shanghai"), None, "{text:?}");
    }
    for text in [
        "3 Mars rovers",
        "may 5 people",
        "2 of 3",
        "Sat 5",
        "a day in May",
        "Sunday",
        "in an hour",
        "for 3 hours",
        "3~5 hours ago",
        "noon",
        "Midnight Mass",
    ] {
        assert_eq!(stated(text, "en-US", "America/New_York"), None, "{text:?}");
    }
}

fn found(text: &str) -> Option<(String, String)> {
    with("zh-CN", "Asia/Shanghai", |at| {
        find(text, at).map(|found| (text[found.range].to_owned(), found.moment.as_stated()))
    })
}

/// A line of labels gives its date, and the rest of the line stays readable for the other labels.
#[test]
fn the_first_date_of_a_line_is_found_with_its_place() {
    for (text, place, moment) in [
        (
            "2015-01-21 09:39:00 作者:  来源:岱岳网",
            "2015-01-21 09:39:00",
            "2015-01-21T09:39:00+08:00",
        ),
        (
            "来源：岱岳网 发布时间：２０１５年１月２１日 09:39 责任编辑：王五",
            "２０１５年１月２１日 09:39",
            "2015-01-21T09:39:00+08:00",
        ),
        (
            "岱岳网泰安1月21日讯(记者 王五)今天",
            "1月21日",
            "2026-01-21",
        ),
        (
            "热线 0538-1234567 2015-01-21 岱岳网",
            "2015-01-21",
            "2015-01-21",
        ),
        ("泰安发布大雾预警 01-21", "01-21", "2026-01-21"),
        ("编号 7 日期：01-21 发布单位", "01-21", "2026-01-21"),
        ("[01-21] 泰安发布大雾预警", "01-21", "2026-01-21"),
        ("王五 · 3小时前", "3小时前", "2026-11-18T12:30:00+08:00"),
        (
            "会议定于2027年3月1日举行 2015-01-21",
            "2015-01-21",
            "2015-01-21",
        ),
        ("活动2015.01.21-2015.01.25", "2015.01.21", "2015-01-21"),
        (
            "By 王五, Wed, Jan 21, 2015 9:39 AM",
            "Wed, Jan 21, 2015 9:39 AM",
            "2015-01-21T09:39:00+08:00",
        ),
    ] {
        assert_eq!(
            found(text),
            Some((place.to_owned(), moment.to_owned())),
            "{text:?}"
        );
    }
}

/// A phone number taken for a date would date every page of a site alike.
#[test]
fn running_text_without_a_date_yields_none() {
    for text in [
        "热线:0538-1234567 手机 13800138000",
        "总编室 010-12-21",
        "2015年全市生产总值",
        "版本 2.01.15",
        "价格 01.21 元",
        "Gen 10 与 Gen3",
        "set 3",
        "比分 2-1",
        "第 2015-01 号",
        "编号 20150121",
        "时间 1421804340",
        "去年1月21日,全市",
        "农历八月十五日",
        "IP 192.168.01.21",
        "比赛 19:30 开始",
        "3小时前,他还在泰安火车站等人,谁也没有想到后来会发生这样的事情,目击者说。当时天色已晚,站前广场上人来人往,没有人注意到一个背着旧书包的年轻人站在路灯下面,他看了看表,转身走进了候车室,再也没有出来。",
        "昨天的新闻",
        "电话亭还是40年前的样子",
        "十五年前",
        "两个月前的约定终于兑现",
        "Police said yesterday that 3 people",
        "http://news.example/2015/01/21/t.htm",
        "a/2015-01-21-88.htm",
        "2015-01-21-0042",
        "1.2015.01.21",
        "$2015-01-21",
    ] {
        assert_eq!(found(text), None, "{text:?}");
    }
}

/// Midnight did not exist that day; the day did.
#[test]
fn a_day_without_midnight_begins_when_it_begins() {
    let day = with("pt-BR", "America/Sao_Paulo", |at| parse("18/10/2015", at));
    assert_eq!(
        day.map(Moment::rfc3339).as_deref(),
        Some("2015-10-18T01:00:00-02:00")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// A page may hold anything; it costs an answer, never the refresh, and never yields a date to come.
    #[test]
    fn no_text_panics_or_dates_the_future(text in "[0-9０１２９：－年月日时分前天昨今周小 :/.,T+Zamp-]{0,40}|\\PC{0,60}|([0-9]{1,4}[-/. ,:]|Jan |vor |3 |小时|ago ){0,9}") {
        for (language, zone) in [("zh-CN", "Asia/Shanghai"), ("en-US", "America/New_York"), ("de", "Europe/Berlin")] {
            with(language, zone, |at| {
                let limit = at.now.checked_add(SKEW).expect("a test date");
                if let Some(moment) = parse(&text, at) {
                    prop_assert!(moment.timestamp() <= limit);
                }
                if let Some(found) = find(&text, at) {
                    prop_assert!(found.moment.timestamp() <= limit);
                    prop_assert!(text.get(found.range.clone()).is_some_and(|place| !place.is_empty()));
                }
                Ok(())
            })?;
        }
    }

    /// What we print we read back, offset included.
    #[test]
    fn printed_moments_read_back(seconds in 0_i64..1_790_000_000, quarters in -47_i32..=56) {
        with("zh-CN", "Asia/Shanghai", |at| {
            let offset = jiff::tz::Offset::from_seconds(quarters * 900).expect("a test offset");
            let moment = Moment::new(Timestamp::from_second(seconds).expect("a test date"), offset, Precision::Second);
            for text in [moment.rfc3339(), moment.rfc822()] {
                prop_assert_eq!(parse(&text, at).map(Moment::rfc3339), Some(moment.rfc3339()), "{}", text);
            }
            Ok(())
        })?;
    }
}

/// A page of nothing but dates, or of what nearly is one, costs no more than any other page of its size.
#[test]
fn long_texts_take_time_in_proportion() {
    let started = std::time::Instant::now();
    for piece in [
        "01-21 ",
        "1-2109:39 ",
        "12 ",
        "一",
        "3 hours ",
        "Jan ",
        "2015-",
        "１",
        " ",
        "昨",
    ] {
        let text = " ".repeat(10_000) + &piece.repeat(10_000);
        with("zh-CN", "Asia/Shanghai", |at| find(&text, at));
        with("en-GB", "Europe/London", |at| find(&text, at));
    }
    assert!(
        started.elapsed() < std::time::Duration::from_secs(20),
        "took {:?}",
        started.elapsed()
    );
}
