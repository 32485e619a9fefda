//! The embeds in a real browser: what a partner's reader sees, and that nothing of an origin ever runs.
//!
//! Two sites on loopback, a gateway and a partner, so that the browser keeps them apart as it would
//! real ones. Every payload of the hostile lists reports to `/pwned`; nobody may ever ask for that.
//! `tests/all` installs Chromium; without it these tests say that they skip.
//! `BYLINE_SCREENSHOTS=folder cargo test --test embed_chromium` leaves pictures to be looked at.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a harness that cannot go on ends the test and says why"
)]

mod browser;
mod feeds;
mod look;
mod partner;
mod sites;

use byline::model::{Audience, Feed};
use byline::render::embed;
use serde_json::Value;

use browser::Browser;
use partner::{partner_files, partner_page, publish, strict, strings};
use sites::{Page, Site};

/// First of all: the witness works. A payload that does run is seen.
#[tokio::test(flavor = "multi_thread")]
async fn a_payload_that_runs_is_noticed() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let partner = Site::start().await;
    let body =
        "<div id=x></div><script>x.innerHTML = \"<img src=x onerror=fetch('/pwned')>\"</script>";
    partner.put("/", Page::html(partner_page(body)));
    browser.dump(&partner.url("/")).await;
    assert!(partner.asked_for("pwned"), "the witness is blind");
}

/// No markup, `javascript:` link or style of an origin ever runs in a partner's page, policy or none.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_origin_runs_in_a_partners_page() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let (gateway, partner) = (Site::start().await, Site::start().await);
    partner_files(&partner);
    let witness = gateway.url("/pwned");
    let feed = feeds::hostile(&witness);
    assert!(feed.items.len() >= 60);
    publish(&gateway, &feed);
    // Titles of feeds and names of publishers come from the operator, but may as well be checked.
    let odd = feeds::hostile_names(&witness);
    publish(&gateway, &odd);
    let site = gateway.as_byline();
    let code = embed::snippets(&feed.id, &feed.title, &site).script
        + &embed::snippets(&odd.id, &odd.title, &site).script
        + &embed::snippets(&odd.id, &odd.title, &site).iframe;
    let inline =
        String::from_utf8(embed::script(&feed, Audience::Public, &site, 50).expect("it renders"))
            .expect("UTF-8");
    partner.put("/loose", Page::html(partner_page(&code)));
    partner.put(
        "/strict",
        Page::html(partner_page(&code)).with("content-security-policy", &strict(&gateway)),
    );
    partner.put(
        "/inline",
        Page::html(partner_page(&format!("<script>{inline}</script>"))),
    );
    let mut titles = Vec::new();
    for path in ["/loose", "/strict", "/inline"] {
        let report = browser.report(&partner.url(path)).await;
        assert_eq!(report["title"], "Harbour", "{path}");
        assert_eq!(report["globals"], Value::Array(vec![]), "{path}");
        assert_eq!(report["violations"], Value::Array(vec![]), "{path}");
        let element = &report["feeds"][0];
        titles.push(strings(element, "titles").join("\n"));
        assert_eq!(element["titles"].as_array().map(Vec::len), Some(50));
        for url in strings(element, "links") {
            assert!(
                url.starts_with("http:") || url.starts_with("https:"),
                "{url}"
            );
        }
        let allowed = [
            "section", "h2", "ul", "li", "a", "span", "p", "div", "time", "cite", "details",
            "summary", "footer",
        ];
        for kind in strings(element, "kinds") {
            assert!(allowed.contains(&kind), "{path}: <{kind}>");
        }
        let attributes = [
            "class",
            "part",
            "href",
            "rel",
            "dir",
            "lang",
            "role",
            "aria-label",
            "datetime",
        ];
        for name in strings(element, "attributes") {
            assert!(attributes.contains(&name), "{path}: {name}");
        }
    }
    assert_eq!(titles[0], titles[1]);
    assert_eq!(titles[0], titles[2]);
    assert!(titles[0].contains("<script>fetch("));
    for path in ["embed.html", "bare.html"] {
        for id in [&feed.id, &odd.id] {
            let dom = browser
                .dump(&gateway.url(&format!("/feeds/{id}/{path}")))
                .await;
            assert!(
                dom.contains("&lt;img") && !dom.contains("<script"),
                "{path}"
            );
        }
    }
    for site in [&gateway, &partner] {
        assert!(!site.asked_for("pwned"), "{:?}", site.asked());
    }
}

/// The widget does its work under the strictest policy, and asks for nothing, keeps nothing, adds nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_widget_is_styled_and_quiet_under_a_strict_policy() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let (gateway, partner) = (Site::start().await, Site::start().await);
    partner_files(&partner);
    let feed = feeds::plain("zh-CN");
    publish(&gateway, &feed);
    let code = embed::snippets(&feed.id, &feed.title, &gateway.as_byline()).script;
    partner.put(
        "/strict",
        Page::html(partner_page(&code)).with("content-security-policy", &strict(&gateway)),
    );
    // An old portal's page in another encoding.
    partner.put(
        "/gbk",
        Page::new(
            "text/html; charset=gbk",
            partner_page(&code).replace("utf-8", "gbk").into_bytes(),
        ),
    );
    for path in ["/strict", "/gbk"] {
        let report = browser.report(&partner.url(path)).await;
        assert_eq!(report["violations"], Value::Array(vec![]));
        assert_eq!(report["globals"], Value::Array(vec![]));
        assert_eq!(
            (&report["cookie"], &report["stored"]),
            (&"".into(), &0.into())
        );
        let requests = strings(&report, "requests");
        assert!(
            requests
                .iter()
                .all(|url| url.starts_with(&partner.origin()) || url.ends_with("/embed.js")),
            "{requests:?}"
        );
        let element = &report["feeds"][0];
        assert_eq!(strings(element, "titles")[0], feed.items[0].facts().title);
        assert_eq!(element["display"], "grid", "the style is not applied");
        let text = element["text"].as_str().expect("text");
        for item in &feed.items {
            for named in [
                item.credit().line(),
                &item.rights().holder,
                &item.rights().notice,
            ] {
                assert!(text.contains(named), "{named}");
            }
        }
    }
    assert!(!gateway.asked().iter().any(|path| path.contains("image")));
}

