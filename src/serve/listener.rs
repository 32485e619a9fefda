//! The accept loop: connections in, bounded in number and in time; a clean end.
//!
//! In: a bound socket, what answers a request, and a future that says when to stop.
//! Out: nothing; it returns when every connection has ended, or [`Limits::drain`] has passed.
//! Knows nothing of feeds: what is answered is the router's affair.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{MissedTickBehavior, interval};

use super::connection;
use super::pulse::{Pulse, Verdict};
use super::reply::{Answer, Reply};
use super::rounds::Rounds;

/// What one stranger may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once. Beyond, new ones wait in the kernel's queue, and idle ones are let go.
    pub connections: u32,
    /// Request line and header fields of one request.
    pub header_bytes: usize,
    /// From a request's first byte to the end of its header fields, and from the connection to its
    /// first byte.
    pub head: Duration,
    /// Between two requests on one connection.
    pub idle: Duration,
    /// From a request to its answer's header fields. The gateway is done within it, or it is a fault.
    pub answer: Duration,
    /// How long a reader may leave an answer lying before it is dropped.
    pub unread: Duration,
    /// From the signal to stop until open connections are dropped.
    pub drain: Duration,
    /// Requests at once on one HTTP/2 connection.
    pub streams: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            header_bytes: 16 * 1024,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            answer: Duration::from_secs(30),
            unread: Duration::from_secs(60),
            drain: Duration::from_secs(20),
            streams: 64,
        }
    }
}

/// What every connection of one listener shares.
#[derive(Debug)]
struct House {
    limits: Limits,
    seats: Arc<Semaphore>,
    /// The last attempt to accept found no descriptor or memory left.
    starved: AtomicBool,
    rounds: Rounds,
}

impl House {
    fn new(limits: Limits) -> Self {
        Self {
            seats: Arc::new(Semaphore::new(limits.connections as usize)),
            starved: AtomicBool::new(false),
            rounds: Rounds::keeping(&limits),
            limits,
        }
    }

    /// Whether newcomers are waiting for a seat, or soon will be.
    fn crowded(&self) -> bool {
        self.seats.available_permits() == 0 || self.starved.load(Relaxed)
    }

    /// Makes the rounds for ever.
    async fn look_around(&self) {
        let mut next = interval(self.rounds.every());
        next.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            next.tick().await;
            self.rounds.look(self.crowded());
        }
    }
}

/// A connection's place in the house; free again when it is dropped.
struct Seat {
    house: Arc<House>,
    number: u64,
    pulse: Arc<Pulse>,
    _permit: OwnedSemaphorePermit,
}

impl Seat {
    fn taken(house: &Arc<House>, permit: OwnedSemaphorePermit) -> Self {
        let pulse = Arc::new(Pulse::begun());
        Self {
            number: house.rounds.take_in(pulse.clone()),
            house: house.clone(),
            pulse,
            _permit: permit,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.house.rounds.leave_out(self.number);
    }
}

/// Connections that the kernel completes before they are accepted; it may have a lower limit of its own. Beyond, a
/// newcomer tries again after a second: too late for a crowd that comes in the same moment.
const WAITING: u32 = 4096;

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
pub async fn listen<A, F>(
    listener: TcpListener,
    answer: A,
    limits: Limits,
    stop: impl Future<Output = ()>,
) where
    A: Fn(Request<Incoming>) -> Answer<F> + Clone + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    let house = Arc::new(House::new(limits));
    let mut looking = pin!(house.look_around());
    let accepting = async {
        loop {
            seat_one(&listener, &answer, &house).await;
        }
    };
    tokio::select! {
        biased;
        () = stop => {}
        () = looking.as_mut() => {}
        () = accepting => {}
    }
    // Whoever connects from here on is refused by the kernel rather than left waiting.
    drop(listener);
    house.rounds.tell_all(Verdict::Leave);
    let everyone = house.seats.acquire_many(house.limits.connections);
    tokio::select! {
        _ = everyone => {}
        () = looking => {}
        () = tokio::time::sleep(house.limits.drain) => {
            tracing::warn!(
                "stopping: some readers did not take their answer within {:?}; they are cut off",
                house.limits.drain
            );
            house.rounds.tell_all(Verdict::Cut);
        }
    }
}

async fn seat_one<A, F>(listener: &TcpListener, answer: &A, house: &Arc<House>)
where
    A: Fn(Request<Incoming>) -> Answer<F> + Clone + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    let Ok(permit) = house.seats.clone().acquire_owned().await else {
        return; // The semaphore is never closed.
    };
    match listener.accept().await {
        Ok((stream, _)) => {
            house.starved.store(false, Relaxed);
            let (answer, seat) = (answer.clone(), Seat::taken(house, permit));
            tokio::spawn(async move {
                nodelay(&stream);
                connection::attend(stream, answer, &seat.house.limits, &seat.pulse).await;
            });
        }
        Err(error) if is_the_callers(&error) => {}
        Err(error) => {
            // Out of descriptors or memory: connections that end make room, and the idle ones are let
            // go. Trying again at once would only burn the processor.
            house.starved.store(true, Relaxed);
            tracing::warn!(
                "cannot accept connections: {error}; trying again in {PAUSE:?}. \
                 If it says \"too many open files\", raise the limit (ulimit -n)"
            );
            tokio::time::sleep(PAUSE).await;
        }
    }
}

const PAUSE: Duration = Duration::from_secs(1);

/// Answers are written whole; waiting for more to send would only delay them.
fn nodelay(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("TCP_NODELAY: {error}");
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
