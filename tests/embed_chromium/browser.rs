//! Chromium without a window.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// The browser, if it is here.
#[derive(Clone, Copy)]
pub(crate) struct Browser;

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=3000",
];

impl Browser {
    /// Says so when it is not here.
    pub(crate) fn find() -> Option<Self> {
        let found = Command::new("sh")
            .args(["-c", "command -v chromium"])
            .output()
            .is_ok_and(|found| found.status.success());
        if !found {
            eprintln!("SKIPPED: chromium is not installed; tests/all installs it");
        }
        found.then_some(Self)
    }

    /// The document at `url` when its scripts have run, as HTML.
    pub(crate) async fn dump(self, url: &str) -> String {
        let dom = run(vec!["--dump-dom".to_owned(), url.to_owned()]).await;
        assert!(dom.contains("<html"), "{url}: {dom:?}");
        dom
    }

    /// What `check.js` says of the partner's page at `url`.
    pub(crate) async fn report(self, url: &str) -> Value {
        let dom = self.dump(url).await;
        let report = dom_query::Document::from(&*dom)
            .select("#report")
            .text()
            .to_string();
        serde_json::from_str(&report).unwrap_or_else(|error| panic!("{url}: {error}\n{dom}"))
    }

    /// A picture of the page at `url`, `size` in CSS pixels.
    pub(crate) async fn picture(self, url: &str, size: (u32, u32), file: &Path) {
        run(vec![
            format!("--window-size={},{}", size.0, size.1),
            "--force-device-scale-factor=2".to_owned(),
            format!("--screenshot={}", file.display()),
            url.to_owned(),
        ])
        .await;
        assert!(file.exists(), "{}", file.display());
    }
}

/// One run with a profile of its own; ended after a minute and a half.
async fn run(arguments: Vec<String>) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let profile =
        std::env::temp_dir().join(format!("byline-embed-{}-{number}", std::process::id()));
    tokio::task::spawn_blocking(move || {
        let output = Command::new("timeout")
            .args(["--kill-after=5", "90", "chromium"])
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("chromium runs");
        let _ = std::fs::remove_dir_all(&profile);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    })
    .await
    .expect("chromium ends")
}
