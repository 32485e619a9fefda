//! `byline check`: everything that is wrong with `feeds.toml`, at once.
//!
//! Problems and warnings go to `err`, a line each; `out` gets one line that sums up. With `--online` each
//! section is read once, as a refresh would, and `out` gets a line for each that says what it lists; some articles of
//! each feed are read, too, and `err` gets what the pages say against the file.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use tracing::Level;

use super::configuration::ConfigArgument;
use super::endpoint;
use super::exit::Exit;
use super::runtime::block_on;
use super::serve::failed;
use super::terminal::{log_to_stderr, written};
use crate::app::{App, Seams};
use crate::config::{self, Config, Problem, Severity};
use crate::gateway::{Against, Findings, Gateway, Survey, Surveyed};
use crate::model::FeedId;
use crate::store::Store;

/// `byline check [--online] [--config feeds.toml]`
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// Also read each section, and say what it lists.
    #[arg(long)]
    online: bool,
}

/// Feeds looked at side by side; a host's own pace holds between them as ever.
const FEEDS_AT_ONCE: usize = 16;

pub(crate) fn run(arguments: &CheckArguments) -> Result<(), Exit> {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let checked = match offline(arguments.config.path(), &mut out, &mut err) {
        Ok(checked) => checked,
        Err(error) => return written(Err(error)),
    };
    // What is wrong has been said.
    let config = checked.ok_or(Exit::Silent(2))?;
    if !arguments.online {
        return Ok(());
    }
    log_to_stderr(Level::ERROR);
    let failures = block_on(async {
        let seams = Seams::real().map_err(failed)?;
        let app = App::over(config, seams, Store::in_memory());
        let failures = online(app.gateway(), &mut out, &mut err).await;
        app.gateway().close().await;
        written(failures)
    })?;
    match failures {
        0 => Ok(()),
        _ => Err(Exit::Silent(1)),
    }
}

