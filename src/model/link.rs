//! The normalised URL of an article: what the guid is made of and what readers are sent to.
//!
//! RFC 3986 §6 normalisation comes with [`url`]; on top of it fragments and tracking parameters go,
//! since neither names another article.

use url::Url;

/// Query parameters that say where a reader came from, not what is read.
const TRACKING: [&str; 14] = [
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

/// `url` without fragment, tracking parameters and user info.
pub fn article_url(url: &Url) -> Url {
    let mut clean = url.clone();
    clean.set_fragment(None);
    // Both fail only for URLs that cannot have a host, which no http(s) URL is.
    let _ = clean.set_username("");
    let _ = clean.set_password(None);
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !is_tracking(pair))
            .collect();
        if kept.is_empty() {
            clean.set_query(None);
        } else {
            clean.set_query(Some(&kept.join("&")));
        }
    }
    clean
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stripping a parameter that names the article would merge two articles into one.
    #[test]
    fn only_what_names_no_article_goes() {
        let clean = |url: &str| article_url(&Url::parse(url).expect("a test URL")).to_string();
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
}
