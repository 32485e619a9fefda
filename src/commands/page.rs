//! One page named on the command line, from the web or from a file: what `article` and `discover` look at.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use super::{Exit, complain};
use crate::clock::SystemClock;
use crate::config::Fetch;
use crate::extract::sanitize;
use crate::origin::{Asking, Fetched, Origin, Wire, charset};

/// A file on the command line is read up to this size, as a page from the web would be by default.
const PAGE_LIMIT_BYTES: u64 = 4 * 1024 * 1024;

/// `URL|FILE [--url BASE] [--charset C] [--timezone Z]`
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
}

impl PageArgument {
    pub(super) async fn open(&self) -> Result<Opened, Exit> {
        if let Some(label) = &self.charset
            && charset::known(label).is_none()
        {
            return Err(Exit::Usage(format!(
                "--charset {label}: no such encoding; use a label such as gb18030, big5, utf-8"
            )));
        }
        let (url, text, charset) = match Url::parse(&self.page) {
            Ok(url) if ["http", "https"].contains(&url.scheme()) => self.fetch(&url).await?,
            _ => self.read(Path::new(&self.page))?,
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
        })
    }

    fn read(&self, path: &Path) -> Result<(Url, String, &'static str), Exit> {
        let name = path.display();
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
        Ok((url, decoded.text, decoded.charset))
    }

    async fn fetch(&self, url: &Url) -> Result<(Url, String, &'static str), Exit> {
        let fetch = Fetch {
            user_agent: concat!("byline/", env!("CARGO_PKG_VERSION")).to_owned(),
            per_host: 1,
            min_interval: Duration::ZERO,
            timeout: Duration::from_secs(15),
            max_page_bytes: PAGE_LIMIT_BYTES,
        };
        let transport = Wire::new().map_err(|error| Exit::Failed(error.to_string()))?;
        let origin = Origin::new(
            &fetch,
            [(None, url.clone())],
            Arc::new(transport),
            Arc::new(SystemClock),
        );
        match origin.page(url, None, &Asking::by_command()).await {
            Ok(Fetched::Page(page)) => {
                let base = self.url.clone().unwrap_or_else(|| page.url.clone());
                Ok((base, page.text, page.charset))
            }
            Ok(Fetched::Unchanged { .. }) => Err(Exit::Failed(format!(
                "{url}: the server sent 304 to a first request"
            ))),
            Err(error) => Err(Exit::Failed(error.to_string())),
        }
    }
}

/// The page's `<title>`, from its first 16 KB.
fn title(text: &str) -> Option<String> {
    let head: String = text.chars().take(16 * 1024).collect();
    let from = head.find("<title").or_else(|| head.find("<TITLE"))?;
    let inner = head[from..].split_once('>')?.1;
    let inner = inner.split_once("</").map_or(inner, |(inner, _)| inner);
    let plain = sanitize::plain_text(inner);
    (!plain.is_empty()).then_some(plain)
}

/// What `<html lang>` says, else what the encoding implies.
fn language(text: &str, charset: &str) -> String {
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
