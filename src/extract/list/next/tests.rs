use super::*;
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn next_of(page: &str, html: &str, select: Option<&str>) -> Result<Option<String>, String> {
    let url = Url::parse(page).expect("a test URL");
    let at = Context {
        url: &url,
        zone: &TimeZone::UTC,
        language: "zh-CN",
        now: Timestamp::UNIX_EPOCH,
        budget: &crate::page::Budget::unbounded(),
    };
    next_page(html, &at, select)
        .map(|next| next.map(Into::into))
        .map_err(|error| error.to_string())
}

fn found(html: &str) -> Option<String> {
    next_of("http://news.example/tanews/", html, None).expect("a page")
}

/// A feed with `pages = 3` would end at the first page of every site that writes the row differently.
#[test]
fn the_next_page_is_found_as_sites_write_it() {
    let at = |path: &str| Some(format!("http://news.example{path}"));
    let cases = [
        ("<link rel=\"next\" href=\"?p=2\">", at("/tanews/?p=2")),
        ("<a rel='nofollow next' href=/n/2>more</a>", at("/n/2")),
        (
            "<div class=pages><a href=a.htm>1</a> <a href=2.htm>下一页 &gt;</a></div>",
            at("/tanews/2.htm"),
        ),
        (
            "<p><a href=1>1</a><a href=2>2</a><a href=2>[下页]</a></p>",
            at("/tanews/2"),
        ),
        (
            "<nav class=pagination><a href='/n?page=2#top'>Next »</a></nav>",
            at("/n?page=2"),
        ),
        (
            "<ul id=pager><li><a href=b><span>次へ</span></a></li></ul>",
            at("/tanews/b"),
        ),
        (
            "<div class='page-nav'><a href=/2 aria-label='Nächste Seite'><i></i></a></div>",
            at("/2"),
        ),
        (
            "<div><a href=/1>Précédent</a><a href=/3>Suivant</a></div>",
            at("/3"),
        ),
        (
            "<script>createPageHTML(3, 0, \"index\", \"htm\");</script>",
            at("/tanews/index_1.htm"),
        ),
        (
            "<script>createPageHTML( 10 ,1,'list', 'shtml' , 'x', 5)</script>",
            at("/tanews/list_2.shtml"),
        ),
        (
            "<script>var countPage = 4;//pages\ncreatePageHTML(countPage, 2, 'index', 'html')</script>",
            at("/tanews/index_3.html"),
        ),
        (
            "<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}\ncreatePageHTML(2,0,'index','htm')</script>",
            at("/tanews/index_1.htm"),
        ),
    ];
    for (html, next) in cases {
        assert_eq!(found(html), next, "{html}");
    }
}

/// Following what is no next page would fill a feed with another list, or another site's.
#[test]
fn what_is_no_next_page_is_not_followed() {
    for html in [
        "<script>createPageHTML(3, 2, \"index\", \"htm\");</script>",
        "<script>createPageHTML(1, 0, \"index\", \"htm\");</script>",
        "<script>//createPageHTML(3, 0, \"index\", \"htm\");</script>",
        "<script>createPageHTML(n, 0, name, ext);</script>",
        "<div class=slides><a href=/s/2>Next</a></div>",
        "<li><a href=/a/1.htm>Next</a></li><p>1 2 3</p>",
        "<div class=pages><a href='javascript:;'>下一页</a></div>",
        "<div class=pages><a href='#'>下一页</a></div>",
        "<div class=pages><a href='/tanews/#x'>下一页</a></div>",
        "<div class=pages><a href='http://other.example/2'>下一页</a></div>",
        "<link rel=next href='ftp://news.example/2'>",
        "<div class=pages><a href=/2>下一页的报纸怎么办</a></div>",
        "",
    ] {
        assert_eq!(found(html), None, "{html}");
    }
}

/// From the second page on, the count goes on; the way back is not the way on.
#[test]
fn the_second_page_leads_to_the_third() {
    let page = "http://news.example/tanews/index_1.htm";
    let html = "<script>createPageHTML(3, 1, \"index\", \"htm\");</script>";
    assert_eq!(
        next_of(page, html, None),
        Ok(Some("http://news.example/tanews/index_2.htm".into()))
    );
}

/// An operator whose selector no longer fits must read which one, not miss half of the feed.
#[test]
fn the_operators_selector_is_obeyed_or_named() {
    let page = "http://news.example/tanews/";
    let html = "<b class=on><a href=p2.htm>2</a></b><i>x</i><a class=far href=http://other.example/>f</a>\
                <a class=end href='javascript:;'>e</a><link rel=next href=wrong.htm>";
    assert_eq!(
        next_of(page, html, Some("b.on")),
        Ok(Some("http://news.example/tanews/p2.htm".into()))
    );
    assert_eq!(next_of(page, html, Some("a.end")), Ok(None));
    for (selector, words) in [
        (".missing", "the next selector `.missing` found nothing"),
        ("i", "the next selector `i` found an element without a link"),
        (".far", "links to another site, http://other.example/"),
    ] {
        let error = next_of(page, html, Some(selector)).expect_err(selector);
        assert!(error.contains(words), "{error}");
    }
}
