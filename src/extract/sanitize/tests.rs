//! What a partner's page must never run, and what a reader must not lose.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn clean(html: &str) -> String {
    let page = url::Url::parse("http://news.example/a/b.htm").expect("a test URL");
    let budget = Budget::unbounded();
    let base = Base::of(&page, None, &budget);
    body(html, &base).as_str().to_owned()
}

/// A megabyte of `&` must take milliseconds and lose none of them: the serialiser looks at the rest of a text for each
/// `&` in it, so no text that it is given is long.
#[test]
fn long_texts_are_given_to_the_serialiser_in_parts() {
    let html = format!("<p>{}</p>", "&a".repeat(30_000));
    let budget = Budget::unbounded();
    let dom = Dom::parse(&html, &budget).expect("a page");
    let page = url::Url::parse("http://news.example/").expect("a test URL");
    let base = Base::of(&page, None, &budget);
    let written = Writer::new(&Edits::default(), &base).write(dom.root());
    assert!(written.split('<').all(|part| part.len() < 10_000));
    let clean = clean(&html);
    assert_eq!(clean.matches("&amp;a").count(), 30_000);
    assert!(!clean.contains("<wbr>"));
}

/// Parses `html` again, with dom_query and not with the sanitiser's own eyes, and names what could act.
fn active(html: &str) -> Vec<String> {
    let page = dom_query::Document::from(html);
    let mut found = Vec::new();
    for node in page
        .root()
        .descendants_it()
        .filter(dom_query::NodeRef::is_element)
    {
        let name = node.node_name().unwrap_or_default().to_string();
        if !matches!(&*name, "html" | "head" | "body")
            && !BLOCKS.contains(&&*name)
            && !INLINE.contains(&&*name)
        {
            found.push(format!("<{name}>"));
        }
        for attribute in node.attrs() {
            let (key, value) = (&*attribute.name.local, &*attribute.value);
            let known = match key {
                "href" => ["http://", "https://", "mailto:"]
                    .iter()
                    .any(|scheme| value.starts_with(scheme)),
                "src" => ["http://", "https://"]
                    .iter()
                    .any(|scheme| value.starts_with(scheme)),
                "colspan" | "rowspan" | "width" | "height" | "start" => {
                    value.parse::<i64>().is_ok()
                }
                "alt" | "title" => true,
                _ => false,
            };
            if !known {
                found.push(format!("<{name} {key}={value:?}>"));
            }
        }
    }
    found
}

/// The text of a page must never run in a partner's page or in a reader.
#[test]
fn no_hostile_fragment_leaves_anything_that_acts() {
    let fragments: Vec<&str> = include_str!("hostile.txt").lines().collect();
    assert!(fragments.len() >= 60);
    for fragment in fragments {
        for html in [
            fragment.to_owned(),
            format!("<p>before {fragment} after</p>"),
            format!("<table><tr><td>{fragment}</table>"),
        ] {
            let safe = clean(&html);
            assert_eq!(active(&safe), Vec::<String>::new(), "{html}\n-> {safe}");
            assert_eq!(clean(&safe), safe, "not settled: {html}");
        }
    }
}

