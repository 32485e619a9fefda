//! Loopback only, and short limits in place of sleeping.

mod shares;

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use futures_util::future::Either;
use http::{Response, Version};
use http_body_util::{BodyExt, Empty, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::*;
use crate::serve::net::socket::bind;
use crate::serve::net::traffic::{CutReason, ShedReason};

const SHORT: Duration = Duration::from_millis(80);
const LONG: Duration = Duration::from_secs(20);

fn limits() -> Limits {
    Limits {
        connections: 20,
        reserved: 4,
        per_client: 20,
        head: LONG,
        idle: LONG,
        answer: LONG,
        stalled: LONG,
        drain: LONG,
        streams: 8,
        ..Limits::default()
    }
}

fn rules() -> ConnectionRules {
    ConnectionRules {
        for_operators: |path| path == "/operators",
        // Readers come from 127.0.0.1, proxies from here.
        trusts: Arc::new(|address| address == IpAddr::from([127, 0, 0, 99])),
    }
}

struct TestListener {
    at: SocketAddr,
    traffic: Arc<Traffic>,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn running(limits: Limits) -> TestListener {
    let listener = bind(([127, 0, 0, 1], 0).into()).expect("loopback");
    let at = listener.local_addr().expect("bound");
    let (stop, stopped) = oneshot::channel();
    let traffic = Arc::<Traffic>::default();
    let stopped = async {
        let _ = stopped.await;
    };
    let ended = listen(
        vec![listener.into()],
        answer,
        rules(),
        limits,
        traffic.clone(),
        stopped,
    );
    let ended = tokio::spawn(ended);
    TestListener {
        at,
        traffic,
        stop,
        ended,
    }
}

fn answer(
    request: Request<Incoming>,
    _: Client,
    _: Entrance,
) -> EventualReply<impl Future<Output = Reply>> {
    Either::Right(reply(request))
}

async fn reply(request: Request<Incoming>) -> Reply {
    match request.uri().path() {
        "/slow" => sleep(SHORT * 3).await,
        "/never" => std::future::pending().await,
        "/long" => return Response::new(Full::new(Bytes::from(vec![b'x'; 600 << 10]))),
        "/huge" => return Response::new(Full::new(Bytes::from(vec![b'x'; 64 << 20]))),
        _ => {}
    }
    Response::new(Full::new(Bytes::from_static(b"hello")))
}

impl TestListener {
    /// Waits until there are so many ordinary connections.
    async fn connections(&self, wanted: usize) {
        let there = async {
            while self.traffic.connections().0 != wanted {
                sleep(SHORT / 20).await;
            }
        };
        timeout(LONG, there).await.expect("so many connections");
    }
}

async fn dial(at: SocketAddr) -> TcpStream {
    TcpStream::connect(at).await.expect("loopback")
}

/// A new connection on which `request` was written.
async fn ask(at: SocketAddr, request: &[u8]) -> TcpStream {
    let mut stream = dial(at).await;
    stream.write_all(request).await.expect("open");
    stream
}

/// Everything until the other side closes; a reset counts as closing.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    timeout(LONG, async {
        let mut some = [0; 4096];
        while let Ok(more @ 1..) = stream.read(&mut some).await {
            all.extend_from_slice(&some[..more]);
        }
    })
    .await
    .expect("the connection stays open");
    String::from_utf8(all).expect("ASCII")
}

