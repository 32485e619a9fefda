//! Three replicas over three PostgreSQL nodes, in trouble all the time: what they promise is held against all that was seen.
//!
//! `tests/all` runs the short form, of three minutes at the most; the long one is
//! `BYLINE_REPLICAS_ROUNDS=100 cargo test --test replicas -- --ignored --nocapture`. `BYLINE_SEED` says which moments.
//! A run that breaks a promise leaves all that was seen in `target/tmp/replicas-history`.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on should panic, and one that skips says so"
)]

mod check;
mod cluster;
mod history;
#[expect(dead_code, reason = "the tests of the binary use the rest of it")]
#[path = "../binary/origin.rs"]
mod origin;
mod paper;
#[expect(dead_code, reason = "the tests of the binary use the rest of it")]
#[path = "../binary/process.rs"]
mod process;
mod proxy;
mod replica;
mod rounds;
mod rules;
mod scene;
