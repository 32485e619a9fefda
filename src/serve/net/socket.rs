//! Sockets: those that byline listens on, and the connections that they accept, over TCP or a Unix socket.
//!
//! In: an address from `feeds.toml`, or a socket that the service manager opened. Out: connections, each with its peer.
//! What the two kinds of sockets differ in is said here, and nowhere else.

use std::io;
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixListener, UnixStream};

use crate::config::ListenAddress;

/// Connections that the kernel completes before byline accepts them; the kernel may have a lower limit. A client beyond
/// this number tries again after a second, which is too late for a crowd that comes in the same moment.
const WAITING: u32 = 4096;

/// For whom a socket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// For readers and operators alike.
    Everyone,
    /// For readers. Operators have a socket of their own.
    Readers,
    /// For operators; `[server] admin-listen`.
    Operators,
}

/// A socket that byline listens on.
#[derive(Debug)]
pub struct Listener {
    socket: ListeningSocket,
    entrance: Entrance,
}

#[derive(Debug)]
enum ListeningSocket {
    Tcp(TcpListener),
    /// With the file to remove at the end, when byline made it.
    Unix(
        UnixListener,
        #[expect(dead_code, reason = "it is there to be dropped")] Option<SocketFile>,
    ),
}

/// The file of a Unix socket. It goes with its owner.
#[derive(Debug)]
struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A connection.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer {
    pub(super) address: IpAddr,
    /// The file's permissions say who may connect to a Unix socket, and that is a proxy that speaks for its clients.
    pub(super) is_local_proxy: bool,
}

impl Listener {
    /// A socket that listens on `address`.
    ///
    /// A Unix socket gets the permissions 0660: its owner and its group may connect. A file that a killed byline left there
    /// is replaced; one on which somebody listens is not.
    ///
    /// # Errors
    /// Those of `socket`, `bind` and `listen`; [`io::ErrorKind::AddrInUse`] when somebody listens there.
    pub fn bind(address: &ListenAddress, entrance: Entrance) -> io::Result<Self> {
        let socket = match address {
            ListenAddress::Tcp(address) => ListeningSocket::Tcp(bind(*address)?),
            ListenAddress::Unix(path) => {
                let socket = bind_unix(path)?;
                ListeningSocket::Unix(socket, Some(SocketFile(path.clone())))
            }
        };
        Ok(Self { socket, entrance })
    }

    /// For whom it is.
    pub const fn entrance(&self) -> Entrance {
        self.entrance
    }

    /// The same socket for `entrance`.
    #[must_use]
    pub const fn for_entrance(mut self, entrance: Entrance) -> Self {
        self.entrance = entrance;
        self
    }

    /// Where it listens, as an operator would write it in `feeds.toml`.
    pub fn name(&self) -> String {
        match &self.socket {
            ListeningSocket::Tcp(socket) => socket
                .local_addr()
                .map_or_else(|error| error.to_string(), |address| address.to_string()),
            ListeningSocket::Unix(socket, _) => {
                let address = socket.local_addr().ok();
                let path = address.as_ref().and_then(|it| it.as_pathname());
                format!("unix:{}", path.unwrap_or_else(|| Path::new("")).display())
            }
        }
    }

    /// The next connection.
    pub(super) async fn accept(&self) -> io::Result<(Socket, Peer)> {
        match &self.socket {
            ListeningSocket::Tcp(listener) => {
                let (socket, peer) = listener.accept().await?;
                let peer = Peer {
                    address: peer.ip(),
                    is_local_proxy: false,
                };
                Ok((Socket::Tcp(socket), peer))
            }
            ListeningSocket::Unix(listener, _) => {
                let (socket, _) = listener.accept().await?;
                let peer = Peer {
                    address: Ipv4Addr::LOCALHOST.into(),
                    is_local_proxy: true,
                };
                Ok((Socket::Unix(socket), peer))
            }
        }
    }
}

impl From<TcpListener> for Listener {
    fn from(socket: TcpListener) -> Self {
        Self {
            socket: ListeningSocket::Tcp(socket),
            entrance: Entrance::Everyone,
        }
    }
}

/// A Unix socket whose file is somebody else's, such as the service manager's.
impl From<UnixListener> for Listener {
    fn from(socket: UnixListener) -> Self {
        Self {
            socket: ListeningSocket::Unix(socket, None),
            entrance: Entrance::Everyone,
        }
    }
}

