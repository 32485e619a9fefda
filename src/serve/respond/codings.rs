//! The coding in which a reader gets a document.
//!
//! In: `Accept-Encoding` and the codings on offer. Out: one of them. Terms: RFC 9110 §12.5.3. A reader that rules out
//! every coding gets the plain bytes, since a feed is of more use to it than a 406.

use http::HeaderMap;
use http::header::ACCEPT_ENCODING;

use crate::render::Coding;

/// The coding on `offer` with the greatest weight. Of codings with equal weight, the one with the greatest preference.
pub fn choose(headers: &HeaderMap, offer: impl Fn(Coding) -> bool) -> Coding {
    let mut wishes = Wishes::default();
    for line in headers.get_all(ACCEPT_ENCODING) {
        wishes.read(line.as_bytes());
    }
    Coding::ALL
        .iter()
        .copied()
        .filter(|&coding| wishes.weight(coding) > 0 && offer(coding))
        .max_by_key(|&coding| (wishes.weight(coding), preference(coding)))
        .unwrap_or(Coding::Identity)
}

/// The order of codings with equal weight. Brotli makes a feed smaller than gzip does.
const fn preference(coding: Coding) -> u8 {
    match coding {
        Coding::Identity => 0,
        Coding::Gzip => 1,
        Coding::Brotli => 2,
    }
}

/// Weights in thousandths. `None` where the reader names no weight.
#[derive(Debug, Clone, Copy, Default)]
struct Wishes {
    brotli: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    any: Option<u16>,
}

impl Wishes {
    fn read(&mut self, line: &[u8]) {
        for element in line.split(|&byte| byte == b',') {
            let mut parts = element.split(|&byte| byte == b';');
            let name = parts.next().unwrap_or_default().trim_ascii();
            let Some(wish) = self.wish(name) else {
                continue;
            };
            // An element with an invalid weight is ignored.
            if let Some(weight) = parts.next().map_or(Some(1000), thousandths) {
                *wish = Some(wish.map_or(weight, |before| before.max(weight)));
            }
        }
    }

    /// The field for the coding `name`. `None` when byline does not have that coding.
    fn wish(&mut self, name: &[u8]) -> Option<&mut Option<u16>> {
        if name == b"*" {
            return Some(&mut self.any);
        }
        if name.eq_ignore_ascii_case(b"x-gzip") {
            return Some(&mut self.gzip);
        }
        let is_named = |coding: &Coding| name.eq_ignore_ascii_case(coding.name().as_bytes());
        Some(match Coding::ALL.iter().find(|it| is_named(it))? {
            Coding::Identity => &mut self.identity,
            Coding::Gzip => &mut self.gzip,
            Coding::Brotli => &mut self.brotli,
        })
    }

    fn weight(&self, coding: Coding) -> u16 {
        let weight = match coding {
            Coding::Identity => self.identity,
            Coding::Gzip => self.gzip,
            Coding::Brotli => self.brotli,
        };
        // A coding that is not named has no weight. `choose` falls back on the identity coding.
        weight.or(self.any).unwrap_or(0)
    }
}

