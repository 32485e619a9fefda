//! Work that takes CPU time, away from the threads that answer readers.

use tokio::task::spawn_blocking;

use super::error::Fault;

/// Does `work`: at once, or on a thread of the blocking pool when it is `heavy`.
pub(super) async fn off_runtime<T: Send + 'static>(
    heavy: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    if !heavy {
        return Ok(work());
    }
    let done = spawn_blocking(work).await;
    done.map_err(|error| Fault::Network {
        reason: format!("what came could not be read: {error}"),
        retry_after: None,
    })
}
