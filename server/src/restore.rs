//! Putting a backup in place of a server's data, in a way that every device notices and none loses by.

use crate::admin;
use crate::admin::AdminError;
use crate::store::KeyRow;
use crate::store::SpaceRow;
use crate::store::Store;
use crate::store::WriteTx;
use crate::store::sqlite::Replacement;
use crate::store::sqlite::SqliteStore;
use cortex_cloud::clock::Millis;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::transport::protocol::EpochEnd;
use cortex_cloud::transport::protocol::Seq;
use std::path::Path;
use std::path::PathBuf;

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where the replaced database is; `None` where there was none.
    pub replaced: Option<PathBuf>,
    /// Every space of the backup, in its new epoch.
    pub spaces: Vec<RestoredSpace>,
    /// Why the replaced database could not be read, if so. It is kept all the same, but what it knew of revoked keys is
    /// not carried over.
    pub unreadable: Option<String>,
    /// Spaces that only the replaced database has.
    pub missing_spaces: Vec<String>,
    /// Keys that were revoked after the backup and stay revoked.
    pub kept_revoked: Vec<String>,
    /// Keys that only the replaced database has: nobody can use them any more.
    pub missing_keys: Vec<String>,
}

/// A space that was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredSpace {
    /// The space, in its new epoch.
    pub space: SpaceRow,
    /// The epoch of the backup, and the seq it ended at.
    pub ended: EpochEnd,
    /// The head of the replaced database. What lies between the two is in that database and on the devices.
    pub replaced_head: Option<Seq>,
}

/// Restores the data folder from a backup. Each space begins a new random epoch, so that every device reconciles with
/// what the backup has. Keys revoked since stay revoked.
///
/// # Errors
/// While a server or command uses the folder, for a file that is no sound backup, and when the disk fails: then the
/// current database stays the one.
pub fn restore(folder: &Path, from: &Path, entropy: &dyn Entropy, now: Millis) -> Result<Restored, AdminError> {
    let replacement = Replacement::prepare(folder, from)?;
    // A damaged one is a reason to restore, not to refuse it.
    let ((old_spaces, old_keys), unreadable) = match read_current(&replacement) {
        Ok(read) => (read, None),
        Err(error) => (Default::default(), Some(error.to_string())),
    };
    let store = replacement.store()?;
    let spaces = begin_epochs(&store, entropy, &old_spaces)?;
    let (kept_revoked, missing_keys) = revoke_again(&store, &old_keys)?;
    drop(store);
    let replaced = replacement.install(now)?;
    let is_missing = |name: &String| !spaces.iter().any(|restored| restored.space.name == *name);
    let missing_spaces = old_spaces.into_iter().map(|space| space.name).filter(is_missing).collect();
    Ok(Restored { replaced, unreadable, missing_spaces, spaces, kept_revoked, missing_keys })
}

fn read_current(replacement: &Replacement) -> Result<(Vec<SpaceRow>, Vec<KeyRow>), AdminError> {
    match replacement.current()? {
        Some(current) => Ok((admin::spaces(&current)?, admin::keys(&current, None)?)),
        None => Ok(Default::default()),
    }
}

fn begin_epochs(
    store: &SqliteStore,
    entropy: &dyn Entropy,
    old_spaces: &[SpaceRow],
) -> Result<Vec<RestoredSpace>, AdminError> {
    admin::spaces(store)?
        .into_iter()
        .map(|before| {
            let replaced_head = old_spaces.iter().find(|old| old.name == before.name).map(|old| old.head);
            let space = admin::begin_epoch(store, entropy, &before.name)?;
            let ended = EpochEnd { epoch: before.epoch, last_seq: before.head };
            Ok(RestoredSpace { space, ended, replaced_head })
        })
        .collect()
}

/// A backup knows nothing of keys revoked after it, and must not open the door to them again.
fn revoke_again(store: &SqliteStore, old_keys: &[KeyRow]) -> Result<(Vec<String>, Vec<String>), AdminError> {
    let keys = admin::keys(store, None)?;
    let (mut revoked, mut missing) = (Vec::new(), Vec::new());
    for old in old_keys {
        match keys.iter().find(|key| key.key_id == old.key_id) {
            None => missing.push(old.key_id.clone()),
            Some(key) if key.revoked_at.is_none() => {
                if let Some(since) = old.revoked_at {
                    store.write(|tx: &mut dyn WriteTx| tx.revoke_key(&old.key_id, since).map_err(AdminError::from))?;
                    revoked.push(old.key_id.clone());
                }
            }
            Some(_) => {}
        }
    }
    Ok((revoked, missing))
}
