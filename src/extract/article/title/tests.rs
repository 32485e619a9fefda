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

/// A reader of a feed would read the subject and the headline as one broken sentence.
#[test]
fn a_kicker_in_the_heading_is_no_part_of_the_headline() {
    for (declared, heading) in [
        // Declarations leave it out.
        (
            "Ferry crosses the river again | River Post",
            "<span>Traffic</span> Ferry crosses the river again",
        ),
        (
            "Ferry crosses the river again",
            "<small>Traffic</small><br>Ferry crosses the river again",
        ),
        (
            "Ferry crosses the river again - River Post",
            "<a href=#><span class=tag>Traffic in the valley :</span> Ferry crosses the river again</a>",
        ),
        // Its name says so.
        (
            "The ferry is back",
            "<span class=head__roofline>Traffic</span> Ferry crosses the river again",
        ),
        (
            "The ferry is back",
            "<span class=line-a>Traffic</span> <span class=headline>Ferry crosses the river again</span>",
        ),
        // For screen readers alone.
        (
            "The ferry is back",
            "<div><span class=sr-only>Headline:</span> Ferry crosses the river again</div>",
        ),
    ] {
        let head = format!("<title>{declared}</title>");
        assert_eq!(
            headline(&head, &format!("<h1>{heading}</h1>")),
            OURS,
            "{heading}"
        );
    }
}

/// A publisher that declares subject and headline as one title publishes them so.
#[test]
fn a_kicker_that_is_declared_is_set_apart() {
    let whole = "Traffic: Ferry crosses the river again";
    for heading in [
        "<div>Traffic</div> Ferry crosses the river again",
        "<span>Traffic</span><span>Ferry crosses the river again</span>",
        "<span class=kicker>Traffic</span><span class=visually-hidden>: </span><span>Ferry crosses the river again</span>",
    ] {
        let head = format!("<title>{whole} | River Post</title>");
        let heading = format!("<h1>{heading}</h1>");
        assert_eq!(headline(&head, &heading), whole, "{heading}");
        let head = format!("{head}<meta property=og:title content='{OURS}'>");
        assert_eq!(headline(&head, &heading), OURS, "{heading}");
    }
    // What declares another headline with the same subject says nothing of this one.
    let head = "<title>Traffic in the valley: miller stops boat</title>";
    let heading = "<h1><span class=subline>Traffic in the valley</span><span class=sr-only>:</span> \
        <span class=topline>Ferry crosses the river again with all hands</span></h1>";
    assert_eq!(
        headline(head, heading),
        "Traffic in the valley: Ferry crosses the river again with all hands"
    );
}

/// What stands behind the headline is a subtitle or a date, and would make it a paragraph.
#[test]
fn a_subtitle_in_the_heading_is_no_part_of_the_headline() {
    for behind in [
        "<small><span>Mill wheel turns for the first time</span></small>",
        "<br><small><i class=icon></i>&nbsp; 02.02.2026 •&nbsp; Traffic <span>, </span> Valley</small>",
    ] {
        let heading =
            format!("<h1><span>Ferry crosses <span>the</span> river again</span> {behind}</h1>");
        let head = "<title>Ferry crosses the river again | River Post</title>";
        assert_eq!(headline(head, &heading), OURS, "{behind}");
    }
}

/// A word in a colour, or a part behind a colon that the page shows, is the headline's own.
#[test]
fn a_styled_part_of_the_headline_stays() {
    for (declared, heading, whole) in [
        (
            "Ferry crosses the river again | River Post</title>",
            "Ferry <span>crosses the river</span> again",
            OURS,
        ),
        (
            "Traffic: ferry crosses the river again</title>",
            "<span>Traffic:</span> <span>ferry crosses the river again</span>",
            "Traffic: ferry crosses the river again",
        ),
        (
            "The ferry again: Ferry crosses the river | River Post</title>\
             <meta property=og:title content='Ferry crosses the river'>",
            "<span>The ferry again</span><i>:</i> <i>Ferry crosses the river</i>",
            "The ferry again: Ferry crosses the river",
        ),
        (
            "The ferry again: it crosses the river | River Post</title>",
            "<span class=page-title>The ferry again:</span><br><span>it crosses the river</span>",
            "The ferry again: it crosses the river",
        ),
        (
            "Traffic | River Post</title>",
            "<span>Traffic</span> comes back to the river",
            "Traffic comes back to the river",
        ),
    ] {
        let head = format!("<title>{declared}");
        assert_eq!(
            headline(&head, &format!("<h1>{heading}</h1>")),
            whole,
            "{heading}"
        );
    }
}

/// A subtitle or a teaser that the page declares as well, and that is longer than the headline, would replace it.
#[test]
fn a_subtitle_beside_the_headline_is_none() {
    let below =
        "Millers, farmers and pupils waited two winters for the first crossing of the new boat";
    let shown = format!("<h1>{OURS}</h1><h2>{below}</h2>");
    for head in [
        format!("<title>{OURS} | {below} | River Post</title>"),
        format!("<title>{OURS}</title><meta property=og:title content='{below}'>"),
    ] {
        assert_eq!(headline(&head, &shown), OURS, "{head}");
    }
    let head = format!("<title>{OURS}</title><meta property=og:title content='{below}'>");
    let shown = format!("<h3>{below}</h3><h1>{OURS}</h1>");
    assert_eq!(headline(&head, &shown), OURS, "above");
}

/// A sentence that has the headline's words would be taken for a longer headline.
#[test]
fn a_sentence_with_the_words_of_the_title_is_no_headline() {
    let sentence = "<div>The old ferry is a boat that no miller of the valley ever thought would swim again before spring.</div>";
    let head =
        "<title>The old ferry » River Post</title><meta property=og:title content='The old ferry'>";
    assert_eq!(headline(head, sentence), "The old ferry");
}

/// Hyphens join words: behind one begins no site's name.
#[test]
fn a_hyphen_within_a_word_does_not_cut() {
    assert_eq!(
        headline("<title>Ferries float on-off now</title>", ""),
        "Ferries float on-off now"
    );
    assert_eq!(
        headline("<title>Ferry crosses the river again-河报</title>", ""),
        OURS
    );
}

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

/// A heading that is drawn in a hundred thousand pieces must not hold its reader up.
#[test]
fn a_heading_in_many_pieces_is_read_whole() {
    let pieces = "<b>a</b>b".repeat(50_000);
    let read = headline(
        &format!("<title>{OURS}</title>"),
        &format!("<h1>{pieces}</h1><h2>{OURS}</h2>"),
    );
    assert_eq!(read, OURS);
}
