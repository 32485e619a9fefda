//! Answers over HTTP.

pub mod conditional;
pub mod encoding;
