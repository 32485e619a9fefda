//! Answers over HTTP, from what is in memory.
//!
//! In: connections. Out: feeds, pages and refusals: with validators, codings and caching headers where a cache may keep
//! the answer, with `no-store` otherwise. Must not touch: origins, the store. A request reaches the gateway and no room
//! behind it.
//!
//! A request goes through five steps:
//!
//! 1. [`net`] accepts the connection, gives it a place, and reads the request within its bounds.
//! 2. `routes` finds the endpoint of the path, and refuses what no endpoint answers.
//! 3. `router` calls the endpoint's file in `handlers`, which asks the gateway.
//! 4. The handler makes the reply with [`respond`]: preconditions, coding, header fields; or takes one from the response
//!    cache. [`pages`] has the HTML.
//! 5. [`net`] sends the reply, and watches whether the reader reads it.
//!
//! [`net`] knows none of the others, [`respond`] and [`pages`] know no handler, and a handler knows no connection.

mod handlers;
pub mod net;
pub mod pages;
pub mod respond;
mod router;
mod routes;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;

use crate::gateway::Gateway;
use net::{ConnectionRules, Limits, Listener};
pub use router::Router;

/// Answers on `listeners` until `stop` is ready, then finishes what is in flight, within [`Limits::drain`].
pub async fn serve(
    listeners: Vec<Listener>,
    gateway: Arc<Gateway>,
    stop: impl Future<Output = ()> + Send,
) {
    let trusted = gateway.clone();
    let rules = ConnectionRules {
        for_operators: routes::is_for_operators,
        trusts: Arc::new(move |address| trusted.config().server.trusts(address)),
    };
    let router = Arc::new(Router::new(gateway));
    let (answering, traffic) = (router.clone(), router.traffic().clone());
    let answer = move |request, client, entrance| answering.answer_to(request, client, entrance);
    let stop = async {
        stop.await;
        router.close();
    };
    let limits = Limits::of_this_process();
    net::listen(listeners, answer, rules, limits, traffic, stop).await;
}
