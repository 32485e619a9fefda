//! Sources that people read, without what only people need.

/// `source` without comment lines (`//`, and `/*` to `*/` that begin and end a line), indentation and
/// blank lines. Our own sources keep to that: no text of theirs goes over several lines.
pub(super) fn dense(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !(in_comment || line.is_empty() || line.starts_with("//")) {
            kept.push_str(line);
            kept.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    kept
}

/// The same for a style sheet, where spaces beside punctuation say nothing. Ours has them in no text.
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
