//! `/admin/…`: what only the operator may do. JSON in, JSON out; no cache keeps it.
//!
//! In: a request with the token of `[server] admin-token-env` (RFC 6750). Out: its reply. Every error is an object with
//! `error` in words. A request's body is read only after its token was right: no more than [`BODY_LIMIT_BYTES`], within
//! [`BODY_TIME`]. The work goes on if the operator hangs up. Wrong tokens are slowed down (`guesses`).
//! [`answer`] has one line for each endpoint.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::guesses::{Guesser, Guesses};
use super::usage;
use crate::gateway::{
    EndpointHealth, Gateway, REASON_LIMIT_CHARS, Refusal, ReloadError, Subject, Takedown,
    TakedownError, Unconfirmed, Withdrawer,
};
use crate::model::Guid;
use crate::serve::net::{Client, Reply};
use crate::serve::respond::{json, ready};
use crate::serve::routes::ADMIN;

/// The longest body.
const BODY_LIMIT_BYTES: usize = 16 * 1024;
/// The time from the header fields to the body's end.
const BODY_TIME: Duration = Duration::from_secs(10);

/// The answer to a request under [`ADMIN`]. Without a token in the configuration there are no admin URLs, so each of
/// them gets the 404 of any unknown URL.
pub(crate) async fn answer<B: Body>(
    gateway: &Arc<Gateway>,
    guesses: &Guesses,
    client: Client,
    request: Request<B>,
) -> Reply
where
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let config = gateway.config();
    let Some(token) = &config.server.admin_token else {
        return ready::no_page();
    };
    let (head, body) = request.into_parts();
    let Some(offered) = offered(&head.headers) else {
        return closed(unauthorized(), &head, &body);
    };
    let guesser = Guesser::of(client, &head.headers);
    if let Err(wait) = guesses.may_try(guesser) {
        return closed(too_often(client, wait), &head, &body);
    }
    if !token.is(offered) {
        guesses.was_wrong(guesser);
        return closed(unauthorized(), &head, &body);
    }
    let path = head.uri.path().strip_prefix(ADMIN).unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let method = match head.method {
        Method::HEAD => &Method::GET,
        ref method => method,
    };
    let done = match (method, &parts[..]) {
        (&Method::GET, ["takedowns"]) => Ok(takedowns(gateway).await),
        (&Method::POST, ["takedowns"]) => match body_as(&head, body).await {
            Ok(asked) => take_down(gateway, asked).await,
            Err(refusal) => Err(refusal),
        },
        (&Method::GET, ["notify"]) => Ok(endpoints(gateway)),
        (_, ["notify"]) => Err(not_allowed("GET, HEAD")),
        (&Method::GET, ["usage"]) => usage(gateway, head.uri.query()).await,
        (&Method::DELETE, ["takedowns", guid]) => undo_takedown(gateway, guid).await,
        (_, ["usage"]) => Err(not_allowed("GET, HEAD")),
        (&Method::POST, ["reload"]) => reload(gateway).await,
        (&Method::POST, ["feeds", feed, "refresh"]) => refresh(gateway, feed, &head, body).await,
        (_, ["reload"] | ["feeds", _, "refresh"]) => Err(not_allowed("POST")),
        (_, ["takedowns"]) => Err(not_allowed("GET, HEAD, POST")),
        (_, ["takedowns", _]) => Err(not_allowed("DELETE")),
        _ => Err(json::error(
            StatusCode::NOT_FOUND,
            "There is nothing at this admin URL.",
        )),
    };
    done.unwrap_or_else(|refusal| refusal)
}

/// The token that a request offers: RFC 6750 §2.1.
fn offered(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, rest) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(7)?;
    scheme
        .eq_ignore_ascii_case(b"Bearer ")
        .then(|| rest.trim_ascii())
}

/// The body of a takedown request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TakedownRequest {
    url: Option<String>,
    guid: Option<String>,
    reason: Option<String>,
}

/// A takedown in a reply.
#[derive(Serialize)]
struct TakedownReport<'a> {
    guid: String,
    url: Option<&'a str>,
    by: Withdrawer,
    when: String,
    reason: Option<&'a str>,
    feeds: Vec<&'a str>,
    /// Replicas that may still show the item; absent without replicas, and when the database does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    unconfirmed: Option<Vec<UnconfirmedReport<'a>>>,
}

