//! Fetches robots.txt files, and says what each answer means (RFC 9309 §2.3). [`super::robots`] reads the files.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, HeaderMap, HeaderValue};
use url::Url;

use super::client::{Origin, Shared};
use super::error::Fault;
use super::exchange::{Allowance, HostRequest};
use super::hops::{Hops, without_credentials};
use super::off_runtime::off_runtime;
use super::pace::Urgency;
use super::revalidate;
use super::robots::{self, Robots};
use super::robots_cache::{self, RobotsFile};
use super::transport::Beyond;
use super::turns::Asked;
use crate::model::{PublisherId, SharedRobots, Validators};

/// Files from this size on are parsed off the runtime's threads.
const LARGE_FILE_BYTES: usize = 32 * 1024;
/// A replica that fetches a file is taken to be gone after this time, and `[fetch] timeout` on top.
const TURN: Duration = Duration::from_secs(10);

/// The reason for a file that cannot be fetched (RFC 9309 §2.3.1.4).
fn unknown(why: &str) -> String {
    format!("robots.txt cannot be read ({why}), which counts as forbidden")
}

/// What came of fetching a file.
enum RobotsText {
    /// Its text, how long it is good for, and its validators.
    Read(Bytes, Option<Duration>, Option<Box<Validators>>),
    /// It is as it was.
    Unchanged(Option<Duration>),
    Unreachable {
        reason: String,
        timed_out: bool,
    },
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
        let fetch = async || match &self.shared {
            None => self.own_file(url, publisher, time).await,
            Some(shared) => {
                self.shared_file(shared, &origin, url, publisher, time)
                    .await
            }
        };
        self.robots
            .rules(&origin, fetch)
            .await?
            .map_err(|unknown| Fault::RobotsUnreachable {
                reason: unknown.reason,
                retry_after: unknown.retry_after,
                timed_out: unknown.timed_out,
            })
    }

    async fn own_file(
        &self,
        url: &Url,
        publisher: Option<&PublisherId>,
        time: &mut Allowance,
    ) -> Result<RobotsFile, Fault> {
        Ok(match self.fetch_robots(url, None, publisher, time).await? {
            RobotsText::Read(text, max_age, _) => {
                RobotsFile::Read(self.parsed(text).await?, max_age)
            }
            // Nobody asked whether it is.
            RobotsText::Unchanged(max_age) => RobotsFile::Read(Robots::default(), max_age),
            RobotsText::Unreachable { reason, timed_out } => {
                RobotsFile::Unreachable { reason, timed_out }
            }
        })
    }

    /// The file as one of the replicas fetched it, this one if it is its turn.
    async fn shared_file(
        &self,
        shared: &Shared,
        origin: &str,
        url: &Url,
        publisher: Option<&PublisherId>,
        time: &mut Allowance,
    ) -> Result<RobotsFile, Fault> {
        let (manners, agent) = (&*shared.manners, &*self.fetch.user_agent);
        let turn = TURN + self.fetch.timeout;
        let mut turn = match shared.turns.ask(manners, origin, agent, turn).await {
            Ok(Asked::Known(file)) => return self.as_shared(*file).await,
            Ok(Asked::Mine(turn)) => turn,
            // Each replica fetches its own.
            Err(_) => return self.own_file(url, publisher, time).await,
        };
        let before = turn.before.take();
        let known = before.as_ref().filter(|before| before.text.is_some());
        let known = known.and_then(|before| before.validators.as_ref());
        let file = match self.fetch_robots(url, known, publisher, time).await? {
            RobotsText::Read(text, max_age, validators) => SharedRobots {
                text: Some(text[..text.len().min(robots::LIMIT_BYTES)].to_vec()),
                validators: validators.map(|it| *it),
                good_for: robots_cache::good_for(max_age),
                failures: 0,
                reason: String::new(),
                timed_out: false,
            },
            RobotsText::Unchanged(max_age) => SharedRobots {
                text: before.as_ref().and_then(|before| before.text.clone()),
                validators: known.cloned(),
                good_for: robots_cache::good_for(max_age),
                failures: 0,
                reason: String::new(),
                timed_out: false,
            },
            RobotsText::Unreachable { reason, timed_out } => {
                let failures = before.as_ref().map_or(0, |before| before.failures);
                let failures = failures.saturating_add(1);
                SharedRobots {
                    validators: before.as_ref().and_then(|it| it.validators.clone()),
                    text: before.and_then(|before| before.text),
                    good_for: robots_cache::pause(failures),
                    failures,
                    reason,
                    timed_out,
                }
            }
        };
        turn.end(file.clone());
        self.as_shared(file).await
    }

    async fn as_shared(&self, file: SharedRobots) -> Result<RobotsFile, Fault> {
        let rules = match file.text {
            Some(text) => Some(self.parsed(text.into()).await?),
            None => None,
        };
        Ok(RobotsFile::Shared {
            rules,
            good_for: file.good_for,
            failures: file.failures,
            reason: file.reason,
            timed_out: file.timed_out,
        })
    }

    async fn parsed(&self, text: Bytes) -> Result<Robots, Fault> {
        let product = robots::product(&self.fetch.user_agent).to_owned();
        let large = text.len() > LARGE_FILE_BYTES;
        off_runtime(large, move || Robots::parse(&text, &["byline", &product])).await
    }

    /// Fetches the file (RFC 9309 §2.3), or learns that it is as `known`. A 4xx means that there are no rules. After
    /// a 5xx or without an answer the rules are unknown. So they are after a 429, which is a server in trouble and no
    /// missing file.
    async fn fetch_robots(
        &self,
        url: &Url,
        known: Option<&Validators>,
        publisher: Option<&PublisherId>,
        time: &mut Allowance,
    ) -> Result<RobotsText, Fault> {
        // Every request to this host waits for its robots.txt.
        let urgency = Urgency::robots();
        let nothing = || RobotsText::Read(Bytes::new(), None, None);
        let mut start = without_credentials(url);
        start.set_path("/robots.txt");
        start.set_query(None);
        start.set_fragment(None);
        let mut hops = Hops::from(&start);
        loop {
            let at = hops.at().clone();
            let unreachable = |fault: Fault| RobotsText::Unreachable {
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
            let reach = match self.guard.reach(&at, publisher) {
                Ok(reach) => reach,
                Err(blocked) => return Ok(unreachable(blocked.into())),
            };
            let accepted = HeaderValue::from_static("text/plain,*/*;q=0.5");
            let mut headers = HeaderMap::from_iter([(ACCEPT, accepted)]);
            let now = self.clock.now();
            let conditional = known.is_some_and(|known| known.apply(&at, &mut headers, now));
            let limit = (robots::LIMIT_BYTES as u64, Beyond::Cut);
            let request = HostRequest {
                url: &at,
                reach,
                headers,
                limit,
                delay: None,
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
                    let validators = Validators::of(&answer, &at, now);
                    return Ok(RobotsText::Read(
                        answer.body,
                        age,
                        Some(Box::new(validators)),
                    ));
                }
                304 if conditional => {
                    let age = revalidate::max_age(&answer.headers);
                    return Ok(RobotsText::Unchanged(age));
                }
                301 | 302 | 303 | 307 | 308 => {
                    // Too many, in a circle or to nowhere: there is no file (§2.3.1.2).
                    if hops.next(&answer).is_err() {
                        return Ok(nothing());
                    }
                }
                status @ (429 | 500..=599) => {
                    return Ok(RobotsText::Unreachable {
                        reason: unknown(&format!("the origin answers {status}")),
                        timed_out: false,
                    });
                }
                _ => return Ok(nothing()),
            }
        }
    }
}
