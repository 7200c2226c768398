//! What is kept for a time only is pruned: after each sync, in steps that let local writes through.

use super::Inner;
use crate::cancel::CancelToken;
use crate::clock::Millis;
use crate::error::CloudError;
use crate::store::retention;

const DAY_MS: Millis = 86_400_000;
/// Steps after one sync. What is left waits for the next.
const STEPS: usize = 50;

impl Inner {
    /// Prunes what has been kept for long enough. The sync it belongs to went well whatever comes of it.
    pub(super) fn prune(&self, cancel: &CancelToken) {
        let before = self.now_ms().saturating_sub(DAY_MS.saturating_mul(self.config.retention_days));
        for _ in 0..STEPS {
            let step = self.store.read(|c| retention::is_due(c, before)).and_then(|due| {
                if !due || cancel.is_cancelled() {
                    return Ok(false);
                }
                self.store.write_patiently(self.now_ms(), |tx| retention::prune(tx, before))?;
                Ok(true)
            });
            match step {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::debug!(code = CloudError::from(error).code(), "old rows could not be pruned");
                    return;
                }
            }
        }
    }
}
