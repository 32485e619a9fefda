//! `feeds.toml` as written: keys and types, nothing of what values mean.
//!
//! These types are also the JSON Schema (`byline schema`): each doc comment is what an editor shows for
//! the key, with unit and default. Every key may be absent here; `check` knows which may not, and the schema
//! says so too.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;
use toml::de::DeValue;

use super::shape::{self, ShapeEntry, ShapeReader, Shaped};

pub(super) use super::written::{
    Address, At, Contact, Count, DayText, DurationText, EventWord, FieldWord, GrantWord,
    IsolatedWord, KindWord, MethodWord, NetworkText, OneOrMore, Pattern, RateText, Selector, Size,
    Template, Text, UnlabelledWord, UrlText, Variable,
};

shape::tables! {
    /// feeds.toml: what byline publishes, from where, and on what terms.
    #[schemars(extend("required" = ["feeds"]))]
    pub(super) struct Raw {
        /// Where byline listens and what readers reach.
        pub(super) server: Option<At<RawServer>>,
        /// What is held in memory.
        pub(super) cache: Option<At<RawCache>>,
        /// What outlives the process. Leave out: everything is held in memory and lost at a restart.
        pub(super) store: Option<At<RawStore>>,
        /// This byline as one of several over one database. Only with `postgres-url-env` in `[store]`.
        pub(super) replicas: Option<At<RawReplicas>>,
        /// How origins are asked.
        pub(super) fetch: Option<At<RawFetch>>,
        /// The browser that shows pages which a script fills. Leave out: there is none.
        pub(super) browser: Option<At<RawBrowser>>,
        /// Whose pages are read, and on what terms their articles may be passed on. The key is an id: 1 to 64 of a-z, 0-9, '-' and '_'.
        pub(super) publishers: BTreeMap<String, At<RawPublisher>>,
        /// What byline publishes. The key is the id in `/feeds/ID.rss`: 1 to 64 of a-z, 0-9, '-' and '_'.
        pub(super) feeds: BTreeMap<String, At<RawFeed>>,
        /// Sites with written permission for more than the public gets. The key is an id: 1 to 64 of a-z, 0-9, '-' and '_'.
        pub(super) partners: BTreeMap<String, At<RawPartner>>,
        /// URLs that are sent signed events: a feed in trouble, an item published. The key is an id: 1 to 64 of a-z, 0-9, '-' and '_'.
        pub(super) notify: BTreeMap<String, At<RawNotify>>,
    }

    pub(super) struct RawServer {
        /// The socket, or a list of sockets: IP address (or localhost) and port, or "unix:" and the absolute path of a Unix socket. Default: "127.0.0.1:8080".
        pub(super) listen: Option<At<OneOrMore<At<Address>>>>,
        /// A socket, or a list of sockets, for operators alone: those in `listen` answer no /admin/, /metrics and /status then. Default: none.
        pub(super) admin_listen: Option<At<OneOrMore<At<Address>>>>,
        /// The base of every URL that byline prints, as readers reach it; may have a path. Default: "http://" and `listen`.
        pub(super) public_url: Option<At<UrlText>>,
        /// The environment variable that holds the admin token, 16 characters or more. The admin endpoints exist only when this is given. Default: none.
        pub(super) admin_token_env: Option<At<Variable>>,
        /// The addresses and networks of the proxies in front of byline: a list such as ["127.0.0.1", "10.0.0.0/8"]. Their X-Forwarded-For says who asks. Default: none.
        pub(super) trusted_proxies: Option<At<Vec<At<NetworkText>>>>,
    }

    pub(super) struct RawCache {
        /// The bound on the feeds, documents and section lists held in memory: a whole number with B, KB, MB, GB, KiB, MiB or GiB; at least "1MiB". Default: "256MiB".
        pub(super) memory: Option<At<Size>>,
    }

    #[schemars(extend("anyOf" = [{"required": ["path"]}, {"required": ["postgres-url-env"]}]))]
    pub(super) struct RawStore {
        /// A directory, made when it is not there; a relative path counts from the working directory. Beside postgres-url-env: the directory of a copy to start from while the database is away. Default: memory only.
        pub(super) path: Option<At<Text>>,
        /// The environment variable that holds the URL of a PostgreSQL database, postgres://USER:PASSWORD@HOST/DATABASE. Default: none.
        pub(super) postgres_url_env: Option<At<Variable>>,
        /// The bound on what is kept of articles, in bytes; at least "16MiB". Beyond it those go first that were listed longest ago. Default: "2GiB".
        pub(super) limit: Option<At<Size>>,
    }

    pub(super) struct RawReplicas {
        /// The name of this byline among its replicas, another one for each. Default: the machine's name and the port.
        pub(super) name: Option<At<Text>>,
        /// What a replica does that is cut off from the database: "serve" what it has, or "stop" after `isolated-for`. Default: "serve".
        pub(super) isolated: Option<At<IsolatedWord>>,
        /// For how long a replica with isolated = "stop" goes on serving when it is cut off: whole numbers with s, m or h; "10s" to "1h". Default: "30s".
        pub(super) isolated_for: Option<At<DurationText>>,
    }

    pub(super) struct RawFetch {
        /// The `User-Agent` header, with a contact. Default: "byline/VERSION (+PUBLIC-URL/about)".
        pub(super) user_agent: Option<At<Text>>,
        /// Requests to one host at once, 1 to 64. Default: 2.
        #[schemars(extend("maximum" = 64))]
        pub(super) per_host: Option<At<Count>>,
        /// Between the starts of two requests to one host: whole numbers with ms, s, m, h or d; robots.txt Crawl-delay raises it. Default: "500ms".
        pub(super) min_interval: Option<At<DurationText>>,
        /// For one request, from connecting to the last byte: whole numbers with ms, s, m, h or d; up to "5m". Default: "15s".
        pub(super) timeout: Option<At<DurationText>>,
        /// The largest page, after decompression: a whole number with B, KB, MB, GB, KiB, MiB or GiB; "1KiB" to "256MiB". Default: "4MiB".
        pub(super) max_page_bytes: Option<At<Size>>,
        /// The proxy through which origins are asked: "http://HOST:PORT" or "socks5h://HOST:PORT", with USER:PASSWORD@ before the host where it wants them, or { env = "NAME" } for a variable that holds one; "env" for HTTPS_PROXY, HTTP_PROXY and NO_PROXY; or "none". A proxy looks names up itself: byline then judges names and literal addresses, and the proxy has to refuse private ones. Default: "none".
        pub(super) proxy: Option<At<RawValue>>,
        /// A file with certificates in PEM of authorities that are trusted besides the system's; a relative path counts from the working directory. Default: none.
        pub(super) ca_file: Option<At<Text>>,
    }

    #[schemars(extend("required" = ["url"]))]
    pub(super) struct RawBrowser {
        /// Its WebDriver: where chromedriver, geckodriver or a Selenium Grid listens. Required.
        pub(super) url: Option<At<UrlText>>,
        /// Where browsers reach byline's proxy, their only way out: an IP address of this machine and a port; 0 is any free one. Another address than loopback is for the browsers of other machines, over a private network. Default: "127.0.0.1:0".
        pub(super) proxy_listen: Option<At<Address>>,
        /// Browsers open at once, 1 to 32. Default: 2.
        #[schemars(extend("maximum" = 32))]
        pub(super) sessions: Option<At<Count>>,
        /// For one page, until its list stands still; the pace of its hosts included: whole numbers with ms, s or m; "2s" to "4m". Default: "1m".
        pub(super) timeout: Option<At<DurationText>>,
        /// Requests of one page, 1 to 2000. Default: 150.
        #[schemars(extend("maximum" = 2000))]
        pub(super) max_requests: Option<At<Count>>,
        /// What the requests of one page may bring, after decompression: a whole number with B, KB, MB, GB, KiB, MiB or GiB; "64KiB" to "1GiB". Default: "16MiB".
        pub(super) max_bytes: Option<At<Size>>,
        /// The memory of one browser; one that takes more is ended: like max-bytes; "256MiB" to "64GiB". Default: "768MiB".
        pub(super) memory: Option<At<Size>>,
        /// false: Chromium runs without its own sandbox, as it must as root or in a container without user namespaces. Default: true.
        pub(super) sandbox: Option<At<bool>>,
    }

    #[schemars(extend("required" = ["name", "url", "timezone"]))]
    pub(super) struct RawPublisher {
        /// Its name as readers know it. Required.
        pub(super) name: Option<At<Text>>,
        /// Its home page. Required.
        pub(super) url: Option<At<UrlText>>,
        /// The language of its pages (BCP 47), such as "zh-CN". Default: "en", with a warning.
        pub(super) language: Option<At<Text>>,
        /// The time zone of the local times that its pages print (IANA), such as "Asia/Shanghai". Required.
        pub(super) timezone: Option<At<Text>>,
        /// Query parameters that only count readers on its sites, besides those that byline knows: a list of names, or of beginnings with * behind them. Links go out without them, and so an article has one guid however its links are decorated. Default: none.
        pub(super) tracking_parameters: Option<At<Vec<At<Text>>>>,
        /// Headers that its own origins are sent: a table of texts in quotes, or { env = "NAME" } for the value of an environment variable. An origin is a scheme, host and port of `url` or of its sections; a redirect elsewhere carries none of them. Default: none.
        pub(super) headers: Option<At<BTreeMap<String, At<RawValue>>>>,
        /// Cookies that its own origins are sent, written like headers. Default: none.
        pub(super) cookies: Option<At<BTreeMap<String, At<RawValue>>>>,
        /// The `User-Agent` for its own origins: text, or { env = "NAME" }. robots.txt is asked for and obeyed under that of `[fetch]` all the same. Default: that of `[fetch]`.
        pub(super) user_agent: Option<At<RawValue>>,
        /// User and password for its own origins (HTTP basic authentication). Default: none.
        pub(super) basic_auth: Option<At<RawBasicAuth>>,
        /// The token that its own origins are sent as `Authorization: Bearer`: text, or { env = "NAME" }. Default: none.
        pub(super) bearer: Option<At<RawValue>>,
        /// The proxy for all that its feeds lead to, written as in `[fetch]`. Default: that of `[fetch]`.
        pub(super) proxy: Option<At<RawValue>>,
        /// A file with certificates in PEM of authorities that are trusted for its own origins, besides the system's and those of `[fetch]`. Default: none.
        pub(super) ca_file: Option<At<Text>>,
        /// true: its sections and its articles are shown in the browser, because a script fills them. Default: false.
        pub(super) render: Option<At<bool>>,
        /// Other sites that its pages may load from when they are shown in the browser: a list of hosts, each with all below it, such as ["assets.example"]. Default: its own site alone.
        pub(super) render_sites: Option<At<Vec<At<Text>>>>,
        /// Its rights terms.
        pub(super) rights: Option<At<RawRights>>,
        /// What is known of sources it reprints. The key is the source's name as its pages print it.
        pub(super) sources: Option<At<BTreeMap<String, At<RawSource>>>>,
    }

    #[schemars(extend("required" = ["user", "password"]))]
    pub(super) struct RawBasicAuth {
        /// The user: text, or { env = "NAME" }. Required in this table.
        pub(super) user: Option<At<RawValue>>,
        /// The password: text, or { env = "NAME" }. Required in this table.
        pub(super) password: Option<At<RawValue>>,
    }

    #[schemars(extend("required" = ["env"]))]
    pub(super) struct RawVariable {
        /// The environment variable that holds the value. Required in this table.
        pub(super) env: Option<At<Variable>>,
    }

    pub(super) struct RawRights {
        /// Who holds the rights in its own articles. Default: the publisher's name.
        pub(super) holder: Option<At<Text>>,
        /// The notice that goes along with its own articles. Default: a plain reservation of rights in the publisher's language.
        pub(super) notice: Option<At<Text>>,
        /// The page with its terms. Default: none.
        pub(super) terms: Option<At<UrlText>>,
        /// Whom to ask, or to object to: a mailto: or http(s) URL. Default: none.
        pub(super) contact: Option<At<Contact>>,
        /// The sources that are the publisher itself, besides its name and the holder, and its photographers. Default: none.
        pub(super) own_sources: Option<At<Vec<At<Text>>>>,
        /// What an article is whose page states no source: "own" or "reprint". Default: own where the page names the publisher and nobody else, has no empty label, and the feed's other articles carry no labels; else a reprint whose source is not stated.
        pub(super) unlabelled: Option<At<UnlabelledWord>>,
        /// The credit line, with {source} where the source's name goes. Default: by language, such as "来源:{source}" or "Source: {source}".
        pub(super) credit: Option<At<Template>>,
        /// What may leave of its own articles: "headline", "excerpt" or "full". Default: "excerpt".
        pub(super) grant: Option<At<GrantWord>>,
        /// How much of a reprint may leave: "headline", "excerpt" or "full". A picture that is credited to another leaves from "excerpt" on. Default: "headline".
        pub(super) reprint_grant: Option<At<GrantWord>>,
        /// The reservation that goes along with a reprint. Default: by language.
        pub(super) reprint_note: Option<At<Text>>,
        /// How long after publication questions of rights are to be raised: whole days, "1d" to "365d"; /about says so. Default: no term is named.
        pub(super) claims_within: Option<At<DurationText>>,
    }

    pub(super) struct RawSource {
        /// Its home page. Default: what the article links to.
        pub(super) url: Option<At<UrlText>>,
        /// How much of this source's articles may leave, and whether its pictures do, in place of reprint-grant: "headline", "excerpt" or "full". Default: reprint-grant.
        pub(super) grant: Option<At<GrantWord>>,
        /// A notice of its own, in place of reprint-note. Default: reprint-note.
        pub(super) notice: Option<At<Text>>,
    }

    // A feed that is gone needs neither title nor sections.
    #[schemars(extend(
        "required" = ["publisher"],
        "if" = {"required": ["gone"], "properties": {"gone": {"description": "A retired feed.", "const": true}}},
        "else" = {
            "required": ["title", "sections"],
            "properties": {"sections": {"description": "The listing pages.", "minItems": 1}}
        }
    ))]
    pub(super) struct RawFeed {
        /// The id of the publisher whose sections these are. Required.
        pub(super) publisher: Option<At<Text>>,
        /// The title for people. Required, except for a gone feed.
        pub(super) title: Option<At<Text>>,
        /// One sentence for people. Default: made of the publisher's name and the title.
        pub(super) description: Option<At<Text>>,
        /// The listing pages: a list of URLs, or of { url = "…", label = "…" } with what else the section has of its own. Several are merged: one item per article. Required, except for a gone feed.
        pub(super) sections: Option<At<Vec<At<RawSection>>>>,
        /// Between two refreshes: whole numbers with ms, s, m, h or d; up to "365d", under "1m" warns. Default: "10m".
        pub(super) interval: Option<At<DurationText>>,
        /// How long the interval may grow for sections that rarely change: like interval, and not below it. Default: the same as interval.
        pub(super) max_interval: Option<At<DurationText>>,
        /// The most items the feed shows, 1 to 1000. Default: 50.
        #[schemars(extend("maximum" = 1000))]
        pub(super) limit: Option<At<Count>>,
        /// What the sections are: "html" (pages), "json" (list endpoints), "feed" (RSS, Atom or JSON feeds), "sitemap" (sitemaps and their indexes) or "wordpress" (the posts of WordPress's REST API). Default: "html".
        pub(super) kind: Option<At<KindWord>>,
        /// How many pages of each section are read, the first included, 1 to 50; of an index of sitemaps, how many of these, and three at the least. Default: 1.
        #[schemars(extend("maximum" = 50))]
        pub(super) pages: Option<At<Count>>,
        /// true: the sections are shown in the browser, because a script fills them. Default: that of the publisher.
        pub(super) render: Option<At<bool>>,
        /// true: the feed is retired and answers 410. Default: false.
        pub(super) gone: Option<At<bool>>,
        /// How to read the list. Leave out: byline finds the list itself.
        pub(super) select: Option<At<RawSelect>>,
        /// Regular expressions: what they match is cut out of every title, such as ["^Live: "]. A title that would be empty stays. Default: none.
        pub(super) title_cut: Option<At<Vec<At<Pattern>>>>,
        /// Which of the listed articles the feed shows. Default: all.
        pub(super) filter: Option<At<RawFilter>>,
    }

    pub(super) struct RawFilter {
        /// What an item must have: a list of words in quotes, or of { words = "…", fields = […] } or { pattern = "…", fields = […] }. One that matches is enough. Default: every item is shown.
        pub(super) include: Option<At<Vec<At<RawRule>>>>,
        /// What an item must not have, written like include. Default: no item is left out.
        pub(super) exclude: Option<At<Vec<At<RawRule>>>>,
        /// The longest time since publication, or since the last change of an item without a date: whole numbers with ms, s, m, h or d; "1h" to "3650d". Default: no limit.
        pub(super) max_age: Option<At<DurationText>>,
        /// false: only the publisher's own articles are shown. An article that cannot be read is then left out. Default: true.
        pub(super) reprints: Option<At<bool>>,
    }

    pub(super) struct RawRuleTable {
        /// Words, in any letter case. They match whole words where the script has spaces between words. Either this or pattern.
        pub(super) words: Option<At<Text>>,
        /// A regular expression in the syntax of Rust's regex crate; (?i) at the beginning ignores letter case. Either this or words.
        pub(super) pattern: Option<At<Pattern>>,
        /// Where it is looked for: any of "title", "summary", "source", "author", "category" (labels of sections, and the article's category and keywords) and "url". Default: ["title", "summary"].
        pub(super) fields: Option<At<Vec<At<FieldWord>>>>,
    }

    #[schemars(extend("required" = ["item"]))]
    pub(super) struct RawSelect {
        /// One element per article: a CSS selector; for kind "json" a path to the list ("data.list" or "/data/list"). Required in this table.
        pub(super) item: Option<At<Selector>>,
        /// The title, within the item. Default: the link's text.
        pub(super) title: Option<At<Selector>>,
        /// The element with href, within the item; of entries of the page itself, which have none, an element with an id. Default: the item's first link, else its id.
        pub(super) link: Option<At<Selector>>,
        /// The date, within the item. Default: found by its form.
        pub(super) date: Option<At<Selector>>,
        /// The abstract, within the item. Default: none.
        pub(super) summary: Option<At<Selector>>,
        /// The image, within the item. Default: none.
        pub(super) image: Option<At<Selector>>,
        /// The link to the next page, in the whole page; with pages above 1. Default: found by its form.
        pub(super) next: Option<At<Selector>>,
    }

    #[schemars(extend("required" = ["token-env", "feeds", "grant"]))]
    pub(super) struct RawPartner {
        /// The environment variable that holds the partner's token, 16 characters or more. Required.
        pub(super) token_env: Option<At<Variable>>,
        /// The ids of the feeds that the permission covers. Required.
        pub(super) feeds: Option<At<Vec<At<Text>>>>,
        /// What may leave to the partner: "headline", "excerpt" or "full". Required.
        pub(super) grant: Option<At<GrantWord>>,
        /// The last day of the permission, a date without quotes; it holds to the end of that day where the publisher is. Default: no end.
        pub(super) until: Option<At<DayText>>,
        /// The sites that may embed with the partner's token, such as `https://harbour.example`. Default: any.
        pub(super) origins: Option<At<Vec<At<UrlText>>>>,
        /// The most it may ask: requests per s, m, h or d, such as "600/h". Default: no bound.
        pub(super) rate: Option<At<RateText>>,
    }

    #[schemars(extend("required" = ["url", "secret-env", "events"]))]
    pub(super) struct RawNotify {
        /// Where events are sent with POST. Required.
        pub(super) url: Option<At<UrlText>>,
        /// The environment variable that holds the secret that messages are signed with: whsec_ and 24 to 64 bytes in base64. Required.
        pub(super) secret_env: Option<At<Variable>>,
        /// The events that are sent: any of "feed.trouble", "feed.recovered", "feed.needs-a-look", "item.published" and "item.withdrawn". Required.
        pub(super) events: Option<At<Vec<At<EventWord>>>>,
        /// The ids of the feeds whose events are sent. Default: all.
        pub(super) feeds: Option<At<Vec<At<Text>>>>,
        /// true: the URL may lead to this machine or another private address. Default: false.
        pub(super) allow_private: Option<At<bool>>,
    }

    #[schemars(extend("required" = ["url"]))]
    pub(super) struct RawLabelled {
        /// The listing page. Required.
        pub(super) url: Option<At<UrlText>>,
        /// Its name for people; a category in every format. Default: the feed's title when it is the only section, else the last part of the URL's path.
        pub(super) label: Option<At<Text>>,
        /// The id of the publisher whose section this is: its articles go out under the name and the terms of that one. Default: the feed's.
        pub(super) publisher: Option<At<Text>>,
        /// How it is asked for: "GET", or "POST" for a list endpoint (kind "json") that wants a body. Default: "GET".
        pub(super) method: Option<At<MethodWord>>,
        /// What is sent with "POST", up to 64 KiB. Default: nothing.
        pub(super) body: Option<At<Text>>,
        /// The `Content-Type` of body. Default: "application/json".
        pub(super) content_type: Option<At<Text>>,
        /// true: this section is shown in the browser, because a script fills it. Default: that of the feed.
        pub(super) render: Option<At<bool>>,
    }
}

