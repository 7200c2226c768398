//! Every error code in one table: what the docs list, what each binding's errors carry, and what every error the engine
//! makes is checked against.
//!
//! The first word of a code names the variant: `offline.timeout` is always `CloudError::Offline`. A row whose code ends
//! in `*` stands for all codes that begin like it. Servers of later versions may send codes that are not here; those
//! follow the first word, too.

use super::CloudError;
use super::ErrorInfo;

/// The variants of [`CloudError`] by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants of CloudError say what they are")]
pub enum ErrorClass {
    InvalidArgument,
    Closed,
    Cancelled,
    Busy,
    Storage,
    StoreUnusable,
    Offline,
    Tls,
    Unauthenticated,
    Forbidden,
    Conflict,
    Quota,
    Throttled,
    VersionMismatch,
    Protocol,
    Internal,
}

/// Every class with the first word of its codes and the class's name, in the order of [`CloudError`].
pub const CLASSES: &[(ErrorClass, &str, &str)] = &[
    (ErrorClass::InvalidArgument, "argument", "InvalidArgument"),
    (ErrorClass::Closed, "closed", "Closed"),
    (ErrorClass::Cancelled, "cancelled", "Cancelled"),
    (ErrorClass::Busy, "busy", "Busy"),
    (ErrorClass::Storage, "storage", "Storage"),
    (ErrorClass::StoreUnusable, "store", "StoreUnusable"),
    (ErrorClass::Offline, "offline", "Offline"),
    (ErrorClass::Tls, "tls", "Tls"),
    (ErrorClass::Unauthenticated, "unauthenticated", "Unauthenticated"),
    (ErrorClass::Forbidden, "forbidden", "Forbidden"),
    (ErrorClass::Conflict, "conflict", "Conflict"),
    (ErrorClass::Quota, "quota", "Quota"),
    (ErrorClass::Throttled, "throttled", "Throttled"),
    (ErrorClass::VersionMismatch, "version", "VersionMismatch"),
    (ErrorClass::Protocol, "protocol", "Protocol"),
    (ErrorClass::Internal, "internal", "Internal"),
];

/// A code and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// As in [`ErrorInfo::code`](super::ErrorInfo::code).
    pub code: &'static str,
    /// The status a server gives it with; `None` where only the engine makes it.
    pub status: Option<u16>,
    /// As in [`ErrorInfo::retryable`](super::ErrorInfo::retryable).
    pub retryable: bool,
    /// What happened, and what it means for the user's data.
    pub meaning: &'static str,
    /// What to do.
    pub advice: &'static str,
}

/// A code with which the server refuses a single mutation for good. The mutation waits in quarantine, its record keeps
/// its local state, and an edit of the record is a new mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusalInfo {
    /// As in `CloudEvent::MutationRefused`.
    pub code: &'static str,
    /// What the server refused.
    pub meaning: &'static str,
    /// What to do.
    pub advice: &'static str,
}

impl CodeInfo {
    /// The row of a code, one that ends in `*` where no other fits.
    pub fn find(code: &str) -> Option<&'static Self> {
        let begins_like = |row: &&Self| row.code.strip_suffix('*').is_some_and(|start| code.starts_with(start));
        CODES.iter().find(|row| row.code == code).or_else(|| CODES.iter().find(begins_like))
    }

    /// The variant of its errors.
    pub fn class(&self) -> ErrorClass {
        ErrorClass::of_code(self.code).unwrap_or(ErrorClass::Internal)
    }
}

impl ErrorClass {
    /// The class that the first word of a code names.
    pub fn of_code(code: &str) -> Option<Self> {
        let word = code.split('.').next().unwrap_or_default();
        CLASSES.iter().find(|(_, first, _)| *first == word).map(|(class, _, _)| *class)
    }

    /// The first word of its codes.
    pub fn first_word(self) -> &'static str {
        CLASSES.iter().find(|(class, _, _)| *class == self).map_or("", |(_, word, _)| word)
    }

    /// The variant's name.
    pub fn name(self) -> &'static str {
        CLASSES.iter().find(|(class, _, _)| *class == self).map_or("", |(_, _, name)| name)
    }
}

