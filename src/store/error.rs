//! Why the store cannot be used: the file, the fact, the remedy.

use std::io::ErrorKind;
use std::mem::discriminant;
use std::path::{Path, PathBuf};

use super::database_error::DatabaseError;
use redb::{CommitError, StorageError, TableError, TransactionError};

/// A store that cannot be opened, or that failed while in use.
///
/// Opening refuses rather than begin from scratch: dates and takedowns in a file are not ours to forget.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another process holds it.
    #[error("{} is in use by another process; stop the other byline, or give this one a [store] path of its own", .path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// A later byline wrote it.
    #[error("{} has format {found}, and this byline knows formats up to {known}; run the byline that wrote it, or set another [store] path", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// Something else lies there.
    #[error("{} is not a store of byline's ({fact}); set another [store] path, or move the file away", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What tells.
        fact: String,
    },
    /// It cannot be read.
    #[error("{} is damaged ({fact}); restore a copy of it, or move it away to begin anew, which loses the first-seen dates and takedowns in it", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where reading ended.
        fact: String,
    },
    /// It cannot be created or opened for writing.
    #[error("{} cannot be opened for writing ({fact}); let the user that runs byline write there, or set another [store] path", .path.display())]
    NotWritable {
        /// The file or directory.
        path: PathBuf,
        /// The system's answer.
        fact: String,
    },
    /// It failed while in use: a full disk, a lost volume.
    #[error("{} failed ({fact}); byline goes on from memory and tries again: free space, or check the disk", .path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        fact: String,
    },
    /// A copy of the database's is to be kept where a store is that the database does not have, perhaps.
    #[error("{} has a store of its own, and [store] names a database besides; `byline store copy --from {}` brings what is in it into the database. Then set path to another directory, for the copy to start from, or remove it", .path.display(), .path.display())]
    OwnStore {
        /// The directory.
        path: PathBuf,
    },
    /// It is a database, which says so itself.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl StoreError {
    /// Whether another byline has the store.
    pub fn is_held(&self) -> bool {
        matches!(
            self,
            Self::Locked { .. } | Self::Database(DatabaseError::Held { .. })
        )
    }

    /// Whether it is a database that may be there again later.
    pub(crate) const fn is_away(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_away())
    }

    /// Whether `other` is the same trouble, in other words perhaps.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        if let (Self::Database(one), Self::Database(other)) = (self, other) {
            return one.is_like(other);
        }
        discriminant(self) == discriminant(other)
    }

    pub(super) fn not_writable(path: &Path, error: &std::io::Error) -> Self {
        Self::NotWritable {
            path: path.to_owned(),
            fact: error.to_string(),
        }
    }

    pub(super) fn damaged(path: &Path, fact: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            fact: fact.into(),
        }
    }

    /// Why `path` could not be opened.
    pub(super) fn opening(path: &Path, error: redb::DatabaseError) -> Self {
        match error {
            redb::DatabaseError::DatabaseAlreadyOpen
            | redb::DatabaseError::LockProtocolMismatch => Self::Locked {
                path: path.to_owned(),
            },
            redb::DatabaseError::Storage(StorageError::Io(error)) => match error.kind() {
                ErrorKind::InvalidData => Self::Foreign {
                    path: path.to_owned(),
                    fact: error.to_string(),
                },
                ErrorKind::UnexpectedEof => Self::damaged(path, "it ends too early"),
                _ => Self::not_writable(path, &error),
            },
            error => Self::damaged(path, error.to_string()),
        }
    }
}

/// A failure of the open database, before it is known whose file it was.
#[derive(Debug)]
pub(super) struct StoreFault(pub(super) StorageError);

impl StoreFault {
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self.0 {
            StorageError::Corrupted(fact) => StoreError::damaged(path, fact),
            error => StoreError::Failed {
                path: path.to_owned(),
                fact: error.to_string(),
            },
        }
    }
}

impl From<StorageError> for StoreFault {
    fn from(error: StorageError) -> Self {
        Self(error)
    }
}

impl From<TableError> for StoreFault {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Storage(error) => Self(error),
            error => Self(StorageError::Corrupted(error.to_string())),
        }
    }
}

impl From<TransactionError> for StoreFault {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Storage(error) => Self(error),
            error => Self(StorageError::Corrupted(error.to_string())),
        }
    }
}

impl From<CommitError> for StoreFault {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => Self(error),
            error => Self(StorageError::Corrupted(error.to_string())),
        }
    }
}
