//! The binary as a process: started in an empty folder, asked over HTTP, told to stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
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

    /// What the processes in it have said so far.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.0.join("log")).unwrap_or_default()
    }

    /// Where what a process says goes, after what was said before.
    fn log(&self) -> Stdio {
        let file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.0.join("log"));
        file.expect("a log").into()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `byline` with `arguments` in `folder`, to its end.
pub(crate) fn byline(folder: &Folder, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_byline"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

/// What a process said.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// A port of loopback that is free.
pub(crate) fn free_address() -> String {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    free.local_addr().expect("its address").to_string()
}

/// What `address` answers, if it does, whole: the status, the header fields and the body.
pub(crate) fn try_ask(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Option<(u16, String, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .ok()?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAccept-Encoding: identity\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    // What a kill cut off is no answer.
    (length.is_none_or(|length| length == body.len())).then_some(())?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head.to_ascii_lowercase(), body.to_owned()))
}

/// A running `byline demo` on free ports.
pub(crate) struct Demo {
    child: Child,
    /// `host:port` of what was asked for: the gateway, or the newsroom alone.
    pub(crate) address: String,
    /// What `byline demo` says first.
    pub(crate) printed: String,
}

impl Demo {
    pub(crate) fn start(folder: &Folder) -> Self {
        Self::start_in(folder, "zh")
    }

    /// The same over the newsroom in this language.
    pub(crate) fn start_in(folder: &Folder, language: &str) -> Self {
        let any = "127.0.0.1:0";
        let arguments = ["--listen", any, "--newsroom", any, "--lang", language];
        Self::spawn(folder, &arguments, "feeds made of it")
    }

    pub(crate) fn newsroom_only(folder: &Folder) -> Self {
        Self::newsroom_only_in(folder, "zh")
    }

    /// The same in this language.
    pub(crate) fn newsroom_only_in(folder: &Folder, language: &str) -> Self {
        let arguments = [
            "--newsroom-only",
            "--newsroom",
            "127.0.0.1:0",
            "--lang",
            language,
        ];
        Self::spawn(folder, &arguments, "newsroom")
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
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let printed: Vec<String> = lines
            .take_while(|line| !line.starts_with("Ctrl-C"))
            .collect();
        let line = printed.iter().find(|line| line.contains(line_with));
        let address = line.and_then(|line| line.split("http://").nth(1));
        Self {
            child,
            address: address
                .expect("it says where it listens")
                .trim_end_matches('/')
                .to_owned(),
            printed: printed.join("\n"),
        }
    }

    /// `byline serve` in `folder`, whose feeds.toml has it listen on `address`.
    pub(crate) fn serve(folder: &Folder, address: &str, environment: &[(&str, &str)]) -> Self {
        Self::starting(folder, address, environment).ready()
    }

    /// The same, while it starts.
    pub(crate) fn starting(folder: &Folder, address: &str, environment: &[(&str, &str)]) -> Self {
        Self::run("exec \"$0\" serve", folder, address, environment)
    }

    /// The same with `--log json`.
    pub(crate) fn logging_json(folder: &Folder, address: &str) -> Self {
        Self::run("exec \"$0\" serve --log json", folder, address, &[]).ready()
    }

    /// The same, on a disk where no file can grow beyond `kib`.
    pub(crate) fn cramped(
        folder: &Folder,
        address: &str,
        environment: &[(&str, &str)],
        kib: u64,
    ) -> Self {
        // The shell counts in blocks of 512 bytes.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" serve", kib * 2);
        Self::run(&script, folder, address, environment)
    }

    /// The same, with so many descriptors.
    pub(crate) fn with_descriptors(
        folder: &Folder,
        address: &str,
        environment: &[(&str, &str)],
        descriptors: u64,
    ) -> Self {
        let script = format!("ulimit -n {descriptors}; exec \"$0\" serve");
        Self::run(&script, folder, address, environment).ready()
    }

    /// The same, on a socket at `address` that a service manager opened. Needs Python.
    pub(crate) fn activated(folder: &Folder, address: &str, environment: &[(&str, &str)]) -> Self {
        const MANAGER: &str = "import os, socket, sys\n\
            host, port = sys.argv[2].split(':')\n\
            listening = socket.create_server((host, int(port)))\n\
            os.dup2(listening.fileno(), 3)\n\
            os.set_inheritable(3, True)\n\
            os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))\n\
            os.execv(sys.argv[1], [sys.argv[1], 'serve'])";
        let script = format!("exec python3 -c \"{MANAGER}\" \"$0\" {address}");
        Self::run(&script, folder, address, environment).ready()
    }

    fn run(script: &str, folder: &Folder, address: &str, environment: &[(&str, &str)]) -> Self {
        let binary = std::env::var_os("BYLINE_BINARY");
        let child = Command::new("sh")
            .args(["-c", script])
            .arg(binary.unwrap_or_else(|| env!("CARGO_BIN_EXE_byline").into()))
            .envs(environment.iter().copied())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stderr(folder.log())
            .spawn()
            .expect("the binary runs");
        Self {
            child,
            address: address.to_owned(),
            printed: String::new(),
        }
    }

    /// When it answers.
    pub(crate) fn ready(self) -> Self {
        let patience = Instant::now() + Duration::from_secs(60);
        // It listens before it has opened its store.
        while self.try_ask("GET", "/healthz", "", "").is_none() {
            assert!(Instant::now() < patience, "it never answered");
            std::thread::sleep(Duration::from_millis(10));
        }
        self
    }

    /// What it answers, if it lives to do so: the status, the header fields and the whole body.
    pub(crate) fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Option<(u16, String, String)> {
        try_ask(&self.address, method, path, headers, body)
    }

    /// The most memory it has held, resident; `None` where the system does not tell.
    pub(crate) fn peak_mib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1024)
    }

    /// The way it ends by itself, or `None` when it serves.
    pub(crate) fn refusal(&mut self) -> Option<ExitStatus> {
        let patience = Instant::now() + Duration::from_secs(60);
        while self.try_ask("GET", "/healthz", "", "").is_none() {
            if let Some(status) = self.child.try_wait().expect("a process") {
                return Some(status);
            }
            assert!(Instant::now() < patience, "it neither serves nor ends");
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// SIGHUP.
    pub(crate) fn hang_up(&self) {
        self.signal("-HUP");
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
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
        self.signal("-TERM");
        self.child.wait().expect("it ends")
    }

    pub(crate) fn signal(&self, which: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([which, &id]).status();
        assert!(sent.expect("kill").success());
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
