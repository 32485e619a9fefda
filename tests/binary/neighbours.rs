//! One address that takes all it can get, and its neighbours: readers, monitors, an operator, a rights holder.
//!
//! All addresses are of loopback: 127.0.0.2 takes, 127.0.0.3 reads, 127.0.0.4 guesses.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use crate::origin::{self, ADMIN, Origin, TOKEN};
use crate::process::{Demo, Folder, free_address};

const TAKER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const READER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const GUESSER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 4);
/// A neighbour waits no longer, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(10);

/// `byline serve` with a feed of fifty items, and so many descriptors.
fn serving(folder: &Folder, descriptors: u64) -> Demo {
    let paper = Origin::start(|path, stream| {
        let page = match path {
            "/north/" => Some(origin::section("north", (1..=50).rev())),
            path => origin::article(path),
        };
        match page {
            Some(page) => origin::reply(stream, "200 OK", "", page.as_bytes()),
            None => origin::reply(stream, "404 Not Found", "", b""),
        }
    });
    let address = free_address();
    let toml =
        origin::feeds_toml(&address, &paper.address, &["north"], "News").replace("300ms", "1h");
    std::fs::write(folder.path().join("feeds.toml"), toml).expect("feeds.toml");
    let demo = Demo::with_descriptors(folder, &address, &[(ADMIN, TOKEN)], descriptors);
    demo.until("/feeds/north.json", |body| {
        body.contains("北") || body.contains("north")
    });
    demo
}

/// A connection from `source`.
fn connect(source: Ipv4Addr, to: &str, receive_bytes: Option<usize>) -> Option<TcpStream> {
    let to: SocketAddr = to.parse().ok()?;
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    if let Some(bytes) = receive_bytes {
        socket.set_recv_buffer_size(bytes).ok()?;
    }
    socket.bind(&SocketAddr::from((source, 0)).into()).ok()?;
    socket.connect_timeout(&to.into(), PATIENCE).ok()?;
    Some(socket.into())
}

/// The status of the answer to one request, and the whole answer; `None` when there is none in time.
fn ask(source: Ipv4Addr, to: &str, method: &str, path: &str, more: &str) -> Option<(u16, String)> {
    let mut stream = connect(source, to, None)?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n{more}\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    // What was reset after its answer has come whole, or not at all.
    let _ = stream.read_to_string(&mut answer);
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer))
}

/// Connections of one address, all of them busy: a third asks without end, a third has begun a request, a third does not
/// read its answer. One that is closed is opened again.
struct Crowd {
    over: Arc<AtomicBool>,
    refused: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<()>>,
}

impl Crowd {
    fn gather(to: &str, connections: usize) -> Self {
        let (over, refused) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let threads = 4;
        let crowd = |_| {
            let (to, over, refused) = (to.to_owned(), over.clone(), refused.clone());
            std::thread::spawn(move || {
                let mut held: Vec<Option<TcpStream>> =
                    (0..connections.div_ceil(threads)).map(|_| None).collect();
                while !over.load(Relaxed) {
                    for (number, place) in held.iter_mut().enumerate() {
                        if over.load(Relaxed) {
                            break;
                        }
                        match place {
                            None => *place = begin(number % 3, &to),
                            Some(stream) => {
                                if is_over(number % 3, stream, &to, &refused) {
                                    *place = None;
                                }
                            }
                        }
                    }
                    std::thread::sleep(Duration::from_millis(1));
                }
            })
        };
        let threads = (0..threads).map(crowd).collect();
        Self {
            over,
            refused,
            threads,
        }
    }

    /// Ends it; how many 503 it was given.
    fn disperse(self) -> usize {
        self.over.store(true, Relaxed);
        for thread in self.threads {
            thread.join().expect("no panic");
        }
        self.refused.load(Relaxed)
    }
}

fn request(to: &str) -> String {
    format!("GET /feeds/north.json HTTP/1.1\r\nHost: {to}\r\n\r\n")
}

