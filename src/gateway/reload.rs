//! A reload: another configuration replaces the one in force, while byline serves.

use std::sync::Arc;

use super::conductor::Gateway;
use super::setup::Reloaded;
use crate::config::{self, Config, Invalid};

/// Why a reload did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// The file is not valid; what was in force stays in force.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is no file.
    #[error("the configuration was not read from a file, so there is nothing to read again")]
    NoFile,
}

impl Gateway {
    /// Puts `config` in force, at once and as a whole.
    ///
    /// The socket, the store and the cache's bound stay what they were, and the report warns of that.
    pub async fn reload(&self, mut config: Config) -> Reloaded {
        // One after the other, so that each report tells the truth.
        let _alone = self.reload_state.one_at_a_time.lock().await;
        let before = self.setup();
        let warnings = retain_what_cannot_change(&mut config, &before.config);
        let (next, mut report) = before.succeeded_by(config, self.clock.now());
        report.warnings = warnings;
        self.setup.store(Arc::new(next));
        for id in report.removed.iter().chain(&report.retired) {
            self.cache.remove(id.as_str());
        }
        self.reload_state.done.send_replace(());
        report
    }

    /// Reads the file that the configuration came from again, and puts it in force if it is valid.
    ///
    /// # Errors
    /// [`ReloadError`] when it is not, or when there is no file; then nothing changes.
    pub async fn reload_file(&self) -> Result<Reloaded, ReloadError> {
        let file = self.config().file.clone().ok_or(ReloadError::NoFile)?;
        let loaded = match tokio::task::spawn_blocking(move || config::read(&file)).await {
            Ok(loaded) => loaded,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        };
        self.reload_state
            .refused
            .note(loaded.as_ref().err(), self.clock.now());
        let loaded = loaded?;
        let mut report = self.reload(loaded.config).await;
        let warnings = loaded.warnings.iter().map(ToString::to_string);
        report.warnings.splice(0..0, warnings);
        Ok(report)
    }
}

/// Carries over what cannot change while byline runs, and says so.
fn retain_what_cannot_change(config: &mut Config, now: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut warn = |changes: bool, what: &str| {
        if changes {
            warnings.push(format!(
                "{what} cannot change while byline runs and stays as it was; restart byline to change it"
            ));
        }
    };
    warn(config.server.listen != now.server.listen, "[server] listen");
    warn(
        config.server.admin_listen != now.server.admin_listen,
        "[server] admin-listen",
    );
    warn(config.store_path != now.store_path, "[store] path");
    warn(
        config.store_database != now.store_database,
        "[store] postgres-url-env",
    );
    warn(
        config.store_limit_bytes != now.store_limit_bytes,
        "[store] limit",
    );
    warn(
        config.cache_memory_bytes != now.cache_memory_bytes,
        "[cache] memory",
    );
    // Without a database there are no replicas.
    if config.store_database.is_some() {
        warn(config.replicas != now.replicas, "[replicas]");
    }
    config.replicas.clone_from(&now.replicas);
    config.server.listen.clone_from(&now.server.listen);
    config
        .server
        .admin_listen
        .clone_from(&now.server.admin_listen);
    config.store_path.clone_from(&now.store_path);
    config.store_database.clone_from(&now.store_database);
    config.store_limit_bytes = now.store_limit_bytes;
    config.cache_memory_bytes = now.cache_memory_bytes;
    if config.file.is_none() {
        config.file.clone_from(&now.file);
    }
    warnings
}
