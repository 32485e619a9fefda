//! The book, in the order of docs/SUMMARY.md: every command in it is run, and what it is said to print is compared.
//!
//! - A block of `sh` is run by `sh -e`. A chapter has an empty folder and one shell, so its blocks build on each other. A server
//!   (`byline serve &`) is the last line of its block; the next block waits until it answers.
//! - A block of `text` directly behind is what it prints on stdout. In it "…" stands for any text of a line, and a line of "…" alone
//!   for any lines.
//! - A block with a file's name behind its language (`toml feeds.toml`) is written to that file. Another `toml` is at least TOML.
//! - Each 127.0.0.1:PORT, and each site of [`SITES`], is an address of the chapter's own. So are the defaults: 8080 of a feeds.toml
//!   without `listen`, and 8081 of `byline demo`. A feeds.toml without `min-interval` gets a short one.
//! - A block that begins one of its lines as [`ELSEWHERE`] says is not run here. What it asks of byline is tried with `--help`, and so
//!   is a command in the text.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use regex::Regex;

use crate::origin::Origin;
use crate::process::{Folder, free_address, try_ask};
use crate::real_parts::present;

/// How a line begins that this test does not run, and what tests it instead, as far as it can be.
const ELSEWHERE: [(&str, &str); 16] = [
    ("apt install ", "packaging/test"),
    ("apt-get install chromium", "tests/all"),
    (
        "byline discover https://news.example/city/ --browser",
        "tests/browser/main.rs",
    ),
    ("byline replicas", "tests/binary/replicas.rs"),
    ("byline store copy", "tests/binary/database.rs"),
    ("cargo install ", "packaging/build"),
    ("docker ", "packaging/test"),
    ("geckodriver ", "tests/browser/main.rs"),
    ("install -m 755 ", "packaging/test"),
    ("key=$(printf", "tests/binary/notify.rs"),
    ("kubectl ", "tests/binary/packaging.rs"),
    ("mkdir etc && docker ", "packaging/test"),
    ("newsboat ", "tests/binary/real_parts.rs"),
    ("packaging/build ", "packaging/test"),
    ("packaging/test ", "packaging/test"),
    ("sudo -u postgres ", "tests/binary/replicas.rs"),
];

/// What a chapter takes for granted: the blocks before its first one.
const BEFORE: [(&str, &[&str]); 1] = [(
    "operations.md",
    &[
        "export BYLINE_ADMIN_TOKEN=0123456789abcdef\n\
         byline schema --sample | sed 's/^# admin-token-env/admin-token-env/' >feeds.toml",
        "byline demo --newsroom-only &",
        "byline serve &",
    ],
)];

/// The sites that the book invents: what they answer at which path.
const SITES: [(&str, &[(&str, &str)]); 2] = [
    (
        "https://blog.example",
        &[
            ("/", BLOG),
            ("/wp-json/wp/v2/posts?per_page=50&_embed=1", POSTS),
        ],
    ),
    ("https://live.example", &[("/api/list?section=port", LIST)]),
];

