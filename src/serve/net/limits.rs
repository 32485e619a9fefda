//! What one client, and what all of them, may cost.
//!
//! In: how many descriptors the process may have. Out: [`Limits`]. README.md names the numbers.

use std::time::Duration;

/// Bounds on connections and requests. README.md, "Many readers, and bad ones", says what each is for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once, for every purpose.
    pub connections: usize,
    /// Connections beyond these. Only operators' URLs are answered on them; everything else gets 503.
    pub reserved: usize,
    /// The share of one client: connections at once, and requests at once that are not answered from memory.
    pub per_client: usize,
    /// Request line and header fields of one request, in bytes.
    pub header_bytes: usize,
    /// The time from a request's first byte to the end of its header fields, and from the start of a connection to its
    /// first byte.
    pub head: Duration,
    /// The time between two requests on one connection.
    pub idle: Duration,
    /// The time from a request to its answer. The gateway answers within it, or has a fault.
    pub answer: Duration,
    /// The time after which a reader that reads nothing of its answer is reset.
    pub stalled: Duration,
    /// The time from the signal to stop until open connections are reset.
    pub drain: Duration,
    /// Requests at once on one HTTP/2 connection.
    pub streams: u32,
    /// The send buffer of one reader in the kernel, in bytes (`SO_SNDBUF`, which Linux doubles for its own needs).
    pub send_buffer_bytes: usize,
}

/// The descriptors of a system that names no limit.
const UNKNOWN: u64 = 65_536;
/// Who needs more connections than this should have a proxy hold them.
const CONNECTIONS: u64 = 10_000;
/// The share of one client is a quarter of the connections, so that three clients cannot occupy all of them.
const SHARES: usize = 4;
/// The largest share: 1,024 connections whose readers do not read hold 128 MiB of the kernel's memory.
const LARGEST_SHARE: usize = 1024;

impl Default for Limits {
    fn default() -> Self {
        Self::within(UNKNOWN)
    }
}

impl Limits {
    /// The limits for the descriptors of this process, after its soft limit was raised as far as it may be.
    pub fn of_this_process() -> Self {
        Self::within(descriptors().unwrap_or(UNKNOWN))
    }

    /// The limits of a process that may have so many descriptors. A quarter of them, between 32 and 256 and at most a
    /// half, is for the store, for origins and for files.
    pub fn within(descriptors: u64) -> Self {
        let own = (descriptors / 4).clamp(32, 256).min(descriptors / 2);
        let reserved = (descriptors / 32).clamp(8, 64).min(descriptors / 4);
        let connections = (descriptors - own - reserved).clamp(4, CONNECTIONS);
        let [connections, reserved] =
            [connections, reserved.max(2)].map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        Self {
            connections,
            reserved,
            per_client: (connections / SHARES).clamp(1, LARGEST_SHARE),
            header_bytes: 16 * 1024,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            answer: Duration::from_secs(30),
            stalled: Duration::from_secs(60),
            drain: Duration::from_secs(20),
            streams: 64,
            send_buffer_bytes: 64 * 1024,
        }
    }
}

/// Raises the soft limit to the hard one, up to [`UNKNOWN`], and returns it. `None` where the system has no such limit.
#[cfg(unix)]
fn descriptors() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let before = getrlimit(Resource::Nofile);
    let most = before.maximum.unwrap_or(UNKNOWN).min(UNKNOWN);
    let soft = before.current.unwrap_or(most);
    if soft >= most {
        return Some(soft);
    }
    let wanted = Rlimit {
        current: Some(most),
        maximum: before.maximum,
    };
    // If the system refuses, the limit stays as it was.
    Some(setrlimit(Resource::Nofile, wanted).map_or(soft, |()| most))
}

#[cfg(not(unix))]
const fn descriptors() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With more connections than descriptors, `accept` fails and even the operator cannot connect.
    #[test]
    fn connections_fit_into_the_descriptors_with_room_to_spare() {
        for descriptors in [8, 64, 256, 1024, 20_000, 1 << 20] {
            let limits = Limits::within(descriptors);
            let all = (limits.connections + limits.reserved) as u64;
            assert!(all < descriptors, "{descriptors}: {limits:?}");
            assert!(descriptors < 64 || all + 32 <= descriptors, "{limits:?}");
            // One client leaves most connections to others.
            assert!(limits.per_client * 2 <= limits.connections, "{limits:?}");
            assert!(limits.reserved >= 2, "{limits:?}");
        }
        let of = |descriptors| {
            let limits = Limits::within(descriptors);
            (limits.connections, limits.reserved, limits.per_client)
        };
        assert_eq!(of(64), (24, 8, 6));
        assert_eq!(of(1024), (736, 32, 184));
        assert_eq!(of(20_000), (10_000, 64, 1024));
    }
}
