//! Links of the documents: each leads to a file, and to a heading of it, that is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A reader who follows a link of the README to nothing looks no further.
#[test]
fn every_link_of_a_document_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = in_folder(root);
    for folder in ["packaging", "tests/fuzz"] {
        documents.extend(in_folder(&root.join(folder)));
    }
    documents.extend(chapters(root));
    assert!(documents.len() > 30, "{documents:?}");
    let mut broken = Vec::new();
    for document in &documents {
        let text = fs::read_to_string(document).expect("a document");
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = match path {
                "" => document.clone(),
                path => document.with_file_name("").join(path),
            };
            let is_there = match heading {
                "" => file.exists(),
                heading => {
                    fs::read_to_string(&file).is_ok_and(|text| anchors(&text).contains(heading))
                }
            };
            if !is_there {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A chapter that docs/SUMMARY.md does not name is in nobody's book.
#[test]
fn every_chapter_is_in_the_book() {
    let docs = &Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).expect("the summary");
    let mut named: Vec<PathBuf> = links(&summary).iter().map(|link| docs.join(link)).collect();
    named.push(docs.join("SUMMARY.md"));
    named.sort();
    let mut there = chapters(docs.parent().expect("the root"));
    there.sort();
    assert_eq!(named, there);
}

/// The documents in docs and its folders.
fn chapters(root: &Path) -> Vec<PathBuf> {
    let folders = ["docs", "docs/how-to", "docs/reference", "docs/explanation"];
    let chapters = folders
        .iter()
        .flat_map(|folder| in_folder(&root.join(folder)));
    chapters.collect()
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten();
    let paths = files.filter_map(|file| Some(file.ok()?.path()));
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect()
}

/// Where `[words](link)` leads, outside of blocks of code.
fn links(text: &str) -> Vec<&str> {
    let prose = prose(text);
    let targets = prose.into_iter().flat_map(|line| line.split("](").skip(1));
    targets.filter_map(|rest| rest.split(')').next()).collect()
}

/// The anchors of headings, as code hosts make them of their words.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).into_iter().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
        kept.map(|it| if it == ' ' { '-' } else { it }).collect()
    };
    headings.map(anchor).collect()
}

fn prose(text: &str) -> Vec<&str> {
    let mut in_code = false;
    let outside = |line: &&str| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    };
    text.lines().filter(outside).collect()
}
