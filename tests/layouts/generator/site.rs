//! A site: its host names, its sections, and how its addresses are made.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use url::Url;

use super::random::Random;
use super::tongues::{TOPIC_SLUGS, Tongue};

/// How the address of a story is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// `/2026/11/03/some-words/`
    DatedSlug,
    /// `/sport/20261103/1234567.html`
    DatedNumber,
    /// `/sport/202611/t20261103_1234567.shtml`
    DatedName,
    /// `/news/article/1234567`
    Number,
    /// `/sport/some-words-1234567.html`
    SlugNumber,
    /// `/sport/some-words`
    Slug,
    /// `/some-words/`
    RootSlug,
    /// `/view.php?id=1234567`
    Query,
    /// `/articles/c3k9x2m41q0o`
    Code,
    /// The headline itself, in its own script.
    Native,
}

impl Scheme {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DatedSlug => "date and slug",
            Self::DatedNumber => "date and number",
            Self::DatedName => "date in the file's name",
            Self::Number => "number",
            Self::SlugNumber => "slug and number",
            Self::Slug => "slug in a section",
            Self::RootSlug => "slug at the root",
            Self::Query => "query",
            Self::Code => "code",
            Self::Native => "headline in its own script",
        }
    }
}

/// A site that is made up.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) name: String,
    /// The day on which the page was fetched.
    pub(crate) today: Date,
    pub(crate) scheme: Scheme,
    transport: &'static str,
    domain: String,
    host: String,
    /// Sections that have a host of their own: `sport.daily.example`.
    own_hosts: [bool; 8],
    extension: &'static str,
    last_number: u64,
}

const NAMES: [&str; 12] = [
    "Tagebote",
    "Harbour Post",
    "Courier",
    "Observador",
    "Vestnik",
    "Meridian",
    "Morning Star Line",
    "Kurir",
    "Sentinel",
    "Quotidien",
    "Riverside",
    "Lantern",
];
/// Syllables of slugs. A slug in a language without Latin letters is a transliteration.
const SYLLABLES: [&str; 28] = [
    "ba", "den", "kor", "li", "mas", "no", "per", "ris", "sta", "tu", "va", "zen", "har", "gol",
    "fi", "men", "qua", "ter", "lo", "sin", "bru", "cha", "dor", "el", "ram", "jo", "wei", "an",
];

impl Site {
    pub(crate) fn new(random: &mut Random, schemes: &[(usize, Scheme)], year: i16) -> Self {
        let name = random.pick(&NAMES);
        let domain = format!(
            "{}{}.example",
            name.to_lowercase().replace(' ', ""),
            random.pick(&["", "news", "-online", "24"])
        );
        let host = if random.chance(70) {
            format!("www.{domain}")
        } else {
            domain.clone()
        };
        let many_hosts = random.chance(14);
        let mut own_hosts = [false; 8];
        for own in &mut own_hosts {
            *own = random.chance(if many_hosts { 75 } else { 3 });
        }
        let scheme = random.weighted(schemes);
        let month = random.between(1, 12) as i8;
        let day = random.between(1, 28) as i8;
        Self {
            name: name.to_owned(),
            today: date(year, month, day),
            scheme,
            transport: if year >= 2016 && random.chance(90) {
                "https"
            } else {
                "http"
            },
            domain,
            host,
            own_hosts,
            extension: random.pick(&[".html", ".htm", ".shtml", "", "/", ".html"]),
            last_number: random.between(4_000, 9_000_000) as u64,
        }
    }

    fn url(&self, host: &str, path: &str) -> Url {
        let url = format!("{}://{host}{path}", self.transport);
        Url::parse(&url).expect("a host and a path make an address")
    }

    fn host_of(&self, section: usize) -> String {
        if self.own_hosts[section] {
            format!("{}.{}", TOPIC_SLUGS[section], self.domain)
        } else {
            self.host.clone()
        }
    }

    /// The front page.
    pub(crate) fn front(&self) -> Url {
        self.url(&self.host, "/")
    }

    /// The page of a section.
    pub(crate) fn section(&self, section: usize) -> Url {
        let slug = TOPIC_SLUGS[section];
        if self.own_hosts[section] {
            return self.url(&self.host_of(section), "/");
        }
        let path = match self.scheme {
            Scheme::DatedSlug | Scheme::RootSlug | Scheme::Native => format!("/category/{slug}/"),
            Scheme::DatedName => format!("/{slug}/index.shtml"),
            Scheme::Query => format!("/list.php?cid={}", section + 3),
            Scheme::Number | Scheme::Code => format!("/news/{slug}"),
            Scheme::DatedNumber | Scheme::SlugNumber | Scheme::Slug => format!("/{slug}/"),
        };
        self.url(&self.host, &path)
    }

    /// A page of the site that is no story.
    pub(crate) fn place(&self, random: &mut Random, kind: &str) -> Url {
        let name = slug(random, 1);
        let path = match self.scheme {
            Scheme::Query => format!("/{kind}.php?t={}", random.between(1, 400)),
            Scheme::DatedName => format!("/{kind}/{name}/"),
            _ => format!("/{kind}/{name}"),
        };
        self.url(&self.host, &path)
    }