const BLOG: &str = r#"<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>The Pier Blog</title>
<link rel="https://api.w.org/" href="/wp-json/"></head><body><main><h1>The Pier Blog</h1>
<article><h2><a href="/2026/11/lamp/">The lamp at the end of the pier is lit again</a></h2><p>The first time in nine years.</p></article>
<article><h2><a href="/2026/11/planks/">Two hundred planks for the pier arrive by boat</a></h2><p>They are oak.</p></article>
<article><h2><a href="/2026/10/gulls/">Gulls learn to open the lids of the new bins</a></h2><p>It took a week.</p></article>
</main></body></html>"#;
const POSTS: &str = r#"[
{"link":"/2026/11/lamp/","date_gmt":"2026-11-24T09:30:00","title":{"rendered":"The lamp at the end of the pier is lit again"},
"content":{"rendered":"<p>The lamp at the end of the pier is lit again.</p>"},"_embedded":{"author":[{"name":"Nell Farrow"}]}},
{"link":"/2026/11/planks/","date_gmt":"2026-11-23T16:00:00","title":{"rendered":"Two hundred planks for the pier arrive by boat"},
"content":{"rendered":"<p>Two hundred planks came by boat.</p>"},"_embedded":{"author":[{"name":"Nell Farrow"}]}}]"#;
const LIST: &str = r#"{"data":{"list":[
{"headline":"Dredger to work at night until Friday","url":"/port/dredger.html","published":{"at":"2026-11-24T09:30:00Z"},
"teaser":"The channel has to be deep enough for the winter ships."},
{"headline":"Tug wins the harbour's tug-of-war","url":"/port/tug.html","published":{"at":"2026-11-23T16:00:00Z"},
"teaser":"The other team were the pilots."},
{"headline":"Customs house opens its cellar to visitors","url":"/port/cellar.html","published":{"at":"2026-11-22T08:15:00Z"},
"teaser":"What was seized in a hundred years."}]}}"#;

