//! What answers are made of, whatever they answer. Knows no endpoint.

pub(crate) mod cache;
