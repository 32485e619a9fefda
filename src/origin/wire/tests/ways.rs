//! Proxies, and origins with an authority of their own.

use std::path::PathBuf;
use std::process::Command;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, crypto::ring};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::config;

/// How a configuration with `fetch` in its `[fetch]` asks.
fn way(fetch: &str, url: &Url) -> Way {
    let text = format!(
        "[fetch]\n{fetch}\n[publishers.p]\nname = \"P\"\nurl = \"http://127.0.0.1/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n\
         [feeds.f]\npublisher = \"p\"\ntitle = \"F\"\nsections = [\"http://127.0.0.1/\"]\n"
    );
    let loaded = config::parse(&text, "feeds.toml", &|_| None);
    let fetch = loaded
        .unwrap_or_else(|invalid| panic!("{invalid}"))
        .config
        .fetch;
    Way {
        proxy: fetch.proxies.of(url).cloned(),
        authorities: fetch.authorities.into_iter().collect(),
    }
}

/// A directory with an authority made at this moment, another one, and a certificate of the first for 127.0.0.1.
struct Made(PathBuf);

impl Made {
    /// `None` where there is no openssl.
    fn new(name: &str) -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("byline-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a directory");
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        let script = format!(
            "openssl req -x509 {key} -days 2 -subj /CN=ca -keyout ca.key -out ca.pem && \
             openssl req -x509 {key} -days 2 -subj /CN=other -keyout other.key -out other.pem && \
             openssl req {key} -subj /CN=origin -keyout server.key -out server.csr && \
             printf 'subjectAltName=IP:127.0.0.1' > names && \
             openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt"
        );
        let made = Command::new("sh")
            .args(["-ec", &script])
            .current_dir(&folder)
            .output();
        let made = made.expect("a shell");
        if made.status.code() == Some(127) {
            println!("SKIPPED: there is no openssl to make certificates with");
            return None;
        }
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        Some(Self(folder))
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An origin that speaks https with the certificate in `made`.
async fn secure(made: &Made) -> Url {
    let chain =
        vec![CertificateDer::from_pem_file(made.file("server.crt")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(made.file("server.key")).expect("a key");
    let config = ServerConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a certificate with its key");
    let (acceptor, listener) = (
        TlsAcceptor::from(Arc::new(config)),
        TcpListener::bind("127.0.0.1:0").await.expect("a port"),
    );
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => return,
                    }
                }
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure")
                    .await;
                let _ = stream.shutdown().await;
            });
        }
    });
    Url::parse(&format!("https://127.0.0.1:{port}/")).expect("a URL")
}

/// Proxies that were connected to, and what each was asked.
type Asked = Arc<Mutex<Vec<String>>>;

/// A proxy for HTTP on loopback. It tunnels to where it is asked to; what it is asked for itself it answers with
/// `proxied`. It wants `me:secret`.
async fn http_proxy() -> (u16, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let asked = Asked::default();
    let seen = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => return,
                    }
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let line = head.lines().next().unwrap_or_default().to_owned();
                seen.lock().push(line.clone());
                // The base64 of `me:secret`.
                if !head.contains("Basic bWU6c2VjcmV0") && !head.contains("basic bWU6c2VjcmV0") {
                    let refusal =
                        b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
                    let _ = stream.write_all(refusal).await;
                    return;
                }
                let mut words = line.split(' ');
                match (words.next(), words.next()) {
                    (Some("CONNECT"), Some(to)) => {
                        tunnel(stream, to, b"HTTP/1.1 200 OK\r\n\r\n").await
                    }
                    _ => {
                        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nproxied";
                        let _ = stream.write_all(answer).await;
                    }
                }
            });
        }
    });
    (port, asked)
}

async fn tunnel(mut stream: TcpStream, to: &str, done: &[u8]) {
    let mut there = TcpStream::connect(to).await.expect("an origin");
    let _ = stream.write_all(done).await;
    let _ = tokio::io::copy_bidirectional(&mut stream, &mut there).await;
}

/// A SOCKS5 proxy on loopback (RFC 1928) that wants `me` and `secret` (RFC 1929). Whatever name it is asked for, it
/// leads to `to`.
async fn socks_proxy(to: String) -> (u16, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let asked = Asked::default();
    let seen = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (seen, to) = (Arc::clone(&seen), to.clone());
            tokio::spawn(async move {
                let mut bytes = async |count: usize| {
                    let mut bytes = vec![0; count];
                    stream.read_exact(&mut bytes).await.expect("bytes");
                    bytes
                };
                let methods = bytes(2).await[1];
                bytes(methods.into()).await;
                stream.write_all(&[5, 2]).await.expect("a proxy's answer");
                let mut bytes = async |count: usize| {
                    let mut bytes = vec![0; count];
                    stream.read_exact(&mut bytes).await.expect("bytes");
                    bytes
                };
                let user = bytes(2).await[1];
                let user = bytes(user.into()).await;
                let password = bytes(1).await[0];
                let password = bytes(password.into()).await;
                assert_eq!((&user[..], &password[..]), (&b"me"[..], &b"secret"[..]));
                stream.write_all(&[1, 0]).await.expect("a proxy's answer");
                let mut bytes = async |count: usize| {
                    let mut bytes = vec![0; count];
                    stream.read_exact(&mut bytes).await.expect("bytes");
                    bytes
                };
                let head = bytes(4).await;
                assert_eq!(head[3], 3, "a name, and no address");
                let length = bytes(1).await[0];
                let name = bytes(length.into()).await;
                bytes(2).await;
                seen.lock()
                    .push(String::from_utf8_lossy(&name).into_owned());
                tunnel(stream, &to, &[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await;
            });
        }
    });
    (port, asked)
}

