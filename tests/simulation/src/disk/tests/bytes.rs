//! A file against a plain vector of bytes.

use crate::disk::content::Content;
use crate::disk::file::Cut;
use crate::disk::file::File;
use crate::rng::Rng;
use cortex_cloud::entropy::Entropy;

fn some(rng: &Rng, most: usize) -> Vec<u8> {
    (0..rng.below(most)).map(|_| rng.next_u64() as u8).collect()
}

fn all(file: &File) -> Vec<u8> {
    let mut bytes = vec![1; file.len()];
    assert_eq!(file.read(0, &mut bytes), bytes.len());
    bytes
}

#[test]
fn a_file_holds_what_was_written_to_it_and_a_copy_what_there_was() {
    for seed in 0..50 {
        let rng = Rng::new(seed);
        let mut content = Content::default();
        let mut expected = Vec::new();
        let mut copies = Vec::new();
        for _ in 0..40 {
            let at = rng.below(20_000);
            if rng.chance(30) {
                content.resize(at);
                expected.resize(at, 0);
            } else {
                let data = some(&rng, 9_000);
                content.write(at, &data);
                expected.resize(expected.len().max(at + data.len()), 0);
                expected[at..at + data.len()].copy_from_slice(&data);
            }
            if rng.chance(20) {
                copies.push((content.clone(), expected.clone()));
            }
        }
        copies.push((content, expected));
        for (content, expected) in copies {
            let mut bytes = vec![1; expected.len() + 10];
            assert_eq!((content.len(), content.read(0, &mut bytes)), (expected.len(), expected.len()));
            assert!(bytes[..expected.len()] == expected && bytes[expected.len()..] == [0; 10], "{seed}");
        }
    }
}

#[test]
fn a_power_cut_harms_neither_what_was_synced_nor_what_was_not_written() {
    for seed in 0..200 {
        let rng = Rng::new(seed);
        let mut file = File::default();
        file.write(0, &some(&rng, 30_000));
        file.sync();
        let synced = all(&file);
        let mut touched = vec![false; synced.len()];
        for _ in 0..20 {
            let (at, data) = (rng.below(30_000), some(&rng, 5_000));
            file.write(at, &data);
            touched.iter_mut().skip(at).take(data.len()).for_each(|touched| *touched = true);
        }
        file.lose(&Cut::new(&rng));
        let left = all(&file);
        assert!(left.len() >= synced.len());
        let harmed = (0..synced.len()).find(|at| !touched[*at] && left[*at] != synced[*at]);
        assert_eq!(harmed, None, "{seed}");
        // What is left is on the disk: another cut takes nothing more.
        file.lose(&Cut::new(&rng));
        assert!(all(&file) == left);
    }
}
