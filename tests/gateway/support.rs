//! A scripted origin on loopback and a real gateway over it.
//!
//! The origin answers what a test put at a path and counts who asked. The gateway is the real one:
//! real router, real HTTP both ways; only the clock is a test's.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use byline::app::{App, Seams};
use byline::clock::ManualClock;
use byline::config::{self, Config};
use byline::gateway::{Gateway, HeldDocuments};
use byline::origin::Wire;
use byline::store::Store;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What the origin answers at one path.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    pub(crate) delay: Duration,
}

impl Reply {
    pub(crate) fn html(body: impl Into<Bytes>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "text/html".into())],
            body: body.into(),
            delay: Duration::ZERO,
        }
    }
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::html("<title>error</title>")
        }
    }
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// The scripted origin.
#[derive(Clone)]
pub(crate) struct Newspaper {
    pub(crate) address: SocketAddr,
    pages: Arc<Mutex<HashMap<String, Reply>>>,
    hits: Arc<Mutex<HashMap<String, usize>>>,
}

impl Newspaper {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let newspaper = Self {
            address: listener.local_addr().unwrap(),
            pages: Arc::default(),
            hits: Arc::default(),
        };
        let serving = newspaper.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let newspaper = serving.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| newspaper.clone().answer(request));
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        newspaper
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let path = request.uri().path().to_owned();
        *self.hits.lock().unwrap().entry(path.clone()).or_default() += 1;
        let reply = self
            .pages
            .lock()
            .unwrap()
            .get(&path)
            .cloned()
            .unwrap_or_else(|| Reply::status(404));
        tokio::time::sleep(reply.delay).await;
        let etag = reply
            .headers
            .iter()
            .find(|(name, _)| *name == "etag")
            .map(|(_, value)| value.clone());
        let asked = request
            .headers()
            .get("if-none-match")
            .and_then(|value| value.to_str().ok());
        let mut response = Response::builder();
        for (name, value) in &reply.headers {
            response = response.header(*name, value);
        }
        let unchanged = etag.is_some() && asked == etag.as_deref();
        let (status, body) = if unchanged {
            (304, Bytes::new())
        } else {
            (reply.status, reply.body)
        };
        Ok(response.status(status).body(Full::new(body)).unwrap())
    }

    pub(crate) fn put(&self, path: &str, reply: Reply) {
        self.pages.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// How often `path` was asked for.
    pub(crate) fn hits(&self, path: &str) -> usize {
        self.hits
            .lock()
            .unwrap()
            .get(path)
            .copied()
            .unwrap_or_default()
    }

    /// Puts a section `/news/` that lists `articles`, and the articles.
    pub(crate) fn publish(&self, articles: &[Story]) {
        for story in articles {
            self.put(&story.path(), Reply::html(story.page()));
        }
        self.put("/news/", Reply::html(section(articles)));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A `feeds.toml` over this origin, with `extra` at its end.
    pub(crate) fn feeds_toml(&self, extra: &str) -> String {
        format!(
            r##"
[server]
listen = "127.0.0.1:0"
public-url = "http://feeds.example/"
admin-token-env = "TEST_ADMIN"
[fetch]
user-agent = "byline-test/0.1 (+http://feeds.example/about)"
per-host = 8
min-interval = "1ms"
timeout = "10s"
[publishers.paper]
name = "岱岳网"
url = "{url}"
language = "zh-CN"
timezone = "Asia/Shanghai"
[publishers.paper.rights]
holder = "岱岳网"
notice = "版权归作者或页面内声明的版权人所有。"
terms = "{url}copyright.htm"
contact = "mailto:rights@news.example"
own-sources = ["岱岳网"]
grant = "full"
reprint-note = "转载自其他媒体。"
[feeds.news]
publisher = "paper"
title = "新闻"
sections = ["{url}news/"]
interval = "10m"
[feeds.news.select]
item = "#list li"
title = "h3 a"
link = "h3 a"
date = "span"
summary = "p"
{extra}"##,
            url = self.url("/")
        )
    }
}

/// One invented article.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) source: String,
}