/// A command that does not do what the book says costs its reader an evening.
#[test]
fn every_command_of_the_book_is_run() {
    if !present("curl") || !present("openssl") {
        return;
    }
    let chapters = chapters();
    assert!(chapters.len() > 20, "{chapters:?}");
    let only = std::env::var("BYLINE_CHAPTER").unwrap_or_default();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = chapters
            .iter()
            .filter(|chapter| chapter.contains(&only))
            .map(|chapter| scope.spawn(|| run(chapter)))
            .collect();
        let ends = runs.into_iter().map(|run| run.join().expect("a chapter"));
        ends.filter_map(Result::err).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// An entry of the list that no chapter needs hides the next command that is not run.
#[test]
fn what_is_not_run_here_is_run_elsewhere() {
    let texts: Vec<String> = chapters().iter().map(|chapter| text(chapter)).collect();
    for (beginning, place) in ELSEWHERE {
        let place = root().join(place);
        assert!(place.is_file(), "{}", place.display());
        let mut lines = texts.iter().flat_map(|text| text.lines());
        assert!(lines.any(|line| line.starts_with(beginning)), "{beginning}");
    }
}

/// The first command that a newcomer copies must be one.
#[test]
fn byline_knows_the_commands_of_the_readme() {
    let readme = include_str!("../../README.md");
    let blocks = blocks(readme);
    let lines = blocks.iter().filter(|block| block.words == ["sh"]);
    let lines: Vec<&str> = lines.flat_map(|block| block.lines.clone()).collect();
    assert!(lines.len() > 3, "{lines:?}");
    for line in lines {
        tried(line).unwrap_or_else(|error| panic!("README.md: {error}"));
    }
}

/// What a reader of the book sees: every chapter, and every link in it leads to a place that is there.
#[test]
fn the_book_is_built_and_its_links_lead_somewhere() {
    if !present("mdbook") || !present("python3") {
        return;
    }
    let folder = Folder::new("book");
    let mut build = Command::new("mdbook");
    let build = build
        .arg("build")
        .arg(root().join("docs"))
        .arg("--dest-dir")
        .arg(folder.path());
    let output = build.output().expect("mdbook runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
    let page =
        |path: &Path| dom_query::Document::from(fs::read_to_string(path).unwrap_or_default());
    for chapter in chapters() {
        let at = chapter.replace("README", "index").replace(".md", ".html");
        let at = folder.path().join(at);
        let shown = page(&at);
        let links = shown.select("main a[href]");
        let hrefs: Vec<_> = links.iter().filter_map(|link| link.attr("href")).collect();
        assert!(!hrefs.is_empty(), "{chapter}");
        for href in hrefs.iter().filter(|href| !href.contains(':')) {
            let (path, place) = href.split_once('#').unwrap_or((href, ""));
            let to = match path {
                "" => at.clone(),
                path => at.with_file_name(path),
            };
            let is_there = match place {
                "" => to.is_file(),
                place => page(&to).select(&format!("[id='{place}']")).exists(),
            };
            assert!(is_there, "{chapter}: {href}");
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The chapters, as docs/SUMMARY.md links them.
fn chapters() -> Vec<String> {
    let summary = text("SUMMARY.md");
    let links = summary.split("](").skip(1);
    links
        .filter_map(|link| Some(link.split_once(')')?.0.to_owned()))
        .collect()
}

fn text(chapter: &str) -> String {
    fs::read_to_string(root().join("docs").join(chapter)).expect("a chapter")
}

/// A block of code, as it stands at the beginning of a line: the words behind its fence, and its lines.
struct Block<'a> {
    words: Vec<&'a str>,
    lines: Vec<&'a str>,
    /// The line of the fence.
    at: usize,
    /// Whether nothing but empty lines stands between it and the block before.
    follows: bool,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let (mut blocks, mut open, mut follows) = (Vec::new(), None, false);
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(words)) => {
                open = Some(Block {
                    words: words.split(' ').collect(),
                    lines: Vec::new(),
                    at: number + 1,
                    follows,
                });
            }
            (Some(_), Some(_)) => {
                blocks.extend(open.take());
                follows = true;
            }
            (Some(block), None) => block.lines.push(line),
            (None, None) => follows &= line.is_empty(),
        }
    }
    blocks
}

/// Runs a chapter's commands; what is wrong with one, if something is.
fn run(chapter: &str) -> Result<(), String> {
    let text = text(chapter);
    let blocks = blocks(&text);
    if text.contains(" ```") {
        return Err(format!(
            "docs/{chapter}: a block is indented, and would not be run"
        ));
    }
    inline(&text)
        .try_for_each(tried)
        .map_err(|error| format!("docs/{chapter}: {error}"))?;
    let mut shell = Shell::start(chapter, &text);
    let mut printed = None;
    let before = BEFORE.iter().filter(|(of, _)| *of == chapter);
    for block in before.flat_map(|(_, blocks)| *blocks) {
        shell.run(&block.lines().collect::<Vec<_>>())?;
    }
    for block in &blocks {
        let wrong = |what: String| {
            let lines = block.lines.join("\n");
            format!("docs/{chapter}:{}: {what}\n{lines}", block.at)
        };
        let is_elsewhere = block.lines.iter().any(|line| {
            let mut beginnings = ELSEWHERE.iter();
            beginnings.any(|(beginning, _)| line.starts_with(beginning))
        });
        match block.words[..] {
            ["sh"] if is_elsewhere => {
                printed = None;
                let mut lines = block.lines.iter();
                lines.try_for_each(|line| tried(line)).map_err(wrong)?;
            }
            ["sh"] => printed = Some(shell.run(&block.lines).map_err(wrong)?),
            [_, file] => shell.write(file, &block.lines.join("\n")),
            ["text"] => {
                let printed = printed.take().filter(|_| block.follows);
                let is_wrong =
                    |printed: &String| !matches(&block.lines, &printed.lines().collect::<Vec<_>>());
                if let Some(printed) = printed.filter(is_wrong) {
                    return Err(wrong(format!("this is printed:\n{printed}instead of")));
                }
            }
            ["toml"] => {
                let parsed = block.lines.join("\n").parse::<toml::Table>();
                parsed.map_err(|error| wrong(error.to_string()))?;
            }
            ["html" | "ini" | "json" | "python"] => {}
            _ => return Err(wrong("the book has no such blocks".to_owned())),
        }
    }
    Ok(())
}

/// What stands between backticks in the text, where it is a command of byline.
fn inline(text: &str) -> impl Iterator<Item = &str> {
    let mut in_block = false;
    let prose = text.lines().filter(move |line| {
        let fence = line.starts_with("```");
        in_block ^= fence;
        !in_block && !fence
    });
    let codes = prose.flat_map(|line| line.split('`').skip(1).step_by(2));
    codes.filter(|code| code.starts_with("byline "))
}

/// Whether byline knows the commands and options of a line that is not run.
fn tried(line: &str) -> Result<(), String> {
    let line = line.split(" #").next().unwrap_or_default();
    for command in line.split("&&") {
        let words = command.split_whitespace().filter(|word| *word != "&");
        let words: Vec<&str> = words.collect();
        // In an image it is /byline.
        let of_byline = match words.iter().position(|word| *word == "/byline") {
            Some(at) => &words[at + 1..],
            None if words.first() == Some(&"byline") => &words[1..],
            None => continue,
        };
        let mut byline = Command::new(env!("CARGO_BIN_EXE_byline"));
        let output = byline.args(of_byline).arg("--help").output();
        let output = output.expect("the binary runs");
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{command}: {error}"));
        }
    }
    Ok(())
}

