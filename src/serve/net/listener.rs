//! The accept loop: connections in, a place for each, a clean end.
//!
//! In: a bound socket, what answers a request, and a future that says when to stop.
//! Out: nothing; it returns when every connection has ended, or [`Limits::drain`] has passed.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::activity::{Activity, ConnectionVerdict};
use super::client::Client;
use super::connection::Connection;
use super::in_flight::InFlight;
use super::limits::Limits;
use super::observed::PlaceKind;
use super::reaper::{Admitted, Connections};
use super::reply::{EventualReply, Reply};
use super::rules::ConnectionRules;
use super::stream;
use super::traffic::Traffic;
use super::turn_away::{self, Newcomer};

/// Connections that the kernel completes before they are accepted; it may have a lower limit of its own. Beyond, a
/// newcomer tries again after a second: too late for a crowd that comes in the same moment.
const WAITING: u32 = 4096;
/// After the system had no descriptor or memory for a newcomer. Trying again at once would only burn the processor.
const PAUSE: Duration = Duration::from_millis(100);
/// Connections that were told to go have heard it by then.
const HEARD: Duration = Duration::from_millis(20);
/// So often others get to run before a newcomer without a place is given up.
const TRIES: usize = 64;

/// A socket that listens on `address`.
///
/// # Errors
/// Those of `socket`, `bind` and `listen`.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A restart need not wait until the last connections of its predecessor are forgotten.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Accepts and answers until `stop` is ready, then finishes what is in flight.
pub(crate) async fn listen<A, F>(
    listener: TcpListener,
    answer: A,
    rules: ConnectionRules,
    limits: Limits,
    traffic: Arc<Traffic>,
    stop: impl Future<Output = ()>,
) where
    A: Fn(Request<Incoming>, Client) -> EventualReply<F> + Clone + Send + Sync + 'static,
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
    let accepting = async {
        loop {
            door.accept(&listener).await;
        }
    };
    tokio::select! {
        biased;
        () = stop => {}
        () = looking.as_mut() => {}
        () = accepting => {}
    }
    // From here on the kernel refuses new connections, so that they do not wait in vain.
    drop(listener);
    connections.tell_all(ConnectionVerdict::LeaveAtOnce);
    let drain = connections.limits().drain;
    tokio::select! {
        () = connections.all_have_ended() => {}
        () = looking => {}
        () = tokio::time::sleep(drain) => {
            tracing::warn!(
                "stopping: some readers did not take their answer within {drain:?}; they are cut off"
            );
            connections.tell_all(ConnectionVerdict::Cut);
        }
    }
}

/// What newcomers go through.
struct Door<A> {
    connections: Arc<Connections>,
    in_flight: Arc<InFlight>,
    rules: ConnectionRules,
    answer: A,
}

impl<A, F> Door<A>
where
    A: Fn(Request<Incoming>, Client) -> EventualReply<F> + Clone + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    async fn accept(&self, listener: &TcpListener) {
        if self.connections.is_overfull() {
            self.connections.one_has_ended(HEARD).await;
        }
        match listener.accept().await {
            Ok((socket, peer)) => self.let_in(socket, peer).await,
            Err(error) if is_the_callers(&error) => {}
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

    async fn let_in(&self, socket: TcpStream, peer: SocketAddr) {
        let trusted = (self.rules.trusts)(peer.ip().to_canonical());
        let Some(admitted) = self.place(Client::of(peer.ip()), trusted).await else {
            stream::reset(&socket);
            return;
        };
        let limits = self.connections.limits();
        let mut said = Bytes::new();
        if let PlaceKind::Reserved(shed) = admitted.place {
            match turn_away::if_it_asked(&socket, self.rules.for_operators) {
                Newcomer::Said(first) => said = first,
                Newcomer::TurnedAway => {
                    admitted.was_shed(shed, Client::of(peer.ip()));
                    return;
                }
            }
        }
        stream::send_at_once(&socket);
        if !trusted {
            // A proxy may have many readers on one connection.
            stream::bound(&socket, limits.send_buffer_bytes, limits.stalled);
        }
        let connection = Connection {
            admitted,
            peer: peer.ip(),
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
            // Those who came just before have not even been looked at.
            tokio::task::yield_now().await;
        }
        None
    }
}

/// A connection that was gone before it was accepted says nothing about the listener.
fn is_the_callers(error: &io::Error) -> bool {
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
