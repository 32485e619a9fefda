//! robots.txt, by RFC 9309.
//!
//! In: the file's bytes and our product tokens; then paths. Out: whether a path may be fetched, and which rule says so.
//! Beyond the RFC, `Crawl-delay` is honoured and `License` (RSL 1.0) is remembered. All other lines are ignored.
//! `Content-Signal` is one of them: it is about uses, which the rights decide. Matching takes time linear in pattern and
//! path.

use std::time::Duration;

use url::{Position, Url};

/// How much of a file is read. The RFC wants at least 500 KiB (§2.5).
pub const LIMIT_BYTES: usize = 500 * 1024;

/// The longest `Crawl-delay` that is honoured; with a longer one a section of thirty articles would never be read.
pub const MAX_DELAY: Duration = Duration::from_secs(30);

/// The most work for matching one address: five thousand rules and an address of 1,600 bytes, which take some 10 ms.
const WORK_LIMIT_BYTES: usize = 8 << 20;

/// The most licences that are remembered of one file.
const LICENCES: usize = 16;

/// The rules of a file for byline.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    delay: Option<Duration>,
    licences: Vec<Url>,
}

/// One `Allow` or `Disallow`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// Normalised: only `*` is special here, and the end when `anchored`.
    pattern: Box<str>,
    /// The pattern as a query spells it. Only where a wildcard may reach into a query and the spelling differs.
    of_query: Option<Box<str>>,
    anchored: bool,
}

/// Groups collected while reading.
#[derive(Default)]
struct Group {
    rules: Vec<Rule>,
    delay: Option<Duration>,
    named: bool,
}

impl Robots {
    /// Reads a file. The groups that name one of `tokens` are merged; without one, the group `*` counts (§2.2.1).
    pub fn parse(bytes: &[u8], tokens: &[&str]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LIMIT_BYTES)]);
        let (mut own, mut any) = (Group::default(), Group::default());
        let mut licences = Vec::new();
        let (mut in_own, mut in_any, mut naming) = (false, false, false);
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match Key::of(key.trim()) {
                Key::UserAgent => {
                    if !naming {
                        (in_own, in_any) = (false, false);
                    }
                    naming = true;
                    if value.starts_with('*') {
                        in_any = true;
                        any.named = true;
                    } else if is_one_of(product(value), tokens) {
                        in_own = true;
                        own.named = true;
                    }
                }
                Key::Rule { allow } => {
                    naming = false;
                    for group in members(&mut own, in_own, &mut any, in_any) {
                        group.rules.extend(Rule::new(allow, value));
                    }
                }
                Key::Delay => {
                    naming = false;
                    for group in members(&mut own, in_own, &mut any, in_any) {
                        group.delay = group.delay.max(delay(value));
                    }
                }
                Key::License => {
                    if licences.len() < LICENCES
                        && let Ok(url) = Url::parse(value)
                        && matches!(url.scheme(), "http" | "https")
                        && !licences.contains(&url)
                    {
                        licences.push(url);
                    }
                }
                // Sitemap and unknown lines belong to no group and end none.
                Key::Other => {}
            }
        }
        let group = if own.named { own } else { any };
        Self {
            rules: group.rules,
            delay: group.delay.map(|delay| delay.min(MAX_DELAY)),
            licences,
        }
    }

    /// The most bytes that matching `url` looks at.
    pub(super) fn work_bytes(&self, url: &Url) -> usize {
        self.rules.len().saturating_mul(url.as_str().len())
    }

    /// The rule that forbids `url`, as it would be written in the file; `None` when it may be fetched.
    ///
    /// The longest matching pattern decides, `Allow` on a draw (§2.2.2). robots.txt itself is always allowed. When
    /// there are too many rules for so long an address, they are not matched and the address counts as forbidden.
    pub fn forbids(&self, url: &Url) -> Option<String> {
        if url.path() == "/robots.txt" {
            return None;
        }
        if self.work_bytes(url) > WORK_LIMIT_BYTES {
            let rules = self.rules.len();
            return Some(format!(
                "its {rules} rules are too many to be matched with so long an address"
            ));
        }
        let mut path = String::with_capacity(url.as_str().len());
        let whole = &url[Position::BeforePath..Position::AfterQuery];
        normalise(whole.as_bytes(), Side::Path, &mut path);
        self.rules
            .iter()
            .filter(|rule| rule.matches(&path))
            .max_by_key(|rule| (rule.length(), rule.allow))
            .filter(|rule| !rule.allow)
            .map(Rule::to_string)
    }

    /// `Crawl-delay`, at most [`MAX_DELAY`].
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }

    /// The RSL licences that the file points to.
    pub fn licences(&self) -> &[Url] {
        &self.licences
    }

    /// The rough size in memory.
    pub(super) fn weight_bytes(&self) -> usize {
        let rules: usize = self
            .rules
            .iter()
            .map(|rule| rule.pattern.len() + rule.of_query.as_ref().map_or(0, |it| it.len()) + 48)
            .sum();
        let licences: usize = self
            .licences
            .iter()
            .map(|url| url.as_str().len() + 96)
            .sum();
        256 + rules + licences
    }
}

