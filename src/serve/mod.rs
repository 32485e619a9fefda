//! Answers over HTTP, from what is in memory.
//!
//! In: connections. Out: feeds, pages and refusals, as HTTP.md of the design promises them: validators,
//! codings and caching headers on everything that can be kept, `no-store` on everything else.
//! Must not touch: origins, the store, markup of pages. A request reaches the gateway and nothing behind it.
//!
//! - `listener`, `connection`, `pulse`, `rounds`: accept, bound and end connections; `sendfile` spares them copies
//! - `router`, `routes`: from a request to its answer
//! - `feeds`, `embeds`, `files`, `pages`: the answers; `shelf` keeps prepared pages
//! - `admin`, `usage`: what only the operator may do and see
//! - `partners`: keys, why they are refused, and what keeps private answers private
//! - `watch`, `metrics`, `tally`: what operators and their monitors look at
//! - `delivery`, [`conditional`], [`encoding`]: 200 in the best coding, or 304
//! - `reply`: short texts, redirects, nothing

mod admin;
pub mod conditional;
mod connection;
mod delivery;
mod embeds;
pub mod encoding;
mod feeds;
mod files;
#[cfg(test)]
mod granted;
pub mod listener;
mod metrics;
pub mod pages;
mod partners;
mod pulse;
mod reply;
mod rounds;
mod router;
mod routes;
mod sendfile;
mod shelf;
mod tally;
mod usage;
mod watch;

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::gateway::Gateway;
pub use listener::Limits;
pub use router::Router;

/// Answers on `listener` until `stop` is ready, then finishes what is in flight, within [`Limits::drain`].
pub async fn serve(
    listener: TcpListener,
    gateway: Arc<Gateway>,
    stop: impl Future<Output = ()> + Send,
) {
    let router = Arc::new(Router::new(gateway));
    let answering = router.clone();
    let answer = move |request| answering.answer(request);
    let stop = async {
        stop.await;
        router.close();
    };
    listener::listen(listener, answer, Limits::default(), stop).await;
}
