//! Whole pages: what of a page is the article, in several languages and layouts.

use jiff::tz::TimeZone;

use super::{plain_text, read};
use crate::model::Article;
use crate::page::{Budget, Context};
use crate::testing::{at, url};

const EN: [&str; 4] = [
    "The cable car will climb again from June, the operator said, after a winter in which the upper station was closed.",
    "Passengers had to take the bus around the hill, which took an hour longer, and many of them stayed at home instead.",
    "The new rope was made in the valley, by a family firm that has twisted ropes for miners since the century before last.",
    "A ride will cost as much as before, the council decided, because the old price had only been raised two years ago.",
];
const EL: [&str; 4] = [
    "Το τελεφερίκ θα ανεβαίνει ξανά από τον Ιούνιο, είπε ο διευθυντής, μετά από έναν χειμώνα με κλειστό τον πάνω σταθμό.",
    "Οι επιβάτες έπαιρναν το λεωφορείο γύρω από τον λόφο, μία ώρα περισσότερο, και πολλοί έμεναν στο σπίτι τους.",
    "Το νέο συρματόσχοινο έγινε στην κοιλάδα, από μια οικογένεια που πλέκει σχοινιά για μεταλλωρύχους εδώ και έναν αιώνα.",
    "Το εισιτήριο μένει στην ίδια τιμή, αποφάσισε το συμβούλιο, γιατί η παλιά τιμή είχε ανέβει μόλις πριν από δύο χρόνια.",
];
const JA: [&str; 4] = [
    "山のロープウェイは六月から再び運行を始める、と会社は発表した。冬のあいだ山頂駅は閉じられ、改修が続いていた。",
    "乗客は丘を回るバスに乗るしかなく、一時間も余計にかかったため、多くの人が家にとどまった、と町の人は話す。",
    "新しい綱は谷の工場で作られた。鉱山の綱を百年以上よってきた家族の会社で、図面は今も大切に残されている。",
    "料金はこれまでと同じに据え置かれる。前の料金も二年前に上げられたばかりだ、と議会は理由を説明している。",
];

fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<p>{text}</p>")).collect()
}

fn page(html: &str) -> Article {
    read(
        html,
        &Context {
            url: &url("http://ridge.example/news/cable-car"),
            zone: &TimeZone::UTC,
            language: "en",
            now: at(1_780_000_000),
            budget: &Budget::unbounded(),
        },
    )
    .expect("an article")
}

fn body(article: &Article) -> String {
    plain_text(article.body.as_ref().expect("a body"))
}

/// An article whose text element holds `inner`.
fn with_text(inner: &str) -> Article {
    page(&format!(
        "<html><head><title>Cable car climbs again</title></head><body><div class=wrap><h1>Cable car climbs again</h1>\
         <div class=info>2026-03-05 09:10</div><div class=content>{inner}</div></div></body></html>"
    ))
}

/// A reader of a feed would read each sentence twice, once as the phone shows it and once as the printer does.
#[test]
fn a_text_that_stands_twice_on_its_page_is_read_once() {
    for texts in [EN, EL, JA] {
        let text = paragraphs(&texts);
        let whole = texts.join("\n");
        let head = "<title>Cable car climbs again</title>";
        let h1 = "<h1>Cable car climbs again</h1><p>2026-03-05</p>";
        for html in [
            // One copy is hidden, before or behind the one that is shown.
            format!(
                "{head}<div><div style='display:none'>{text}</div><main>{h1}<div>{text}</div></main></div>"
            ),
            format!(
                "{head}<div><main>{h1}<div>{text}</div></main><section hidden>{text}</section></div>"
            ),
            // Three copies side by side, without a mark.
            format!("{head}<div>{h1}<div>{text}</div><div>{text}</div><div>{text}</div></div>"),
            // The copy for phones has its own headline and comes first.
            format!(
                "{head}<div><div class=m><h2>Cable car climbs again</h2>{text}</div><div>{h1}<div>{text}</div></div></div>"
            ),
            // Tables of old sites.
            format!(
                "{head}<table><tr><td>{h1}<div>{text}</div></td></tr><tr><td><div>{text}</div></td></tr></table>"
            ),
            // No element parts the copies.
            format!("{head}<div>{h1}<div>{text}<hr>{text}</div></div>"),
        ] {
            let read = page(&html);
            assert_eq!(body(&read), whole, "{html}");
            assert_eq!(
                read.title.as_deref(),
                Some("Cable car climbs again"),
                "{html}"
            );
        }
    }
}

