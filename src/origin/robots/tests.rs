use std::time::Instant;

use proptest::prelude::*;

use super::*;

fn robots(text: &str) -> Robots {
    Robots::parse(text.as_bytes(), &["byline"])
}

fn forbidden(text: &str, path: &str) -> bool {
    let url = Url::parse("http://news.example").and_then(|base| base.join(path));
    robots(text).forbids(&url.expect("a test path")).is_some()
}

fn rule(pattern: &str, path: &str) -> bool {
    forbidden(&format!("User-agent: *\nDisallow: {pattern}"), path)
}

/// The RFC's own table of patterns (§2.2.3), and the spellings publishers use.
#[test]
fn patterns_match_as_the_rfc_says() {
    for (pattern, yes, no) in [
        ("/", vec!["/", "/a", "/?q"], vec![]),
        (
            "/fish",
            vec!["/fish", "/fish.html", "/fish/salmon", "/fishheads?id=1"],
            vec!["/Fish", "/catfish", "/?id=fish"],
        ),
        ("/fish*", vec!["/fish", "/fish.html"], vec!["/Fish"]),
        (
            "/fish/",
            vec!["/fish/", "/fish/?id=1"],
            vec!["/fish", "/fish.html"],
        ),
        (
            "/*.php",
            vec!["/index.php", "/a/b.php?x", "/filename.php/"],
            vec!["/", "/windows.PHP"],
        ),
        (
            "/*.php$",
            vec!["/filename.php", "/a.php/b.php"],
            vec!["/filename.php?p", "/filename.php/", "/filename.php5"],
        ),
        (
            "/fish*.php",
            vec!["/fish.php", "/fishheads/catfish.php?p"],
            vec!["/Fish.PHP"],
        ),
        ("*/print/", vec!["/a/print/", "/print/1"], vec!["/print"]),
        ("/a$", vec!["/a"], vec!["/ab", "/a/"]),
        ("/a*b*c$", vec!["/abc", "/aXbXbXcXc"], vec!["/abcd", "/acb"]),
        ("/$", vec!["/"], vec!["/a", "/?q"]),
        ("/a**b", vec!["/axb"], vec!["/a"]),
        ("*", vec!["/", "/a"], vec![]),
        ("*$", vec!["/", "/a"], vec![]),
        ("/a$b", vec!["/a$b"], vec!["/a"]),
        ("/?page=", vec!["/?page=2"], vec!["/page="]),
        ("/*?", vec!["/a?b"], vec!["/a"]),
        ("private", vec!["/private"], vec!["/a/private"]),
    ] {
        for path in yes {
            assert!(rule(pattern, path), "{pattern} is to match {path}");
        }
        for path in no {
            assert!(!rule(pattern, path), "{pattern} is not to match {path}");
        }
    }
}

/// Escaped and unescaped spellings are one path (§2.2.2); Chinese portals write both.
#[test]
fn percent_encoding_makes_no_difference() {
    assert!(rule("/新闻", "/%E6%96%B0%E9%97%BB/1"));
    assert!(rule("/%e6%96%b0", "/新闻"));
    assert!(rule("/%7Ejoe", "/~joe/"));
    assert!(rule("/a%3cd", "/a%3Cd"));
    assert!(rule("/a<d", "/a%3Cd"));
    assert!(!rule("/a%2fb", "/a/b"), "an escaped slash is no slash");
    assert!(rule(
        "/path/file-with-a-%2A.html",
        "/path/file-with-a-*.html"
    ));
    assert!(!rule(
        "/path/file-with-a-%2A.html",
        "/path/file-with-a-b.html"
    ));
    assert!(rule("/foo-%24", "/foo-$"));
    assert!(rule("/50%", "/50%"));
}

