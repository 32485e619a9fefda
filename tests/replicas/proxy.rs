//! The way of one replica to the database's nodes, which can be cut: bytes wait until it is whole again, as on a network that
//! lost its route. Nobody is told.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// What passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Way {
    Open,
    /// Nothing.
    Cut,
    /// Only what the replica sends.
    ToDatabaseOnly,
    /// Only what the database sends.
    FromDatabaseOnly,
}

/// One listener for each node.
pub(crate) struct Proxy {
    way: Arc<AtomicU8>,
    pub(crate) ports: [u16; 3],
}

const STEP: Duration = Duration::from_millis(20);

impl Proxy {
    /// It runs as long as the test process does.
    pub(crate) fn start(nodes: [u16; 3]) -> Self {
        let way = Arc::new(AtomicU8::new(Way::Open as u8));
        let ports = nodes.map(|node| {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let port = listener.local_addr().expect("an address").port();
            let way = way.clone();
            std::thread::spawn(move || {
                for client in listener.incoming().map_while(Result::ok) {
                    let way = way.clone();
                    std::thread::spawn(move || join(client, node, &way));
                }
            });
            port
        });
        Self { way, ports }
    }

    pub(crate) fn set(&self, way: Way) {
        self.way.store(way as u8, Ordering::SeqCst);
    }
}

fn passes(way: &AtomicU8, held: Way) -> bool {
    let now = way.load(Ordering::SeqCst);
    now != Way::Cut as u8 && now != held as u8
}

/// Moves bytes both ways until either end has no more.
fn join(client: TcpStream, node: u16, way: &Arc<AtomicU8>) {
    while !passes(way, Way::FromDatabaseOnly) {
        std::thread::sleep(STEP);
    }
    // A node that is down refuses, and so does this.
    let Ok(server) = TcpStream::connect(("127.0.0.1", node)) else {
        return;
    };
    let clone = |stream: &TcpStream| {
        let _ = stream.set_nodelay(true);
        stream.try_clone().ok()
    };
    let (Some(from_client), Some(from_server)) = (clone(&client), clone(&server)) else {
        return;
    };
    let back = way.clone();
    std::thread::spawn(move || pass(from_server, client, &back, Way::ToDatabaseOnly));
    pass(from_client, server, way, Way::FromDatabaseOnly);
}

/// Moves bytes one way, but for while `held` is the way.
fn pass(mut from: TcpStream, mut to: TcpStream, way: &AtomicU8, held: Way) {
    let mut bytes = [0; 16 * 1024];
    loop {
        let count = from.read(&mut bytes).unwrap_or_default();
        while !passes(way, held) {
            std::thread::sleep(STEP);
        }
        if count == 0 || to.write_all(&bytes[..count]).is_err() {
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
            return;
        }
    }
}
