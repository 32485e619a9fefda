//! The endpoint that a page's scripts load its list from, as a part of `feeds.toml`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use super::terminal::quoted;
use crate::browser::Endpoint;
use crate::config::Select;
use crate::extract::Teaser;
use crate::extract::endpoint::{self, Suggested};
use crate::origin::{Asking, Fetched, Origin};
use crate::page::{Budget, Context};

/// Of `endpoints`, what holds most of `teasers` and says the same when it is asked without the page's cookies and scripts.
pub(super) async fn of_page(
    endpoints: &[Endpoint],
    teasers: &[Teaser],
    zone: &TimeZone,
    language: &str,
    (origin, asking): (&Origin, &Asking),
) -> Option<(Url, Suggested)> {
    let suggest = |url: &Url, text: &str| {
        let budget = Budget::of_page(text.len());
        let now = Timestamp::now();
        let at = Context {
            url,
            zone,
            language,
            now,
            budget: &budget,
        };
        endpoint::suggest(text, &at, teasers)
    };
    let tried = endpoints.iter();
    let tried = tried.filter_map(|it| Some((it.url.clone(), suggest(&it.url, &it.text)?)));
    let (url, _) = tried.max_by_key(|(_, it)| it.shared)?;
    let Ok(Fetched::Page(page)) = origin.page(&url, None, asking).await else {
        return None;
    };
    let suggested = suggest(&page.url, &page.text)?;
    Some((url, suggested))
}

/// The lines of a feed that reads `url` in place of the page.
pub(super) fn lines(feed: &str, url: &Url, select: &Select) -> String {
    let mut text = format!(
        "sections  = [{}]\nkind      = \"json\"\n[feeds.{feed}.select]\nitem      = {}\n",
        quoted(url.as_str()),
        quoted(&select.item)
    );
    for (key, path) in [
        ("title", &select.title),
        ("link", &select.link),
        ("date", &select.date),
        ("summary", &select.summary),
        ("image", &select.image),
    ] {
        if let Some(path) = path {
            text += &format!("{key:9} = {}\n", quoted(path));
        }
    }
    text
}
