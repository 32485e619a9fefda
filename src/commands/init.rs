//! `byline init URL…`: a feeds.toml of what the sites say of themselves, each value with the place where it was found.
//!
//! In: addresses of section pages. Out: a file that `byline check` passes. It reads each address once, and of each site at most
//! three pages more (home, terms, contacts), by the manners of the origin room. The zone of the times is asked for: no page
//! says it, and a wrong one shifts every date.

mod publisher;
mod section;
mod written;
mod zones;

use std::fs::File;
use std::io::{BufRead, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use self::publisher::{Publisher, by_site};
use self::section::Section;
use self::written::Zone;
use self::zones::Proposal;
use super::exit::Exit;
use super::page;
use super::runtime::block_on;
use super::terminal::{complain, one_line, print};
use crate::clock::SystemClock;
use crate::config::{self, time_zone};
use crate::extract::article::Statement;
use crate::extract::offsets;
use crate::origin::{Origin, Wire};

/// Between two requests to one host, as `[fetch] min-interval` has it by default.
const MIN_INTERVAL: Duration = Duration::from_millis(500);
/// How often a name that is no zone is asked for again.
const QUESTIONS: usize = 5;

/// `byline init URL… [--out FILE] [--zone [HOST=]ZONE]…`
#[derive(Debug, clap::Args)]
pub(crate) struct InitArguments {
    /// Pages that list articles, feeds or sitemaps; those of one site have one publisher.
    #[arg(value_name = "URL", required = true)]
    urls: Vec<String>,
    /// The file to write. One that exists is never changed.
    #[arg(long, value_name = "FILE", default_value = "feeds.toml")]
    out: PathBuf,
    /// The zone of the times that the pages print (`Asia/Shanghai`); for several sites HOST=ZONE, once for each. Without
    /// it the zone is asked for.
    #[arg(long, value_name = "[HOST=]ZONE", value_parser = zone_argument)]
    zone: Vec<ZoneArgument>,
}

/// A zone, and the host that it is for.
#[derive(Debug, Clone)]
struct ZoneArgument {
    host: Option<String>,
    zone: TimeZone,
}

fn zone_argument(text: &str) -> Result<ZoneArgument, String> {
    let (host, name) = match text.split_once('=') {
        Some((host, name)) => (Some(host.trim_start_matches("www.").to_lowercase()), name),
        None => (None, text),
    };
    let zone = time_zone(name)?;
    Ok(ZoneArgument { host, zone })
}

pub(crate) fn run(arguments: &InitArguments) -> Result<(), Exit> {
    let InitArguments { urls, out, .. } = arguments;
    let name = out.display();
    let unmade = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Exit::Usage(format!(
            "{name} exists, and init changes no file; name another one with --out, or add the block that `byline discover {} --format toml` prints",
            urls.first().map_or("URL", String::as_str)
        )),
        _ => Exit::Failed(format!(
            "{name}: {error}; name a file that can be made with --out"
        )),
    };
    // Made and removed before the first request: what was found and cannot be written down would be lost.
    File::create_new(out)
        .and_then(|_| std::fs::remove_file(out))
        .map_err(unmade)?;
    let publishers = block_on(read(urls))?;
    for publisher in &publishers {
        print(told(publisher).as_bytes())?;
    }
    let publishers = with_zones(publishers, arguments)?;
    let text = written::text(&publishers);
    let loaded = config::parse(&text, &name.to_string(), &|_| None).map_err(|invalid| {
        Exit::Failed(format!(
            "what was found makes no valid file:\n{invalid}\n{text}"
        ))
    })?;
    File::create_new(out)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(unmade)?;
    for warning in &loaded.warnings {
        complain(&warning.to_string());
    }
    let config = &loaded.config;
    let named = match name.to_string().as_str() {
        "feeds.toml" => String::new(),
        other => format!(" --config {}", shell_word(other)),
    };
    let summary = format!(
        "\n{name} is written: {} and {}. Read it, then:\n  byline check --online{named}    reads every list and some articles\n  byline serve{named}             serves the feeds at {}\n",
        counted(config.publishers.len(), "publisher"),
        counted(config.feeds.len(), "feed"),
        config.server.public_url
    );
    print(summary.as_bytes())
}

