//! The `byline` binary as a newcomer, an operator, a feed reader and a browser meet it.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on should panic, and one that skips says so"
)]

mod book;
mod chaos;
mod commands;
mod database;
mod database_faults;
mod hostile;
mod init;
mod kill;
mod memory;
mod names;
mod neighbours;
mod notify;
mod origin;
mod packaging;
mod process;
mod proxies;
mod real_parts;
mod record;
mod reference;
mod reload;
mod replicas;
mod sockets;
mod store_faults;
mod takedown;
mod upgrade;
