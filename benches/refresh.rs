//! What a refresh costs, from a section's bytes in memory to its documents, beside parsing the page alone.
//!
//! `cargo bench --bench refresh`: a page of 100 KB with fifty articles that are known; one headline is corrected
//! each time, so that all documents change. Nobody has read them, so none is compressed;
//! `compress` is what that costs beside.
//! In instructions: callgrind with two sample sizes, as for `answer`.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use byline::gateway::Gateway;
use byline::page::Budget;
use byline::page::Dom;
use byline::render::{Coding, Format, Representation};
use divan::Bencher;
use tokio::runtime::Runtime;

#[path = "beside/paper.rs"]
mod paper;

use paper::Paper;

fn main() {
    divan::main();
}

const FEEDS: [&str; 2] = ["selected", "detected"];

struct Stage {
    runtime: Runtime,
    paper: Arc<Paper>,
    gateway: Arc<Gateway>,
}

fn stage() -> io::Result<Stage> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let paper = Arc::<Paper>::default();
    let gateway = runtime.block_on(paper::gateway(&paper));
    let gateway = gateway.ok_or_else(|| io::Error::other("no gateway"))?;
    Ok(Stage {
        runtime,
        paper,
        gateway,
    })
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let page = String::from_utf8_lossy(&Paper::default().section()).into_owned();
    bencher.bench(|| Dom::parse(&page, &Budget::unbounded()).map(|dom| dom.nodes()));
}

#[divan::bench(args = FEEDS)]
fn changed(bencher: Bencher<'_, '_>, feed: &str) {
    let stage = stage().unwrap_or_else(|error| unreachable!("{error}"));
    bencher.bench_local(|| {
        stage.paper.edition.fetch_add(1, Relaxed);
        stage.runtime.block_on(stage.gateway.refresh(feed)).is_ok()
    });
}

#[divan::bench(args = FEEDS)]
fn unchanged(bencher: Bencher<'_, '_>, feed: &str) {
    let stage = stage().unwrap_or_else(|error| unreachable!("{error}"));
    bencher.bench_local(|| stage.runtime.block_on(stage.gateway.refresh(feed)).is_ok());
}

/// What its three documents cost in one coding, where each of them was asked for in it.
#[divan::bench(args = [Coding::Gzip, Coding::Brotli])]
fn compress(bencher: Bencher<'_, '_>, coding: Coding) {
    let stage = stage().unwrap_or_else(|error| unreachable!("{error}"));
    let bodies: Vec<_> = Format::ALL
        .iter()
        .map(|&format| {
            let served = stage
                .runtime
                .block_on(stage.gateway.document("selected", format));
            served
                .map(|served| served.document.body().clone())
                .unwrap_or_default()
        })
        .collect();
    bencher.bench_local(|| {
        bodies
            .iter()
            .filter_map(|body| Representation::packed(body, coding))
            .count()
    });
}
