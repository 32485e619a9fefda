//! From a request to its reply: which endpoint it is for, and which handler answers.
//!
//! In: a request. Out: a reply. Whatever goes wrong is a reply too. [`Router::reply`] has one line for each URL.

use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::Arc;

use futures_util::future::{Either, ready};
use http::{HeaderMap, Method, Request};
use hyper::body::Body;

use super::handlers::embeds::{EmbedKind, Embeds};
use super::handlers::operators::{OperatorPages, StatusView};
use super::handlers::request_counts::RequestKind;
use super::handlers::site::site;
use super::handlers::site_pages::SitePages;
use super::handlers::{admin, error_pages, feeds, files, items, oembed, partners, people};
use super::net::{Client, Entrance, EventualReply, Reply, Traffic};
use super::respond::cache::ResponseCache;
use super::respond::ready;
use super::routes::{self, Admission, Route, RouteAudience};
use crate::gateway::{Delivery, Gateway};
use crate::traces::RequestSpan;

/// Everything that answers requests.
#[derive(Debug)]
pub struct Router {
    gateway: Arc<Gateway>,
    responses: ResponseCache,
    site_pages: SitePages,
    embeds: Embeds,
    operators: OperatorPages,
}

/// What is noted of a request until it has its reply.
struct RequestNote {
    method: Method,
    /// For the log at level `debug`, without the query.
    path: Option<String>,
    span: RequestSpan,
}

impl RequestNote {
    fn of<B>(request: &Request<B>) -> Self {
        let is_logged = tracing::enabled!(tracing::Level::DEBUG);
        Self {
            method: request.method().clone(),
            path: is_logged.then(|| request.uri().path().to_owned()),
            span: RequestSpan::of(request),
        }
    }
}

impl Router {
    /// A router over `gateway`.
    pub fn new(gateway: Arc<Gateway>) -> Self {
        Self {
            responses: ResponseCache::over(gateway.clone()),
            operators: OperatorPages::since(gateway.now()),
            gateway,
            site_pages: SitePages::new(),
            embeds: Embeds::default(),
        }
    }

    /// From now on `/readyz` says that no more requests should come.
    pub fn close(&self) {
        self.operators.close();
    }

    /// What the listener counts.
    pub(super) const fn traffic(&self) -> &Arc<Traffic> {
        &self.operators.traffic
    }

