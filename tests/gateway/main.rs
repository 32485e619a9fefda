//! The gateway as its readers and its origins meet it: the real router, real HTTP both ways.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod admin;
mod busy;
mod clock;
mod codings;
mod cold;
mod faults;
mod filter;
mod identity;
mod kinds;
mod notify;
mod outages;
mod partners;
mod quiet;
mod reload;
mod reserved;
mod revisit;
mod serving;
mod simulated;
mod support;
mod survey;
mod takedown;
mod watching;
mod whose;