impl CloudError {
    /// An error of a class.
    pub(crate) fn of(class: ErrorClass, info: ErrorInfo) -> Self {
        match class {
            ErrorClass::InvalidArgument => Self::InvalidArgument { info },
            ErrorClass::Closed => Self::Closed { info },
            ErrorClass::Cancelled => Self::Cancelled { info },
            ErrorClass::Busy => Self::Busy { info },
            ErrorClass::Storage => Self::Storage { info },
            ErrorClass::StoreUnusable => Self::StoreUnusable { info },
            ErrorClass::Offline => Self::Offline { info },
            ErrorClass::Tls => Self::Tls { info },
            ErrorClass::Unauthenticated => Self::Unauthenticated { info },
            ErrorClass::Forbidden => Self::Forbidden { info },
            ErrorClass::Conflict => Self::Conflict { info },
            ErrorClass::Quota => Self::Quota { info },
            ErrorClass::Throttled => Self::Throttled { info },
            ErrorClass::VersionMismatch => Self::VersionMismatch { info },
            ErrorClass::Protocol => Self::Protocol { info },
            ErrorClass::Internal => Self::Internal { info },
        }
    }

    /// The variant.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::InvalidArgument { .. } => ErrorClass::InvalidArgument,
            Self::Closed { .. } => ErrorClass::Closed,
            Self::Cancelled { .. } => ErrorClass::Cancelled,
            Self::Busy { .. } => ErrorClass::Busy,
            Self::Storage { .. } => ErrorClass::Storage,
            Self::StoreUnusable { .. } => ErrorClass::StoreUnusable,
            Self::Offline { .. } => ErrorClass::Offline,
            Self::Tls { .. } => ErrorClass::Tls,
            Self::Unauthenticated { .. } => ErrorClass::Unauthenticated,
            Self::Forbidden { .. } => ErrorClass::Forbidden,
            Self::Conflict { .. } => ErrorClass::Conflict,
            Self::Quota { .. } => ErrorClass::Quota,
            Self::Throttled { .. } => ErrorClass::Throttled,
            Self::VersionMismatch { .. } => ErrorClass::VersionMismatch,
            Self::Protocol { .. } => ErrorClass::Protocol,
            Self::Internal { .. } => ErrorClass::Internal,
        }
    }

    /// Whether variant and `retryable` are what the table says of the code.
    pub fn agrees_with_table(&self) -> bool {
        let row = CodeInfo::find(self.code());
        ErrorClass::of_code(self.code()) == Some(self.class())
            && row.is_none_or(|row| row.retryable == self.info().retryable)
    }
}

const fn ours(code: &'static str, meaning: &'static str, advice: &'static str) -> CodeInfo {
    CodeInfo { code, status: None, retryable: false, meaning, advice }
}

const fn passing(code: &'static str, meaning: &'static str, advice: &'static str) -> CodeInfo {
    CodeInfo { retryable: true, ..ours(code, meaning, advice) }
}

const fn told(status: u16, code: &'static str, meaning: &'static str, advice: &'static str) -> CodeInfo {
    CodeInfo { status: Some(status), ..ours(code, meaning, advice) }
}

const fn told_passing(status: u16, code: &'static str, meaning: &'static str, advice: &'static str) -> CodeInfo {
    CodeInfo { status: Some(status), ..passing(code, meaning, advice) }
}

