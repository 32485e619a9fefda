//! A large answer that is sent again and again, without copying it to the kernel each time.
//!
//! In: what hyper writes to a connection. Out: the same bytes. A thread that writes an answer often within a second
//! keeps the whole of it, head and body, in a file that lies in memory (`memfd_create(2)`), and sends it from there
//! with one call (`sendfile(2)`). Whatever stands in the way, it is written like any other. Linux alone has such files.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, IoSlice};
use std::ops::RangeInclusive;
use std::task::{Context, Poll, ready};

use memchr::memmem;
use tokio::io::Interest;
use tokio::net::TcpStream;

/// A smaller body is copied as fast as it is sent from a file; larger ones would take too much memory.
const BODY_BYTES: RangeInclusive<usize> = 8 * 1024..=128 * 1024;
/// Of the last so many answers a thread knows how often it wrote them: at most 1 MiB of files a thread.
const KNOWN: usize = 8;
/// Written so often, an answer gets its file. Not before, since the making costs as much as a few copies.
const OFTEN: u32 = 32;

thread_local! {
    static KNOWN_ANSWERS: RefCell<Known> = const { RefCell::new(Known(VecDeque::new())) };
}

/// Answers that a thread wrote, the last one last. Each thread has its own: those that sent the same file would wait
/// for each other, to count the uses of its pages.
struct Known(VecDeque<Answer>);

/// An answer, known by its head. Two whose heads are the same have the same body: the `ETag` is a digest of it (see
/// [`Document::etag`](crate::render::Document::etag)), its coding is named there, and so is its length. The `Date` is
/// there too, so an answer is known for a second.
struct Answer {
    head: Box<[u8]>,
    body_len: usize,
    times: u32,
    file: Option<File>,
}

/// Writes `slices`, if they are an answer that has a file: as many of their bytes as there is room for. `None` if they
/// are to be written like any others.
pub(super) fn poll_write(
    stream: &TcpStream,
    cx: &mut Context<'_>,
    slices: &[IoSlice<'_>],
) -> Option<Poll<io::Result<usize>>> {
    // So hyper begins an answer. What is left of one that did not fit has no whole head, so it is not known.
    let [head, body] = slices else { return None };
    if !BODY_BYTES.contains(&body.len()) {
        return None;
    }
    KNOWN_ANSWERS.with_borrow_mut(|known| {
        let answer = known.find(head, body.len())?;
        let file = answer.file(body)?;
        match poll_send(stream, cx, file, head.len() + body.len()) {
            // If it is the connection that fails, the other way will tell.
            Poll::Ready(Ok(0) | Err(_)) => {
                answer.file = None;
                None
            }
            sent => Some(sent),
        }
    })
}

impl Known {
    /// The answer, if it is known; from now on it is.
    fn find(&mut self, head: &[u8], body_len: usize) -> Option<&mut Answer> {
        let Self(answers) = self;
        let same = |it: &Answer| *it.head == *head && it.body_len == body_len;
        if let Some(at) = answers.iter().rposition(same) {
            return answers.get_mut(at);
        }
        if is_of_its_body(head) {
            if answers.len() == KNOWN {
                answers.pop_front();
            }
            answers.push_back(Answer {
                head: head.into(),
                body_len,
                times: 1,
                file: None,
            });
        }
        None
    }
}

/// Whether another answer with this head would have the same body.
fn is_of_its_body(head: &[u8]) -> bool {
    head.starts_with(b"HTTP/1.1 200 OK\r\n") && memmem::find(head, b"\r\netag: ").is_some()
}

impl Answer {
    /// Its file, if it is written often enough to have one.
    fn file(&mut self, body: &[u8]) -> Option<&File> {
        self.times = self.times.saturating_add(1);
        if self.times == OFTEN {
            // Without memory or descriptors to spare it goes without.
            self.file = in_memory(&self.head, body).ok();
        }
        self.file.as_ref()
    }
}

fn poll_send(
    stream: &TcpStream,
    cx: &mut Context<'_>,
    file: &File,
    len: usize,
) -> Poll<io::Result<usize>> {
    loop {
        ready!(stream.poll_write_ready(cx))?;
        match stream.try_io(Interest::WRITABLE, || send(stream, file, len)) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            sent => return Poll::Ready(sent),
        }
    }
}

#[cfg(target_os = "linux")]
fn send(stream: &TcpStream, file: &File, len: usize) -> io::Result<usize> {
    Ok(rustix::fs::sendfile(stream, file, Some(&mut 0), len)?)
}

#[cfg(target_os = "linux")]
fn in_memory(head: &[u8], body: &[u8]) -> io::Result<File> {
    use rustix::fs::{MemfdFlags, memfd_create};
    use std::io::Write as _;
    let new = |flags| memfd_create("byline-answer", MemfdFlags::CLOEXEC | flags);
    // Linux before 6.3 does not know that a file may never be a program.
    let file = new(MemfdFlags::NOEXEC_SEAL).or_else(|_| new(MemfdFlags::empty()))?;
    let mut file = File::from(file);
    file.write_all(head)?;
    file.write_all(body)?;
    Ok(file)
}

