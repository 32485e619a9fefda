//! Small sites on loopback that remember what they were asked for.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What stands at one path.
#[derive(Clone)]
pub(crate) struct Page {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Page {
    pub(crate) fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            headers: vec![(CONTENT_TYPE, HeaderValue::from_static(content_type))],
            body: body.into(),
        }
    }
    pub(crate) fn html(body: String) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a test header");
        self.with_all([(HeaderName::from_static(name), value)])
    }
    pub(crate) fn with_all(
        mut self,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    ) -> Self {
        self.headers.extend(headers);
        self
    }
}

/// A site of its own: another port is another origin to a browser.
#[derive(Clone)]
pub(crate) struct Site {
    address: SocketAddr,
    pages: Arc<Mutex<HashMap<String, Page>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let site = Self {
            address: listener.local_addr().expect("an address"),
            pages: Arc::default(),
            asked: Arc::default(),
        };
        let serving = site.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let site = serving.clone();
                let answer = service_fn(move |request: Request<Incoming>| {
                    let reply = site.answer(&request);
                    async move { Ok::<_, Infallible>(reply) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
            }
        });
        site
    }

    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        let page = self.pages.lock().expect("no panic").get(&path).cloned();
        self.asked
            .lock()
            .expect("no panic")
            .push(request.uri().to_string());
        let mut response = Response::new(Full::default());
        match page {
            Some(page) => {
                response.headers_mut().extend(page.headers);
                *response.body_mut() = Full::new(page.body);
            }
            None => *response.status_mut() = StatusCode::NOT_FOUND,
        }
        response
    }

    pub(crate) fn put(&self, path: &str, page: Page) {
        self.pages
            .lock()
            .expect("no panic")
            .insert(path.to_owned(), page);
    }
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
    /// This site as the gateway of the embeds.
    pub(crate) fn as_byline(&self) -> byline::render::Site {
        byline::render::Site {
            public_url: self.url("/").parse().expect("a URL"),
            hubs: Vec::new(),
        }
    }
    /// Every path that was asked for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
    pub(crate) fn asked_for(&self, part: &str) -> bool {
        self.asked().iter().any(|path| path.contains(part))
    }
}