/// A replica that may still show a withdrawn item.
#[derive(Serialize)]
struct UnconfirmedReport<'a> {
    replica: &'a str,
    /// When it has stopped serving, if it does not confirm before; `null`: it goes on.
    until: Option<String>,
}

impl<'a> From<&'a Unconfirmed> for UnconfirmedReport<'a> {
    fn from(unconfirmed: &'a Unconfirmed) -> Self {
        Self {
            replica: &unconfirmed.replica,
            until: unconfirmed.until.map(|until| until.to_string()),
        }
    }
}

impl<'a> From<&'a Takedown> for TakedownReport<'a> {
    fn from(takedown: &'a Takedown) -> Self {
        Self {
            guid: takedown.guid.to_string(),
            url: takedown.url.as_ref().map(url::Url::as_str),
            by: takedown.by,
            when: takedown.when.rfc3339(),
            reason: takedown.reason.as_deref(),
            feeds: takedown.feeds.iter().map(|feed| feed.as_str()).collect(),
            unconfirmed: None,
        }
    }
}

async fn takedowns(gateway: &Gateway) -> Reply {
    #[derive(Serialize)]
    struct List<'a> {
        takedowns: Vec<TakedownReport<'a>>,
    }
    // First what is listed, then who has confirmed it: what comes in between is listed the next time.
    let all = gateway.takedowns();
    let confirmations = match gateway.confirmations().await {
        Some(Ok(confirmations)) => Some(confirmations),
        Some(Err(_)) | None => None,
    };
    let mut takedowns = Vec::with_capacity(all.len());
    for takedown in &all {
        let mut report = TakedownReport::from(takedown);
        let open = confirmations.as_ref().and_then(|it| it.of(takedown.guid));
        report.unconfirmed = open.map(|open| open.map(UnconfirmedReport::from).collect());
        takedowns.push(report);
    }
    json::reply(StatusCode::OK, &List { takedowns })
}

/// The endpoints of `[notify]`, and what waits for them.
fn endpoints(gateway: &Gateway) -> Reply {
    #[derive(Serialize)]
    struct List {
        endpoints: Vec<EndpointHealth>,
    }
    let endpoints = gateway.endpoint_health();
    json::reply(StatusCode::OK, &List { endpoints })
}

async fn take_down(gateway: &Arc<Gateway>, asked: TakedownRequest) -> Result<Reply, Reply> {
    let bad = |why: &str| json::error(StatusCode::BAD_REQUEST, why);
    let named = match (&asked.url, &asked.guid) {
        (Some(named), None) | (None, Some(named)) => named,
        _ => return Err(bad("Give either \"url\" or \"guid\".")),
    };
    let subject = Subject::parse(named, &gateway.config())
        .filter(|subject| asked.guid.is_none() || subject.url.is_none());
    let Some(subject) = subject else {
        return Err(match asked.guid {
            Some(_) => bad("\"guid\" is an item's guid, as in \"urn:uuid:…\", or its UUID."),
            None => bad("\"url\" is the article's URL; it begins with http:// or https://."),
        });
    };
    let reason = asked.reason.as_deref().unwrap_or_default();
    if reason.chars().count() > REASON_LIMIT_CHARS {
        let limit = format!("\"reason\" may have {REASON_LIMIT_CHARS} characters; readers see it.");
        return Err(bad(&limit));
    }
    let takedown = gateway.take_down(subject, asked.reason).await;
    let takedown = takedown.map_err(|error| failed(&error, gateway))?;
    let mut report = TakedownReport::from(&takedown);
    let unconfirmed = match gateway.unconfirmed(takedown.guid).await {
        Ok(unconfirmed) => unconfirmed,
        Err(error) => {
            let why = format!(
                "the takedown is committed, and it is not known whether all replicas have applied it: {error}; GET /admin/takedowns will tell, and to repeat it is safe"
            );
            return Err(json::error(StatusCode::ACCEPTED, &why));
        }
    };
    if unconfirmed.is_empty() {
        return Ok(json::reply(StatusCode::OK, &report));
    }
    report.unconfirmed = Some(unconfirmed.iter().map(UnconfirmedReport::from).collect());
    Ok(json::reply(StatusCode::ACCEPTED, &report))
}

