//! The newsroom: the invented sites that `byline demo` serves on loopback. 岱岳网 is a regional portal, described here;
//! [`english`] is a local paper.
//!
//! In: a request and the time. Out: a page, in GB18030 declared as gb2312, with the structure of a
//! real portal of 2015 and invented content only: people, places, events, media and figures.
//! It knows nothing of the gateway, as any origin.
//!
//! The four sections are laid out in four ways. What reads them, in `feeds.toml`:
//!
//! ```toml
//! [feeds.tanews.select]       # /tanews/ 泰安新闻: heading, abstract, date label
//! item    = "#main2 li"
//! title   = "h3 a"
//! link    = "h3 a"
//! date    = "label"
//! summary = "p"
//! image   = "img"
//!
//! [feeds.shehui.select]       # /shehui/ 社会: one line each, MM-DD; the whole title is in a's title=""
//! item    = "ul.newslist li"
//! title   = "a"
//! link    = "a"
//! date    = "span"
//! # next  = ".pager a.next"   # older pages; only this section has them as plain links
//!
//! [feeds.tupian.select]       # /tupian/ 图片: cards without dates, pictures in data-src
//! item    = ".piclist .card"
//! title   = "a.txt"
//! link    = "a.txt"
//! image   = "a.pic img"
//!
//! [feeds.luntan.select]       # /luntan/ 论坛: rows of a table, times that count from now
//! item    = "#threadlist tr.row"          # "#threadlist tr" has the heading and the pinned threads too
//! title   = "td.subject a"
//! link    = "td.subject a"
//! date    = "td.when"
//! ```
//!
//! What appears when is a function of time ([`respond`] takes it as an argument), so two newsrooms that
//! show the same time show the same pages, and nothing is stored.

mod answer;
mod article;
mod bulletin;
mod cast;
mod chance;
mod dates;
pub mod english;
mod frame;
mod listing;
mod picture;
mod piece;
mod routes;
mod schedule;
mod server;
mod slots;
mod standing;
mod stories;
#[cfg(test)]
mod tests;

pub use routes::respond;
pub(crate) use server::{Respond, serve};

/// Where the newsroom listens unless told otherwise.
pub(crate) const ADDRESS: &str = "127.0.0.1:8081";