/// A song without its refrains, or an article without a sentence that it says twice, is no longer the author's.
#[test]
fn what_an_author_repeats_stays() {
    let refrain = "<p>The rope goes up, the rope comes down, and nobody asks the rope where it has been all winter long, oh!</p>";
    let song: String = EN
        .iter()
        .map(|verse| format!("<p>{verse}</p>{refrain}"))
        .collect();
    assert_eq!(
        body(&with_text(&song)).matches("The rope goes up").count(),
        4
    );
}

/// Words that the page hides are traps for copiers, or say to machines what readers see elsewhere.
#[test]
fn what_a_page_hides_is_no_text() {
    for hidden in [
        "<span style='display: none'>qqxx</span>",
        "<font style='font-size:0;visibility:hidden'>qqxx</font>",
        "<i hidden>qqxx</i>",
        "<span class=lure>qqxx</span>",
        "<b id=trap>qqxx</b>",
        "<span class='sr-only'>qqxx</span>",
        "<span style='display:none'><math><mi>qqxx</mi></math></span><img src=/f.png alt='a = b'>",
        "<span class=k><math><mi>a</mi></math></span><span aria-hidden=true>qqxx</span>",
    ] {
        let text = format!(
            "<style>.lure{{display:none}} #trap{{display:none}}</style><p>{}</p><p>The price {hidden}stays as it was, the council \
             said, and nobody has to pay for a child that sits on somebody's knees.</p>{}",
            EN[0],
            paragraphs(&EN[1..])
        );
        let read = body(&with_text(&text));
        assert!(!read.contains("qqxx"), "{hidden}: {read}");
        assert!(
            read.contains("stays as it was") && read.ends_with(EN[3]),
            "{hidden}: {read}"
        );
    }
    let titled = page(&format!(
        "<title>Cable car climbs again</title><h1>Cable car <span style='display:none'>qqxx</span>climbs again</h1>{}",
        paragraphs(&EN)
    ));
    assert_eq!(titled.title.as_deref(), Some("Cable car climbs again"));
}

/// A page that hides its text until a script shows it still has the text.
#[test]
fn a_text_that_is_hidden_whole_is_the_text() {
    let html = format!(
        "<title>Cable car climbs again</title><h1>Cable car climbs again</h1><div style='display:none'>{}</div>",
        paragraphs(&EN)
    );
    assert_eq!(body(&page(&html)), EN.join("\n"));
}

/// A formula must survive as text where nothing else shows it, and must not end the article.
#[test]
fn formulas_stand_in_their_sentences() {
    let formula =
        "<math><msup><mi>c</mi><mn>2</mn></msup><mo>=</mo><msup><mi>a</mi><mn>2</mn></msup></math>";
    let text = format!(
        "<p>{}</p><div><p>{formula}</p></div><p>The length of the rope follows from {formula}, the engineer said, and from nothing else.</p>{}",
        EN[0],
        paragraphs(&EN[1..])
    );
    let read = body(&with_text(&text));
    assert!(
        read.contains("rope follows from c2=a2, the engineer"),
        "{read}"
    );
    assert!(read.starts_with(EN[0]) && read.ends_with(EN[3]), "{read}");
}

