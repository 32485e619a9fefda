//! The runtime of a command, and the signals that end it.

use std::time::Duration;

use super::exit::Exit;

/// Work that is still under way at the end, such as reading a page, is not waited for any longer.
const LEFT_BEHIND_AFTER: Duration = Duration::from_secs(1);

/// Runs `work` on the multi-threaded runtime.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Exit>>) -> Result<T, Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Exit::Failed(format!("the runtime cannot start: {error}")))?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(LEFT_BEHIND_AFTER);
    done
}

/// Resolves on SIGTERM or SIGINT.
pub(super) async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard; Ctrl-C stops byline");
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
    tracing::info!("stopping; what is in flight is finished first");
}
