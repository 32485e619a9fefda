//! The browser that shows pages which a script fills.

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use super::defaults;

/// `[browser]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// Its WebDriver.
    pub url: Url,
    /// Where browsers reach the proxy that is their only way out.
    pub proxy_listen: SocketAddr,
    /// Browsers open at once.
    pub sessions: usize,
    /// For one page, from its address to its list; the waits for the pace of hosts included.
    pub timeout: Duration,
    /// Requests of one page.
    pub max_requests: usize,
    /// What one page's requests may bring, after decompression.
    pub max_bytes: u64,
    /// The memory of one browser with all its processes.
    pub memory_bytes: u64,
    /// Whether Chromium keeps its own sandbox; Firefox always does.
    pub sandbox: bool,
}

/// What a publisher's pages need of the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendering {
    /// Whether its articles are shown in it, as its sections are.
    pub articles: bool,
    /// Hosts of other sites that its pages may load from, with all below them.
    pub sites: Vec<String>,
}

impl Browser {
    /// The browser of a command that names only its driver, with what holds where `feeds.toml` says nothing.
    pub fn at(url: Url) -> Self {
        Self {
            url,
            proxy_listen: defaults::PROXY_LISTEN,
            sessions: 1,
            timeout: defaults::RENDER_TIMEOUT,
            max_requests: defaults::RENDER_REQUESTS,
            max_bytes: defaults::RENDER_BYTES,
            memory_bytes: defaults::RENDER_MEMORY_BYTES,
            sandbox: true,
        }
    }
}
