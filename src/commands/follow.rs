//! `feeds.toml` while byline serves: read again on SIGHUP and when the file changes.
//!
//! The file is looked at rather than watched: editors and deployments replace it by renaming, through symbolic
//! links and over network file systems, where notifications are lost. A look is one `stat` every two seconds.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::service;
use crate::gateway::{Gateway, ReloadError, Reloaded};

/// Between two looks at the file. A change is read when it stays for one look more.
const EVERY: Duration = Duration::from_secs(2);

/// The file as it is before anything is served, so that no change after that is missed.
pub(super) struct Start {
    file: PathBuf,
    content: FileContent,
    stamp: Stamp,
}

impl Start {
    /// `None` when there is no file to follow.
    pub(super) async fn of(file: Option<PathBuf>) -> Option<Self> {
        let file = file?;
        let stamp = stamp(&file).await;
        let content = FileContent::of(file.clone()).await;
        Some(Self {
            file,
            content,
            stamp,
        })
    }
}

/// Reloads whenever there is a reason, for ever.
pub(super) async fn follow(gateway: Arc<Gateway>, start: Option<Start>) {
    let Some(start) = start else {
        return;
    };
    let (file, mut content, mut seen) = (start.file, start.content, start.stamp);
    let mut hangups = Hangups::new();
    let mut settling = false;
    loop {
        tokio::select! {
            () = hangups.next() => {
                content = FileContent::of(file.clone()).await;
                reload(&gateway, "SIGHUP").await;
            }
            () = tokio::time::sleep(EVERY) => {
                let now = stamp(&file).await;
                let moved = now != seen;
                seen = now;
                if moved {
                    // It may be half written.
                    settling = true;
                } else if std::mem::take(&mut settling) {
                    let now = FileContent::of(file.clone()).await;
                    if now != content {
                        content = now;
                        reload(&gateway, "the file changed").await;
                    }
                }
            }
        }
    }
}

async fn reload(gateway: &Gateway, because: &str) {
    service::reloading();
    let outcome = gateway.reload_file().await;
    service::ready(match &outcome {
        Ok(_) => "serving",
        Err(_) => "serving; the changed feeds.toml was refused",
    });
    match outcome {
        Ok(report) => tell(&report, because),
        Err(error @ ReloadError::NoFile) => tracing::warn!("{because}: {error}"),
        Err(ReloadError::Invalid(invalid)) => {
            for problem in &invalid.problems {
                tracing::error!("{problem}");
            }
            tracing::error!(
                "{because}: not reloaded; what was in force stays in force until the file is right"
            );
        }
    }
}

fn tell(report: &Reloaded, because: &str) {
    for warning in &report.warnings {
        tracing::warn!("{warning}");
    }
    let names = |ids: &[crate::model::FeedId]| {
        let names: Vec<&str> = ids.iter().map(crate::model::FeedId::as_str).collect();
        names.join(", ")
    };
    tracing::info!(
        because,
        added = names(&report.added),
        changed = names(&report.changed),
        retired = names(&report.retired),
        removed = names(&report.removed),
        unchanged = report.unchanged,
        "reloaded"
    );
}

/// What a look can tell without reading: the file may be another one under the same name.
type Stamp = Option<(SystemTime, u64)>;

async fn stamp(file: &Path) -> Stamp {
    let metadata = tokio::fs::metadata(file).await.ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// The file's content, by its digest; `None` while it cannot be read.
#[derive(PartialEq, Eq)]
struct FileContent(Option<[u8; 32]>);

impl FileContent {
    async fn of(file: PathBuf) -> Self {
        let read = tokio::fs::read(file).await.ok();
        Self(read.map(|bytes| Sha256::digest(bytes).into()))
    }
}

/// SIGHUP, where there is such a thing.
struct Hangups(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl Hangups {
    #[cfg(unix)]
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let heard = signal(SignalKind::hangup());
        if let Err(error) = &heard {
            tracing::warn!(%error, "SIGHUP cannot be heard; a changed file is read again all the same");
        }
        Self(heard.ok())
    }

    #[cfg(not(unix))]
    fn new() -> Self {
        Self()
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.0
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}