fn begin(kind: usize, to: &str) -> Option<TcpStream> {
    let mut stream = connect(TAKER, to, (kind == 2).then_some(4096))?;
    let said = match kind {
        0 => request(to),
        1 => "GET /feeds/north.json HTTP/1.1\r\nHost:".to_owned(),
        _ => request(to).repeat(40),
    };
    stream.write_all(said.as_bytes()).ok()?;
    stream.set_nonblocking(true).ok()?;
    Some(stream)
}

fn is_over(kind: usize, stream: &mut TcpStream, to: &str, refused: &AtomicUsize) -> bool {
    if kind == 2 {
        return stream.take_error().ok().flatten().is_some();
    }
    let mut some = [0; 16 * 1024];
    match stream.read(&mut some) {
        Ok(0) => true,
        Ok(read) => {
            if some[..read].starts_with(b"HTTP/1.1 503") {
                refused.fetch_add(1, Relaxed);
            }
            kind == 0 && stream.write_all(request(to).as_bytes()).is_err()
        }
        Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
    }
}

/// One misled crawler, or one who means harm, must not keep readers from their feeds, a monitor from its answer and a
/// rights holder from a takedown. `BYLINE_DESCRIPTORS` says how many there are (64).
#[test]
fn one_address_with_twice_as_many_connections_as_descriptors_starves_nobody() {
    let descriptors = origin::setting("BYLINE_DESCRIPTORS", 64);
    let folder = Folder::new("neighbours");
    let demo = serving(&folder, descriptors);
    let to = demo.address.clone();
    let feed: serde_json::Value =
        serde_json::from_str(&demo.get("/feeds/north.json")).expect("JSON");
    let guid = feed["items"][0]["id"].as_str().expect("a guid").to_owned();
    let crowd = Crowd::gather(&to, usize::try_from(descriptors * 2).expect("a few"));
    std::thread::sleep(Duration::from_secs(2));

    let (mut answered, mut slowest) = (0, Duration::ZERO);
    let readers = 20;
    for number in 0..readers {
        let began = Instant::now();
        let path = ["/feeds/north.rss", "/feeds/north", "/"][number % 3];
        let answer = ask(READER, &to, "GET", path, "");
        answered += usize::from(answer.is_some_and(|(status, _)| status == 200));
        slowest = slowest.max(began.elapsed());
    }
    let began = Instant::now();
    let authorization = format!("Authorization: Bearer {TOKEN}\r\n");
    let body = format!("{{\"guid\":\"{guid}\"}}");
    let more = format!(
        "{authorization}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let takedown = ask(READER, &to, "POST", "/admin/takedowns", &more).map(|(status, _)| status);
    let took = began.elapsed();
    // The operator may sit behind the same address as the crowd.
    let health = (0..20)
        .any(|_| ask(TAKER, &to, "GET", "/healthz", "").is_some_and(|(status, _)| status == 200));
    let metrics = ask(READER, &to, "GET", "/metrics", "")
        .map(|(_, text)| text)
        .unwrap_or_default();
    let refused = crowd.disperse();
    eprintln!(
        "{descriptors} descriptors: {answered} of {readers} readers answered, slowest {slowest:?}; takedown {takedown:?} in {took:?}; \
         health for the crowd's own address {health}; the crowd got {refused} times 503"
    );
    assert_eq!(answered, readers, "{}", folder.said());
    assert_eq!(takedown, Some(200), "{}", folder.said());
    assert!(health, "{}", folder.said());
    assert!(refused > 0, "it is told why");
    let shed = metrics
        .lines()
        .find_map(|line| line.strip_prefix("byline_requests_shed_total{reason=\"share\"} "));
    assert!(shed.is_some_and(|shed| shed != "0"), "{metrics}");
    let said = folder.said();
    assert_eq!(
        said.matches("has its share of connections").count(),
        1,
        "told once: {said}"
    );
    assert!(demo.terminate().success());
}

/// Six hundred readers that do not read must not take the memory that the machine has for all its connections.
#[test]
#[cfg(target_os = "linux")]
fn what_a_reader_does_not_read_takes_little_of_the_kernels_memory() {
    const READERS: usize = 12;
    const MOST_BYTES: u64 = 256 * 1024;
    let folder = Folder::new("unread");
    let demo = serving(&folder, 256);
    let asked = request(&demo.address).repeat(400);
    let mut held = Vec::new();
    for _ in 0..READERS {
        let mut stream = connect(READER, &demo.address, Some(4096)).expect("a connection");
        stream.set_nonblocking(true).expect("a socket");
        // What does not fit is not wanted either.
        let _ = stream.write(asked.as_bytes());
        held.push(stream);
    }
    let port = demo
        .address
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok());
    let port = port.expect("a port");
    let patience = Instant::now() + PATIENCE;
    let mut unread = Vec::new();
    while Instant::now() < patience
        && unread.iter().filter(|&&bytes| bytes > 16 * 1024).count() < READERS
    {
        std::thread::sleep(Duration::from_millis(100));
        unread = unsent_bytes(port);
    }
    std::thread::sleep(Duration::from_secs(1));
    let unread = unsent_bytes(port);
    let most = unread.iter().max().copied().unwrap_or_default();
    eprintln!(
        "{} connections that do not read: at most {} KiB in the kernel for one",
        unread.len(),
        most / 1024
    );
    assert!(unread.len() >= READERS, "{unread:?}");
    assert!(most > 16 * 1024, "there is something to read");
    assert!(most <= MOST_BYTES, "{most} bytes");
}

