//! The promises of [`replicas`](crate::store::replicas), kept by the database: on its clock, in its order of commits.
//!
//! Each operation is one statement, or two: those about replicas are in [`members`](mod@members), those about feeds and takedowns in
//! [`published`].

mod members;
mod published;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio_postgres::Error;
use tokio_postgres::types::Type;

use self::members::{Parameter, forget, join, members, renew_lease, standing};
pub(in crate::store) use self::published::{NumberedRows, SnapshotRows, age};
use self::published::{
    claim_sightings, end_turn, publish, refreshes_after, renew_snapshot, replace, snapshot,
    stored_takedowns, take_turn, takedowns_after, unconfirmed,
};
use super::session::{Session, Slot};
use super::{Connections, Postgres};
use crate::model::{FeedId, Guid};
use crate::store::backend::Answer;
use crate::store::database_error::DatabaseError;
use crate::store::pending_rows::Key;
use crate::store::record::Sighting;
use crate::store::replicas::{
    FeedChange, Fence, Forgotten, Joined, Member, Published, ReplicaSelf, Standing, TakedownChange,
    Turn, Unconfirmed,
};

/// A renewal that is not answered within this time has failed.
const STEP: Duration = Duration::from_secs(2);

/// A database that several bylines share.
#[derive(Debug, Clone)]
pub(crate) struct Replication(Arc<Postgres>);

impl Replication {
    pub(in crate::store) const fn new(database: Arc<Postgres>) -> Self {
        Self(database)
    }

    /// Resolves when something was numbered since the last call, or may have been.
    pub(crate) async fn news(&self) {
        self.0.signals.news.notified().await;
    }

    /// Has [`Self::news`] resolve.
    pub(crate) fn look_again(&self) {
        self.0.signals.news.notify_one();
    }

    /// Changes when a replica has applied takedowns.
    pub(crate) fn applied(&self) -> watch::Receiver<u64> {
        self.0.signals.applied.subscribe()
    }

