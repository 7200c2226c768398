//! Sets of writes: small dense numbers, merged and copied all the time.

/// A set of writes, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpSet(Vec<u64>);

impl OpSet {
    pub(crate) fn insert(&mut self, op: usize) {
        let word = op / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (op % 64);
    }

    pub(crate) fn contains(&self, op: usize) -> bool {
        self.0.get(op / 64).is_some_and(|word| word >> (op % 64) & 1 == 1)
    }

    /// Takes in all of the other.
    pub(crate) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Takes out all of the other.
    pub(crate) fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= !theirs);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0
            .iter()
            .enumerate()
            .flat_map(|(at, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit))
    }
}

impl FromIterator<usize> for OpSet {
    fn from_iter<T: IntoIterator<Item = usize>>(ops: T) -> Self {
        let mut set = Self::default();
        ops.into_iter().for_each(|op| set.insert(op));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_in() {
        let mut set: OpSet = [3, 64, 200].into_iter().collect();
        let other: OpSet = [5, 300].into_iter().collect();
        set.add(&other);
        assert_eq!(set.iter().collect::<Vec<_>>(), [3, 5, 64, 200, 300]);
        assert!(set.contains(5) && !set.contains(9_999));
        set.remove(&other);
        assert_eq!(set.iter().collect::<Vec<_>>(), [3, 64, 200]);
    }
}
