//! What must be in the files, worked out from what the writers were told was saved and from nothing else.
//!
//! Who wins a conflict is decided here by rules of its own, by the order of the writes or by the user's choice, so that
//! the engine is not asked to confirm itself.

use super::device::Device;
use super::memory;
use anyhow::Result;
use anyhow::bail;
use blake3::Hash;
use std::collections::BTreeMap;

/// The table that never leaves its device.
pub(super) const DRAFTS: &str = "drafts";

/// How a record both changed ends.
#[derive(Clone, Debug)]
pub(super) enum Choice {
    /// The state of the device that wrote last.
    LastWriter,
    /// This device's state.
    Of(&'static str),
    /// A body written instead of both.
    Merged(String),
}

/// A write that the other device has not seen yet.
struct Write {
    device: &'static str,
    body: Option<String>,
}

/// What somebody wrote and lost. It must stay readable.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    pub(super) id: String,
    pub(super) device: &'static str,
    pub(super) body: Option<String>,
}

#[derive(Default)]
pub(super) struct Model {
    /// Memories on every device and the server, by id.
    pub(super) memories: BTreeMap<String, Hash>,
    /// By device and id.
    pub(super) drafts: BTreeMap<(&'static str, String), Hash>,
    pub(super) lost: Vec<Lost>,
    unsettled: BTreeMap<String, Vec<Write>>,
}

impl Model {
    /// A memory that only one device can have changed.
    pub(super) fn saved(&mut self, id: &str, body: &str) {
        self.memories.insert(id.to_owned(), blake3::hash(body.as_bytes()));
    }

    /// Puts a memory on a device that is apart from the other.
    pub(super) fn put(&mut self, device: &Device, id: &str, body: String) -> Result<()> {
        if !device.engine.put(memory::TABLE, id, &body)? {
            bail!("{}'s put of {id} changed nothing", device.name);
        }
        self.wrote(device, id, Some(body));
        Ok(())
    }

    /// Deletes a memory on a device that is apart from the other.
    pub(super) fn delete(&mut self, device: &Device, id: &str) -> Result<()> {
        if !device.engine.delete(memory::TABLE, id)? {
            bail!("{}'s delete of {id} found nothing", device.name);
        }
        self.wrote(device, id, None);
        Ok(())
    }

    /// Puts a draft.
    pub(super) fn draft(&mut self, device: &Device, id: &str, body: &str) -> Result<()> {
        device.engine.put(DRAFTS, id, body)?;
        self.drafts.insert((device.name, id.to_owned()), blake3::hash(body.as_bytes()));
        Ok(())
    }

    fn wrote(&mut self, device: &Device, id: &str, body: Option<String>) {
        self.unsettled.entry(id.to_owned()).or_default().push(Write { device: device.name, body });
    }

    /// Both devices have met. Records without a choice go to who wrote last.
    pub(super) fn settle(&mut self, choices: &BTreeMap<String, Choice>) {
        for (id, writes) in std::mem::take(&mut self.unsettled) {
            let choice = choices.get(&id).unwrap_or(&Choice::LastWriter);
            self.settle_one(&id, &writes, choice);
        }
    }

    fn settle_one(&mut self, id: &str, writes: &[Write], choice: &Choice) {
        // What a device wrote over its own earlier write is gone because it said so.
        let mut last: BTreeMap<&'static str, &Write> = BTreeMap::new();
        for write in writes {
            last.insert(write.device, write);
        }
        let Some(latest) = writes.last() else { return };
        let winner = match choice {
            Choice::LastWriter => latest.body.clone(),
            Choice::Of(device) => last.get(device).map_or_else(|| latest.body.clone(), |write| write.body.clone()),
            Choice::Merged(body) => Some(body.clone()),
        };
        for (device, write) in last {
            if write.body != winner {
                self.lost.push(Lost { id: id.to_owned(), device, body: write.body.clone() });
            }
        }
        match winner {
            Some(body) => self.saved(id, &body),
            None => {
                self.memories.remove(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(device: &'static str, body: Option<&str>) -> Write {
        Write { device, body: body.map(str::to_owned) }
    }

    fn settled(writes: Vec<Write>, choice: Choice) -> (Option<Hash>, Vec<Option<String>>) {
        let mut model = Model::default();
        model.saved("m", "base");
        model.unsettled.insert("m".to_owned(), writes);
        model.settle(&BTreeMap::from([("m".to_owned(), choice)]));
        (model.memories.get("m").copied(), model.lost.into_iter().map(|lost| lost.body).collect())
    }

    fn body(text: &str) -> Option<Hash> {
        Some(blake3::hash(text.as_bytes()))
    }

    #[test]
    fn the_last_writer_wins_and_the_other_is_remembered() {
        let writes = vec![write("A", Some("1")), write("B", Some("2")), write("A", Some("3"))];
        assert_eq!(settled(writes, Choice::LastWriter), (body("3"), vec![Some("2".to_owned())]));
        let writes = vec![write("B", Some("2")), write("A", None)];
        assert_eq!(settled(writes, Choice::LastWriter), (None, vec![Some("2".to_owned())]));
    }

    #[test]
    fn equal_bodies_lose_nothing() {
        let writes = vec![write("A", Some("1")), write("B", Some("1"))];
        assert_eq!(settled(writes, Choice::LastWriter), (body("1"), vec![]));
    }

    #[test]
    fn a_choice_stands_against_the_order_of_writes() {
        let writes = || vec![write("A", Some("1")), write("B", Some("2"))];
        assert_eq!(settled(writes(), Choice::Of("A")), (body("1"), vec![Some("2".to_owned())]));
        let both = vec![Some("1".to_owned()), Some("2".to_owned())];
        assert_eq!(settled(writes(), Choice::Merged("12".to_owned())), (body("12"), both));
    }
}
