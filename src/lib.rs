//! byline is a syndication gateway: it reads a news site's section pages and publishes them as RSS 2.0,
//! Atom 1.0 and JSON Feed 1.1, from memory, over HTTP. Every item carries who made it, who owns it and
//! what may be done with it, in every format.
//!
//! # The way data goes
//!
//! ```text
//! feeds.toml -> config -> gateway -> origin -> page -> extract -> model -> render -> cache -> serve
//!                                    (bytes)  (lines)  (facts)   (items)  (documents)
//! ```
//!
//! One way, no circles: between rooms, and between the files of a room. `docs/architecture.md` adds the seams, the
//! bounds, and what is pure. `tests/architecture.rs` holds every path to this table:
//!
//! | room | what it does | may import |
//! |---|---|---|
//! | [`commands`] | one file per command | all |
//! | [`app`] | wires config, clock and transport into a running gateway | all but commands |
//! | [`model`] | feed, item, guid, rights, credit, tombstone: plain data | nothing |
//! | [`clock`] | seam 1: wall time | nothing |
//! | [`language`] | what a language prints: one table per language, one file a table | nothing |
//! | [`config`] | `feeds.toml`, checked as a whole | model, language |
//! | [`origin`] | pages, politely; seam 2: the transport; seam 4: manners that replicas share | config, clock, model, traces |
//! | [`browser`] | pages that a script fills, through a proxy over `origin` | config, model, origin |
//! | [`traces`] | spans for an OpenTelemetry collector, with the feature `otlp` | nothing |
//! | [`page`] | a page, parsed once within bounds: elements and lines | model, language |
//! | [`extract`] | facts out of pages, feeds and JSON | page, config, model, language |
//! | [`render`] | RSS, Atom, JSON Feed, OPML, licence | model, language |
//! | [`cache`] | documents in memory; freshness as pure functions | clock, model, render |
//! | [`store`] | seam 3: what must outlive the process, in a file or a database | model |
//! | [`gateway`] | conducts: refresh (plan, gather, judge, publish), schedule, takedown, partners | all of the above |
//! | [`newsroom`] | the invented sites of `byline demo` | nothing |
//! | [`serve`] | HTTP: net, routes, handlers, respond | gateway, render, config, model, clock, language, traces |
//!
//! # A walk through one request
//!
//! `GET /feeds/tanews.atom` comes in at [`serve`]: [`serve::net`] has read the request line and headers
//! within their bounds, `router` matches the path and looks for an answer of the same [`gateway::Generation`]. The first
//! request in a second makes the gateway look into [`cache`], and `cache::freshness` says whether the entry is fresh. If
//! it is stale, its document is answered all the same, and a refresh starts in the background. A request for a feed that
//! is not in memory waits ([`gateway::Gateway::document`]). `serve::handlers::feeds` compares
//! the validators ([`serve::respond::conditions`]), picks the coding ([`serve::respond::codings`]) and sends bytes that were
//! rendered when the feed last changed, and compressed then or for the first request in this coding. The header fields were
//! made for the thread's first request in that second.
//!
//! # A walk through one refresh
//!
//! `gateway::refresh` goes through four steps. *Plan* says which sections to ask for, and how. *Gather* asks [`origin`]
//! for them; `origin` minds robots.txt, the host's pace, its `Retry-After` and the address guard, sends validators, and
//! decodes what comes back. [`page`] parses it, and [`extract`] finds the teasers. *Judge* says whether a list is
//! believed. Plan is asked again: each article that [`store`] does not know yet is fetched the same way and read by
//! [`extract::article`]. *Publish* (`gateway::publish`) unites the sections and makes items: the publisher's terms
//! ([`model::Publisher::rule`]) decide whose each item is, who must be named and what may leave. [`render`] writes three
//! documents, and the snapshot goes into the cache and the store. If anything failed, the last good snapshot stays where
//! it is.
//!
//! # A walk through one takedown
//!
//! `byline takedown URL` finds the store held by the running server and asks it at `serve::handlers::admin`, which knows the
//! token. [`gateway::Gateway::take_down`] holds the lock without which nothing is published; writes the takedown into [`store`],
//! where it is durable; and makes every entry of [`cache`] and every stored snapshot that shows the item anew without it, with
//! a tombstone. Then it answers. Each later refresh leaves out what `store` has as withdrawn. `gateway::refresh` withdraws
//! articles that their origin takes back in the same way.

pub mod app;
pub mod browser;
pub mod cache;
pub mod clock;
pub mod commands;
pub mod config;
pub mod extract;
pub mod gateway;
pub mod language;
pub mod model;
#[doc(hidden)]
pub mod newsroom;
pub mod origin;
pub mod page;
pub mod render;
pub mod serve;
pub mod store;
#[cfg(test)]
mod testing;
pub mod traces;