/// A publisher who forbids a redirector writes the address that it leads to as it reads it; links have it escaped (§2.2.2).
#[test]
fn reserved_characters_may_be_escaped_or_not() {
    for (pattern, path) in [
        (
            "/out?url=https://shop.example/x",
            "/out?url=https%3A%2F%2Fshop.example%2Fx",
        ),
        (
            "/out?url=https%3a%2f%2fshop.example",
            "/out?url=https://shop.example/x",
        ),
        ("/out?*to=a/b", "/out?n=1&to=a%2Fb"),
        ("/*to=a%2Fb", "/out?to=a/b"),
        ("/*to=a%2Fb", "/x/to=a%2Fb"),
        ("/q?tags[]=1", "/q?tags%5B%5D=1"),
        ("/q?a=1,2;3", "/q?a=1%2C2%3B3"),
        ("/q?mail=a@b", "/q?mail=a%40b"),
        ("/q?x=%26", "/q?x=&"),
        ("/list:old", "/list%3Aold/1"),
        ("/list%3Aold", "/list:old/1"),
        ("/a(b)!", "/a%28b%29%21"),
    ] {
        assert!(rule(pattern, path), "{pattern} is to match {path}");
    }
    for (pattern, path) in [
        (
            "/out?url=https://shop.example",
            "/out?url=https%3A%2F%2Fpark.example",
        ),
        ("/a/b", "/a%2Fb"),
        ("/a?b", "/a%3Fb"),
        ("/a%3Fb", "/a?b"),
    ] {
        assert!(!rule(pattern, path), "{pattern} is not to match {path}");
    }
}

/// The longest pattern decides, and `Allow` wins a draw.
#[test]
fn the_most_specific_rule_decides() {
    let text = "User-agent: *\nDisallow: /news/\nAllow: /news/public/\nDisallow: /news/public/x\nAllow: /p\nDisallow: /p\nDisallow: /*.htm\nAllow: /page";
    for (path, no) in [
        ("/news/a", true),
        ("/news/public/a", false),
        ("/news/public/x1", true),
        ("/p", false),
        ("/page.htm", true),
        ("/q.htm", true),
        ("/", false),
        ("/robots.txt", false),
    ] {
        assert_eq!(forbidden(text, path), no, "{path}");
    }
    assert_eq!(
        robots(text)
            .forbids(&Url::parse("http://n.example/news/a").expect("a URL"))
            .as_deref(),
        Some("Disallow: /news/")
    );
    assert!(!forbidden("User-agent: *\nDisallow: /\nAllow: /", "/a"));
    assert!(!forbidden(
        "User-agent: *\nDisallow: /\nDisallow:",
        "/robots.txt"
    ));
}

/// A publisher who names us is obeyed as named; who does not, as everybody.
#[test]
fn the_group_that_names_us_counts_alone_and_merged() {
    let text = "user-agent: BYLINE/2.0\nDisallow: /a\n\nUser-Agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: byline # us\nAllow: /c\nDisallow: /b";
    assert!(forbidden(text, "/a") && forbidden(text, "/b"));
    assert!(!forbidden(text, "/d"));
    assert!(!forbidden("User-agent: bylinebot\nDisallow: /", "/"));
    assert!(!forbidden("User-agent: by\nDisallow: /", "/"));
    assert!(
        !forbidden("Disallow: /", "/"),
        "a rule without a group rules nobody"
    );
    assert!(!forbidden(
        "User-agent: byline\n\nUser-agent: *\nAllow: /x\n",
        "/"
    ));
    assert!(!forbidden(
        "User-agent: byline\nDisallow:\n\nUser-agent: *\nDisallow: /",
        "/"
    ));
    assert!(forbidden(
        "User-agent: byline\nSitemap: http://n.example/s\nUser-agent: x\nDisallow: /",
        "/"
    ));
    assert!(!forbidden(
        "User-agent: byline\nCrawl-delay: 3\nUser-agent: x\nDisallow: /",
        "/"
    ));
}

/// Files as they are: BOM, CR, tabs, blanks before colons, HTML in place of a file, binary.
#[test]
fn sloppy_files_are_read() {
    assert!(forbidden("\u{FEFF}User-agent: *\r\nDisallow: /a\r\n", "/a"));
    assert!(forbidden("User-agent : *\rDisallow\t:\t/a\t# no\r", "/a"));
    assert!(forbidden("useragent:*\ndisallow:/a b", "/a%20b"));
    assert!(!forbidden(
        "<!DOCTYPE html><p>User-agent: * Disallow: /</p>",
        "/"
    ));
    Robots::parse(b"\xFF\xFE\x00user-agent:\x00*", &["byline"]);
    let late = format!("{}\nUser-agent: *\nDisallow: /", "#".repeat(LIMIT_BYTES));
    assert!(!forbidden(&late, "/"), "beyond 500 KiB nothing counts");
}

