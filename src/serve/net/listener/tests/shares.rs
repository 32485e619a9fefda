//! How many connections there may be, and which make room for others.

use super::*;

/// All aggregators wake on the hour. A client that finds the queue full is only accepted a second later.
#[tokio::test]
async fn a_crowd_is_let_in_at_once() {
    let most = std::fs::read_to_string("/proc/sys/net/core/somaxconn");
    let most = most.ok().and_then(|most| most.trim().parse().ok());
    let crowd = most.unwrap_or(128).min(300);
    // No connection is accepted: all of them are in the queue.
    let listener = bind(([127, 0, 0, 1], 0).into()).expect("loopback");
    let at = listener.local_addr().expect("bound");
    let mut inside = Vec::new();
    for _ in 0..crowd {
        let dialling = timeout(Duration::from_millis(900), dial(at));
        inside.push(dialling.await.expect("a place in the queue"));
    }
}

/// Asks from another address of loopback; the head of the answer.
async fn from(source: [u8; 4], at: SocketAddr, path: &str) -> String {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((source, 0).into()).expect("loopback");
    let mut stream = socket.connect(at).await.expect("loopback");
    let head = format!("GET {path} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    until_closed(&mut stream).await
}

async fn busy(source: [u8; 4], at: SocketAddr, number: usize) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for _ in 0..number {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((source, 0).into()).expect("loopback");
        let mut stream = socket.connect(at).await.expect("loopback");
        stream
            .write_all(b"GET /never HTTP/1.1\r\nHost: a.example\r\n\r\n")
            .await
            .expect("open");
        held.push(stream);
    }
    held
}

/// One address that asks for all there is gets its share; another reader, and an operator of the same address, are served.
#[tokio::test]
async fn a_client_beyond_its_share_is_refused_and_others_are_not() {
    let running = running(Limits {
        per_client: 3,
        ..limits()
    })
    .await;
    let one = [127, 0, 0, 2];
    let _held = busy(one, running.at, 3).await;
    running.connections(3).await;
    let refused = from(one, running.at, "/").await;
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    let lower = refused.to_ascii_lowercase();
    assert!(
        lower.contains("connection: close") && lower.contains("retry-after: "),
        "{refused}"
    );
    assert!(from(one, running.at, "/operators").await.ends_with("hello"));
    assert!(
        from([127, 0, 0, 3], running.at, "/")
            .await
            .ends_with("hello")
    );
    let shed = running.traffic.shed_so_far();
    assert!(shed.contains(&(ShedReason::Share, 1)));
}

/// Where many addresses take all places, those that have most of them make room, and operators get through.
#[tokio::test]
async fn when_all_places_are_taken_the_greediest_makes_room() {
    let running = running(Limits {
        connections: 8,
        per_client: 8,
        ..limits()
    })
    .await;
    let mut held = busy([127, 0, 0, 2], running.at, 6).await;
    held.extend(busy([127, 0, 0, 3], running.at, 2).await);
    running.connections(8).await;
    assert!(
        from([127, 0, 0, 4], running.at, "/")
            .await
            .ends_with("hello")
    );
    assert!(
        from([127, 0, 0, 2], running.at, "/operators")
            .await
            .ends_with("hello")
    );
    assert!(
        running
            .traffic
            .cut_so_far()
            .contains(&(CutReason::NoRoom, 1))
    );
}

/// A proxy holds the connections of all its readers. Without a share of its own it may have every place.
#[tokio::test]
async fn a_trusted_proxy_has_no_share() {
    let running = running(Limits {
        per_client: 2,
        ..limits()
    })
    .await;
    let proxy = [127, 0, 0, 99];
    let mut held = Vec::new();
    for _ in 0..6 {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((proxy, 0).into()).expect("loopback");
        let mut stream = socket.connect(running.at).await.expect("loopback");
        stream.write_all(GET).await.expect("open");
        assert!(one_answer(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
        held.push(stream);
    }
}

/// Each reader behind a proxy has its share, so that one of them does not take the others' with it.
#[tokio::test]
async fn readers_behind_a_proxy_have_shares_of_their_own() {
    let running = running(Limits {
        per_client: 2,
        ..limits()
    })
    .await;
    let ask = async |reader: &str, path: &str| {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(([127, 0, 0, 99], 0).into()).expect("loopback");
        let mut stream = socket.connect(running.at).await.expect("loopback");
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: {reader}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("open");
        stream
    };
    let _waiting = [
        ask("192.0.2.1", "/never").await,
        ask("192.0.2.1", "/never").await,
    ];
    running.connections(2).await;
    sleep(SHORT).await; // Both requests are on their way.
    let mut some = [0; 12];
    let mut refused = ask("192.0.2.1", "/slow").await;
    refused.read_exact(&mut some).await.expect("an answer");
    assert_eq!(&some, b"HTTP/1.1 503");
    let mut other = ask("192.0.2.2", "/slow").await;
    assert!(one_answer(&mut other).await.starts_with("HTTP/1.1 200 OK"));
}
