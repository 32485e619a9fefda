//! How many requests were answered, by route and status: an addition per request, each thread for itself.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use http::StatusCode;
use thread_local::ThreadLocal;

use super::routes::Route;

/// Statuses that byline answers with; any other is counted with the last.
const STATUSES: [u16; 26] = [
    200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 414, 415, 422, 429,
    431, 500, 501, 502, 503, 504, 0,
];

/// Requests by route and status. The labels are byline's own, whatever is asked for.
#[derive(Debug, Default)]
pub(super) struct RequestCounts(ThreadLocal<Box<Counts>>);

#[derive(Debug)]
struct Counts([[AtomicU64; STATUSES.len()]; ROUTES]);

/// Those of the table of URLs, and two more.
const ROUTES: usize = Route::COUNT + 2;

impl Default for Counts {
    fn default() -> Self {
        Self(std::array::from_fn(|_| {
            std::array::from_fn(|_| AtomicU64::new(0))
        }))
    }
}

/// What a request was for, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// One of the table of URLs.
    Route(Route),
    /// The operator's door.
    Admin,
    /// No URL of byline's, or no request that it takes.
    Other,
}

impl Counted {
    const fn index(self) -> usize {
        match self {
            Self::Route(route) => route as usize,
            Self::Admin => Route::COUNT,
            Self::Other => Route::COUNT + 1,
        }
    }
}

impl RequestCounts {
    /// Counts an answer.
    pub(super) fn add(&self, what: Counted, status: StatusCode) {
        let known = STATUSES.iter().position(|&it| it == status.as_u16());
        let status = known.unwrap_or(STATUSES.len() - 1);
        let Counts(counts) = &**self.0.get_or_default();
        counts[what.index()][status].fetch_add(1, Relaxed);
    }

    /// Route, status and number, where there were any; status 0 is any other.
    pub(super) fn all(&self) -> Vec<(&'static str, u16, u64)> {
        let names = Route::ALL.iter().map(|route| route.as_str());
        let names = names.chain(["admin", "other"]);
        let mut all = Vec::new();
        for (route, name) in names.enumerate() {
            for (status, &code) in STATUSES.iter().enumerate() {
                let by_thread = self
                    .0
                    .iter()
                    .map(|counts| counts.0[route][status].load(Relaxed));
                match by_thread.sum() {
                    0 => {}
                    count => all.push((name, code, count)),
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator who watches for 502 must find every one of them, under the route that it was for.
    #[test]
    fn every_answer_is_counted_once() {
        let request_counts = RequestCounts::default();
        for route in Route::ALL {
            request_counts.add(Counted::Route(route), StatusCode::OK);
        }
        std::thread::scope(|scope| {
            let elsewhere =
                || request_counts.add(Counted::Route(Route::Feed), StatusCode::BAD_GATEWAY);
            scope.spawn(elsewhere);
            scope.spawn(elsewhere);
        });
        request_counts.add(Counted::Admin, StatusCode::IM_A_TEAPOT);
        request_counts.add(Counted::Other, StatusCode::NOT_FOUND);
        let all = request_counts.all();
        assert_eq!(all.len(), Route::COUNT + 3);
        assert!(all.contains(&("feed", 502, 2)) && all.contains(&("admin", 0, 1)));
        assert!(all.contains(&("other", 404, 1)));
    }
}