/// A headline must come out as printed, without the marks and boxes that its site puts into it.
#[test]
fn a_headline_is_one_line_whatever_is_in_it() {
    for heading in [
        "<h1>Cable car climbs again <a class=anchor href='#top'>#</a></h1>",
        "<h1><a href='#toc'>Cable car climbs again</a><a href='#top' title=Permalink>¶</a></h1>",
        "<h1><a href='#top' aria-hidden=true>§</a>Cable car climbs again</h1>",
        "<h1>Cable car<div>climbs again</div></h1>",
        "<h1><div>Cable car</div><p>climbs again</p></h1>",
        "<h1><span>Cable car</span><span>climbs again</span></h1>",
        "<h1>Cable car<br>climbs again</h1>",
    ] {
        let html = format!(
            "<title>Cable car climbs again | Ridge Mail</title><div>{heading}<p>2026-03-05</p>{}</div>",
            paragraphs(&EN)
        );
        assert_eq!(
            page(&html).title.as_deref(),
            Some("Cable car climbs again"),
            "{heading}"
        );
    }
}

/// The name of the site over every article would make all items of a feed alike.
#[test]
fn the_sites_name_is_no_headline() {
    for (title, header) in [
        (
            "Cable car climbs again - Ridge Mail",
            "<header><div>Ridge Mail</div></header>",
        ),
        (
            "Cable car climbs again - Ridge and Valley",
            "<header><div>Ridge and Valley</div></header>",
        ),
        (
            "Cable car climbs again | Ridge Mail",
            "<h1><a href='/'>Ridge Mail</a></h1>",
        ),
        (
            "Cable car climbs again – Ridge Mail",
            "<div class=top><h1 class=logo>Ridge Mail</h1></div>",
        ),
    ] {
        let html = format!(
            "<title>{title}</title>{header}<main><div>{}</div></main>",
            paragraphs(&EN)
        );
        assert_eq!(
            page(&html).title.as_deref(),
            Some("Cable car climbs again"),
            "{header}"
        );
    }
}

/// A page without any declaration has headings alone: the one that leads home is the blog's.
#[test]
fn a_heading_that_leads_home_is_the_sites() {
    for home in [
        "/",
        "./",
        "index.html",
        "http://ridge.example/",
        "https://ridge.example",
    ] {
        let html = format!(
            "<h1 class=title><a href='{home}'>The notebook of a ropeway keeper</a></h1><div><h2>Cable car climbs again</h2>{}</div>",
            paragraphs(&EN)
        );
        assert_eq!(
            page(&html).title.as_deref(),
            Some("Cable car climbs again"),
            "{home}"
        );
    }
}

/// The longest heading of a chapter is not its title, and the text above it is not lost.
#[test]
fn headings_of_sections_are_no_headline() {
    let section = |heading: &str| format!("<h1>{heading}</h1>{}", paragraphs(&EN[2..]));
    let html = format!(
        "<title>Ridge Books - Ropes</title><div><h2 class=title>Chapter 2: Ropes</h2>{}{}{}</div>",
        paragraphs(&EN[..2]),
        section("Why"),
        section("How much a rope can carry in summer and in winter"),
    );
    let read = page(&html);
    assert_eq!(read.title.as_deref(), Some("Chapter 2: Ropes"));
    assert!(body(&read).starts_with(EN[0]));
}

/// An article that opens above the front page would come out as the front page.
#[test]
fn an_article_above_a_stream_of_teasers_is_the_article() {
    let teasers: String = (0..12)
        .map(|number| format!("<li><h3><a href='/news/{number}'>Another headline of the day</a></h3><p>{}</p></li>", EL[number % 4]))
        .collect();
    let html = format!(
        "<title>The day</title><div id=app><ul>{teasers}</ul></div><div class=modal><article><h1>Cable car climbs again</h1>\
         <time datetime=2026-03-05>5 March</time>{}</article></div>",
        paragraphs(&EN)
    );
    let read = page(&html);
    assert_eq!(read.title.as_deref(), Some("Cable car climbs again"));
    assert_eq!(body(&read), EN.join("\n"));
}

