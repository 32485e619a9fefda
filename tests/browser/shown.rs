//! Pages of all kinds that a script fills, read as their readers see them.

use std::time::Duration;

use byline::extract::endpoint;

use crate::driver::Kind;
use crate::site::Reply;
use crate::{ENTRIES, Setup, listed, page, read_at};

/// What people ask for most: a section whose list a script fetches after it has loaded. And the endpoint behind it is named,
/// so that the next refresh costs one request.
async fn a_list_that_is_fetched_after_load_is_read_and_its_endpoint_named(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    it.site.put(
        "/city",
        Reply::html("<nav><a href=/>Home</a></nav><main id=root></main><script src=/app.js></script><script>document.cookie = 'seen=1'</script>"),
    );
    it.site.put(
        "/app.js",
        Reply::script(
            "setTimeout(async () => { const list = (await (await fetch('/api/list?page=1')).json()).data.list;
             document.getElementById('root').innerHTML = '<ul>' + list.map((a) =>
               `<li class=entry><h3><a href=\"${a.path}\">${a.head}</a></h3><time>${a.date}</time></li>`).join('') + '</ul>'; }, 200)",
        ),
    );
    let articles: Vec<String> = (1..=12)
        .map(|n| {
            format!("{{\"id\": {n}, \"head\": \"The council decides on question number {n}\", \"path\": \"/a/{n}.html\", \"date\": \"2026-01-{n:02} 10:00\"}}")
        })
        .collect();
    let body = format!("{{\"data\": {{\"list\": [{}]}}}}", articles.join(","));
    it.site.put(
        "/api/list",
        Reply::json(body).after(Duration::from_millis(700)),
    );
    for item in [None, Some("li.entry")] {
        let shown = it.show("/city", item).await.expect("a page");
        let endpoints = shown.endpoints.clone();
        let page = page(shown);
        let teasers = listed(&page);
        assert_eq!(teasers.len(), 12, "{}", page.text);
        assert_eq!(teasers[0].url.as_str(), it.site.url("/a/1.html"));
        let [api] = &endpoints[..] else {
            panic!("{endpoints:?}");
        };
        let found = read_at(&api.url, &api.text, |at| {
            endpoint::suggest(&api.text, at, &teasers)
        });
        let found = found.expect("a proposal");
        assert_eq!((found.shared, found.articles), (12, 12));
        assert_eq!(found.select.item, "data.list");
        assert_eq!(found.select.title.as_deref(), Some("head"));
        assert_eq!(found.select.link.as_deref(), Some("path"));
        assert_eq!(found.select.date.as_deref(), Some("date"));
    }
    // What the page kept is its own while it is shown, and forgotten by the next time.
    let asked = it.site.asked();
    assert!(
        it.site.asked_for("GET /api/list?page=1 cookie seen=1"),
        "{asked:?}"
    );
    assert!(!it.site.asked_for("GET /city cookie"), "{asked:?}");
    it.browser.close().await;
    assert_eq!(it.driver.sessions().await, 0);
}

/// A list without an end must not keep its feed from ever being read, nor its origin busy.
async fn an_infinite_list_stops_at_bounds(kind: Kind) {
    let Some(it) = Setup::with(kind, "max-requests = 40\ntimeout = \"20s\"").await else {
        return;
    };
    // It loads more as soon as the end comes into view, and its end is always in view.
    let scrolled = format!(
        "<ul id=list style='height: 300px; overflow: hidden'></ul><script>{ENTRIES}
         let n = 0;
         async function more() {{ const r = await fetch('/api/more?n=' + n); if (!r.ok) return;
           for (let i = 0; i < 5; i++) list.append(entry(n++)); more(); }}
         more();</script>"
    );
    it.site.put("/city", Reply::html(scrolled));
    it.site.put("/api/more", Reply::json("{}"));
    let shown = it.show("/city", Some("li.entry")).await.expect("a page");
    assert!(shown.cost.requests <= 40, "{:?}", shown.cost);
    assert!(listed(&page(shown)).len() > 50);
    // It grows by itself, for ever.
    let growing = format!(
        "<ul id=list></ul><script>{ENTRIES} let n = 0;
         setInterval(() => {{ for (let i = 0; i < 40; i++) list.append(entry(n++)); }}, 50);</script>"
    );
    it.site.put("/city", Reply::html(growing));
    let text = it.text("/city", Some("li.entry")).await;
    assert!(text.matches("<li class=\"entry\">").count() >= 1000);
    it.browser.close().await;
}

