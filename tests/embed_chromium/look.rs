//! Pictures of both renditions, for people to look at.

use std::path::PathBuf;

use super::browser::Browser;
use super::feeds;
use super::partner::{partner_files, partner_page, publish};
use super::sites::{Page, Site};

/// Leaves pictures for people, when asked to.
#[tokio::test(flavor = "multi_thread")]
async fn the_embeds_look_like_this() {
    let (Some(folder), Some(browser)) = (std::env::var_os("BYLINE_SCREENSHOTS"), Browser::find())
    else {
        return;
    };
    let folder = PathBuf::from(folder);
    let (gateway, partner) = (Site::start().await, Site::start().await);
    partner_files(&partner);
    gateway.put(
        "/image.svg",
        Page::new("image/svg+xml", include_str!("image.svg")),
    );
    let all = ["zh-CN", "zh-Hant-TW", "ja", "ar", "en-GB"].map(feeds::plain);
    for feed in &all {
        let feed = feeds::with_images(feed, &gateway.url("/image.svg"));
        publish(&gateway, &feed);
        let src = gateway.url(&format!("/feeds/{}/embed.js", feed.id));
        let body = format!("<aside><script async src=\"{src}\" data-images></script></aside>");
        partner.put(&format!("/{}", feed.id), Page::html(partner_page(&body)));
        partner.put(
            &format!("/{}-dark", feed.id),
            Page::html(partner_page(&body).replace("<html", "<html class=\"night\"")),
        );
        for (name, width, suffix) in [
            ("light", 420, "#light"),
            ("dark", 420, "#dark"),
            ("narrow", 240, "#light"),
        ] {
            let url = gateway.url(&format!("/feeds/{}/embed.html{suffix}", feed.id));
            browser
                .picture(
                    &url,
                    (width, 700),
                    &folder.join(format!("frame-{}-{name}.png", feed.id)),
                )
                .await;
        }
        for (name, width, path) in [
            ("light", 460, ""),
            ("dark", 460, "-dark"),
            ("narrow", 260, ""),
        ] {
            let url = partner.url(&format!("/{}{path}", feed.id));
            browser
                .picture(
                    &url,
                    (width, 800),
                    &folder.join(format!("widget-{}-{name}.png", feed.id)),
                )
                .await;
        }
    }
}
