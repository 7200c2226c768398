//! The first message of every sync: version, identity, epoch, limits.

use super::Seq;
use super::wire::decimal;
use crate::clock::Millis;
use serde::Deserialize;
use serde::Serialize;

/// `POST /v1/handshake`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handshake {
    /// The version the client wants to speak.
    pub protocol_version: u32,
    /// Name and version of the client's software, for the server's log.
    pub client: String,
    /// The device's identity.
    pub device_id: String,
    /// The device's last settled batch. A copied or restored file is told apart by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_batch: Option<String>,
    /// The batch whose outcome the device does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inflight_batch: Option<String>,
    /// When the device's last sync was completed, by the server's clock in its last answer; missing before the first.
    /// A sync that failed or broke off leaves it as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Millis>,
}

/// The answer to [`Handshake`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandshakeAnswer {
    /// The version both will speak.
    pub protocol_version: u32,
    /// Name and version of the server's software.
    pub server: String,
    /// The server's clock, Unix milliseconds. The client's clock runs on the difference.
    pub server_time: Millis,
    /// The space these credentials belong to.
    pub space: String,
    /// Who these credentials are, stable for the account.
    pub principal: String,
    /// `owner`, `editor` or `viewer`.
    pub role: String,
    /// Random id of the space's current life; a restore from a backup begins a new one.
    pub epoch: String,
    /// The epochs before this one, oldest first, each with the seq it ended at.
    #[serde(default)]
    pub lineage: Vec<EpochEnd>,
    /// The seq of the newest accepted mutation.
    #[serde(with = "decimal")]
    pub head: Seq,
    /// The last batch the server has from this device, `None` for a device it does not know.
    #[serde(default)]
    pub last_batch: Option<String>,
    /// What one message may hold.
    pub limits: Limits,
    /// What the space uses of what it may.
    pub quota: Quota,
    /// The space's plan, for display.
    #[serde(default)]
    pub plan: String,
    /// Optional abilities of this server.
    #[serde(default)]
    pub features: Vec<String>,
}

/// An epoch that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochEnd {
    /// The epoch's id.
    pub epoch: String,
    /// The last seq the next epoch still has from it.
    #[serde(with = "decimal")]
    pub last_seq: Seq,
}

/// What one message may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Items in a batch.
    pub batch_items: u32,
    /// Bytes of a request's decoded body.
    pub batch_bytes: u64,
    /// Bytes of one record's canonical body.
    pub record_bytes: u64,
    /// Rows in a page.
    pub page_items: u32,
}

/// What a space uses of what it may (E60).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Live records.
    pub records: Usage,
    /// Bytes of their canonical bodies.
    pub bytes: Usage,
    /// Milliseconds from a device's completed sync to its next one at least; `None` is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_sync_interval_ms: Option<Millis>,
}

/// The answer to `GET /v1/spaces/{space}/quota`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaAnswer {
    /// The version both speak.
    pub protocol_version: u32,
    /// What the space uses of what it may.
    pub quota: Quota,
}

/// One resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// In use now.
    pub used: i64,
    /// At most; `None` is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}
