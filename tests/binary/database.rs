//! A real PostgreSQL for a test: private, on this machine, gone with the test's process. `tests/postgres` runs it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// A server with databases.
pub(crate) struct Server {
    child: Child,
    /// `None` when it ends.
    pipes: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
    folder: String,
    /// Where it listens on 127.0.0.1.
    pub(crate) port: u16,
}

impl Server {
    /// A server of the test's own; `None`, and a line that says so, where there is no PostgreSQL.
    pub(crate) fn start(certificates: Option<&Path>) -> Option<Self> {
        let found = Command::new("sh")
            .args([
                "-c",
                "ls /usr/lib/postgresql/*/bin/initdb || command -v initdb",
            ])
            .output();
        if !found.is_ok_and(|found| found.status.success()) {
            eprintln!("SKIPPED: PostgreSQL is not installed; tests/all installs it");
            return None;
        }
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let mut child = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres"))
            .arg(port.to_string())
            .args(certificates)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/postgres");
        let stdin = child.stdin.take().expect("a pipe");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut folder = String::new();
        stdout.read_line(&mut folder).expect("a line");
        let folder = folder.trim().to_owned();
        assert!(!folder.is_empty(), "PostgreSQL did not start");
        Some(Self {
            child,
            pipes: Mutex::new(Some((stdin, stdout))),
            folder,
            port,
        })
    }

    /// The one that tests share which do it no harm.
    pub(crate) fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(None)).as_ref()
    }

    /// `kill`, `start`, `freeze` or `thaw`.
    pub(crate) fn tell(&self, command: &str) {
        let mut pipes = self.pipes.lock().expect("no panic");
        let (stdin, stdout) = pipes.as_mut().expect("it runs");
        writeln!(stdin, "{command}").expect("it listens");
        let mut answer = String::new();
        stdout.read_line(&mut answer).expect("it answers");
        assert_eq!(answer, "done\n");
    }

    /// The name of a new, empty database.
    pub(crate) fn database(&self) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("byline{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        name
    }

    /// The URL of a database, by the socket.
    pub(crate) fn url(&self, database: &str) -> String {
        format!(
            "postgres://byline@/{database}?host={}&port={}",
            self.folder, self.port
        )
    }

    /// What psql prints for `statement`.
    pub(crate) fn sql(&self, database: &str, statement: &str) -> String {
        let output = Command::new("psql")
            .args([
                "-h",
                &self.folder,
                "-p",
                &self.port.to_string(),
                "-U",
                "byline",
            ])
            .args([
                "-d",
                database,
                "-qAt",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                statement,
            ])
            .output()
            .expect("psql");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{statement}: {said}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.pipes.lock().map(|mut pipes| pipes.take()));
        let _ = self.child.wait();
    }
}