/// Checks the file at `path` and says what is wrong; the configuration, when it can be used.
///
/// # Errors
/// When `out` or `err` cannot be written to.
fn offline(path: &Path, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Option<Config>> {
    let (problems, config) = match config::read(path) {
        Ok(loaded) => (loaded.warnings, Some(loaded.config)),
        Err(invalid) => (invalid.problems, None),
    };
    for problem in &problems {
        writeln!(err, "{problem}")?;
    }
    let what = config
        .as_ref()
        .map_or_else(String::new, |config| format!("{}, ", contents(config)));
    writeln!(out, "{}: {what}{}", path.display(), tally(&problems))?;
    Ok(config)
}

/// Reads every section and some articles once, prints what they list and what contradicts the file, and returns how many
/// sections failed.
async fn online(
    gateway: &Arc<Gateway>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<usize> {
    let config = gateway.config().clone();
    let feeds = config.feeds.values().filter(|feed| !feed.gone);
    let mut surveys = stream::iter(feeds.map(|feed| feed.id.clone()))
        .map(|feed| async move {
            let surveyed = gateway.survey(feed.as_str()).await;
            (feed, surveyed.unwrap_or_default())
        })
        .buffered(FEEDS_AT_ONCE);
    let mut failures = 0;
    while let Some((
        feed,
        Survey {
            sections,
            filtered,
            against,
        },
    )) = surveys.next().await
    {
        for Surveyed {
            section,
            outcome,
            rendered,
        } in sections
        {
            match outcome {
                Ok(findings) => {
                    writeln!(out, "{}", found(&feed, section.as_str(), &findings))?;
                    write!(out, "{}", proposal(&feed, &findings))?;
                }
                Err(reason) => {
                    failures += 1;
                    writeln!(err, "feed \"{feed}\": {reason}")?;
                }
            }
            if let Some(findings) = rendered {
                let articles = counted(findings.articles, "article");
                writeln!(
                    err,
                    "feed \"{feed}\": a script fills {section}; in the browser it lists {articles}: set render = true for it"
                )?;
                write!(err, "{}", proposal(&feed, &findings))?;
            }
        }
        if let Some((left_out, read @ 1..)) = filtered {
            let read = counted(read, "article");
            writeln!(
                out,
                "{feed}  filter: {left_out} of {read} read filtered out"
            )?;
        }
        for finding in &against {
            writeln!(err, "feed \"{feed}\": warning: {}", warning(finding))?;
        }
    }
    Ok(failures)
}

/// `city  http://news.example/city/: 20 articles, 18 dated, newest 2015-01-21 09:39; first: "…"`.
fn found(feed: &FeedId, section: &str, findings: &Findings) -> String {
    let newest = findings
        .newest
        .map_or_else(String::new, |date| format!(", newest {}", date.as_stated()));
    let dated = match findings.dated {
        0 => "none dated".to_owned(),
        all if all == findings.articles => "all dated".to_owned(),
        some => format!("{some} dated"),
    };
    let filtered = match findings.filtered {
        0 => String::new(),
        some => format!(", {some} filtered out by title, URL or date"),
    };
    format!(
        "{feed}  {section}: {}, {dated}{newest}{filtered}; first: {:?}",
        counted(findings.articles, "article"),
        findings.first
    )
}

/// The endpoint that a section's scripts load its list from, as what to write in place of the section.
fn proposal(feed: &FeedId, findings: &Findings) -> String {
    let Some((url, suggested)) = &findings.endpoint else {
        return String::new();
    };
    let lines = endpoint::lines(feed.as_str(), url, &suggested.select);
    format!(
        "feed \"{feed}\": its scripts load {} of these from an endpoint, which costs a hundredth; in place of the section and of render:\n{lines}",
        suggested.shared
    )
}

/// A contradiction between pages and feeds.toml as a warning, with its remedy.
fn warning(against: &Against) -> String {
    match against {
        Against::Zone { stated, zone } => format!(
            "its pages give times the offset {stated}, which timezone {zone:?} did not have then; times without an offset come out wrong: set timezone to the zone of the site"
        ),
        Against::ToCome { dates, example } => format!(
            "{} in the future ({}), which no feed shows; is timezone the zone of the site?",
            match dates {
                1 => "a date lies".to_owned(),
                dates => format!("{dates} dates lie"),
            },
            example.as_stated()
        ),
        Against::NothingOwn {
            articles,
            source,
            site,
        } => {
            let remedy = match (source, site) {
                (Some(source), _) => format!(
                    "one names its source as {source:?}; if that is the publisher, add it to rights.own-sources"
                ),
                (None, Some(site)) => format!(
                    "they state no source, and call the site {site:?}; if that is the publisher, add it to rights.own-sources"
                ),
                (None, None) => "they state no source and do not name the publisher; if they are its own, set rights.unlabelled = \"own\"".to_owned(),
            };
            format!(
                "none of the {} read turned out to be the publisher's own, so that all go out as reprints; {remedy}",
                counted(*articles, "article")
            )
        }
    }
}

/// `4 feeds, 1 publisher`.
fn contents(config: &Config) -> String {
    let mut contents = vec![
        counted(config.feeds.len(), "feed"),
        counted(config.publishers.len(), "publisher"),
    ];
    if !config.partners.is_empty() {
        contents.push(counted(config.partners.len(), "partner"));
    }
    contents.join(", ")
}

/// `2 errors, 1 warning`.
fn tally(problems: &[Problem]) -> String {
    let of = |severity: Severity| {
        let these = problems.iter().filter(|it| it.severity == severity);
        these.count()
    };
    let found: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .map(|(severity, word)| (of(severity), word))
        .filter(|&(number, _)| number > 0)
        .map(|(number, word)| counted(number, word))
        .collect();
    if found.is_empty() {
        "no problems".to_owned()
    } else {
        found.join(", ")
    }
}

fn counted(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &Path) -> (bool, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let config = offline(path, &mut out, &mut err).expect("memory can be written to");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (config.is_some(), text(out), text(err))
    }

    /// The first thing a newcomer runs.
    #[test]
    fn the_shipped_file_has_no_problems() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds.toml");
        let summary = format!("{}: 5 feeds, 1 publisher, no problems\n", path.display());
        assert_eq!(check(&path), (true, summary, String::new()));
    }

    /// A deployment script stops at the exit code; a person reads the lines.
    #[test]
    fn an_invalid_file_is_summed_up_and_gives_no_configuration() {
        let path = std::env::temp_dir().join(format!("byline-check-{}.toml", std::process::id()));
        std::fs::write(&path, "[feeds.a]\ntitle = 5\npublisher = \"x\"\n")
            .expect("a file for the test");
        let (usable, out, err) = check(&path);
        let _ = std::fs::remove_file(&path);
        let name = path.display().to_string();
        assert_eq!((usable, out), (false, format!("{name}: 3 errors\n")));
        assert_eq!(err.lines().count(), 3);
        assert!(err.lines().all(|line| line.starts_with(&name)), "{err}");
    }
}
