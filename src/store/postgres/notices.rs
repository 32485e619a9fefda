//! The tables of `[notify]`, and which of several bylines sends to an endpoint.
//!
//! A lease by time, on the database's clock: whoever has it sends all that waits for an endpoint, in order, and renews it
//! before each message. A byline that dies loses it when its time is over, and what it was sending is sent once more.

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error};

/// What the format-2 step of the schema makes for `[notify]`.
pub(super) const NOTICES_TABLES: &str = r#"
-- What endpoints of [notify] were told of each feed, what waits for them, and how they answered last.
CREATE TABLE byline.notices (
    entry       text COLLATE "C" PRIMARY KEY,
    used_second bigint NOT NULL,
    record      json NOT NULL
);

-- Who sends to each endpoint, and until when.
CREATE TABLE byline.senders (
    endpoint text PRIMARY KEY,
    holder   text NOT NULL,
    until    timestamptz NOT NULL
);
"#;

/// Takes or renews the lease on `endpoint` for `holder`; false when another one has it.
pub(super) async fn lease(
    client: &Client,
    endpoint: &str,
    holder: &str,
    seconds: u32,
) -> Result<bool, Error> {
    let statement = "INSERT INTO byline.senders AS known (endpoint, holder, until) \
                     VALUES ($1, $2, clock_timestamp() + $3 * interval '1 second') \
                     ON CONFLICT (endpoint) DO UPDATE SET holder = excluded.holder, until = excluded.until \
                     WHERE known.holder = excluded.holder OR known.until < clock_timestamp() \
                     RETURNING true";
    let seconds = f64::from(seconds);
    let rows = client
        .query_typed(
            statement,
            &[
                (&endpoint, Type::TEXT),
                (&holder, Type::TEXT),
                (&seconds, Type::FLOAT8),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}
