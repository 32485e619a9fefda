//! Any text at all: no panic, and every problem points into the file.

use proptest::prelude::*;

use super::{day, messages};
use crate::config::read::parse_at;

const SHIPPED: &str = include_str!("../../../feeds.toml");

fn holds(text: &str) -> Result<(), TestCaseError> {
    let problems = match parse_at(text, "f", &|_| None, day()) {
        Ok(loaded) => loaded.warnings,
        Err(invalid) => {
            prop_assert!(!invalid.problems.is_empty());
            invalid.problems
        }
    };
    let lines = text.lines().count().max(1);
    let mut last = 0;
    for problem in problems {
        let line = problem.line.unwrap_or(0);
        prop_assert!((1..=lines).contains(&line), "{problem} of {lines}");
        prop_assert!(line >= last, "{problem}");
        prop_assert!(!problem.message.contains(['\n', '\r']), "{problem}");
        last = line;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A file that takes `byline check` down tells its operator nothing.
    #[test]
    fn any_text_is_answered(text in "\\PC{0,200}") {
        holds(&text)?;
    }

    /// TOML's own characters in any order reach further into the parser than letters do.
    #[test]
    fn anything_like_toml_is_answered(text in "([a-c]|feeds|publishers|select|[.=\\[\\]{},#'\"\\\\\n\r\t 0-9:-]|\"\"\"|'''|\u{6cf0}){0,60}") {
        holds(&text)?;
    }

    /// A slip of the hand in a good file: a piece lost, doubled, or replaced.
    #[test]
    fn any_slip_in_the_shipped_file_is_answered(
        at in 0_usize..20_000,
        length in 0_usize..40,
        patch in "([\\[\\]\"'={},.#\n]|\"\"\"|x|= 5|泰){0,3}",
        doubled in any::<bool>(),
    ) {
        // Comments would take most of the slips.
        let good: String = SHIPPED.lines().filter(|line| !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect();
        let floor = |at: usize| (0..=at.min(good.len())).rev().find(|&at| good.is_char_boundary(at)).unwrap_or(0);
        let from = floor(at % good.len());
        let to = floor(from + length);
        let lost = if doubled { &good[from..to] } else { "" };
        let text = format!("{}{lost}{patch}{lost}{}", &good[..from], &good[to..]);
        holds(&text)?;
    }
}

/// A page of nonsense must not take minutes, nor fill the screen for ever.
#[test]
fn nonsense_is_bounded() {
    for nonsense in [
        "x\n",
        "[a]\n",
        "a = \"\n",
        "[[[[",
        "a.b.c.d = {",
        "k = [1, \"",
        "[feeds.a]\nx = 1\n",
    ] {
        let text = nonsense.repeat(500);
        assert!(messages(&text).len() <= 200, "{nonsense:?}");
    }
    let keys: String = (0..2_000).map(|n| format!("key{n} = 1\n")).collect();
    assert!(messages(&format!("[feeds.a]\n{keys}")).len() <= 200);
}