#[cfg(not(target_os = "linux"))]
fn send(_: &TcpStream, _: &File, _: usize) -> io::Result<usize> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn in_memory(_: &[u8], _: &[u8]) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::pin::Pin;
    use tokio::io::{AsyncReadExt as _, AsyncWrite as _};
    use tokio::net::{TcpListener, TcpSocket};

    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\netag: W/\"1\"\r\n\r\n";
    const LEN: usize = 100_000;

    /// Bodies that cannot both belong to one head, so that one sees which of them was sent.
    static USUAL: [u8; LEN] = [b'u'; LEN];
    static OTHER: [u8; LEN] = [b'o'; LEN];

    /// A connection whose reader takes little at a time.
    struct Pair {
        reader: TcpStream,
        writer: TcpStream,
    }

    impl Pair {
        /// A new one, of a thread that knows no answer.
        async fn new() -> Self {
            KNOWN_ANSWERS.with_borrow_mut(|known| known.0.clear());
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
            let reader = TcpSocket::new_v4().expect("a socket");
            reader.set_recv_buffer_size(8192).expect("a small buffer");
            let at = listener.local_addr().expect("bound");
            let (reader, writer) = tokio::join!(reader.connect(at), listener.accept());
            Self {
                reader: reader.expect("connected"),
                writer: writer.expect("connected").0,
            }
        }

        /// What arrives when `head` and `body` are written as hyper writes them.
        async fn arrives(&mut self, head: &[u8], body: &[u8]) -> Vec<u8> {
            let mut arrived = vec![0; head.len() + body.len()];
            let (read, ()) = tokio::join!(
                self.reader.read_exact(&mut arrived),
                write(&mut self.writer, head, body)
            );
            read.expect("all of it");
            arrived.split_off(head.len())
        }

        /// Writes the usual answer with `head` so often that it has a file.
        async fn often(&mut self, head: &[u8]) {
            for _ in 0..OFTEN {
                assert!(self.arrives(head, &USUAL).await == USUAL);
            }
        }
    }

    async fn write(stream: &mut TcpStream, mut head: &[u8], mut body: &[u8]) {
        while !body.is_empty() {
            let slices = [head, body].map(IoSlice::new);
            let slices = &slices[usize::from(head.is_empty())..];
            let written = poll_fn(|cx| {
                poll_write(stream, cx, slices)
                    .unwrap_or_else(|| Pin::new(&mut *stream).poll_write_vectored(cx, slices))
            });
            let written = written.await.expect("the reader is there");
            let of_head = written.min(head.len());
            (head, body) = (&head[of_head..], &body[written - of_head..]);
        }
    }

    /// As much as there is room for comes from the file, what is left from memory, and nothing twice.
    #[tokio::test]
    async fn an_answer_that_is_sent_often_is_sent_from_its_file() {
        let mut pair = Pair::new().await;
        pair.often(HEAD).await;
        let arrived = pair.arrives(HEAD, &OTHER).await;
        let from_file = arrived.iter().take_while(|&&byte| byte == b'u').count();
        assert!(from_file > 0, "it was copied");
        assert!(arrived[from_file..] == OTHER[from_file..]);
    }

    /// An answer is what its head says: another second, another feed or another length is another answer.
    #[tokio::test]
    async fn another_answer_is_not_taken_for_it() {
        let mut pair = Pair::new().await;
        pair.often(HEAD).await;
        let other_head = b"HTTP/1.1 200 OK\r\netag: W/\"2\"\r\n\r\n";
        assert!(pair.arrives(other_head, &OTHER).await == OTHER);
        assert!(pair.arrives(HEAD, &OTHER[1..]).await == OTHER[1..]);
    }

    /// The status page and the metrics may have the same head twice in a second, and say something else.
    #[tokio::test]
    async fn a_head_that_does_not_tell_its_body_is_never_known() {
        let mut pair = Pair::new().await;
        let untold: [&[u8]; 2] = [
            b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n",
            b"HTTP/1.1 404 Not Found\r\netag: W/\"1\"\r\n\r\n",
        ];
        for head in untold {
            pair.often(head).await;
            assert!(pair.arrives(head, &OTHER).await == OTHER);
        }
    }

    /// Readers must not notice that the kernel does not send from such a file.
    #[tokio::test]
    async fn what_cannot_be_sent_from_its_file_is_copied() {
        let mut pair = Pair::new().await;
        pair.often(HEAD).await;
        let (no_file, _writer) = std::io::pipe().expect("a pipe");
        let no_file = File::from(std::os::fd::OwnedFd::from(no_file));
        KNOWN_ANSWERS.with_borrow_mut(|known| known.0[0].file = Some(no_file));
        assert!(pair.arrives(HEAD, &OTHER).await == OTHER);
        assert!(pair.arrives(HEAD, &OTHER).await == OTHER);
        KNOWN_ANSWERS.with_borrow(|known| assert!(known.0[0].file.is_none()));
    }

    /// Whoever asks for ten thousand feeds must not fill memory with their files.
    #[tokio::test]
    async fn few_answers_are_known_and_no_huge_or_tiny_one() {
        let mut pair = Pair::new().await;
        for n in 0..=KNOWN {
            let head = format!("HTTP/1.1 200 OK\r\netag: W/\"{n}\"\r\n\r\n");
            pair.often(head.as_bytes()).await;
        }
        for len in [BODY_BYTES.start() - 1, BODY_BYTES.end() + 1] {
            let body = vec![b'u'; len];
            assert!(
                pair.arrives(b"HTTP/1.1 200 OK\r\netag: W/\"x\"\r\n\r\n", &body)
                    .await
                    == body
            );
        }
        KNOWN_ANSWERS.with_borrow(|Known(answers)| {
            assert_eq!(answers.len(), KNOWN);
            assert!(answers.iter().all(|answer| answer.file.is_some()));
            assert_eq!(
                &*answers[0].head,
                b"HTTP/1.1 200 OK\r\netag: W/\"1\"\r\n\r\n"
            );
        });
    }
}
