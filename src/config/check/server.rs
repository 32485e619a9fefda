//! `[server]`, `[cache]`, `[store]`, `[replicas]` and `[fetch]`.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::table::TableCheck;
use crate::config::checked::{DatabaseUrl, Fetch, Replicas, Server};
use crate::config::network::Network;
use crate::config::problem::Report;
use crate::config::raw::{At, RawCache, RawFetch, RawReplicas, RawServer, RawStore, Variable};
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

/// The name of an environment variable.
fn variable<'n>(
    key: &str,
    name: &'n At<Variable>,
    remedy: &str,
    table: &mut TableCheck<'_, '_>,
) -> Option<&'n str> {
    let written = name.value.0.as_str();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if written.is_empty()
        || !written.chars().all(is_name)
        || written.starts_with(|c: char| c.is_ascii_digit())
    {
        // It may be the secret itself: it is not repeated.
        table.error(
            name.span.start,
            &format!("{key} is not the name of an environment variable; write the name, {remedy}"),
        );
        return None;
    }
    Some(written)
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
    let name = variable(
        key,
        name,
        "such as \"BYLINE_TOKEN\", never the token",
        table,
    )?;
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

/// `[store]`.
#[derive(Debug)]
pub(super) struct CheckedStore {
    pub(super) path: Option<PathBuf>,
    pub(super) database: Option<DatabaseUrl>,
    pub(super) limit_bytes: u64,
}

/// Where the store is and its limit; `None` when something is wrong.
pub(super) fn store(
    raw: Option<&At<RawStore>>,
    env: Environment<'_>,
    report: &mut Report<'_>,
) -> Option<CheckedStore> {
    let Some(raw) = raw else {
        return Some(CheckedStore {
            path: None,
            database: None,
            limit_bytes: defaults::STORE_LIMIT_BYTES,
        });
    };
    let mut table = TableCheck::new(report, "[store]".to_owned(), raw.span.start);
    let limit_bytes = table.size(
        "limit",
        raw.value.limit.as_ref(),
        defaults::STORE_LIMIT_BYTES,
        &((16 << 20)..=(1 << 50)),
    );
    let (path, database) = match (&raw.value.path, &raw.value.postgres_url_env) {
        (path, Some(name)) => {
            let database = database(name, env, &mut table)?;
            let path = match path {
                Some(path) => Some(PathBuf::from(table.text("path", path)?)),
                None => None,
            };
            (path, Some(database))
        }
        (path, None) => {
            let remedy = "path = \"byline-data\", or remove [store]";
            let path = table.required("path", path.as_ref(), remedy)?;
            let path = table.text("path", path)?;
            (Some(PathBuf::from(path)), None)
        }
    };
    Some(CheckedStore {
        path,
        database,
        limit_bytes: limit_bytes?,
    })
}

/// `[replicas]`; `None` when something is wrong.
pub(super) fn replicas(
    raw: Option<&At<RawReplicas>>,
    has_database: bool,
    report: &mut Report<'_>,
) -> Option<Replicas> {
    let Some(raw) = raw else {
        return Some(Replicas::default());
    };
    let (start, raw) = (raw.span.start, &raw.value);
    let mut table = TableCheck::new(report, "[replicas]".to_owned(), start);
    if !has_database {
        table.error(
            start,
            "a byline has replicas only over a database; add postgres-url-env to [store], or remove [replicas]",
        );
        return None;
    }
    let name = match &raw.name {
        Some(name) => Some(table.text("name", name)?),
        None => None,
    };
    let stops = match &raw.isolated {
        Some(word) => table.word("isolated", word, &[("serve", false), ("stop", true)])?,
        None => false,
    };
    let second = Duration::from_secs(1);
    let isolated_for = table.duration(
        "isolated-for",
        raw.isolated_for.as_ref(),
        defaults::ISOLATED_FOR,
        &(second * 10..=second * 3600),
    )?;
    if let (Some(written), false) = (&raw.isolated_for, stops) {
        table.warn(
            written.span.start,
            "isolated-for does nothing without isolated = \"stop\"; add that, or remove it",
        );
    }
    Some(Replicas {
        name,
        isolated_for: stops.then_some(isolated_for),
    })
}

/// The URL in the environment variable `name`. Without a URL there would be no store, and takedowns would be lost.
fn database(
    name: &At<Variable>,
    env: Environment<'_>,
    table: &mut TableCheck<'_, '_>,
) -> Option<DatabaseUrl> {
    let at = name.span.start;
    let remedy = "such as \"BYLINE_DATABASE_URL\", never the URL";
    let name = variable("postgres-url-env", name, remedy, table)?;
    let url = env(name).unwrap_or_default().trim().to_owned();
    let wrong = if url.is_empty() {
        "is not set in the environment, so there is no store"
    } else if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        "does not hold the URL of a PostgreSQL database"
    } else {
        return Some(DatabaseUrl {
            variable: name.to_owned(),
            url: Secret::new(url),
        });
    };
    table.error(
        at,
        &format!("postgres-url-env {} {wrong}; set it to postgres://USER:PASSWORD@HOST/DATABASE before `byline serve`", quoted(name)),
    );
    None
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
