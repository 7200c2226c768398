//! What an operator does: spaces, keys, limits, epochs. Not reachable over HTTP.

use crate::key::ApiKey;
use crate::key::PREFIX;
use crate::service::Principal;
use crate::service::Role;
use crate::store::DeviceRow;
use crate::store::KeyRow;
use crate::store::SpaceLimits;
use crate::store::SpaceRow;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::Tombstones;
use crate::store::WriteTx;
use cortex_cloud::clock::Millis;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::entropy::random_id;
use cortex_cloud::transport::protocol::EpochEnd;
use cortex_cloud::transport::protocol::Seq;

/// Why an operator's command failed.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The name cannot be one of a space.
    #[error("\"{0}\" cannot be a space's name: use 1 to 64 of a-z, 0-9, '-', '_' and '.'")]
    BadName(String),
    /// There is a space of this name.
    #[error("there already is a space \"{0}\"; choose another name")]
    SpaceExists(String),
    /// There is no space of this name.
    #[error("there is no space \"{0}\"; `space list` shows what there is, `space create` makes one")]
    NoSpace(String),
    /// There is no key of this id.
    #[error("there is no key \"{0}\"; `key list` shows the ids")]
    NoKey(String),
    /// The text begins like a key and is none. It is not repeated: it may hold most of a secret.
    #[error("this is neither a key's id nor a whole key of this server; `key list` shows the ids")]
    NotAKey,
    /// The account or name of a key cannot be one.
    #[error("the {0} of a key cannot {1}")]
    BadLabel(&'static str, &'static str),
    /// A limit is below nothing.
    #[error("a limit of {0} must be 0 or more, or none; it was {1}")]
    BadLimit(&'static str, i64),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Random(getrandom::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Result<T> = std::result::Result<T, AdminError>;

/// Tombstones removed in one transaction, so that pushes do not wait long.
const COLLECTED_AT_ONCE: usize = 5_000;

/// Makes an empty space.
///
/// # Errors
/// [`AdminError::BadName`], [`AdminError::SpaceExists`].
pub fn create_space<S: Store>(store: &S, entropy: &dyn Entropy, name: &str, now: Millis) -> Result<SpaceRow> {
    let shaped = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'));
    // A path of "." or ".." never arrives: clients resolve it away.
    if !shaped || name == "." || name == ".." {
        return Err(AdminError::BadName(name.to_owned()));
    }
    let epoch = random_id(entropy);
    store.write(|tx| {
        if !tx.insert_space(name, &epoch, now)? {
            return Err(AdminError::SpaceExists(name.to_owned()));
        }
        find(tx, name)
    })
}

/// All spaces, by name.
///
/// # Errors
/// When the store fails.
pub fn spaces<S: Store>(store: &S) -> Result<Vec<SpaceRow>> {
    store.read(|tx| Ok(tx.spaces()?))
}

/// Changes what a space may hold and how often its devices may sync. What is over a limit stays; it may shrink and not
/// grow. A running server follows with its next request.
///
/// # Errors
/// [`AdminError::NoSpace`], [`AdminError::BadLimit`].
pub fn set_limits<S: Store>(store: &S, name: &str, change: impl Fn(&mut SpaceLimits)) -> Result<SpaceRow> {
    store.write(|tx| {
        let mut space = find(tx, name)?;
        change(&mut space.limits);
        let SpaceLimits { max_records, max_bytes, min_sync_interval_ms } = space.limits;
        for (what, limit) in [("records", max_records), ("bytes", max_bytes), ("sync interval", min_sync_interval_ms)] {
            if let Some(limit) = limit.filter(|limit| *limit < 0) {
                return Err(AdminError::BadLimit(what, limit));
            }
        }
        tx.put_limits(space.id, space.limits)?;
        Ok(space)
    })
}

/// A space with what an operator wants to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceReport {
    /// The space: limits, usage, head, floor, epoch.
    pub space: SpaceRow,
    /// The epochs before this one, oldest first.
    pub lineage: Vec<EpochEnd>,
    /// The deletes it still remembers.
    pub tombstones: Tombstones,
    /// The devices that have pushed in this epoch, the latest first.
    pub devices: Vec<DeviceRow>,
}

/// All there is to say of one space, from one snapshot.
///
/// # Errors
/// [`AdminError::NoSpace`].
pub fn report<S: Store>(store: &S, name: &str) -> Result<SpaceReport> {
    store.read(|tx| {
        let space = tx.space(name)?.ok_or_else(|| AdminError::NoSpace(name.to_owned()))?;
        Ok(SpaceReport {
            lineage: tx.lineage(space.id)?,
            tombstones: tx.tombstones(space.id)?,
            devices: tx.devices(space.id)?,
            space,
        })
    })
}

/// Begins a new epoch after the database was restored from a backup, so that devices notice.
///
/// # Errors
/// [`AdminError::NoSpace`].
pub fn begin_epoch<S: Store>(store: &S, entropy: &dyn Entropy, name: &str) -> Result<SpaceRow> {
    let epoch = random_id(entropy);
    store.write(|tx| {
        let space = find(tx, name)?;
        tx.begin_epoch(&space, &epoch)?;
        find(tx, name)
    })
}