/// Behind a firewall there is no other way; and the proxy gets names, so that it can judge what they lead to.
#[tokio::test]
async fn a_proxy_is_the_way_to_origins() {
    let (port, asked) = http_proxy().await;
    let there = Url::parse("http://news.example/a?b=1").expect("a URL");
    let through = |user: &str| {
        way(
            &format!("proxy = \"http://{user}127.0.0.1:{port}\""),
            &there,
        )
    };
    for reach in [Reach::Public, Reach::Named] {
        let answer = get(Ask {
            way: through("me:secret@"),
            reach,
            ..ask(there.clone())
        });
        assert_eq!(answer.await.expect("an answer").body, "proxied");
    }
    assert_eq!(
        asked.lock().clone(),
        ["GET http://news.example/a?b=1 HTTP/1.1"; 2]
    );
    // Two requests, one wire: the clients of a way are made once, and another way has others.
    let wire = Wire::new().expect("TLS");
    for user in ["me:secret@", "me:secret@", ""] {
        let way = through(user);
        let answer = wire
            .exchange(Ask {
                way,
                ..ask(there.clone())
            })
            .await;
        assert_eq!(answer.is_ok(), !user.is_empty());
    }
    assert_eq!(wire.others.lock().len(), 2);
    let origin = fixed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsocks".into()).await;
    let to = format!("127.0.0.1:{}", origin.port().expect("a port"));
    let (port, asked) = socks_proxy(to).await;
    let way = way(
        &format!("proxy = \"socks5h://me:secret@127.0.0.1:{port}\""),
        &there,
    );
    let reach = Reach::Public;
    let answer = get(Ask {
        way,
        reach,
        ..ask(there)
    })
    .await
    .expect("an answer");
    assert_eq!(answer.body, "socks");
    assert_eq!(asked.lock().clone(), ["news.example"]);
}

/// An operator must read that it is the proxy that fails, and nobody its password.
#[tokio::test]
async fn what_fails_at_a_proxy_names_the_proxy_without_its_password() {
    let (port, _) = http_proxy().await;
    for (proxy, url, said) in [
        (
            format!("http://me:wrong@127.0.0.1:{port}"),
            "http://news.example/",
            "it wants a login",
        ),
        (
            format!("http://me:wrong@127.0.0.1:{port}"),
            "https://news.example/",
            "it wants a login",
        ),
        (
            "http://me:wrong@127.0.0.1:1".to_owned(),
            "http://news.example/",
            "no connection",
        ),
        (
            "socks5h://me:wrong@127.0.0.1:1".to_owned(),
            "http://news.example/",
            "no connection",
        ),
    ] {
        let url = Url::parse(url).expect("a URL");
        let way = way(&format!("proxy = \"{proxy}\""), &url);
        let error = get(Ask { way, ..ask(url) }).await.expect_err(&proxy);
        let shown = format!("{error} {error:?}");
        let name = proxy.replace("me:wrong@", "");
        assert!(
            shown.contains(&format!("through the proxy {name}: ")),
            "{shown}"
        );
        assert!(shown.contains(said) && !shown.contains("wrong"), "{shown}");
    }
}

/// A newsroom's intranet has an authority of its own; who is not named there must not pass for the newsroom.
#[tokio::test]
async fn an_authority_of_feeds_toml_is_trusted_and_no_other() {
    let Some(made) = Made::new("ca-file") else {
        return;
    };
    let url = secure(&made).await;
    let asked = |fetch: String| {
        let way = way(&fetch, &url);
        get(Ask {
            way,
            ..ask(url.clone())
        })
    };
    let trusted = asked(format!("ca-file = \"{}\"", made.file("ca.pem"))).await;
    assert_eq!(trusted.expect("an answer").body, "secure");
    for fetch in [
        String::new(),
        format!("ca-file = \"{}\"", made.file("other.pem")),
    ] {
        let error = asked(fetch).await.expect_err("not trusted").to_string();
        assert!(
            error.contains("name its certificate with ca-file"),
            "{error}"
        );
    }
    // Through a tunnel, too: the proxy sees nothing of it.
    let (port, proxied) = http_proxy().await;
    let (ca, host) = (made.file("ca.pem"), "127.0.0.1");
    let fetch = format!("ca-file = \"{ca}\"\nproxy = \"http://me:secret@{host}:{port}\"");
    assert_eq!(asked(fetch).await.expect("an answer").body, "secure");
    let to = format!("CONNECT {host}:{} HTTP/1.1", url.port().expect("a port"));
    assert_eq!(proxied.lock().clone(), [to]);
}
