//! byline, a syndication gateway.

pub mod clock;
pub mod commands;
pub mod config;
pub mod extract;
pub mod model;
pub mod newsroom;
pub mod origin;
pub mod render;
pub mod serve;
pub mod store;
pub mod cache;
pub mod gateway;
