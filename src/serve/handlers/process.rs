//! What the process uses, as the system tells it.
//!
//! Out: numbers; none where the system has no `/proc/self`.

use std::time::Duration;

/// What the process uses.
#[derive(Debug)]
pub(super) struct Used {
    /// CPU time since its start, of all threads.
    pub(super) cpu: Duration,
    pub(super) resident_bytes: u64,
    pub(super) open_files: usize,
    pub(super) most_files: u64,
}

/// What this process uses now.
#[cfg(target_os = "linux")]
pub(super) fn used() -> Option<Used> {
    use rustix::process::{Resource, getrlimit};
    use rustix::time::{ClockId, clock_gettime};

    let cpu = clock_gettime(ClockId::ProcessCPUTime);
    // Sizes in pages: of the address space, and of what is resident (proc_pid_statm(5)).
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let resident: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    let page_bytes = u64::try_from(rustix::param::page_size()).ok()?;
    Some(Used {
        cpu: cpu.try_into().ok()?,
        resident_bytes: resident * page_bytes,
        // The folder that is being read is open, too.
        open_files: std::fs::read_dir("/proc/self/fd").ok()?.count() - 1,
        most_files: getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX),
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn used() -> Option<Used> {
    None
}
