//! Pages that a script fills, as a browser shows them.
//!
//! In: the URL of a page, and the client of origins. Out: the page's markup once its list stands still, or why there is none and
//! what to do. Standards: W3C WebDriver, HTTP/1.1 CONNECT (RFC 9110 §9.3.6).
//!
//! A page of a stranger runs programs here, so the browser has no network of its own. All it asks goes through [`proxy`], and
//! from there through [`crate::origin`], which has the last word on each address: the guard, robots.txt and the host's pace hold
//! as they do for every fetch. This room must not know what a page means, nor open a connection to an origin itself.
//!
//! - `pool`: browsers, opened, kept, bounded and ended; what the gateway asks
//! - `session`: one browser; `driver`: the WebDriver client; `bidi`: two commands that geckodriver lacks
//! - `kind`: the browsers that byline knows; `chromium`, `firefox`: what they are started with
//! - `readiness`: when a page is ready, from what `look.js` sees; `serialise.js` writes it down
//! - `proxy`: the only way out; `certificate`: its key; `visit`: one page's requests and bounds; `policy`: what a request is for
//! - `memory`: what a browser has taken

mod bidi;
mod certificate;
mod chromium;
mod driver;
mod firefox;
mod kind;
mod memory;
mod policy;
mod pool;
mod proxy;
mod readiness;
mod session;
mod visit;

pub use pool::{Browser, Rendered, Wanted};
pub use visit::{Cost, Endpoint};