async fn undo_takedown(gateway: &Arc<Gateway>, guid: &str) -> Result<Reply, Reply> {
    let guid = Guid::parse(guid).ok_or_else(|| {
        let why = "The URL ends with an item's guid, as in \"urn:uuid:…\", or its UUID.";
        json::error(StatusCode::BAD_REQUEST, why)
    })?;
    match gateway.undo_takedown(guid).await {
        Ok(Some(takedown)) => Ok(json::reply(
            StatusCode::OK,
            &TakedownReport::from(&takedown),
        )),
        Ok(None) => Err(json::error(
            StatusCode::NOT_FOUND,
            &format!("{guid} is not withdrawn."),
        )),
        Err(error) => Err(failed(&error, gateway)),
    }
}

async fn usage(gateway: &Arc<Gateway>, query: Option<&str>) -> Result<Reply, Reply> {
    let (asked, form) =
        usage::question(query).map_err(|why| json::error(StatusCode::BAD_REQUEST, &why))?;
    let log = gateway.usage(asked, usage::MOST_ENTRIES + 1).await;
    let log =
        log.map_err(|error| json::error(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))?;
    Ok(usage::reply(log, form, query))
}

/// What the reload changed, or every problem of the file.
async fn reload(gateway: &Arc<Gateway>) -> Result<Reply, Reply> {
    #[derive(Serialize)]
    struct ReloadProblems {
        error: &'static str,
        problems: Vec<String>,
    }
    let gateway = gateway.clone();
    // In a task of its own, so that the reload ends even if the operator hangs up.
    match tokio::spawn(async move { gateway.reload_file().await }).await {
        Ok(Ok(report)) => Ok(json::reply(StatusCode::OK, &report)),
        Ok(Err(ReloadError::Invalid(invalid))) => {
            let problems = invalid.problems.iter().map(ToString::to_string).collect();
            let error = "The file is not valid, so nothing has changed.";
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Err(json::reply(status, &ReloadProblems { error, problems }))
        }
        Ok(Err(error @ ReloadError::NoFile)) => {
            Err(json::error(StatusCode::CONFLICT, &error.to_string()))
        }
        Err(_) => Err(ready::our_fault()),
    }
}

/// What the refresh did. The reply comes when it has ended, whether or not it succeeded.
async fn refresh<B: Body>(
    gateway: &Arc<Gateway>,
    feed: &str,
    head: &Parts,
    body: B,
) -> Result<Reply, Reply>
where
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct RefreshOptions {
        accept: bool,
    }
    let wanted = if body.is_end_stream() {
        RefreshOptions::default()
    } else {
        body_as(head, body).await?
    };
    let accept = wanted.accept || head.uri.query() == Some("accept");
    match gateway.refresh_and_report(feed, accept).await {
        Ok(report) if report.error.is_none() => Ok(json::reply(StatusCode::OK, &*report)),
        Ok(report) => Err(json::reply(StatusCode::BAD_GATEWAY, &*report)),
        Err(Refusal::Unknown) => Err(json::error(StatusCode::NOT_FOUND, "There is no such feed.")),
        Err(Refusal::Gone) => Err(json::error(
            StatusCode::GONE,
            "The feed is retired (gone = true), so it is not refreshed.",
        )),
        Err(Refusal::Paused(reason)) => Err(json::error(StatusCode::SERVICE_UNAVAILABLE, &reason)),
        Err(Refusal::Origin { reason, .. }) => Err(json::error(StatusCode::BAD_GATEWAY, &reason)),
    }
}

