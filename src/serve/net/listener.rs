//! The accept loop: each new connection gets a place, and at the end open requests are finished.
//!
//! In: the sockets that listen, what answers a request, and a future that says when to stop.
//! Out: nothing. [`listen`] returns when every connection has ended, or [`Limits::drain`] has passed.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use hyper::body::Incoming;

use super::activity::{Activity, ConnectionVerdict};
use super::client::Client;
use super::connection::Connection;
use super::in_flight::InFlight;
use super::limits::Limits;
use super::observed::PlaceKind;
use super::reaper::{Admitted, Connections};
use super::reply::{EventualReply, Reply};
use super::rules::ConnectionRules;
use super::socket::{Entrance, Listener, Peer, Socket};
use super::traffic::Traffic;
use super::turn_away::{self, Newcomer};

/// The pause after the system had no descriptor or memory for a connection. Trying again at once would only cost CPU time.
const PAUSE: Duration = Duration::from_millis(100);
/// Within this time the tasks of connections that were sent away have run.
const HEARD: Duration = Duration::from_millis(20);
/// How often other tasks run before a new connection without a place is reset.
const TRIES: usize = 64;

/// Accepts and answers until `stop` is ready, then finishes the requests in flight.
pub(crate) async fn listen<A, F>(
    listeners: Vec<Listener>,
    answer: A,
    rules: ConnectionRules,
    limits: Limits,
    traffic: Arc<Traffic>,
    stop: impl Future<Output = ()>,
) where
    A: Fn(Request<Incoming>, Client, Entrance) -> EventualReply<F> + Clone + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    let door = Door {
        in_flight: Arc::new(InFlight::new(limits.per_client)),
        connections: Arc::new(Connections::within(limits, traffic)),
        rules,
        answer,
    };
    let connections = &door.connections;
    let mut looking = pin!(connections.look_after());
    let accepting = join_all(listeners.iter().map(async |listener| {
        loop {
            door.accept(listener).await;
        }
    }));
    tokio::select! {
        biased;
        () = stop => {}
        () = looking.as_mut() => {}
        _ = accepting => {}
    }
    // The kernel refuses new connections from here on, so that no client waits in vain.
    drop(listeners);
    connections.give_all(ConnectionVerdict::LeaveAtOnce);
    let drain = connections.limits().drain;
    tokio::select! {
        () = connections.all_have_ended() => {}
        () = looking => {}
        () = tokio::time::sleep(drain) => {
            tracing::warn!(
                "stopping: some readers did not take their answer within {drain:?}; they are cut off"
            );
            connections.give_all(ConnectionVerdict::Cut);
        }
    }
}

/// What each new connection goes through.
struct Door<A> {
    connections: Arc<Connections>,
    in_flight: Arc<InFlight>,
    rules: ConnectionRules,
    answer: A,
}

impl<A, F> Door<A>
where
    A: Fn(Request<Incoming>, Client, Entrance) -> EventualReply<F> + Clone + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    async fn accept(&self, listener: &Listener) {
        if self.connections.is_overfull() {
            self.connections.one_has_ended(HEARD).await;
        }
        match listener.accept().await {
            Ok((socket, peer)) => self.let_in(socket, peer, listener.entrance()).await,
            Err(error) if has_ended_already(&error) => {}
            Err(error) => {
                self.connections.make_room();
                tracing::warn!(
                    "cannot accept connections: {error}; trying again in {PAUSE:?}. \
                     If it says \"too many open files\", raise the limit (ulimit -n)"
                );
                self.connections.one_has_ended(PAUSE).await;
            }
        }
    }

    async fn let_in(&self, socket: Socket, peer: Peer, entrance: Entrance) {
        let trusted = peer.is_local_proxy || (self.rules.trusts)(peer.address.to_canonical());
        let Some(admitted) = self.place(Client::of(peer.address), trusted).await else {
            socket.reset();
            return;
        };
        let limits = self.connections.limits();
        let mut said = Bytes::new();
        if let PlaceKind::Reserved(shed) = admitted.place {
            match turn_away::if_it_asked(&socket, self.rules.for_operators) {
                Newcomer::Said(first) => said = first,
                Newcomer::TurnedAway => {
                    admitted.was_shed(shed, Client::of(peer.address));
                    return;
                }
            }
        }
        socket.send_at_once();
        if !trusted {
            // A proxy may carry the answers of many readers on one connection, so its buffer is not bounded.
            socket.bound(limits.send_buffer_bytes, limits.stalled);
        }
        let connection = Connection {
            admitted,
            peer,
            entrance,
            trusted,
            rules: self.rules.clone(),
            in_flight: self.in_flight.clone(),
            answer: self.answer.clone(),
        };
        tokio::spawn(connection.attend(socket, said));
    }

    async fn place(&self, client: Client, trusted: bool) -> Option<Admitted> {
        for _ in 0..TRIES {
            let activity = Arc::new(Activity::begun());
            if let Some(admitted) = self.connections.admit(client, trusted, activity) {
                return Some(admitted);
            }
            // The connections that came just before have not run yet; one of them may end.
            tokio::task::yield_now().await;
        }
        None
    }
}

/// Whether the connection ended before it was accepted. The listener itself is in order then.
fn has_ended_already(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests;
