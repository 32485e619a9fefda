//! The commands: one file each. Everything that is printed is printed here.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.

pub mod check;
pub mod schema;
