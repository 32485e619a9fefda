//! A driver of the test's own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The homes of this process, to tell them apart.
static HOMES: AtomicUsize = AtomicUsize::new(0);

/// Whose driver it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Chromium,
    Firefox,
}

/// A running driver. Dropping it ends it.
pub(crate) struct Driver {
    process: Child,
    kind: Kind,
    /// The home of the driver's user, where browsers save files.
    pub(crate) home: PathBuf,
    pub(crate) port: u16,
}

impl Driver {
    /// Says so when it, or its browser, is not here.
    pub(crate) fn start(kind: Kind) -> Option<Self> {
        Self::with(kind, &[])
    }

    /// With more arguments.
    pub(crate) fn with(kind: Kind, more: &[&str]) -> Option<Self> {
        let (names, driver): (&[_], _) = match kind {
            Kind::Chromium => (&["chromium"], "chromedriver"),
            Kind::Firefox => (&["firefox-esr", "firefox"], "geckodriver"),
        };
        let browser = names.iter().find_map(|name| installed(name));
        let (Some(browser), Some(_)) = (browser, installed(driver)) else {
            eprintln!("SKIPPED: {} or {driver} is not installed", names[0]);
            return None;
        };
        let mut command = Command::new(driver);
        match kind {
            Kind::Chromium => command.arg("--port=0"),
            Kind::Firefox => command.args(["--port=0", "--websocket-port=0", "--binary", &browser]),
        };
        let number = HOMES.fetch_add(1, Relaxed);
        let home = format!("byline-home-{}-{number}", std::process::id());
        let home = std::env::temp_dir().join(home);
        std::fs::create_dir_all(&home).expect("a folder");
        let mut process = command
            .args(more)
            .env("HOME", &home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let mut out = BufReader::new(process.stdout.take().expect("its output")).lines();
        // "ChromeDriver was started successfully on port 34567.", "… Listening on 127.0.0.1:34567"
        let port = out.by_ref().map_while(Result::ok).find_map(|line| {
            let port = match kind {
                Kind::Chromium => line.rsplit_once("successfully on port ")?.1,
                Kind::Firefox => line.rsplit_once("Listening on 127.0.0.1:")?.1,
            };
            port.trim_end_matches('.').parse().ok()
        });
        let port = port.expect("the driver says its port");
        // Read on, so that it and its browser may write.
        std::thread::spawn(move || out.for_each(drop));
        Some(Self {
            process,
            kind,
            home,
            port,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many sessions it has. geckodriver has one or none, and says whether it could start another.
    pub(crate) async fn sessions(&self) -> usize {
        let path = match self.kind {
            Kind::Chromium => "sessions",
            Kind::Firefox => "status",
        };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))
            .await
            .expect("the driver listens");
        let ask = format!(
            "GET /{path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n\r\n",
            self.port
        );
        stream.write_all(ask.as_bytes()).await.expect("it reads");
        // It does not close the connection.
        let mut answer = Vec::new();
        let body: Value = loop {
            let read = stream.read_buf(&mut answer).await.expect("it writes");
            let text = String::from_utf8_lossy(&answer);
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body);
            match body.map(serde_json::from_str) {
                Some(Ok(body)) => break body,
                _ => assert!(read > 0, "{text}"),
            }
        };
        match self.kind {
            Kind::Chromium => body["value"].as_array().expect("a list").len(),
            Kind::Firefox => usize::from(body["value"]["ready"] == false),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Its browsers end with their sessions; what a failed test leaves ends with it.
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.process.id())])
            .status();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

/// Where `program` is.
fn installed(program: &str) -> Option<String> {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .ok()?;
    let path = String::from_utf8(found.stdout).ok()?;
    found.status.success().then(|| path.trim().to_owned())
}