/// Reads all addresses, and the publishers behind them. Whatever fails is told at once.
async fn read(urls: &[String]) -> Result<Vec<Publisher>, Exit> {
    let mut named: Vec<Url> = Vec::new();
    for written in urls {
        named.extend(section::addresses(written).map_err(Exit::Usage)?);
    }
    let transport = Wire::new().map_err(|error| Exit::Failed(error.to_string()))?;
    let origin = Origin::new(
        &page::rules(None, MIN_INTERVAL),
        named.into_iter().map(|url| (None, url)),
        Arc::new(transport),
        Arc::new(SystemClock),
    );
    let (mut sections, mut good, mut failures) = (Vec::<Section>::new(), Vec::new(), Vec::new());
    for written in urls {
        match Section::read(&origin, written).await {
            Ok(section) if sections.iter().any(|it| it.url == section.url) => {}
            Ok(section) => {
                print(section.told().as_bytes())?;
                sections.push(section);
                good.push(written.as_str());
            }
            Err(failure) => failures.push(one_line(&failure)),
        }
    }
    if !failures.is_empty() {
        let without = match good.as_slice() {
            [] => String::new(),
            good => format!(" Without these: byline init {}", words(good)),
        };
        return Err(Exit::Failed(format!(
            "{}\nNothing is written.{without}",
            failures.join("\n")
        )));
    }
    let mut publishers = Vec::new();
    for sections in by_site(sections) {
        publishers.extend(Publisher::of(&origin, sections).await);
    }
    Ok(publishers)
}

/// What was found of a publisher, for people.
fn told(publisher: &Publisher) -> String {
    let mut text = format!("\n{}\n", publisher.home);
    let mut add = |key: &str, found: Option<(String, &str)>| {
        text += &match found {
            Some((value, place)) => format!(
                "    {key:9} {}    ({})\n",
                one_line(&value),
                one_line(place)
            ),
            None => format!("    {key:9} not found: fill it in, or leave it out\n"),
        };
    };
    let plain = |found: &Option<Statement>| found.as_ref().map(|it| it.value.clone());
    for (key, found) in [
        ("name", &publisher.name),
        ("language", &publisher.language),
        ("holder", &publisher.holder),
    ] {
        add(
            key,
            plain(found).zip(found.as_ref().map(|it| it.place.as_str())),
        );
    }
    add(
        "terms",
        publisher
            .terms
            .as_ref()
            .map(|it| (it.value.to_string(), it.place.as_str())),
    );
    let contact = &publisher.contact;
    add(
        "contact",
        plain(contact).zip(contact.as_ref().map(|it| it.place.as_str())),
    );
    text
}

/// The publishers with the zones that the command line names, or that a person says.
fn with_zones(
    publishers: Vec<Publisher>,
    arguments: &InitArguments,
) -> Result<Vec<(Publisher, Zone)>, Exit> {
    let (mut zones, mut unknown) = (Vec::new(), Vec::new());
    for publisher in &publishers {
        let language = publisher.language.as_ref().map(|it| it.value.as_str());
        let proposal = zones::proposal(&publisher.home, language, &publisher.stated);
        let for_host = arguments
            .zone
            .iter()
            .find(|it| it.host.as_deref() == Some(publisher.host()));
        let for_all = || arguments.zone.iter().find(|it| it.host.is_none());
        let zone = match for_host.or_else(for_all) {
            Some(named) => Some((named.zone.clone(), "as --zone says")),
            None if std::io::stdin().is_terminal() => Some((
                ask(
                    publisher.host(),
                    proposal.as_ref(),
                    &mut std::io::stdin().lock(),
                )?,
                "as you said",
            )),
            None => None,
        };
        match zone {
            Some((zone, place)) => zones.push(checked(publisher, &zone, place)),
            None => unknown.push((publisher, proposal)),
        }
    }
    if unknown.is_empty() {
        return Ok(publishers.into_iter().zip(zones).collect());
    }
    let of_one = publishers.len() == 1;
    let mut message = String::new();
    let mut options = String::new();
    for (publisher, proposal) in &unknown {
        let host = publisher.host();
        let (guess, zone) = match proposal {
            Some(Proposal { zone, because }) => {
                (format!("it may be {zone}, {because}"), zone.as_str())
            }
            None => ("nothing there tells which".to_owned(), "Europe/London"),
        };
        message += &format!(
            "{host}: its pages print local times, and do not say in which zone; {guess}\n"
        );
        options += &match of_one {
            true => format!(" --zone {zone}"),
            false => format!(" --zone {}", shell_word(&format!("{host}={zone}"))),
        };
    }
    let urls: Vec<&str> = arguments.urls.iter().map(String::as_str).collect();
    let out = match arguments.out.display().to_string() {
        name if name == "feeds.toml" => String::new(),
        name => format!(" --out {}", shell_word(&name)),
    };
    Err(Exit::Usage(format!(
        "{message}Nothing is written. Say the zone: byline init {}{options}{out}",
        words(&urls)
    )))
}

