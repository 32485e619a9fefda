//! The binary as a process: started in an empty folder, asked over HTTP, told to stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// An empty folder that is gone after the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("byline-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running `byline demo` on free ports.
pub(crate) struct Demo {
    child: Child,
    /// `host:port` of what was asked for: the gateway, or the newsroom alone.
    pub(crate) address: String,
}

impl Demo {
    pub(crate) fn start(folder: &Folder) -> Self {
        Self::spawn(
            folder,
            &["--listen", "127.0.0.1:0", "--newsroom", "127.0.0.1:0"],
            "feeds made of it",
        )
    }

    pub(crate) fn newsroom_only(folder: &Folder) -> Self {
        Self::spawn(
            folder,
            &["--newsroom-only", "--newsroom", "127.0.0.1:0"],
            "newsroom",
        )
    }

    fn spawn(folder: &Folder, arguments: &[&str], line_with: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_byline"))
            .arg("demo")
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let stdout = child.stdout.take().expect("its stdout");
        let address = BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .find(|line| line.contains(line_with))
            .and_then(|line| {
                Some(
                    line.split("http://")
                        .nth(1)?
                        .trim_end_matches('/')
                        .to_owned(),
                )
            })
            .expect("it says where it listens");
        Self { child, address }
    }

    /// `byline serve` in `folder`, whose feeds.toml has it listen on `address`.
    pub(crate) fn serve(folder: &Folder, address: &str, environment: &[(&str, &str)]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_byline"))
            .arg("serve")
            .envs(environment.iter().copied())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let serving = Self {
            child,
            address: address.to_owned(),
        };
        let patience = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < patience, "it never listened");
            std::thread::sleep(Duration::from_millis(20));
        }
        // It listens before it has opened its store.
        serving.get("/healthz");
        serving
    }

    /// The body at `path`, which must be a 200.
    pub(crate) fn get(&self, path: &str) -> String {
        let (head, body) = self.ask(path);
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}\n{body}");
        body
    }

    /// What `path` answers: the status line with the header fields, and the body.
    pub(crate) fn ask(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a socket");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept-Encoding: identity\r\n\r\n", self.address).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.to_owned(), body.to_owned())
    }

    /// Asks until `holds`, as a reader who comes back would.
    pub(crate) fn until(&self, path: &str, holds: impl Fn(&str) -> bool) -> String {
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            let body = self.get(path);
            if holds(&body) {
                return body;
            }
            assert!(
                Instant::now() < patience,
                "{path} never came to hold what was expected"
            );
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// SIGTERM, and the way it ends.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .expect("kill")
                .success()
        );
        self.child.wait().expect("it ends")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
