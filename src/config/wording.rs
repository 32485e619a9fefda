//! How messages name keys, tables and values.

/// The tables of `feeds.toml` whose next key is an id that the operator chooses: `[feeds.ID]`.
pub(super) const TABLES_WITH_IDS: [&str; 4] = ["publishers", "feeds", "partners", "notify"];

/// The longest value that a message repeats, in characters.
const QUOTED_LIMIT_CHARS: usize = 80;

/// The most names that a message lists.
const LISTED_LIMIT: usize = 12;

/// `text` in quotes, on one line, without control characters, and not too long.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED_LIMIT_CHARS) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}

/// `"a", "b" and "c"`; of very many, the first.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut names: Vec<String> = names.into_iter().map(quoted).collect();
    if names.len() > LISTED_LIMIT {
        let more = names.len() - (LISTED_LIMIT - 1);
        names.truncate(LISTED_LIMIT - 1);
        names.push(format!("{more} more"));
    }
    match names.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// The table `id` of `[feeds.ID]` and the like: `feed "city"`.
pub(super) fn subject(kind: &str, id: &str) -> String {
    let singular = kind.strip_suffix('s').unwrap_or(kind);
    format!("{singular} {}", quoted(id))
}

/// The part of `path` that is the subject of a message: `feeds.city` of `feeds.city.select.title`.
pub(super) fn outermost(path: &[String]) -> &[String] {
    let has_id = path
        .first()
        .is_some_and(|first| TABLES_WITH_IDS.contains(&first.as_str()));
    &path[..path.len().min(if has_id { 2 } else { 1 })]
}

/// The table or value at `path`: `feed "city": select.title`, `[server]: listen`, `top level`.
pub(super) fn called(path: &[String]) -> String {
    let outer = outermost(path);
    let subject = match outer {
        [] => "top level".to_owned(),
        [kind, id, ..] => subject(kind, id),
        [kind] if TABLES_WITH_IDS.contains(&kind.as_str()) => kind.clone(),
        [table] => format!("[{}]", dotted(std::slice::from_ref(table))),
    };
    match &path[outer.len()..] {
        [] => subject,
        inner => format!("{subject}: {}", dotted(inner)),
    }
}

/// `path` as TOML writes it, with quotes where a key needs them: `sources."新华社"`.
pub(super) fn dotted(path: &[String]) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let parts = path.iter().map(|part| {
        if !part.is_empty() && part.chars().all(is_bare) {
            part.clone()
        } else {
            quoted(part)
        }
    });
    parts.collect::<Vec<_>>().join(".")
}

/// `message` with its control characters escaped.
///
/// Keys may hold anything, line breaks too; a message is one line, in a log as well.
pub(super) fn on_one_line(message: &str) -> String {
    let mut line = String::with_capacity(message.len());
    for c in message.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}
