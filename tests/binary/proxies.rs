//! The snippets of `packaging/proxy/`, each in the real proxy: readers get through it what byline says.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::process::{Demo, Folder, free_address};
use crate::real_parts::present;

/// What a reader asks for.
const FEED: &str = "/feeds/tanews.rss";

/// byline on a file, a newsroom, a certificate, and a proxy before it that listens on `port` of loopback.
struct Behind {
    folder: Folder,
    _newsroom: Demo,
    byline: Option<Demo>,
    proxy: Child,
    port: String,
}

impl Behind {
    /// The proxy `program` with its snippet after `adapt`, which is given the port and the folder.
    fn start(
        program: &str,
        snippet: &str,
        adapt: impl Fn(&str, &str, &str) -> (String, Vec<String>),
    ) -> Self {
        let folder = Folder::new(program);
        let newsroom = Demo::newsroom_only(&folder);
        let direct = free_address();
        let port = free_address()
            .rsplit(':')
            .next()
            .expect("a port")
            .to_owned();
        let at = folder.path().display().to_string();
        let shipped = include_str!("../../feeds.toml").replace("127.0.0.1:8081", &newsroom.address);
        let (begin, end) = (
            shipped.find("[server]").expect("a table"),
            shipped.find("[cache]").expect("a table"),
        );
        let server = format!(
            "[server]\nlisten = [\"{direct}\", \"unix:{at}/byline.sock\"]\npublic-url = \"https://feeds.example:{port}/\"\n"
        );
        let feeds = format!("{}{server}\n{}", &shipped[..begin], &shipped[end..])
            .replace("interval = \"30s\"", "interval = \"2s\"");
        fs::write(folder.path().join("feeds.toml"), feeds).expect("feeds.toml");
        certify(folder.path());
        let byline = Demo::serve(&folder, &direct, &[]);
        byline.until("/feeds/tanews.json", |feed| feed.contains("来源:"));
        let local = snippet
            .replace("/run/byline/byline.sock", &format!("{at}/byline.sock"))
            .replace("/etc/ssl/", &format!("{at}/"));
        let (config, arguments) = adapt(&local, &port, &at);
        fs::write(folder.path().join("proxy.conf"), config).expect("the proxy's file");
        let log = fs::File::create(folder.path().join("proxy.log")).expect("a log");
        let proxy = Command::new(program)
            .args(arguments)
            .env("HOME", folder.path())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("the proxy runs");
        let behind = Self {
            folder,
            _newsroom: newsroom,
            byline: Some(byline),
            proxy,
            port,
        };
        let patience = Instant::now() + Duration::from_secs(30);
        while !behind.ask(FEED, &[]).starts_with("HTTP/2 200") {
            let said = fs::read_to_string(behind.folder.path().join("proxy.log"));
            assert!(
                Instant::now() < patience,
                "no answer through {program}: {said:?}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        behind
    }

    fn curl(&self, path: &str, arguments: &[&str]) -> Output {
        let output = Command::new("curl")
            .args(["--silent", "--noproxy", "*", "--max-time", "20"])
            .args([
                "--resolve",
                &format!("feeds.example:{}:127.0.0.1", self.port),
            ])
            .arg("--cacert")
            .arg(self.folder.path().join("feeds.example.pem"))
            .args(arguments)
            .arg(format!("https://feeds.example:{}{path}", self.port))
            .current_dir(self.folder.path())
            .output();
        output.expect("curl runs")
    }

    /// The header fields of an answer and its body, as text.
    fn ask(&self, path: &str, arguments: &[&str]) -> String {
        let arguments = [&["--include"], arguments].concat();
        String::from_utf8_lossy(&self.curl(path, &arguments).stdout).into_owned()
    }

    /// Whoever reads through this proxy gets what byline says, and no more.
    fn passes_on_what_byline_says(&self) {
        let byline = self.byline.as_ref().expect("it runs");
        // Once more when there was news meanwhile.
        let (direct, whole, older, compressed) = loop {
            let direct = byline.get(FEED);
            let whole = self.ask(FEED, &["--http2"]);
            let older = self.ask(FEED, &["--http1.1"]);
            let gzip = ["--compressed", "--header", "Accept-Encoding: gzip"];
            let compressed = self.ask(FEED, &gzip);
            if byline.get(FEED) == direct {
                break (direct, whole, older, compressed);
            }
        };
        let (head, body) = whole.split_once("\r\n\r\n").expect("an answer");
        assert!(head.starts_with("HTTP/2 200"), "{head}");
        assert_eq!(body, direct);
        let stale = ["stale-while-revalidate=", "stale-if-error="];
        assert!(stale.iter().all(|word| head.contains(word)), "{head}");
        assert!(older.starts_with("HTTP/1.1 200") && older.ends_with(&direct));
        let is_gzip = compressed
            .to_ascii_lowercase()
            .contains("content-encoding: gzip");
        assert!(is_gzip && compressed.ends_with(&direct), "{compressed}");

        let again = self.curl(FEED, &["--include", "--etag-save", "tag"]);
        assert!(again.status.success(), "{again:?}");
        let again = self.ask(FEED, &["--etag-compare", "tag"]);
        assert!(again.starts_with("HTTP/2 304"), "{again}");

        for path in [
            "/admin/takedowns",
            "/status",
            "/status.json",
            "/metrics",
            "/readyz",
        ] {
            let answer = self.ask(path, &[]);
            assert!(answer.starts_with("HTTP/2 404"), "{path}: {answer}");
        }
    }
}

impl Drop for Behind {
    fn drop(&mut self) {
        let _ = self.proxy.kill();
        let _ = self.proxy.wait();
    }
}

/// A certificate for the name of the snippets.
fn certify(folder: &Path) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-subj",
            "/CN=feeds.example",
            "-addext",
            "subjectAltName=DNS:feeds.example",
        ])
        .args(["-keyout", "feeds.example.key", "-out", "feeds.example.pem"])
        .current_dir(folder)
        .output()
        .expect("openssl runs");
    assert!(made.status.success(), "{made:?}");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a file");
    let both = read("feeds.example.pem") + &read("feeds.example.key");
    fs::write(folder.join("feeds.example.both.pem"), both).expect("a file");
}

