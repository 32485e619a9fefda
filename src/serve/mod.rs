//! Answers over HTTP.

pub mod conditional;
mod connection;
pub mod encoding;
pub mod listener;
mod pulse;
mod reply;
