//! `/items/UUID`: where an item's article is, or that the item was withdrawn.

use http::StatusCode;

use crate::gateway::{Gateway, Takedown, Whereabouts, Withdrawer};
use crate::model::Guid;
use crate::serve::net::Reply;
use crate::serve::respond::ready::{self, quoted};

/// The reply to a request for the item with this UUID.
pub(crate) async fn item(gateway: &Gateway, uuid: &str) -> Reply {
    let item = match Guid::parse(uuid) {
        Some(guid) => gateway.item(guid).await,
        None => Whereabouts::Unknown,
    };
    match item {
        Whereabouts::Published(article) => ready::see(&article),
        Whereabouts::Withdrawn(takedown) => withdrawn(&takedown),
        Whereabouts::Unknown => ready::text(StatusCode::NOT_FOUND, "There is no such item here.\n"),
    }
}

/// 410, with the reason. No cache keeps it, since a withdrawal may be undone.
fn withdrawn(takedown: &Takedown) -> Reply {
    let reason = takedown.reason.as_deref().unwrap_or_default();
    let when = takedown.when.rfc3339();
    let mut message = match takedown.by {
        Withdrawer::Operator => format!("This item was withdrawn on {when}."),
        Withdrawer::Origin => format!("Its publisher has withdrawn this item, by {when}."),
    };
    if !reason.is_empty() {
        message = format!("{message} {}", quoted(reason, 1000));
    }
    ready::text(StatusCode::GONE, message + "\n")
}
