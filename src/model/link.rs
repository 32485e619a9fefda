//! The normalised URL of an article: what the guid is made of and what readers are sent to; and how any URL is
//! spelled in print.
//!
//! RFC 3986 §6 normalisation comes with [`url`]; on top of it user info, counting parameters ([`super::counting`]) and
//! the fragment go, since they never name another article. The one exception is a place: an entry of a page that is
//! itself a list of news, such as release notes. It keeps its fragment. Which links are places, the list or the feed that
//! has them tells; a link alone does not.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};
use url::{Position, Url};

use super::counting::is_counting;

/// The longest URL of a page, in bytes. RFC 9110 §4.1 asks servers for 8,000; sitemaps end at 2,048.
pub const URL_LIMIT_BYTES: usize = 4_096;

/// `url` without fragment, counting parameters and user info, as it is printed in a feed: `^` and `%5E` name one
/// article.
pub fn article_url(url: &Url) -> Url {
    into_article_url(url.clone())
}

/// [`article_url`] of a URL that is not needed any more.
pub(crate) fn into_article_url(url: Url) -> Url {
    if is_plain(&url) {
        return url;
    }
    let mut page = url;
    page.set_fragment(None);
    clean(page, is_counting)
}

/// The same with its fragment, where that can name a place of the page.
pub fn place_url(url: &Url) -> Url {
    if is_plain(url) {
        return url.clone();
    }
    let mut place = url.clone();
    if !url.fragment().is_some_and(can_name_a_place) {
        place.set_fragment(None);
    }
    clean(place, is_counting)
}

/// Whether nothing of `url` has to be normalised, as is so of most links of articles.
pub(super) fn is_plain(url: &Url) -> bool {
    url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && matches!(spelled(url), Cow::Borrowed(_))
}

/// The page that `url` is on: for a place its page, for an article itself.
pub fn page_of(url: &Url) -> Cow<'_, Url> {
    if url.fragment().is_none() {
        return Cow::Borrowed(url);
    }
    let mut page = url.clone();
    page.set_fragment(None);
    Cow::Owned(page)
}

/// Whether a fragment can be that of an entry. `#comments` and the like are parts of an article, `#xtor=RSS-1` counts,
/// `#:~:text=…` marks a word (the URL Fragment Text Directives of the W3C).
fn can_name_a_place(fragment: &str) -> bool {
    const PARTS: [&str; 9] = [
        "comment",
        "comments",
        "respond",
        "disqus_thread",
        "kommentare",
        "commentaires",
        "comentarios",
        "top",
        "content",
    ];
    let lower = fragment.to_ascii_lowercase();
    let name = lower.split('=').next().unwrap_or_default();
    !(fragment.is_empty()
        || fragment.starts_with(":~:")
        || PARTS.contains(&lower.trim_start_matches('/'))
        || lower.starts_with("more-")
        || is_counting(name))
}

/// `url` without the query parameters that an operator says only count: `name`, or `begin*`. Letter case does not matter.
pub fn without_parameters(url: &Url, names: &[String]) -> Url {
    let is_named = |name: &str| {
        let name = decoded(name);
        names.iter().any(|it| match it.strip_suffix('*') {
            Some(begin) => name.starts_with(&begin.to_lowercase()),
            None => name == it.to_lowercase(),
        })
    };
    clean(url.clone(), is_named)
}

/// The name of a parameter as it is compared.
fn decoded(name: &str) -> String {
    let name = percent_decode_str(name).decode_utf8_lossy().to_lowercase();
    name.strip_prefix("amp;").map(str::to_owned).unwrap_or(name)
}

/// `url` without user info and the parameters that `goes` names.
fn clean(url: Url, goes: impl Fn(&str) -> bool) -> Url {
    let mut clean = url;
    // Both fail only for URLs that cannot have a host, which no http(s) URL is.
    let _ = clean.set_username("");
    let _ = clean.set_password(None);
    if let Some(query) = clean.query() {
        let left: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !goes(pair.split('=').next().unwrap_or(pair)))
            .collect();
        let left = (!left.is_empty()).then(|| left.join("&"));
        if left.as_deref() != Some(query) {
            clean.set_query(left.as_deref());
        }
    }
    let printed = match spelled(&clean) {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Url::parse(&text).ok(),
    };
    printed.unwrap_or(clean)
}

