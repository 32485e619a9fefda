//! What the listener asks of the rooms above it.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

/// Two questions that only the configuration and the table of URLs answer.
#[derive(Clone)]
pub(crate) struct ConnectionRules {
    /// Whether a path is for operators. It is answered then even when no other path is.
    pub(crate) for_operators: fn(&str) -> bool,
    /// Whether the address is that of a proxy that tells the truth about its clients.
    pub(crate) trusts: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
}

impl fmt::Debug for ConnectionRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionRules").finish_non_exhaustive()
    }
}