fn all_present(programs: &[&str]) -> bool {
    programs.iter().all(|program| present(program))
}

/// A newsroom with nginx gets its cache right: fresh answers from it, stale ones while byline is down, partners' answers never.
#[test]
fn nginx_serves_what_byline_says_and_goes_on_when_byline_is_down() {
    if !all_present(&["nginx", "curl", "openssl"]) {
        return;
    }
    let snippet = include_str!("../../packaging/proxy/nginx.conf");
    let mut behind = Behind::start("nginx", snippet, |local, port, at| {
        let site = local
            .replace("listen 443", &format!("listen 127.0.0.1:{port}"))
            .replace("/var/cache/nginx/byline", &format!("{at}/cache"));
        let whole = format!(
            "daemon off;\nmaster_process off;\npid {at}/nginx.pid;\nerror_log {at}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n\
             client_body_temp_path {at}/body;\nproxy_temp_path {at}/proxied;\nfastcgi_temp_path {at}/f;\nuwsgi_temp_path {at}/u;\n\
             scgi_temp_path {at}/s;\n{site}}}\n"
        );
        (
            whole,
            vec![
                "-p".into(),
                at.into(),
                "-c".into(),
                format!("{at}/proxy.conf"),
            ],
        )
    });
    behind.passes_on_what_byline_says();
    let before = behind.ask(FEED, &[]);
    behind.byline.take().expect("it runs").kill();
    // Whatever max-age was left, it is over then.
    std::thread::sleep(Duration::from_secs(3));
    let stale = behind.ask(FEED, &[]);
    assert!(stale.starts_with("HTTP/2 200"), "{stale}");
    let body = |answer: &str| answer.split_once("\r\n\r\n").map(|it| it.1.to_owned());
    assert_eq!(body(&stale), body(&before));
    let partner = behind.ask(
        FEED,
        &[
            "--header",
            "Authorization: Bearer of-a-partner-who-is-known",
        ],
    );
    assert!(
        partner.starts_with("HTTP/2 502"),
        "a partner was answered from the public cache: {partner}"
    );
}

/// A newsroom with HAProxy.
#[test]
fn haproxy_serves_what_byline_says() {
    if !all_present(&["haproxy", "curl", "openssl"]) {
        return;
    }
    let snippet = include_str!("../../packaging/proxy/haproxy.cfg");
    let behind = Behind::start("haproxy", snippet, |local, port, at| {
        let whole = local.replace("bind :443", &format!("bind 127.0.0.1:{port}"));
        (
            whole,
            vec!["-db".into(), "-f".into(), format!("{at}/proxy.conf")],
        )
    });
    behind.passes_on_what_byline_says();
}

/// A newsroom with Caddy has HTTP/3 without asking for it, so a browser reads the feed's page that way.
#[test]
fn caddy_serves_what_byline_says_over_http_3_too() {
    if !all_present(&["caddy", "curl", "openssl"]) {
        return;
    }
    let snippet = include_str!("../../packaging/proxy/Caddyfile");
    let behind = Behind::start("caddy", snippet, |local, port, at| {
        let here = format!(
            "https://feeds.example:{port} {{\n\tbind 127.0.0.1\n\ttls {at}/feeds.example.pem {at}/feeds.example.key\n\
             \tlog {{\n\t\toutput file {at}/access.log\n\t}}\n"
        );
        let site = local.replace("feeds.example {\n", &here);
        let whole = format!("{{\n\tadmin off\n\tauto_https off\n}}\n{site}");
        let run = ["run", "--adapter", "caddyfile", "--config"].map(str::to_owned);
        (
            whole,
            [run.to_vec(), vec![format!("{at}/proxy.conf")]].concat(),
        )
    });
    behind.passes_on_what_byline_says();
    let head = behind.ask(FEED, &[]).to_ascii_lowercase();
    assert!(head.contains("alt-svc: h3="), "{head}");

    if !present("chromium") {
        return;
    }
    let folder = behind.folder.path();
    let key = "openssl x509 -in feeds.example.pem -pubkey -noout | openssl pkey -pubin -outform der \
               | openssl dgst -sha256 -binary | openssl enc -base64";
    let key = Command::new("sh")
        .args(["-c", key])
        .current_dir(folder)
        .output()
        .expect("a digest");
    let key = String::from_utf8_lossy(&key.stdout).trim().to_owned();
    let site = format!("feeds.example:{}", behind.port);
    let shown = Command::new("chromium")
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--dump-dom",
            "--virtual-time-budget=5000",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("--origin-to-force-quic-on={site}"))
        .arg(format!("--ignore-certificate-errors-spki-list={key}"))
        .arg("--host-resolver-rules=MAP feeds.example 127.0.0.1")
        .arg(format!("https://{site}/feeds/tanews"))
        .output()
        .expect("chromium runs");
    let page = String::from_utf8_lossy(&shown.stdout);
    assert!(page.contains("来源"), "{page}");
    let log = fs::read_to_string(folder.join("access.log")).expect("Caddy's log");
    assert!(log.contains("\"proto\":\"HTTP/3.0\""), "{log}");
}
