//! `[browser]`, and what is shown in it: `render` and `render-sites`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use super::table::TableCheck;
use crate::config::browser::{Browser, Rendering};
use crate::config::checked::SectionKind;
use crate::config::problem::{Report, TOP_LEVEL};
use crate::config::raw::{Address, At, Raw, RawBrowser, RawFeed, RawPublisher, RawSection};
use crate::config::wording::{quoted, subject};
use crate::config::{address, defaults};
use crate::model::{PublisherId, Section};

/// Hosts of other sites; a page that needs more is better read from its endpoint.
const SITES: usize = 20;

/// `[browser]`, if there is one: `None` outside after a report.
pub(super) fn browser(
    raw: Option<&At<RawBrowser>>,
    report: &mut Report<'_>,
) -> Option<Option<Browser>> {
    let Some(raw) = raw else {
        return Some(None);
    };
    let (start, raw) = (raw.span.start, &raw.value);
    let mut table = TableCheck::new(report, "[browser]".to_owned(), start);
    let url = table
        .required("url", raw.url.as_ref(), "url = \"http://127.0.0.1:4444\", where chromedriver or geckodriver listens")
        .and_then(|written| {
            let url = table.read("url", written, driver_url)?;
            if !address::is_loopback(&url) && raw.proxy_listen.is_none() {
                table.warn(
                    written.span.start,
                    "url is on another machine, whose browsers do not reach byline's proxy on 127.0.0.1; set proxy-listen to an address of this machine that they reach, such as \"10.0.0.5:4480\"",
                );
            }
            Some(url)
        });
    let proxy_listen = match &raw.proxy_listen {
        Some(written) => proxy_address(written, &mut table),
        None => Some(defaults::PROXY_LISTEN),
    };
    let second = Duration::from_secs(1);
    let sessions = table.count(
        "sessions",
        raw.sessions.as_ref(),
        defaults::SESSIONS,
        &(1..=32),
    );
    let timeout = table.duration(
        "timeout",
        raw.timeout.as_ref(),
        defaults::RENDER_TIMEOUT,
        &(second * 2..=second * 240),
    );
    let max_requests = table.count(
        "max-requests",
        raw.max_requests.as_ref(),
        defaults::RENDER_REQUESTS,
        &(1..=2000),
    );
    let max_bytes = table.size(
        "max-bytes",
        raw.max_bytes.as_ref(),
        defaults::RENDER_BYTES,
        &((64 << 10)..=(1 << 30)),
    );
    let memory_bytes = table.size(
        "memory",
        raw.memory.as_ref(),
        defaults::RENDER_MEMORY_BYTES,
        &((256 << 20)..=(64 << 30)),
    );
    Some(Some(Browser {
        url: url?,
        proxy_listen: proxy_listen?,
        sessions: sessions?,
        timeout: timeout?,
        max_requests: max_requests?,
        max_bytes: max_bytes?,
        memory_bytes: memory_bytes?,
        sandbox: raw.sandbox.as_ref().is_none_or(|sandbox| sandbox.value),
    }))
}

/// Where browsers reach byline's proxy.
fn proxy_address(written: &At<Address>, table: &mut TableCheck<'_, '_>) -> Option<SocketAddr> {
    let listen = table.read("proxy-listen", written, |text| {
        let listen = address::socket(text)?;
        match listen.ip().is_unspecified() {
            true => {
                Err("is every address of this machine; use the one that browsers reach".to_owned())
            }
            false => Ok(listen),
        }
    })?;
    if !address::is_private(listen.ip()) {
        table.warn(
            written.span.start,
            &format!("proxy-listen = \"{listen}\" is an address of the internet, on which passwords of sessions can be read; use one of a private network"),
        );
    }
    Some(listen)
}

