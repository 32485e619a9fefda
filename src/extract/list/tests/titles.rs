//! The titles of a list's items: where they stand, and what is none of their words.

use super::*;

/// Writes one item: its number and its story.
type Item<'i> = &'i dyn Fn(usize, &str) -> String;

const STORIES: [&str; 8] = [
    "Ferry returns to the old pier after ten years",
    "School choir wins a prize in Brno",
    "Tram line closes for a week of repair",
    "Baker opens a second shop by the mill",
    "Council votes for a roof over the market",
    "Divers find the bell of the pilot boat",
    "Library stays open until midnight in winter",
    "Harbour pilots ask for a second launch",
];

/// The titles of a page whose list has `item` for each story.
fn titles(item: impl Fn(usize, &str) -> String) -> Vec<String> {
    let items: String = (0..STORIES.len()).map(|n| item(n, STORIES[n])).collect();
    let html = format!(
        "<body><nav><a href=/>Home</a> <a href=/about/>About us</a></nav><main><h1>Town</h1>{items}</main>"
    );
    let list = detect(&html, "http://news.example/town/");
    let list = list.unwrap_or_else(|error| panic!("{error}: {html}"));
    list.teasers.into_iter().map(|it| it.title).collect()
}

/// A subscriber reads the headline, not its category, its rank, its date and its number of comments in one row.
#[test]
fn what_stands_at_a_title_s_edge_is_no_part_of_it() {
    let section = |n: usize| ["Sport", "Arts", "Town"][n % 3];
    let cases: [Item<'_>; 14] = [
        &|n, t| {
            format!(
                "<p><a href=/a/{n}000{n}.html><span>{}</span> | {t}</a></p>",
                section(n)
            )
        },
        &|n, t| {
            format!(
                "<p><a href=/a/{n}000{n}.html><b>[{}]</b> {t}</a></p>",
                section(n)
            )
        },
        &|n, t| {
            format!(
                "<p><a href=/a/{n}000{n}.html><span>{}</span><span>{t}</span></a></p>",
                section(n)
            )
        },
        &|n, t| {
            format!(
                "<div><a href=/a/{n}000{n}.html><span class=kicker>{}</span> {t}</a></div>",
                section(n)
            )
        },
        &|n, t| format!("<li><a href=/a/{n}000{n}.html><i>{}</i>{t}</a></li>", n + 1),
        &|n, t| {
            format!(
                "<li><a href=/a/{n}000{n}.html><em class=n>{:02}.</em> {t}</a></li>",
                n + 1
            )
        },
        &|n, t| {
            format!(
                "<li><h3><a href=/a/{n}000{n}.html>{t} <span>{}</span></a></h3></li>",
                n * 7
            )
        },
        &|n, t| {
            format!(
                "<li><a href=/a/{n}000{n}.html>{t} <small>({} comments)</small></a></li>",
                n * 7
            )
        },
        &|n, t| {
            let video = if n % 2 == 0 {
                "<span class=badge>Video</span>"
            } else {
                ""
            };
            format!("<li><a href=/a/{n}000{n}.html>{video} {t}</a></li>")
        },
        &|n, t| {
            format!(
                "<li><a href=/a/{n}000{n}.html>{t}<span hidden>Opens in a new window</span></a></li>"
            )
        },
        &|n, t| {
            format!(
                "<li><a href=/a/{n}000{n}.html>{t} <span style='position:absolute; left:-9999px'>by Ann Writer</span></a></li>"
            )
        },
        &|n, t| format!("<li><a href=/a/{n}000{n}.html><span>1{n} January</span>{t}</a></li>"),
        &|n, t| format!("<li><a href=/a/{n}000{n}.html>[<time>2015-01-1{n}</time>] {t}</a></li>"),
        &|n, t| format!("<li><a href=/a/{n}000{n}.html>{t} <span>{n} hours ago</span></a></li>"),
    ];
    for (number, case) in cases.iter().enumerate() {
        assert_eq!(
            titles(case),
            STORIES,
            "case {number}: {}",
            case(3, STORIES[3])
        );
    }
}

/// A word that is only emphasised, a number that no other title has, a score: all belong to their headline.
#[test]
fn words_of_a_title_stay() {
    for title in [
        "<b>Ten</b> boats for the regatta",
        "<span>12</span> ways over the river, and the one that holds",
        "<em>2:1</em> on the last day of the town league",
        "<i>The Pilot</i> opens at the harbour theatre",
        "The town reads <span>Moby Dick</span>",
        "<strong>October 7</strong> stays in the memory of the town",
    ] {
        let read = titles(|n, story| {
            let title = if n == 2 { title } else { story };
            format!("<li><a href=/a/{n}000{n}.html>{title}</a></li>")
        });
        let plain = title.split(['<', '>']).enumerate();
        let plain: String = plain
            .filter(|(n, _)| n % 2 == 0)
            .map(|(_, part)| part)
            .collect();
        assert_eq!(read[2], plain, "{title}");
    }
}

