//! One byline of several, with a way of its own to the database and a clock of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::origin::{ADMIN, DATABASE, TOKEN};
use crate::paper::FEEDS;
use crate::process::{Demo, Folder, free_address};
use crate::proxy::Proxy;

/// Debian's package faketime has it.
const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/// Whether clocks can be set.
pub(crate) fn has_clocks() -> bool {
    Path::new(FAKETIME).exists()
}

/// What `feeds.toml` says that changes in a run.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) origins: [String; 2],
    pub(crate) title: &'static str,
    /// `[replicas] isolated`.
    pub(crate) isolated: &'static str,
}

/// The replica; its process may be gone.
pub(crate) struct Replica {
    name: String,
    folder: Folder,
    pub(crate) address: String,
    pub(crate) proxy: Proxy,
    url: String,
    clock: PathBuf,
    process: Option<Demo>,
}

impl Replica {
    pub(crate) fn new(number: usize, nodes: [u16; 3]) -> Self {
        let (name, proxy) = (format!("r{}", number + 1), Proxy::start(nodes));
        let hosts = proxy
            .ports
            .map(|port| format!("127.0.0.1:{port}"))
            .join(",");
        let folder = Folder::new(&name);
        let clock = folder.path().join("clock");
        std::fs::write(&clock, "+0\n").expect("a file");
        Self {
            url: format!("postgres://byline@{hosts}/byline?target_session_attrs=read-write"),
            address: free_address(),
            process: None,
            name,
            folder,
            proxy,
            clock,
        }
    }

    pub(crate) fn write(&self, settings: &Settings) {
        let Settings {
            origins,
            title,
            isolated,
        } = settings;
        let feeds: String = FEEDS
            .iter()
            .map(|(name, host)| {
                let origin = origins.iter().find(|it| it.starts_with(&format!("{host}:")));
                let origin = origin.expect("an origin");
                format!(
                    "[feeds.{name}]\npublisher = \"paper\"\ntitle = \"{title}\"\nsections = [\"http://{origin}/{name}/\"]\ninterval = \"3s\"\n\
                     [feeds.{name}.select]\nitem = \"#list li\"\ntitle = \"h3 a\"\nlink = \"h3 a\"\ndate = \"span\"\n"
                )
            })
            .collect();
        let patience = match *isolated {
            "stop" => "isolated-for = \"10s\"\n",
            _ => "",
        };
        let text = format!(
            "[server]\nlisten = \"{}\"\npublic-url = \"http://feeds.example/\"\nadmin-token-env = \"{ADMIN}\"\n\
             [store]\npostgres-url-env = \"{DATABASE}\"\npath = \"data\"\n\
             [replicas]\nname = \"{}\"\nisolated = \"{isolated}\"\n{patience}\
             [fetch]\nper-host = 2\nmin-interval = \"100ms\"\ntimeout = \"2s\"\n\
             [publishers.paper]\nname = \"岱岳网\"\nurl = \"http://{}/\"\nlanguage = \"zh-CN\"\ntimezone = \"Asia/Shanghai\"\n\
             [publishers.paper.rights]\nown-sources = [\"岱岳网\"]\n{feeds}",
            self.address, self.name, origins[0]
        );
        std::fs::write(self.folder.path().join("feeds.toml"), text).expect("feeds.toml");
    }

    /// Sets its clock ahead by so many seconds. Its steady clock goes on as it does.
    pub(crate) fn set_clock(&self, seconds: i64) {
        // A replica that reads meanwhile must not find half a file.
        let new = self.folder.path().join("clock.new");
        std::fs::write(&new, format!("{seconds:+}\n")).expect("a file");
        std::fs::rename(new, &self.clock).expect("a file");
    }

    pub(crate) fn start(&mut self) {
        let clock = self.clock.display().to_string();
        let mut environment = vec![(ADMIN, TOKEN), (DATABASE, &*self.url)];
        if has_clocks() {
            environment.extend([
                ("LD_PRELOAD", FAKETIME),
                ("FAKETIME_TIMESTAMP_FILE", &*clock),
                ("FAKETIME_CACHE_DURATION", "1"),
                ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
                ("FAKETIME_DISABLE_SHM", "1"),
                ("NO_FAKE_STAT", "1"),
            ]);
        }
        self.process = Some(Demo::serve(&self.folder, &self.address, &environment));
    }

    fn process(&self) -> &Demo {
        self.process.as_ref().expect("it runs")
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// SIGTERM, and its end.
    pub(crate) fn stop(&mut self) {
        let ended = self.process.take().expect("it runs").terminate();
        assert!(ended.success(), "{ended}:\n{}", self.said());
    }

    pub(crate) fn freeze(&self) {
        self.process().signal("-STOP");
    }

    pub(crate) fn thaw(&self) {
        self.process().signal("-CONT");
    }

    /// SIGHUP.
    pub(crate) fn reload(&self) {
        if let Some(process) = &self.process {
            process.hang_up();
        }
    }

    /// A command beside it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_byline"))
            .args(arguments)
            .envs([(ADMIN, TOKEN), (DATABASE, &self.url)])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("the binary runs")
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The end of what it said.
    pub(crate) fn said(&self) -> String {
        let said = self.folder.said();
        let start = said.len().saturating_sub(5000);
        said[said.ceil_char_boundary(start)..].to_owned()
    }

    pub(crate) fn panicked(&self) -> bool {
        self.folder.said().contains("panicked")
    }
}
