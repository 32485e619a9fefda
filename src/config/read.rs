//! From a path, or from text, to a [`Config`] with its warnings, or to everything that is wrong.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;
use toml::de::DeTable;

use super::checked::Config;
use super::problem::{Invalid, Problem, Report};
use super::raw::Raw;
use super::secret::Environment;
use super::{check, secret, shape, syntax};

/// A file beyond this was not written by or for byline.
const FILE_LIMIT_BYTES: u64 = 64 << 20;

/// A configuration that can be used, and what is probably not meant in it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Warnings, in the order of their lines.
    pub warnings: Vec<Problem>,
}

/// Reads the file at `path`; tokens come from the process's environment, or from the credentials of its service.
///
/// # Errors
/// When the file cannot be read, or when anything in it is an error: then all of it is reported.
pub fn read(path: &Path) -> Result<Loaded, Invalid> {
    let name = path.display().to_string();
    let text = text_of(path, &name).map_err(|message| Invalid {
        problems: vec![message],
    })?;
    let mut loaded = parse(&text, &name, &secret::from_process)?;
    loaded.config.file = Some(path.to_owned());
    Ok(loaded)
}

/// Reads `text`, which messages call `file_name`; `env` answers for environment variables.
///
/// # Errors
/// When anything in it is an error: then every problem is reported, warnings included.
pub fn parse(
    text: &str,
    file_name: &str,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Loaded, Invalid> {
    // Only the warning that a partner's permission is past looks at the day; nothing that is served does.
    parse_at(text, file_name, env, Timestamp::now())
}

/// [`parse`], on the day of `now`.
pub(super) fn parse_at(
    text: &str,
    file_name: &str,
    env: Environment<'_>,
    now: Timestamp,
) -> Result<Loaded, Invalid> {
    let mut report = Report::new(file_name, text);
    let legible = syntax::legible(text, &mut report);
    let (document, _) = DeTable::parse_recoverable(&legible);
    let raw: Raw = shape::read(document, &mut report);
    let config = check::config(&raw, env, now, &mut report);
    let (problems, fatal) = report.finish();
    match config {
        Some(config) if !fatal => Ok(Loaded {
            config,
            warnings: problems,
        }),
        _ => Err(Invalid { problems }),
    }
}

fn text_of(path: &Path, name: &str) -> Result<String, Problem> {
    const SAMPLE: &str = "`byline schema --sample > feeds.toml` writes a commented one, `--config FILE` names another";
    let whole = |message: String| Problem::with_file(name, message);
    let unreadable = |error: &io::Error| {
        whole(match error.kind() {
            io::ErrorKind::NotFound => format!("there is no such file; {SAMPLE}"),
            io::ErrorKind::PermissionDenied => {
                "the file may not be read by this user; change its permissions (chmod) or its owner"
                    .to_owned()
            }
            io::ErrorKind::IsADirectory => format!(
                "this is a directory; name the file in it with `--config {}`",
                path.join("feeds.toml").display()
            ),
            _ => format!(
                "the file cannot be read: {error}; check the disk, or name another with `--config FILE`"
            ),
        })
    };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut bytes = Vec::new();
    file.take(FILE_LIMIT_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > FILE_LIMIT_BYTES {
        return Err(whole(format!(
            "the file is larger than {} MiB; is it the right one? `--config FILE` names another",
            FILE_LIMIT_BYTES >> 20
        )));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(whole("the file is UTF-16; save it as UTF-8".to_owned()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid]
            .iter()
            .filter(|&&b| b == b'\n')
            .count()
            + 1;
        Problem {
            line: Some(line),
            ..whole(format!(
                "byte {} of the file is not UTF-8 (perhaps it is GBK); save it as UTF-8",
                valid + 1
            ))
        }
    })
}
