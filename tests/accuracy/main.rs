//! How right byline reads real pages: measured on the captured set, when it is there.
//!
//! The set lies beside the project (`../shared/pages`, or wherever `BYLINE_PAGES` says); without it nothing is
//! measured and nothing fails. A fall below a recorded floor fails; the table is printed either way
//! (`cargo test --test accuracy -- --nocapture`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, and its table"
)]

mod articles;
mod fit;
#[expect(dead_code, reason = "a fit asks for less than a measurement")]
#[path = "../layouts/generator/mod.rs"]
mod generator;
mod score;
mod sections;

use std::path::PathBuf;

/// Where the captured pages are, if they are.
fn pages() -> Option<PathBuf> {
    let pages = std::env::var_os("BYLINE_PAGES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/pages"),
        PathBuf::from,
    );
    if pages.is_dir() {
        return Some(pages);
    }
    println!("{} is not there: nothing measured", pages.display());
    None
}

/// Both captured sets, as far as they are there.
fn sets() -> Vec<PathBuf> {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let sets = ["pages", "pages2"].map(|set| shared.join(set));
    sets.into_iter().filter(|set| set.is_dir()).collect()
}

/// Where what was read is written, for a look at it.
fn written(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}