/// Clause 1: whose it is cannot be switched off, neither by attribute nor by a style for the parts.
#[tokio::test(flavor = "multi_thread")]
async fn the_credit_stays_whatever_a_partner_styles() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let (gateway, partner) = (Site::start().await, Site::start().await);
    partner_files(&partner);
    let feed = feeds::plain("zh-CN");
    publish(&gateway, &feed);
    let parts = [
        "credit",
        "meta",
        "source",
        "rights",
        "holder",
        "terms",
        "publisher",
    ];
    let hide = "display: none !important; visibility: hidden !important; opacity: 0 !important; font-size: 0 !important; \
                position: absolute !important; max-height: 0 !important; clip-path: inset(100%) !important; color: inherit";
    let css: String = parts
        .iter()
        .map(|part| format!("byline-feed::part({part}) {{ {hide} }}\n"))
        .collect();
    partner.put(
        "/hide.css",
        Page::new(
            "text/css",
            css + "byline-feed::part(title) { color: rgb(1, 2, 3) }",
        ),
    );
    let id = &feed.id;
    let body = format!(
        "<link rel=\"stylesheet\" href=\"/hide.css\">\
         <byline-feed feed=\"{id}\" data-credit=\"off\" data-limit=\"2\" credit=\"none\" nocredit></byline-feed>\
         <script async src=\"{}\"></script>",
        gateway.url(&format!("/feeds/{id}/embed.js"))
    );
    partner.put("/", Page::html(partner_page(&body)));
    let report = browser.report(&partner.url("/")).await;
    let element = &report["feeds"][0];
    assert_eq!(strings(element, "titles").len(), 2);
    // What may be styled is.
    assert_eq!(element["title_color"], "rgb(1, 2, 3)");
    let shown = strings(element, "shown");
    for wanted in ["credit", "publisher", "terms", "meta", "source", "holder"] {
        let times = shown.iter().filter(|part| **part == wanted).count();
        let least = match wanted {
            "credit" | "publisher" | "terms" => 1,
            "holder" => 3,
            _ => 2,
        };
        assert_eq!(times, least, "{wanted} in {shown:?}");
    }
}

/// Pages are put together in many ways; each feed appears where it was put, once.
#[tokio::test(flavor = "multi_thread")]
async fn feeds_appear_where_they_were_put() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let (gateway, partner) = (Site::start().await, Site::start().await);
    partner_files(&partner);
    let (one, two) = (feeds::plain("zh-CN"), feeds::plain("ar"));
    publish(&gateway, &one);
    publish(&gateway, &two);
    let src = |feed: &Feed| gateway.url(&format!("/feeds/{}/embed.js", feed.id));
    let (first, second) = (src(&one), src(&two));
    let (a, b) = (&one.id, &two.id);
    let cases = [
        // A script alone puts its feed after itself, as often as it stands there.
        (
            "/alone",
            format!(
                "<p>x</p><script async src=\"{first}\"></script><script async data-limit=\"1\" src=\"{first}\"></script><script src=\"{second}\" defer></script>"
            ),
            vec![(a, 4), (a, 1), (b, 4)],
        ),
        // An element anywhere, before or after, is filled instead.
        (
            "/written",
            format!(
                "<script async src=\"{first}\"></script><p>x</p><byline-feed feed=\"{a}\" data-limit=\"3\"></byline-feed><byline-feed feed=\"{b}\"></byline-feed><script src=\"{second}\"></script>"
            ),
            vec![(a, 3), (b, 4)],
        ),
        // A feed that nobody loads leaves what the page wrote; an odd limit is none.
        (
            "/unknown",
            format!(
                "<byline-feed feed=\"nobody\">fallback</byline-feed><byline-feed feed=\"{a}\" data-limit=\"-1\"></byline-feed><script type=\"module\" src=\"{first}\"></script>"
            ),
            vec![(a, 4)],
        ),
        // Added and moved by the partner's own script.
        (
            "/moved",
            format!("<script src=\"{first}\"></script><script src=\"/move.js\"></script>"),
            vec![(a, 4), (a, 2)],
        ),
    ];
    partner.put(
        "/move.js",
        Page::new(
            "text/javascript",
            format!("addEventListener('load', () => {{ const it = document.createElement('byline-feed'); it.setAttribute('feed', 'none'); document.body.append(it); it.setAttribute('feed', '{a}'); it.setAttribute('data-limit', '2'); document.body.append(it); }})"),
        ),
    );
    for (path, body, wanted) in cases {
        partner.put(path, Page::html(partner_page(&body)));
        let report = browser.report(&partner.url(path)).await;
        let feeds = report["feeds"].as_array().expect("a list");
        let found: Vec<(&str, usize)> = feeds
            .iter()
            .filter(|it| it["filled"] == true)
            .map(|it| {
                (
                    it["feed"].as_str().unwrap_or_default(),
                    strings(it, "titles").len(),
                )
            })
            .collect();
        let wanted: Vec<(&str, usize)> = wanted
            .iter()
            .map(|(id, items)| (id.as_str(), *items))
            .collect();
        assert_eq!(found, wanted, "{path}");
        assert_eq!(report["globals"], Value::Array(vec![]), "{path}");
    }
}