    /// The reply to a request from this machine.
    pub fn answer<B>(self: &Arc<Self>, request: Request<B>) -> EventualReply
    where
        B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        self.answer_to(request, Client::V4(Ipv4Addr::LOCALHOST), Entrance::Everyone)
    }

    /// The reply to a request of `client` at `entrance`. It is ready at once for a feed that is in memory.
    pub fn answer_to<B>(
        self: &Arc<Self>,
        request: Request<B>,
        client: Client,
        entrance: Entrance,
    ) -> EventualReply
    where
        B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        let note = RequestNote::of(&request);
        // Asked after the reply was made: the process may have been stopped for a while before.
        let ready_reply = self.ready_reply(&request, entrance);
        if let Some(mut reply) = ready_reply.filter(|_| self.gateway.is_serving()) {
            let kind = RequestKind::Route(Route::Feed);
            self.finish(note, kind, &mut reply);
            return Either::Left(ready(reply));
        }
        let router = self.clone();
        Either::Right(Box::pin(async move {
            let (mut reply, kind) = router.made(request, client, entrance).await;
            router.finish(note, kind, &mut reply);
            reply
        }))
    }

    /// What nearly every request is for: the document of a feed, for everyone, and in memory.
    fn ready_reply<B: Body>(&self, request: &Request<B>, entrance: Entrance) -> Option<Reply> {
        let config = self.gateway.config();
        let base = config.server.public_url.path();
        let Admission::To(Route::Feed, file) = routes::admit(request, entrance, base) else {
            return None;
        };
        feeds::from_memory(
            &self.responses,
            file,
            request.uri().query(),
            request.headers(),
        )
    }

    async fn made<B>(
        &self,
        request: Request<B>,
        client: Client,
        entrance: Entrance,
    ) -> (Reply, RequestKind)
    where
        B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        let (uri, headers) = (request.uri(), request.headers());
        let config = self.gateway.config();
        let (mut reply, kind, part) =
            match routes::admit(&request, entrance, config.server.public_url.path()) {
                Admission::To(route, part) => {
                    let reply = self
                        .reply_if_serving(route, part, uri.query(), headers)
                        .await;
                    (reply, RequestKind::Route(route), part)
                }
                Admission::Replied(reply) => (reply, RequestKind::Other, ""),
                Admission::ToAdmin => {
                    let guesses = &self.operators.guesses;
                    let reply = admin::answer(&self.gateway, guesses, client, request).await;
                    return (reply, RequestKind::Admin);
                }
            };
        if error_pages::would_read(kind, part, request.method(), headers) {
            reply = error_pages::as_page(reply, uri.path()).await;
        }
        if partners::is_in(uri.query()) {
            partners::keep_to_itself(&mut reply);
        }
        (reply, kind)
    }

    /// The same, unless this is a replica that may not serve: it waits until it has caught up with the others.
    async fn reply_if_serving(
        &self,
        route: Route,
        part: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Reply {
        if route.audience() == RouteAudience::Operators {
            return self.reply(route, part, query, headers).await;
        }
        for _ in 0..2 {
            if !self.gateway.serving().await {
                break;
            }
            let reply = self.reply(route, part, query, headers).await;
            if self.gateway.is_serving() {
                return reply;
            }
        }
        ready::isolated()
    }

    /// The reply of the route's handler. `part` is the variable part of the path.
    async fn reply(
        &self,
        route: Route,
        part: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Reply {
        let (gateway, pages) = (&self.gateway, &self.site_pages);
        match route {
            Route::Feed => match part.rsplit_once('.') {
                Some((feed, suffix)) => {
                    feeds::document(gateway, feed, suffix, query, headers).await
                }
                None => people::preview(gateway, pages, part, headers).await,
            },
            Route::EmbedPage => self.embed(EmbedKind::Page, part, query, headers).await,
            Route::EmbedScript => self.embed(EmbedKind::Script, part, query, headers).await,
            Route::OEmbed => oembed::oembed(query, &gateway.config(), &site(gateway)),
            Route::Item => items::item(gateway, part).await,
            Route::Index => people::front(gateway, pages, headers).await,
            Route::Opml => files::opml(gateway, pages, headers).await,
            Route::Licence => files::licence(gateway, pages, part, headers).await,
            Route::About => people::about(gateway, pages, headers).await,
            Route::Robots => files::robots(gateway, pages, headers).await,
            Route::Health => OperatorPages::health(),
            Route::Readiness => self.operators.readiness(gateway).await,
            Route::Status => self.status(StatusView::Page, headers).await,
            Route::StatusJson => self.status(StatusView::Json, headers).await,
            Route::Metrics => self.status(StatusView::Metrics, headers).await,
            Route::IconSvg => files::icon_svg(),
            Route::IconIco => files::icon_ico(),
        }
    }

    async fn embed(
        &self,
        kind: EmbedKind,
        feed: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Reply {
        self.embeds
            .reply(&self.gateway, kind, feed, query, headers)
            .await
    }

    async fn status(&self, view: StatusView, headers: &HeaderMap) -> Reply {
        self.operators.reply(&self.gateway, view, headers).await
    }

    /// Counts and logs `reply` as it leaves, and notes what it delivers to a partner.
    fn finish(&self, note: RequestNote, kind: RequestKind, reply: &mut Reply) {
        self.operators.request_counts.add(kind, reply.status());
        let delivery = reply.extensions_mut().remove::<Delivery>();
        if note.method == Method::HEAD {
            ready::without_body(reply);
        } else if let Some(delivery) = delivery {
            self.gateway.delivered(&delivery);
        }
        let path = note.path.as_ref().map(tracing::field::debug);
        tracing::debug!(method = %note.method, path, status = reply.status().as_u16());
        note.span
            .replied(&note.method, kind.as_str(), reply.status());
    }
}
