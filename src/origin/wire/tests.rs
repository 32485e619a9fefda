//! The real transport against a real, misbehaving server on loopback.

use std::io::Write as _;
use std::time::Instant;

use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::*;

mod ways;

/// Serves every connection with `answer`, after the request's head was read.
async fn server<F, Fut>(answer: F) -> Url
where
    F: Fn(TcpStream) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => head.push(byte),
                    Err(_) => return,
                }
            }
            tokio::spawn(answer(stream));
        }
    });
    Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL")
}

async fn fixed(answer: Vec<u8>) -> Url {
    server(move |mut stream| {
        let answer = answer.clone();
        async move {
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

fn ask(url: Url) -> Ask {
    Ask {
        method: http::Method::GET,
        body: Bytes::new(),
        url,
        headers: HeaderMap::new(),
        reach: Reach::Named,
        way: Way::default(),
        timeout: Duration::from_secs(20),
        limit_bytes: 1 << 20,
        beyond: Beyond::Refuse,
    }
}

/// Where a time-out is what is expected.
fn hasty(url: Url) -> Ask {
    Ask {
        timeout: Duration::from_millis(300),
        ..ask(url)
    }
}

async fn get(ask: Ask) -> Result<Answer, TransportError> {
    Wire::new().expect("TLS").exchange(ask).await
}

fn zeros(coding: &str, megabytes: usize) -> Vec<u8> {
    let block = vec![0; 1 << 20];
    let mut body = Vec::new();
    match coding {
        "gzip" => {
            let mut out = flate2::write::GzEncoder::new(&mut body, flate2::Compression::fast());
            (0..megabytes).for_each(|_| out.write_all(&block).expect("memory"));
            out.finish().expect("memory");
        }
        "deflate" => {
            let mut out = flate2::write::ZlibEncoder::new(&mut body, flate2::Compression::fast());
            (0..megabytes).for_each(|_| out.write_all(&block).expect("memory"));
            out.finish().expect("memory");
        }
        _ => {
            let mut out = brotli::CompressorWriter::new(&mut body, 4096, 1, 22);
            (0..megabytes).for_each(|_| out.write_all(&block).expect("memory"));
        }
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

/// The plain case, and that a redirect is an answer here and not an order.
#[tokio::test]
async fn one_exchange_is_one_answer() {
    let url = fixed(zeros("gzip", 1)).await;
    let answer = get(ask(url)).await.expect("an answer");
    assert_eq!(
        (answer.status, answer.body.len()),
        (StatusCode::OK, 1 << 20)
    );
    assert!(answer.headers.get(CONTENT_ENCODING).is_none());
    let url =
        fixed(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n".into()).await;
    let answer = get(ask(url)).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::FOUND);
}

/// A few kilobytes that unfold to gigabytes must cost a refresh, never the process.
#[tokio::test]
async fn bombs_are_stopped_at_the_limit() {
    for coding in ["gzip", "deflate", "br"] {
        let url = fixed(zeros(coding, 3)).await;
        let mut bomb = ask(url.clone());
        let error = get(bomb.clone()).await.expect_err(coding);
        assert!(
            matches!(error, TransportError::TooLarge { .. }),
            "{coding}: {error}"
        );
        bomb.beyond = Beyond::Cut;
        assert_eq!(
            get(bomb).await.expect(coding).body.len(),
            1 << 20,
            "{coding}"
        );
    }
}

/// A body without end is stopped by its size when it is fast, by the clock when it drips.
#[tokio::test]
async fn endless_and_dripping_bodies_end() {
    let head = b"HTTP/1.1 200 OK\r\n\r\n";
    let url = server(move |mut stream| async move {
        let _ = stream.write_all(head).await;
        while stream.write_all(&[b'x'; 65536]).await.is_ok() {}
    })
    .await;
    let endless = ask(url);
    assert!(matches!(
        get(endless).await,
        Err(TransportError::TooLarge { .. })
    ));
    let url = server(move |mut stream| async move {
        let _ = stream.write_all(head).await;
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let started = Instant::now();
    assert!(matches!(
        get(hasty(url)).await,
        Err(TransportError::Timeout(_))
    ));
    assert!(started.elapsed() < Duration::from_secs(10));
}

/// Servers that accept and then say nothing, or say it a byte at a time, for ever.
#[tokio::test]
async fn slow_and_endless_headers_end() {
    let url = server(|stream| async move {
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(stream);
    })
    .await;
    assert!(matches!(
        get(hasty(url)).await,
        Err(TransportError::Timeout(_))
    ));
    let url = server(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream
            .write_all(b"X-Filler: 0123456789012345678901234567890123456789\r\n")
            .await
            .is_ok()
        {}
    })
    .await;
    let endless = ask(url);
    let error = get(endless).await.expect_err("headers without end");
    assert!(matches!(error, TransportError::Network(_)), "{error}");
}

/// Half a page must never pass for a page.
#[tokio::test]
async fn broken_off_bodies_are_failures() {
    let whole = zeros("gzip", 1);
    let answers = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all".to_vec(),
        [
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n".as_slice(),
            &whole[whole.len() - 900..whole.len() - 400],
        ]
        .concat(),
        b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\n\r\nx".to_vec(),
        b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(),
        Vec::new(),
    ];
    for answer in answers {
        let shown = String::from_utf8_lossy(&answer[..answer.len().min(60)]).into_owned();
        let error = get(ask(fixed(answer).await)).await.expect_err(&shown);
        assert!(
            matches!(error, TransportError::Network(_)),
            "{shown}: {error}"
        );
    }
}

/// A connection that is reset in the middle of a body.
#[tokio::test]
async fn resets_are_failures() {
    let url = server(|mut stream| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            .await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        stream.set_zero_linger().expect("a socket option");
    })
    .await;
    let error = get(ask(url)).await.expect_err("reset");
    assert!(matches!(error, TransportError::Network(_)), "{error}");
}

/// A name of the outside that resolves to the inside: what a redirect or DNS rebinding tries.
#[tokio::test]
async fn a_public_ask_never_connects_to_a_private_address() {
    let reached = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let flag = Arc::clone(&reached);
    let url = server(move |_| {
        flag.store(true, std::sync::atomic::Ordering::SeqCst);
        async {}
    })
    .await;
    let mut by_name = url.clone();
    by_name.set_host(Some("localhost")).expect("a host");
    let mut rebound = ask(by_name);
    rebound.reach = Reach::Public;
    let error = get(rebound).await.expect_err("localhost is private");
    assert!(matches!(error, TransportError::Blocked(_)), "{error}");
    assert!(!reached.load(std::sync::atomic::Ordering::SeqCst));
}

/// A name with one public and one private address is reached at the public one only.
#[test]
fn private_addresses_are_taken_out_of_what_a_name_resolves_to() {
    let addresses = |list: &[&str]| -> Vec<SocketAddr> {
        list.iter()
            .map(|ip| SocketAddr::new(ip.parse().expect("an address"), 0))
            .collect()
    };
    let mixed = addresses(&["10.0.0.1", "8.8.8.8", "::1", "169.254.169.254"]);
    assert_eq!(
        admit(Reach::Public, mixed.clone()),
        Ok(addresses(&["8.8.8.8"]))
    );
    assert_eq!(admit(Reach::Named, mixed.clone()), Ok(mixed));
    assert!(admit(Reach::Public, addresses(&["10.0.0.1", "::1"])).is_err());
}

/// A machine without certificates, or a server that only claims to speak TLS, must not cost the http pages.
#[tokio::test]
async fn https_that_fails_leaves_http_alone() {
    let wire = Wire::new().expect("a client");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let hanging_up = tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let secret = Url::parse(&format!("https://127.0.0.1:{port}/")).expect("a URL");
    let failed = wire.exchange(ask(secret)).await;
    assert!(
        matches!(failed, Err(TransportError::Network(_))),
        "{failed:?}"
    );
    hanging_up.abort();
    let open = fixed(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx".to_vec()).await;
    let answer = wire.exchange(ask(open)).await.expect("an answer");
    assert_eq!(&answer.body[..], b"x");
}

/// A receiver that has accepted a message and then says it badly must not be sent the message again.
#[tokio::test]
async fn of_an_answer_to_a_post_the_head_counts() {
    for rest in [
        "Content-Length: 900\r\n\r\nbroken off",
        "Content-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip",
        "Transfer-Encoding: chunked\r\n\r\nnonsense",
    ] {
        let url = fixed(format!("HTTP/1.1 202 Accepted\r\n{rest}").into_bytes()).await;
        let mut ask = ask(url);
        // Empty: a server that ends with unread bytes resets the connection.
        ask.method = http::Method::POST;
        ask.beyond = Beyond::Glance;
        let answer = get(ask).await.expect("an answer");
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{rest}");
    }
}
