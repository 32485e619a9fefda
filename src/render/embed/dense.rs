//! Removes comments and white space from scripts and style sheets.

/// `source` without comment lines (`//`, and `/*` to `*/` that begin and end a line), indentation and
/// blank lines. It relies on byline's own sources: none of them has a string over several lines.
pub(super) fn dense(source: &str) -> String {
    let mut dense = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !(in_comment || line.is_empty() || line.starts_with("//")) {
            dense.push_str(line);
            dense.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    dense
}

/// The same for a style sheet, and without the spaces beside punctuation. No string of byline's style sheets has them.
pub(super) fn dense_style(source: &str) -> String {
    let pairs = [
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        (": ", ":"),
        ("; ", ";"),
        (", ", ","),
    ];
    let style = dense(source).replace('\n', "");
    pairs
        .into_iter()
        .fold(style, |style, (loose, tight)| style.replace(loose, tight))
}

#[cfg(test)]
mod tests {
    /// Every reader of every partner page loads these bytes.
    #[test]
    fn only_what_runs_is_left() {
        let source =
            "// about\n\n  a(\"http://x\");\n/* one */\n/* two\n   three */\n  .b { c: d }\n";
        assert_eq!(super::dense(source), "a(\"http://x\");\n.b { c: d }\n");
        let style = "/* a */\n.a > b, :c(d) {\n  e: f(g, h) i;\n}\n";
        assert_eq!(super::dense_style(style), ".a > b,:c(d){e:f(g,h) i;}");
    }
}