fn members<'a>(
    own: &'a mut Group,
    in_own: bool,
    any: &'a mut Group,
    in_any: bool,
) -> impl Iterator<Item = &'a mut Group> {
    in_own
        .then_some(own)
        .into_iter()
        .chain(in_any.then_some(any))
}

enum Key {
    UserAgent,
    Rule { allow: bool },
    Delay,
    License,
    Other,
}

impl Key {
    fn of(key: &str) -> Self {
        match key.to_ascii_lowercase().as_str() {
            "user-agent" | "useragent" | "user agent" => Self::UserAgent,
            "allow" => Self::Rule { allow: true },
            "disallow" => Self::Rule { allow: false },
            "crawl-delay" => Self::Delay,
            "license" => Self::License,
            _ => Self::Other,
        }
    }
}

/// The product token at the head of a `User-Agent` (§2.2.1): `byline/0.1 (+http://…)` is `byline`.
pub fn product(agent: &str) -> &str {
    let end = agent
        .find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_')))
        .unwrap_or(agent.len());
    &agent[..end]
}

fn is_one_of(product: &str, tokens: &[&str]) -> bool {
    tokens
        .iter()
        .any(|token| product.eq_ignore_ascii_case(token))
}

fn delay(value: &str) -> Option<Duration> {
    let seconds: f64 = value.split_whitespace().next()?.parse().ok()?;
    // from_secs_f64 panics for NaN, for negative numbers and for very large ones.
    (seconds > 0.0).then(|| Duration::from_secs_f64(seconds.min(86_400.0)))
}

impl Rule {
    /// `Disallow:` without a path forbids nothing; a pattern that cannot match any path is left out.
    fn new(allow: bool, value: &str) -> Option<Self> {
        if value.is_empty() {
            return None;
        }
        let (value, anchored) = match value.strip_suffix('$') {
            Some(value) => (value, true),
            None => (value, false),
        };
        let mut pattern = String::with_capacity(value.len() + 1);
        if !value.starts_with(['/', '*']) {
            pattern.push('/');
        }
        normalise(value.as_bytes(), Side::Pattern, &mut pattern);
        let of_query = (value.contains('*') && value.contains('%') && !value.contains('?'))
            .then(|| {
                let mut pattern = String::with_capacity(value.len() + 1);
                normalise(value.as_bytes(), Side::PatternOfQuery, &mut pattern);
                pattern.into_boxed_str()
            })
            .filter(|of_query| **of_query != *pattern);
        Some(Self {
            allow,
            pattern: pattern.into(),
            of_query,
            anchored,
        })
    }

    fn length(&self) -> usize {
        self.pattern.len() + usize::from(self.anchored)
    }

    fn matches(&self, path: &str) -> bool {
        let of_query = || self.of_query.as_deref();
        self.pattern_matches(&self.pattern, path)
            || of_query().is_some_and(|pattern| self.pattern_matches(pattern, path))
    }

    /// Leftmost matches of the pieces between wildcards are enough: a later start never helps a later piece.
    fn pattern_matches(&self, pattern: &str, path: &str) -> bool {
        let mut pieces = pattern.split('*');
        let first = pieces.next().unwrap_or_default();
        let Some(mut rest) = path.strip_prefix(first) else {
            return false;
        };
        let mut pieces = pieces.peekable();
        if pieces.peek().is_none() {
            return !self.anchored || rest.is_empty();
        }
        while let Some(piece) = pieces.next() {
            if self.anchored && pieces.peek().is_none() {
                return rest.ends_with(piece);
            }
            match rest.find(piece) {
                Some(at) => rest = &rest[at + piece.len()..],
                None => return false,
            }
        }
        true
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = if self.allow { "Allow" } else { "Disallow" };
        let end = if self.anchored { "$" } else { "" };
        // The pattern is a stranger's and goes to logs.
        let pattern: String = self.pattern.chars().take(100).collect();
        write!(f, "{key}: {pattern}{end}")
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Pattern,
    /// The spelling in a query, for a pattern without `?` whose wildcard may reach into the query.
    PatternOfQuery,
    Path,
}

/// One spelling for each path (§2.2.2). Characters that a URL escapes are escaped, with hex in capitals. Unreserved and
/// reserved characters are bare; the RFC wants reserved ones escaped on both sides, which compares alike. Two stay
/// escaped: before the `?` of the query, an escaped `/` or `?` is no delimiter. A `*` or `$` of a path is escaped, so that
/// `%2A` in a pattern matches it (§2.2.3).
fn normalise(bytes: &[u8], side: Side, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut in_query = side == Side::PatternOfQuery;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        at += 1;
        let escaped = bytes.get(at..at + 2).filter(|_| byte == b'%').and_then(hex);
        at += if escaped.is_some() { 2 } else { 0 };
        let bare = match escaped.unwrap_or(byte) {
            b'*' => side != Side::Path && escaped.is_none(),
            b'$' | b'%' | b'#' => false,
            b' ' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'^' | b'|' | b'\\' | b'\'' => false,
            b'/' | b'?' => escaped.is_none() || in_query,
            byte => byte.is_ascii_graphic(),
        };
        in_query |= byte == b'?';
        let byte = escaped.unwrap_or(byte);
        if bare {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

fn hex(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(pair[0])? * 16 + digit(pair[1])?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests;