/// Whether `printed` is as the book has it.
fn matches(expected: &[&str], printed: &[&str]) -> bool {
    match expected {
        [] => printed.is_empty(),
        ["…", rest @ ..] => (0..=printed.len()).any(|from| matches(rest, &printed[from..])),
        [line, rest @ ..] => {
            let line: Vec<String> = line.split('…').map(regex::escape).collect();
            let line = Regex::new(&format!("^{}$", line.join(".*"))).expect("a pattern");
            printed
                .split_first()
                .is_some_and(|(first, others)| line.is_match(first) && matches(rest, others))
        }
    }
}

/// The shell of a chapter, in a folder of its own.
struct Shell {
    folder: Folder,
    shell: Child,
    stdin: ChildStdin,
    /// The lines that it prints itself: one when a block is done.
    done: Receiver<String>,
    /// What the book calls an address, and the address.
    addresses: BTreeMap<String, String>,
    /// How many blocks it has run.
    blocks: usize,
}

impl Shell {
    fn start(chapter: &str, text: &str) -> Self {
        let folder = Folder::new(&format!("book-{}", chapter.replace('/', "-")));
        let work = folder.path().join("work");
        fs::create_dir(&work).expect("a folder");
        let byline = PathBuf::from(env!("CARGO_BIN_EXE_byline"));
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", byline.parent().expect("its folder").display());
        let mut shell = Command::new("sh")
            .arg("-e")
            .env("PATH", path)
            .env("HOME", &work)
            .env("LC_ALL", "C.UTF-8")
            .env_remove("BYLINE_ADMIN_TOKEN")
            .current_dir(&work)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("a shell");
        let (sender, done) = channel();
        let lines = BufReader::new(shell.stdout.take().expect("its stdout")).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let ports = Regex::new(r"127\.0\.0\.1:\d+").expect("a pattern");
        let ports = ports.find_iter(text).map(|port| port.as_str().to_owned());
        let ports = ports.chain([SERVES.to_owned(), NEWSROOM.to_owned()]);
        let ports = ports.map(|port| (port, free_address()));
        let mut addresses: BTreeMap<String, String> = ports.collect();
        for (site, pages) in SITES.iter().filter(|(site, _)| text.contains(site)) {
            addresses.insert((*site).to_owned(), serve(pages));
        }
        Self {
            stdin: shell.stdin.take().expect("its stdin"),
            folder,
            shell,
            done,
            addresses,
            blocks: 0,
        }
    }

    /// Writes a file of the book.
    fn write(&self, file: &str, content: &str) {
        let path = self.folder.path().join("work").join(file);
        fs::write(path, format!("{}\n", self.here(content))).expect("a file");
    }