/// A TCP socket that listens on `address`.
///
/// # Errors
/// Those of `socket`, `bind` and `listen`.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // After a restart the address is free although the kernel still remembers old connections.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let there = std::fs::symlink_metadata(path).ok();
    if there.is_some_and(|file| file.file_type().is_socket()) {
        match std::os::unix::net::UnixStream::connect(path) {
            // Its byline is gone.
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                std::fs::remove_file(path)?;
            }
            Ok(_) => return Err(io::ErrorKind::AddrInUse.into()),
            Err(error) => return Err(error),
        }
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o660))?;
    Ok(listener)
}

impl Socket {
    /// Has the kernel drop unread bytes and, over TCP, send a reset when the socket is closed.
    pub(super) fn reset(&self) {
        if let Self::Tcp(socket) = self
            && let Err(error) = SockRef::from(socket).set_linger(Some(Duration::ZERO))
        {
            tracing::debug!("SO_LINGER: {error}");
        }
    }

    /// Turns off Nagle's algorithm. Answers are written whole, so waiting for more to send would only delay them.
    pub(super) fn send_at_once(&self) {
        if let Self::Tcp(socket) = self
            && let Err(error) = socket.set_nodelay(true)
        {
            tracing::debug!("TCP_NODELAY: {error}");
        }
    }

    /// Bounds the send buffer, and over TCP how long the kernel tries to deliver unread bytes. Without the first bound,
    /// Linux buffers up to 4 MiB for each reader.
    pub(super) fn bound(&self, send_buffer_bytes: usize, unread: Duration) {
        let socket = self.as_ref();
        if let Err(error) = socket.set_send_buffer_size(send_buffer_bytes) {
            tracing::debug!("SO_SNDBUF: {error}");
        }
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if let Self::Tcp(_) = self
            && let Err(error) = socket.set_tcp_user_timeout(Some(unread))
        {
            tracing::debug!("TCP_USER_TIMEOUT: {error}");
        }
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        let _ = unread;
    }

    /// Whether bytes have come that were not read.
    pub(super) fn has_bytes(&self) -> bool {
        self.as_ref().peek(&mut [MaybeUninit::uninit()]).is_ok()
    }

    /// The socket without tokio. It does not block.
    pub(super) fn as_ref(&self) -> SockRef<'_> {
        match self {
            Self::Tcp(socket) => SockRef::from(socket),
            Self::Unix(socket) => SockRef::from(socket),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(socket) => Pin::new(socket).poll_read(cx, into),
            Self::Unix(socket) => Pin::new(socket).poll_read(cx, into),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(socket) => Pin::new(socket).poll_write(cx, bytes),
            Self::Unix(socket) => Pin::new(socket).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(socket) => Pin::new(socket).poll_write_vectored(cx, slices),
            Self::Unix(socket) => Pin::new(socket).poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Tcp(socket) => socket.is_write_vectored(),
            Self::Unix(socket) => socket.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(socket) => Pin::new(socket).poll_flush(cx),
            Self::Unix(socket) => Pin::new(socket).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Unix(socket) => Pin::new(socket).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a kill the socket's file is still there; a start that fails until somebody removes it would be an outage.
    #[tokio::test]
    async fn a_file_that_was_left_is_replaced_and_one_in_use_is_not() {
        let path = std::env::temp_dir().join(format!("byline-{}.sock", std::process::id()));
        let address = ListenAddress::Unix(path.clone());
        let bind = || Listener::bind(&address, Entrance::Everyone);
        let first = bind().expect("a free path");
        assert_eq!(first.name(), format!("unix:{}", path.display()));
        let in_use = bind().expect_err("somebody listens");
        assert_eq!(in_use.kind(), io::ErrorKind::AddrInUse);
        drop(first);
        assert!(!path.exists(), "the file goes with the listener");
        // As a kill leaves it.
        drop(std::os::unix::net::UnixListener::bind(&path).expect("a free path"));
        assert!(path.exists());
        drop(bind().expect("nobody listens there any more"));
        // What is no socket is not byline's to remove.
        std::fs::write(&path, "a note").expect("a file");
        assert!(bind().is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("the note"), "a note");
        std::fs::remove_file(&path).expect("the note");
    }
}
