//! Invented feeds that hold what real ones do, and what strange ones might.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use crate::model::{
    Companion, Content, Credit, Editor, Feed, Grant, Guid, Item, ItemFacts, Media, Moment, Picture,
    Policy, Precision, Provenance, Publisher, Recording, Rights, Ruling, SafeHtml, Section, Source,
    Tombstone,
};
use crate::render::Site;

pub(crate) use crate::testing::url;

/// `2015-01-21T09:39:00+08:00[Asia/Shanghai]` as a page would print it.
pub(crate) fn moment(text: &str) -> Moment {
    let zoned: jiff::ZonedDateTime = text.parse().expect("a test date");
    Moment::new(zoned.timestamp(), zoned.offset(), Precision::Minute)
}

pub(crate) fn site() -> Site {
    Site {
        public_url: url("https://byline.example/"),
        hubs: vec![url("https://hub.example/")],
    }
}

pub(crate) fn publisher(name: &str, language: &str) -> Publisher {
    Publisher {
        id: "dyw".parse().expect("a test id"),
        name: name.into(),
        url: url("http://news.example/"),
        language: language.into(),
        zone: TimeZone::UTC,
        policy: Policy {
            rights: Rights {
                holder: name.into(),
                notice: "未经书面许可不得转载。".into(),
                terms: Some(url("http://news.example/copyright.htm?a=1&b=2")),
                contact: Some("mailto:rights@news.example".into()),
            },
            own_sources: vec![],
            unlabelled: None,
            credit: Credit::default_template(language).into(),
            grant: Grant::Excerpt,
            reprint_grant: Grant::Headline,
            reprint_note: "转载自其他媒体,不代表本网赞同其观点。".into(),
            claims_within_days: None,
            sources: BTreeMap::new(),
        },
    }
}

/// An item in the making: an own one with everything, to be changed before it is made.
pub(crate) struct Sketch {
    pub(crate) link: Url,
    pub(crate) title: String,
    pub(crate) published: Option<Moment>,
    pub(crate) updated: Moment,
    pub(crate) byline: Vec<String>,
    pub(crate) editors: Vec<Editor>,
    pub(crate) sections: Vec<Section>,
    pub(crate) keywords: Vec<String>,
    pub(crate) language: String,
    pub(crate) content: Content,
    pub(crate) source: Source,
    pub(crate) provenance: Provenance,
    pub(crate) rights: Rights,
    pub(crate) grant: Grant,
    pub(crate) ceiling: Grant,
    pub(crate) withheld_pictures: Vec<Url>,
    pub(crate) publisher: Publisher,
}

pub(crate) fn editor(role: &str, name: &str) -> Editor {
    Editor {
        role: role.into(),
        name: name.into(),
    }
}

pub(crate) fn body(html: &str) -> Option<SafeHtml> {
    Some(SafeHtml::from_sanitized(html.into()))
}

/// The `n`th article of a publisher; all appeared within one minute.
pub(crate) fn sketch(publisher: &Publisher, n: usize) -> Sketch {
    let at = moment("2015-01-21T09:39:00+08:00[Asia/Shanghai]");
    Sketch {
        link: url(&format!(
            "http://news.example/tanews/201501/t20150121_{n}.htm"
        )),
        title: format!("泰山今晨迎来第{n}场雪 市民出行注意安全"),
        published: Some(at),
        updated: at,
        byline: vec!["张三".into()],
        editors: vec![editor("初审编辑", "李四"), editor("责任编辑", "王五")],
        sections: vec![Section {
            url: url("http://news.example/tanews/"),
            label: "泰安新闻".into(),
            publisher: None,
        }],
        keywords: Vec::new(),
        language: publisher.language.clone(),
        content: Content {
            summary: Some("今晨山上普降小雪,气象台提示注意安全。".into()),
            body: body(
                "<p>今晨山上普降小雪,<a href=\"http://news.example/weather/\">气象台</a>提示注意安全。</p>",
            ),
            text: Some("今晨山上普降小雪,气象台提示注意安全。".into()),
            image: Some(url("http://news.example/img/1.jpg?w=800&h=600")),
            pictures: vec![],
            max_snippet_chars: None,
            read: true,
            media: crate::model::Media::default(),
        },
        source: Source {
            name: publisher.name.clone(),
            url: Some(publisher.url.clone()),
        },
        provenance: Provenance::Own,
        rights: publisher.policy.rights.clone(),
        grant: Grant::Full,
        ceiling: Grant::Full,
        withheld_pictures: vec![],
        publisher: publisher.clone(),
    }
}

