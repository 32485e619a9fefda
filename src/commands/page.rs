//! One page named on the command line, from the web or from a file: what `article` and `discover` look at.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use super::exit::Exit;
use super::terminal::complain;
use crate::browser::{Browser, Cost, Endpoint, Wanted};
use crate::clock::SystemClock;
use crate::config::{self, Config, Fetch};
use crate::extract::sanitize;
use crate::origin::{Asking, Fault, FetchError, Fetched, Origin, Wire, charset};

/// A file on the command line is read up to this size, as a page from the web would be by default.
const PAGE_LIMIT_BYTES: u64 = 4 * 1024 * 1024;

/// `URL|FILE [--url BASE] [--charset C] [--timezone Z] [--browser URL [--no-sandbox]]`
#[derive(Debug, clap::Args)]
pub(crate) struct PageArgument {
    /// The page: an http(s) URL, or a file.
    #[arg(value_name = "URL|FILE")]
    page: String,
    /// The URL that a file was saved from; its links resolve against it.
    #[arg(long, value_name = "BASE")]
    url: Option<Url>,
    /// The page's encoding, when it is known better than the page says.
    #[arg(long, value_name = "C")]
    charset: Option<String>,
    /// The zone of local times, as in feeds.toml (`Asia/Shanghai`); by default as the page's language suggests, else UTC.
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// The configuration whose way to origins is used: proxies, certificates, and what a publisher's own origins are
    /// sent. By default feeds.toml in the working directory, where there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The WebDriver of a browser that shows the page first, when a script fills it (`http://127.0.0.1:4444`).
    #[arg(long, value_name = "URL")]
    browser: Option<Url>,
    /// With --browser: Chromium runs without its own sandbox, as it must as root.
    #[arg(long, requires = "browser")]
    no_sandbox: bool,
}

/// The page, decoded.
pub(super) struct Opened {
    /// As named on the command line.
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) text: String,
    /// `<title>`
    pub(super) title: Option<String>,
    pub(super) language: String,
    pub(super) zone: TimeZone,
    /// Whether the zone was named on the command line, and not guessed.
    pub(super) zone_is_named: bool,
    /// What the browser saw, if one showed it.
    pub(super) shown: Option<Shown>,
}

/// What a browser saw of a page.
pub(super) struct Shown {
    pub(super) driver: Url,
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) cost: Cost,
    /// The client through which it asked.
    pub(super) origin: Origin,
    /// For whom it was asked.
    pub(super) asking: Asking,
}