/// `q=0.8` as 800. `None` when it is not a weight.
fn thousandths(parameter: &[u8]) -> Option<u16> {
    let parameter = parameter.trim_ascii();
    let value = parameter
        .strip_prefix(b"q=")
        .or_else(|| parameter.strip_prefix(b"Q="))?;
    let (whole, fraction) = match value.iter().position(|&byte| byte == b'.') {
        Some(dot) => (&value[..dot], &value[dot + 1..]),
        None => (value, &b""[..]),
    };
    let whole: u16 = match whole {
        b"0" => 0,
        b"1" => 1000,
        _ => return None,
    };
    if fraction.len() > 3 || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = fraction.iter().copied().chain(std::iter::repeat(b'0'));
    let fraction = digits
        .take(3)
        .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    (whole + fraction <= 1000).then_some(whole + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    fn chosen(lines: &[&str], offered: &[Coding]) -> Coding {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(
                ACCEPT_ENCODING,
                HeaderValue::from_str(line).expect("a test header"),
            );
        }
        choose(&headers, |coding| offered.contains(&coding))
    }

    /// A reader that cannot unpack brotli would show nothing at all.
    #[test]
    fn the_reader_gets_what_it_can_unpack() {
        use Coding::{Brotli, Gzip, Identity};
        for (line, expected) in [
            ("", Identity),
            ("gzip", Gzip),
            ("GZip", Gzip),
            ("x-gzip", Gzip),
            ("br", Brotli),
            ("gzip, deflate, br", Brotli),
            ("br,gzip", Brotli),
            ("gzip, deflate, br, zstd", Brotli),
            ("deflate", Identity),
            ("gzip;q=1.0, br;q=0.9", Gzip),
            ("gzip;q=0.5", Gzip),
            ("gzip;q=0.5, identity", Identity),
            ("gzip, identity", Gzip),
            ("br;q=0, gzip", Gzip),
            ("br;q=0.000", Identity),
            ("*", Brotli),
            ("*;q=0.5, br;q=0", Gzip),
            ("br;q=0.2, *;q=0.1", Brotli),
            ("identity;q=0, gzip;q=0.1", Gzip),
            ("identity;q=0, *", Brotli),
            ("gzip ; q=0.3 , br; q=0.2", Gzip),
            ("br;q=2", Identity),
            ("br;q=0.1234", Identity),
            ("br;q=, gzip", Gzip),
            (",,;q=1,gzip", Gzip),
        ] {
            assert_eq!(chosen(&[line], Coding::ALL), expected, "{line:?}");
        }
        assert_eq!(chosen(&[], Coding::ALL), Identity);
        assert_eq!(chosen(&["gzip;q=0.5", "br;q=0.7"], Coding::ALL), Brotli);
    }

    /// Ruling everything out must not cost a reader its feed.
    #[test]
    fn plain_bytes_are_the_last_resort() {
        for line in ["identity;q=0", "*;q=0", "deflate, identity;q=0"] {
            assert_eq!(chosen(&[line], Coding::ALL), Coding::Identity, "{line:?}");
        }
        assert_eq!(chosen(&["br, gzip"], &[Coding::Identity]), Coding::Identity);
        assert_eq!(
            chosen(&["br, gzip"], &[Coding::Identity, Coding::Gzip]),
            Coding::Gzip
        );
    }

    /// RFC 9110 §12.5.3 word for word, without regard to speed.
    fn by_the_book(elements: &[(String, u16)], coding: &str) -> Option<u16> {
        let named = |name: &str| {
            elements
                .iter()
                .filter(|(element, _)| element == name)
                .map(|&(_, weight)| weight)
                .max()
        };
        named(coding).or_else(|| named("*"))
    }

    proptest! {
        /// Whatever is asked for, no coding is sent that was ruled out, and no better one was on offer.
        #[test]
        fn the_choice_is_the_heaviest_acceptable_coding(
            elements in prop::collection::vec(
                (prop::sample::select(vec!["br", "gzip", "identity", "*", "deflate", "zstd"]), 0u16..=1000),
                0..6,
            ),
        ) {
            let elements: Vec<(String, u16)> =
                elements.into_iter().map(|(name, weight)| (name.to_owned(), weight)).collect();
            let line = elements
                .iter()
                .map(|(name, weight)| format!("{name};q={}.{:03}", weight / 1000, weight % 1000))
                .collect::<Vec<_>>()
                .join(", ");
            let book = |coding| by_the_book(&elements, coding);
            let weights = [(Coding::Brotli, book("br")), (Coding::Gzip, book("gzip")), (Coding::Identity, book("identity"))];
            let best = weights.iter().filter_map(|&(_, weight)| weight).max().unwrap_or(0);
            let got = chosen(&[&line], Coding::ALL);
            let got_weight = weights.iter().find(|(coding, _)| *coding == got).and_then(|&(_, weight)| weight);
            if best > 0 {
                prop_assert_eq!(got_weight, Some(best), "{}", line);
            } else {
                prop_assert_eq!(got, Coding::Identity, "{}", line);
            }
        }

        /// A header is a stranger's text, and must not stop the answer.
        #[test]
        fn no_header_makes_it_panic(line in prop::collection::vec(0x20u8..=0xff, 0..80)) {
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, value)]);
                choose(&headers, |_| true);
            }
        }
    }
}
