//! The order-independent digest both sides keep over what they have in common.
//!
//! Every live record adds a 128-bit number made of its table, id, seq and hash; sums wrap. So adding, changing and
//! removing a record costs one addition or two, and equal sums mean equal records. Records fall into 256 buckets by
//! their key, so that a difference can be narrowed down without sending everything.

use crate::canonical::ContentHash;
use crate::transport::protocol::Seq;

/// How many buckets a space has.
pub const BUCKETS: usize = 256;

/// The digest of a set of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// The wrapping sum of the records' numbers.
    pub sum: u128,
    /// How many records.
    pub records: i64,
}

impl Digest {
    /// Adds a live record.
    pub fn add(&mut self, entry: u128) {
        self.sum = self.sum.wrapping_add(entry);
        self.records += 1;
    }

    /// Removes a record that was added with the same number.
    pub fn remove(&mut self, entry: u128) {
        self.sum = self.sum.wrapping_sub(entry);
        self.records -= 1;
    }

    /// Joins another set.
    pub fn merge(&mut self, other: Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        self.records += other.records;
    }

    /// The sum's wire form: 32 hexadecimal digits.
    pub fn hex(&self) -> String {
        format!("{:032x}", self.sum)
    }
}

/// The bucket a record belongs to, whatever its state.
pub fn bucket(table: &str, id: &str) -> u8 {
    let mut hasher = blake3::Hasher::new();
    key(&mut hasher, table, id);
    hasher.finalize().as_bytes()[0]
}

/// The number a live record adds.
pub fn entry(table: &str, id: &str, seq: Seq, hash: &ContentHash) -> u128 {
    let mut hasher = blake3::Hasher::new();
    key(&mut hasher, table, id);
    hasher.update(&seq.to_le_bytes());
    hasher.update(&hash.0);
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(first)
}

/// The table's length goes in front, so that ("a", "bc") and ("ab", "c") differ.
fn key(hasher: &mut blake3::Hasher, table: &str, id: &str) {
    hasher.update(&(table.len() as u64).to_le_bytes());
    hasher.update(table.as_bytes());
    hasher.update(id.as_bytes());
}