/// The page behind an open dialogue is more than the article in the dialogue, and is not the article.
#[test]
fn the_page_behind_a_dialogue_is_not_read() {
    let behind = paragraphs(&EL.repeat(4));
    let html = format!(
        "<title>Cable car climbs again</title><div><div class=target><h1>Cable car climbs again</h1><div>{}</div></div></div>\
         <div aria-hidden=true><div>{behind}</div></div>",
        paragraphs(&EN)
    );
    assert_eq!(body(&page(&html)), EN.join("\n"));
    // The dialogue asks for consent; the article is behind it.
    let html = format!(
        "<title>Cable car climbs again</title><main aria-hidden=true><h1>Cable car climbs again</h1>{}</main>\
         <div><p>{}</p></div>",
        paragraphs(&EN),
        EL[0]
    );
    assert!(body(&page(&html)).starts_with(EN[0]));
}

/// A stream of other stories under the article is longer than the article; a digest is made of linked entries.
#[test]
fn teasers_behind_the_text_are_told_from_linked_entries_in_it() {
    let entries: String = (0..8)
        .map(|number| {
            format!(
                "<li><h3><a href='/{number}'>Another headline of the day</a></h3><p>{}</p></li>",
                EL[number % 4]
            )
        })
        .collect();
    let stream = format!(
        "<div><div class=text>{}</div><div class=x><ul>{entries}</ul></div></div>",
        paragraphs(&EN)
    );
    assert_eq!(body(&with_text(&stream)), EN.join("\n"));
    let digest = format!("{}<ul>{entries}</ul>", paragraphs(&EN[..2]));
    let read = body(&with_text(&digest));
    assert!(EL.iter().all(|text| read.contains(text)), "{read}");
}

/// A long list or table must not cost the paragraphs that introduce it.
#[test]
fn the_paragraphs_before_a_long_table_stay() {
    let row = |number: usize| format!("<tr><td>{number}</td><td>{}</td></tr>", EN[number % 4]);
    let rows: String = (0..120).map(row).collect();
    let html = format!(
        "{}<table><tr><th>Day</th><th>What</th></tr>{rows}</table>",
        paragraphs(&EL)
    );
    assert!(body(&with_text(&html)).starts_with(EL[0]));
}

/// What follows the text in its own element is the page's: notices, dialogues, links to other articles.
#[test]
fn what_stands_behind_the_text_is_not_the_text() {
    let links: String = (0..5)
        .map(|number| {
            format!("<strong><a href='/{number}'>Another headline of the day</a></strong><br><br>")
        })
        .collect();
    for behind in [
        links.as_str(),
        "<p>Please note:</p><p>Our texts may not be reproduced without written permission of the publisher.</p>\
         <p>1. We prosecute infringements of our copyright.</p><p>Telephone 00-0000</p>",
        "<p>Alle Texte sind urheberrechtlich geschützt. Nachdruck und Verbreitung bedürfen der schriftlichen Genehmigung.</p>",
        "<p>Toute reproduction, même partielle, sans autorisation écrite préalable est une contrefaçon et donne lieu à des poursuites.</p>",
        "<div><a href='javascript:void(0)'>Less of this</a><h4>Why?</h4><ul><li>Seen before</li><li>Not for me</li></ul>\
         <textarea></textarea><p>Thank you, we will show you less of this.</p></div>",
        "<form><p>What do you think of this article, dear reader?</p><input type=text name=opinion><input type=submit></form>",
    ] {
        let read = body(&with_text(&(paragraphs(&EN) + behind)));
        assert_eq!(read, EN.join("\n"), "{behind}");
    }
}

/// An article about copyright is made of the words that notices are made of.
#[test]
fn a_report_on_copyright_is_no_notice() {
    let texts = [
        "The court found that the portal had reproduced the photographs without permission, and that this infringes copyright.",
        EN[0],
        "The portal had republished them without a licence, the judge said, and would be prosecuted again if it went on.",
        "Whoever reprints a picture needs permission in writing, the judge added, however small the picture is on the page.",
    ];
    assert_eq!(body(&with_text(&paragraphs(&texts))), texts.join("\n"));
}

