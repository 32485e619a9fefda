//! What is no section: a clear answer, no panic, no abort, no minute of work.

use super::*;

fn refused(html: &str) -> String {
    match detect(html, "http://news.example/dynews/") {
        Err(error) => error.to_string(),
        Ok(list) => panic!("{:#?}", list.explain),
    }
}

/// An operator who gave a wrong URL must learn what is behind it.
#[test]
fn what_was_found_is_named() {
    for (html, says) in [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("%PDF-1.4\n%âãÏÓ", "PDF"),
        ("\u{fffd}PNG\r\n\u{1a}\n\0\0\0\rIHDR", "image"),
        ("GIF89a\u{1}\0\u{1}\0", "image"),
        ("\0\u{1}\u{2}\u{fffd}\u{fffd}\0\0\u{3}\u{fffd}", "binary"),
        ("{\"items\": []}", "kind = \"json\""),
        (
            "<?xml version=\"1.0\"?><rss version=\"2.0\"></rss>",
            "kind = \"feed\"",
        ),
        ("just words, no markup at all", "no links"),
        (
            "<body><form><input name=user><input type=password></form><a href=/lost>Forgot your password?</a>",
            "login",
        ),
        (
            "<body><a href=/>Home</a><h2><a href='#b'>Second edition of it</a></h2><h2><a href='/x#a'>First edition of it</a></h2>",
            "2 of the page's 3 links lead to places of a page",
        ),
        (
            "<body><div id=root></div><script src=/app.js></script>",
            "a script fills this page",
        ),
        (
            "<body><nav><a href=/city>City</a> <a href=/sport>Sport</a></nav><main><news-list></news-list></main><script src=/app.js></script>",
            "a script fills this page",
        ),
        (
            "<body><div id=app><p>Closed for good.</p><a href=/a>Why</a></div><script src=/app.js></script>",
            "no group of them reads like a list",
        ),
    ] {
        let said = refused(html);
        assert!(said.contains(says), "{html:?}: {said}");
    }
}

/// A public page with a form for its members in its header is a public page.
#[test]
fn a_login_form_in_a_header_makes_no_login_page() {
    let form = "<form><label>Name <input name=u></label><label>Password <input type=password></label><button>Enter</button></form>";
    let text =
        "The decision ends a year of talks between the town and the two operators of the line. "
            .repeat(3);
    let menu: String = (0..40)
        .map(|n| format!("<a href=/m{n}/>Menu {n}</a> "))
        .collect();
    for page in [
        format!(
            "<body><header>{form}</header><h2>Ferry</h2><p>{text}</p><p>{text}</p><a href=/a/1>Go</a>"
        ),
        format!("<body>{form}<nav>{menu}</nav><p>{text}</p><p>{text}</p>"),
    ] {
        let said = refused(&page);
        assert!(!said.contains("login"), "{said}");
    }
    // The members' own page has a menu as well.
    let said = refused(&format!(
        "<body><nav>{menu}</nav><h1>Members only</h1><p>Enter your name.</p>{form}"
    ));
    assert!(said.contains("login"), "{said}");
}

/// Menus alone are no list, however many there are.
#[test]
fn a_page_without_a_list_says_what_it_has() {
    let said = refused(
        "<body><nav><ul><li><a href=/a/>World</a><li><a href=/b/>Sport</a><li><a href=/c/>Arts</a></ul></nav>\
         <p>A long text about the house, its people and how to write to them, with <a href=/map>a map</a>.</p>\
         <footer><a href=/imprint>Imprint</a> <a href=/privacy>Privacy</a></footer>",
    );
    assert!(
        said.contains("no group of them reads like a list"),
        "{said}"
    );
    assert!(said.contains("select table"), "{said}");
}

/// A page made to exhaust its reader costs one refresh, never the process.
#[test]
fn hostile_pages_end_early() {
    let deep = "<div>".repeat(300_000);
    assert!(refused(&deep).contains("was not read further"));
    let line = "a b ".repeat(2_500_000);
    assert!(refused(&line).contains("no links"));
}

/// Each link its own class, each list its own depth: bounded all the same.
#[test]
fn many_odd_links_are_bounded() {
    let mut html = String::from("<body>");
    for n in 0..20_000 {
        html.push_str(&format!(
            "<p class=c{n}x><a class=l{n}y href=/{n}>w{n}</a></p>"
        ));
    }
    let _ = detect(&html, "http://news.example/");
}
