//! The `byline` command. See `byline --help`.

use std::process::ExitCode;

// musl's own allocator has one lock for all threads: a refresh takes 2.3 times the CPU of a build for glibc with it, 1.7 times
// with this one (docs/performance.md).
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    byline::commands::run()
}
