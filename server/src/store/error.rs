//! What a database can refuse.

/// A failure of the store. Its text may name files and statements: for the operator's log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// Another process writes and did not finish in time.
    #[error("another process holds the database; try again")]
    Busy,
    /// The database was not made by this server, or by a newer version. It was not touched.
    #[error("{0}")]
    Foreign(String),
    /// Others use the data folder in a way that excludes this.
    #[error("{0}")]
    InUse(String),
    /// A backup cannot be made there, or is none.
    #[error("{0}")]
    Backup(String),
    /// The database holds something no version of this server writes.
    #[error("the database holds {0}")]
    Corrupt(String),
    /// The database gave up the whole transaction; nothing of it was kept.
    #[error("the database gave up the transaction")]
    Aborted,
    /// A file or folder could not be made or opened.
    #[error("{0}: {1}")]
    Io(String, #[source] std::io::Error),
    /// Anything else the database said.
    #[error("database: {0}")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::NotADatabase) => Self::Foreign("the file is not an SQLite database".to_owned()),
            _ => Self::Database(Box::new(error)),
        }
    }
}
