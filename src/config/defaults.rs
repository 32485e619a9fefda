//! What holds where `feeds.toml` says nothing. The same values are documented in `raw` and in the shipped file.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

pub(super) const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
/// `[store] limit`: a hundred feeds of thirty articles a day, of 8 KB each, for two months.
pub(super) const STORE_LIMIT_BYTES: u64 = 2 << 30;
pub(super) const MEMORY_BYTES: u64 = 256 << 20;
/// `[replicas] isolated-for`: a restart of the database, or the promotion of another one, takes less.
pub(super) const ISOLATED_FOR: Duration = Duration::from_secs(30);
pub(super) const PER_HOST: usize = 2;
pub(super) const MIN_INTERVAL: Duration = Duration::from_millis(500);
pub(super) const TIMEOUT: Duration = Duration::from_secs(15);
pub(super) const MAX_PAGE_BYTES: u64 = 4 << 20;
/// `[browser]`: as many as a small machine has CPUs.
pub(super) const SESSIONS: usize = 2;
/// Any free port of loopback.
pub(super) const PROXY_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// Thirty scripts of one host, half a second apart, and the list after them.
pub(super) const RENDER_TIMEOUT: Duration = Duration::from_secs(60);
pub(super) const RENDER_REQUESTS: usize = 150;
pub(super) const RENDER_BYTES: u64 = 16 << 20;
pub(super) const RENDER_MEMORY_BYTES: u64 = 768 << 20;
pub(super) const INTERVAL: Duration = Duration::from_secs(600);
pub(super) const LIMIT: usize = 50;
pub(super) const PAGES: usize = 1;
pub(super) const LANGUAGE: &str = "en";

/// The words of a publisher that has not written its own.
pub(super) struct DefaultWords {
    /// With `{holder}`.
    notice: &'static str,
    /// With `{publisher}`.
    reprint_note: &'static str,
}

impl DefaultWords {
    /// By primary subtag and script (BCP 47); English where there is nothing better.
    pub(super) fn of(language: &str) -> Self {
        let tag = language.to_ascii_lowercase();
        let traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"];
        match tag.split('-').next().unwrap_or_default() {
            "zh" if traditional.iter().any(|it| tag.starts_with(it)) => Self {
                notice: "版權歸{holder}或頁面內聲明的版權人所有。未經書面許可不得轉載。",
                reprint_note: "轉載自其他媒體,不代表{publisher}贊同其觀點。",
            },
            "zh" => Self {
                notice: "版权归{holder}或页面内声明的版权人所有。未经书面许可不得转载。",
                reprint_note: "转载自其他媒体,不代表{publisher}赞同其观点。",
            },
            "ja" => Self {
                notice: "著作権は{holder}またはページに記載された権利者に帰属します。書面による許可のない転載を禁じます。",
                reprint_note: "他の媒体からの転載であり、{publisher}の見解を示すものではありません。",
            },
            "de" => Self {
                notice: "Alle Rechte bei {holder} oder den auf der Seite genannten Inhabern. Weiterverwendung nur mit schriftlicher Erlaubnis.",
                reprint_note: "Von einem anderen Medium übernommen; gibt nicht die Meinung von {publisher} wieder.",
            },
            "fr" => Self {
                notice: "Tous droits réservés à {holder} ou aux titulaires indiqués sur la page. Reproduction interdite sans autorisation écrite.",
                reprint_note: "Repris d'un autre média ; n'engage pas {publisher}.",
            },
            "ru" => Self {
                notice: "Права принадлежат {holder} или правообладателям, указанным на странице. Перепечатка только с письменного разрешения.",
                reprint_note: "Перепечатано из другого издания; не выражает мнение {publisher}.",
            },
            _ => Self {
                notice: "All rights reserved by {holder} or the holders stated on the page. No reproduction without written permission.",
                reprint_note: "Taken from another medium; not endorsed by {publisher}.",
            },
        }
    }

    pub(super) fn notice(&self, holder: &str) -> String {
        self.notice.replace("{holder}", holder)
    }

    pub(super) fn reprint_note(&self, publisher: &str) -> String {
        self.reprint_note.replace("{publisher}", publisher)
    }
}
