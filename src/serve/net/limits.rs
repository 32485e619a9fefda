//! What one stranger, and what all of them, may cost.
//!
//! In: how many descriptors the process may have. Out: [`Limits`], a few numbers; README.md names them.

use std::time::Duration;

/// Bounds on connections and requests. README.md, "Many readers, and bad ones", says what each is for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once, for every purpose.
    pub connections: usize,
    /// Connections beyond these, on which only operators' URLs are answered; everything else gets 503 there.
    pub reserved: usize,
    /// The share of one client: connections at once, and requests at once that are not answered out of memory.
    pub per_client: usize,
    /// Request line and header fields of one request, in bytes.
    pub header_bytes: usize,
    /// From a request's first byte to the end of its header fields, and from the connection to its
    /// first byte.
    pub head: Duration,
    /// Between two requests on one connection.
    pub idle: Duration,
    /// From a request to its answer's header fields. The gateway is done within it, or it is a fault.
    pub answer: Duration,
    /// A reader that takes nothing of its answer for so long is cut off.
    pub stalled: Duration,
    /// From the signal to stop until open connections are dropped.
    pub drain: Duration,
    /// Requests at once on one HTTP/2 connection.
    pub streams: u32,
    /// What the kernel keeps for one reader (`SO_SNDBUF`, which Linux doubles for its own needs), in bytes.
    pub send_buffer_bytes: usize,
}

/// Descriptors without a known limit.
const UNKNOWN: u64 = 65_536;
/// More connections than this are for a proxy to hold.
const CONNECTIONS: u64 = 10_000;
/// The share of one client is one part of the connections in so many, so that three clients cannot fill them.
const SHARES: usize = 4;
/// And no more than this: 1,024 readers that do not read keep 128 MiB of the kernel's memory.
const LARGEST_SHARE: usize = 1024;

impl Default for Limits {
    fn default() -> Self {
        Self::within(UNKNOWN)
    }
}

impl Limits {
    /// The limits that go with the descriptors of this process, of which it first takes as many as it may have.
    pub fn of_this_process() -> Self {
        Self::within(descriptors().unwrap_or(UNKNOWN))
    }

    /// The limits of a process that may have so many descriptors. Some of them are for the store, for origins and
    /// for files: a quarter, up to 256, and of few half.
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

/// Raises the soft limit to the hard one, as far as it makes sense, and returns it. `None` where there is no such limit.
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
    // A system that does not let us goes on with what it gave.
    Some(setrlimit(Resource::Nofile, wanted).map_or(soft, |()| most))
}

#[cfg(not(unix))]
const fn descriptors() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With more connections than descriptors, `accept` fails and nobody gets in, the operator neither.
    #[test]
    fn connections_fit_into_the_descriptors_with_room_to_spare() {
        for descriptors in [8, 64, 256, 1024, 20_000, 1 << 20] {
            let limits = Limits::within(descriptors);
            let all = (limits.connections + limits.reserved) as u64;
            assert!(all < descriptors, "{descriptors}: {limits:?}");
            assert!(descriptors < 64 || all + 32 <= descriptors, "{limits:?}");
            // One client leaves most of them to others.
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
