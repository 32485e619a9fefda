//! `[server]`, `[cache]`, `[store]` and `[fetch]`.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::table::TableCheck;
use crate::config::checked::{Fetch, Server};
use crate::config::network::Network;
use crate::config::problem::Report;
use crate::config::raw::{At, RawCache, RawFetch, RawServer, RawStore, Variable};
use crate::config::secret::{Environment, Secret};
use crate::config::wording::quoted;
use crate::config::{address, defaults};

/// A token shorter than this can be guessed.
const TOKEN_CHARS: usize = 16;

pub(super) fn server(
    raw: Option<&At<RawServer>>,
    env: Environment<'_>,
    report: &mut Report<'_>,
) -> Option<Server> {
    let Some(raw) = raw else {
        return Some(Server {
            listen: defaults::LISTEN,
            public_url: address::url_of(defaults::LISTEN)?,
            admin_token: None,
            trusted_proxies: Vec::new(),
        });
    };
    let (start, raw) = (raw.span.start, &raw.value);
    let mut table = TableCheck::new(report, "[server]".to_owned(), start);
    let listen = match &raw.listen {
        Some(listen) => table.read("listen", listen, address::socket),
        None => Some(defaults::LISTEN),
    };
    let public_url = match (&raw.public_url, listen) {
        (Some(url), _) => table.read("public-url", url, address::base_url),
        (None, Some(listen)) => {
            let url = address::url_of(listen)?;
            if !listen.ip().is_loopback() {
                let at = raw
                    .listen
                    .as_ref()
                    .map_or(start, |listen| listen.span.start);
                table.warn(
                    at,
                    &format!("public-url is missing, so feeds will link to {url}; add the URL that readers reach"),
                );
            }
            Some(url)
        }
        (None, None) => None,
    };
    let admin_token = match &raw.admin_token_env {
        Some(name) => token(
            "admin-token-env",
            name,
            "the admin endpoints stay closed",
            env,
            &mut table,
        )?,
        None => None,
    };
    let mut trusted_proxies = Vec::new();
    for proxy in raw.trusted_proxies.iter().flat_map(|list| &list.value) {
        let network = table.read("trusted-proxies", proxy, Network::parse);
        if network.is_some_and(|network| network.is_everyone()) {
            table.warn(
                proxy.span.start,
                "trusted-proxies names everyone, so any reader can pretend to be any other; name the proxies alone",
            );
        }
        trusted_proxies.extend(network);
    }
    Some(Server {
        listen: listen?,
        public_url: public_url?,
        admin_token,
        trusted_proxies,
    })
}

/// The token in the environment variable `name`: `None` outside when the name is wrong or the token can be guessed,
/// inside when it is not set.
pub(super) fn token(
    key: &str,
    name: &At<Variable>,
    without: &str,
    env: Environment<'_>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Option<Secret>> {
    let at = name.span.start;
    let name = name.value.0.as_str();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty()
        || !name.chars().all(is_name)
        || name.starts_with(|c: char| c.is_ascii_digit())
    {
        // What was written may be the token itself: it is not repeated.
        table.error(
            at,
            &format!("{key} is not the name of an environment variable; write the name, such as \"BYLINE_TOKEN\", never the token"),
        );
        return None;
    }
    let value = env(name)
        .map(|value| value.trim().to_owned())
        .unwrap_or_default();
    let long = value.chars().count();
    if value.is_empty() {
        table.warn(
            at,
            &format!("{key} {} is not set in the environment, so {without}; set it before `byline serve`", quoted(name)),
        );
        return Some(None);
    }
    if long < TOKEN_CHARS {
        let long = match long {
            1 => "1 character".to_owned(),
            long => format!("{long} characters"),
        };
        table.error(
            at,
            &format!("{key} {} holds a token of {long}, which can be guessed; use {TOKEN_CHARS} or more, such as `openssl rand -hex 24` prints", quoted(name)),
        );
        return None;
    }
    Some(Some(Secret::new(value)))
}

pub(super) fn memory(raw: Option<&At<RawCache>>, report: &mut Report<'_>) -> Option<u64> {
    let Some(raw) = raw else {
        return Some(defaults::MEMORY_BYTES);
    };
    let mut table = TableCheck::new(report, "[cache]".to_owned(), raw.span.start);
    let memory = raw.value.memory.as_ref();
    table.size(
        "memory",
        memory,
        defaults::MEMORY_BYTES,
        &((1 << 20)..=(1 << 40)),
    )
}

/// Path and limit; `None` outside when one is wrong, inside when there is no path.
pub(super) fn store(
    raw: Option<&At<RawStore>>,
    report: &mut Report<'_>,
) -> Option<(Option<PathBuf>, u64)> {
    let Some(raw) = raw else {
        return Some((None, defaults::STORE_LIMIT_BYTES));
    };
    let mut table = TableCheck::new(report, "[store]".to_owned(), raw.span.start);
    let path = table.required(
        "path",
        raw.value.path.as_ref(),
        "path = \"byline-data\", or remove [store]",
    )?;
    let limit_bytes = table.size(
        "limit",
        raw.value.limit.as_ref(),
        defaults::STORE_LIMIT_BYTES,
        &((16 << 20)..=(1 << 50)),
    );
    let path = table.text("path", path)?;
    Some((Some(PathBuf::from(path)), limit_bytes?))
}

pub(super) fn fetch(
    raw: Option<&At<RawFetch>>,
    public_url: Option<&Url>,
    report: &mut Report<'_>,
) -> Option<Fetch> {
    let nothing = RawFetch::default();
    let (start, raw) = raw.map_or((0, &nothing), |raw| (raw.span.start, &raw.value));
    let mut table = TableCheck::new(report, "[fetch]".to_owned(), start);
    let user_agent = match &raw.user_agent {
        Some(written) => {
            let agent = table.text("user-agent", written);
            if let Some(agent) = &agent {
                if !agent.chars().all(|c| matches!(c, ' '..='~')) {
                    table.error(
                        written.span.start,
                        &format!(
                            "user-agent {} cannot stand in a header; use plain ASCII",
                            quoted(agent)
                        ),
                    );
                } else if !agent.contains("://") && !agent.contains('@') {
                    table.warn(
                        written.span.start,
                        &format!("user-agent {} has no contact, so origins may block it; add a URL or an e-mail address", quoted(agent)),
                    );
                }
            }
            agent
        }
        None => public_url.map(|url| format!("byline/{} (+{url}about)", env!("CARGO_PKG_VERSION"))),
    };
    let second = Duration::from_secs(1);
    let per_host = table.count(
        "per-host",
        raw.per_host.as_ref(),
        defaults::PER_HOST,
        &(1..=64),
    );
    let min_interval = table.duration(
        "min-interval",
        raw.min_interval.as_ref(),
        defaults::MIN_INTERVAL,
        &(Duration::ZERO..=second * 3600),
    );
    let timeout = table.duration(
        "timeout",
        raw.timeout.as_ref(),
        defaults::TIMEOUT,
        &(Duration::from_millis(100)..=second * 300),
    );
    let max_page_bytes = table.size(
        "max-page-bytes",
        raw.max_page_bytes.as_ref(),
        defaults::MAX_PAGE_BYTES,
        &((1 << 10)..=(256 << 20)),
    );
    Some(Fetch {
        user_agent: user_agent?,
        per_host: per_host?,
        min_interval: min_interval?,
        timeout: timeout?,
        max_page_bytes: max_page_bytes?,
        publishers: Vec::new(),
    })
}
