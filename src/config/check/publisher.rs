//! `[publishers.ID]`: who runs an origin, and on what terms.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use url::{Host, Url};

use super::table::TableCheck;
use super::zone;
use crate::config::defaults::{self, DefaultWords};
use crate::config::problem::Report;
use crate::config::raw::{At, Contact, RawPublisher, RawRights, RawSource, Template};
use crate::config::units;
use crate::config::wording::{quoted, subject};
use crate::model::{
    Credit, Grant, KnownSource, Policy, Publisher, PublisherId, Rights, Unlabelled, bare_host,
};

pub(super) fn publisher(
    name_in_file: &str,
    id: Option<&PublisherId>,
    raw: &At<RawPublisher>,
    report: &mut Report<'_>,
) -> Option<Publisher> {
    let (start, raw) = (raw.span.start, &raw.value);
    let mut table = TableCheck::new(report, subject("publishers", name_in_file), start);
    let name = table
        .required(
            "name",
            raw.name.as_ref(),
            "name = \"…\", as readers know it",
        )
        .and_then(|name| table.text("name", name));
    let url = table
        .required(
            "url",
            raw.url.as_ref(),
            "url = \"https://…\", its home page",
        )
        .and_then(|url| table.url("url", url));
    let language = match &raw.language {
        Some(language) => table.read("language", language, zone::language),
        None => {
            if !table.is_struck("language") {
                table.warn(
                    start,
                    &format!("language is missing, so {:?} is assumed; add language = \"zh-CN\" or another tag", defaults::LANGUAGE),
                );
            }
            Some(defaults::LANGUAGE.to_owned())
        }
    };
    let zone = table
        .required(
            "timezone",
            raw.timezone.as_ref(),
            "timezone = \"Asia/Shanghai\" or the like: its pages print local times",
        )
        .and_then(|zone| table.read("timezone", zone, zone::zone));
    if let (Some(written), Some(name)) = (&raw.name, &name) {
        host_for_a_name("name", written, name, url.as_ref(), &mut table);
    }
    let sources = sources(raw, &mut table);
    let nothing = RawRights::default();
    let (at, rights) = raw.rights.as_ref().map_or((start, &nothing), |rights| {
        (rights.span.start, &rights.value)
    });
    let policy = policy(
        rights,
        &mut table.inner("rights.", at),
        name.as_deref().unwrap_or_default(),
        url.as_ref(),
        language.as_deref().unwrap_or(defaults::LANGUAGE),
        sources,
    );
    Some(Publisher {
        id: id?.clone(),
        name: name?,
        url: url?,
        language: language?,
        zone: zone?,
        policy: policy?,
    })
}

/// More names than this are a whole query; a section that needs them is better read with a selector.
const PARAMETERS: usize = 100;

/// The query parameters that only count on the publisher's site, if any are written.
pub(super) fn tracking(
    name_in_file: &str,
    raw: &At<RawPublisher>,
    report: &mut Report<'_>,
) -> Option<Vec<String>> {
    let written = raw.value.tracking_parameters.as_ref()?;
    let mut table = TableCheck::new(report, subject("publishers", name_in_file), raw.span.start);
    let count = written.value.len();
    if count > PARAMETERS {
        table.error(
            written.span.start,
            &format!("tracking-parameters has {count} names; use up to {PARAMETERS}, with * for those that begin alike"),
        );
        return None;
    }
    let read: Vec<Option<String>> = written
        .value
        .iter()
        .map(|name| table.read("tracking-parameters", name, parameter))
        .collect();
    let names: Vec<String> = read.into_iter().collect::<Option<_>>()?;
    (!names.is_empty()).then_some(names)
}

