//! The tables of what bylines share about origins and partners, and the statements over them.

/// The tables of what is shared, made by a step of [`schema`](crate::store::postgres::schema).
pub(in crate::store::postgres) const MANNERS_TABLES: &str = r#"
-- The time of each host that is asked. No index but the key, so that an update touches one page.
CREATE TABLE byline.hosts (
    host         text COLLATE "C" PRIMARY KEY,
    -- Until then its time belongs to replicas.
    next_free    timestamptz NOT NULL,
    closed_until timestamptz NOT NULL,
    -- Whether the host asked for that, or failed.
    asked        boolean NOT NULL,
    failures     integer NOT NULL,
    -- Requests that run beyond the span in which they began: by replica how many, and until which microsecond at most.
    running      jsonb NOT NULL,
    -- What the last message was granted, in microseconds.
    span         bigint NOT NULL
) WITH (fillfactor = 50);

-- robots.txt, by scheme, host and port.
CREATE TABLE byline.robots (
    origin     text COLLATE "C" PRIMARY KEY,
    agent      text NOT NULL,
    -- Of the last good answer, and its validators.
    body       bytea,
    validators json,
    fetched_at timestamptz,
    good_until timestamptz NOT NULL,
    failures   integer NOT NULL DEFAULT 0,
    reason     text NOT NULL DEFAULT '',
    timed_out  boolean NOT NULL DEFAULT false,
    -- Who fetches it.
    holder     text NOT NULL,
    turn_until timestamptz NOT NULL
);

-- Until when each partner's rate is in use (GCRA).
CREATE TABLE byline.partner_requests (
    partner    text COLLATE "C" PRIMARY KEY,
    busy_until timestamptz NOT NULL
) WITH (fillfactor = 50);
"#;

