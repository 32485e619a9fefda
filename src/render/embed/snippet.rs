//! The code that partners copy into their pages.

use askama::filters::{Html, escape};

use crate::model::FeedId;
use crate::render::Site;

/// What a frame may do: open a link as a window of its own.
pub(super) const SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox";
/// A frame's default size, in CSS pixels.
pub(super) const FRAME: (u32, u32) = (420, 560);

/// HTML to copy, and where oEmbed consumers find theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippets {
    /// An element and the script that fills it. Without script, readers see a link to the feed.
    pub script: String,
    /// A frame, for sites that admit no foreign script.
    pub iframe: String,
    /// For `<link rel="alternate" type="application/json+oembed" href="…">` in the feed's page.
    pub oembed: String,
}

/// The code for a feed of this id and title.
pub fn snippets(feed: &FeedId, title: &str, site: &Site) -> Snippets {
    let page = site.page(feed);
    let url = url::form_urlencoded::byte_serialize(page.as_bytes()).collect::<String>();
    Snippets {
        script: format!(
            "<byline-feed feed=\"{feed}\"><a href=\"{}\">{}</a></byline-feed>\n\
             <script async src=\"{}\"></script>",
            attribute(&page),
            attribute(title),
            attribute(&script_url(feed, site)),
        ),
        iframe: iframe(feed, title, site, "100%", FRAME.1),
        oembed: format!("{}oembed?url={url}", site.public_url),
    }
}

/// `<iframe>` of a feed, `width` in pixels or as a share.
pub(super) fn iframe(feed: &FeedId, title: &str, site: &Site, width: &str, height: u32) -> String {
    // `frameborder` and no style: partners' policies forbid style attributes.
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" frameborder=\"0\" \
         loading=\"lazy\" sandbox=\"{SANDBOX}\"></iframe>",
        attribute(&page_url(feed, site)),
        attribute(title),
    )
}

/// `…/feeds/ID/embed.js`
fn script_url(feed: &FeedId, site: &Site) -> String {
    format!("{}/embed.js", site.page(feed))
}

/// `…/feeds/ID/embed.html`
fn page_url(feed: &FeedId, site: &Site) -> String {
    format!("{}/embed.html", site.page(feed))
}

/// Text that is safe in a quoted attribute and between tags.
fn attribute(text: &str) -> String {
    escape(crate::render::text::clean(text), Html)
        .map_or_else(|_| String::new(), |it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::samples::site;

    /// What a partner pastes must be one element or two, whatever the feed is called.
    #[test]
    fn the_code_to_copy_is_whole_and_escaped() {
        let id = "tanews".parse().expect("an id");
        let code = snippets(&id, "\"><script>x</script>&", &site());
        assert_eq!(
            code.script,
            "<byline-feed feed=\"tanews\"><a href=\"https://byline.example/feeds/tanews\">\
             &#34;&#62;&#60;script&#62;x&#60;/script&#62;&#38;</a></byline-feed>\n\
             <script async src=\"https://byline.example/feeds/tanews/embed.js\"></script>"
        );
        assert_eq!(
            code.iframe,
            "<iframe src=\"https://byline.example/feeds/tanews/embed.html\" \
             title=\"&#34;&#62;&#60;script&#62;x&#60;/script&#62;&#38;\" width=\"100%\" height=\"560\" \
             frameborder=\"0\" loading=\"lazy\" \
             sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>"
        );
        assert_eq!(
            code.oembed,
            "https://byline.example/oembed?url=https%3A%2F%2Fbyline.example%2Ffeeds%2Ftanews"
        );
    }
}
