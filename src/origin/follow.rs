//! A fetch from its first address through its redirects. Guard, robots.txt and pace judge every address anew.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use jiff::Timestamp;
use url::Url;

use super::client::Origin;
use super::coding::{self, CodingError, ReceivedCoding};
use super::error::{Fault, FetchError};
use super::exchange::{Allowance, HostRequest};
use super::hops::{Hops, RedirectFault, without_credentials};
use super::off_runtime::off_runtime;
use super::pace::Urgency;
use super::page::{Fetched, Page};
use super::robots::Robots;
use super::transport::{Answer, Beyond};
use super::{charset, page, refresh};
use crate::config::Post;
use crate::model::{PublisherId, Validators};

/// The exchanges of one fetch may take this many times `timeout` together, robots.txt and redirects included. The waits
/// for a host's permit do not count: byline imposes them itself.
const WHOLE: u32 = 4;

/// Bodies from this size on are decoded off the runtime's threads.
const LARGE_BODY_BYTES: usize = 32 * 1024;
/// Rules whose matching looks at more bytes than this are matched there, too.
const HEAVY_WORK_BYTES: usize = 256 * 1024;

const ACCEPTED: HeaderValue = HeaderValue::from_static(
    "text/html,application/xhtml+xml,application/xml;q=0.9,application/rss+xml;q=0.9,\
     application/atom+xml;q=0.9,application/feed+json;q=0.9,application/json;q=0.9,*/*;q=0.5",
);

/// For whom a page is fetched, and how soon.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The publisher whose page leads to it. `None` for a command, whose user gave the address.
    pub publisher: Option<PublisherId>,
    /// How soon it is wanted.
    pub urgency: Urgency,
    /// What is posted there; `None` for a GET.
    pub post: Option<Arc<Post>>,
}

impl Asking {
    /// A page whose address was given to a command.
    pub fn by_command() -> Self {
        Self {
            publisher: None,
            urgency: Urgency::now(),
            post: None,
        }
    }
}

impl Origin {
    /// Fetches a page, or learns that it is still as `known`. Its exchanges take at most four times `[fetch] timeout`
    /// together; the waits for permits of its hosts come on top.
    ///
    /// Dropping the future abandons the fetch. Two calls for one URL are two fetches.
    pub async fn page(
        &self,
        url: &Url,
        known: Option<&Validators>,
        asking: &Asking,
    ) -> Result<Fetched, FetchError> {
        let mut time = Allowance::of(self.fetch.timeout * WHOLE);
        self.follow(url, known, asking, &mut time).await
    }

    /// Fetches `url` and follows its redirects. An error names the hop at which it happened.
    async fn follow(
        &self,
        url: &Url,
        known: Option<&Validators>,
        asking: &Asking,
        time: &mut Allowance,
    ) -> Result<Fetched, FetchError> {
        let mut start = url.clone();
        start.set_fragment(None);
        let mut hops = Hops::from(&start);
        self.walk(known, asking, time, &mut hops)
            .await
            .map_err(|fault| FetchError {
                url: Box::new(without_credentials(url)),
                at: (hops.count() > 0).then(|| Box::new(without_credentials(hops.at()))),
                fault,
            })
    }