impl Story {
    pub(crate) fn own(number: u32) -> Self {
        Self {
            number,
            title: format!("第{number}号报道:城南小学开了一间新图书室"),
            source: "岱岳网".into(),
        }
    }
    pub(crate) fn reprint(number: u32) -> Self {
        Self {
            source: "泰山通讯社".into(),
            ..Self::own(number)
        }
    }
    pub(crate) fn path(&self) -> String {
        format!("/news/201501/t20150121_{}.htm", self.number)
    }
    /// Text that stands in the body and nowhere else.
    pub(crate) fn secret(&self) -> String {
        format!("正文独有的句子{}", self.number)
    }
    pub(crate) fn page(&self) -> String {
        let Self {
            title,
            source,
            number,
            ..
        } = self;
        let secret = self.secret();
        format!(
            r#"<html><head><meta charset="utf-8"><title>{title}_岱岳网</title></head><body>
<div class="crumb"><a href="/">首页</a> &gt; <a href="/news/">新闻</a></div><h1>{title}</h1>
<div class="info">2015-01-21 09:{minute:02}:00 &nbsp; 作者:张一二 &nbsp; 来源:{source}</div>
<div class="content"><p>岱岳网泰安1月21日讯 城南小学的新图书室今天上午开门,学生们排着队进去看书。</p>
<p>{secret}。图书室有三千册书,都是居民捐来的,每天放学以后开放两个小时,周末全天开放。</p>
<p>学校说,下个月还要请作家来给学生讲故事,家长也可以一起来听。</p></div>
<div class="editor">初审编辑:李三四 责任编辑:王五六</div></body></html>"#,
            minute = number % 60,
        )
    }
}

pub(crate) fn section(articles: &[Story]) -> String {
    let rows: String = articles
        .iter()
        .map(|story| {
            format!(
                "<li><h3><a href=\".{}\">{}</a></h3><p>图书室开门。</p><span>2015-01-21</span></li>",
                story.path().trim_start_matches("/news"),
                story.title
            )
        })
        .collect();
    format!(
        "<html><head><meta charset=utf-8><title>新闻</title></head><body><ul id=list>{rows}</ul></body></html>"
    )
}

/// The environment of tests: every `TEST_…` variable holds a token of its own.
pub(crate) fn environment(name: &str) -> Option<String> {
    name.starts_with("TEST_").then(|| token(name))
}

/// The configuration in `toml`.
pub(crate) fn parsed(toml: &str) -> Config {
    config::parse(toml, "feeds.toml", &environment)
        .unwrap_or_else(|invalid| panic!("{invalid}"))
        .config
}

/// The token in the environment variable `name`.
pub(crate) fn token(name: &str) -> String {
    format!("{name}-0123456789abcdef")
}

/// A gateway that listens on loopback.
pub(crate) struct Running {
    pub(crate) base: String,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) gateway: Arc<Gateway>,
    stop: Option<oneshot::Sender<()>>,
    served: tokio::task::JoinHandle<()>,
}

/// The moment at which tests begin: 2015-01-21 12:00 in Shanghai.
pub(crate) fn noon() -> jiff::Timestamp {
    "2015-01-21T12:00:00+08:00".parse().unwrap()
}

impl Running {
    /// A gateway without a store, whose schedule is off: what happens, a request made happen.
    pub(crate) async fn start(feeds_toml: &str) -> Self {
        Self::with_store(feeds_toml, Store::open(None).unwrap()).await
    }

    pub(crate) async fn with_store(feeds_toml: &str, store: Store) -> Self {
        Self::over(parsed(feeds_toml), store).await
    }

    pub(crate) async fn over(config: Config, store: Store) -> Self {
        Self::over_at(config, store, noon()).await
    }

    pub(crate) async fn over_at(config: Config, store: Store, start: jiff::Timestamp) -> Self {
        let clock = Arc::new(ManualClock::at(start));
        let transport = Arc::new(Wire::new().unwrap());
        let app = App::over(
            config,
            Seams {
                clock: clock.clone(),
                transport,
            },
            store,
        );
        let gateway = app.gateway().clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = gateway.clone();
        let served = tokio::spawn(async move {
            byline::serve::serve(vec![listener.into()], serving.clone(), async {
                let _ = stopped.await;
            })
            .await;
            serving.close().await;
        });
        Self {
            base: format!("http://{address}"),
            clock,
            gateway,
            stop: Some(stop),
            served,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[]).await
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        ask(&self.base, method, path, headers).await
    }

    /// Asks as the operator, with a JSON body.
    /// What is in memory of `feed`.
    pub(crate) fn held(&self, feed: &str) -> Option<HeldDocuments> {
        let generation = self.gateway.generation(feed)?;
        self.gateway.held_documents(feed, &generation)
    }

    pub(crate) async fn admin(&self, method: &str, path: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", token("TEST_ADMIN"));
        let headers = [
            ("authorization", &*bearer),
            ("content-type", "application/json"),
        ];
        send(&self.base, method, path, &headers, body.to_owned()).await
    }

    /// Stops it and waits until it has.
    pub(crate) async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.served.await.unwrap();
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Asks without following redirects and without decoding anything.
pub(crate) async fn ask(base: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(base, method, path, headers, Bytes::new()).await
}

/// The same with a body.
pub(crate) async fn send(
    base: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let address = base.trim_start_matches("http://").to_owned();
    let stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", &address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = sender
        .send_request(request.body(Full::<Bytes>::new(body.into())).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let body = http_body_util::BodyExt::collect(body)
        .await
        .unwrap()
        .to_bytes();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
    }
}
