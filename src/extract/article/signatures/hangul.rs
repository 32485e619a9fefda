//! Korean signatures: `강나루 기자`, `글 강나루 기자 사진 서바다 기자`, `(곶시=바다통신) 강나루 기자 =`.
//!
//! In: a line. Out: its reporters. The rule: every word is a name, an office, a medium, an address or a mark; names stand
//! before their office, what stands before `=` is a place, and what follows "photos" is no author.

use crate::extract::article::phrases::fits;
use crate::extract::article::{labels, lexicon, media, names};

/// The longest signature.
const LIMIT_CHARS: usize = 60;
/// How far into a first line its reporter may stand.
const LOOK_CHARS: usize = 48;
const REPORTER: &str = "기자";
/// Offices, and what may stand before them in the same word.
const OFFICES: &str = "기자|특파원|논설위원|통신원|리포터|앵커|에디터|칼럼니스트";
const RANKS: &str = "선임|전문|객원|인턴|수습|온라인|취재|편집|시민|명예|대학생";
/// Words that announce a writer.
const WRITERS: &str = "글|취재|기자명|정리|글쓴이";

/// The people of a line that is nothing but a Korean signature.
pub(super) fn signature(text: &str) -> Option<Vec<String>> {
    if !fits(text, LIMIT_CHARS) || !text.chars().any(|c| ('가'..='힣').contains(&c)) {
        return None;
    }
    let mut people: Vec<String> = Vec::new();
    let mut pending: Vec<&str> = Vec::new();
    let mut is_announced = false;
    let mut is_sentence = false;
    let spaced = text.replace('=', " = ");
    let marks = |c: char| c.is_whitespace() || "()[]【】〔〕<>|·,:/".contains(c);
    for word in spaced.split(marks).filter(|word| !word.is_empty()) {
        if lexicon::PHOTOS.contains(word) {
            // `글·사진=강나루`: the writer took the pictures too.
            if is_announced && people.is_empty() && pending.is_empty() {
                continue;
            }
            break;
        }
        if word.is_ascii() {
            if word == "=" {
                pending.clear();
                is_sentence = false;
            }
            continue;
        }
        if matches!(
            labels::bare(word),
            Some(labels::Kind::Published | labels::Kind::Updated)
        ) {
            continue;
        }
        if lexicon::has(WRITERS, word) {
            is_announced = true;
            pending.clear();
        } else if let Some(name) = before_office(word) {
            if !name.is_empty() {
                pending.push(name);
            }
            people.extend(pending.drain(..).map(str::to_owned));
        } else if names::is_hangul_name(word) && !media::is_medium(word) {
            pending.push(word);
        } else if !media::is_medium(word) {
            is_sentence = true;
        }
    }
    if is_announced {
        people.extend(pending.drain(..).map(str::to_owned));
    }
    (!people.is_empty() && pending.is_empty() && !is_sentence).then_some(people)
}

/// What stands before the office in a word: nothing in `선임기자`, the name in `강나루기자`.
fn before_office(word: &str) -> Option<&str> {
    let before = OFFICES
        .split('|')
        .find_map(|office| word.strip_suffix(office))?;
    if before.is_empty() || lexicon::has(RANKS, before) {
        return Some("");
    }
    names::is_hangul_name(before).then_some(before)
}

/// The reporters at the head of a first line: `[서울=바다뉴스] 강나루 기자 =`, `[바다신문 강나루 기자]`.
pub(super) fn dateline(text: &str) -> Option<Vec<String>> {
    let (at, _) = text.match_indices(REPORTER).next()?;
    let end = at + REPORTER.len();
    let is_closed = text[end..]
        .trim_start()
        .starts_with(['=', ']', ')', '】', '〕']);
    (is_closed && fits(&text[..at], LOOK_CHARS))
        .then(|| signature(&text[..end]))
        .flatten()
}
