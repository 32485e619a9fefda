//! A chromedriver of the test's own.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A running driver. Dropping it ends it.
pub(crate) struct Driver {
    process: Child,
    pub(crate) port: u16,
    /// Open, so that it may write.
    _out: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    /// Says so when it, or Chromium, is not here.
    pub(crate) fn start() -> Option<Self> {
        for program in ["chromium", "chromedriver"] {
            let found = Command::new("sh")
                .args(["-c", &format!("command -v {program}")])
                .output()
                .is_ok_and(|found| found.status.success());
            if !found {
                eprintln!("SKIPPED: {program} is not installed; tests/all installs it");
                return None;
            }
        }
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut out = BufReader::new(process.stdout.take().expect("its output")).lines();
        // "ChromeDriver was started successfully on port 34567."
        let port = out.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.rsplit_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let port = port.expect("chromedriver says its port");
        Some(Self {
            process,
            port,
            _out: out,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The sessions that it has, as it lists them.
    pub(crate) async fn sessions(&self) -> Vec<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))
            .await
            .expect("the driver listens");
        let ask = format!(
            "GET /sessions HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n\r\n",
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
        body["value"].as_array().cloned().expect("a list")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Its browsers end with their sessions; what a failed test leaves ends with it.
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.process.id())])
            .status();
        let _ = self.process.wait();
    }
}
