//! Small origins on loopback that remember what they were asked for.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What stands at one path.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    delay: Duration,
}

impl Reply {
    pub(crate) fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
            delay: Duration::ZERO,
        }
    }
    pub(crate) fn html(body: impl AsRef<str>) -> Self {
        let body = format!(
            "<!DOCTYPE html><html lang=en><title>City</title>{}",
            body.as_ref()
        );
        Self::new("text/html; charset=utf-8", body)
    }
    pub(crate) fn json(body: impl Into<Bytes>) -> Self {
        Self::new("application/json", body)
    }
    pub(crate) fn script(body: impl Into<Bytes>) -> Self {
        Self::new("text/javascript", body)
    }
    pub(crate) fn redirect(to: &str) -> Self {
        let mut reply = Self::new("text/plain", "");
        reply.status = 302;
        reply.with("location", to)
    }
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// An origin: another port is another origin, to a browser and to the guard.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Connections, with or without a request.
    pub(crate) connections: Arc<Mutex<usize>>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let site = Self {
            address: listener.local_addr().expect("an address"),
            replies: Arc::default(),
            asked: Arc::default(),
            connections: Arc::default(),
        };
        let serving = site.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *serving.connections.lock().expect("no panic") += 1;
                let site = serving.clone();
                let answer = service_fn(move |request: Request<Incoming>| {
                    let site = site.clone();
                    async move { Ok::<_, Infallible>(site.answer(&request).await) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
            }
        });
        site
    }

    async fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let cookie = request.headers().get("cookie");
        let cookie = cookie.and_then(|it| it.to_str().ok());
        let cookie = cookie.map_or_else(String::new, |it| format!(" cookie {it}"));
        let asked = format!("{} {}{cookie}", request.method(), request.uri());
        self.asked.lock().expect("no panic").push(asked);
        let path = request.uri().path();
        let reply = self.replies.lock().expect("no panic").get(path).cloned();
        let mut response = Response::new(Full::default());
        let Some(reply) = reply else {
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        tokio::time::sleep(reply.delay).await;
        *response.status_mut() = StatusCode::from_u16(reply.status).expect("a status");
        for (name, value) in reply.headers {
            let value = HeaderValue::from_str(&value).expect("a test header");
            response
                .headers_mut()
                .append(HeaderName::from_static(name), value);
        }
        *response.body_mut() = Full::new(reply.body);
        response
    }

    pub(crate) fn put(&self, path: &str, reply: Reply) {
        let mut replies = self.replies.lock().expect("no panic");
        replies.insert(path.to_owned(), reply);
    }
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
    /// Method and path of every request, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
    pub(crate) fn asked_for(&self, part: &str) -> bool {
        self.asked().iter().any(|it| it.contains(part))
    }
}