/// A section: its URL, or its URL and its name for people.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub(super) enum RawSection {
    /// The listing page.
    Url(UrlText),
    /// The listing page, with a name.
    Labelled(Box<RawLabelled>),
}

impl Shaped for RawSection {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        match entry.value.get_ref() {
            DeValue::String(url) => Some(Self::Url(UrlText(url.to_string()))),
            DeValue::Table(_) => {
                RawLabelled::read(entry, reader).map(|it| Self::Labelled(Box::new(it)))
            }
            _ => {
                let form = "a URL in quotes, or { url = \"…\", label = \"…\" }";
                reader.wrong(entry, form);
                None
            }
        }
    }
    fn keys(path: &str, into: &mut Vec<(String, String)>) {
        RawLabelled::keys(path, into);
    }
}

/// A rule of a filter: words, or a table that says where they are looked for.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub(super) enum RawRule {
    /// Words in title or summary.
    Words(Text),
    /// Words or a pattern, and where.
    Table(RawRuleTable),
}

impl Shaped for RawRule {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        match entry.value.get_ref() {
            DeValue::String(words) => Some(Self::Words(Text(words.to_string()))),
            DeValue::Table(_) => RawRuleTable::read(entry, reader).map(Self::Table),
            _ => {
                let form = "words in quotes, or { words = \"…\" } or { pattern = \"…\" }";
                reader.wrong(entry, form);
                None
            }
        }
    }
    fn keys(path: &str, into: &mut Vec<(String, String)>) {
        RawRuleTable::keys(path, into);
    }
}

/// A value that may be a secret: itself, or the environment variable that holds it.
#[derive(Clone, JsonSchema)]
#[schemars(untagged)]
pub(super) enum RawValue {
    /// The value itself.
    Literal(Text),
    /// The variable that holds it.
    Variable(RawVariable),
}

impl std::fmt::Debug for RawValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RawValue(…)")
    }
}

impl Shaped for RawValue {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        match entry.value.get_ref() {
            DeValue::String(text) => Some(Self::Literal(Text(text.to_string()))),
            DeValue::Table(_) => RawVariable::read(entry, reader).map(Self::Variable),
            _ => {
                reader.wrong(entry, "a text in quotes, or { env = \"NAME\" }");
                None
            }
        }
    }
    fn keys(path: &str, into: &mut Vec<(String, String)>) {
        RawVariable::keys(path, into);
    }
}

/// The JSON Schema of `feeds.toml` (2020-12): every key with its type, unit and default.
pub fn schema() -> Value {
    schemars::schema_for!(Raw).into()
}