/// Readers answer a consent dialogue; byline consents to nothing and reads the list below it.
async fn a_consent_overlay_does_not_hide_the_list(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    let vendors: String = (0..60)
        .map(|n| {
            format!(
                "<li><a href=/vendor/{n}>Vendor number {n} and its long list of purposes</a></li>"
            )
        })
        .collect();
    let body = format!(
        "<body style='overflow: hidden'><div id=page><main><ul id=list></ul></main></div><script>{ENTRIES}
         for (let n = 0; n < 70; n++) list.append(entry(n));
         const page = document.getElementById('page');
         page.inert = true; page.setAttribute('aria-hidden', 'true'); page.style.display = 'none';
         const it = document.createElement('div');
         it.setAttribute('role', 'dialog'); it.setAttribute('aria-modal', 'true');
         it.style.cssText = 'position: fixed; inset: 0; background: white; z-index: 9999';
         it.innerHTML = `<h2>We value your privacy</h2><ul>{vendors}</ul><button>Accept all</button>`;
         document.body.append(it);</script>"
    );
    it.site.put("/city", Reply::html(body));
    let page = page(it.show("/city", None).await.expect("a page"));
    let teasers = listed(&page);
    assert_eq!(teasers.len(), 70);
    assert!(
        !page.text.contains("Vendor number"),
        "the dialogue is in the page"
    );
    it.browser.close().await;
}

/// Design systems put whole lists into shadow trees, where `outerHTML` does not see them.
async fn a_list_in_a_shadow_tree_is_read(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    let body = format!(
        "<news-list><h2 slot=head>City</h2></news-list><script>{ENTRIES}
         customElements.define('news-card', class extends HTMLElement {{ connectedCallback() {{
           const root = this.attachShadow({{mode: 'open'}}); root.innerHTML = '<article><slot></slot></article>'; }} }});
         customElements.define('news-list', class extends HTMLElement {{ connectedCallback() {{
           const root = this.attachShadow({{mode: 'open'}}); root.innerHTML = '<section><slot name=head></slot><div></div></section>';
           setTimeout(() => {{ for (let n = 0; n < 10; n++) {{
             const card = document.createElement('news-card'); card.append(...entry(n).childNodes);
             root.querySelector('div').append(card); }} }}, 100); }} }});</script>"
    );
    it.site.put("/city", Reply::html(body));
    for item in [None, Some("news-card")] {
        let page = page(it.show("/city", item).await.expect("a page"));
        assert_eq!(listed(&page).len(), 10, "{}", page.text);
        assert!(page.text.contains("City</h2>"), "{}", page.text);
    }
    it.browser.close().await;
}

/// What the origin's headers say of rights holds for the page that a browser made, and so do a refusal and a missing page.
async fn what_the_origin_says_of_the_page_counts(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    let reserved = Reply::html("<p>x")
        .with("x-robots-tag", "nosnippet")
        .with("tdm-reservation", "1");
    it.site.put("/reserved", reserved);
    let page = page(it.show("/reserved", None).await.expect("a page"));
    assert_eq!(page.robots_tag.as_deref(), Some("nosnippet"));
    assert!(page.tdm_reserved);
    it.site.put("/from", Reply::redirect("/missing"));
    for path in ["/missing", "/from"] {
        let error = it.show(path, None).await.expect_err("no page");
        assert!(error.is_withdrawn(), "{error}");
    }
    it.site.put(
        "/robots.txt",
        Reply::new("text/plain", "User-agent: *\nDisallow: /\n"),
    );
    it.browser.close().await;
    let Some(fresh) = Setup::new(kind).await else {
        return;
    };
    let rules = "User-agent: *\nDisallow: /closed\nDisallow: /api/\n";
    fresh
        .site
        .put("/robots.txt", Reply::new("text/plain", rules));
    fresh.site.put("/closed", Reply::html("<p>x"));
    fresh.site.put("/open", Reply::html("<p id=x>x<script>fetch('/api/list').then((r) => r.text()).then((t) => { x.textContent = t })</script>"));
    fresh.site.put("/api/list", Reply::json("[]"));
    let error = fresh.show("/closed", None).await.expect_err("no page");
    assert!(
        error.to_string().contains("robots.txt forbids it"),
        "{error}"
    );
    let shown = fresh.show("/open", None).await.expect("a page");
    assert_eq!(
        shown.cost.refused.get("disallowed"),
        Some(&1),
        "{:?}",
        shown.cost
    );
    assert!(!fresh.site.asked_for("/closed") && !fresh.site.asked_for("/api/"));
    fresh.browser.close().await;
}

with_each_browser!(
    a_list_that_is_fetched_after_load_is_read_and_its_endpoint_named,
    an_infinite_list_stops_at_bounds,
    a_consent_overlay_does_not_hide_the_list,
    a_list_in_a_shadow_tree_is_read,
    what_the_origin_says_of_the_page_counts,
);
