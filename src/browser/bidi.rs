//! Two commands to Firefox that its driver does not have: to save no files, and to close a tab whose script does not end.
//!
//! In: where the session speaks WebDriver BiDi. Out: whether Firefox did it. geckodriver answers one command after the other,
//! and waits for each without end: while a script keeps one from being answered, it does not hear that the session is to end.
//! BiDi has a connection of its own. Standards: WebDriver BiDi (browser.setDownloadBehavior, browsingContext.close), WebSocket (RFC 6455
//! §4.1, §5.2). A message and its answer are all that is needed of it, so no library is.

use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

/// For the connection and the answer.
const TIME: Duration = Duration::from_secs(10);
/// The head of an answer.
const HEAD_BYTES: u64 = 4096;
/// A whole message in text (§5.2).
const TEXT: u8 = 0x81;
/// A message is masked, as all of clients are, and shorter than this: its length has one byte.
const MASKED: u8 = 0x80;
const SHORT: u8 = 126;

/// Lets pages save no files.
pub(super) async fn deny_downloads(web_socket: &Url) -> bool {
    let denied = json!({"downloadBehavior": {"type": "denied"}});
    command(web_socket, "browser.setDownloadBehavior", &denied).await
}

/// Closes `tab`, whatever its scripts do.
pub(super) async fn close_tab(web_socket: &Url, tab: &str) -> bool {
    command(
        web_socket,
        "browsingContext.close",
        &json!({"context": tab}),
    )
    .await
}

async fn command(web_socket: &Url, method: &str, parameters: &Value) -> bool {
    let message = json!({"id": 1, "method": method, "params": parameters}).to_string();
    let answer = timeout(TIME, exchange(web_socket, &message)).await;
    let answer = answer.ok().flatten();
    answer.is_some_and(|answer| answer["type"] == "success")
}

async fn exchange(url: &Url, message: &str) -> Option<Value> {
    let length = u8::try_from(message.len()).ok().filter(|it| *it < SHORT)?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    let mut mask = [0; 4];
    SystemRandom::new().fill(&mut mask).ok()?;
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port))
        .await
        .ok()?;
    let mut stream = BufStream::new(stream);
    // The key serves against caches in between, of which there are none.
    let head = format!(
        "GET {} HTTP/1.1\r\nhost: {host}:{port}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-key: Ynl0ZXMgb2YgYnlsaW5lIQ==\r\nsec-websocket-version: 13\r\n\r\n",
        url.path()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    let mut answer = (&mut stream).take(HEAD_BYTES);
    let mut line = String::new();
    answer.read_line(&mut line).await.ok()?;
    line.starts_with("HTTP/1.1 101").then_some(())?;
    while !line.trim_end().is_empty() {
        line.clear();
        answer.read_line(&mut line).await.ok()?;
    }
    let masked = message.bytes().zip(mask.iter().cycle());
    let masked: Vec<u8> = masked.map(|(byte, mask)| byte ^ mask).collect();
    stream.write_all(&[TEXT, MASKED | length]).await.ok()?;
    stream.write_all(&mask).await.ok()?;
    stream.write_all(&masked).await.ok()?;
    stream.flush().await.ok()?;
    stream.read_u8().await.ok().filter(|it| *it == TEXT)?;
    let length = match stream.read_u8().await.ok()? {
        SHORT => stream.read_u16().await.ok()?,
        length => u16::from(length),
    };
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await.ok()?;
    serde_json::from_slice(&answer).ok()
}