/// Tells about hosts, and reserves their time.
pub(super) const HOSTS: &str = r#"
WITH told AS (
    SELECT * FROM unnest($2::text[], $3::bigint[], $4::integer[], $5::integer[], $6::bigint[], $7::bigint[],
                         $8::boolean[], $9::integer[], $10::bigint[], $11::bigint[])
        AS told (host, length, room, running, running_for, closed_for, asked, failures, unused_end, unused)
), done AS (
    INSERT INTO byline.hosts AS known (host, next_free, closed_until, asked, failures, running, span)
    SELECT host,
           clock_timestamp() + CASE WHEN closed_for > 0 THEN 0 ELSE length END * interval '1 microsecond',
           clock_timestamp() + closed_for * interval '1 microsecond',
           asked,
           greatest(failures, 0),
           CASE WHEN running > 0 THEN jsonb_build_object($1::text, jsonb_build_array(
                running, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + running_for)) ELSE '{}' END,
           CASE WHEN closed_for > 0 THEN 0 ELSE length END
    FROM told ORDER BY host
    ON CONFLICT (host) DO UPDATE SET (next_free, closed_until, asked, failures, running, span) = (
        SELECT CASE WHEN given THEN start + told.length * interval '1 microsecond' ELSE free END,
               closed,
               CASE WHEN told.closed_for > 0 AND closed > known.closed_until THEN told.asked ELSE known.asked END,
               CASE WHEN told.failures < 0 THEN known.failures
                    WHEN told.failures = 0 THEN 0
                    ELSE greatest(known.failures, told.failures) END,
               others || CASE WHEN told.running < 0 THEN mine
                              WHEN told.running = 0 THEN '{}'
                              ELSE jsonb_build_object($1::text, jsonb_build_array(told.running, at_us + told.running_for)) END,
               CASE WHEN given THEN told.length ELSE 0 END
        FROM told
        CROSS JOIN LATERAL (SELECT clock_timestamp() AS at WHERE known.host = told.host) AS clock
        CROSS JOIN LATERAL (SELECT
            (extract(epoch FROM at) * 1000000)::bigint AS at_us,
            -- A clock that was set back must not close a host for long.
            least(known.next_free - CASE WHEN told.unused_end = (extract(epoch FROM known.next_free) * 1000000)::bigint
                                         THEN told.unused * interval '1 microsecond' ELSE interval '0' END,
                  at + interval '10 minutes') AS free,
            least(greatest(known.closed_until, at + told.closed_for * interval '1 microsecond'),
                  at + interval '1 hour') AS closed) AS times
        CROSS JOIN LATERAL (SELECT greatest(free, at) AS start) AS begin
        CROSS JOIN LATERAL (SELECT
            coalesce(sum((value->>0)::integer) FILTER (
                WHERE key <> $1 AND (value->>1)::bigint > (extract(epoch FROM start) * 1000000)::bigint), 0) AS elsewhere,
            coalesce(jsonb_object_agg(key, value) FILTER (
                WHERE key <> $1 AND (value->>1)::bigint > at_us), '{}') AS others,
            coalesce(jsonb_object_agg(key, value) FILTER (
                WHERE key = $1 AND (value->>1)::bigint > at_us), '{}') AS mine
            FROM jsonb_each(known.running)) AS running
        CROSS JOIN LATERAL (SELECT
            told.length > 0 AND closed <= at AND elsewhere <= told.room AS given) AS verdict
        WHERE told.host = known.host)
    RETURNING host, span, (extract(epoch FROM next_free) * 1000000)::bigint AS next_free_us,
              (extract(epoch FROM closed_until) * 1000000)::bigint AS closed_us, asked, failures, running,
              (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS at_us
), judged AS (
    SELECT done.*,
           told.length > 0 AND span = 0 AND closed_us <= at_us AS wanted,
           told.closed_for > 0 OR told.running >= 0 AS is_news
    FROM done JOIN told USING (host)
)
SELECT host, span, next_free_us, closed_us, asked, failures, running::text, at_us,
       CASE WHEN wanted OR is_news THEN pg_notify('byline_hosts', json_build_object(
            'by', $1::text, 'host', host, 'closed_us', closed_us, 'asked', asked, 'failures', failures,
            'running', running, 'at_us', at_us, 'wanted', wanted)::text)::text END
FROM judged
"#;

/// Takes the turn to fetch a robots.txt that nobody has, or reads what is there.
pub(super) const TURN: &str = r#"
WITH mine AS (
    INSERT INTO byline.robots AS known (origin, agent, good_until, holder, turn_until)
    VALUES ($1, $2, clock_timestamp(), $3, clock_timestamp() + $4::bigint * interval '1 microsecond')
    ON CONFLICT (origin) DO UPDATE SET
        holder = excluded.holder,
        turn_until = excluded.turn_until,
        agent = excluded.agent,
        good_until = CASE WHEN known.agent = excluded.agent THEN known.good_until ELSE clock_timestamp() END,
        body = CASE WHEN known.agent = excluded.agent THEN known.body END,
        validators = CASE WHEN known.agent = excluded.agent THEN known.validators END,
        failures = CASE WHEN known.agent = excluded.agent THEN known.failures ELSE 0 END
        WHERE (known.good_until <= clock_timestamp() OR known.agent <> excluded.agent)
          AND known.turn_until <= clock_timestamp()
    RETURNING true AS mine, *
), found AS (
    SELECT * FROM mine
    UNION ALL
    SELECT false, * FROM byline.robots WHERE origin = $1 AND NOT EXISTS (SELECT FROM mine)
)
SELECT mine, agent = $2, body, validators::text,
       (extract(epoch FROM good_until - clock_timestamp()) * 1000000)::bigint,
       failures, reason, timed_out,
       (extract(epoch FROM turn_until - clock_timestamp()) * 1000000)::bigint
FROM found
"#;

pub(super) const FOUND: &str = r#"
WITH done AS (
    UPDATE byline.robots SET
        body = $3, validators = $4::text::json, fetched_at = clock_timestamp(),
        good_until = clock_timestamp() + $5::bigint * interval '1 microsecond',
        failures = $6, reason = $7, timed_out = $8, turn_until = clock_timestamp()
    WHERE origin = $1 AND holder = $2
    RETURNING origin
)
SELECT pg_notify('byline_hosts', json_build_object('by', $2::text, 'origin', origin)::text)::text FROM done
"#;

pub(super) const GIVEN_UP: &str = r#"
WITH done AS (
    UPDATE byline.robots SET turn_until = clock_timestamp() WHERE origin = $1 AND holder = $2 RETURNING origin
)
SELECT pg_notify('byline_hosts', json_build_object('by', $2::text, 'origin', origin)::text)::text FROM done
"#;

/// Adds what was used of partners' rates, and reads what all replicas have used.
pub(super) const RATES: &str = r#"
WITH told AS (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS told (partner, used, per)
), done AS (
    INSERT INTO byline.partner_requests AS known (partner, busy_until)
    SELECT partner, clock_timestamp() + least(used, per) * interval '1 microsecond'
    FROM told WHERE used > 0 ORDER BY partner
    ON CONFLICT (partner) DO UPDATE SET busy_until = (
        SELECT least(greatest(known.busy_until, clock_timestamp()) + told.used * interval '1 microsecond',
                     clock_timestamp() + told.per * interval '1 microsecond')
        FROM told WHERE told.partner = known.partner)
    RETURNING partner, busy_until
), found AS (
    SELECT * FROM done
    UNION ALL
    SELECT partner, busy_until FROM byline.partner_requests JOIN told USING (partner) WHERE told.used = 0
)
SELECT partner, greatest(0, (extract(epoch FROM busy_until - clock_timestamp()) * 1000000)::bigint) FROM found
"#;

/// Hosts of which nothing matters any more, files that nobody has asked for, and those beyond the bound.
pub(super) const PRUNE: [&str; 2] = [
    "DELETE FROM byline.hosts WHERE host IN (\
         SELECT host FROM byline.hosts \
         WHERE greatest(next_free, closed_until) < clock_timestamp() - interval '1 hour' \
         ORDER BY host LIMIT 10000 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM byline.robots WHERE turn_until < clock_timestamp() AND origin IN (\
         SELECT origin FROM (\
             SELECT origin, good_until, \
                    sum(coalesce(octet_length(body), 0) + 500) OVER (ORDER BY good_until DESC, origin) AS bytes \
             FROM byline.robots) AS files \
         WHERE good_until < clock_timestamp() - interval '2 days' OR bytes > 67108864)",
];