/// A page as it came: its address, its text, its encoding, and what a browser saw.
type Came = (Url, String, &'static str, Option<Shown>);

impl PageArgument {
    pub(super) async fn open(&self) -> Result<Opened, Exit> {
        if let Some(label) = &self.charset
            && charset::known(label).is_none()
        {
            return Err(Exit::Usage(format!(
                "--charset {label}: no such encoding; use a label such as gb18030, big5, utf-8"
            )));
        }
        let config = self.configuration()?;
        let config = config.as_ref();
        let path = Path::new(&self.page);
        let (url, text, charset, shown) = match (Url::parse(&self.page), addresses(&self.page)) {
            (Ok(url), _) if ["http", "https"].contains(&url.scheme()) => self
                .fetch(&url, config)
                .await
                .map_err(|error| Exit::Failed(error.to_string()))?,
            (_, Some(addresses)) if !path.exists() => self.fetch_any(addresses, config).await?,
            _ => self.read(path)?,
        };
        let language = language(&text, charset);
        let zone = match &self.timezone {
            Some(name) => TimeZone::get(name).map_err(|_| {
                Exit::Usage(format!(
                    "--timezone {name}: no such zone; use a name such as Asia/Shanghai"
                ))
            })?,
            None => zone_of(&language),
        };
        Ok(Opened {
            name: self.page.clone(),
            url,
            title: title(&text),
            text,
            language,
            zone,
            zone_is_named: self.timezone.is_some(),
            shown,
        })
    }

    /// The configuration, when there is one. One that nobody named and that is not in order is not used.
    fn configuration(&self) -> Result<Option<Config>, Exit> {
        let path = self.config.as_deref().unwrap_or(Path::new("feeds.toml"));
        if self.config.is_none() && !path.exists() {
            return Ok(None);
        }
        match config::read(path) {
            Ok(loaded) => Ok(Some(loaded.config)),
            Err(invalid) if self.config.is_some() => Err(Exit::Usage(invalid.to_string())),
            Err(_) => {
                complain(
                    "feeds.toml is not in order, so its proxy and its certificates are not used; `byline check` says what is wrong",
                );
                Ok(None)
            }
        }
    }

    fn read(&self, path: &Path) -> Result<Came, Exit> {
        let name = path.display();
        if self.browser.is_some() {
            return Err(Exit::Usage(format!(
                "--browser shows addresses, and {name} is a file; leave it out, or give the address"
            )));
        }
        let size = std::fs::metadata(path)
            .map_err(|error| {
                Exit::Failed(format!(
                    "{name}: {error}; name an http(s) URL or a file that can be read"
                ))
            })?
            .len();
        if size > PAGE_LIMIT_BYTES {
            return Err(Exit::Failed(format!(
                "{name} has {size} bytes, and a page at most {PAGE_LIMIT_BYTES}; give a page as the site serves it"
            )));
        }
        let bytes =
            std::fs::read(path).map_err(|error| Exit::Failed(format!("{name}: {error}")))?;
        let decoded = charset::decode(&bytes, None, self.charset.as_deref());
        let url = match &self.url {
            Some(url) => url.clone(),
            None => {
                complain(&format!(
                    "{name}: without --url BASE, relative links lead nowhere"
                ));
                Url::parse("http://page.invalid/")
                    .map_err(|error| Exit::Failed(error.to_string()))?
            }
        };
        Ok((url, decoded.text, decoded.charset, None))
    }

    /// Fetches the first of `addresses`; if its host is silent, the second.
    async fn fetch_any(&self, addresses: [Url; 2], config: Option<&Config>) -> Result<Came, Exit> {
        let [first, second] = addresses;
        let error = match self.fetch(&first, config).await {
            Ok(page) => {
                complain(&format!("{}: read as {first}", self.page));
                return Ok(page);
            }
            Err(error) => error,
        };
        if is_silent(&error.fault)
            && let Ok(page) = self.fetch(&second, config).await
        {
            complain(&format!("{}: read as {second}", self.page));
            return Ok(page);
        }
        Err(Exit::Failed(format!(
            "{} is no file, and as an address it fails: {error}",
            self.page
        )))
    }

    async fn fetch(&self, url: &Url, config: Option<&Config>) -> Result<Came, FetchError> {
        let publisher = config.and_then(|config| config.at_home(url)).cloned();
        let fetch = rules(config, Duration::ZERO);
        let failed = |fault| FetchError {
            url: Box::new(url.clone()),
            at: None,
            fault,
        };
        let transport = Wire::new().map_err(|error| {
            failed(Fault::Network {
                reason: error.to_string(),
                retry_after: None,
            })
        })?;
        let origin = Origin::new(
            &fetch,
            [(publisher.clone(), url.clone())],
            Arc::new(transport),
            Arc::new(SystemClock),
        );
        let asking = Asking {
            publisher,
            ..Asking::by_command()
        };
        let (fetched, shown) = match &self.browser {
            None => (origin.page(url, None, &asking).await?, None),
            Some(driver) => {
                let sandbox = !self.no_sandbox;
                let at = config::Browser::at(driver.clone());
                let browser = Browser::new(&config::Browser { sandbox, ..at });
                let wanted = Wanted {
                    url,
                    item: None,
                    known: None,
                    sites: &[],
                };
                let rendered = browser.page(&origin, wanted, &asking).await;
                browser.close().await;
                let rendered = rendered?;
                let shown = Shown {
                    driver: driver.clone(),
                    endpoints: rendered.endpoints,
                    cost: rendered.cost,
                    origin,
                    asking,
                };
                (rendered.fetched, Some(shown))
            }
        };
        match fetched {
            Fetched::Page(page) => {
                let base = self.url.clone().unwrap_or_else(|| page.url.clone());
                Ok((base, page.text, page.charset, shown))
            }
            // To a first request.
            Fetched::Unchanged { .. } => Err(failed(Fault::Status { status: 304 })),
        }
    }
}

/// How a command asks origins: by the way that `config` names, and with `min_interval` between two requests to one host.
pub(super) fn rules(config: Option<&Config>, min_interval: Duration) -> Fetch {
    let written = config.map(|config| &config.fetch);
    Fetch {
        user_agent: concat!("byline/", env!("CARGO_PKG_VERSION")).to_owned(),
        per_host: 1,
        min_interval,
        timeout: Duration::from_secs(15),
        max_page_bytes: PAGE_LIMIT_BYTES,
        proxies: written.map(|it| it.proxies.clone()).unwrap_or_default(),
        authorities: written.and_then(|it| it.authorities.clone()),
        publishers: written.map(|it| it.publishers.clone()).unwrap_or_default(),
    }
}

/// Whether a host may be meant by another address: one that refuses is there, one that is silent may not be.
pub(super) fn is_silent(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Network { .. } | Fault::Timeout { .. } | Fault::RobotsUnreachable { .. }
    )
}

