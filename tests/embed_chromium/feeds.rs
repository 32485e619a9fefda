//! Invented feeds: harmless ones in several languages, and hostile ones.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use byline::model::{
    Content, Credit, Feed, Grant, Guid, Item, ItemFacts, Moment, Policy, Precision, Provenance,
    Publisher, Rights, Ruling, Section, Source,
};
use url::Url;

fn url(text: &str) -> Url {
    text.parse().expect("a test URL")
}

fn publisher(name: &str, language: &str, notice: &str) -> Publisher {
    Publisher {
        id: "dyw".parse().expect("an id"),
        name: name.into(),
        url: url("http://news.example/"),
        language: language.into(),
        zone: jiff::tz::TimeZone::UTC,
        policy: Policy {
            rights: Rights {
                holder: name.into(),
                notice: notice.into(),
                terms: Some(url("http://news.example/copyright.htm")),
                contact: None,
            },
            own_sources: vec![],
            unlabelled: None,
            credit: Credit::default_template(language).into(),
            grant: Grant::Excerpt,
            reprint_grant: Grant::Headline,
            reprint_note: notice.into(),
            claims_within_days: None,
            sources: BTreeMap::new(),
        },
    }
}

/// What an item says; the rest is the same for all.
struct Story<'a> {
    link: Url,
    title: &'a str,
    summary: &'a str,
    source: Source,
    holder: &'a str,
    notice: &'a str,
    provenance: Provenance,
    image: Option<Url>,
    language: &'a str,
}

fn item(publisher: &Publisher, story: Story<'_>, n: usize) -> Arc<Item> {
    let at: jiff::Timestamp = "2026-03-21T01:39:00Z".parse().expect("a test time");
    let at = at - jiff::SignedDuration::from_mins(i64::try_from(n * 97).expect("small"));
    let precision = if n % 4 == 3 {
        Precision::Day
    } else {
        Precision::Minute
    };
    let at = Moment::new(at, jiff::tz::offset(8), precision);
    let reprint = story.provenance.is_reprint();
    Arc::new(Item::new(
        ItemFacts {
            guid: Guid::of(&url(&format!("http://news.example/{n}"))),
            link: story.link,
            title: story.title.into(),
            published: Some(at),
            updated: at,
            byline: vec![],
            editors: vec![],
            sections: vec![Section {
                url: url("http://news.example/city/"),
                label: "x".into(),
                publisher: None,
            }],
            keywords: Vec::new(),
            language: story.language.into(),
        },
        Content {
            summary: Some(story.summary.into()),
            image: story.image,
            read: true,
            ..Content::default()
        },
        Ruling {
            rights: Rights {
                holder: story.holder.into(),
                notice: story.notice.into(),
                ..publisher.policy.rights.clone()
            },
            credit: Credit::compose(
                &publisher.policy.credit,
                story.source,
                story.provenance,
                &publisher.name,
                &publisher.language,
            ),
            grant: if reprint {
                Grant::Headline
            } else {
                Grant::Excerpt
            },
            ceiling: Grant::Excerpt,
            withheld_pictures: vec![],
            publisher: None,
        },
    ))
}

fn feed(id: &str, title: &str, publisher: Publisher, items: Vec<Arc<Item>>) -> Feed {
    Feed {
        show: None,
        id: id.parse().expect("an id"),
        title: title.into(),
        description: String::new(),
        home: url("http://news.example/city/"),
        publisher: Arc::new(publisher),
        interval: Duration::from_secs(600),
        items,
        tombstones: vec![],
    }
}