/// A store of one's own that fails is byline's fault; a database that is away will be back.
fn failed(error: &TakedownError, gateway: &Gateway) -> Reply {
    let status = match (error, gateway.has_replicas()) {
        (TakedownError::NotKept(_) | TakedownError::NotUndone(_), true) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        (TakedownError::NotKept(_) | TakedownError::NotUndone(_), false)
        | (TakedownError::Crashed, _) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    json::error(status, &error.to_string())
}

/// The request's body as a `T`, or the refusal.
async fn body_as<T: DeserializeOwned, B: Body>(head: &Parts, body: B) -> Result<T, Reply>
where
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let essence = head.headers.get(CONTENT_TYPE).map(|value| {
        let value = value.as_bytes().split(|&byte| byte == b';').next();
        value.unwrap_or_default().trim_ascii()
    });
    if essence.is_some_and(|essence| !essence.eq_ignore_ascii_case(b"application/json")) {
        return Err(json::error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send JSON, with Content-Type: application/json.",
        ));
    }
    let whole = Limited::new(body, BODY_LIMIT_BYTES).collect();
    let bytes = match tokio::time::timeout(BODY_TIME, whole).await {
        Ok(Ok(whole)) => whole.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let why = format!("The body may have {BODY_LIMIT_BYTES} bytes.");
            return Err(ended(head, StatusCode::PAYLOAD_TOO_LARGE, &why));
        }
        Ok(Err(_)) => {
            let why = "The body broke off.";
            return Err(ended(head, StatusCode::BAD_REQUEST, why));
        }
        Err(_) => {
            let why = "The body took too long.";
            return Err(ended(head, StatusCode::REQUEST_TIMEOUT, why));
        }
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        let why = format!("The body is not the JSON that this takes: {error}.");
        json::error(StatusCode::BAD_REQUEST, &why)
    })
}

/// A refusal of a body that was not read to its end. An HTTP/1 connection ends after it.
fn ended(head: &Parts, status: StatusCode, why: &str) -> Reply {
    ready::closing(json::error(status, why), head.version)
}

/// A refusal of a request whose body, if there is one, was not read.
fn closed(refusal: Reply, head: &Parts, body: &impl Body) -> Reply {
    match body.is_end_stream() {
        true => refusal,
        false => ready::closing(refusal, head.version),
    }
}

/// 429: RFC 6585 §4.
fn too_often(client: Client, wait: Duration) -> Reply {
    let seconds = wait.as_secs() + 1;
    let mut reply = json::error(
        StatusCode::TOO_MANY_REQUESTS,
        &format!(
            "Too many wrong admin tokens came from {client}, so this one was not looked at. Please try again in {seconds} s."
        ),
    );
    reply
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    reply
}

/// 401: RFC 6750 §3.
fn unauthorized() -> Reply {
    let mut reply = json::error(
        StatusCode::UNAUTHORIZED,
        "This needs the admin token: Authorization: Bearer TOKEN, with the value of the environment variable \
         that [server] admin-token-env names.",
    );
    reply.headers_mut().insert(
        WWW_AUTHENTICATE,
        HeaderValue::from_static("Bearer realm=\"byline admin\""),
    );
    reply
}

/// 405.
fn not_allowed(allow: &'static str) -> Reply {
    let mut reply = json::error(
        StatusCode::METHOD_NOT_ALLOWED,
        &format!("This URL takes {allow}."),
    );
    reply
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allow));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::header::CONNECTION;
    use http_body_util::{Full, StreamBody};
    use hyper::body::Frame;
    use std::convert::Infallible;

    fn post() -> Parts {
        let request = Request::post("/admin/takedowns").body(());
        request.expect("a test request").into_parts().0
    }

    /// A body that drips must not hold a place for ever, even with the right token.
    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up() {
        let body = StreamBody::new(futures_util::stream::pending::<
            Result<Frame<Bytes>, Infallible>,
        >());
        let began = tokio::time::Instant::now();
        let refusal = body_as::<TakedownRequest, _>(&post(), body)
            .await
            .err()
            .expect("a refusal");
        assert_eq!(refusal.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(refusal.headers()[CONNECTION], "close");
        assert_eq!(began.elapsed().as_secs(), BODY_TIME.as_secs());
    }

    /// A body that is too long is not read to its end, and its rest must not be read as the next request.
    #[tokio::test]
    async fn a_long_body_ends_the_connection() {
        let body = Full::new(Bytes::from(vec![b' '; BODY_LIMIT_BYTES + 1]));
        let refusal = body_as::<TakedownRequest, _>(&post(), body)
            .await
            .err()
            .expect("a refusal");
        assert_eq!(refusal.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(refusal.headers()[CONNECTION], "close");
    }
}
