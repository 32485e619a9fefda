//! Pages change all day; the choice of their list does not.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const HEADS: [&str; 8] = [
    "城南老桥加固工程本月完工",
    "东岸湿地公园迎来首批越冬水鸟",
    "市图书馆延长周末开放时间至晚九点",
    "三条公交线路下周起调整走向",
    "青年志愿者走进社区修旧利废",
    "Ferry returns to the old pier after ten years",
    "秋粮收购价格稳中有升 农户当天拿到货款",
    "河道清淤现场发现清代石碑",
];

#[derive(Debug, Clone, Copy)]
enum Layout {
    Headings,
    Plain,
    Cards,
    Rows,
}

/// A section page whose list announces `numbers`, newest first.
fn section(layout: Layout, numbers: &[u32]) -> String {
    let mut page = String::from(
        "<html><body><div id=nav><ul><li><a href=/>首页</a><li><a href=/news/>新闻</a><li><a href=/life/>民生</a></ul></div><div id=wrap><div id=main><h1>栏目</h1>",
    );
    page.push_str(match layout {
        Layout::Rows => "<table><tbody>",
        Layout::Cards => "<div class=pics>",
        _ => "<ul class=list>",
    });
    for &n in numbers {
        let title = format!("{}（{n}）", HEADS[n as usize % HEADS.len()]);
        let url = format!("./2015/0121/{n}.htm");
        let day = n % 20 + 1;
        let _ = match layout {
            Layout::Headings => write!(
                page,
                "<li><h3><a href={url}>{title}</a></h3><p>记者从有关部门获悉，工程预计月底完成，届时恢复原走向，沿线增设站点六处。</p><label>2015-01-{day:02} 09:00</label></li>"
            ),
            Layout::Plain => write!(
                page,
                "<li><span>01-{day:02}</span><a href={url}>{title}</a></li>"
            ),
            Layout::Cards => write!(
                page,
                "<div class=pic><a href={url}><img data-src=/i/{n}.jpg></a><p><a href={url}>{title}</a></p></div>"
            ),
            Layout::Rows => write!(
                page,
                "<tr><td><a href=/f/{}>闲聊</a> <a href={url}>{title}</a></td><td><a href=/u/{n}>用户{n}</a></td><td>{}分钟前</td></tr>",
                n % 3,
                n % 50 + 1
            ),
        };
    }
    page.push_str(match layout {
        Layout::Rows => "</tbody></table>",
        Layout::Cards => "</div>",
        _ => "</ul>",
    });
    page.push_str("</div><div id=right>");
    for (name, path) in [
        ("本网特稿", "feature"),
        ("重磅专题", "special"),
        ("论坛热帖", "thread"),
    ] {
        let _ = write!(
            page,
            "<div class=box><h2><a href=/{path}/>{name}</a></h2><ul>"
        );
        for n in 0..7 {
            let _ = write!(
                page,
                "<li><a href=/{path}/2015/0110/{n}31.htm>另一栏目的标题也有这么长之{n}</a></li>"
            );
        }
        page.push_str("</ul></div>");
    }
    page.push_str("</div></div><div id=foot><a href=/about.htm>关于我们</a></div></body></html>");
    page
}

fn found(list: &Listing) -> Vec<u32> {
    let number = |path: &str| path.rsplit('/').next()?.strip_suffix(".htm")?.parse().ok();
    paths(list).into_iter().filter_map(number).collect()
}

fn layout() -> impl Strategy<Value = Layout> {
    prop_oneof![
        Just(Layout::Headings),
        Just(Layout::Plain),
        Just(Layout::Cards),
        Just(Layout::Rows)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// A new article on top, or an old one taken down, must not swap a reader's feed for a sidebar.
    #[test]
    fn items_come_and_go_and_the_choice_stays(
        layout in layout(),
        count in 5_u32..40,
        new in 0_u32..6,
        gone in proptest::collection::vec(0_usize..40, 0..6),
    ) {
        let address = "http://news.example/life/";
        let numbers: Vec<u32> = (0..count).rev().map(|n| 1000 + n).collect();
        let before = detect(&section(layout, &numbers), address).expect("a list");
        prop_assert_eq!(found(&before), numbers.clone(), "{:#?}", before.explain);
        let choice = before.choice.clone().expect("a choice");

        let mut changed: Vec<u32> = (0..new).map(|n| 2000 + n).chain(numbers).collect();
        for place in gone {
            if changed.len() > 4 && place < changed.len() {
                changed.remove(place);
            }
        }
        let page = section(layout, &changed);
        let fresh = detect(&page, address).expect("a list");
        prop_assert_eq!(found(&fresh), changed.clone(), "{:#?}", fresh.explain);
        prop_assert_eq!(fresh.choice.as_ref(), Some(&choice));
        let kept = again(&page, address, &choice).expect("a list");
        prop_assert_eq!(found(&kept), changed);
        prop_assert_eq!(kept.choice, Some(choice));
    }
}

/// A list that shrinks to its last article is still the list, as long as it is remembered.
#[test]
fn a_remembered_list_may_shrink() {
    let address = "http://news.example/life/";
    let numbers: Vec<u32> = (1000..1020).collect();
    let before = detect(&section(Layout::Plain, &numbers), address).expect("a list");
    let choice = before.choice.expect("a choice");
    let after = again(&section(Layout::Plain, &[1019, 1018]), address, &choice);
    assert_eq!(found(&after.expect("a list")), [1019, 1018]);
}

/// After a new layout the feed goes on, and the operator is told.
#[test]
fn a_choice_that_works_no_more_is_revised() {
    let address = "http://news.example/life/";
    let numbers: Vec<u32> = (1000..1020).collect();
    let before = detect(&section(Layout::Plain, &numbers), address).expect("a list");
    let choice = before.choice.expect("a choice");
    let after = again(&section(Layout::Cards, &numbers), address, &choice).expect("a list");
    assert_eq!(found(&after), numbers);
    assert_ne!(after.choice, Some(choice));
    let said = after.explain.join("\n");
    assert!(said.contains("chosen anew: the remembered place"), "{said}");
}

/// A remembered choice outlives the process, or every restart could move the feed.
#[test]
fn a_choice_survives_storage() {
    let numbers: Vec<u32> = (1000..1010).collect();
    let list = detect(
        &section(Layout::Headings, &numbers),
        "http://news.example/life/",
    );
    let choice = list.expect("a list").choice.expect("a choice");
    let stored = serde_json::to_string(&choice).expect("plain data");
    let read: Choice = serde_json::from_str(&stored).expect("our own writing");
    assert_eq!(read, choice);
}

/// Two runs over one page that differ would make every refresh a change.
#[test]
fn the_same_page_reads_the_same() {
    let html = include_str!("../../../../tests/sections/threads.html");
    let first = detect(html, "http://news.example/forum/");
    for _ in 0..5 {
        assert_eq!(detect(html, "http://news.example/forum/"), first);
    }
}