/// What the kernel holds for each established connection to `port`, as sent and not received.
#[cfg(target_os = "linux")]
fn unsent_bytes(port: u16) -> Vec<u64> {
    let table = std::fs::read_to_string("/proc/net/tcp").expect("Linux");
    let line = |line: &str| {
        let mut fields = line.split_whitespace().skip(1);
        let (local, _, state, queues) = (
            fields.next()?,
            fields.next()?,
            fields.next()?,
            fields.next()?,
        );
        let is_ours = local.ends_with(&format!(":{port:04X}")) && state == "01";
        is_ours.then(|| u64::from_str_radix(queues.split(':').next()?, 16).ok())?
    };
    table.lines().filter_map(line).collect()
}

/// Nine thousand guesses of the admin token in two seconds are ten that are looked at; the operator is told once, and
/// gets in from elsewhere meanwhile.
#[test]
fn guesses_of_the_admin_token_are_slowed_down_for_their_address_alone() {
    let folder = Folder::new("guesses");
    let demo = serving(&folder, 256);
    let with = |token: &str| format!("Authorization: Bearer {token}\r\n");
    let guess = |number: usize| {
        let token = with(&format!("guess-number-{number:05}"));
        ask(GUESSER, &demo.address, "GET", "/admin/takedowns", &token).expect("an answer")
    };
    let guesses: Vec<(u16, String)> = (0..60).map(guess).collect();
    let looked_at = guesses.iter().filter(|(status, _)| *status == 401).count();
    assert!((10..=13).contains(&looked_at), "{looked_at}");
    let (status, answer) = guesses.last().expect("the last");
    assert_eq!(*status, 429);
    assert!(
        answer.to_ascii_lowercase().contains("retry-after: "),
        "{answer}"
    );
    let right = with(TOKEN);
    let of = |source| {
        ask(source, &demo.address, "GET", "/admin/takedowns", &right).map(|(status, _)| status)
    };
    assert_eq!(
        of(GUESSER),
        Some(429),
        "or a guess that is right would be known by it"
    );
    assert_eq!(of(READER), Some(200));
    let metrics = demo.get("/metrics");
    assert!(
        metrics.contains(&format!(
            "byline_admin_refused_total{{reason=\"wrong-token\"}} {looked_at}\n"
        )),
        "{metrics}"
    );
    let said = folder.said();
    assert_eq!(said.matches("wrong admin tokens came").count(), 1, "{said}");
}
