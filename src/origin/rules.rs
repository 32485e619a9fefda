//! Fetches robots.txt files, and says what each answer means (RFC 9309 §2.3). [`super::robots`] reads the files.

use std::sync::Arc;

use http::header::{ACCEPT, HeaderMap, HeaderValue};
use url::Url;

use super::client::Origin;
use super::error::Fault;
use super::exchange::{Allowance, HostRequest};
use super::hops::{Hops, without_credentials};
use super::off_runtime::off_runtime;
use super::pace::Urgency;
use super::revalidate;
use super::robots::{self, Robots};
use super::robots_cache::RobotsFile;
use super::transport::Beyond;
use crate::model::PublisherId;

/// Files from this size on are parsed off the runtime's threads.
const LARGE_FILE_BYTES: usize = 32 * 1024;

/// The reason for a file that cannot be fetched (RFC 9309 §2.3.1.4).
fn unknown(why: &str) -> String {
    format!("robots.txt cannot be read ({why}), which counts as forbidden")
}

impl Origin {
    /// The rules for the host of `url`, fetched if need be.
    pub(super) async fn robots(
        &self,
        url: &Url,
        publisher: Option<&PublisherId>,
        time: &mut Allowance,
    ) -> Result<Arc<Robots>, Fault> {
        let origin = url.origin().ascii_serialization();
        let fetch = async || self.fetch_robots(url, publisher, time).await;
        self.robots
            .rules(&origin, fetch)
            .await?
            .map_err(|unknown| Fault::RobotsUnreachable {
                reason: unknown.reason,
                retry_after: unknown.retry_after,
                timed_out: unknown.timed_out,
            })
    }

    /// Fetches the file (RFC 9309 §2.3). A 4xx means that there are no rules. After a 5xx or without an answer the rules
    /// are unknown. So they are after a 429, which is a server in trouble and no missing file.
    async fn fetch_robots(
        &self,
        url: &Url,
        publisher: Option<&PublisherId>,
        time: &mut Allowance,
    ) -> Result<RobotsFile, Fault> {
        // Every request to this host waits for its robots.txt.
        let urgency = Urgency::now();
        let product = robots::product(&self.fetch.user_agent);
        let nothing = || RobotsFile::Read(Robots::default(), None);
        let mut start = without_credentials(url);
        start.set_path("/robots.txt");
        start.set_query(None);
        start.set_fragment(None);
        let mut hops = Hops::from(&start);
        loop {
            let at = hops.at().clone();
            let unreachable = |fault: Fault| RobotsFile::Unreachable {
                timed_out: matches!(fault, Fault::Timeout { .. }),
                // robots.txt is only the first request of a fetch: the message names the connection.
                reason: if let Fault::Network { reason, .. } = fault {
                    format!("{reason}; if that stays so, check the address")
                } else if let Fault::Timeout { after, .. } = fault {
                    format!("no answer within {after:?}")
                } else {
                    unknown(&fault.to_string())
                },
            };
            let way = self.way(&at, publisher);
            let reach = match self.guard.reach(&at, publisher, way.proxy.is_some()) {
                Ok(reach) => reach,
                Err(blocked) => return Ok(unreachable(blocked.into())),
            };
            let headers =
                HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("text/plain,*/*;q=0.5"))]);
            let limit = (robots::LIMIT_BYTES as u64, Beyond::Cut);
            let request = HostRequest {
                url: &at,
                reach,
                way,
                headers,
                limit,
                delay: None,
                sent: Default::default(),
            };
            let answer = match self.exchange(request, &urgency, time).await {
                Ok((answer, _)) => answer,
                // The host was not asked, so there is nothing to remember.
                Err(fault @ Fault::Closed(_)) => return Err(fault),
                // The page's own host is blocked, which says more than that its robots.txt is.
                Err(fault @ Fault::Blocked(_)) if hops.count() == 0 => return Err(fault),
                Err(fault) => return Ok(unreachable(fault)),
            };
            match answer.status.as_u16() {
                200..=299 => {
                    let age = revalidate::max_age(&answer.headers);
                    let (body, product) = (answer.body, product.to_owned());
                    let large = body.len() > LARGE_FILE_BYTES;
                    let parse = move || Robots::parse(&body, &["byline", &product]);
                    return Ok(RobotsFile::Read(off_runtime(large, parse).await?, age));
                }
                301 | 302 | 303 | 307 | 308 => {
                    // Too many, in a circle or to nowhere: there is no file (§2.3.1.2).
                    if hops.next(&answer).is_err() {
                        return Ok(nothing());
                    }
                }
                status @ (429 | 500..=599) => {
                    return Ok(RobotsFile::Unreachable {
                        reason: unknown(&format!("the origin answers {status}")),
                        timed_out: false,
                    });
                }
                _ => return Ok(nothing()),
            }
        }
    }
}