    /// Runs a block; what it prints.
    fn run(&mut self, lines: &[&str]) -> Result<String, String> {
        self.blocks += 1;
        self.listen_here();
        let file = |kind: &str| self.folder.path().join(format!("{}.{kind}", self.blocks));
        let (block, out, err) = (file("sh"), file("out"), file("err"));
        let said = || {
            let read = |file: &Path| fs::read_to_string(file).unwrap_or_default();
            (self.there(&read(&out)), self.there(&read(&err)))
        };
        let newsroom = format!("byline demo --newsroom {NEWSROOM}");
        let lines_here = self.here(&lines.join("\n").replace("byline demo", &newsroom));
        fs::write(&block, lines_here).expect("a file");
        let script = format!(
            ". {} </dev/null >{} 2>{}\necho done\n",
            block.display(),
            out.display(),
            err.display()
        );
        let sent = (&self.stdin).write_all(script.as_bytes());
        if sent.is_err() || self.done.recv_timeout(PATIENCE).is_err() {
            let (out, err) = said();
            return Err(format!("this fails, or does not end:\n{out}{err}"));
        }
        if let Some(server) = lines.last().filter(|line| line.ends_with(" &")) {
            let is_gateway = server.contains("byline serve");
            let serves = is_gateway.then(|| self.addresses[SERVES].clone());
            let patience = Instant::now() + PATIENCE;
            let answers = |address: &String| {
                try_ask(address, "GET", "/readyz", "", "").is_some_and(|(status, ..)| status == 200)
            };
            while !(serves.as_ref().is_some_and(answers)
                || !is_gateway && said().0.contains("Ctrl-C"))
            {
                if Instant::now() > patience {
                    let (out, err) = said();
                    return Err(format!("the server does not come to serve:\n{out}{err}"));
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Ok(said().0)
    }

    /// Has every feeds.toml name the addresses of this chapter, its default too, and ask without long pauses.
    fn listen_here(&self) {
        let work = self.folder.path().join("work");
        let folders = fs::read_dir(&work).into_iter().flatten();
        let folders = folders.filter_map(|folder| Some(folder.ok()?.path()));
        for folder in folders.chain([work.clone()]) {
            let file = folder.join("feeds.toml");
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            let mut text = self.here(&text);
            if !text.contains("\nlisten") {
                let listen = format!("[server]\nlisten = \"{}\"\n", self.addresses[SERVES]);
                text = match text.contains("[server]\n") {
                    true => text.replace("[server]\n", &listen),
                    false => listen + &text,
                };
            }
            if !text.contains("min-interval") {
                text += "\n[fetch]\nmin-interval = \"20ms\"\n";
            }
            fs::write(&file, text).expect("feeds.toml");
        }
    }

    /// `text` of the book with the addresses that are used here.
    fn here(&self, text: &str) -> String {
        replaced(text, self.addresses.iter())
    }

    /// The other way round.
    fn there(&self, text: &str) -> String {
        replaced(text, self.addresses.iter().map(|(book, here)| (here, book)))
    }
}

/// `text` with the second of each pair in place of the first.
fn replaced<'a>(text: &str, pairs: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let pairs: BTreeMap<&str, &str> = pairs
        .map(|(from, to)| (from.as_str(), to.as_str()))
        .collect();
    let from: Vec<String> = pairs.keys().map(|from| regex::escape(from)).collect();
    let from = Regex::new(&format!(r"({})\b", from.join("|"))).expect("a pattern");
    let text = from.replace_all(text, |found: &regex::Captures<'_>| pairs[&found[0]]);
    text.into_owned()
}

impl Drop for Shell {
    fn drop(&mut self) {
        // The servers that it started are of its group.
        let group = format!("-{}", self.shell.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.shell.wait();
    }
}

/// Where byline listens when feeds.toml says nothing, and where its newsroom does.
const SERVES: &str = "127.0.0.1:8080";
const NEWSROOM: &str = "127.0.0.1:8081";
/// How long a block may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Where a site with these pages answers.
fn serve(pages: &'static [(&str, &str)]) -> String {
    let site = Origin::start(|asked, stream| {
        let page = pages.iter().find(|(path, _)| *path == asked);
        let (status, page) = page.map_or(("404 Not Found", ""), |(_, page)| ("200 OK", *page));
        let head = format!(
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            page.len()
        );
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(page.as_bytes());
    });
    format!("http://{}", site.address)
}
