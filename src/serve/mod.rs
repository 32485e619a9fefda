//! Answers over HTTP, from what is in memory.
//!
//! In: connections. Out: feeds, pages and refusals, as HTTP.md of the design promises them: validators,
//! codings and caching headers on everything that can be kept, `no-store` on everything else.
//! Must not touch: origins, the store, markup of pages. A request reaches the gateway and nothing behind it.
//!
//! - [`net`]: accepts, bounds and ends connections, and shares them out among clients
//! - `router`, `routes`: from a request to its answer
//! - `feeds`, `embeds`, `files`, `pages`: the answers; `prepared_pages` keeps pages that are made already
//! - `admin`, `usage`: what only the operator may do and see; `guesses` slows down who guesses its token
//! - `partners`: keys, why they are refused, and what keeps private answers private
//! - `watch`, `metrics`, `request_counts`: what operators and their monitors look at
//! - `delivery`, [`conditional`], [`encoding`]: 200 in the best coding, or 304
//! - `reply`: short texts, redirects, nothing; `people`: the same as pages, for those who read them in a browser

mod admin;
pub mod conditional;
mod delivery;
mod embeds;
pub mod encoding;
mod feeds;
mod files;
#[cfg(test)]
mod granted;
mod guesses;
mod metrics;
pub mod net;
pub mod pages;
mod partners;
mod people;
mod prepared_pages;
mod reply;
mod request_counts;
mod respond;
mod router;
mod routes;
mod usage;
mod watch;

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::gateway::Gateway;
use net::{Limits, Rules};
pub use router::Router;

/// Answers on `listener` until `stop` is ready, then finishes what is in flight, within [`Limits::drain`].
pub async fn serve(
    listener: TcpListener,
    gateway: Arc<Gateway>,
    stop: impl Future<Output = ()> + Send,
) {
    let trusted = gateway.clone();
    let rules = Rules {
        for_operators: routes::is_for_operators,
        trusts: Arc::new(move |address| trusted.config().server.trusts(address)),
    };
    let router = Arc::new(Router::new(gateway));
    let (answering, traffic) = (router.clone(), router.traffic().clone());
    let answer = move |request, client| answering.answer_to(request, client);
    let stop = async {
        stop.await;
        router.close();
    };
    let limits = Limits::of_this_process();
    net::listen(listener, answer, rules, limits, traffic, stop).await;
}