    /// A story's address. Newer stories have higher numbers.
    pub(crate) fn story(
        &mut self,
        random: &mut Random,
        section: usize,
        date: Date,
        headline: &str,
    ) -> Url {
        self.last_number += random.between(1, 9) as u64;
        let number = self.last_number;
        let topic = TOPIC_SLUGS[section];
        let (y, m, d) = (date.year(), date.month(), date.day());
        let words = random.between(3, 8);
        let end = self.extension;
        let path = match self.scheme {
            Scheme::DatedSlug => format!("/{y}/{m:02}/{d:02}/{}/", slug(random, words)),
            Scheme::DatedNumber => format!("/{topic}/{y}{m:02}{d:02}/{number}{end}"),
            Scheme::DatedName => format!("/{topic}/{y}{m:02}/t{y}{m:02}{d:02}_{number}.shtml"),
            Scheme::Number => format!("/news/article/{number}{end}"),
            Scheme::SlugNumber => format!("/{topic}/{}-{number}{end}", slug(random, words)),
            Scheme::Slug => format!("/{topic}/{}{end}", slug(random, words)),
            Scheme::RootSlug => format!("/{}/", slug(random, words)),
            Scheme::Query => format!("/view.php?cid={}&id={number}", section + 3),
            Scheme::Code => format!("/articles/{}", random.code(12)),
            Scheme::Native => format!("/{y}/{m:02}/{}/", native(headline)),
        };
        let host = self.host_of(section);
        self.url(&host, &path)
    }

    /// An address that looks like a story's and leads to a page that someone paid for.
    pub(crate) fn advertorial(&mut self, random: &mut Random) -> Url {
        let name = slug(random, 5);
        let kind = random.pick(&[
            "sponsored",
            "brand",
            "promo",
            "advertorial",
            "partner-content",
        ]);
        self.url(&self.host, &format!("/{kind}/{name}"))
    }

    /// A page of the site's sister: another host of the same domain with stories of its own.
    pub(crate) fn sister(&self, random: &mut Random) -> Url {
        let host = format!(
            "{}.{}",
            random.pick(&["auto", "jobs", "blog", "kids"]),
            self.domain
        );
        let path = format!(
            "/{}/{}.html",
            slug(random, 1),
            random.between(10_000, 99_999)
        );
        self.url(&host, &path)
    }

    /// A page of another site.
    pub(crate) fn elsewhere(random: &mut Random) -> Url {
        let host = random.pick(&[
            "www.partner-portal.example",
            "shop.mercado.example",
            "click.adserve.example",
            "www.gazette-elsewhere.example",
            "video.tubes.example",
            "www.cityguide.example",
        ]);
        let path = match random.below(4) {
            0 => format!(
                "/{}/{}.html",
                slug(random, 1),
                random.between(10_000, 9_999_999)
            ),
            1 => format!("/{}", slug(random, 5)),
            2 => format!("/c?z={}&to={}", random.between(100, 999), random.code(8)),
            _ => format!("/2026/11/{}/", slug(random, 4)),
        };
        let url = format!("https://{host}{path}");
        Url::parse(&url).expect("a host and a path make an address")
    }

    /// A day up to `days` before the day of the page.
    pub(crate) fn day_before(&self, days: usize) -> Date {
        let days = i64::try_from(days).unwrap_or(0);
        self.today.checked_sub(days.days()).unwrap_or(self.today)
    }

    /// The schemes that sites in `tongue` have.
    pub(crate) fn schemes(tongue: &Tongue) -> Vec<(usize, Scheme)> {
        let han = tongue.code.starts_with("zh");
        let latin = tongue.script == "Latin";
        vec![
            (if han { 3 } else { 10 }, Scheme::DatedSlug),
            (if han { 12 } else { 6 }, Scheme::DatedNumber),
            (if han { 16 } else { 1 }, Scheme::DatedName),
            (16, Scheme::Number),
            (if han { 2 } else { 18 }, Scheme::SlugNumber),
            (if han { 1 } else { 12 }, Scheme::Slug),
            (if han { 1 } else { 8 }, Scheme::RootSlug),
            (8, Scheme::Query),
            (6, Scheme::Code),
            (if latin { 0 } else { 6 }, Scheme::Native),
        ]
    }
}

fn slug(random: &mut Random, words: usize) -> String {
    let word = |random: &mut Random| -> String {
        let syllables = random.between(1, 3);
        (0..syllables).map(|_| random.pick(&SYLLABLES)).collect()
    };
    let words: Vec<String> = (0..words).map(|_| word(random)).collect();
    words.join("-")
}

fn native(headline: &str) -> String {
    let letters = headline.chars().map(|c| {
        if c.is_whitespace() || c.is_ascii_punctuation() {
            '-'
        } else {
            c
        }
    });
    letters.collect()
}