/// What a page of news is made of arrives as plain paragraphs, pictures and tables.
#[test]
fn what_a_reader_wants_is_kept() {
    for (html, expected) in [
        ("text", "<p>text</p>"),
        (
            "<div><div><p>a</p><div>b</div></div></div>",
            "<p>a</p><p>b</p>",
        ),
        (
            "<p></p><p>&nbsp;</p><div> <br> </div><p>　　a　</p><p><span></span></p>",
            "<p>a</p>",
        ),
        ("<div>a<br><br>　　b<br>c</div>", "<p>a</p><p>b<br>c</p>"),
        ("<p><b></b>a <b> b</b>c</p>", "<p>a <b>b</b>c</p>"),
        ("<b><p>a</p><p>b</p></b>", "<p>a</p><p>b</p>"),
        (
            "<h1 class=x>a</h1><section>b</section>",
            "<h2>a</h2><p>b</p>",
        ),
        (
            "<a href='../c.htm'>c</a>",
            "<p><a href=\"http://news.example/c.htm\">c</a></p>",
        ),
        (
            "<a href='//other.example/?a=1&amp;b=2'>c</a>",
            "<p><a href=\"http://other.example/?a=1&amp;b=2\">c</a></p>",
        ),
        ("<a name=top></a><a href='#top'>up</a>", "<p>up</p>"),
        (
            "<a href=c><div>x</div><div>y</div></a>z",
            "<p><a href=\"http://news.example/a/c\">x<br>y</a></p><p>z</p>",
        ),
        (
            "<ul><li><p>a</p></li><li>b<ul><li>c</ul></ul>",
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
        ),
        ("<li>a<li>b", "<p>a</p><p>b</p>"),
        ("<ul>a</ul>", "<ul><li>a</li></ul>"),
        (
            "<blockquote>a<p>b</blockquote>",
            "<blockquote><p>a</p><p>b</p></blockquote>",
        ),
        (
            "<table><tr><td>a<p>b</p></td></tr></table>",
            "<p>a</p><p>b</p>",
        ),
        (
            "<table width=1><tr><th colspan=2>a</th></tr><tr><td></td><td><p>b</p><p>c</p></td></tr></table>",
            "<table><tbody><tr><th colspan=\"2\">a</th></tr><tr><td></td><td>b<br>c</td></tr></tbody></table>",
        ),
        (
            "<table><tr><td><table><tr><td>a<td>b</table><td>c</table>",
            "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><p>c</p>",
        ),
        ("<pre>\n a\n  b</pre>", "<pre>a\n  b</pre>"),
        (
            "<figure><img src=/i.jpg><figcaption>a</figcaption></figure>",
            "<figure><img src=\"http://news.example/i.jpg\" alt=\"\"><figcaption>a</figcaption></figure>",
        ),
        ("a<hr>b<hr>", "<p>a</p><hr><p>b</p><hr>"),
        (
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
            "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>",
        ),
        ("<form><p>a</p><input></form>", "<p>a</p>"),
        (
            "<!-- c -->a &lt;b&gt; &amp;amp;",
            "<p>a &lt;b&gt; &amp;amp;</p>",
        ),
        ("", ""),
        ("<script>x</script><p> </p>", ""),
    ] {
        assert_eq!(clean(html), expected, "{html}");
    }
}

