//! Why a page could not be fetched, and what to do about it.

use std::time::Duration;

use url::Url;

use super::guard::Blocked;
use super::hops::RedirectFault;
use super::pace::Closed;

/// Why one page could not be fetched. Its text is `URL: fact; remedy`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{url}{}: {fault}", self.at.as_ref().map(|at| format!(" (redirected to {at})")).unwrap_or_default())]
pub struct FetchError {
    /// The URL that was asked for.
    pub url: Box<Url>,
    /// Where a redirect had led when it failed.
    pub at: Option<Box<Url>>,
    /// What happened.
    pub fault: Fault,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// 404 or 410.
    #[error(
        "the origin answers {status}, the page is gone; if it is a section, look for its new address"
    )]
    Withdrawn {
        /// The status.
        status: u16,
    },
    /// 401, 402, 403, 407, 429, 451: the origin refuses the request.
    #[error("the origin refuses with {status}; {}", refusal(*.status))]
    Refused {
        /// The status.
        status: u16,
        /// The pause that the origin asked for, or byline's own.
        retry_after: Option<Duration>,
    },
    /// 5xx.
    #[error("the origin fails with {status}; nothing to do but wait, byline tries again by itself")]
    Server {
        /// The status.
        status: u16,
        /// The pause that the origin asked for, or byline's own.
        retry_after: Option<Duration>,
    },
    /// Any other status that is no page.
    #[error(
        "the origin answers {status}, which is no page; open the address in a browser to see what it is"
    )]
    Status {
        /// The status.
        status: u16,
    },
    /// Name, connection, TLS or protocol.
    #[error("{reason}; check the address, otherwise byline tries again by itself")]
    Network {
        /// What failed.
        reason: String,
        /// byline's own pause.
        retry_after: Option<Duration>,
    },
    /// No complete answer in time.
    #[error(
        "no complete answer within {after:?}; if the origin is always this slow, raise timeout in [fetch]"
    )]
    Timeout {
        /// How long byline waited.
        after: Duration,
        /// byline's own pause.
        retry_after: Option<Duration>,
    },
    /// The host is closed for now, so it was not asked.
    #[error("{}", closed(.0))]
    Closed(Closed),
    /// robots.txt forbids it.
    #[error(
        "robots.txt forbids it ({rule}); ask the publisher for permission, or leave this page out"
    )]
    Disallowed {
        /// The rule, as in the file.
        rule: String,
    },
    /// robots.txt cannot be fetched, which counts as forbidden (RFC 9309 §2.3.1.4). The whole origin may be down.
    #[error(
        "{reason}; byline tries again by itself in {} s",
        retry_after.as_secs_f64().ceil()
    )]
    RobotsUnreachable {
        /// What failed: the connection, or robots.txt.
        reason: String,
        /// Until the next try.
        retry_after: Duration,
        /// Whether it was a time-out.
        timed_out: bool,
    },
    /// The address guard forbids it.
    #[error("not fetched: {0}")]
    Blocked(#[from] Blocked),
    /// More than `max-page-bytes`.
    #[error(
        "larger than {limit_bytes} bytes; if the page is meant to be, raise max-page-bytes in [fetch]"
    )]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// Redirects that do not end at a page.
    #[error("{0}")]
    Redirects(RedirectFault),
    /// The browser that shows the page is away, or refuses.
    #[error("{reason}")]
    Browser {
        /// What failed, and what to do.
        reason: String,
        /// byline's own pause.
        retry_after: Option<Duration>,
    },
    /// The page did not come to rest in the browser.
    #[error("{found}; {remedy}")]
    Restless {
        /// What it did.
        found: String,
        /// What to try.
        remedy: String,
    },
    /// An answer that is no text.
    #[error("{found}, not a page; {remedy}")]
    NotAPage {
        /// What it is.
        found: String,
        /// What to try.
        remedy: &'static str,
    },
}

fn refusal(status: u16) -> &'static str {
    match status {
        401 | 407 => "it wants a login, so this page is not for the public: leave it out",
        402 => "it wants payment, so this page is not for the public: leave it out",
        429 => "byline asks too often for it: raise min-interval or interval, or lower per-host",
        451 => "it withholds the page for legal reasons",
        _ => "it may turn away this user-agent or this address: ask the publisher",
    }
}

fn closed(closed: &Closed) -> String {
    let why = if closed.asked {
        "the host asked for a pause"
    } else {
        "the host failed, or others wait before"
    };
    format!(
        "not asked: {why}; byline tries again by itself in {} s",
        closed.retry_after.as_secs().max(1)
    )
}

impl FetchError {
    /// When it is worth trying again, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        self.fault.retry_after()
    }

    /// Whether time ran out. A reader gets 504 then, and 502 for any other failure.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.fault,
            Fault::Timeout { .. }
                | Fault::RobotsUnreachable {
                    timed_out: true,
                    ..
                }
        )
    }

    /// Whether the origin says that the page is gone (404, 410).
    pub fn is_withdrawn(&self) -> bool {
        matches!(self.fault, Fault::Withdrawn { .. })
    }
}

impl Fault {
    /// What an answer is that is no page.
    pub(super) fn of_status(status: u16, retry_after: Option<Duration>) -> Self {
        match status {
            404 | 410 => Self::Withdrawn { status },
            401 | 402 | 403 | 407 | 429 | 451 => Self::Refused {
                status,
                retry_after,
            },
            500..=599 => Self::Server {
                status,
                retry_after,
            },
            _ => Self::Status { status },
        }
    }

    /// When it is worth trying again, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. }
            | Self::Server { retry_after, .. }
            | Self::Network { retry_after, .. }
            | Self::Timeout { retry_after, .. }
            | Self::Browser { retry_after, .. } => *retry_after,
            Self::RobotsUnreachable { retry_after, .. } => Some(*retry_after),
            Self::Closed(closed) => Some(closed.retry_after),
            Self::Withdrawn { .. }
            | Self::Status { .. }
            | Self::Disallowed { .. }
            | Self::Blocked(_)
            | Self::TooLarge { .. }
            | Self::Redirects(_)
            | Self::Restless { .. }
            | Self::NotAPage { .. } => None,
        }
    }

    /// One word, for counters and JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Withdrawn { .. } => "withdrawn",
            Self::Refused { .. } => "refused",
            Self::Server { .. } => "server-error",
            Self::Status { .. } => "status",
            Self::Network { .. } => "network",
            Self::Timeout { .. } => "timeout",
            Self::Closed(_) => "closed",
            Self::Disallowed { .. } => "disallowed",
            Self::RobotsUnreachable { .. } => "robots-unreachable",
            Self::Blocked(_) => "blocked",
            Self::TooLarge { .. } => "too-large",
            Self::Redirects(_) => "redirects",
            Self::Browser { .. } => "browser",
            Self::Restless { .. } => "restless",
            Self::NotAPage { .. } => "not-a-page",
        }
    }
}
