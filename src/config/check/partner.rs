//! `[partners.ID]`: who may have more, of what, and until when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::server;
use super::table::TableCheck;
use crate::config::checked::Server;
use crate::config::partner::Partner;
use crate::config::problem::Report;
use crate::config::raw::{At, DayText, RawFeed, RawPartner};
use crate::config::secret::{Environment, Secret};
use crate::config::wording::{quoted, subject};
use crate::config::{address, units};
use crate::model::{FeedId, Grant, PartnerId};

/// What a partner may name, and what it is checked against.
pub(super) struct PartnerContext<'k> {
    pub(super) feeds: &'k BTreeMap<String, At<RawFeed>>,
    pub(super) env: Environment<'k>,
    pub(super) now: Timestamp,
}

/// The tokens seen so far, and whose they are: one token for two would make them one in the usage log.
pub(super) struct KnownTokens {
    seen: Vec<(Secret, String)>,
    /// The variables that hold partners' tokens, set or not.
    variables: BTreeMap<String, String>,
}

impl KnownTokens {
    pub(super) fn new(server: Option<&Server>) -> Self {
        let admin = server.and_then(|server| server.admin_token.clone());
        Self {
            seen: admin
                .map(|token| (token, "the admin endpoints".to_owned()))
                .into_iter()
                .collect(),
            variables: BTreeMap::new(),
        }
    }

    /// Notes that `variable` and the token in it are `whose`; an error names whose they were already.
    fn take(&mut self, variable: &str, token: Option<&Secret>, whose: &str) -> Result<(), String> {
        if let Some(other) = self.variables.get(variable) {
            return Err(other.clone());
        }
        self.variables.insert(variable.to_owned(), whose.to_owned());
        let Some(token) = token else {
            return Ok(());
        };
        if let Some((_, other)) = self.seen.iter().find(|(known, _)| known == token) {
            return Err(other.clone());
        }
        self.seen.push((token.clone(), whose.to_owned()));
        Ok(())
    }
}

pub(super) fn partner(
    name: &str,
    id: Option<&PartnerId>,
    raw: &At<RawPartner>,
    known: &PartnerContext<'_>,
    tokens: &mut KnownTokens,
    report: &mut Report<'_>,
) -> Option<Partner> {
    let (start, raw) = (raw.span.start, &raw.value);
    let mut table = TableCheck::new(report, subject("partners", name), start);
    let token_env = table.required(
        "token-env",
        raw.token_env.as_ref(),
        "token-env = \"BYLINE_PARTNER_…\", the environment variable that holds its token",
    );
    let token = token_env.and_then(|variable| {
        server::token(
            "token-env",
            variable,
            "nobody can claim to be this partner",
            known.env,
            &mut table,
        )
    });
    if let (Some(variable), Some(token)) = (token_env, &token)
        && let Err(other) = tokens.take(
            &variable.value.0,
            token.as_ref(),
            &subject("partners", name),
        )
    {
        table.error(
            variable.span.start,
            &format!(
                "token-env {} holds the token of {other} too; give each its own",
                quoted(&variable.value.0)
            ),
        );
    }
    let feeds = feeds(raw, known, &mut table);
    let grant = table
        .required(
            "grant",
            raw.grant.as_ref(),
            "grant = \"headline\", \"excerpt\" or \"full\"",
        )
        .and_then(|grant| table.grant("grant", Some(grant), Grant::Headline));
    let until = raw
        .until
        .as_ref()
        .map(|until| last_day(until, known.now, &mut table));
    let mut origins = Vec::new();
    for origin in raw.origins.iter().flat_map(|list| &list.value) {
        origins.extend(table.read("origin", origin, address::origin));
    }
    let rate = raw
        .rate
        .as_ref()
        .map(|rate| table.read("rate", rate, units::rate));
    Some(Partner {
        id: id?.clone(),
        token_env: token_env?.value.0.clone(),
        token: token?,
        feeds: feeds?,
        grant: grant?,
        until: until.flatten(),
        origins,
        rate: rate.flatten(),
    })
}

fn feeds(
    raw: &RawPartner,
    known: &PartnerContext<'_>,
    table: &mut TableCheck<'_, '_>,
) -> Option<BTreeSet<FeedId>> {
    let written = table.required(
        "feeds",
        raw.feeds.as_ref(),
        "feeds = [\"ID\"], the feeds that the permission covers",
    )?;
    table.feeds(
        written,
        known.feeds,
        "name the feeds that the permission covers",
    )
}

fn last_day(written: &At<DayText>, now: Timestamp, table: &mut TableCheck<'_, '_>) -> Option<Date> {
    let at = written.span.start;
    let datetime = &written.value.0;
    let day = match (&datetime.date, &datetime.time) {
        (Some(date), None) => {
            let small = |number: u8| i8::try_from(number).ok();
            i16::try_from(date.year)
                .ok()
                .zip(small(date.month))
                .zip(small(date.day))
                .and_then(|((year, month), day)| Date::new(year, month, day).ok())
        }
        _ => None,
    };
    let Some(day) = day else {
        table.error(
            at,
            &format!("until {datetime} is no day; write the last day alone, such as 2027-12-31"),
        );
        return None;
    };
    // Where the publisher is may be a day ahead or behind; a warning can wait for that day.
    if TimeZone::UTC
        .to_datetime(now)
        .date()
        .saturating_sub(jiff::Span::new().days(1))
        > day
    {
        table.warn(
            at,
            &format!(
                "until {day} is past, so the permission is over; renew it, or remove the partner"
            ),
        );
    }
    Some(day)
}