/// Four items, the third a reprint, in one of a few languages.
pub(crate) fn plain(language: &str) -> Feed {
    let (name, title, notice, wire, titles, summary) = match language {
        "zh-CN" => (
            "岱岳网",
            "城事新闻",
            "版权归作者或页面内声明的版权人所有。未经书面许可不得转载。",
            "远山通讯社",
            [
                "山城初雪后首班索道恢复运行 游客可凭预约码分时上山",
                "老城区供暖管网改造提前完工",
                "沿海七省份联合开展候鸟迁徙同步调查,首批数据将于月底公布",
                "公交18路延长至高铁站,末班车推迟到23:30",
            ],
            "昨日清晨,山城迎来入冬后的第一场雪。景区在除冰检查后于九时恢复首班索道,游客须提前预约。",
        ),
        "zh-Hant-TW" => (
            "岱嶽報",
            "城市新聞",
            "版權歸作者所有,未經書面許可不得轉載。",
            "遠山通訊社",
            [
                "山城初雪後首班索道恢復運行",
                "老城區供暖管網改造提前完工",
                "候鳥遷徙同步調查啟動",
                "公車延長至高鐵站",
            ],
            "昨日清晨,山城迎來入冬後的第一場雪。",
        ),
        "ja" => (
            "泰山新報",
            "まちの話題",
            "記事・写真の無断転載を禁じます。",
            "遠山通信",
            [
                "初雪のあとロープウェイ運行再開、入山は予約制に",
                "旧市街の暖房管改修、予定より早く完了",
                "渡り鳥の一斉調査始まる",
                "バス路線が駅まで延伸",
            ],
            "昨日の朝、山では今季初の雪が降り、点検のあと午前九時に運行を再開した。",
        ),
        "ar" => (
            "صحيفة المرسى",
            "أخبار المدينة",
            "جميع الحقوق محفوظة للكتّاب أو لأصحاب الحقوق المذكورين.",
            "وكالة الأفق",
            [
                "عودة التلفريك إلى العمل بعد أول ثلوج الموسم على الجبل",
                "اكتمال تجديد شبكة التدفئة في البلدة القديمة",
                "مسح متزامن لهجرة الطيور (2026) يبدأ غدًا",
                "تمديد خط الحافلات 18 إلى محطة القطار",
            ],
            "شهدت المدينة صباح أمس أول ثلوج الشتاء، واستأنف التلفريك رحلاته عند التاسعة بعد الفحص.",
        ),
        _ => (
            "The Harbour Ledger",
            "Town news",
            "All rights reserved. No republication without written permission.",
            "Far Hill Wire",
            [
                "Cable car runs again after the season’s first snow; visitors need a booked slot",
                "Old town heating renewed ahead of time",
                "Seven coastal regions count migrating birds together, first figures due at the end of the month",
                "Bus 18 now goes to the station",
            ],
            "The first snow of the winter fell yesterday morning. After a check for ice the first car left at nine.",
        ),
    };
    let press = publisher(name, language, notice);
    let items = titles.iter().enumerate().map(|(n, title)| {
        let reprint = n == 2;
        let story = Story {
            link: url(&format!("http://news.example/{n}.htm")),
            title,
            summary,
            source: Source {
                name: if reprint { wire } else { name }.into(),
                url: Some(url("http://wire.example/")),
            },
            holder: if reprint { wire } else { name },
            notice,
            provenance: if reprint {
                Provenance::Reprint
            } else {
                Provenance::Own
            },
            image: (n == 0).then(|| url("http://127.0.0.1:9/image")),
            language,
        };
        item(&press, story, n)
    });
    let items = items.collect();
    let id = language.to_lowercase();
    feed(&id, title, press, items)
}

/// The same with `image` wherever there is one.
pub(crate) fn with_images(before: &Feed, image: &str) -> Feed {
    let mut after = before.clone();
    after.items = before
        .items
        .iter()
        .enumerate()
        .map(|(n, it)| {
            let facts = it.facts();
            let shown = it.content(byline::model::Audience::Public);
            let story = Story {
                link: facts.link.clone(),
                title: &facts.title,
                summary: shown.summary.as_deref().unwrap_or_default(),
                source: it.credit().source().expect("a source").clone(),
                holder: &it.rights().holder,
                notice: &it.rights().notice,
                provenance: it.credit().provenance(),
                image: (n != 1).then(|| url(image)),
                language: &facts.language,
            };
            item(&before.publisher, story, n)
        })
        .collect();
    after
}

/// The lines of a list, with `\u{…}`, `\n` and `\r` for what cannot stand in it.
fn lines(list: &str, witness: &str) -> Vec<String> {
    let read = |line: &str| {
        let line = line.replace("PWNED", witness);
        let line = line.replace("\\r", "\r").replace("\\n", "\n");
        let mut parts = line.split("\\u{");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (code, rest) = part.split_once('}').expect("a closed escape");
            let code = u32::from_str_radix(code, 16).expect("hexadecimal digits");
            text.push(char::from_u32(code).expect("a character"));
            text.push_str(rest);
        }
        text
    };
    list.lines().map(read).collect()
}

/// Every hostile text and link, in every place of an item. The links come first, so that they are within
/// the fifty that an embed shows; the texts are spread over title, summary, source, holder and notice.
pub(crate) fn hostile(witness: &str) -> Feed {
    let texts = lines(
        include_str!("../../src/render/tests/hostile/texts.txt"),
        witness,
    );
    let links = lines(
        include_str!("../../src/render/tests/hostile/links.txt"),
        witness,
    );
    let links: Vec<Url> = links.iter().filter_map(|link| link.parse().ok()).collect();
    let press = publisher("岱岳网", "zh-CN", "未经许可不得转载。");
    let items = (0..texts.len().max(60)).map(|n| {
        let text = |step: usize| &*texts[(n + step * 43) % texts.len()];
        let link = |step: usize| links[(n + step) % links.len()].clone();
        let story = Story {
            link: link(0),
            title: text(0),
            summary: text(3),
            source: Source {
                name: text(1).into(),
                url: Some(link(1)),
            },
            holder: text(1),
            notice: text(0),
            provenance: Provenance::Own,
            image: Some(link(2)),
            language: text(2),
        };
        item(&press, story, n)
    });
    let items = items.collect();
    feed("hostile", "城事新闻", press, items)
}

/// Hostile words and links in the feed's and the publisher's own names.
pub(crate) fn hostile_names(witness: &str) -> Feed {
    let text = format!("\"'></script><img src={witness} onerror=fetch('{witness}')>\u{2028}");
    let mut press = publisher(&text, "zh-CN", &text);
    press.url = url(&format!("javascript:fetch('{witness}')"));
    press.policy.rights.terms = Some(press.url.clone());
    let mut odd = feed("odd", &text, press, hostile(witness).items.split_off(45));
    odd.home = url(&format!("javascript:fetch('{witness}')"));
    odd
}