/// Items of a list that are links belong to the list; a gallery of other stories does not belong to the text.
#[test]
fn lists_and_galleries_are_told_from_the_text() {
    let list = "<ul><li><a href=/a>We counted the riders of the whole year!</a></li><li><a href=/b>We oiled the wheels!</a></li>\
        <li>We have put up a new lamp at the upper station, which shows the cabins their way in fog and needs no hand at night.</li></ul>";
    let read = body(&with_text(&(list.to_owned() + &paragraphs(&EN))));
    assert!(
        read.contains("counted the riders") && read.contains("oiled the wheels"),
        "{read}"
    );
    for (open, mark) in [
        ("<ul class=x>", "{}/6 "),
        ("<div class=x>", "{} of 6: "),
        ("<ul class='gallery'>", ""),
    ] {
        let slides: String = (1..=6)
            .map(|number| {
                let mark = mark.replace("{}", &number.to_string());
                format!(
                    "<li><h3>{mark}Another story</h3><p>{}</p></li>",
                    EL[number % 4]
                )
            })
            .collect();
        let inner = paragraphs(&EN[..2]) + open + &slides + "</ul></div>" + &paragraphs(&EN[2..]);
        let inner = if open.starts_with("<ul") {
            inner.replace("</div>", "")
        } else {
            inner.replace("</ul>", "")
        };
        assert_eq!(body(&with_text(&inner)), EN.join("\n"), "{open}");
    }
    // A gallery that is the article stays.
    let slides: String = (1..=4)
        .map(|number| format!("<li><h3>{number}/4</h3><p>{}</p></li>", EN[number - 1]))
        .collect();
    assert!(body(&with_text(&format!("<ul class=gallery>{slides}</ul>"))).contains(EN[3]));
}

/// An abstract that the page prints first and repeats behind its dateline must not be read twice.
#[test]
fn an_abstract_that_the_text_repeats_is_the_summary() {
    for (texts, dateline) in [
        (EN, "RIDGETOWN, 5 March (Ridge Mail) – "),
        (EL, "ΑΘΗΝΑ, 5 Μαρτίου. "),
        (JA, "【山麓三月五日】"),
        (EN, ""),
    ] {
        let [first, rest @ ..] = texts;
        let text = format!(
            "<div><p>{first}</p></div><p>{dateline}{first}</p>{}",
            paragraphs(&rest)
        );
        let read = with_text(&text);
        assert_eq!(read.summary.as_deref(), Some(first), "{dateline}");
        assert_eq!(
            body(&read),
            format!("{dateline}{}", texts.join("\n")),
            "{dateline}"
        );
    }
}

/// A feed would illustrate its articles with share buttons and codes to scan.
#[test]
fn icons_and_codes_are_no_pictures() {
    for sign in [
        "<p class=share>Share <img src=/img/s1.png></p>",
        "<p><i class=btn-share><img src=/img/s2.png></i></p>",
        "<div><img src=/qrcode/88.png width=200 height=200><p>扫一扫在手机上看</p></div>",
        "<p><img src=/upload/ewm/2026/1.jpg></p>",
        "<p><img src=/img/icon-share@2x.png></p>",
        "<p><img src=/static/logo.png></p>",
    ] {
        let read = with_text(&(paragraphs(&EN) + sign));
        assert_eq!(read.image, None, "{sign}");
        assert!(
            !read.body.expect("a body").as_str().contains("<img"),
            "{sign}"
        );
    }
    for picture in [
        "<p><img src=/2026/new-logo-of-the-ropeway.jpg></p>",
        "<p><img src=/2026/logo.jpg width=640 height=480></p>",
        "<figure><img src=/share/2026/cabin.jpg></figure>",
        "<p><img src='data:image/gif;base64,AA' data-src-small=/s.jpg data-src-2xlarge=/2026/cabin.jpg></p>",
        "<p><img data-mobile-src=/m.jpg data-desktop-src=/2026/cabin.jpg></p>",
    ] {
        let read = with_text(&(paragraphs(&EN) + picture));
        let image = read.image.expect("a picture");
        assert!(image.path().contains("2026"), "{picture}: {image}");
    }
}