/// A feed of grey squares, or of pictures that count readers, is worse than one without pictures.
#[test]
fn images_are_the_ones_that_a_visitor_sees() {
    let image = |html: &str| {
        let safe = clean(html);
        let (_, rest) = safe.split_once("src=\"").unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    for (html, expected) in [
        ("<img src=i.jpg>", "http://news.example/a/i.jpg"),
        (
            "<img src=loading.gif data-src=/i.jpg>",
            "http://news.example/i.jpg",
        ),
        (
            "<img src='data:image/gif;base64,AA' data-original='//img.example/i.jpg'>",
            "http://img.example/i.jpg",
        ),
        ("<img data-src=12 src=i.jpg>", "http://news.example/a/i.jpg"),
        (
            "<img srcset='/s.jpg 320w, /m.jpg 1200w, /l.jpg 4000w'>",
            "http://news.example/m.jpg",
        ),
        (
            "<img src=blank.gif data-srcset='/1.jpg, /2.jpg 2x'>",
            "http://news.example/2.jpg",
        ),
        (
            "<picture><source srcset='/p.webp 800w'><img src=data:,></picture>",
            "http://news.example/p.webp",
        ),
        (
            "<video poster=/v.jpg src=/v.mp4></video>",
            "http://news.example/v.jpg",
        ),
        ("<img src=/track.gif width=1 height=1>", ""),
        ("<img src=data:image/png;base64,AA>", ""),
        ("<img src=ftp://news.example/i.jpg>", ""),
        ("<img src=http://>", ""),
        ("<img>", ""),
    ] {
        assert_eq!(image(html), expected, "{html}");
    }
    let lazy = "<p>a<img src=blank.gif data-src=/i.jpg width=600px height=40%><noscript><img src=/i.jpg></noscript></p>";
    assert_eq!(
        clean(lazy),
        "<p>a<img src=\"http://news.example/i.jpg\" alt=\"\" width=\"600\"></p>"
    );
}

/// A reader of a feed would not learn that there is a film; an advertisement in a frame is none.
#[test]
fn a_player_becomes_a_link_that_names_it() {
    for (html, expected) in [
        (
            "<p>a</p><p><iframe src=//www.video.example/embed/x1 width=560></iframe></p>",
            "<p>a</p><p><a href=\"http://www.video.example/embed/x1\">video.example</a></p>",
        ),
        (
            "<p>a<iframe src=about:blank data-src=https://films.example/77 title='The <i>harbour' allowfullscreen></iframe>b",
            "<p>a</p><p><a href=\"https://films.example/77\">The &lt;i&gt;harbour (films.example)</a></p><p>b</p>",
        ),
        (
            "<video controls><source src=/v/1.mp4 type=video/mp4></video>",
            "<p><a href=\"http://news.example/v/1.mp4\">news.example</a></p>",
        ),
        (
            "<audio src=/m/1.mp3 aria-label=Talk></audio>",
            "<p><a href=\"http://news.example/m/1.mp3\">Talk (news.example)</a></p>",
        ),
        (
            "<iframe src=https://player.example/1 width=1 height=1></iframe>",
            "",
        ),
        (
            "<iframe src=https://player.example/1 style='display: none'></iframe>",
            "",
        ),
        (
            "<iframe src=https://ads.example/banner width=300></iframe>",
            "",
        ),
        ("<video src=blob:https://news.example/1></video>", ""),
        (
            "<iframe src=javascript:video/embed allowfullscreen></iframe>",
            "",
        ),
        ("<audio></audio><embed>", ""),
    ] {
        assert_eq!(clean(html), expected, "{html}");
    }
}

/// One forbidden character makes a whole feed unreadable.
#[test]
fn characters_that_xml_forbids_are_gone() {
    let dirty =
        "a\u{8}b\u{0}c\u{FFFE}d\u{1b}[31me\u{202E}f\u{FEFF}\u{85}g ]]> &#8;&#xFFFF;&#x1F600;";
    assert_eq!(
        clean(dirty),
        "<p>abcd[31mef g ]]&gt; \u{FFFF}\u{1F600}</p>".replace('\u{FFFF}', "")
    );
    assert_eq!(plain_text(dirty), "abcd[31mef g ]]> \u{1F600}");
    let attribute = clean("<img src=/i.jpg alt='a\u{8}\u{1}b'>");
    assert!(attribute.contains("alt=\"ab\""), "{attribute}");
}

/// A title with tags, entities or line breaks in it looks broken in every reader.
#[test]
fn plain_text_is_plain() {
    for (html, expected) in [
        ("  a \n b\t", "a b"),
        ("AT&amp;T &lt;b&gt;", "AT&T <b>"),
        ("<b>泰安</b>新闻<br>x", "泰安新闻 x"),
        ("<p>a</p><p>b</p>", "a b"),
        ("<script>x</script><style>y</style>a<!-- c -->", "a"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢字"),
        ("1 < 2", "1 < 2"),
        ("", ""),
    ] {
        assert_eq!(plain_text(html), expected, "{html}");
    }
}

/// A bomb in a body must cost neither the worker nor the stack.
#[test]
fn bombs_are_defused() {
    let started = Instant::now();
    let deep = "<b>".repeat(500) + "x";
    assert!(clean(&deep).contains('x'));
    let lists = "<ul><li>".repeat(200) + "x";
    assert!(clean(&lists).contains('x'));
    assert_eq!(clean(&"<div>".repeat(300_000)), "");
    assert_eq!(plain_text(&"<i>".repeat(300_000)), "");
    let wide = "<table><tr><td>a</table>".repeat(5_000);
    assert!(clean(&wide).starts_with("<p>a</p>"));
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "took {:?}",
        started.elapsed()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever an origin sends, what leaves is inert, settled and free of what XML forbids.
    #[test]
    fn no_markup_survives_that_should_not(
        html in "(<(p|div|b|a|table|td|tr|ul|li|svg|math|style|script|img|h1|br|pre|form|select|template|/p|/div|/b|/a|/table|/svg|/math|/style|/select)( (href|src|onclick|style|id|title|data-src)=[\"']?(javascript:x|/a|http://x.example|data:x|\"><img src=x onerror=x>)[\"']?){0,2}>|[a-z <>&\"'-]{0,6}|<!--|-->|]]>|\\PC){0,16}"
    ) {
        let safe = clean(&html);
        prop_assert_eq!(active(&safe), Vec::<String>::new());
        prop_assert!(safe.chars().all(text::is_kept));
        prop_assert!(plain_text(&html).chars().all(|c| text::is_kept(c) && !c.is_control()));
    }
}

/// A formula that vanishes leaves a sentence that says something else.
#[test]
fn formulas_are_read_as_text() {
    for (html, markup, words) in [
        (
            "<p>Area <math><mi>π</mi><msup><mi>r</mi><mn>2</mn></msup></math> of it</p>",
            "<p>Area πr<sup>2</sup> of it</p>",
            "Area πr2 of it",
        ),
        (
            "<p>H<math><msub><mrow></mrow><mn>2</mn></msub></math>O and <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>",
            "<p>H<sub>2</sub>O and 1/2</p>",
            "H2O and 1/2",
        ),
        (
            "<p>So <mml:math><mml:mi>n</mml:mi><mml:mo>=</mml:mo><mml:msqrt><mml:mn>7</mml:mn></mml:msqrt></mml:math>.</p>",
            "<p>So n=√7.</p>",
            "So n=√7.",
        ),
        (
            "<p>Is <math><semantics><mrow><mi>a</mi></mrow><annotation encoding=\"application/x-tex\">\\alpha</annotation></semantics></math>?</p>",
            "<p>Is a?</p>",
            "Is a?",
        ),
        (
            "<p>Is <math alttext=\"x squared\"><semantics><annotation>x^2</annotation></semantics></math>?</p>",
            "<p>Is x squared?</p>",
            "Is x squared?",
        ),
        (
            "<p>One</p><math display=block><munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover></math><p>Two</p>",
            "<p>One</p><p>∑<sub>1</sub><sup>n</sup></p><p>Two</p>",
            "One ∑1n Two",
        ),
    ] {
        assert_eq!(clean(html), markup);
        assert_eq!(plain_text(html), words);
    }
    let hostile = "<math><mi onclick=x()><script>x()</script><img src=1 onerror=x()>a</mi></math>";
    assert_eq!(active(&clean(hostile)), [] as [String; 0]);
}

/// A blurred stand-in beside the picture itself is one picture to a reader, and two pictures stay two.
#[test]
fn a_picture_and_its_noscript_twin_are_one() {
    let sources = |html: &str| -> Vec<String> {
        let html = clean(html);
        html.match_indices("src=\"")
            .filter_map(|(at, _)| html[at + 5..].split('"').next())
            .map(|url| url.trim_start_matches("http://news.example/").to_owned())
            .collect()
    };
    for (html, shown) in [
        (
            "<figure><img src=/s/40/oak.jpg><noscript><img src=/s/1600/oak.jpg></noscript></figure>",
            &["s/1600/oak.jpg"][..],
        ),
        // The other way round, and apart in the markup.
        (
            "<div><noscript><img src=/oak.jpg></noscript></div><div><img class=lazy data-src=/oak-640x480.jpg></div>",
            &["oak.jpg"],
        ),
        (
            "<p><img src=/b1.jpg alt='An oak'><span><noscript><picture><img src=/f9.webp alt='An oak'></picture></noscript></span>",
            &["f9.webp"],
        ),
        (
            "<figure><img src=/yew.jpg><figcaption>An oak</figcaption><noscript><img src=/yew-big.jpg></noscript></figure>",
            &["yew-big.jpg"],
        ),
        (
            "<figure><img src=/aa.jpg><noscript><img src=/zz.jpg></noscript></figure>",
            &["zz.jpg"],
        ),
        // Two pictures, and a counter.
        (
            "<figure><img src=/oak.jpg></figure><figure><img src=/elm.jpg><noscript><img src=/elm-big.jpg></noscript></figure>",
            &["oak.jpg", "elm-big.jpg"],
        ),
        (
            "<p><img src=/oak.jpg></p><noscript><img src=http://count.example/c?7></noscript>",
            &["oak.jpg", "http://count.example/c?7"],
        ),
        (
            "<p><img src=/oak.jpg>Words<noscript><img src=/oak-big.jpg></noscript>",
            &["oak.jpg", "oak-big.jpg"],
        ),
    ] {
        assert_eq!(sources(html), shown, "{html}");
    }
}
