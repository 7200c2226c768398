//! The bytes of a file, in blocks that copies of it share until one of them is written to.

use std::sync::Arc;

const BLOCK: usize = 4096;

/// A file's bytes. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Content {
    /// What lies behind the end, in the last block, is zero.
    blocks: Vec<Arc<[u8; BLOCK]>>,
    len: usize,
}

impl Content {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Fills `into` from a place on and returns how many bytes there were; the rest is zero.
    pub(super) fn read(&self, at: usize, into: &mut [u8]) -> usize {
        let there = self.len.saturating_sub(at).min(into.len());
        let (found, missing) = into.split_at_mut(there);
        missing.fill(0);
        let mut from = at;
        let mut rest = found;
        while !rest.is_empty() {
            let (block, start) = (from / BLOCK, from % BLOCK);
            let (part, more) = rest.split_at_mut(rest.len().min(BLOCK - start));
            part.copy_from_slice(&self.blocks[block][start..start + part.len()]);
            from += part.len();
            rest = more;
        }
        there
    }

    /// Overwrites, and grows where it must; a gap is zero.
    pub(super) fn write(&mut self, at: usize, data: &[u8]) {
        if at + data.len() > self.len {
            self.resize(at + data.len());
        }
        let mut to = at;
        let mut rest = data;
        while !rest.is_empty() {
            let (block, start) = (to / BLOCK, to % BLOCK);
            let (part, more) = rest.split_at(rest.len().min(BLOCK - start));
            let block = &mut self.blocks[block];
            match (<&[u8; BLOCK]>::try_from(part), Arc::get_mut(block)) {
                (Ok(whole), None) => *block = Arc::new(*whole),
                (_, Some(own)) => own[start..start + part.len()].copy_from_slice(part),
                (Err(_), None) => Arc::make_mut(block)[start..start + part.len()].copy_from_slice(part),
            }
            to += part.len();
            rest = more;
        }
    }

    /// Cuts, or grows by zeros.
    pub(super) fn resize(&mut self, len: usize) {
        let blocks = len.div_ceil(BLOCK);
        self.blocks.resize_with(blocks, || Arc::new([0; BLOCK]));
        if len < self.len && !len.is_multiple_of(BLOCK) {
            Arc::make_mut(&mut self.blocks[blocks - 1])[len % BLOCK..].fill(0);
        }
        self.len = len;
    }
}