impl Sketch {
    pub(crate) fn reprint(mut self) -> Self {
        self.source = Source {
            name: "远山通讯社".into(),
            url: Some(url("https://wire.example/")),
        };
        self.provenance = Provenance::Reprint;
        self.rights.holder = "远山通讯社".into();
        self.rights.notice = self.publisher.policy.reprint_note.clone();
        self.grant = Grant::Headline;
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn item(self) -> Arc<Item> {
        let credit = Credit::compose(
            &self.publisher.policy.credit,
            self.source,
            self.provenance,
            &self.publisher.name,
            &self.publisher.language,
        );
        let facts = ItemFacts {
            guid: Guid::of(&self.link),
            link: self.link,
            title: self.title,
            published: self.published,
            updated: self.updated,
            byline: self.byline,
            editors: self.editors,
            sections: self.sections,
            keywords: self.keywords,
            language: self.language,
        };
        Arc::new(Item::new(
            facts,
            self.content,
            Ruling {
                rights: self.rights,
                credit,
                grant: self.grant,
                ceiling: self.ceiling,
                withheld_pictures: self.withheld_pictures,
                publisher: None,
            },
        ))
    }
}

pub(crate) fn feed(publisher: Publisher, title: &str, items: Vec<Arc<Item>>) -> Feed {
    Feed {
        show: None,
        id: "tanews".parse().expect("a test id"),
        title: title.into(),
        description: format!("{title}: 标题与摘要"),
        home: url("http://news.example/tanews/"),
        publisher: Arc::new(publisher),
        interval: Duration::from_secs(600),
        items,
        tombstones: vec![],
    }
}

/// An own item in full, an excerpt, a reprint, and one whose source nobody stated.
pub(crate) fn plain_feed() -> Feed {
    let dyw = publisher("岱岳网", "zh-CN");
    let items = vec![
        sketch(&dyw, 1).item(),
        sketch(&dyw, 2).with(|it| it.grant = Grant::Excerpt).item(),
        sketch(&dyw, 3)
            .with(|it| it.byline.clear())
            .reprint()
            .item(),
        sketch(&dyw, 4)
            .with(|it| {
                it.provenance = Provenance::Unstated;
                it.grant = Grant::Headline;
                it.published = None;
                it.byline.clear();
                it.editors.clear();
            })
            .item(),
    ];
    feed(dyw, "泰安新闻", items)
}

/// An episode with two files and everything that is said of one, and the same for a grant that does not reach to it.
pub(crate) fn podcast_feed() -> Feed {
    let dyw = publisher("岱岳网", "zh-CN");
    let recording = |path: &str, media_type: &str, length_bytes| Recording {
        url: url(&format!("http://news.example/m/{path}?a=1&b=2")),
        media_type: media_type.into(),
        length_bytes,
        duration_seconds: Some(3725),
    };
    let companion = |path: &str, media_type: &str| Companion {
        url: url(&format!("http://news.example/m/{path}?a=1&b=2")),
        media_type: media_type.into(),
        language: Some("zh-CN".into()),
    };
    let media = Media {
        recordings: vec![
            recording("7.mp3", "audio/mpeg", Some(1000)),
            recording("7.mp4", "video/mp4", None),
        ],
        episode: Some(7),
        season: Some(2),
        episode_type: Some("full".into()),
        explicit: Some(false),
        transcripts: vec![companion("7.vtt", "text/vtt")],
        chapters: Some(companion("7.json", "application/json+chapters")),
    };
    let of = |n, grant| {
        let media = media.clone();
        sketch(&dyw, n).with(|it| {
            it.content.media = media;
            it.grant = grant;
        })
    };
    let items = vec![of(1, Grant::Full).item(), of(2, Grant::Excerpt).item()];
    feed(dyw, "播客", items)
}

/// A picture of which everything is stated, by `text`.
pub(crate) fn picture(image: &Url, text: &str) -> Picture {
    Picture {
        url: image.clone(),
        caption: Some(text.into()),
        credit: Some(text.into()),
        holder: Some(text.into()),
        licence: Some(url("https://licences.example/署名/4.0/?a=1&b=\"2\"")),
    }
}

/// A picture with all facts, one with a credit alone, one with a licence alone, one with a caption alone, and one that
/// must not be shown.
pub(crate) fn pictured_feed() -> Feed {
    let press = publisher("The Harbour Times", "en");
    let items = (0..5).map(|n| {
        let image = url(&format!("https://news.example/harbour-{n}.jpg?a=1&b=2"));
        let all = Picture {
            url: image.clone(),
            caption: Some("The harbour & the quay at dawn".into()),
            credit: Some("Ann Lee/Cape Wire".into()),
            holder: Some("Cape Wire".into()),
            licence: Some(url("https://licences.example/by?a=1&b=2")),
        };
        let one = Picture::at(image.clone());
        let picture = match n {
            0 | 4 => all,
            1 => Picture { credit: all.credit, ..one },
            2 => Picture { licence: all.licence, ..one },
            _ => Picture { caption: all.caption, ..one },
        };
        let it = sketch(&press, n).with(|it| {
            it.title = format!("The harbour opens, part {n}");
            it.language = "en".into();
            it.content.body = body(&format!(
                "<p>Part {n}.</p><figure><img src=\"https://news.example/harbour-{n}.jpg?a=1&amp;b=2\" alt=\"\"></figure>"
            ));
            it.content.image = Some(image.clone());
            it.content.pictures = vec![picture];
            it.withheld_pictures = if n == 4 { vec![image] } else { vec![] };
        });
        it.item()
    });
    let items = items.collect();
    feed(press, "Harbour", items)
}

/// Every text that a hostile or careless page might hand us, in every place where text stands.
pub(crate) fn strange_feed() -> Feed {
    let name = "R&D <b>岱岳</b> &amp;amp; \u{8}网]]>";
    let mut dyw = publisher(name, "zh-CN");
    dyw.policy.rights.notice = "<i>未经</i>许可 &copy; ]]> 不得\u{fffe}转载".into();
    dyw.policy.rights.contact = Some("https://news.example/ask?a=1&b=\"2\"".into());
    let titles = [
        "<b>粗体</b>",
        "<b>",
        "</b>",
        "A &amp; B &amp;amp; C &lt;i&gt; &#38; &copy &nbsp;",
        "<script>alert(1)</script>",
        "<![CDATA[x]]>",
        "AT&T 标普S&P500 1 < 2 > 0",
        "控制\u{0}\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}\u{9f}字符\u{fffd}\u{fffe}\u{ffff}",
        "雪🌨️👩‍👩‍👧 𠮷野家",
        "أخبار الطقس: ثلوج على الجبل",
        "חדשות: שלג על ההר",
        "a\r\nb\tc ]]> d",
        " \u{1} ",
        "\"'",
    ];
    let items = titles.iter().enumerate().map(|(n, title)| {
        sketch(&dyw, n)
            .with(|it| {
                it.title = (*title).into();
                it.byline = vec![(*title).into(), " ".into(), "Ann <Lee> & Co".into()];
                it.editors = vec![
                    editor(title, title),
                    editor("", "无名"),
                    editor("责任编辑", " "),
                ];
                it.sections.push(Section {
                    url: url("http://news.example/栏目/?q=<雪>&x=[1]|{2}"),
                    label: (*title).into(),
                    publisher: None,
                });
                it.link = url(&format!(
                    "http://news.example/新闻/{n} 雪.htm?q=雪&x=[1]|^{{2}}"
                ));
                it.content.image = Some(url("http://news.example/图片/雪 1.PNG?x=[1]&y=\"2\""));
                it.content.pictures = it
                    .content
                    .image
                    .iter()
                    .map(|image| picture(image, title))
                    .collect();
                it.content.summary = Some(format!("{title} <p>摘要 & ]]> \u{8}&amp;amp;</p>"));
                it.content.body = body(&format!(
                    "<p>正文 ]]&gt; ]]> \u{8}\u{fffe} &lt;b&gt; &amp;amp; {}</p>",
                    title
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;")
                ));
                it.source.name = (*title).into();
                it.rights.holder = (*title).into();
                it.language = "zh_CN".into();
            })
            .item()
    });
    let items = items.collect();
    feed(dyw, name, items)
}

/// Fifty items of one minute, as a busy section has them.
pub(crate) fn full_feed() -> Feed {
    let dyw = publisher("岱岳网", "zh-CN");
    let items = (0..50)
        .map(|n| {
            let it = sketch(&dyw, n).with(|it| {
                it.content.body = body(&"<p>今晨山上普降小雪,气象台提示注意安全。</p>".repeat(12));
            });
            let it = if n % 5 == 4 { it.reprint() } else { it };
            it.item()
        })
        .collect();
    feed(dyw, "泰安新闻", items)
}

/// `items` stories that have little in common, as a compressor sees them.
pub(crate) fn varied_feed(items: usize) -> Feed {
    const WORDS: [&str; 24] = [
        "泰山", "索道", "恢复", "运行", "游客", "凭码", "供暖", "管网", "改造", "提前", "完工",
        "居民", "湿地", "候鸟", "夜校", "皮影", "公交", "延长", "高铁", "剪纸", "社区", "课堂",
        "早市", "搬迁",
    ];
    let dyw = publisher("岱岳网", "zh-CN");
    // A linear congruence: any sequence that does not repeat itself would do.
    let mut state = 7_u32;
    let mut words = |count: usize| -> String {
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                WORDS[(state >> 16) as usize % WORDS.len()]
            })
            .collect()
    };
    let stories = (0..items)
        .map(|n| {
            let (title, summary) = (words(12), words(60));
            let it = sketch(&dyw, n).with(|it| {
                it.title = title;
                it.content.summary = Some(summary);
                it.grant = Grant::Excerpt;
            });
            let it = if n % 5 == 4 { it.reprint() } else { it };
            it.item()
        })
        .collect();
    feed(dyw, "泰安新闻", stories)
}

