//! What an operator does: spaces, keys, limits, epochs. Not reachable over HTTP.

use crate::key::ApiKey;
use crate::key::PREFIX;
use crate::service::Principal;
use crate::service::Role;
use crate::store::KeyRow;
use crate::store::SpaceRow;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::WriteTx;
use cortex_cloud::clock::Millis;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::entropy::random_id;
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
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Random(getrandom::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Result<T> = std::result::Result<T, AdminError>;

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

/// Sets what a space may hold; `None` is no limit. What is over it stays.
///
/// # Errors
/// [`AdminError::NoSpace`].
pub fn set_limits<S: Store>(store: &S, name: &str, records: Option<i64>, bytes: Option<i64>) -> Result<()> {
    store.write(|tx| {
        let space = find(tx, name)?;
        Ok(tx.put_limits(space.id, records, bytes)?)
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

/// Forgets deletes up to a seq. Devices that have not pulled that far must reconcile.
///
/// # Errors
/// [`AdminError::NoSpace`].
pub fn collect_tombstones<S: Store>(store: &S, name: &str, up_to: Seq) -> Result<SpaceRow> {
    store.write(|tx| {
        let mut space = find(tx, name)?;
        if let Some(newest) = tx.remove_tombstones(space.id, up_to)? {
            space.floor = space.floor.max(newest);
            tx.put_counters(&space)?;
        }
        Ok(space)
    })
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