/// Every code, in alphabetical order.
#[rustfmt::skip]
pub const CODES: &[CodeInfo] = &[
    ours("argument.batch_items", "The number of records will not do. The file was not opened.", "Give a number within the limits."),
    ours("argument.body", "The body is no JSON object the store can keep exactly, or too large. Nothing was changed.", "Correct the field that `details` name; send numbers beyond 2^53-1 as strings."),
    ours("argument.busy_timeout_ms", "The time will not do. The file was not opened.", "Give a time within the limits."),
    ours("argument.changes", "The changes are too many or too large for one `apply`. Nothing was changed.", "Cut them into several `apply`."),
    ours("argument.conflict_id", "There is no conflict of this number. Nothing was changed.", "List the conflicts again."),
    ours("argument.embedding_fields", "A name of an embedding field will not do. The file was not opened.", "Give names of top-level members."),
    ours("argument.extra_root_pem", "The text holds no certificate. The file was not opened.", "Give the authority's certificate in PEM form."),
    ours("argument.filter", "The filter does not parse. Nothing was changed.", "Correct it at the position or path that the message names."),
    ours("argument.id", "The id is empty, too long or holds a control character. Nothing was changed.", "Give an id of 1 to 512 bytes."),
    ours("argument.indexed", "A path to index will not do. Nothing was changed.", "Correct the path that the message names."),
    ours("argument.key", "The text cannot be an API key. Nothing was changed.", "Copy the key as the server showed it."),
    ours("argument.limit", "A page cannot have that many records. Nothing was changed.", "Ask for a number within the limits."),
    ours("argument.limits.*", "A limit of this engine's own is negative. The file was not opened.", "Give 0 or more, or none for no limit."),
    ours("argument.max_answer_bytes", "The number of bytes will not do. The file was not opened.", "Give a number within the limits."),
    ours("argument.max_body_bytes", "The number of bytes will not do. The file was not opened.", "Give a number within the limits."),
    ours("argument.max_file_bytes", "The number of bytes will not do. The file was not opened.", "Give a number within the limits."),
    ours("argument.memory", "The text is no valid memory. Nothing was changed.", "Correct the field that the message names."),
    ours("argument.order_by", "The order will not do. Nothing was changed.", "Order by at most 3 valid paths."),
    ours("argument.page", "The text is no page token of this query. Nothing was changed.", "Pass on the last page's `next_page`, or begin anew."),
    ours("argument.path", "There can be no store at this path. Nothing was made or changed.", "Name a file in a folder that exists."),
    ours("argument.payload", "Kind and payload of the mutation do not fit. Nothing was changed.", "Give a body for a put, and none for a delete."),
    ours("argument.retention_days", "The number of days will not do. The file was not opened.", "Give a number within the limits."),
    ours("argument.retry.*", "A number of the retry policy will not do. The file was not opened.", "Give a number within the limits."),
    ours("argument.server", "The server's address is no URL that will do, or there is none. Nothing was changed.", "Give `https://host[:port][/prefix]`."),
    ours("argument.strategy", "This strategy does not settle a conflict. Nothing was changed.", "Choose another, or give the body that shall stand."),
    ours("argument.sync_interval_ms", "The time will not do. The file was not opened.", "Give a time within the limits."),
    ours("argument.table", "The table's name is missing, empty, too long or holds a control character. Nothing was changed.", "Give a name of 1 to 128 bytes."),
    ours("argument.timeout_ms", "The time will not do. The file was not opened.", "Give a time within the limits."),
    ours("argument.type", "A value is of another type than the argument takes. Nothing was changed.", "Give what the argument takes, as `details` name it; the message says what it was."),
    passing("busy.readers", "Too many calls are reading. Nothing was changed.", "Call again."),
    passing("busy.sync", "Another sync of this file is running. Nothing was changed.", "Wait for it, or call again."),
    passing("busy.writer", "Another call or process is writing. Nothing was changed.", "Call again."),
    ours("cancelled", "The caller cancelled. What was done stays done; the rest is queued.", "Nothing; call again to go on."),
    ours("closed", "The engine was closed. What was acknowledged is saved.", "Open the file again."),
    ours("closed.forked", "The engine was opened before this process was forked off. Nothing was changed.", "Start processes by `spawn` or `forkserver`, or open the file only after the fork: a forked process must not open a file that was open then."),
    told(409, "conflict.cursor_ahead", "The server has less than this file has seen. Work stays queued.", "Tell the operator: was a backup restored?"),
    told_passing(410, "conflict.cursor_expired", "This file was away for longer than the server keeps deletes. Work stays queued.", "Sync again; the engine reconciles."),
    told(409, "conflict.device_forked", "This file is a copy of another device's, twice in one sync. Work stays queued.", "Open each copy on its own."),
    told_passing(409, "conflict.epoch_changed", "The server was restored from a backup. Work stays queued.", "Sync again; the engine reconciles."),
    ours("conflict.none_open", "The record has no conflict to settle. Nothing was changed.", "List the conflicts again."),
    ours("conflict.not_refused", "The record has no refused mutation. Nothing was changed.", "List `failed_mutations` again."),
    ours("conflict.status_*", "The server's state does not fit, and whoever answered did not say why. Work stays queued.", "Ask the server's operator."),
    ours("forbidden.other_account", "The file belongs to another account. Nothing was sent or changed.", "Sign in as the account of its first sync, or open another file."),
    told(403, "forbidden.read_only_role", "The role of this key may not write. Pulls go on; work stays queued.", "Ask for a key of an editor."),
    ours("forbidden.status_*", "Access was refused, perhaps by something between here and the server. Work stays queued.", "Check the network's proxy, then the key."),
    told(403, "forbidden.wrong_space", "The key does not open this space. Work stays queued.", "Use a key of the space."),
    ours("internal.digest", "The engine's own sums do not add up. What was acknowledged is saved.", "Call `verify`; report it if it comes again."),
    ours("internal.panic", "A defect of the engine was caught. What was acknowledged is saved.", "Report it."),
    ours("internal.runtime", "The engine could not start its network driver. The file was not opened.", "Free threads and file descriptors of the process."),
    ours("internal.sqlite", "SQLite refused a statement of the engine. Nothing of this call was changed.", "Report it."),
    ours("internal.thread", "No thread could be started. Nothing was changed.", "Free threads of the process."),
    ours("internal.token_store", "The host's token store failed. Nothing was changed.", "Unlock or repair the token store."),
    passing("offline.connection", "The server cannot be reached. Work stays queued.", "Nothing; it goes up when the server is back."),
    ours("offline.forced", "`go_offline` holds. Work stays queued.", "Call `go_online`."),
    told_passing(500, "offline.internal", "The server failed. Work stays queued.", "Nothing; tell the server's operator if it goes on."),
    passing("offline.interrupted", "The connection broke in the middle. Work stays queued; what may have arrived is not applied twice.", "Nothing; it goes up when the server is back."),
    ours("offline.no_driver", "This build cannot use a network. Everything stays in this file.", "Build with the feature `cloud`."),
    ours("offline.no_server", "No server is configured. Everything stays in this file.", "Nothing, or open the file with a server."),
    told_passing(503, "offline.overloaded", "The server has too much to do. Work stays queued.", "Nothing; it goes up later."),
    passing("offline.status_*", "The server, or a proxy before it, failed. Work stays queued.", "Nothing; it goes up when the server is back."),
    passing("offline.stopped", "The network driver is shutting down. Work stays queued.", "Nothing."),
    passing("offline.timeout", "The server did not answer in time. Work stays queued; what may have arrived is not applied twice.", "Nothing, or allow requests more time."),
    told(413, "protocol.answer_too_large", "The answer would have been too large. Work stays queued.", "Report it."),
    told(400, "protocol.bad_cursor", "The server does not know this cursor as its own. Work stays queued.", "Check the URL; call `verify`."),
    ours("protocol.bad_gzip", "The answer was damaged on the way. Nothing of it was taken; work stays queued.", "Sync again; check what stands between here and the server."),
    told(400, "protocol.bad_request", "The server does not accept the engine's request. Work stays queued.", "Update the older of the two; report it."),
    told(413, "protocol.batch_too_large", "The server takes no batch as large as the smallest there is. Work stays queued.", "Ask the operator for the server's limits."),
    ours("protocol.compress", "The request could not be compressed. Nothing was sent.", "Report it."),
    ours("protocol.encode", "The request could not be made. Nothing was sent.", "Report it."),
    ours("protocol.malformed", "The answer is not the protocol's. Nothing of it was taken; work stays queued.", "Check the URL: is it a Cortex server?"),
    told(405, "protocol.method_not_allowed", "The server has this path for something else. Work stays queued.", "Check the URL; update the older of the two."),
    ours("protocol.no_space", "A request was made before the handshake. Nothing was sent.", "Report it."),
    told(404, "protocol.not_found", "The server has nothing at this path. Work stays queued.", "Check the URL: is it a Cortex server?"),
    ours("protocol.not_http", "Something else than HTTP answered. Work stays queued.", "Check host and port of the URL."),
    ours("protocol.status_*", "Whoever answered is no Cortex server, or something stands before it. Work stays queued.", "Check the URL."),
    ours("protocol.too_large", "The answer is larger than the engine takes. Nothing of it was taken; work stays queued.", "Check the URL; raise `max_answer_bytes`."),
    told(415, "protocol.unsupported_encoding", "The server cannot read the request's compression. Work stays queued.", "Update the server; check the proxy before it."),
    told(415, "protocol.unsupported_type", "The request lost its content type on the way. Work stays queued.", "Check the proxy before the server."),
    ours("quota.exceeded", "The space has no room. Local work, pulls and deletes go on; what did not fit stays queued and goes up when there is room.", "Delete something, or ask for a higher limit."),
    told_passing(507, "quota.server_full", "The server's disk is full; it changed nothing. Work stays queued.", "Tell the server's operator."),
    passing("quota.status_*", "The server has no room, and whoever answered did not say why. Work stays queued.", "Ask the server's operator."),
    ours("storage.cannot_open", "The file cannot be opened or made. Nothing was changed.", "Check that its folder exists and may be written."),
    passing("storage.full", "There is no room for the file to grow. Nothing of this call was changed; what was acknowledged is saved.", "Make room, then call again."),
    passing("storage.io", "The disk failed. Nothing of this call was changed.", "Check the disk; call again."),
    ours("storage.lock", "The file beside the store that syncs take turns by cannot be used. Work stays queued.", "Check the permissions of the file and its folder."),
    ours("storage.read_only", "The file may not be written. Nothing was changed.", "Check the permissions of the file and its folder."),
    ours("store.damaged", "The file holds what no version of the engine writes.", "Restore the file from a copy."),
    ours("store.foreign", "The file is another program's database. It was not touched.", "Choose another path."),
    ours("store.newer", "The store was made by a newer version. It was not touched.", "Update this program."),
    ours("store.not_sqlite", "The file is no SQLite database. It was not touched.", "Choose another path."),
    passing("throttled.own_limit", "The last sync is less than the configured interval ago. Nothing was sent; work stays queued.", "Wait `retry_after_ms`, or configure a shorter interval."),
    told_passing(408, "throttled.request_timeout", "The request did not arrive in time. Work stays queued.", "Nothing; it goes up later."),
    passing("throttled.status_*", "The server asks to wait. Work stays queued.", "Wait `retry_after_ms`."),
    told_passing(429, "throttled.sync_too_frequent", "The last sync is less than the space's interval ago. Work stays queued.", "Wait `retry_after_ms`."),
    ours("tls.certificate", "The server's certificate is not to be trusted. Nothing was sent.", "Check the URL; trust a team's own authority by `extra_root_pem`."),
    ours("tls.handshake", "There was no protected connection. Nothing was sent.", "Check the port: does it speak HTTPS?"),
    ours("tls.insecure_url", "Credentials would travel unprotected. The file was not opened.", "Use https, or set `allow_insecure_http`."),
    ours("tls.setup", "The system's certificates cannot be used. The file was not opened.", "Repair the system's certificates."),
    told(401, "unauthenticated.key_missing", "The request had no key when it arrived. Work stays queued.", "Check the proxy before the server."),
    told(401, "unauthenticated.key_revoked", "The key was revoked. Work stays queued.", "Sign in with a new key of the same account."),
    told(401, "unauthenticated.key_unknown", "The server does not know the key. Work stays queued.", "Sign in with a key of this server."),
    ours("unauthenticated.no_credentials", "Nobody is signed in. Nothing was sent; work stays queued.", "Sign in."),
    ours("unauthenticated.status_*", "The credentials were not accepted, perhaps by something before the server. Work stays queued.", "Sign in; check the proxy."),
    ours("unauthenticated.token_store", "The token store cannot be read. Nothing was sent; work stays queued.", "Unlock or repair the token store."),
    ours("version.status_*", "The server wants another protocol version. Work stays queued.", "Update the older of the two."),
    ours("version.unsupported", "The server speaks another protocol version. Nothing of its answer was taken; work stays queued.", "Update the older of the two."),
    told(426, "version.version", "The server does not speak this engine's protocol version. Work stays queued.", "Update the older of the two."),
];

