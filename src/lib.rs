//! byline, a syndication gateway.

pub mod cache;
pub mod clock;
pub mod commands;
pub mod config;
pub mod extract;
pub mod gateway;
pub mod model;
pub mod newsroom;
pub mod origin;
pub mod render;
pub mod serve;
pub mod store;