fn driver_url(text: &str) -> Result<Url, String> {
    let url = address::http_url(text)?;
    match url.scheme() {
        "http" => Ok(url),
        _ => Err(
            "is not http://, which drivers speak; use one such as \"http://127.0.0.1:4444\""
                .to_owned(),
        ),
    }
}

/// What each publisher says of rendering, where it says something.
pub(super) fn rendering(raw: &Raw, report: &mut Report<'_>) -> BTreeMap<PublisherId, Rendering> {
    let mut all = BTreeMap::new();
    for (name, written) in &raw.publishers {
        let (render, sites) = (&written.value.render, &written.value.render_sites);
        let mut table = TableCheck::new(report, subject("publishers", name), written.span.start);
        let mut hosts = Vec::new();
        for site in sites.iter().flat_map(|sites| &sites.value).take(SITES + 1) {
            hosts.extend(table.read("render-sites", site, site_host));
        }
        if let Some(sites) = sites
            && sites.value.len() > SITES
        {
            table.error(
                sites.span.start,
                &format!("render-sites has {} hosts; use up to {SITES}, since each stands for all below it", sites.value.len()),
            );
        }
        let articles = render.as_ref().is_some_and(|render| render.value);
        if let (true, Some(at)) = (articles, render) {
            needs_browser(raw, at.span.start, &mut table);
        }
        if let (true, Ok(id)) = (articles || !hosts.is_empty(), name.parse()) {
            let sites = hosts;
            all.insert(id, Rendering { articles, sites });
        }
    }
    all
}

/// A host, alone: what is below it counts as well.
fn site_host(text: &str) -> Result<String, String> {
    let text = text.trim().trim_start_matches("*.");
    let url = Url::parse(&format!("https://{text}/"));
    let host = url.as_ref().ok().and_then(Url::host_str);
    match host {
        Some(host) if !text.contains(['/', ':', '@', '?', '#']) && host.contains('.') => {
            Ok(host.to_owned())
        }
        Some(_) | None => {
            Err("is not a host; write it alone, such as \"assets.example\"".to_owned())
        }
    }
}

/// The sections of a feed that are shown in the browser.
pub(super) fn rendered(
    raw: &RawFeed,
    whole: &Raw,
    publisher: Option<&RawPublisher>,
    kind: SectionKind,
    sections: &[Section],
    table: &mut TableCheck<'_, '_>,
) -> Vec<Url> {
    let of_feed = raw.render.as_ref().map(|it| (it.value, it.span.start));
    let by_default = publisher.and_then(|it| it.render.as_ref());
    let by_default = by_default.is_some_and(|it| it.value) && kind == SectionKind::Html;
    let written = raw.sections.iter().flat_map(|written| &written.value);
    let mut rendered = Vec::new();
    let mut first = None;
    for (section, written) in sections.iter().zip(written) {
        let own = match &written.value {
            RawSection::Labelled(it) => it.render.as_ref(),
            RawSection::Url(_) => None,
        };
        let own = own.map(|it| (it.value, it.span.start)).or(of_feed);
        if let Some((true, at)) = own {
            first.get_or_insert(at);
        }
        if own.map_or(by_default, |(render, _)| render) {
            rendered.push(section.url.clone());
        }
    }
    let Some(at) = first else {
        return rendered;
    };
    needs_browser(whole, at, table);
    if kind != SectionKind::Html {
        let mut words = SectionKind::WORDS.iter();
        let word = words.find(|(_, known)| *known == kind);
        table.error(
            at,
            &format!(
                "render has no use with kind = {}, which no script fills; remove it",
                quoted(word.map_or("", |(word, _)| word))
            ),
        );
    }
    rendered
}

fn needs_browser(raw: &Raw, at: usize, table: &mut TableCheck<'_, '_>) {
    if raw.browser.is_none() && !table.is_struck_at(TOP_LEVEL, "browser") {
        table.error(
            at,
            "render needs a browser; add [browser] with url = \"http://127.0.0.1:4444\", where chromedriver or geckodriver listens",
        );
    }
}