/// A date in the title's own element dates the item.
#[test]
fn a_date_inside_a_title_goes_to_the_date() {
    for date in [
        "<span class=when>2015/01/1{n} 19:05</span>",
        "<i>2015.01.1{n} 19:05</i>",
        "<small>1{n} January 2015, 19:05</small> ",
        "<time>2015年1月1{n}日 19:05</time>",
    ] {
        let items: String = (0..8)
            .map(|n| {
                let date = date.replace("{n}", &n.to_string());
                let story = STORIES[n];
                format!("<a href=/a/{n}000{n}.html><div class=card><p class=t>{date}{story}</p></div></a>")
            })
            .collect();
        let html = format!("<body><main><h1>Town</h1><div>{items}</div></main>");
        let list = detect(&html, "http://news.example/town/").expect("a list");
        for (n, teaser) in list.teasers.iter().enumerate() {
            assert_eq!(teaser.title, STORIES[n], "{date}");
            assert_eq!(
                teaser.published.map(|date| date.rfc3339()),
                Some(format!("2015-01-1{n}T19:05:00+08:00")),
                "{date}"
            );
        }
    }
}

/// The link that the page calls the title is it, not the longest that leads to the article.
#[test]
fn a_heading_is_the_title_of_its_item() {
    let abstract_of = |n: usize| {
        format!(
            "What the people of the town said of number {n} on a long evening in the hall, in short."
        )
    };
    let cases: [Item<'_>; 6] = [
        &|n, t| {
            let text = abstract_of(n);
            format!(
                "<div class=c><h4><a href=/a/{n}000{n}.html>{t}</a></h4><p><a href=/a/{n}000{n}.html>{text}</a></p></div>"
            )
        },
        &|n, t| {
            let (one, two) = t.split_at(t.find(' ').unwrap_or(0));
            let text = abstract_of(n);
            format!(
                "<div class=c><h4><a href=/a/{n}000{n}.html>{one}</a> <a href=/a/{n}000{n}.html>{two}</a></h4>\
                 <p><a href=/a/{n}000{n}.html>{text}</a></p></div>"
            )
        },
        &|n, t| {
            let text = abstract_of(n);
            format!(
                "<a href=/a/{n}000{n}.html><div class=title-prefix>So the council said</div><div class=title>{t}</div>\
                 <div class=title-suffix>{text}</div></a>"
            )
        },
        &|n, t| format!("<a href=/a/{n}000{n}.html><h4>From the town hall</h4><h2>{t}</h2></a>"),
        &|n, t| {
            format!(
                "<div><h3><a href=/a/{n}000{n}.html>{t}</a> <a href='/a/{n}000{n}.html#talk'>{n} remarks</a></h3></div>"
            )
        },
        &|n, t| {
            format!(
                "<div class=c><a href=/a/{n}000{n}.html><img src=/i/{n}.jpg title='A crowd at the harbour on a grey day in March'></a>\
                 <div><a href=/a/{n}000{n}.html><h3>{t}</h3></a></div></div>"
            )
        },
    ];
    for (number, case) in cases.iter().enumerate() {
        assert_eq!(
            titles(case),
            STORIES,
            "case {number}: {}",
            case(3, STORIES[3])
        );
    }
}

