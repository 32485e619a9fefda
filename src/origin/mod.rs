//! Pages, politely.
//!
//! In: a URL. Out: the page's text, or why there is none and what to do about it.
//! Nothing here knows what a page means; nothing outside of here speaks to an origin.

pub mod charset;
pub mod guard;
pub mod pace;
pub mod robots;
pub mod transport;
mod wire;

pub use transport::{Answer, Ask, Beyond, Transport, TransportError};
pub use wire::Wire;