    /// Does `work` on a connection; once more when that has just broken.
    fn on<T, F>(
        &self,
        slot: fn(&Connections) -> &Slot,
        work: impl Fn(Arc<Session>) -> F + Send + Sync + 'static,
    ) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.0.answer(move |connections| async move {
            connections.twice(slot(&connections), work).await
        })
    }

    /// The same on the connection that never waits, within [`STEP`], and not again.
    fn at_once<T, F>(&self, work: impl FnOnce(Arc<Session>) -> F + Send + 'static) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.0.answer(move |connections| async move {
            let session = connections.signals.now()?;
            let work = work(session.clone());
            let done = session.within_time(STEP, &connections.place, work).await;
            if let Err(DatabaseError::Away { .. }) = &done {
                // They go the same way, and nobody is to wait until they have noticed, too.
                for slot in [&connections.reads, &connections.turns] {
                    if let Ok(session) = slot.now() {
                        session.give_up();
                    }
                }
            }
            done
        })
    }

    /// Makes `me` a member, which has applied no takedown yet.
    pub(crate) fn join(&self, me: &ReplicaSelf, config_digest: &str) -> Answer<Joined> {
        let (me, digest) = (me.clone(), config_digest.to_owned());
        self.at_once(move |session| async move { join(&session.client, &me, &digest).await })
    }

    /// Renews the lease of `me`. How it stands, and who else is there.
    pub(crate) fn renew_lease(
        &self,
        me: &ReplicaSelf,
        config_digest: &str,
    ) -> Answer<(Standing, Vec<Member>)> {
        let (me, digest) = (me.clone(), config_digest.to_owned());
        self.at_once(move |session| async move {
            let client = &session.client;
            let renewed = renew_lease(client, &me, &digest);
            // In one go: the second statement is sent before the first one is answered.
            let (is_member, (standing, members)) =
                try_join(renewed, try_join(standing(client, &me), members(client))).await?;
            let standing = Standing {
                is_member,
                ..standing
            };
            Ok((standing, members))
        })
    }

    /// How `me` stands.
    pub(crate) fn standing(&self, me: &ReplicaSelf) -> Answer<Standing> {
        let me = me.clone();
        self.at_once(move |session| async move { standing(&session.client, &me).await })
    }

    /// Notes that `me` shows nothing that was withdrawn up to the takedown `number`.
    pub(crate) fn note_applied(&self, me: &ReplicaSelf, number: i64) -> Answer<()> {
        let me = me.clone();
        self.at_once(move |session| async move {
            let statement = "WITH noted AS (UPDATE byline.replicas SET applied = greatest(applied, $3) \
                             WHERE name = $1 AND incarnation = $2 RETURNING name) \
                             SELECT pg_notify('byline', 'applied') FROM noted";
            let parameters: [Parameter<'_>; 3] = [
                (&me.name, Type::TEXT),
                (&me.incarnation, Type::INT8),
                (&number, Type::INT8),
            ];
            session.client.query_typed(statement, &parameters).await?;
            Ok(())
        })
    }

    /// Ends the membership of `me`. With `counts`, it goes on counting as one that may serve what was withdrawn.
    pub(crate) fn leave(&self, me: &ReplicaSelf, counts: bool) -> Answer<()> {
        let me = me.clone();
        self.at_once(move |session| async move {
            let statement = match counts {
                true => {
                    "UPDATE byline.replicas SET lease_until = clock_timestamp() \
                     WHERE name = $1 AND incarnation = $2"
                }
                false => "DELETE FROM byline.replicas WHERE name = $1 AND incarnation = $2",
            };
            let parameters: [Parameter<'_>; 2] =
                [(&me.name, Type::TEXT), (&me.incarnation, Type::INT8)];
            session.client.execute_typed(statement, &parameters).await?;
            Ok(())
        })
    }

    /// Every replica, by name.
    pub(crate) fn members(&self) -> Answer<Vec<Member>> {
        self.on(
            |connections| &connections.reads,
            |session| async move { members(&session.client).await },
        )
    }

    /// Forgets the replica `name`, unless its lease holds.
    pub(crate) fn forget(&self, name: &str) -> Answer<Forgotten> {
        let name = name.to_owned();
        self.on(
            |connections| &connections.turns,
            move |session| {
                let name = name.clone();
                async move { forget(&session.client, &name).await }
            },
        )
    }

    /// The next takedowns after the one with this number, in the order of their numbers.
    pub(crate) fn takedowns_after(&self, number: i64) -> Answer<Vec<TakedownChange>> {
        self.on(
            |connections| &connections.reads,
            move |session| async move { takedowns_after(&session.client, number).await },
        )
    }

    /// The next refreshes after the one with this number, in the order of their numbers.
    pub(crate) fn refreshes_after(&self, number: i64) -> Answer<Vec<FeedChange>> {
        self.on(
            |connections| &connections.reads,
            move |session| async move { refreshes_after(&session.client, number).await },
        )
    }

    /// Who may still show the item `guid`, or any item, though it is withdrawn.
    pub(crate) fn unconfirmed(&self, guid: Option<Guid>) -> Answer<Vec<Unconfirmed>> {
        self.on(
            |connections| &connections.reads,
            move |session| async move { unconfirmed(&session.client, guid).await },
        )
    }

    /// The items whose takedown is in force in the database.
    pub(crate) fn stored_takedowns(&self) -> Answer<Vec<Guid>> {
        self.on(
            |connections| &connections.reads,
            |session| async move { stored_takedowns(&session.client).await },
        )
    }

    /// Asks for the turn to refresh `feed`. With `insist`, also while its origin is left alone.
    pub(crate) fn take_turn(&self, me: &ReplicaSelf, feed: &FeedId, insist: bool) -> Answer<Turn> {
        let asked = Arc::new((me.clone(), feed.as_str().to_owned()));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move { take_turn(&session.client, &asked.0, &asked.1, insist).await }
            },
        )
    }

    /// Ends a turn without a snapshot. With `failed`, the feed's origin is left alone for a while, for a reason.
    pub(crate) fn end_turn(
        &self,
        me: &ReplicaSelf,
        feed: &FeedId,
        generation: i64,
        failed: Option<(Duration, String)>,
    ) -> Answer<()> {
        let asked = Arc::new((me.clone(), feed.as_str().to_owned(), failed));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move {
                    let (me, feed, failed) = &*asked;
                    end_turn(&session.client, me, feed, generation, failed.as_ref()).await
                }
            },
        )
    }

    /// Notes that `feed` was found unchanged at `refreshed_at`, and ends the turn.
    pub(crate) fn renew_snapshot(
        &self,
        me: &ReplicaSelf,
        feed: &FeedId,
        generation: i64,
        refreshed_at: Timestamp,
    ) -> Answer<Published> {
        let asked = Arc::new((me.clone(), feed.as_str().to_owned()));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move {
                    let (me, feed) = &*asked;
                    renew_snapshot(&session.client, me, feed, generation, refreshed_at).await
                }
            },
        )
    }

    pub(in crate::store) fn publish(
        &self,
        me: Option<&ReplicaSelf>,
        feed: &FeedId,
        fence: Fence,
        rows: SnapshotRows,
    ) -> Answer<Published> {
        let asked = Arc::new((me.cloned(), feed.as_str().to_owned(), rows));
        self.on(
            |connections| &connections.turns,
            move |session| {
                let asked = asked.clone();
                async move {
                    let (me, feed, rows) = &*asked;
                    match (fence, me) {
                        (Fence::Turn { generation, ends }, Some(me)) => {
                            publish(&session.client, me, feed, generation, ends, rows).await
                        }
                        (Fence::Snapshot(number), _) => {
                            replace(&session.client, feed, number, rows).await
                        }
                        (Fence::Turn { .. }, None) => Ok(Published::Superseded),
                    }
                }
            },
        )
    }

    pub(in crate::store) fn snapshot(&self, feed: &FeedId) -> Answer<Option<NumberedRows>> {
        let feed = feed.as_str().to_owned();
        self.on(
            |connections| &connections.reads,
            move |session| {
                let feed = feed.clone();
                async move { snapshot(&session.client, &feed).await }
            },
        )
    }

    /// Adds those of `sightings` that are not there, and returns each as it is there: the first to come has the date.
    pub(in crate::store) fn claim_sightings(
        &self,
        sightings: Vec<(Key, Sighting)>,
    ) -> Answer<Vec<(Key, Sighting)>> {
        let sightings: Arc<[(Key, Sighting)]> = sightings.into();
        self.on(
            |connections| &connections.turns,
            move |session| {
                let sightings = sightings.clone();
                async move { claim_sightings(&session.client, &sightings).await }
            },
        )
    }

    /// That `name` is another replica's.
    pub(crate) fn name_taken(&self, name: &str) -> crate::store::StoreError {
        DatabaseError::NameTaken {
            place: self.0.place().to_owned(),
            name: name.to_owned(),
        }
        .into()
    }
}