/// Headlines that are no links are headlines all the same.
#[test]
fn titles_beside_their_links_are_found() {
    let prose = "The decision ends a year of talks, as <a href=https://elsewhere.example/{n}>the minutes</a> of the meeting say.";
    let cases: [Item<'_>; 15] = [
        &|n, t| {
            let prose = prose.replace("{n}", &n.to_string());
            format!(
                "<h2>{t}</h2><div><p>{prose}</p><p><a href=/a/{n}000{n}.html>The whole story</a></p></div>"
            )
        },
        &|n, t| {
            let prose = prose.replace("{n}", &n.to_string());
            format!(
                "<h2>{t}</h2><div><p>{prose} <a href=/a/{n}000{n}.html>Hela historien</a></p></div>"
            )
        },
        &|n, t| {
            format!(
                "<h3>{t}</h3><p>What was said.</p><p><a href=/a/{n}000{n}.html>Lue koko juttu</a></p>"
            )
        },
        &|n, t| format!("<h3>{t}</h3><a href=/a/{n}000{n}.html>Go</a>"),
        &|n, t| {
            format!(
                "<dl><dt><a href=/a/{n}000{n}.html>No. {n}</a> [<a href=/file/{n}>file</a>]</dt>\
                 <dd><div class=list-title><span class=l>Title:</span> {t}</div><a href=/by/{n}>Ann Lee</a></dd></dl>"
            )
        },
        &|n, t| {
            format!(
                "<table><tr><td>{t}</td><td>1{n}.01.2015</td><td><a href=/a/{n}000{n}.html>PDF</a></td></tr></table>"
            )
        },
        &|n, t| format!("<div><p class=title>{t}</p><a href=/a/{n}000{n}.html>→</a></div>"),
        &|n, t| format!("<div><a href=/a/{n}000{n}.html><img src=/i/{n}.jpg></a><p>{t}</p></div>"),
        &|n, t| {
            format!(
                "<div><a href=/a/{n}000{n}.html><img src=/i/{n}.jpg alt='A crowd on a grey day in March'></a><h3>{t}</h3></div>"
            )
        },
        &|n, t| format!("<p>{t} <a href=/a/{n}000{n}.html>[More]</a></p>"),
        &|n, t| {
            let prose = prose.replace("{n}", &n.to_string());
            format!(
                "<h3>{t}</h3><p>{prose} And <a href=/else/>others</a> too. <a href=/a/{n}000{n}.html>Tovább a cikkre</a></p>"
            )
        },
        &|n, t| {
            let prose = prose.replace("{n}", &n.to_string());
            format!(
                "<h3>{t}</h3><p>{prose} And <a href=/else/>others</a> too.</p><p><a href=/a/{n}000{n}.html>Tovább</a></p>"
            )
        },
        &|n, t| {
            format!(
                "<dl><dt>{t}</dt><dd>What was said. <a href=/a/{n}000{n}.html>Tovább</a></dd></dl>"
            )
        },
        &|n, t| {
            format!(
                "<p><strong>{t}</strong></p><p>What was said in the evening. <a href=/a/{n}000{n}.html>Ga verder</a></p>"
            )
        },
        &|n, t| {
            format!("<p><b>{t}</b> What was said.<br><a href=/a/{n}000{n}.html>Weiterlesen</a></p>")
        },
    ];
    for (number, case) in cases.iter().enumerate() {
        let one = |parts: &str, html: String| {
            let end = format!("</{parts}><{parts}>");
            html.replace(&end, "")
        };
        let items: String = (0..STORIES.len()).map(|n| case(n, STORIES[n])).collect();
        // One list of terms and one table, not one each.
        let items = one("table", one("dl", items));
        let html = format!("<body><main><h1>Town</h1><div>{items}</div></main>");
        let list = detect(&html, "http://news.example/town/");
        let list = list.unwrap_or_else(|error| panic!("case {number}: {error}"));
        let read: Vec<&str> = list.teasers.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(read, STORIES, "case {number}: {:#?}", list.explain);
        let urls: Vec<String> = (0..STORIES.len())
            .map(|n| format!("/a/{n}000{n}.html"))
            .collect();
        assert_eq!(paths(&list), urls, "case {number}");
    }
}

/// A column that is called the same each day keeps its name, whatever stands beside it.
#[test]
fn titles_that_are_all_the_same_stay() {
    for heading in ["h3", "div"] {
        let read = titles(|n, _| {
            format!(
                "<div><{heading}><a href=/a/{n}000{n}.html>The weather in the harbour today</a></{heading}>\
                 <p>Rain from the west in the morning of day {n}, and a wind that falls by noon.</p></div>"
            )
        });
        assert_eq!(read, ["The weather in the harbour today"; 8], "{heading}");
    }
}

/// A headline of two words is a headline.
#[test]
fn a_short_title_is_not_passed_over() {
    for (attribute, author) in [
        (
            "aria-label='New Boat'",
            "<span style=display:none>Ann Writer of the town</span>",
        ),
        ("title='New Boat'", "<span>By Ann Writer of the town</span>"),
        (
            "",
            "<span style='display: none'>By Ann Writer of the town</span>",
        ),
    ] {
        let read = titles(|n, story| {
            let title = if n == 3 { "New Boat" } else { story };
            let attribute = if n == 3 { attribute } else { "" };
            format!(
                "<li><a href=/a/{n}000{n}.html {attribute}><span>{title}</span><div>{author}<time>1{n} January 2015</time></div></a></li>"
            )
        });
        assert_eq!(read[3], "New Boat", "{attribute} {author}");
        assert_eq!(read[4], STORIES[4], "{attribute} {author}");
    }
}
