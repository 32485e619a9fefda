//! What pages try, and that nothing comes of it. Each row of the table in docs/browser.md is here.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::driver::Kind;
use crate::site::{Reply, Site};
use crate::{Setup, free_port, page};

/// First of all: the witness works. What may be asked for is, and is seen.
async fn a_request_that_may_be_made_is_noticed(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    it.site
        .put("/city", Reply::html("<script>fetch('/witness')</script>"));
    it.show("/city", None).await.expect("a page");
    assert!(it.site.asked_for("GET /witness"), "{:?}", it.site.asked());
    it.browser.close().await;
}

/// A page that could make byline's browser read the operator's own network would publish it in a feed.
async fn a_page_reaches_no_private_address(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    let witness = Site::start().await;
    witness.put(
        "/x",
        Reply::json("{\"secret\": 1}").with("access-control-allow-origin", "*"),
    );
    it.site
        .put("/to-private", Reply::redirect(&witness.url("/redirected")));
    let at = witness.address;
    let body = format!(
        "<p id=out>nothing</p>
         <iframe src='http://{at}/frame'></iframe><img src='http://{at}/image'><script src='http://{at}/script'></script>
         <link rel=stylesheet href='http://{at}/style'><link rel=preconnect href='http://{at}/'><link rel=dns-prefetch href='//{at}/'>
         <link rel=prefetch href='http://{at}/prefetch'><link rel=preload as=fetch href='http://{at}/preload'>
         <link rel=icon href='http://{at}/icon'><link rel=manifest href='http://{at}/manifest'>
         <video src='http://{at}/video' autoplay></video><object data='http://{at}/object'></object>
         <style>@font-face {{ font-family: x; src: url(http://{at}/font) }} p {{ font-family: x; background: url(http://{at}/background) }}</style>
         <script type=speculationrules>{{\"prerender\": [{{\"source\": \"list\", \"urls\": [\"http://{at}/prerender\"]}}]}}</script>
         <form id=form action='http://{at}/form' method=post target=frame><input name=x value=1></form><iframe name=frame></iframe>
         <script>
         const say = (text) => {{ out.textContent += ' ' + text; }};
         for (const url of ['http://{at}/x', 'https://{at}/tls', '/to-private', 'http://127.1:{port}/short', 'http://localhost:{port}/name',
             'http://[::1]:{port}/six', 'http://10.0.0.1/ten', 'http://169.254.169.254/latest/meta-data/', 'http://0x7f.1:{port}/hex'])
           fetch(url).then((r) => r.text()).then((t) => say('GOT ' + url + t)).catch(() => {{}});
         fetch('http://{at}/blind', {{mode: 'no-cors'}}).catch(() => {{}});
         navigator.sendBeacon('http://{at}/beacon', 'x');
         new EventSource('http://{at}/events');
         form.submit();
         const a = document.createElement('a'); a.href = '/'; a.ping = 'http://{at}/ping'; document.body.append(a); a.click;
         open('http://{at}/popup');
         new Worker(URL.createObjectURL(new Blob([`importScripts('http://{at}/import'); fetch('http://{at}/worker')`])));
         </script>",
        port = at.port()
    );
    it.site.put("/city", Reply::html(body));
    let shown = it.show("/city", None).await.expect("a page");
    assert!(
        shown
            .cost
            .refused
            .get("blocked")
            .is_some_and(|times| *times >= 3),
        "{:?}",
        shown.cost
    );
    let page = page(shown);
    assert!(
        page.text.contains("nothing") && !page.text.contains("GOT "),
        "{}",
        page.text
    );
    assert_eq!(witness.asked(), Vec::<String>::new());
    assert_eq!(*witness.connections.lock().expect("no panic"), 0);
    it.browser.close().await;
}

/// A page may not send its own address on to another's, nor to a private one; byline says where it leads.
async fn a_page_that_leads_to_a_private_address_is_not_followed(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    let witness = Site::start().await;
    it.site
        .put("/redirect", Reply::redirect(&witness.url("/x")));
    it.site.put(
        "/meta",
        Reply::html(format!(
            "<meta http-equiv=refresh content='0; url={}'>",
            witness.url("/x")
        )),
    );
    it.site.put(
        "/script",
        Reply::html(format!(
            "<script>location.replace('{}')</script>",
            witness.url("/x")
        )),
    );
    it.site.put("/file", Reply::redirect("file:///etc/passwd"));
    it.site
        .put("/other", Reply::redirect("http://other.example/"));
    let error = it.show("/redirect", None).await.expect_err("no page");
    assert!(
        error.to_string().contains("127.0.0.1 is this machine"),
        "{error}"
    );
    for path in ["/meta", "/script", "/file"] {
        let shown = it.show(path, None).await;
        let text = shown.map(|it| page(it).text).unwrap_or_default();
        assert!(!text.contains("root:"), "{path}: {text}");
    }
    let error = it.show("/other", None).await.expect_err("no page");
    assert!(error.to_string().contains("render-sites"), "{error}");
    assert_eq!(*witness.connections.lock().expect("no panic"), 0);
    it.browser.close().await;
}

/// WebSockets and WebRTC know ways past a proxy of HTTP.
async fn no_websocket_and_no_webrtc_leaves_the_browser(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    let witness = Site::start().await;
    let udp = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let (at, own, heard) = (
        witness.address,
        it.site.address,
        udp.local_addr().expect("a port"),
    );
    let body = format!(
        "<p id=out>nothing</p><script>
         for (const url of ['ws://{at}/a', 'wss://{at}/b', 'ws://{own}/socket', 'wss://{own}/socket']) new WebSocket(url).onopen = () => {{ out.textContent += ' OPEN'; }};
         if (window.RTCPeerConnection) {{ const peer = new RTCPeerConnection({{iceServers: [
           {{urls: 'stun:{heard}'}}, {{urls: 'turn:{heard}?transport=udp', username: 'a', credential: 'b'}},
           {{urls: 'turn:{at}?transport=tcp', username: 'a', credential: 'b'}}, {{urls: 'turns:{at}?transport=tcp', username: 'a', credential: 'b'}}]}});
         peer.createDataChannel('x');
         peer.onicecandidate = (event) => {{ if (event.candidate && event.candidate.candidate) out.textContent += ' CANDIDATE ' + event.candidate.candidate; }};
         peer.createOffer().then((offer) => peer.setLocalDescription(offer)); }}
         try {{ new WebTransport('https://{at}/transport'); }} catch {{}}
         </script>"
    );
    it.site.put("/city", Reply::html(body));
    let shown = it.show("/city", None).await.expect("a page");
    let text = page(shown).text;
    assert!(
        !text.contains("OPEN") && !text.contains("CANDIDATE"),
        "{text}"
    );
    assert_eq!(*witness.connections.lock().expect("no panic"), 0);
    assert!(!it.site.asked_for("/socket"), "{:?}", it.site.asked());
    let mut packet = [0; 2048];
    assert!(
        udp.try_recv(&mut packet).is_err(),
        "a packet has left the browser"
    );
    it.browser.close().await;
}

/// A service worker would answer for its origin at the next page, and outlive this one.
async fn no_service_worker_is_installed(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    it.site.put(
        "/sw.js",
        Reply::script("addEventListener('fetch', (e) => e.respondWith(new Response('<p>FORGED')))"),
    );
    it.site.put(
        "/city",
        Reply::html("<p id=out>true</p><script>navigator.serviceWorker.register('/sw.js').then(() => { out.textContent = 'INSTALLED'; }, () => { out.textContent = 'refused'; })</script>"),
    );
    for _ in 0..2 {
        let shown = it.show("/city", None).await.expect("a page");
        assert_eq!(
            shown.cost.refused.get("service worker"),
            Some(&1),
            "{:?}",
            shown.cost
        );
        let text = page(shown).text;
        assert!(text.contains("refused"), "{text}");
    }
    assert!(!it.site.asked_for("/sw.js"), "{:?}", it.site.asked());
    it.browser.close().await;
}

/// A list needs no pictures, fonts and media, and no tracker needs to know that byline reads it.
async fn pictures_media_fonts_and_other_sites_are_not_asked_for(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    it.site.put(
        "/city",
        Reply::html(
            "<img src=/a.png><img srcset='/b.webp 1x'><video src=/c.mp4 autoplay></video><audio src=/d.mp3 autoplay></audio>
             <link rel=stylesheet href=/e.css><style>@font-face { font-family: x; src: url(/f.woff2) } p { font-family: x }</style><p>Text
             <script src=https://tracker.example/t.js></script><script>fetch('/g').then((r) => r.blob()); new Image().src = '/h.gif';</script>
             <p id=css></p><script>const link = document.querySelector('link'); if (link.sheet) css.textContent = 'styled'; else link.onload = () => { css.textContent = 'styled'; }</script>",
        ),
    );
    it.site.put("/g", Reply::new("image/png", "x"));
    let shown = it.show("/city", None).await.expect("a page");
    let refused = &shown.cost.refused;
    assert!(
        refused.get("other sites").is_some() && refused.get("unwanted").is_some(),
        "{refused:?}"
    );
    // A page that waits for its style sheet goes on.
    assert!(page(shown).text.contains(">styled<"));
    let mut asked = it.site.asked();
    asked.retain(|it| it != "GET /robots.txt");
    assert_eq!(asked, ["GET /city", "GET /g"]);
    it.browser.close().await;
}

/// Files that a page saves would fill the disk of the driver's user.
async fn a_page_saves_no_files(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    it.site.put(
        "/city",
        Reply::html(
            "<p id=out>none<script>let n = 0; const id = setInterval(() => {
             const a = document.createElement('a'); a.download = `file-${n}.bin`;
             a.href = n % 2 ? '/file' : URL.createObjectURL(new Blob([new Uint8Array(1 << 20)]));
             document.body.append(a); a.click(); out.textContent = `clicked ${++n}`; if (n === 6) clearInterval(id); }, 200)</script>",
        ),
    );
    let file = Reply::new("application/octet-stream", vec![7; 1000]);
    let file = file.with("content-disposition", "attachment; filename=file-own.bin");
    it.site.put("/file", file);
    let text = it.text("/city", None).await;
    assert!(text.contains("clicked 6"), "{text}");
    it.browser.close().await;
    let mut folders = vec![it.driver.home.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            assert!(!name.contains("file-"), "{name} is in {}", folder.display());
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                folders.push(entry.path());
            }
        }
    }
}

/// Whoever is on the machine, and the pages themselves, must not ask in byline's name: the proxy knows its browsers by password.
async fn the_proxy_answers_nobody_without_a_password(kind: Kind) {
    let port = free_port().await;
    let keys = format!("proxy-listen = \"127.0.0.1:{port}\"");
    let Some(it) = Setup::with(kind, &keys).await else {
        return;
    };
    it.site.put("/city", Reply::html("<p>x"));
    it.show("/city", None).await.expect("a page");
    let ask = format!(
        "GET {} HTTP/1.1\r\nhost: {}\r\n\r\n",
        it.site.url("/stolen"),
        it.site.address
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("it listens");
    stream.write_all(ask.as_bytes()).await.expect("it reads");
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await;
    assert!(!answer.starts_with(b"HTTP/"), "{answer:?}");
    // With TLS, and a name that is no password.
    let mut roots = rustls::ClientConfig::builder()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    roots
        .dangerous()
        .set_certificate_verifier(std::sync::Arc::new(Anyone));
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(roots));
    let stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("it listens");
    let name = "0123456789abcdef0123456789abcdef.localhost"
        .try_into()
        .expect("a name");
    let mut stream = connector.connect(name, stream).await.expect("a handshake");
    let _ = stream.write_all(ask.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await;
    assert!(answer.is_empty(), "{answer:?}");
    assert!(!it.site.asked_for("/stolen"));
    it.browser.close().await;
}

/// Takes any certificate: it is the proxy's that is knocked at.
#[derive(Debug)]
struct Anyone;

impl rustls::client::danger::ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &rustls::pki_types::CertificateDer<'_>,
        _: &[rustls::pki_types::CertificateDer<'_>],
        _: &rustls::pki_types::ServerName<'_>,
        _: &[u8],
        _: rustls::pki_types::UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &rustls::pki_types::CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }
    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &rustls::pki_types::CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }
    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        rustls::crypto::ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

with_each_browser!(
    a_request_that_may_be_made_is_noticed,
    a_page_reaches_no_private_address,
    a_page_that_leads_to_a_private_address_is_not_followed,
    no_websocket_and_no_webrtc_leaves_the_browser,
    no_service_worker_is_installed,
    pictures_media_fonts_and_other_sites_are_not_asked_for,
    a_page_saves_no_files,
    the_proxy_answers_nobody_without_a_password,
);
