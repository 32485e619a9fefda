//! From a request to its answer.
//!
//! In: a request. Out: a reply; whatever goes wrong is a reply too. Reads as a list: one line per URL.
//! What is served comes from the gateway; only a feed that nobody has asked for yet makes it fetch.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use futures_util::future::{Either, ready};
use http::{HeaderMap, Method, Request, StatusCode};
use hyper::body::Body;
use tokio::time::Instant;

use super::embeds::{self, Embed};
use super::feeds::Whose;
use super::files::PageError;
use super::net::{Client, Traffic};
use super::prepared_pages::{Basis, Page, PreparedPages};
use super::reply::{self, Answer, Reply};
use super::request_counts::Counted;
use super::respond::cache::ResponseCache;
use super::routes::{self, Admission, Asked, Route};
use super::watch::{View, Watch};
use super::{admin, delivery, feeds, files, pages, partners, people};
use crate::config::Config;
use crate::gateway::{Delivery, Gateway, Refusal, Served, Whereabouts};
use crate::model::{Audience, Guid};
use crate::render::{Document, Format, Site, embed};

/// Everything that answers requests.
#[derive(Debug)]
pub struct Router {
    gateway: Arc<Gateway>,
    responses: ResponseCache,
    pages: PreparedPages,
    /// Apart, since strangers choose how many items an embed shows, and so how many there are.
    embeds: PreparedPages,
    started: Instant,
    closing: AtomicBool,
    /// Once ready it stays so: a feed that is added while serving is no reason to send readers away.
    ready: AtomicBool,
    watch: Watch,
}

impl Router {
    /// A router over `gateway`.
    pub fn new(gateway: Arc<Gateway>) -> Self {
        Self {
            responses: ResponseCache::over(gateway.clone()),
            gateway,
            pages: PreparedPages::default(),
            embeds: PreparedPages::default(),
            started: Instant::now(),
            closing: AtomicBool::new(false),
            ready: AtomicBool::new(false),
            watch: Watch::default(),
        }
    }

    /// From now on `/readyz` says that no more requests should come.
    pub fn close(&self) {
        self.closing.store(true, Relaxed);
    }

    /// What the listener counts.
    pub(super) const fn traffic(&self) -> &Arc<Traffic> {
        &self.watch.traffic
    }

