//! The least that a hyper server can do to answer as byline does: the same bytes, the same header fields,
//! all of them made before the first request. What byline costs beyond this is its own.
//!
//! `cargo run --release --example bare_hyper -- ANSWERS`, where ANSWERS is a folder with `identity`, `gzip`
//! and `not-modified`, each an answer's header fields (a line each), an empty line, and its body.
//! `benches/serve` records them from byline and runs this beside it. It prints two addresses: the first speaks HTTP/1.1,
//! the second HTTP/2.

#![expect(
    clippy::print_stdout,
    reason = "its addresses, for the script that started it"
)]

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HeaderName, HeaderValue, IF_NONE_MATCH};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn read(path: &Path, status: StatusCode) -> Result<Self, Box<dyn Error>> {
        let bytes = std::fs::read(path)?;
        let end = bytes
            .windows(2)
            .position(|two| two == b"\n\n")
            .ok_or("an empty line after the header fields")?;
        let mut headers = HeaderMap::new();
        for line in std::str::from_utf8(&bytes[..end])?.lines() {
            let (name, value) = line.split_once(": ").ok_or("a header field")?;
            headers.append(
                HeaderName::from_bytes(name.as_bytes())?,
                HeaderValue::from_str(value)?,
            );
        }
        Ok(Self {
            status,
            headers,
            body: Bytes::from(bytes[end + 2..].to_vec()),
        })
    }

    fn response(&self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

struct Answers {
    identity: Answer,
    gzip: Answer,
    not_modified: Answer,
}

impl Answers {
    fn to(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let headers = request.headers();
        if headers.contains_key(IF_NONE_MATCH) {
            self.not_modified.response()
        } else if headers.contains_key(ACCEPT_ENCODING) {
            self.gzip.response()
        } else {
            self.identity.response()
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("the folder of answers")?;
    let folder = Path::new(&folder);
    let answers = Arc::new(Answers {
        identity: Answer::read(&folder.join("identity"), StatusCode::OK)?,
        gzip: Answer::read(&folder.join("gzip"), StatusCode::OK)?,
        not_modified: Answer::read(&folder.join("not-modified"), StatusCode::NOT_MODIFIED)?,
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let listener_2 = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}\n{}", listener.local_addr()?, listener_2.local_addr()?);
    let accept_2 = accept(listener_2, |stream| {
        let service = service(answers.clone());
        http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service)
    });
    let accept_1 = accept(listener, |stream| {
        let service = service(answers.clone());
        http1::Builder::new().serve_connection(TokioIo::new(stream), service)
    });
    tokio::try_join!(accept_1, accept_2)?;
    Ok(())
}

async fn accept<C>(listener: TcpListener, serve: impl Fn(TcpStream) -> C) -> io::Result<()>
where
    C: Future<Output = hyper::Result<()>> + Send + 'static,
{
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A reader that breaks off is no news.
        tokio::spawn(serve(stream));
    }
}

fn service(
    answers: Arc<Answers>,
) -> impl HttpService<Incoming, ResBody = Full<Bytes>, Error = Infallible, Future: Send> + Clone {
    service_fn(move |request| {
        let response = answers.to(&request);
        async move { Ok::<_, Infallible>(response) }
    })
}