/// The article URL as byline made it before http and https were one article, for guids that are known from then.
pub(super) fn former_article_url(url: &Url) -> Url {
    const COUNTING: [&str; 14] = [
        "spm",
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "yclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "srcid",
        "at_medium",
        "at_campaign",
    ];
    let mut page = url.clone();
    page.set_fragment(None);
    clean(page, |name| {
        let name = name.to_ascii_lowercase();
        name.starts_with("utm_") || COUNTING.contains(&name.as_str())
    })
}

/// What WHATWG URLs leave as it is and RFC 3986 does not allow after the authority.
const NOT_IN_RFC_3986: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// `url` as RFC 3986 has it: ASCII, every other character percent-encoded.
pub(crate) fn spelled(url: &Url) -> Cow<'_, str> {
    let (head, tail) = (&url[..Position::BeforePath], &url[Position::BeforePath..]);
    let tail: Cow<'_, str> = percent_encode(tail.as_bytes(), NOT_IN_RFC_3986).into();
    match tail {
        Cow::Borrowed(_) => Cow::Borrowed(url.as_str()),
        Cow::Owned(tail) => Cow::Owned(format!("{head}{tail}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stripping a parameter that names the article would merge two articles into one.
    #[test]
    fn only_what_names_no_article_goes() {
        let clean = |url: &str| article_url(&crate::testing::url(url)).to_string();
        assert_eq!(
            clean("https://News.Example:443/a/../b?id=7&utm_source=w&b=#c"),
            "https://news.example/b?id=7&b="
        );
        assert_eq!(
            clean("https://news.example/b?utm_campaign=x"),
            "https://news.example/b"
        );
        assert_eq!(
            clean("https://news.example/b?spmid=1"),
            "https://news.example/b?spmid=1"
        );
        assert_eq!(
            clean("https://me:pw@news.example/b"),
            "https://news.example/b"
        );
    }

    /// A parameter that an operator names goes; one that only begins like it names an article.
    #[test]
    fn what_an_operator_names_goes() {
        let names = ["source".to_owned(), "trk_*".to_owned()];
        let clean = |query: &str| {
            let url = crate::testing::url(&format!("https://news.example/a?{query}"));
            without_parameters(&url, &names).query().map(str::to_owned)
        };
        assert_eq!(clean("source=rss&amp;SOURCE=x&trk_a=1"), None);
        assert_eq!(clean("id=7&so%75rce=rss").as_deref(), Some("id=7"));
        assert_eq!(clean("sources=1&trk=2").as_deref(), Some("sources=1&trk=2"));
    }

    /// An entry of release notes must not become the page of all of them, and a link to the comments no second article.
    #[test]
    fn a_fragment_stays_where_it_can_name_a_place() {
        let place = |url: &str| place_url(&crate::testing::url(url)).to_string();
        let entry = "https://news.example/notes#v2";
        assert_eq!(place("https://news.example/notes?gclid=1#v2"), entry);
        assert_eq!(
            place("https://news.example/notes#"),
            "https://news.example/notes"
        );
        for fragment in [
            "comments",
            "respond",
            "xtor=RSS-12",
            "utm_source=x",
            ":~:text=a",
            "more-7",
        ] {
            let url = format!("https://news.example/a#{fragment}");
            assert_eq!(place(&url), "https://news.example/a", "{fragment}");
        }
        let parsed = crate::testing::url(entry);
        assert_eq!(page_of(&parsed).as_str(), "https://news.example/notes");
        assert_eq!(article_url(&parsed), *page_of(&parsed));
    }

    /// A page that links an article in two spellings would have two items with one guid in its feed.
    #[test]
    fn an_article_has_one_spelling() {
        let clean = |url: &str| article_url(&crate::testing::url(url)).to_string();
        let printed = "http://news.example/a%5Eb.htm?n%5B%5D=1%7C2";
        assert_eq!(clean("http://news.example/a^b.htm?n[]=1|2#c"), printed);
        assert_eq!(clean(printed), printed);
    }

    /// The validator calls a URL with a raw `|` or a Chinese path an error, and readers break on it.
    #[test]
    fn every_url_is_plain_ascii() {
        for (given, printed) in [
            (
                "http://news.example/泰安/图 1.jpg?q=雪&x=[1]|{2}^`#顶",
                "http://news.example/%E6%B3%B0%E5%AE%89/%E5%9B%BE%201.jpg?q=%E9%9B%AA&x=%5B1%5D%7C%7B2%7D%5E%60#%E9%A1%B6",
            ),
            ("http://新闻.example/a", "http://xn--efvy88h.example/a"),
            ("http://[::1]:8080/a%20b", "http://[::1]:8080/a%20b"),
        ] {
            assert_eq!(spelled(&crate::testing::url(given)), printed);
        }
    }
}
