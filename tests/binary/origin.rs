//! An origin on loopback that a test scripts: every answer is bytes that the test writes.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// The origin. It runs as long as the test process does.
pub(crate) struct Origin {
    /// `host:port`.
    pub(crate) address: String,
}

impl Origin {
    /// Hands each request's path to `answer`, with the socket; the connection is closed when it returns.
    pub(crate) fn start(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1", answer)
    }

    /// The same at another address of this machine.
    pub(crate) fn start_at(
        host: &str,
        answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((host, 0)).expect("a free port");
        let address = listener.local_addr().expect("its address").to_string();
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            // One thread per connection: a gateway makes no more than it is allowed per host.
            for mut stream in listener.incoming().map_while(Result::ok) {
                let answer = answer.clone();
                std::thread::spawn(move || {
                    if let Some(path) = asked(&stream) {
                        answer(&path, &mut stream);
                    }
                });
            }
        });
        Self { address }
    }
}

/// The path of the request at `stream`, which is read to the end of its header fields.
fn asked(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    while !lines.next()?.ok()?.is_empty() {}
    first.split(' ').nth(1).map(str::to_owned)
}

/// A whole answer.
pub(crate) fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    // A gateway that was killed does not listen.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// A section page that lists the articles `numbers` under `/NAME/`; every second one without a date.
pub(crate) fn section(name: &str, numbers: impl Iterator<Item = u32>) -> String {
    let rows: String = numbers
        .map(|number| {
            let date = date(number).unwrap_or_default();
            format!(
                "<li><h3><a href=\"/{name}/{number}.htm\">{}</a></h3><span>{date}</span></li>",
                title(name, number)
            )
        })
        .collect();
    format!(
        "<html lang=zh-CN><head><meta charset=utf-8><title>新闻</title></head><body><ul id=list>{rows}</ul></body></html>"
    )
}

/// The page of one of them, whose path it is.
pub(crate) fn article(path: &str) -> Option<String> {
    let (name, file) = path.trim_start_matches('/').split_once('/')?;
    let number: u32 = file.strip_suffix(".htm")?.parse().ok()?;
    let (title, date) = (title(name, number), date(number).unwrap_or_default());
    Some(format!(
        "<html lang=zh-CN><head><meta charset=utf-8><title>{title}_岱岳网</title></head><body><h1>{title}</h1>\
         <div class=info>{date} 来源:岱岳网</div><div class=content><p>城南小学的新图书室今天上午开门,学生们排着队进去看书,家长也来了。</p>\
         <p>图书室有三千册书,都是居民捐来的,每天放学以后开放两个小时,周末全天开放,假期也不关门。</p></div>\
         <div>责任编辑:王五六</div></body></html>"
    ))
}

fn title(name: &str, number: u32) -> String {
    format!("{name}版第{number}号报道:城南小学开了一间新图书室")
}

fn date(number: u32) -> Option<String> {
    let minute = number % 60;
    (number % 2 == 1).then(|| format!("2015-01-21 09:{minute:02}:00"))
}

/// A `feeds.toml` over the origin at `origin`: a feed for each of `names`, kept in a store.
pub(crate) fn feeds_toml(listen: &str, origin: &str, names: &[&str], title: &str) -> String {
    let feeds: String = names
        .iter()
        .map(|name| {
            format!(
                "[feeds.{name}]\npublisher = \"paper\"\ntitle = \"{title}\"\nsections = [\"http://{origin}/{name}/\"]\ninterval = \"300ms\"\n\
                 [feeds.{name}.select]\nitem = \"#list li\"\ntitle = \"h3 a\"\nlink = \"h3 a\"\ndate = \"span\"\n"
            )
        })
        .collect();
    format!(
        "[server]\nlisten = \"{listen}\"\npublic-url = \"http://{listen}/\"\nadmin-token-env = \"{ADMIN}\"\n\
         [store]\npath = \"data\"\n[fetch]\nper-host = 8\nmin-interval = \"1ms\"\ntimeout = \"1s\"\n\
         [publishers.paper]\nname = \"岱岳网\"\nurl = \"http://{origin}/\"\nlanguage = \"zh-CN\"\ntimezone = \"Asia/Shanghai\"\n\
         [publishers.paper.rights]\nown-sources = [\"岱岳网\"]\n{feeds}"
    )
}

/// The environment variable that holds the admin token.
pub(crate) const DATABASE: &str = "BYLINE_TEST_DATABASE";
pub(crate) const ADMIN: &str = "BYLINE_TEST_ADMIN";
/// And what it holds.
pub(crate) const TOKEN: &str = "a-token-for-tests-only";

/// Withdraws an item; whether that was acknowledged.
pub(crate) fn take_down(address: &str, guid: &str) -> bool {
    let headers = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n");
    let body = format!("{{\"guid\":\"{guid}\"}}");
    crate::process::try_ask(address, "POST", "/admin/takedowns", &headers, &body)
        .is_some_and(|(status, ..)| status == 200)
}

/// Numbers that look random and are the same at each run with one seed.
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }
}

/// The number in the environment variable `name`, or `otherwise`.
pub(crate) fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .map_or(otherwise, |value| value.parse().expect("a number"))
}
