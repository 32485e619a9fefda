//! Where byline listens: several addresses, Unix sockets, and sockets of a service manager that is told how it goes.

use std::io::{Read, Write};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process::{Demo, Folder, free_address, try_ask};

const VARIABLE: &str = "BYLINE_TEST_ADMIN";
const TOKEN: &str = "a-token-for-tests-only";

/// The shipped file with `[server]` as given.
fn feeds_toml(folder: &Folder, newsroom: &str, server: &str) {
    let shipped = include_str!("../../feeds.toml").replace("127.0.0.1:8081", newsroom);
    let begin = shipped.find("[server]").expect("a table");
    let end = shipped.find("[cache]").expect("a table");
    let text = format!("{}{server}\n{}", &shipped[..begin], &shipped[end..]);
    std::fs::write(folder.path().join("feeds.toml"), text).expect("feeds.toml");
}

/// A newsroom's proxy reads from a file, its readers never see an admin page, and its operators go on working.
#[test]
fn readers_proxies_and_operators_have_their_own_sockets() {
    let folder = Folder::new("sockets");
    let newsroom = Demo::newsroom_only(&folder);
    let (public, private) = (free_address(), free_address());
    let path = folder.path().join("byline.sock");
    let server = format!(
        "[server]\nlisten = [\"{public}\", \"unix:{}\"]\nadmin-listen = \"{private}\"\n\
         public-url = \"https://feeds.example/news/\"\nadmin-token-env = \"{VARIABLE}\"\n",
        path.display()
    );
    feeds_toml(&folder, &newsroom.address, &server);
    let serving = Demo::serve(&folder, &public, &[(VARIABLE, TOKEN)]);
    let feed = serving.until("/feeds/tanews.json", |feed| feed.contains("来源:"));
    let through = |path_of_url: &str| {
        let mut stream = UnixStream::connect(&path).expect("somebody listens");
        write!(
            stream,
            "GET {path_of_url} HTTP/1.1\r\nHost: feeds.example\r\nConnection: close\r\n\
             Accept-Encoding: identity\r\n\r\n"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer
    };
    assert!(through("/feeds/tanews.json").ends_with(&feed));
    // A proxy that passes the path of public-url on.
    assert!(through("/news/feeds/tanews.json").ends_with(&feed));
    assert!(through("/metrics").starts_with("HTTP/1.1 404"));
    let status = |address: &str, path: &str| {
        let answer = try_ask(address, "GET", path, "", "").expect("an answer");
        answer.0
    };
    for path in ["/metrics", "/status", "/status.json", "/news/status"] {
        assert_eq!(status(&public, path), 404, "{path}");
        assert_eq!(status(&private, path), 200, "{path}");
    }
    assert_eq!(status(&public, "/admin/takedowns"), 404);
    assert_eq!(status(&private, "/admin/takedowns"), 401);
    let list = Command::new(env!("CARGO_BIN_EXE_byline"))
        .args(["takedown", "--list"])
        .env(VARIABLE, TOKEN)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    assert!(list.status.success(), "{list:?}");
}

/// An operator who restarts the service loses no reader: the manager holds the socket. And the manager knows when byline
/// is ready, so that what depends on it starts no earlier.
#[test]
fn a_service_managers_socket_is_used_and_the_manager_is_told() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: python3 is not installed, which plays the service manager");
        return;
    }
    let folder = Folder::new("activated");
    let newsroom = Demo::newsroom_only(&folder);
    // What feeds.toml names is not bound: another program listens there.
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let at = occupied.local_addr().expect("its address");
    feeds_toml(
        &folder,
        &newsroom.address,
        &format!("[server]\nlisten = \"{at}\"\n"),
    );
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).expect("a free path");
    let patience = Some(Duration::from_secs(30));
    manager.set_read_timeout(patience).expect("a socket");
    let heard = |wanted: &str| {
        let mut message = [0; 1024];
        loop {
            let length = manager.recv(&mut message).expect("the manager is told");
            let text = String::from_utf8_lossy(&message[..length]);
            if text.lines().any(|line| line == wanted) {
                return;
            }
        }
    };
    let address = free_address();
    let socket = path.to_str().expect("UTF-8");
    let environment = [("NOTIFY_SOCKET", socket), ("WATCHDOG_USEC", "200000")];
    let serving = Demo::activated(&folder, &address, &environment);
    heard("READY=1");
    heard("WATCHDOG=1");
    heard("WATCHDOG=1");
    assert!(serving.get("/").contains("tanews"));
    serving.hang_up();
    heard("RELOADING=1");
    heard("READY=1");
    assert!(serving.terminate().success());
    heard("STOPPING=1");
}
