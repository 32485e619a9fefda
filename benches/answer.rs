//! What byline's own code adds to an answer: a hot feed over loopback, beside bare hyper with the same bytes.
//!
//! `cargo bench --bench answer`. In instructions, which no neighbour changes: build with symbols, then
//! `valgrind --tool=callgrind --separate-threads=yes BENCH --bench 'byline.*gzip' --sample-count 1 --sample-size 10000`
//! once more with another size, and take the difference of the server thread.

use std::convert::Infallible;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock, mpsc};

use bytes::Bytes;
use divan::Bencher;
use http::header::{ACCEPT_ENCODING, HeaderName, HeaderValue, IF_NONE_MATCH};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[path = "beside/paper.rs"]
mod paper;

fn main() {
    divan::main();
}

const KINDS: [&str; 3] = ["identity", "gzip", "not-modified"];

#[divan::bench(args = KINDS)]
fn byline(bencher: Bencher<'_, '_>, kind: &str) {
    ask(bencher, STAGE.byline, kind);
}

#[divan::bench(args = KINDS)]
fn bare_hyper(bencher: Bencher<'_, '_>, kind: &str) {
    ask(bencher, STAGE.bare, kind);
}

fn ask(bencher: Bencher<'_, '_>, server: SocketAddr, kind: &str) {
    let mut reader = Reader::to(server, kind).unwrap_or_else(|error| unreachable!("{error}"));
    bencher.bench_local(|| reader.ask().is_ok());
}

/// A reader on a connection of its own, who knows how long the answer is.
struct Reader {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Reader {
    fn to(server: SocketAddr, kind: &str) -> io::Result<Self> {
        let etag = match kind {
            "not-modified" => {
                let head = Self::to(server, "identity")?.head();
                let tag = head.lines().find_map(|line| line.strip_prefix("etag: "));
                format!("If-None-Match: {}\r\n", tag.unwrap_or_default())
            }
            _ => String::new(),
        };
        let coding = match kind {
            "identity" => "",
            _ => "Accept-Encoding: gzip\r\n",
        };
        let mut reader = Self {
            stream: TcpStream::connect(server)?,
            request: format!(
                "GET /feeds/selected.rss HTTP/1.1\r\nHost: byline.example\r\n{coding}{etag}\r\n"
            )
            .into_bytes(),
            answer: Vec::new(),
        };
        reader.stream.set_nodelay(true)?;
        // The first answer says how long all of them are.
        reader.stream.write_all(&reader.request)?;
        let mut byte = [0];
        while !reader.answer.ends_with(b"\r\n\r\n") {
            reader.stream.read_exact(&mut byte)?;
            reader.answer.push(byte[0]);
        }
        let head = reader.head();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        let head = reader.answer.len();
        reader.answer.resize(head + length, 0);
        reader.stream.read_exact(&mut reader.answer[head..])?;
        Ok(reader)
    }

    fn ask(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.request)?;
        self.stream.read_exact(&mut self.answer)
    }

    fn head(&self) -> String {
        let end = self.answer.windows(4).position(|four| four == b"\r\n\r\n");
        String::from_utf8_lossy(&self.answer[..end.unwrap_or(0)]).into_owned()
    }
}

/// Both servers, on one thread.
struct Stage {
    byline: SocketAddr,
    bare: SocketAddr,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let (ready, stage) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let gateway = paper::gateway(&Arc::default())
                .await
                .ok_or_else(|| io::Error::other("no gateway"))?;
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let byline = listener.local_addr()?;
            let serving =
                byline::serve::serve(vec![listener.into()], gateway, std::future::pending());
            let serving = tokio::spawn(serving);
            let recorded = tokio::task::spawn_blocking(move || Answers::recorded(byline));
            let answers = Arc::new(recorded.await??);
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let bare = listener.local_addr()?;
            tokio::spawn(bare_hyper_on(listener, answers));
            let _ = ready.send(Stage { byline, bare });
            serving.await.map_err(io::Error::from)
        })
    });
    stage.recv().unwrap_or_else(|error| unreachable!("{error}"))
});

/// byline's own answers, made before the first request.
struct Answers([Response<Full<Bytes>>; 3]);

impl Answers {
    fn recorded(byline: SocketAddr) -> io::Result<Self> {
        let [identity, gzip, not_modified] = KINDS.map(|kind| {
            let reader = Reader::to(byline, kind)?;
            let head = reader.head();
            let mut headers = HeaderMap::new();
            for (name, value) in head
                .lines()
                .skip(1)
                .filter_map(|line| line.split_once(": "))
            {
                if name != "date" && name != "content-length" {
                    let name = HeaderName::try_from(name).map_err(io::Error::other)?;
                    headers.append(
                        name,
                        HeaderValue::try_from(value).map_err(io::Error::other)?,
                    );
                }
            }
            let body = reader.answer[head.len() + 4..].to_vec();
            let mut response = Response::new(Full::new(Bytes::from(body)));
            *response.headers_mut() = headers;
            if kind == "not-modified" {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
            }
            io::Result::Ok(response)
        });
        Ok(Self([identity?, gzip?, not_modified?]))
    }

    fn to(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let headers = request.headers();
        let [identity, gzip, not_modified] = &self.0;
        if headers.contains_key(IF_NONE_MATCH) {
            not_modified.clone()
        } else if headers.contains_key(ACCEPT_ENCODING) {
            gzip.clone()
        } else {
            identity.clone()
        }
    }
}

async fn bare_hyper_on(listener: TcpListener, answers: Arc<Answers>) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answers = answers.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let response = answers.to(&request);
                async move { Ok::<_, Infallible>(response) }
            });
            http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await
        });
    }
}
