//! What one request may ask for.

use cortex_cloud::transport::protocol::Limits;

/// Limits and names of a server, the same for all its spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What one message may hold; told to clients in the handshake.
    pub limits: Limits,
    /// A page ends with the row whose body passes this many bytes.
    pub page_bytes: u64,
    /// Bytes of bodies in an answer that cannot be cut into pages (conflicts, records asked for by name).
    pub answer_bytes: u64,
    /// Records one digest request may name.
    pub digest_records: usize,
    /// Records a listing of several buckets may have.
    pub listing_records: usize,
    /// How far ahead of the server's clock a stamp may be, in milliseconds.
    pub max_ahead_ms: i64,
    /// The spaces' plan, for display.
    pub plan: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            limits: Limits { batch_items: 5_000, batch_bytes: 4 << 20, record_bytes: 1 << 20, page_items: 5_000 },
            page_bytes: 1 << 20,
            answer_bytes: 16 << 20,
            digest_records: 1_000,
            listing_records: 100_000,
            max_ahead_ms: 5 * 60 * 1_000,
            plan: String::new(),
        }
    }
}
