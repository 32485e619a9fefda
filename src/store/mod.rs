//! What must outlive the process: first-seen dates, article facts, the last good snapshots, takedowns,
//! and the log of what partners were given ([`Use`]).
//!
//! In: facts and items as the gateway has them. Out: the same after a restart, a crash or a kill at any moment.
//! Knows the model and where its rows lie, nothing else; no clock (times come with the records).
//!
//! - [`facade`] says what rows mean, and [`backend`] is the seam below it: with a path there is one redb file ([`disk`]), and
//!   with a URL a PostgreSQL database ([`postgres`]).
//! - Reads go to the backend; writes wait in memory ([`pending_rows`]) and a thread of the store's own ([`writer`]) commits
//!   them together, so no request and no refresh waits for a disk. What waits is read like what is written.
//!   [`Store::saved`] tells when it is durable; a takedown is durable before [`Store::take_down`] returns.
//! - Without a path the tables are all there is. They are plain maps rather than redb's in-memory backend,
//!   which keeps pages, copies and a cache for transactions that memory does not need: bounded by weight, the
//!   rows that the feed with most of them wrote longest ago go first.
//! - A change that cannot be written (a full disk) stays in memory, is logged once, and is tried again.
//! - Several bylines may share a database ([`replicas`]): what they promise each other is in [`Replication`], which only
//!   [`postgres`] has. With a path besides, the directory is a copy of snapshots and takedowns to start from without the
//!   database ([`replicated`]).
//! - The file stays small ([`prune`]): an article that was in no section for [`FIRST_SEEN_STORED_DAYS`] is forgotten, its
//!   facts after [`ARTICLE_STORED_DAYS`], what was delivered to partners after [`USAGE_STORED_DAYS`]; takedowns never are.
//!   Articles take no more than a limit, and those of one feed no more than a share of it.

mod backend;
mod copy;
mod database_error;
mod disk;
mod error;
mod facade;
mod pending_rows;
mod postgres;
mod prune;
mod record;
mod replicas;
mod replicated;
mod tables;
mod takedown_index;
mod takedowns;
#[cfg(test)]
mod tests;
mod upgrade;
mod usage;
mod writer;

pub(crate) use self::backend::wait;
pub use self::copy::{Copied, CopiedTable, CopyError, copy};
pub use self::database_error::DatabaseError;
pub use self::error::StoreError;
pub use self::facade::Store;
pub use self::postgres::manners::Manners;
pub(crate) use self::postgres::replicas::Replication;
pub use self::prune::{
    ARTICLE_STORED_DAYS, DEFAULT_LIMIT_BYTES, FIRST_SEEN_STORED_DAYS, StoreSize, USAGE_STORED_DAYS,
};
pub use self::record::{ArticleRecord, Snapshot, Takedown, Withdrawer};
pub use self::replicas::{
    FeedChange, Fence, Forgotten, Joined, LEASE, Member, NumberedSnapshot, Published, ReplicaSelf,
    Standing, TakedownChange, Turn, Unconfirmed,
};
pub(crate) use self::replicated::EncodedSnapshot;
pub use self::usage::{Use, UseQuery};
pub use self::writer::Saved;
