//! Why the database cannot be used: which one, the fact, the remedy. Never a password.

use std::error::Error;
use std::mem::discriminant;

use tokio_postgres::error::SqlState;

/// A database that cannot be opened, or that failed while in use.
///
/// `place` names the database and its hosts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// The URL is not one.
    #[error(
        "the database's URL cannot be used ({fact}); write postgres://USER:PASSWORD@HOST/DATABASE, with special characters of the password as %XX"
    )]
    Url {
        /// What is wrong with it.
        fact: String,
    },
    /// Certificates or keys that the URL names cannot be used.
    #[error(
        "TLS to {place} cannot be set up ({fact}); correct sslrootcert, sslcert and sslkey in its URL"
    )]
    Tls {
        /// The database.
        place: String,
        /// What is wrong with them.
        fact: String,
    },
    /// It refuses the user, or lacks what byline needs.
    #[error(
        "{place} refuses byline ({fact}); check user, password and database in its URL, and that the user may make a schema there"
    )]
    Refused {
        /// The database.
        place: String,
        /// Its answer.
        fact: String,
    },
    /// Another byline uses it.
    #[error(
        "{place} is in use by another byline{holder}: a store is copied into it, or bylines serve from it; wait, or stop them, or name another database"
    )]
    Held {
        /// The database.
        place: String,
        /// Who that is, as far as the database tells.
        holder: String,
    },
    /// Another replica has this one's name.
    #[error(
        "another byline serves from {place} under the name \"{name}\"; give each one a name of its own: name in [replicas] of its feeds.toml"
    )]
    NameTaken {
        /// The database.
        place: String,
        /// The name.
        name: String,
    },
    /// A later byline wrote it.
    #[error(
        "{place} has format {found}, and this byline knows formats up to {known}; run the byline that wrote it, or name another database"
    )]
    Newer {
        /// The database.
        place: String,
        /// Its format.
        found: i32,
        /// Ours.
        known: i32,
    },
    /// Its schema is another program's, or its encoding cannot hold the news.
    #[error("{place} cannot be byline's ({fact}); name another database")]
    Foreign {
        /// The database.
        place: String,
        /// What tells.
        fact: String,
    },
    /// What is in it cannot be read.
    #[error(
        "{place} is damaged ({fact}); restore a copy of it, or name an empty database to begin anew, which loses the first-seen dates and takedowns in it"
    )]
    Damaged {
        /// The database.
        place: String,
        /// What cannot be read.
        fact: String,
    },
    /// `byline store copy` was not finished.
    #[error(
        "{place} holds a part of the store {from}, whose copy was not finished; run `byline store copy --from {from}` again, or name an empty database"
    )]
    Unfinished {
        /// The database.
        place: String,
        /// The directory that was copied from.
        from: String,
    },
    /// Something is to be copied into it, and it has a store.
    #[error(
        "{place} has a store already, and a copy goes into an empty database; name another database, or drop the schema \"byline\" there if what is in it may be lost"
    )]
    NotEmpty {
        /// The database.
        place: String,
    },
    /// It does not answer.
    #[error(
        "{place} is away ({fact}); a byline that serves goes on from memory and tries again by itself: start the database, or check the network and the URL"
    )]
    Away {
        /// The database.
        place: String,
        /// How that shows.
        fact: String,
    },
    /// It went away while it committed.
    #[error(
        "{place} went away while it committed ({fact}), so it is not known whether the change is in it; byline tries again, and to repeat the change is safe"
    )]
    Unknown {
        /// The database.
        place: String,
        /// How that shows.
        fact: String,
    },
    /// A statement failed.
    #[error(
        "{place} failed ({fact}); byline goes on from memory and tries again: look into the database's log"
    )]
    Failed {
        /// The database.
        place: String,
        /// Its answer.
        fact: String,
    },
}

impl DatabaseError {
    /// Whether it may be there again later.
    pub(super) const fn is_away(&self) -> bool {
        matches!(self, Self::Away { .. })
    }

    /// Whether `other` is the same trouble: an outage shows in many ways.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let passes = |error: &Self| {
            matches!(
                error,
                Self::Away { .. } | Self::Unknown { .. } | Self::Failed { .. }
            )
        };
        (passes(self) && passes(other)) || discriminant(self) == discriminant(other)
    }

    /// What `error` of a statement or a connection means for `place`.
    pub(super) fn of(place: &str, error: &tokio_postgres::Error) -> Self {
        let (place, fact) = (place.to_owned(), words(error));
        let Some(answer) = error.as_db_error() else {
            return Self::Away { place, fact };
        };
        let code = answer.code();
        let class = code.code().get(..2).unwrap_or_default();
        // 08: connection; 57P: shutdown, crash, not yet up; 25006: a standby; 53: resources; 28, 3D, 42501: the user.
        match class {
            "28" | "3D" => Self::Refused { place, fact },
            _ if *code == SqlState::INSUFFICIENT_PRIVILEGE => Self::Refused { place, fact },
            "08" | "57" => Self::Away { place, fact },
            _ if *code == SqlState::READ_ONLY_SQL_TRANSACTION => Self::Away {
                place,
                fact: format!(
                    "{fact}: it is a standby, perhaps; name the primary, or all hosts with target_session_attrs=read-write"
                ),
            },
            _ => Self::Failed { place, fact },
        }
    }
}

/// The database's own words, or those of what failed on the way to it.
pub(super) fn words(error: &tokio_postgres::Error) -> String {
    if let Some(answer) = error.as_db_error() {
        return answer.message().to_owned();
    }
    let mut innermost: &dyn Error = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    innermost.to_string()
}
