//! A film or a recording that a page plays, as a link that names the player.
//!
//! In: an element. Out: where it leads and what to call it. Feeds carry no frames and no scripts, so the link is all that a
//! reader gets of it.

use url::Url;

use super::text::collapsed;
use crate::page::Base;
use crate::page::dom::Node;

/// What players have in their address, as a part of the host or of the path. Advertisements, forms and buttons of other
/// sites stand in frames, too.
const PLAYERS: [&str; 12] = [
    "embed", "player", "players", "video", "videos", "audio", "podcast", "podcasts", "episode",
    "watch", "track", "playlist",
];
/// The longest name of a player, in characters.
const NAME_CHARS: usize = 200;

/// Where the player at `node` leads, and what it is called: by its title, or by its host.
pub(super) fn player(node: Node<'_>, base: &Base<'_>) -> Option<(Url, String)> {
    let is_frame = node.has_name("iframe");
    let own = ["src", "data-src", "data-lazy-src"].into_iter();
    let mut addresses = own.filter_map(|name| node.attr(name));
    let of_source = || {
        let mut sources = node.children().filter(|child| child.has_name("source"));
        sources.find_map(|source| source.attr("src"))
    };
    let resolved = |address: &str| {
        let url = base.join(address.trim())?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    };
    let url = addresses
        .find_map(resolved)
        .or_else(|| resolved(of_source()?))?;
    if is_frame && !(is_visible(node) && plays(node, &url)) {
        return None;
    }
    let host = url.host_str()?.trim_start_matches("www.");
    let titled = ["title", "aria-label"]
        .iter()
        .find_map(|name| node.attr(name));
    let title = collapsed(titled.unwrap_or_default());
    let title: String = title.chars().take(NAME_CHARS).collect();
    let name = if title.trim().is_empty() {
        host.to_owned()
    } else {
        format!("{title} ({host})")
    };
    Some((url, name))
}

/// Whether a frame plays something: it may fill the screen, or its address says so.
fn plays(node: Node<'_>, url: &Url) -> bool {
    let allowed = node.attr("allow").unwrap_or_default().to_ascii_lowercase();
    let may_fill = ["allowfullscreen", "webkitallowfullscreen"]
        .iter()
        .any(|name| node.attr(name).is_some());
    let host = url.host_str().unwrap_or_default().split('.');
    let path = url.path().split(['/', '.', '-', '_']);
    may_fill
        || ["fullscreen", "picture-in-picture"]
            .iter()
            .any(|it| allowed.contains(it))
        || host
            .chain(path)
            .any(|part| PLAYERS.iter().any(|it| part.eq_ignore_ascii_case(it)))
}

/// Frames of one pixel count readers.
fn is_visible(node: Node<'_>) -> bool {
    let is_tiny = |side: &str| {
        let pixels = node
            .attr(side)
            .map(|text| text.trim().trim_end_matches("px"));
        pixels
            .and_then(|text| text.parse::<u32>().ok())
            .is_some_and(|pixels| pixels <= 1)
    };
    let style = node.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let is_hidden = ["display:none", "visibility:hidden"]
        .iter()
        .any(|it| style.contains(it));
    !(is_tiny("width") || is_tiny("height") || is_hidden || node.attr("hidden").is_some())
}