/// A feed in another language, with what differs by language.
pub(crate) fn foreign_feed(language: &str, name: &str, title: &str, role: &str) -> Feed {
    let press = publisher(name, language);
    let at = moment("2026-03-29T08:05:00+02:00[Europe/Berlin]");
    let items = (0..3)
        .map(|n| {
            let it = sketch(&press, n).with(|it| {
                it.title = format!("{title} {n}");
                it.published = Some(at);
                it.updated = at;
                it.byline = vec!["Ann Lee".into(), "Bo Ek".into()];
                it.editors = vec![editor(role, "Cy Dow")];
                it.content.summary = Some(format!("{title}."));
                it.content.body = body(&format!("<p>{title}.</p>"));
            });
            // The last one is in a language of its own.
            let it = it.with(|it| {
                if n == 2 {
                    it.language = "ar".into();
                    it.title = "ثلوج على الجبل".into();
                }
            });
            let it = if n == 1 { it.reprint() } else { it };
            it.item()
        })
        .collect();
    feed(press, title, items)
}

/// Two items are left, two were withdrawn.
pub(crate) fn mourning_feed() -> Feed {
    let mut feed = plain_feed();
    feed.items.truncate(2);
    let buried = |n, reason: Option<&str>| Tombstone {
        guid: Guid::of(&url(&format!("http://news.example/gone/{n}.htm"))),
        when: moment("2015-01-21T10:02:11+08:00[Asia/Shanghai]"),
        reason: reason.map(Into::into),
    };
    feed.tombstones = vec![
        buried(1, Some("应权利人要求 <撤除> & \u{8}致歉")),
        buried(2, None),
    ];
    feed
}

/// All of them, by name.
pub(crate) fn all() -> Vec<(&'static str, Feed)> {
    let mut empty = plain_feed();
    empty.items.clear();
    vec![
        ("plain", plain_feed()),
        ("podcast", podcast_feed()),
        ("strange", strange_feed()),
        ("full", full_feed()),
        (
            "english",
            foreign_feed("en-GB", "Hill & Dale Post", "Snow on the hill", "Editor"),
        ),
        (
            "german",
            foreign_feed("de", "Bergpost", "Schnee auf dem Berg", "Redaktion"),
        ),
        (
            "french",
            foreign_feed("fr-FR", "Courrier du Mont", "Neige au mont", "Rédaction"),
        ),
        (
            "traditional",
            foreign_feed("zh-Hant-TW", "岱嶽報", "山上降雪", "責任編輯"),
        ),
        ("japanese", foreign_feed("ja", "泰山新報", "山に雪", "編集")),
        ("pictured", pictured_feed()),
        ("mourning", mourning_feed()),
        ("empty", empty),
    ]
}
