//! What a refresh pays for its documents: a feed of fifty items, written and compressed.
//!
//! `cargo bench --bench render`. First a table of sizes, since a coding is chosen by both.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use byline::model::{
    Article, Audience, Circumstances, Content, Editor, Feed, Grant, Guid, Item, ItemFacts,
    Labelling, Moment, Policy, Precision, Publisher, Rights, SafeHtml, Section, SourceClaim,
};
use byline::render::{Document, Format, Site};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use url::Url;

fn main() {
    sizes();
    divan::main();
}

#[divan::bench(args = Format::ALL)]
fn write(bencher: Bencher, format: Format) {
    bencher
        .counter(BytesCount::of_slice(&written(format)))
        .bench(|| byline::render::feed(black_box(&FEED), format, Audience::Public, &SITE));
}

/// Hashed and kept, not compressed.
#[divan::bench(args = Format::ALL)]
fn document(bencher: Bencher, format: Format) {
    let body = written(format);
    bencher
        .counter(BytesCount::of_slice(&body))
        .bench(|| Document::new(format.content_type(), black_box(&body).clone(), None, None));
}

#[divan::bench(args = GZIP_LEVELS)]
fn gzip(bencher: Bencher, level: u32) {
    let body = written(Format::Rss);
    bencher.bench(|| gzipped(black_box(&body), level));
}

#[divan::bench(args = BROTLI_QUALITIES, sample_count = 20)]
fn brotli(bencher: Bencher, quality: u32) {
    let body = written(Format::Rss);
    bencher.bench(|| brotlied(black_box(&body), quality));
}

const GZIP_LEVELS: [u32; 4] = [1, 5, 6, 9];
const BROTLI_QUALITIES: [u32; 7] = [1, 3, 4, 5, 6, 9, 11];

#[expect(clippy::print_stdout, reason = "a bench reports on stdout")]
fn sizes() {
    let body = written(Format::Rss);
    println!("RSS, fifty items: {} bytes", body.len());
    for level in GZIP_LEVELS {
        println!("  gzip {level}: {}", gzipped(&body, level).len());
    }
    for quality in BROTLI_QUALITIES {
        println!("  br {quality}: {}", brotlied(&body, quality).len());
    }
}

fn written(format: Format) -> Vec<u8> {
    byline::render::feed(&FEED, format, Audience::Public, &SITE).unwrap_or_default()
}

fn gzipped(body: &[u8], level: u32) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    let _ = to.write_all(body);
    to.finish().unwrap_or_default()
}

fn brotlied(body: &[u8], quality: u32) -> Vec<u8> {
    let mut to = brotli::CompressorWriter::new(Vec::new(), 4096, quality, 18);
    let _ = to.write_all(body);
    to.into_inner()
}

static SITE: LazyLock<Site> = LazyLock::new(|| Site {
    public_url: url("https://byline.example/"),
    hubs: vec![],
});

/// Fifty items of about 1 KB of text that differs from item to item, most in full, some reprinted.
static FEED: LazyLock<Feed> = LazyLock::new(|| {
    let publisher = Arc::new(publisher());
    Feed {
        show: None,
        id: "hill"
            .parse()
            .unwrap_or_else(|_| unreachable!("a valid id")),
        title: "岱岳新闻".into(),
        description: "岱岳新闻: 标题与摘要".into(),
        home: url("http://news.example/hill/"),
        items: (0..50).map(|n| item(&publisher, n)).collect(),
        publisher,
        interval: Duration::from_secs(600),
        tombstones: vec![],
    }
});

fn item(publisher: &Publisher, n: usize) -> Arc<Item> {
    let link = url(&format!(
        "http://news.example/hill/201501/t20150121_{n}.htm"
    ));
    let at = Moment::new(
        jiff::Timestamp::UNIX_EPOCH + Duration::from_secs(1_421_804_340 + 60 * n as u64),
        jiff::tz::offset(8),
        Precision::Minute,
    );
    let text = prose(n as u64, 330);
    let source = if n % 5 == 4 {
        "远山通讯社"
    } else {
        "岱岳网"
    };
    let article = Article {
        source: Some(SourceClaim {
            name: source.into(),
            url: None,
        }),
        ..Article::default()
    };
    Arc::new(Item::new(
        ItemFacts {
            guid: Guid::of(&link),
            link,
            title: prose(1000 + n as u64, 18),
            published: Some(at),
            updated: at,
            byline: vec!["张三".into()],
            editors: vec![Editor {
                role: "责任编辑".into(),
                name: "王五".into(),
            }],
            sections: vec![Section {
                url: url("http://news.example/hill/"),
                label: "岱岳新闻".into(),
                publisher: None,
            }],
            keywords: vec![],
            language: "zh-CN".into(),
        },
        Content {
            summary: Some(text.chars().take(80).collect()),
            body: serde_json::from_value::<SafeHtml>(format!("<p>{text}</p>").into()).ok(),
            text: Some(text),
            image: Some(url(&format!("http://news.example/img/{n}.jpg"))),
            pictures: vec![],
            max_snippet_chars: None,
            read: true,
            media: byline::model::Media::default(),
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

/// Sentences of common characters, the same at every run, that compress about as news does.
fn prose(seed: u64, characters: usize) -> String {
    const WORDS: &str = "今晨山上普降小雪气象台提示注意安全记者从市里获悉新的一年各地群众有序出行道路已经畅通工作人员表示将继续加强服务";
    let words: Vec<char> = WORDS.chars().collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..characters)
        .map(|at| {
            // xorshift64: any sequence will do.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if at % 23 == 22 {
                '。'
            } else {
                words[state as usize % words.len()]
            }
        })
        .collect()
}

fn publisher() -> Publisher {
    Publisher {
        id: "dyw".parse().unwrap_or_else(|_| unreachable!("a valid id")),
        name: "岱岳网".into(),
        url: url("http://news.example/"),
        language: "zh-CN".into(),
        zone: jiff::tz::TimeZone::UTC,
        policy: Policy {
            rights: Rights {
                holder: "岱岳网".into(),
                notice: "版权归作者或页面内声明的版权人所有。未经书面许可不得转载。".into(),
                terms: Some(url("http://news.example/copyright.htm")),
                contact: Some("mailto:rights@news.example".into()),
            },
            own_sources: vec![],
            unlabelled: None,
            credit: "来源:{source}".into(),
            grant: Grant::Full,
            reprint_grant: Grant::Headline,
            reprint_note: "转载自其他媒体,不代表本网赞同其观点。".into(),
            claims_within_days: None,
            sources: BTreeMap::new(),
        },
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap_or_else(|_| unreachable!("a valid URL"))
}
