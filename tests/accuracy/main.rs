//! How right byline reads real pages: measured on the captured set, when it is there.
//!
//! Two sets lie beside the project (`../shared/pages` and `../shared/pages2`, or the folders that `BYLINE_PAGES` lists);
//! without them nothing is measured and nothing fails. A fall below a recorded floor fails; the table is printed either way
//! (`cargo test --test accuracy -- --nocapture`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, and its table"
)]

mod articles;
mod descent;
mod fit;
mod fit_bodies;
mod fit_credits;
mod fit_places;
#[expect(dead_code, reason = "a fit asks for less than a measurement")]
#[path = "../layouts/generator/mod.rs"]
mod generator;
mod readability;
mod score;
mod sections;

use std::path::PathBuf;

/// The captured sets, as far as they are there: those beside the project, or those that `BYLINE_PAGES` lists as `PATH`
/// lists folders.
fn sets() -> Vec<PathBuf> {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let sets: Vec<PathBuf> = match std::env::var_os("BYLINE_PAGES") {
        Some(sets) => std::env::split_paths(&sets).collect(),
        None => ["pages", "pages2"].map(|set| shared.join(set)).into(),
    };
    let (there, missing): (Vec<_>, Vec<_>) = sets.into_iter().partition(|set| set.is_dir());
    for set in missing {
        println!("{} is not there: nothing measured", set.display());
    }
    there
}

/// Where what was read is written, for a look at it.
fn written(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}