/// The name of a query parameter, or the beginning of names with `*` behind it.
fn parameter(text: &str) -> Result<String, String> {
    let name = text.trim();
    let begin = name.strip_suffix('*').unwrap_or(name);
    if begin.is_empty() {
        return Err(
            "would remove every parameter; write the name of one, such as \"source\" or \"trk_*\""
                .to_owned(),
        );
    }
    let is_apart = |c: char| c.is_whitespace() || c.is_control() || "=&?#*%".contains(c);
    if begin.contains(is_apart) || begin.chars().count() > 100 {
        return Err("is no name of a query parameter; write what stands before the \"=\", such as \"source\" or \"trk_*\"".to_owned());
    }
    Ok(name.to_owned())
}

fn policy(
    raw: &RawRights,
    table: &mut TableCheck<'_, '_>,
    publisher: &str,
    url: Option<&Url>,
    language: &str,
    sources: BTreeMap<String, KnownSource>,
) -> Option<Policy> {
    let words = DefaultWords::of(language);
    let holder = match &raw.holder {
        Some(holder) => table.text("holder", holder),
        None => Some(publisher.to_owned()),
    };
    if let (Some(written), Some(holder)) = (&raw.holder, &holder) {
        host_for_a_name("holder", written, holder, url, table);
    }
    let notice = match &raw.notice {
        Some(notice) => table.text("notice", notice),
        None => Some(words.notice(holder.as_deref().unwrap_or(publisher))),
    };
    let terms = raw.terms.as_ref().map(|terms| table.url("terms", terms));
    let contact = raw
        .contact
        .as_ref()
        .map(|it| table.read("contact", it, |_| contact(it)));
    let mut own_sources = Vec::new();
    for source in raw.own_sources.iter().flat_map(|list| &list.value) {
        own_sources.extend(table.text("own-sources", source));
    }
    let unlabelled = raw.unlabelled.as_ref().map(|written| {
        let words = [("own", Unlabelled::Own), ("reprint", Unlabelled::Reprint)];
        table.word("unlabelled", written, &words)
    });
    let credit = match &raw.credit {
        Some(credit) => table.read("credit", credit, |_| template(credit)),
        None => Some(Credit::default_template(language).to_owned()),
    };
    let grant = table.grant("grant", raw.grant.as_ref(), Grant::Excerpt);
    let reprint_grant = table.grant("reprint-grant", raw.reprint_grant.as_ref(), Grant::Headline);
    if let (Some(own), Some(reprints), Some(written)) = (grant, reprint_grant, &raw.reprint_grant)
        && reprints > own
    {
        table.warn(
            written.span.start,
            &format!("reprint-grant \"{reprints}\" gives more of what others own than grant \"{own}\" gives of its own; were the two swapped?"),
        );
    }
    let reprint_note = match &raw.reprint_note {
        Some(note) => table.text("reprint-note", note),
        None => Some(words.reprint_note(publisher)),
    };
    let claims_within_days = raw
        .claims_within
        .as_ref()
        .map(|term| table.read("claims-within", term, days));
    Some(Policy {
        rights: Rights {
            holder: holder?,
            notice: notice?,
            terms: terms.flatten(),
            contact: contact.flatten(),
        },
        own_sources,
        unlabelled: unlabelled.flatten(),
        credit: credit?,
        grant: grant?,
        reprint_grant: reprint_grant?,
        reprint_note: reprint_note?,
        claims_within_days: claims_within_days.flatten(),
        sources,
    })
}

fn sources(raw: &RawPublisher, table: &mut TableCheck<'_, '_>) -> BTreeMap<String, KnownSource> {
    let mut known = BTreeMap::new();
    for (name, source) in raw.sources.iter().flat_map(|sources| &sources.value) {
        let at = source.span.start;
        if name.trim().is_empty() {
            table.error(
                at,
                "sources has a source without a name; write [publishers.ID.sources.\"NAME\"]",
            );
            continue;
        }
        known.insert(
            name.trim().to_owned(),
            self::source(
                &source.value,
                &mut table.inner(format!("sources.{}.", quoted(name.trim())), at),
            ),
        );
    }
    known
}

