//! The service manager's side of `byline serve` (systemd; sd_notify(3), sd_listen_fds(3)).
//!
//! In: the environment that the manager gives. Out: the sockets that it opened, and messages to it: ready, reloading,
//! stopping, alive. Without a manager there is nobody to tell, and nothing happens.

use std::io;
use std::time::Duration;

use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::net::{TcpListener, UnixListener};

use super::exit::Exit;
use crate::serve::net::{Entrance, Listener};

/// The name of a socket for operators (`FileDescriptorName=admin` in the manager's socket unit).
const ADMIN: &str = "admin";

/// The sockets that the manager opened; none when it opened none. Each is for everyone, or for operators by its name.
pub(super) fn sockets() -> Result<Vec<Listener>, Exit> {
    let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
    let mut names = names.split(':');
    let mut passed = ListenFd::from_env();
    (0..passed.len())
        .map(|index| {
            let entrance = match names.next() {
                Some(ADMIN) => Entrance::Operators,
                Some(_) | None => Entrance::Everyone,
            };
            let socket = socket(&mut passed, index).map_err(|error| {
                Exit::Failed(format!(
                    "socket {} of the service manager: {error}; byline listens on stream sockets: ListenStream= in its \
                     socket unit, with Accept=no",
                    index + 1
                ))
            })?;
            Ok(socket.for_entrance(entrance))
        })
        .collect()
}

fn socket(passed: &mut ListenFd, index: usize) -> io::Result<Listener> {
    if let Ok(Some(socket)) = passed.take_tcp_listener(index) {
        socket.set_nonblocking(true)?;
        return TcpListener::from_std(socket).map(Listener::from);
    }
    match passed.take_unix_listener(index)? {
        Some(socket) => {
            socket.set_nonblocking(true)?;
            UnixListener::from_std(socket).map(Listener::from)
        }
        None => Err(io::ErrorKind::NotFound.into()),
    }
}

/// Requests are answered from now on.
pub(super) fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// feeds.toml is being read again; [`ready`] follows.
pub(super) fn reloading() {
    if let Ok(now) = NotifyState::monotonic_usec_now() {
        tell(&[NotifyState::Reloading, now]);
    }
}

/// What is in flight is finished, and then byline ends.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Says for ever that the runtime is alive, twice within each of the manager's intervals (`WatchdogSec=`).
pub(super) async fn watchdog() {
    let Some(within) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    let mut every = tokio::time::interval((within / 2).max(Duration::from_millis(1)));
    loop {
        every.tick().await;
        tell(&[NotifyState::Watchdog]);
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!("the service manager was not told: {error}");
    }
}
