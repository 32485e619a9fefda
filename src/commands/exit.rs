//! How a command ended, when it did not end well.

/// How a command ended, when it did not end well.
#[derive(Debug)]
pub(super) enum Exit {
    /// The command could not do its work: exit code 1.
    Failed(String),
    /// The arguments or the configuration are wrong: exit code 2.
    Usage(String),
    /// The message is out already: the exit code alone.
    Silent(u8),
}