fn source(raw: &RawSource, table: &mut TableCheck<'_, '_>) -> KnownSource {
    KnownSource {
        url: raw.url.as_ref().and_then(|url| table.url("url", url)),
        grant: raw
            .grant
            .as_ref()
            .and_then(|_| table.grant("grant", raw.grant.as_ref(), Grant::Headline)),
        notice: raw
            .notice
            .as_ref()
            .and_then(|notice| table.text("notice", notice)),
    }
}

/// Warns of a name that is an address: readers see it as the publisher's name, and no page calls itself so.
fn host_for_a_name<T>(
    key: &str,
    written: &At<T>,
    name: &str,
    home: Option<&Url>,
    table: &mut TableCheck<'_, '_>,
) {
    if is_host(name, home) {
        table.warn(
            written.span.start,
            &format!(
                "{key} {} is a host; write the name that its pages print, by which its own articles are known",
                quoted(name)
            ),
        );
    }
}

/// Whether `name` is an address or a host name: that of `home`, or one below a top-level domain that exists.
fn is_host(name: &str, home: Option<&Url>) -> bool {
    const RESERVED: [&str; 6] = [
        "example",
        "test",
        "invalid",
        "localhost",
        "local",
        "internal",
    ];
    if name.chars().any(char::is_whitespace) {
        return false;
    }
    let url = match name.split_once("://") {
        Some(_) => Url::parse(name),
        None => Url::parse(&format!("http://{name}/")),
    };
    let Ok(url) = url else { return false };
    let Some(host) = bare_host(&url) else {
        return false;
    };
    if name.contains("://") || matches!(url.host(), Some(Host::Ipv6(_))) {
        return true;
    }
    if let Some(Host::Ipv4(_)) = url.host() {
        // `1984` is a number for the URL parser, and a name for a paper.
        return name
            .split(':')
            .next()
            .is_some_and(|it| it.parse::<Ipv4Addr>().is_ok());
    }
    let known = || {
        let last = host.rsplit('.').next().unwrap_or_default();
        host.contains('.')
            && (RESERVED.contains(&last)
                || psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known()))
    };
    host == "localhost" || home.and_then(bare_host) == Some(host) || known()
}

/// Whole days, up to a year.
fn days(text: &str) -> Result<u32, String> {
    const DAY_SECONDS: u64 = 24 * 3600;
    let term = units::duration(text)?;
    let days = term.as_secs() / DAY_SECONDS;
    match u32::try_from(days) {
        Ok(days @ 1..=365) if term == Duration::from_secs(u64::from(days) * DAY_SECONDS) => {
            Ok(days)
        }
        _ => Err("is no number of days from \"1d\" to \"365d\"; use \"30d\"".to_owned()),
    }
}

fn contact(written: &At<Contact>) -> Result<String, String> {
    let text = written.value.0.trim();
    let lower = text.to_ascii_lowercase();
    if let Some(address) = lower.strip_prefix("mailto:") {
        let whole = address
            .split_once('@')
            .is_some_and(|(who, host)| !who.is_empty() && !host.is_empty());
        return if whole && !text.contains(char::is_whitespace) {
            Ok(text.to_owned())
        } else {
            Err("is no e-mail address; use one such as \"mailto:rights@news.example\"".to_owned())
        };
    }
    if lower.starts_with("http") {
        return crate::config::address::http_url(text).map(String::from);
    }
    if text.contains('@') && !text.contains(char::is_whitespace) {
        return Err(format!(
            "has no scheme; use {}",
            quoted(&format!("mailto:{text}"))
        ));
    }
    Err(
        "is no address; use a mailto: or https: URL, such as \"mailto:rights@news.example\""
            .to_owned(),
    )
}

fn template(written: &At<Template>) -> Result<String, String> {
    let text = written.value.0.trim();
    if text.chars().any(char::is_control) {
        return Err("has control characters or line breaks; write it on one line".to_owned());
    }
    if !text.contains("{source}") {
        return Err("does not name the source; write {source} where its name goes, such as \"Source: {source}\"".to_owned());
    }
    if text.replace("{source}", "").contains(['{', '}']) {
        return Err("has braces that mean nothing; only {source} is filled in".to_owned());
    }
    Ok(text.to_owned())
}
