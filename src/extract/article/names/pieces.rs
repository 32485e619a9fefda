//! A list of names, cut into its parts.
//!
//! In: the value of a label. Out: its parts between commas and conjunctions, without jobs, remarks and photographers.

use std::sync::LazyLock;

use super::around::{before_dash, trim};
use super::form::is_han_name;
use super::nobody::{is_nobody, is_of_pictures};
use crate::extract::article::{lexicon, media};
use crate::language;
use crate::page::lines::is_cjk;

/// "And" between names, as papers print it, with the spaces around it.
pub(in crate::extract::article) static CONJUNCTIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = language::phrases(|language| language.between_names);
    words.map(|and| format!(" {and} ")).collect()
});

/// "And", in small and in capital letters, and "with".
pub(super) static JOINTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let with = language::phrases(|language| language.names_with).map(|with| format!(" {with} "));
    let joints = CONJUNCTIONS.iter().cloned().chain(with);
    let mut joints: Vec<String> = joints.flat_map(|and| [and.to_uppercase(), and]).collect();
    joints.sort_unstable();
    joints.dedup();
    joints
});

/// What a joint becomes in [`pieces`]; no name holds it.
const JOINED: char = '\u{1}';

/// Parts between commas and conjunctions; credentials stay with their name, jobs go, and so do photographers.
pub(super) fn pieces(value: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let value = &value.replace(['&', '＆'], &String::from(JOINED));
    let joined = String::from(JOINED);
    let mut spaced = value.clone();
    for joint in JOINTS.iter().filter(|joint| value.contains(joint.as_str())) {
        spaced = spaced.replace(joint.as_str(), &joined);
    }
    let mut is_left_out = false;
    let mut start = 0;
    let separators = spaced.char_indices().filter(|&(at, c)| {
        ",，、;；/／|｜".contains(c)
            || c == JOINED
            || (c == '·' && parts_names(&spaced, at))
            || (c == '-' && parts_vietnamese_names(&spaced, at))
    });
    let mut after_joint = false;
    for (at, c) in separators.chain([(spaced.len(), ',')]) {
        let from = start;
        let piece = trim(&spaced[from..at]);
        let is_joined = std::mem::replace(&mut after_joint, c == JOINED);
        start = (at + c.len_utf8()).min(spaced.len());
        // What is joined to a part that is no name is none either: `envoyée à Paris et Lyon`.
        let is_handle = spaced[from..at].trim_start().starts_with('@');
        // `記者陳小舟／北灣報導`: where the report is from.
        let is_place = spaced[..from].ends_with(['/', '／']) && piece.ends_with("報導");
        if piece.is_empty() || is_handle || is_place || (is_joined && is_left_out) {
            continue;
        }
        is_left_out = true;
        if is_of_pictures(piece) {
            break;
        }
        let folded: String = piece
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        if lexicon::has(lexicon::CREDENTIALS, &folded) {
            if let Some(last) = pieces.last_mut() {
                last.push_str(", ");
                last.push_str(piece);
            }
            continue;
        }
        let is_job = !pieces.is_empty()
            && !piece.chars().any(is_cjk)
            && before_dash(piece)
                .split(|c: char| !c.is_alphabetic())
                .map(str::to_lowercase)
                .any(|word| {
                    lexicon::has(lexicon::JOBS, &word) || lexicon::ROLES.contains(word.as_str())
                });
        // `envoyée spéciale`, `Cape Town university professor`: what is said of the person before it.
        let is_said = |word: &str| {
            word.chars().all(char::is_lowercase) && !lexicon::has(lexicon::PARTICLES, word)
        };
        let is_remark = !pieces.is_empty()
            && !is_joined
            && !media::is_agency(piece)
            && (piece.starts_with(char::is_lowercase) || piece.split(' ').any(is_said));
        if is_job {
            break; // and the department with its commas
        }
        if is_remark || (!piece.chars().any(is_cjk) && is_nobody(piece)) {
            continue;
        }
        // `Núria Costa i Puig` is one person.
        let one = pieces.last_mut().filter(|last| {
            is_joined
                && last.contains(' ')
                && !piece.contains(' ')
                && !piece.chars().any(is_cjk)
                && !media::is_agency(piece)
        });
        match (one, joint_before(value, piece)) {
            (Some(last), Some(joint)) => {
                last.push_str(joint);
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
        is_left_out = false;
    }
    pieces
}

/// The single letter that joins two family names before `piece`, with its spaces.
fn joint_before<'v>(value: &'v str, piece: &str) -> Option<&'v str> {
    let before = &value[..value.find(piece)?];
    [" i ", " y ", " e "].iter().find_map(|joint| {
        let start = before.strip_suffix(joint)?.len();
        Some(&before[start..])
    })
}

/// Whether the middle dot at a place parts two names, and is not part of a foreign one: `阿卜杜·热西提`.
fn parts_names(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_some_and(is_han);
    let behind = text[at..].chars().nth(1).is_some_and(is_han);
    if !(before && behind) {
        return true;
    }
    let run = |c: &char| is_han(*c);
    let left: String = text[..at].chars().rev().take_while(run).collect();
    let right: String = text[at..].chars().skip(1).take_while(run).collect();
    let left: String = left.chars().rev().collect();
    (is_han_name(&left) && is_han_name(&right))
        || media::is_medium(&left)
        || media::is_medium(&right)
}

/// Whether the dash at a place parts two names, as in Vietnam alone: `Thu Hà - Đỗ Minh`.
fn parts_vietnamese_names(text: &str, at: usize) -> bool {
    let is_letter = |c: char| "ĂăĐđĨĩŨũƠơƯư".contains(c) || ('Ạ'..='ỹ').contains(&c);
    let before = text[..at].strip_suffix(' ');
    let before = before.and_then(|text| text.rsplit([',', '-']).next());
    let behind = text[at + 1..].strip_prefix(' ');
    let behind = behind.and_then(|text| text.split([',', '-']).next());
    [before, behind].map(|name| name.is_some_and(|name| name.contains(is_letter))) == [true; 2]
}

const fn is_han(c: char) -> bool {
    is_cjk(c) && !matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}')
}