async fn one_answer(stream: &mut TcpStream) -> String {
    let mut all = String::new();
    let mut some = [0; 4096];
    while !all.ends_with("hello") {
        let more = stream.read(&mut some).await.expect("an answer");
        assert_ne!(more, 0, "closed after {all:?}");
        all.push_str(std::str::from_utf8(&some[..more]).expect("ASCII"));
    }
    all
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

/// A reader that polls every minute keeps its connection, and is answered in however many pieces it asks.
#[tokio::test]
async fn http_1_is_answered_again_and_again() {
    let running = running(limits()).await;
    let mut stream = dial(running.at).await;
    for piece in [&GET[..1], &GET[1..3], &GET[3..30], &GET[30..]] {
        stream.write_all(piece).await.expect("open");
        tokio::task::yield_now().await;
    }
    assert!(one_answer(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
    stream.write_all(GET).await.expect("still open");
    assert!(one_answer(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
}

/// A proxy on the same machine reaches byline through a file, and speaks for its clients without being named.
#[tokio::test]
async fn a_unix_socket_is_a_proxys() {
    let path = std::env::temp_dir().join(format!("byline-listener-{}.sock", std::process::id()));
    let address = crate::config::ListenAddress::Unix(path.clone());
    let listener = Listener::bind(&address, Entrance::Everyone).expect("a free path");
    let answer = |_: Request<Incoming>, client: Client, _: Entrance| {
        let body = Full::new(Bytes::from(format!("{client} hello")));
        let reply: EventualReply<std::future::Ready<Reply>> =
            Either::Left(futures_util::future::ready(Response::new(body)));
        reply
    };
    let (stop, stopped) = oneshot::channel();
    let stopped = async {
        let _: Result<(), _> = stopped.await;
    };
    let traffic = Arc::default();
    let listening = listen(vec![listener], answer, rules(), limits(), traffic, stopped);
    let ended = tokio::spawn(listening);
    for (said, expected) in [
        ("", "127.0.0.1 hello"),
        ("X-Forwarded-For: 192.0.2.9\r\n", "192.0.2.9 hello"),
    ] {
        let stream = tokio::net::UnixStream::connect(&path).await;
        let mut stream = stream.expect("somebody listens");
        let head = format!("GET / HTTP/1.1\r\nHost: a\r\n{said}Connection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("open");
        let mut all = String::new();
        let read = timeout(LONG, stream.read_to_string(&mut all)).await;
        read.expect("in time").expect("ASCII");
        assert!(all.ends_with(expected), "{all}");
    }
    stop.send(()).expect("still listening");
    timeout(LONG, ended).await.expect("in time").expect("ended");
    assert!(!path.exists(), "the file goes with byline");
}

/// A proxy that speaks HTTP/2 to its backends needs no upgrade dance.
#[tokio::test]
async fn http_2_is_answered_by_prior_knowledge() {
    let running = running(limits()).await;
    let stream = TokioIo::new(dial(running.at).await);
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
            .await
            .expect("HTTP/2");
    tokio::spawn(connection);
    for _ in 0..3 {
        let request = Request::get("http://a.example/")
            .body(Empty::<Bytes>::new())
            .expect("a test request");
        let reply = client.send_request(request).await.expect("an answer");
        assert_eq!(reply.version(), Version::HTTP_2);
        let body = reply.into_body().collect().await.expect("a body");
        assert_eq!(body.to_bytes(), "hello");
    }
}

/// Ten thousand silent sockets must not keep readers out for ever.
#[tokio::test]
async fn a_silent_client_is_dropped() {
    let running = running(Limits {
        head: SHORT,
        ..limits()
    })
    .await;
    for said in [&b""[..], b"P", b"PRI * HTTP/2.0\r\n"] {
        let mut stream = dial(running.at).await;
        stream.write_all(said).await.expect("open");
        assert_eq!(until_closed(&mut stream).await, "");
    }
}

/// Slowloris: one header byte now and then.
#[tokio::test]
async fn slow_headers_are_cut_off_on_the_first_and_on_a_later_request() {
    let running = running(Limits {
        head: SHORT,
        ..limits()
    })
    .await;
    for before in [0, 2] {
        let mut stream = dial(running.at).await;
        for _ in 0..before {
            stream.write_all(GET).await.expect("open");
            one_answer(&mut stream).await;
        }
        stream.write_all(b"GET / HTTP/1.1\r\n").await.expect("open");
        let begun = Instant::now();
        let (mut reading, mut writing) = stream.split();
        let drip = async {
            while writing.write_all(b"X: y\r\n").await.is_ok() {
                sleep(SHORT / 10).await;
            }
        };
        let mut rest = Vec::new();
        let closed = timeout(LONG, reading.read_to_end(&mut rest));
        tokio::select! { _ = closed => {}, () = drip => {} }
        assert!(
            begun.elapsed() < LONG / 2,
            "still open after {:?}",
            begun.elapsed()
        );
    }
}

/// An idle HTTP/2 connection is closed like any other.
#[tokio::test]
async fn an_idle_connection_is_let_go() {
    let running = running(Limits {
        idle: SHORT,
        ..limits()
    })
    .await;
    let mut stream = dial(running.at).await;
    stream.write_all(GET).await.expect("open");
    assert!(until_closed(&mut stream).await.ends_with("hello"));

    let stream = TokioIo::new(dial(running.at).await);
    let (_client, connection) =
        hyper::client::conn::http2::handshake::<_, _, Empty<Bytes>>(TokioExecutor::new(), stream)
            .await
            .expect("HTTP/2");
    let _ = timeout(LONG, connection).await.expect("it is closed");
}

/// Frames come between the requests of HTTP/2 too: a proxy that waits must not count as a slow request.
#[tokio::test]
async fn an_http_2_connection_may_wait_longer_than_a_head() {
    let running = running(Limits {
        head: SHORT,
        ..limits()
    })
    .await;
    let stream = TokioIo::new(dial(running.at).await);
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
            .await
            .expect("HTTP/2");
    tokio::spawn(connection);
    sleep(SHORT * 3).await;
    let request = Request::get("http://a.example/")
        .body(Empty::<Bytes>::new())
        .expect("a test request");
    let reply = client.send_request(request).await;
    assert_eq!(reply.expect("an answer").status(), 200);
}

/// An answer that takes its time is not an idle connection.
#[tokio::test]
async fn a_slow_answer_outlives_the_idle_limit() {
    let running = running(Limits {
        idle: SHORT,
        head: SHORT,
        ..limits()
    })
    .await;
    let mut stream = ask(running.at, b"GET /slow HTTP/1.1\r\nHost: a.example\r\n\r\n").await;
    assert!(one_answer(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
}

/// A fault in byline is answered as one, and the connection goes on.
#[tokio::test]
async fn an_answer_that_never_comes_is_a_504() {
    let running = running(Limits {
        answer: SHORT,
        ..limits()
    })
    .await;
    let mut stream = ask(
        running.at,
        b"GET /never HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
    )
    .await;
    let said = until_closed(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 504 "), "{said}");
    assert!(said.contains("retry-after: 30"), "{said}");
}

/// A reader that asks for much and reads nothing would hold its memory for ever.
#[tokio::test]
async fn an_answer_left_unread_is_dropped() {
    let running = running(Limits {
        stalled: SHORT,
        ..limits()
    })
    .await;
    let _unread = ask(running.at, b"GET /huge HTTP/1.1\r\nHost: a.example\r\n\r\n").await;
    // Its place is free again although the reader still holds its end open.
    running.connections(1).await;
    running.connections(0).await;
    assert!(
        running
            .traffic
            .cut_so_far()
            .contains(&(CutReason::Stalled, 1))
    );
}

/// Header fields without end are refused before they fill the memory.
#[tokio::test]
async fn oversized_headers_are_431() {
    let running = running(limits()).await;
    let long = "y".repeat(20_000);
    let many = "X: y\r\n".repeat(200);
    for fields in [format!("X: {long}\r\n"), many] {
        let mut stream = dial(running.at).await;
        let head = format!("GET / HTTP/1.1\r\nHost: a.example\r\n{fields}\r\n");
        let _ = stream.write_all(head.as_bytes()).await;
        let said = until_closed(&mut stream).await;
        assert!(said.starts_with("HTTP/1.1 431 "), "{said}");
    }
}

/// RFC 9112 §3.2, and what is no HTTP at all.
#[tokio::test]
async fn nonsense_is_400() {
    let running = running(limits()).await;
    for head in [
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "\u{16}\u{3}\u{1}\r\n\r\n",
    ] {
        let mut stream = dial(running.at).await;
        stream.write_all(head.as_bytes()).await.expect("open");
        let said = until_closed(&mut stream).await;
        assert!(said.starts_with("HTTP/1.1 400 "), "{said:?}");
    }
}

/// With every place occupied by idle readers, a newcomer gets the place of one of them.
#[tokio::test]
async fn idle_readers_make_room() {
    // One look at every connection each 20 ms.
    let running = running(Limits {
        connections: 2,
        head: SHORT,
        ..limits()
    })
    .await;
    let mut idle = Vec::new();
    for _ in 0..2 {
        let mut stream = dial(running.at).await;
        stream.write_all(GET).await.expect("open");
        one_answer(&mut stream).await;
        idle.push(stream);
    }
    let mut newcomer = dial(running.at).await;
    newcomer.write_all(GET).await.expect("open");
    let said = timeout(LONG, one_answer(&mut newcomer))
        .await
        .expect("an answer");
    assert!(said.starts_with("HTTP/1.1 200 OK"), "{said}");
}

/// A restart must not cost a reader the answer that is being made for it.
#[tokio::test]
async fn stopping_finishes_what_is_in_flight_and_lets_the_idle_go() {
    let running = running(limits()).await;
    let mut idle = dial(running.at).await;
    idle.write_all(GET).await.expect("open");
    one_answer(&mut idle).await;
    let mut silent = dial(running.at).await;
    let mut waiting = ask(running.at, b"GET /slow HTTP/1.1\r\nHost: a.example\r\n\r\n").await;
    sleep(SHORT).await; // The request is on its way.
    running.stop.send(()).expect("it runs");
    assert!(until_closed(&mut waiting).await.ends_with("hello"));
    assert_eq!(until_closed(&mut idle).await, "");
    assert_eq!(until_closed(&mut silent).await, "");
    timeout(LONG, running.ended)
        .await
        .expect("in time")
        .expect("no panic");
    assert!(TcpStream::connect(running.at).await.is_err());
}

/// A reader that never finishes must not hold up a restart.
#[tokio::test]
async fn stopping_is_bounded() {
    let running = running(Limits {
        drain: SHORT,
        ..limits()
    })
    .await;
    let mut stuck = ask(
        running.at,
        b"GET /never HTTP/1.1\r\nHost: a.example\r\n\r\n",
    )
    .await;
    sleep(SHORT).await;
    running.stop.send(()).expect("it runs");
    timeout(LONG / 2, running.ended)
        .await
        .expect("in time")
        .expect("no panic");
    assert_eq!(until_closed(&mut stuck).await, "");
}

/// A reader on a slow line takes longer than any limit for the whole, and gets the whole.
#[tokio::test]
async fn a_reader_that_takes_its_time_gets_all_of_it() {
    let running = running(Limits {
        stalled: SHORT * 4,
        drain: SHORT * 4,
        ..limits()
    })
    .await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(8 * 1024).expect("a socket");
    let mut stream = socket.connect(running.at).await.expect("loopback");
    stream
        .write_all(b"GET /long HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
        .await
        .expect("open");
    let (begun, mut read) = (Instant::now(), 0);
    let mut some = vec![0; 12 * 1024];
    while let Ok(more @ 1..) = stream.read(&mut some).await {
        read += more;
        sleep(SHORT / 4).await;
    }
    assert!(read > 600 << 10, "{read} bytes after {:?}", begun.elapsed());
    assert!(begun.elapsed() > SHORT * 8, "{:?}", begun.elapsed());
    assert!(
        running
            .traffic
            .cut_so_far()
            .contains(&(CutReason::Stalled, 0))
    );
}

/// What is cut must be gone from the kernel too, where byline would not count it.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn what_is_cut_leaves_nothing_in_the_kernel() {
    let running = running(Limits {
        stalled: SHORT,
        ..limits()
    })
    .await;
    let _unread = ask(running.at, b"GET /huge HTTP/1.1\r\nHost: a.example\r\n\r\n").await;
    running.connections(1).await;
    running.connections(0).await;
    let local = format!(":{:04X} ", running.at.port());
    let gone = async {
        loop {
            let table = std::fs::read_to_string("/proc/net/tcp").expect("Linux");
            // The local end of the server; 0A is the listener.
            let rest = table.lines().any(|line| {
                let fields: Vec<&str> = line.split_whitespace().collect();
                fields.len() > 3 && format!("{} ", fields[1]).ends_with(&local) && fields[3] != "0A"
            });
            if !rest {
                break;
            }
            sleep(SHORT / 4).await;
        }
    };
    timeout(LONG / 2, gone).await.expect("the kernel keeps it");
}
