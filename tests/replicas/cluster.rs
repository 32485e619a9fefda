//! Three real PostgreSQL nodes with quorum commit, on this machine, gone with the test's process. `cluster` runs them.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The nodes. They have numbers from 0.
pub(crate) struct Cluster {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    pub(crate) ports: [u16; 3],
    /// The one that writes.
    pub(crate) primary: usize,
}

impl Cluster {
    /// `None`, and a line that says so, where there is no PostgreSQL.
    pub(crate) fn start() -> Option<Self> {
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
        let free = [(); 3].map(|()| std::net::TcpListener::bind("127.0.0.1:0").expect("a port"));
        let ports = free.map(|free| free.local_addr().expect("an address").port());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/replicas/cluster");
        let mut child = Command::new(script)
            .args(ports.map(|port| port.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/replicas/cluster");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut folder = String::new();
        stdout.read_line(&mut folder).expect("a line");
        assert!(!folder.is_empty(), "PostgreSQL did not start");
        Some(Self {
            child,
            stdin,
            stdout,
            ports,
            primary: 0,
        })
    }

    fn tell(&mut self, command: &str) -> String {
        let stdin = self.stdin.as_mut().expect("it runs");
        writeln!(stdin, "{command}").expect("it listens");
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).expect("it answers");
        let done = answer.trim().strip_prefix("done");
        done.unwrap_or_else(|| panic!("{command}: {answer:?}"))
            .trim()
            .to_owned()
    }

    /// Ends the primary as a crash would.
    pub(crate) fn kill_primary(&mut self) {
        self.tell(&format!("kill {}", self.primary + 1));
    }

    /// Stops the primary, as a machine that hangs.
    pub(crate) fn freeze_primary(&mut self) {
        self.tell(&format!("freeze {}", self.primary + 1));
    }

    /// Has a node go on that was stopped.
    pub(crate) fn thaw(&mut self, node: usize) {
        self.tell(&format!("thaw {}", node + 1));
    }

    /// Makes another node the primary. Returns the one that was.
    pub(crate) fn fail_over(&mut self) -> usize {
        let old = self.primary;
        let new: usize = self
            .tell(&format!("failover {}", old + 1))
            .parse()
            .expect("a number");
        self.primary = new - 1;
        old
    }

    /// Makes `node` follow the primary.
    pub(crate) fn rejoin(&mut self, node: usize) {
        self.tell(&format!("rejoin {} {}", node + 1, self.primary + 1));
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}
