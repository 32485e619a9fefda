//! How many requests were answered, by kind and status. Each thread counts for itself, so that no thread waits for
//! another.

use std::collections::BTreeMap;

use http::StatusCode;
use parking_lot::Mutex;
use thread_local::ThreadLocal;

use crate::serve::routes::Route;

/// The statuses that byline answers with. Any other is counted as [`OTHER_STATUS`], so that the counts cannot grow.
const STATUSES: [u16; 25] = [
    200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 414, 415, 422, 429,
    431, 500, 501, 502, 503, 504,
];
const OTHER_STATUS: u16 = 0;

/// What a request was for, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RequestKind {
    /// A URL of the table of routes.
    Route(Route),
    /// A URL of the operator's.
    Admin,
    /// No URL of byline's, or a method that it does not answer.
    Other,
}

impl RequestKind {
    /// The metric's label: byline's own word, whatever was asked for.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Route(route) => route.as_str(),
            Self::Admin => "admin",
            Self::Other => "other",
        }
    }
}

/// Requests by kind and status. Only [`Self::all`] locks the counts of another thread.
#[derive(Debug, Default)]
pub(crate) struct RequestCounts(ThreadLocal<Mutex<CountsByKind>>);

type CountsByKind = BTreeMap<(RequestKind, u16), u64>;

impl RequestCounts {
    /// Counts an answer.
    pub(crate) fn add(&self, kind: RequestKind, status: StatusCode) {
        let status = Some(status.as_u16()).filter(|status| STATUSES.contains(status));
        let mut counts = self.0.get_or_default().lock();
        *counts
            .entry((kind, status.unwrap_or(OTHER_STATUS)))
            .or_default() += 1;
    }

    /// The label of the kind, the status and the number of answers, where there were any.
    pub(crate) fn all(&self) -> Vec<(&'static str, u16, u64)> {
        let mut sums = CountsByKind::new();
        for counts in &self.0 {
            for (&key, &count) in counts.lock().iter() {
                *sums.entry(key).or_default() += count;
            }
        }
        let labelled =
            |((kind, status), count): ((RequestKind, u16), u64)| (kind.as_str(), status, count);
        sums.into_iter().map(labelled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator who watches for 502 must find every one of them, under the route that it was for.
    #[test]
    fn every_answer_is_counted_once() {
        let request_counts = RequestCounts::default();
        for route in [Route::Index, Route::Feed, Route::IconIco] {
            request_counts.add(RequestKind::Route(route), StatusCode::OK);
        }
        std::thread::scope(|scope| {
            let elsewhere =
                || request_counts.add(RequestKind::Route(Route::Feed), StatusCode::BAD_GATEWAY);
            scope.spawn(elsewhere);
            scope.spawn(elsewhere);
        });
        request_counts.add(RequestKind::Admin, StatusCode::IM_A_TEAPOT);
        request_counts.add(RequestKind::Other, StatusCode::NOT_FOUND);
        assert_eq!(
            request_counts.all(),
            [
                ("index", 200, 1),
                ("feed", 200, 1),
                ("feed", 502, 2),
                ("icon-ico", 200, 1),
                ("admin", 0, 1),
                ("other", 404, 1),
            ]
        );
    }
}