    /// The answer to a request from this machine.
    pub fn answer<B>(self: &Arc<Self>, request: Request<B>) -> Answer
    where
        B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        self.answer_to(request, Client::V4(Ipv4Addr::LOCALHOST))
    }

    /// The answer to a request of `client`: there at once for a feed that is in memory, or else on its way.
    pub fn answer_to<B>(self: &Arc<Self>, request: Request<B>, client: Client) -> Answer
    where
        B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        if let Some(mut reply) = self.cached(&request) {
            self.sent(
                &Asked::by(&request),
                Counted::Route(Route::Feed),
                &mut reply,
            );
            return Either::Left(ready(reply));
        }
        let router = self.clone();
        Either::Right(Box::pin(async move {
            let asked = Asked::by(&request);
            let (mut reply, what) = router.made(request, client).await;
            router.sent(&asked, what, &mut reply);
            reply
        }))
    }

    /// What nearly every request is for: the document of a feed, for everyone, and in memory.
    fn cached<B: Body>(&self, request: &Request<B>) -> Option<Reply> {
        let Admission::To(Route::Feed, file) = routes::admit(request) else {
            return None;
        };
        let (feed, suffix) = file.rsplit_once('.')?;
        let format = Format::of_suffix(suffix)?;
        let (query, headers) = (request.uri().query(), request.headers());
        if partners::key(query, headers).is_some() {
            return None;
        }
        self.responses
            .with(feed, |feed| feeds::cached(feed, format, headers))
            .flatten()
    }

    async fn made<B>(&self, request: Request<B>, client: Client) -> (Reply, Counted)
    where
        B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        let (uri, headers) = (request.uri(), request.headers());
        let (mut reply, what, part) = match routes::admit(&request) {
            Admission::To(route, part) => {
                let reply = self.reply(route, part, uri.query(), headers).await;
                (reply, Counted::Route(route), part)
            }
            Admission::Replied(reply) => (reply, Counted::Other, ""),
            Admission::ToAdmin => return (self.admin(request, client).await, Counted::Admin),
        };
        if people::would_read(what, part, request.method(), headers) {
            reply = people::as_page(reply, uri.path()).await;
        }
        if partners::is_in(uri.query()) {
            partners::keep_to_itself(&mut reply);
        }
        (reply, what)
    }

    /// Counts `reply` and notes it, as it leaves.
    fn sent(&self, asked: &Asked, what: Counted, reply: &mut Reply) {
        self.watch.request_counts.add(what, reply.status());
        let delivery = reply.extensions_mut().remove::<Delivery>();
        if asked.method == Method::HEAD {
            reply::without_body(reply);
        } else if let Some(delivery) = delivery {
            self.gateway.delivered(&delivery);
        }
        let (method, path) = (
            &asked.method,
            asked.path.as_ref().map(tracing::field::debug),
        );
        tracing::debug!(%method, path, status = reply.status().as_u16());
    }

    /// Without a token there is no such door, and its URLs are like any that is not there.
    async fn admin<B>(&self, request: Request<B>, client: Client) -> Reply
    where
        B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        match &self.gateway.config().server.admin_token {
            Some(token) => {
                admin::answer(&self.gateway, token, &self.watch.guesses, client, request).await
            }
            None => reply::no_page(),
        }
    }

    async fn reply(
        &self,
        route: Route,
        part: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Reply {
        match route {
            Route::Feed => match part.rsplit_once('.') {
                Some((feed, suffix)) => self.document(feed, suffix, query, headers).await,
                None => self.preview(part, headers).await,
            },
            Route::EmbedPage => self.embed(Embed::Page, part, query, headers).await,
            Route::EmbedScript => self.embed(Embed::Script, part, query, headers).await,
            Route::OEmbed => {
                let config = self.gateway.config();
                embeds::oembed(query, &config, &self.site())
            }
            Route::Item => self.item(part),
            Route::Index => self.front(headers).await,
            Route::Opml => self.file(Page::Opml, files::opml, headers).await,
            Route::Licence => self.licence(part, headers).await,
            Route::About => self.file(Page::About, files::about, headers).await,
            Route::Robots => {
                let make = |config: &Config, site: &Site| Ok(files::robots(config, site));
                self.file(Page::Robots, make, headers).await
            }
            Route::Health => reply::text(StatusCode::OK, "ok\n"),
            Route::Readiness => {
                let (status, word) = if self.closing.load(Relaxed) {
                    (StatusCode::SERVICE_UNAVAILABLE, "closing")
                } else if self.is_ready() {
                    (StatusCode::OK, "ready")
                } else {
                    let starting = "starting: some feeds were not tried yet";
                    (StatusCode::SERVICE_UNAVAILABLE, starting)
                };
                self.watch.readiness(&self.gateway, status, word).await
            }
            Route::Status => self.watched(View::Page, headers).await,
            Route::StatusJson => self.watched(View::Json, headers).await,
            Route::Metrics => self.watched(View::Metrics, headers).await,
            Route::IconSvg => files::icon_svg(),
            Route::IconIco => files::icon_ico(),
        }
    }

    async fn watched(&self, view: View, headers: &HeaderMap) -> Reply {
        self.watch.reply(&self.gateway, view, headers).await
    }

    async fn document(
        &self,
        feed: &str,
        suffix: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Reply {
        let Some(format) = Format::of_suffix(suffix) else {
            return reply::no_page();
        };
        if let Some(key) = partners::key(query, headers) {
            return self.private_document(feed, format, &key, headers).await;
        }
        let served = self.packed(headers, || self.gateway.document(feed, format));
        match served.await {
            Ok(served) => {
                let partners = self.gateway.has_partners();
                feeds::document(&served, Whose::Public { partners }, headers)
            }
            Err(refusal) => feeds::refusal(&refusal, feed, &self.site()),
        }
    }

    async fn private_document(
        &self,
        feed: &str,
        format: Format,
        key: &str,
        headers: &HeaderMap,
    ) -> Reply {
        let guest = match self.gateway.admit(feed, key, partners::site(headers)) {
            Ok(guest) => guest,
            Err(denied) => return partners::denial(&denied, feed, &self.site()),
        };
        let served = self.packed(headers, || self.gateway.private_document(&guest, format));
        match served.await {
            Ok(served) => {
                let mut reply = feeds::document(&served, Whose::Private, headers);
                partners::close(&mut reply, &guest, headers);
                partners::sign(&mut reply, guest, format.suffix(), served.items);
                reply
            }
            Err(refusal) => feeds::refusal(&refusal, feed, &self.site()),
        }
    }

    /// What `look` finds, in the coding that the request wants.
    async fn packed<L>(&self, headers: &HeaderMap, look: impl Fn() -> L) -> Result<Served, Refusal>
    where
        L: Future<Output = Result<Served, Refusal>>,
    {
        loop {
            let served = look().await?;
            match delivery::lacking(&served.document, headers) {
                Some(coding) if !self.gateway.pack(&served, coding).await => {}
                _ => return Ok(served),
            }
        }
    }

    async fn preview(&self, feed: &str, headers: &HeaderMap) -> Reply {
        let feed = match self.gateway.feed(feed).await {
            Ok(feed) => feed,
            Err(refusal) => return feeds::refusal(&refusal, feed, &self.site()),
        };
        let config = self.gateway.config();
        let Some(spec) = config.feeds.get(&feed.id).cloned() else {
            return reply::no_page();
        };
        let (page, basis) = (Page::Preview(feed.id.clone()), Basis::feed(&config, &feed));
        let site = self.site();
        let make = move || {
            let page = files::html(pages::preview(&spec, &feed, &site)?);
            Ok(page.reserved(site.tdm_policy(&feed.publisher)))
        };
        self.page(page, basis, make, headers).await
    }

    async fn embed(
        &self,
        kind: Embed,
        feed: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Reply {
        let guest = match partners::key(query, headers) {
            None => None,
            Some(key) => {
                let around = partners::site_around(kind, headers);
                match self.gateway.admit(feed, &key, around.as_deref()) {
                    Ok(guest) => Some(guest),
                    Err(denied) => return partners::denial(&denied, feed, &self.site()),
                }
            }
        };
        let feed = match self.gateway.feed(feed).await {
            Ok(feed) => feed,
            Err(refusal) => return feeds::refusal(&refusal, feed, &self.site()),
        };
        let limit = embed::limit(query, feed.items.len());
        let config = self.gateway.config();
        let basis = Basis::feed(&config, &feed);
        let audience = guest
            .as_ref()
            .map_or(Audience::Public, |guest| guest.audience_of_embed(&feed));
        let shown = limit.min(feed.items.len());
        let page = Page::Embed(kind, feed.id.clone(), limit, audience);
        let site = self.site();
        let make = move || embeds::document(kind, &feed, audience, limit, &site);
        let mut reply = self.page(page, basis, make, headers).await;
        match guest {
            None if self.gateway.has_partners() => partners::open(reply.headers_mut()),
            None => {}
            Some(guest) => {
                partners::close_embed(kind, &mut reply, &guest, headers);
                partners::sign(&mut reply, guest, kind.file(), shown);
            }
        }
        reply
    }

    /// The feeds in memory are looked up, none is fetched.
    async fn front(&self, headers: &HeaderMap) -> Reply {
        let config = self.gateway.config();
        let second = self.started.elapsed().as_secs();
        let basis = Basis::moment(&config, second, self.gateway.withdrawals());
        if let Some(page) = self.pages.find(&Page::Front, &basis) {
            return files::send(&Page::Front, &page, headers);
        }
        let mut held = BTreeMap::new();
        if config.feeds.len() <= pages::FEEDS_WITH_HEADLINES {
            for id in config.feeds.keys() {
                if let Some(feed) = self.gateway.held(id.as_str()) {
                    held.insert(id.clone(), feed);
                }
            }
        }
        let site = self.site();
        let make = move || Ok(files::html(pages::front(&config, &held, &site)?));
        self.page(Page::Front, basis, make, headers).await
    }

    async fn licence(&self, file: &str, headers: &HeaderMap) -> Reply {
        let id = file.strip_suffix(".xml").unwrap_or_default();
        let Some(publisher) = self.gateway.config().publishers.get(id).cloned() else {
            return reply::no_page();
        };
        let page = Page::Licence(publisher.id.clone());
        let make = move |config: &Config, site: &Site| files::licence(&publisher, config, site);
        self.file(page, make, headers).await
    }

    /// A page of the configuration alone.
    async fn file<F>(&self, page: Page, make: F, headers: &HeaderMap) -> Reply
    where
        F: FnOnce(&Config, &Site) -> Result<Document, PageError> + Send + 'static,
    {
        let config = self.gateway.config();
        let (basis, site) = (Basis::config(&config), self.site());
        self.page(page, basis, move || make(&config, &site), headers)
            .await
    }

    /// `page` as it was prepared, or prepared now.
    async fn page<F>(&self, page: Page, basis: Basis, make: F, headers: &HeaderMap) -> Reply
    where
        F: FnOnce() -> Result<Document, PageError> + Send + 'static,
    {
        let pages = match page {
            Page::Embed(..) => &self.embeds,
            _ => &self.pages,
        };
        match pages.prepared(&page, basis, make).await {
            Some(document) => files::send(&page, &document, headers),
            None => reply::our_fault(),
        }
    }

    fn item(&self, uuid: &str) -> Reply {
        let item = Guid::parse(uuid).map(|guid| self.gateway.item(guid));
        match item.unwrap_or(Whereabouts::Unknown) {
            Whereabouts::Published(article) => reply::see(&article),
            Whereabouts::Withdrawn(takedown) => feeds::withdrawn(&takedown),
            Whereabouts::Unknown => {
                reply::text(StatusCode::NOT_FOUND, "There is no such item here.\n")
            }
        }
    }

    fn is_ready(&self) -> bool {
        let ready = self.ready.load(Relaxed) || self.gateway.is_ready();
        self.ready.store(ready, Relaxed);
        ready
    }

    fn site(&self) -> Site {
        Site {
            public_url: self.gateway.config().server.public_url.clone(),
            hubs: Vec::new(),
        }
    }
}
