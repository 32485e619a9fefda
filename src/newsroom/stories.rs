//! The stories: hand-written, invented, kept as plain text.
//!
//! In: `stories/*.txt`. Out: [`Story`], with placeholders still in it ([`super::cast`] fills them).
//!
//! The format. `#` begins a comment line. `= ID` begins a story. Then come header lines
//! `key: value`, an empty line, and one paragraph a line. Headers:
//! - `title`, `abstract`: as printed. A forum thread has no abstract.
//! - `author`: as printed after 作者; left out: printed empty, as so often.
//! - `source`: 来源; left out: 岱岳网; `-`: printed empty.
//! - `marked: yes`: the source is printed as `XXX(非岱岳网)`.
//! - `image`: there is a picture, with this caption.
//! - `vars`: `a=3-9 b=10-20`, numbers that `{a}` and `{b}` stand for.
//!
//! A paragraph `---` begins the second page. A line `> MINUTES NAME: TEXT` is an answer in a thread.

/// One story as written.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) author: String,
    /// `None`: the portal's own.
    pub(super) source: Option<String>,
    pub(super) marked: bool,
    pub(super) caption: Option<String>,
    /// Name, lowest, highest.
    pub(super) numbers: Vec<(String, u64, u64)>,
    pub(super) paragraphs: Vec<String>,
    /// The paragraphs of the second page, when there is one.
    pub(super) overleaf: Vec<String>,
    pub(super) answers: Vec<Answer>,
}

/// An answer in a forum thread.
#[derive(Debug)]
pub(super) struct Answer {
    /// After the first post.
    pub(super) minutes: i64,
    pub(super) author: String,
    pub(super) text: String,
}

/// Every story in `text`, in order. What is not in the format is left out.
pub(super) fn parse(text: &str) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    let (mut in_header, mut over) = (true, false);
    for line in text.lines().map(str::trim) {
        if let Some(id) = line.strip_prefix("= ") {
            stories.push(Story {
                id: id.to_owned(),
                ..Story::default()
            });
            (in_header, over) = (true, false);
            continue;
        }
        let Some(story) = stories.last_mut() else {
            continue;
        };
        match line {
            "" => in_header = in_header && story.title.is_empty(),
            "---" => over = true,
            _ if line.starts_with('#') => {}
            _ if in_header => header(story, line),
            _ => match line.strip_prefix("> ") {
                Some(rest) => story.answers.extend(answer(rest)),
                None if over => story.overleaf.push(line.to_owned()),
                None => story.paragraphs.push(line.to_owned()),
            },
        }
    }
    stories
}

fn header(story: &mut Story, line: &str) {
    let Some((key, value)) = line.split_once(": ") else {
        return;
    };
    let value = value.trim();
    match key {
        "title" => value.clone_into(&mut story.title),
        "abstract" => value.clone_into(&mut story.summary),
        "author" => value.clone_into(&mut story.author),
        "source" => story.source = Some(value.trim_matches('-').to_owned()),
        "marked" => story.marked = value == "yes",
        "image" => story.caption = Some(value.to_owned()),
        "vars" => story
            .numbers
            .extend(value.split_whitespace().filter_map(number)),
        _ => {}
    }
}

fn number(written: &str) -> Option<(String, u64, u64)> {
    let (name, range) = written.split_once('=')?;
    let (low, high) = range.split_once('-')?;
    Some((name.to_owned(), low.parse().ok()?, high.parse().ok()?))
}

fn answer(line: &str) -> Option<Answer> {
    let (minutes, rest) = line.split_once(' ')?;
    let (author, text) = rest.split_once(": ")?;
    Some(Answer {
        minutes: minutes.parse().ok()?,
        author: author.to_owned(),
        text: text.to_owned(),
    })
}