/// Every code of a refused mutation, in alphabetical order.
#[rustfmt::skip]
pub const REFUSALS: &[RefusalInfo] = &[
    RefusalInfo { code: "bad_request", meaning: "The server cannot read this record's mutation.", advice: "Update the older of the two; report it." },
    RefusalInfo { code: "batch_too_large", meaning: "The record alone is larger than a whole batch may be.", advice: "Make the record smaller." },
    RefusalInfo { code: "malformed", meaning: "Name, body or hash of the record are not what the protocol allows.", advice: "Correct what the reason names." },
    RefusalInfo { code: "too_large", meaning: "The body is larger than the server takes.", advice: "Make the record smaller." },
    RefusalInfo { code: "unit_refused", meaning: "Another record of the same `apply` was refused; the server takes all or none.", advice: "Correct the other record, or discard the unit." },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::error::TransportError;
    use crate::transport::protocol::ErrorBody;

    #[test]
    fn rows_are_in_order_complete_and_of_a_class() {
        assert!(CODES.is_sorted_by(|a, b| a.code < b.code));
        assert!(REFUSALS.is_sorted_by(|a, b| a.code < b.code));
        for row in CODES {
            assert!(ErrorClass::of_code(row.code).is_some(), "{} begins with no class", row.code);
            assert!(row.meaning.ends_with('.') && row.advice.ends_with(['.', '?']), "{}", row.code);
        }
    }

    #[test]
    fn every_class_has_rows_and_a_name() {
        assert_eq!(CLASSES.len(), 16);
        for (class, _, name) in CLASSES {
            assert!(CODES.iter().any(|row| row.class() == *class), "{name} has no row");
            assert_eq!(class.name(), *name);
        }
    }

    #[test]
    fn what_a_server_tells_becomes_the_error_of_its_row() {
        for row in CODES {
            let Some(status) = row.status else { continue };
            let code = row.code.split_once('.').map(|(_, code)| code.to_owned()).unwrap();
            let body = ErrorBody { code, message: String::new(), retry_after_ms: None, details: Vec::new() };
            let error = CloudError::from(TransportError::from_status(status, Some(body), None));
            assert_eq!(error.code(), row.code);
            assert!(error.agrees_with_table(), "{error:?} and {row:?}");
        }
    }

    #[test]
    fn a_status_without_an_explanation_has_a_row() {
        for status in (300..=308).chain(400..=431).chain([451]).chain(500..=511) {
            let error = CloudError::from(TransportError::from_status(status, None, None));
            assert!(CodeInfo::find(error.code()).is_some(), "{error:?}");
            assert!(error.agrees_with_table(), "{error:?}");
        }
    }

    #[test]
    fn a_code_of_a_later_server_follows_its_first_word() {
        assert_eq!(CodeInfo::find("forbidden.new_reason"), None);
        assert_eq!(ErrorClass::of_code("forbidden.new_reason"), Some(ErrorClass::Forbidden));
        assert_eq!(CodeInfo::find("offline.status_599").map(|row| row.code), Some("offline.status_*"));
    }
}
