use url::Url;

use super::find;
use crate::extract::article::head::Head;
use crate::page::lines::Flow;
use crate::page::{Base, Budget, Dom};

/// The headline of a page with this head, and with this before its text.
fn headline(head: &str, before: &str) -> String {
    let text = "The ferry was built in the yard behind the mill, of oak that the river had brought down in spring. ";
    let html = format!(
        "<html><head>{head}</head><body>{before}<div class=text><p>{}</p></div></body></html>",
        text.repeat(4)
    );
    let base = Url::parse("http://news.example/a/b.htm").expect("a test URL");
    let budget = Budget::unbounded();
    let base = Base::of(&base, None, &budget);
    let dom = Dom::parse(&html, &budget).expect("a plain page");
    let title = find(&Flow::of(&dom), &Head::of(&dom, &base), None);
    title.text.expect("a headline")
}

const OURS: &str = "Ferry crosses the river again";

/// Readings in small type beside characters would stand between them, or be taken for the headline.
#[test]
fn readings_are_no_part_of_the_headline() {
    let ruby = "<h1><ruby>渡<rp>(</rp><rt>わた</rt><rp>)</rp></ruby>し<ruby>船<rt>ぶね</rt></ruby>が<ruby>戻<rt>もど</rt></ruby>る</h1>";
    assert_eq!(
        headline("<title>川新聞｜渡し船が戻る</title>", ruby),
        "渡し船が戻る"
    );
}

/// Marks at which a browser may break a word must not reach a feed reader that shows them.
#[test]
fn soft_hyphens_go() {
    let heading = "<h1>Fer&shy;ry cros&shy;ses the ri\u{2060}ver again</h1>";
    assert_eq!(headline("<title>River Post</title>", heading), OURS);
}
