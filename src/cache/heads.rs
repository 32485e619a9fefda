//! The header fields of answers as they were last made. Two of them tell how old a document is, and change once a
//! second; within it, all that is asked for the same gets a copy.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use http::HeaderMap;

use super::freshness::CacheAge;
use crate::render::Coding;

/// The fields of one document's answers: unchanged, and in each coding.
#[derive(Debug, Default)]
pub struct Heads {
    unchanged: ArcSwapOption<Head>,
    whole: [ArcSwapOption<Head>; 3],
}

#[derive(Debug)]
struct Head {
    age: CacheAge,
    fields: HeaderMap,
}

impl Heads {
    /// The fields of answers in `coding`, or that nothing changed, at `age`; made by `make` if they are not at hand.
    pub fn of(
        &self,
        coding: Option<Coding>,
        age: CacheAge,
        make: impl FnOnce() -> HeaderMap,
    ) -> HeaderMap {
        let last = coding.map_or(&self.unchanged, |coding| &self.whole[coding as usize]);
        if let Some(head) = last.load().as_deref().filter(|head| head.age == age) {
            return head.fields.clone();
        }
        let fields = make();
        last.store(Some(Arc::new(Head {
            age,
            fields: fields.clone(),
        })));
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::freshness::CacheState;
    use http::header::{AGE, HeaderValue};

    /// A head that outlives its second would tell caches to keep a feed for too long.
    #[test]
    fn a_head_is_made_once_for_each_age_and_coding() {
        let heads = Heads::default();
        let mut made = Vec::new();
        let gzip = Some(Coding::Gzip);
        for (coding, ttl_seconds) in [(None, 9), (None, 9), (gzip, 9), (None, 8), (gzip, 9)] {
            let age = CacheAge {
                state: CacheState::Hit,
                ttl_seconds,
                max_age_seconds: 9,
                stale_while_revalidate_seconds: 9,
            };
            let fields = heads.of(coding, age, || {
                made.push((coding, ttl_seconds));
                HeaderMap::from_iter([(AGE, HeaderValue::from(ttl_seconds))])
            });
            assert_eq!(fields[AGE], ttl_seconds.to_string().as_str());
        }
        assert_eq!(made, [(None, 9), (gzip, 9), (None, 8)]);
    }
}