/// Asks the person at the terminal, who answers in `answers`.
fn ask(
    host: &str,
    proposal: Option<&Proposal>,
    answers: &mut dyn BufRead,
) -> Result<TimeZone, Exit> {
    let question = match proposal {
        Some(Proposal { zone, because }) => format!("[{zone}, {because}]"),
        None => "(such as Europe/London)".to_owned(),
    };
    for _ in 0..QUESTIONS {
        print(format!("\nIn which zone are the times that {host} prints? {question} ").as_bytes())?;
        let mut answer = String::new();
        let read = answers.read_line(&mut answer);
        if read.map_err(|error| Exit::Failed(format!("stdin: {error}")))? == 0 {
            break;
        }
        let name = match (answer.trim(), proposal) {
            ("", Some(proposal)) => proposal.zone.as_str(),
            (name, _) => name,
        };
        match time_zone(name) {
            Ok(zone) => return Ok(zone),
            Err(problem) => complain(&format!("{name:?} {problem}")),
        }
    }
    Err(Exit::Usage(
        "no zone was named, and nothing is written; name it with --zone".to_owned(),
    ))
}

/// The zone of a publisher, with a warning if its pages contradict it.
fn checked(publisher: &Publisher, zone: &TimeZone, place: &str) -> Zone {
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    if let Some((_, stated)) = offsets::contradicting(&publisher.stated, zone) {
        complain(&format!(
            "{}: warning: its pages give times the offset {stated}, which {name} did not have then; is {name} the zone of the site?",
            publisher.host()
        ));
    }
    Zone {
        name,
        place: format!("the zone of the times that its pages print, {place}"),
    }
}

fn counted(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

/// `words` as a shell takes them.
fn words(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| shell_word(word)).collect();
    words.join(" ")
}

/// A word as a shell takes it, in quotes where it has to be.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-._/:=@%+,".contains(c);
    match word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A zone that nobody chose would shift every date: the return key takes what is shown, and silence takes nothing.
    #[test]
    fn the_zone_is_the_one_that_a_person_says() {
        let proposal = Proposal {
            zone: "Asia/Shanghai".to_owned(),
            because: "by the country of its domain".to_owned(),
        };
        let said = |proposal: Option<&Proposal>, mut answers: &[u8]| {
            let zone = ask("news.example", proposal, &mut answers).ok()?;
            zone.iana_name().map(str::to_owned)
        };
        let shown = Some(&proposal);
        assert_eq!(said(shown, b"\n").as_deref(), Some("Asia/Shanghai"));
        assert_eq!(
            said(shown, b"Here\nEurope/Paris\n").as_deref(),
            Some("Europe/Paris")
        );
        assert_eq!(
            said(None, b"\n\nAsia/Tokyo\n").as_deref(),
            Some("Asia/Tokyo")
        );
        for answers in [&b""[..], b"Here\n", b"1\n2\n3\n4\n5\n6\n"] {
            assert_eq!(said(None, answers), None, "{answers:?}");
        }
    }

    /// A command that is pasted must mean what was shown.
    #[test]
    fn the_command_to_repeat_can_be_pasted() {
        assert_eq!(
            words(&["http://a.example/?a=1&b=2", "b.example/c"]),
            "'http://a.example/?a=1&b=2' b.example/c"
        );
        assert_eq!(shell_word("it's"), r"'it'\''s'");
    }
}
