//! Answers 503 on a new connection without an ordinary place, before anything is set up for it.
//!
//! In: a socket just accepted. Out: whether it was answered, or what was read from it. A client that keeps connecting
//! beyond its share costs a tenth of what a connection costs. Nothing here waits: a request that has not arrived yet, is
//! not plain HTTP/1, or is for operators goes the usual way.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;

use bytes::Bytes;

use super::reply::NO_ROOM;
use super::socket::Socket;

/// A longer head goes the usual way.
const HEAD_BYTES: usize = 2048;
/// What became of a new connection.
pub(super) enum Newcomer {
    /// It was answered with 503.
    TurnedAway,
    /// It goes the usual way. These bytes were read from it.
    Said(Bytes),
}

/// Answers with 503 if a request has arrived on `socket` that is not `for_operators`.
pub(super) fn if_it_asked(socket: &Socket, for_operators: fn(&str) -> bool) -> Newcomer {
    let socket = socket.as_ref();
    let mut head = [0; HEAD_BYTES];
    // This does not block, since the runtime set the socket so.
    let Ok(read) = (&*socket).read(&mut head) else {
        return Newcomer::Said(Bytes::new());
    };
    let said = &head[..read];
    if path(said).is_none_or(for_operators) {
        return Newcomer::Said(Bytes::copy_from_slice(said));
    }
    // The send buffer is empty and has room for this. If the client is gone, that is no fault of byline's.
    let _ = (&*socket).write_all(NO_ROOM);
    let _ = socket.shutdown(Shutdown::Write);
    Newcomer::TurnedAway
}

/// The path of a whole HTTP/1 request without a body; `None` for anything else.
fn path(said: &[u8]) -> Option<&str> {
    let head = std::str::from_utf8(said.strip_suffix(b"\r\n\r\n")?).ok()?;
    let (line, _) = head.split_once("\r\n").unwrap_or((head, ""));
    let mut parts = line.split(' ');
    let (method, target, version) = (parts.next()?, parts.next()?, parts.next()?);
    let is_request = matches!(method, "GET" | "HEAD")
        && target.starts_with('/')
        && version.starts_with("HTTP/1.")
        && parts.next().is_none();
    is_request.then(|| target.split(['?', '#']).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any other bytes must be read to their end, since they may be a takedown.
    #[test]
    fn only_what_is_plainly_a_request_is_turned_away() {
        for (said, expected) in [
            (
                "GET /feeds/a.rss?x=1 HTTP/1.1\r\nHost: a\r\n\r\n",
                Some("/feeds/a.rss"),
            ),
            ("HEAD / HTTP/1.0\r\n\r\n", Some("/")),
            ("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", Some("/healthz")),
            ("GET / HTTP/1.1\r\nHost: a\r\n", None),
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET", None),
            ("POST /admin/takedowns HTTP/1.1\r\nHost: a\r\n\r\n", None),
            ("GET http://a/admin/usage HTTP/1.1\r\nHost: a\r\n\r\n", None),
            ("PRI * HTTP/2.0\r\n\r\n", None),
            ("GET  / HTTP/1.1\r\n\r\n", None),
            ("\u{16}\u{3}\u{1}\r\n\r\n", None),
            ("", None),
        ] {
            assert_eq!(path(said.as_bytes()), expected, "{said:?}");
        }
    }
}