/// What a collection of tombstones did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collected {
    /// The space afterwards. Devices whose cursor lies below its floor must reconcile.
    pub space: SpaceRow,
    /// Tombstones removed.
    pub removed: usize,
}

/// Forgets deletes up to a seq. Devices that have not pulled that far must reconcile.
///
/// # Errors
/// [`AdminError::NoSpace`].
pub fn collect_tombstones<S: Store>(store: &S, name: &str, up_to: Seq) -> Result<Collected> {
    let mut removed = 0;
    loop {
        let (space, some) = store.write(|tx| {
            let mut space = find(tx, name)?;
            let some = tx.remove_tombstones(space.id, up_to, COLLECTED_AT_ONCE)?;
            if let Some((_, newest)) = some {
                space.floor = space.floor.max(newest);
                tx.put_counters(&space)?;
            }
            Ok::<_, AdminError>((space, some))
        })?;
        match some {
            Some((some, _)) => removed += some,
            None => return Ok(Collected { space, removed }),
        }
    }
}

/// Forgets deletes that were made before a moment, Unix milliseconds of the server's clock.
///
/// # Errors
/// [`AdminError::NoSpace`].
pub fn collect_tombstones_before<S: Store>(store: &S, name: &str, cutoff: Millis) -> Result<Collected> {
    let up_to = store.read(|tx| {
        let space = tx.space(name)?.ok_or_else(|| AdminError::NoSpace(name.to_owned()))?;
        Ok::<_, AdminError>(tx.tombstones_before(&space, cutoff)?)
    })?;
    collect_tombstones(store, name, up_to)
}

/// Forgets, in every space, deletes that were made before a moment; gives how many.
///
/// # Errors
/// When the store fails.
pub fn collect_all_before<S: Store>(store: &S, cutoff: Millis) -> Result<usize> {
    let mut removed = 0;
    for space in spaces(store)? {
        removed += collect_tombstones_before(store, &space.name, cutoff)?.removed;
    }
    Ok(removed)
}

/// Makes a key of a space. Its secret is in the answer and nowhere else. Without an account it is one of its own; a key
/// that replaces another needs that one's account, or devices would refuse to go on under it.
///
/// # Errors
/// [`AdminError::BadLabel`], [`AdminError::NoSpace`], [`AdminError::Random`].
pub fn create_key<S: Store>(
    store: &S,
    space: &str,
    role: Role,
    account: Option<&str>,
    name: &str,
    now: Millis,
) -> Result<(ApiKey, KeyRow)> {
    if account.is_some_and(|account| account.trim().is_empty()) {
        return Err(AdminError::BadLabel("account", "be empty; leave it out for an account of the key's own"));
    }
    for (what, text) in [("account", account.unwrap_or_default()), ("name", name)] {
        if text.chars().any(char::is_control) {
            return Err(AdminError::BadLabel(what, "hold control characters, such as a line's end"));
        }
    }
    store.write(|tx| {
        let space = find(tx, space)?;
        loop {
            let key = ApiKey::generate().map_err(AdminError::Random)?;
            let row = KeyRow {
                key_id: key.id().to_owned(),
                hash: *key.hash().as_bytes(),
                space: space.name.clone(),
                role: role.to_string(),
                account: account.unwrap_or(key.id()).to_owned(),
                name: name.to_owned(),
                created_at: now,
                revoked_at: None,
            };
            if tx.insert_key(space.id, &row)? {
                return Ok((key, row));
            }
        }
    })
}

/// The keys of a space, or all, oldest first.
///
/// # Errors
/// [`AdminError::NoSpace`].
pub fn keys<S: Store>(store: &S, space: Option<&str>) -> Result<Vec<KeyRow>> {
    store.read(|tx| {
        let space = match space {
            Some(name) => Some(tx.space(name)?.ok_or_else(|| AdminError::NoSpace(name.to_owned()))?.id),
            None => None,
        };
        Ok(tx.keys(space)?)
    })
}

/// Revokes a key, named by its id or by the whole key; the next request with it is refused. Gives its id.
///
/// # Errors
/// [`AdminError::NoKey`], [`AdminError::NotAKey`].
pub fn revoke_key<S: Store>(store: &S, key: &str, now: Millis) -> Result<String> {
    let key = key.trim();
    let id = match ApiKey::parse(key) {
        Some(whole) => whole.id().to_owned(),
        None if key.starts_with(PREFIX) => return Err(AdminError::NotAKey),
        None => key.to_owned(),
    };
    store.write(|tx| match tx.revoke_key(&id, now)? {
        true => Ok(()),
        false => Err(AdminError::NoKey(id.clone())),
    })?;
    Ok(id)
}

/// Who a key is, for a caller that has checked it: the principal the service works with.
pub fn principal(key: &KeyRow) -> Option<Principal> {
    let role = Role::parse(&key.role)?;
    Some(Principal { space: key.space.clone(), id: format!("account:{}", key.account), role })
}

fn find(tx: &mut dyn WriteTx, name: &str) -> Result<SpaceRow> {
    tx.lock_space(name)?.ok_or_else(|| AdminError::NoSpace(name.to_owned()))
}