/// Endings of files that someone has saved. No host has such a name.
const SAVED_AS: [&str; 8] = [
    ".html", ".htm", ".xhtml", ".xml", ".json", ".txt", ".rss", ".atom",
];

/// The addresses that `news.example/city` may mean, the likelier first: https and then http. For `localhost`, for an IP
/// address and for a host with a port http comes first. `None` if the text does not begin with a host.
pub(super) fn addresses(text: &str) -> Option<[Url; 2]> {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let is_saved = host == text
        && SAVED_AS
            .iter()
            .any(|ending| name.to_lowercase().ends_with(ending));
    let is_host =
        name.eq_ignore_ascii_case("localhost") || (name.contains('.') && !name.starts_with('.'));
    if !is_host || is_saved || text.contains(char::is_whitespace) {
        return None;
    }
    let at = |scheme: &str| Url::parse(&format!("{scheme}://{text}")).ok();
    let (https, http) = (at("https")?, at("http")?);
    let is_plain = host != name
        || name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok();
    Some(match is_plain {
        true => [http, https],
        false => [https, http],
    })
}

/// The page's `<title>`, from its first 16 KB.
pub(super) fn title(text: &str) -> Option<String> {
    let head: String = text.chars().take(16 * 1024).collect();
    let from = head.find("<title").or_else(|| head.find("<TITLE"))?;
    let inner = head[from..].split_once('>')?.1;
    let inner = inner.split_once("</").map_or(inner, |(inner, _)| inner);
    let plain = sanitize::plain_text(inner);
    (!plain.is_empty()).then_some(plain)
}

/// What `<html lang>` says, else what the encoding implies.
pub(super) fn language(text: &str, charset: &str) -> String {
    let head: String = text.chars().take(4096).collect();
    let declared = head.find("<html").and_then(|at| {
        let tag = &head[at..at + head[at..].find('>')?];
        let value = tag.split("lang=").nth(1)?.trim_start_matches(['"', '\'']);
        let value: String = value
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        (!value.is_empty()).then_some(value)
    });
    declared.unwrap_or_else(|| {
        match charset.to_ascii_lowercase().as_str() {
            "gbk" | "gb18030" | "gb2312" => "zh-CN",
            "big5" => "zh-TW",
            "shift_jis" | "euc-jp" | "iso-2022-jp" => "ja",
            "euc-kr" => "ko",
            _ if text
                .chars()
                .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
                .count()
                > 200 =>
            {
                "zh-CN"
            }
            _ => "en",
        }
        .to_owned()
    })
}

/// Where pages of a language mostly come from. feeds.toml asks for the zone; a lone page has nobody to ask.
pub(super) fn zone_of(language: &str) -> TimeZone {
    let tag = language.to_ascii_lowercase();
    let name = match tag.split('-').next().unwrap_or_default() {
        "zh" if tag.contains("tw") || (tag.contains("hant") && !tag.contains("hk")) => {
            "Asia/Taipei"
        }
        "zh" if tag.contains("hk") => "Asia/Hong_Kong",
        "zh" => "Asia/Shanghai",
        "ja" => "Asia/Tokyo",
        "ko" => "Asia/Seoul",
        _ => "UTC",
    };
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People paste addresses as browsers show them, without the scheme.
    #[test]
    fn an_address_without_a_scheme_is_tried_as_a_browser_would() {
        let first = |text: &str| addresses(text).map(|[first, _]| first.to_string());
        for (text, expected) in [
            ("news.example/city", Some("https://news.example/city")),
            ("news.example", Some("https://news.example/")),
            (
                "www.news.example/a?b=1#c",
                Some("https://www.news.example/a?b=1#c"),
            ),
            (
                "news.example:8080/city",
                Some("http://news.example:8080/city"),
            ),
            ("127.0.0.1:8081/a", Some("http://127.0.0.1:8081/a")),
            ("127.0.0.1/a", Some("http://127.0.0.1/a")),
            ("localhost:8081", Some("http://localhost:8081/")),
            ("zürich.example/z", Some("https://xn--zrich-kva.example/z")),
            (
                "news.example/page.html",
                Some("https://news.example/page.html"),
            ),
            ("page.html", None),
            ("saved/page.html", None),
            ("./page", None),
            ("../a.b/page", None),
            ("a b.example", None),
            ("page", None),
            ("", None),
        ] {
            assert_eq!(first(text).as_deref(), expected, "{text}");
        }
    }
}