/// Delays are honoured up to our cap; nonsense is none.
#[test]
fn delays_and_licences_are_kept() {
    let delay = |value: &str| robots(&format!("User-agent: *\nCrawl-delay: {value}\n")).delay();
    assert_eq!(delay("10"), Some(Duration::from_secs(10)));
    assert_eq!(delay("0.5 # half"), Some(Duration::from_millis(500)));
    assert_eq!(delay("3600"), Some(MAX_DELAY));
    for nonsense in ["", "-1", "NaN", "inf0", "ten", "0"] {
        assert_eq!(delay(nonsense), None, "{nonsense}");
    }
    assert_eq!(delay("inf"), Some(MAX_DELAY));
    let text = "License: https://news.example/license.xml\nUser-agent: *\nContent-Signal: ai-train=no\nLicense: /relative\nLicense: javascript:x\nDisallow: /a";
    assert_eq!(
        robots(text).licences(),
        [Url::parse("https://news.example/license.xml").expect("a URL")]
    );
    assert!(forbidden(text, "/a"));
}

/// The field's matcher took 26 seconds for one rule; here the worst file there is costs moments.
#[test]
fn hostile_patterns_take_linear_time() {
    let path = format!("/{}", "a".repeat(8000));
    let started = Instant::now();
    assert!(!rule(&("/".to_owned() + &"*a".repeat(7000) + "b$"), &path));
    assert!(!rule(&("/*".to_owned() + &"a".repeat(4000) + "b"), &path));
    let many = "User-agent: *\n".to_owned() + &"Disallow: /*a*b\n".repeat(15_000);
    assert!(!forbidden(&many, &path[..500]));
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}

/// The product token ends where the version begins.
#[test]
fn the_product_token_is_the_name_alone() {
    assert_eq!(product("byline/0.1 (+http://127.0.0.1/about)"), "byline");
    assert_eq!(product("City-Desk_bot 2"), "City-Desk_bot");
    assert_eq!(product(""), "");
}

/// The plain definition of `*` and `$`, exponential and obviously right.
fn reference(pattern: &[u8], path: &[u8], anchored: bool) -> bool {
    match pattern.split_first() {
        None => !anchored || path.is_empty(),
        Some((b'*', rest)) => (0..=path.len()).any(|at| reference(rest, &path[at..], anchored)),
        Some((byte, rest)) => path.first() == Some(byte) && reference(rest, &path[1..], anchored),
    }
}

proptest! {
    /// The fast matcher agrees with the definition.
    #[test]
    fn matching_agrees_with_the_definition(pattern in "/[ab*]{0,8}", path in "/[ab]{0,10}", anchored: bool) {
        let rule = Rule::new(false, &format!("{pattern}{}", if anchored { "$" } else { "" })).expect("a rule");
        prop_assert_eq!(rule.matches(&path), reference(pattern.as_bytes(), path.as_bytes(), anchored));
    }

    /// Any file and any path end in an answer.
    #[test]
    fn any_file_is_read(file: Vec<u8>, lines in "((user-agent|disallow|allow|crawl-delay|license) ?: ?[ -~]{0,12}\n){0,12}", path in "[ -~]{0,20}") {
        let mut all = lines.into_bytes();
        all.extend(file);
        let robots = Robots::parse(&all, &["byline"]);
        if let Ok(url) = Url::parse("http://news.example/").and_then(|base| base.join(&path)) {
            robots.forbids(&url);
        }
    }
}

/// A file of 46,000 rules and a long link must not keep the gateway busy: what nobody can know counts as no.
#[test]
fn too_many_rules_for_so_long_an_address_count_as_no() {
    let text = "User-agent: *\n".to_owned() + &"Disallow: *ab\n".repeat(36_000);
    let robots = Robots::parse(text.as_bytes(), &["byline"]);
    let url = |path: &str| Url::parse(&format!("http://news.example{path}")).expect("a test URL");
    assert_eq!(robots.forbids(&url("/t1.htm")), None);
    assert!(robots.forbids(&url("/tab")).is_some());
    let long = url(&format!("/{}", "ac".repeat(1_000)));
    let why = robots.forbids(&long).expect("forbidden");
    assert!(why.contains("36000 rules are too many"), "{why}");
}