    async fn walk(
        &self,
        known: Option<&Validators>,
        asking: &Asking,
        time: &mut Allowance,
        hops: &mut Hops,
    ) -> Result<Fetched, Fault> {
        let mut post = asking.post.clone();
        loop {
            let at = hops.at().clone();
            let way = self.way(&at, asking.publisher.as_ref());
            let proxied = way.proxy.is_some();
            let reach = self.guard.reach(&at, asking.publisher.as_ref(), proxied)?;
            let robots = self.robots(&at, asking.publisher.as_ref(), time).await?;
            let heavy = robots.work_bytes(&at) > HEAVY_WORK_BYTES;
            let (rules, to) = (Arc::clone(&robots), at.clone());
            if let Some(rule) = off_runtime(heavy, move || rules.forbids(&to)).await? {
                return Err(Fault::Disallowed { rule });
            }
            let mut headers = HeaderMap::from_iter([(ACCEPT, ACCEPTED)]);
            self.add_own_headers(&at, asking.publisher.as_ref(), &mut headers);
            // A condition on a POST would ask for 412 (RFC 9110 §13.1.2), so only the bytes tell whether it is
            // unchanged.
            let conditional = post.is_none()
                && known.is_some_and(|known| known.apply(&at, &mut headers, self.clock.now()));
            let limit = (self.fetch.max_page_bytes, Beyond::Refuse);
            let request = HostRequest {
                url: &at,
                reach,
                way,
                headers,
                post: post.clone(),
                limit,
                delay: robots.delay(),
            };
            let (answer, retry_after) = self.exchange(request, &asking.urgency, time).await?;
            let status = answer.status.as_u16();
            return match status {
                200 | 203 => {
                    let answer = unpacked(answer, self.fetch.max_page_bytes).await?;
                    page::readable(answer.header(CONTENT_TYPE), &answer.body)
                        .map_err(|(found, remedy)| Fault::NotAPage { found, remedy })?;
                    // A page that sends on where the fetch has been is read, as it would be without.
                    if let Some(next) = refresh::onward(&answer, &at)
                        && hops.go_on(&next, false).is_ok()
                    {
                        post = None;
                        continue;
                    }
                    let now = self.clock.now();
                    read(&at, answer, known, &robots, hops.moved.take(), now).await
                }
                304 if conditional => Ok(Fetched::Unchanged {
                    url: without_credentials(&at),
                    validators: known.cloned().unwrap_or_default(),
                }),
                301 | 302 | 303 | 307 | 308 => {
                    hops.next(&answer).map_err(Fault::Redirects)?;
                    // As browsers do (Fetch standard §4.4): only 307 and 308 post again.
                    if status < 307 {
                        post = None;
                    } else if post.is_some() && !is_same_host(&at, hops.at()) {
                        return Err(Fault::Redirects(RedirectFault::Posted));
                    }
                    continue;
                }
                404 | 410 => Err(Fault::Withdrawn { status }),
                401 | 402 | 403 | 407 | 429 | 451 => Err(Fault::Refused {
                    status,
                    retry_after,
                }),
                500..=599 => Err(Fault::Server {
                    status,
                    retry_after,
                }),
                _ => Err(Fault::Status { status }),
            };
        }
    }
}

/// Whether a body that is meant for `from` may go to `to`: the same host and port, or its https.
fn is_same_host(from: &Url, to: &Url) -> bool {
    let is_secured = from.scheme() == "http"
        && to.scheme() == "https"
        && from.port().is_none()
        && to.port().is_none();
    from.host_str() == to.host_str() && (from.origin() == to.origin() || is_secured)
}

/// A file that is gzip itself, as sitemaps are (`sitemap.xml.gz`), without it.
async fn unpacked(answer: Answer, limit_bytes: u64) -> Result<Answer, Fault> {
    if !answer.body.starts_with(b"\x1F\x8B") {
        return Ok(answer);
    }
    let body = answer.body.clone();
    let limit = usize::try_from(limit_bytes).unwrap_or(usize::MAX);
    let undone = off_runtime(true, move || {
        coding::undo(&[ReceivedCoding::Gzip], &body, limit, false).map(Cow::into_owned)
    });
    match undone.await? {
        Ok(body) => Ok(Answer {
            body: body.into(),
            ..answer
        }),
        Err(CodingError::TooLarge) => Err(Fault::TooLarge { limit_bytes }),
        // What is no whole gzip file is told as what it is.
        Err(CodingError::Unreadable(_) | CodingError::TooMany(_) | CodingError::Broken { .. }) => {
            Ok(answer)
        }
    }
}

async fn read(
    at: &Url,
    answer: Answer,
    known: Option<&Validators>,
    robots: &Robots,
    moved: Option<Url>,
    now: Timestamp,
) -> Result<Fetched, Fault> {
    let (at, known, licences) = (at.clone(), known.cloned(), robots.licences().to_vec());
    let large = answer.body.len() > LARGE_BODY_BYTES;
    let work = move || look(&at, &answer, known.as_ref(), licences, moved, now);
    off_runtime(large, work).await
}

/// The page in `answer`, or that it is the page that was known.
fn look(
    at: &Url,
    answer: &Answer,
    known: Option<&Validators>,
    licences: Vec<Url>,
    moved: Option<Url>,
    now: Timestamp,
) -> Fetched {
    let validators = Validators::of(answer, at, now);
    let url = without_credentials(at);
    if known.is_some_and(|known| known.same_page(&validators)) {
        return Fetched::Unchanged { url, validators };
    }
    let content_type = answer.header(CONTENT_TYPE).map(str::to_owned);
    let tags: Vec<&str> = answer
        .headers
        .get_all(page::ROBOTS_TAG)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let decoded = charset::decode(&answer.body, content_type.as_deref(), None);
    Fetched::Page(Page {
        url,
        text: decoded.text,
        charset: decoded.charset,
        content_type,
        validators,
        robots_tag: (!tags.is_empty()).then(|| tags.join(", ")),
        tdm_reserved: answer
            .header(page::TDM_RESERVATION)
            .is_some_and(|value| value.trim() == "1"),
        licences,
        moved,
    })
}
