//! Pages that a script fills, in a real Chromium and in a real Firefox: they are read, and whatever they try, they reach nothing
//! but what byline would fetch itself.
//!
//! The origins are small sites on loopback. feeds.toml names one of them; every other port of loopback is a private address
//! like any other, and a witness there must never hear anything. `tests/all` installs Chromium and its driver, and Firefox where
//! there is a geckodriver; without them these tests say that they skip.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a harness that cannot go on ends the test and says why"
)]

/// Makes of each function a test with Chromium, and one with Firefox.
macro_rules! with_each_browser {
    ($($name:ident),+ $(,)?) => {
        mod chromium {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(crate::driver::Kind::Chromium).await;
            })+
        }
        mod firefox {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(crate::driver::Kind::Firefox).await;
            })+
        }
    };
}

mod attacks;
mod away;
mod driver;
mod elsewhere;
mod ended;
mod secure;
mod shown;
mod site;

use std::sync::Arc;

use byline::browser::{Browser, Rendered, Wanted};
use byline::clock::SystemClock;
use byline::config::{self, Config};
use byline::extract::{Teaser, list};
use byline::origin::{Asking, FetchError, Fetched, Origin, Page, Wire};
use byline::page::{Budget, Context};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;
use url::Url;

use driver::{Driver, Kind};
use site::Site;

/// The configuration of a feed with one section of `site`, shown in the browser of `driver`.
pub(crate) fn configured(site: &Site, driver: &str, browser: &str) -> Config {
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[fetch]\nmin-interval = \"1ms\"\nper-host = 6\nuser-agent = \"byline (+http://127.0.0.1/about)\"\n\
         [browser]\nurl = \"{driver}\"\nsandbox = false\n{browser}\n\
         [publishers.paper]\nname = \"The Paper\"\nurl = \"{}\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n\
         [feeds.city]\npublisher = \"paper\"\ntitle = \"City\"\nsections = [\"{}\"]\nrender = true\n",
        site.url("/"),
        site.url("/city"),
    );
    let loaded = config::parse(&text, "feeds.toml", &|_| None);
    loaded.unwrap_or_else(|invalid| panic!("{invalid}")).config
}

/// A browser and the client of origins that its proxy asks through.
pub(crate) struct Setup {
    pub(crate) driver: Driver,
    pub(crate) site: Site,
    pub(crate) origin: Origin,
    pub(crate) browser: Browser,
}

impl Setup {
    pub(crate) async fn new(kind: Kind) -> Option<Self> {
        Self::with(kind, "").await
    }

    /// With more keys of `[browser]`.
    pub(crate) async fn with(kind: Kind, browser: &str) -> Option<Self> {
        let driver = Driver::start(kind)?;
        let url = driver.url();
        Some(Self::at(driver, &url, browser).await)
    }

    /// With a driver that is reached at `url`.
    pub(crate) async fn at(driver: Driver, url: &str, browser: &str) -> Self {
        let site = Site::start().await;
        let config = configured(&site, url, browser);
        let (wire, clock) = (Wire::new().expect("a client"), SystemClock);
        let origin = Origin::new(
            &config.fetch,
            config.named(),
            Arc::new(wire),
            Arc::new(clock),
        );
        let browser = Browser::new(&config.browser.expect("a browser"));
        Self {
            driver,
            site,
            origin,
            browser,
        }
    }

    /// Shows the page at `path` of the site.
    pub(crate) async fn show(
        &self,
        path: &str,
        item: Option<&str>,
    ) -> Result<Rendered, FetchError> {
        let url: Url = self.site.url(path).parse().expect("a URL");
        let wanted = Wanted {
            url: &url,
            item,
            known: None,
            sites: &[],
        };
        let asking = Asking {
            publisher: Some("paper".parse().expect("an id")),
            ..Asking::by_command()
        };
        self.browser.page(&self.origin, wanted, &asking).await
    }

    /// The page at `path` as markup.
    pub(crate) async fn text(&self, path: &str, item: Option<&str>) -> String {
        let shown = self.show(path, item).await;
        page(shown.unwrap_or_else(|error| panic!("{error}"))).text
    }
}

/// A port of loopback that was free.
pub(crate) async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("a port").port()
}

pub(crate) fn page(rendered: Rendered) -> Page {
    match rendered.fetched {
        Fetched::Page(page) => page,
        Fetched::Unchanged { .. } => panic!("nothing was known"),
    }
}

/// Reads in the context of a page at `url`.
pub(crate) fn read_at<T>(url: &Url, text: &str, read: impl FnOnce(&Context<'_>) -> T) -> T {
    let budget = Budget::of_page(text.len());
    read(&Context {
        url,
        zone: &TimeZone::UTC,
        language: "en",
        now: Timestamp::now(),
        budget: &budget,
    })
}

/// The list that byline finds on a page.
pub(crate) fn listed(page: &Page) -> Vec<Teaser> {
    let read = read_at(&page.url, &page.text, |at| list::read(&page.text, at));
    read.unwrap_or_else(|error| panic!("{error}\n{}", page.text))
        .teasers
}

/// A script's part: `add(n)` makes the nth entry of a list.
pub(crate) const ENTRIES: &str = "
const WORDS = ['Bridge over the river closed for repairs', 'Council votes for the new ferry line', 'Harbour market opens on Saturday again',
  'School choir sings in the old town hall', 'Storm damages roofs along the coast', 'Museum shows the maps of the first settlers',
  'Farmers ask for rain before the summer', 'Train to the capital runs every hour now'];
function entry(n) {
  const item = document.createElement('li');
  item.className = 'entry';
  item.innerHTML = `<h3><a href=\"/a/${1000 + n}.html\">${WORDS[n % WORDS.length]} (${n})</a></h3><time datetime=\"2026-01-0${1 + n % 9}\">2026-01-0${1 + n % 9}</time><p>What happened, and what comes next, in a few more words for entry ${n}.</p>`;
  return item;
}";
