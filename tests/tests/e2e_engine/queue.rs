//! Mutations in the words of a host's own queue.

use cortex_cloud::MutationKind;
use cortex_cloud::QueuedMutation;
use cortex_tests::device::NOTES;
use cortex_tests::device::note;
use cortex_tests::space::Space;

fn mutation(id: &str, kind: MutationKind, text: Option<&str>) -> QueuedMutation {
    QueuedMutation { table: NOTES.to_owned(), id: id.to_owned(), kind, timestamp: 1_234, payload: text.map(note) }
}

#[test]
fn what_was_queued_offline_goes_up_in_its_order_after_a_restart_deletes_included() {
    let mut space = Space::new();
    let (a, b) = (space.direct("a").with(|config| config.batch_items = 2).open(), space.device("b"));
    for id in ["old", "gone"] {
        a.write(id, "base");
    }
    a.synced();
    b.synced();
    space.server.stop();
    a.go_offline().unwrap();
    let queued = [
        // Neither the order of ids nor that of bodies.
        mutation("z", MutationKind::Create, Some("first")),
        mutation("gone", MutationKind::Delete, None),
        mutation("old", MutationKind::Update, Some("third")),
        mutation("a", MutationKind::Create, Some("last")),
    ];
    for mutation in &queued {
        assert!(a.queue_mutation(mutation).unwrap());
    }
    let a = a.reopen();
    let waiting = a.queued_mutations(None, 10).unwrap();
    let waiting = waiting.into_iter().map(|m| (m.id, m.kind, m.timestamp)).collect::<Vec<_>>();
    assert_eq!(waiting, queued.each_ref().map(|m| (m.id.clone(), m.kind, 1_234)));
    space.server.restart();
    assert_eq!(a.go_online(None).unwrap().pushed, 4);
    let rows = space.rows();
    let mut at_the_server: Vec<_> = rows.iter().map(|((_, id), row)| (row.seq, id.as_str())).collect();
    at_the_server.sort_unstable();
    assert_eq!(at_the_server, [(3, "z"), (4, "gone"), (5, "old"), (6, "a")]);
    assert_eq!(space.row(NOTES, "gone").unwrap().body, None);
    assert_eq!(a.queued_mutations(None, 10).unwrap(), []);
    b.synced();
    assert_eq!((b.read("gone"), b.read("old").as_deref()), (None, Some("third")));
    space.assert_equal(&[&a, &b]);
}