/// A subscriber who filters by category needs the page's own, however it is stated.
#[test]
fn the_category_is_the_one_that_the_page_states() {
    let of = |head: &str, trail: &str| {
        page(&format!(
            "<title>Cable car climbs again</title>{head}{trail}<div><h1>Cable car climbs again</h1><p>2026-03-05</p>{}</div>",
            paragraphs(&EN)
        ))
        .category
    };
    for trail in [
        "<div><a href=/>Home</a> &gt; <a href=/valley/>Valley</a></div>",
        "<div><a href=/>Αρχική</a> » <a href=/c/7>Valley</a> » Cable car climbs again</div>",
        "<ol class=breadcrumbs><li><a href=/>Start</a></li><li><a href='/c?7'>Valley</a></li></ol>",
        "<ul><li><a href=/>Start</a></li><li><a href=/news>Valley</a></li></ul>",
    ] {
        assert_eq!(of("", trail).as_deref(), Some("Valley"), "{trail}");
    }
    for head in [
        "<meta property='article:section' content=Valley>",
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Cable car climbs again\",\"articleSection\":[\"Valley\",\"Hill\"]}</script>",
        "<script type='application/ld+json'>{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"name\":\"Start\",\"item\":\"http://ridge.example/\"},\
         {\"item\":{\"@id\":\"http://ridge.example/v\",\"name\":\"Valley\"}},{\"name\":\"Cable car climbs again\"}]}</script>",
    ] {
        assert_eq!(of(head, "").as_deref(), Some("Valley"), "{head}");
    }
    // A menu is no breadcrumb.
    let menu =
        "<div><a href=/>Home</a> | <a href=/valley/>Valley</a> | <a href=/hill/>Hill</a></div>";
    assert_eq!(of("", menu), None);
}

/// A site that writes its slogan into `keywords` of all pages would tag all of its items alike.
#[test]
fn a_sites_keywords_are_no_tags() {
    let tagged = |meta: &str, content: &str| {
        page(&format!(
            "<meta name={meta} content='{content}'><h1>Cable car climbs again</h1>{}",
            paragraphs(&EN)
        ))
        .keywords
    };
    assert_eq!(
        tagged("keywords", "Chronicle,Cable car,opinion,VALLEY"),
        ["Cable car", "VALLEY"]
    );
    assert_eq!(
        tagged("news_keywords", "islands, cable car"),
        ["islands", "cable car"]
    );
    assert_eq!(tagged("keywords", "rope opinion"), ["rope"]);
    let named = page(&format!(
        "<meta property=og:site_name content='Valley'><meta name=keywords content='Valley,rope'><h1>Cable car climbs again</h1>{}",
        paragraphs(&EN)
    ));
    assert_eq!(named.keywords, ["rope"]);
}

/// Weblogs keep the text for a script to show, and for readers without scripts in `<noscript>`.
#[test]
fn a_text_in_noscript_is_the_articles() {
    let text = paragraphs(&EN);
    let article = with_text(&format!(
        "<script type=text/template>{text}</script><noscript>{text}</noscript>"
    ));
    assert_eq!(body(&article), EN.join("\n"));
    let article = with_text(&format!("{text}<noscript><p>Allow scripts.</p></noscript>"));
    assert_eq!(body(&article), EN.join("\n"));
}

/// Magazines mark each paragraph that only subscribers are shown; the text is no shorter for it where the page has it all.
#[test]
fn paragraphs_behind_a_paywall_are_the_text() {
    let text = paragraphs(&EN);
    let boxed = format!("<div class=content-behind-paywall>{text}</div>");
    assert_eq!(body(&with_text(&boxed)), EN.join("\n"));
    let article = with_text(&format!(
        "<p>{}</p><p class=paywall>{}</p><p class='x paywall'>{}</p><p class=paywall>{}</p>\
         <div class=paywall><p>Subscribe to read on.</p></div>",
        EN[0], EN[1], EN[2], EN[3]
    ));
    assert_eq!(body(&article), EN.join("\n"));
}
