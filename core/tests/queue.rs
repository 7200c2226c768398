//! The queue as a host sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cortex_cloud::CloudError;
use cortex_cloud::MutationKind;
use cortex_cloud::QueuedMutation;
use cortex_cloud::RecordState;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use support::fresh;
use support::fresh_with;

fn mutation(id: &str, kind: MutationKind, payload: Option<&str>) -> QueuedMutation {
    let payload = payload.map(str::to_owned);
    QueuedMutation { table: "t".to_owned(), id: id.to_owned(), kind, timestamp: 1_234, payload }
}

#[test]
fn a_queued_mutation_is_a_write_that_keeps_the_hosts_time() {
    let f = fresh();
    f.engine.go_offline().unwrap();
    assert!(f.engine.queue_mutation(&mutation("a", MutationKind::Create, Some(r#"{"n":1}"#))).unwrap());
    assert!(f.engine.put("t", "b", "{}").unwrap());
    assert_eq!(f.engine.get("t", "a").unwrap().unwrap(), r#"{"n":1}"#);
    let queued = f.engine.queued_mutations(None, 10).unwrap();
    let ids: Vec<&str> = queued.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!((queued[0].timestamp, queued[0].state, queued[0].attempts), (1_234, RecordState::Pending, 0));
    assert!(queued[1].timestamp > 1_000_000_000_000);
    let stamp = f.engine.get_record("t", "a").unwrap().unwrap();
    assert!(stamp.updated_at > 1_000_000_000_000, "the stamp is the engine's own");
    assert!(f.engine.queue_mutation(&mutation("a", MutationKind::Delete, None)).unwrap());
    assert_eq!(f.engine.get("t", "a").unwrap(), None);
    assert!(!f.engine.queue_mutation(&mutation("never", MutationKind::Delete, None)).unwrap());
}

#[test]
fn the_list_goes_on_where_it_ended() {
    let f = fresh();
    for n in 0..25 {
        f.engine.put("t", &format!("{n:02}"), "{}").unwrap();
    }
    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = f.engine.queued_mutations(after, 10).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.seq);
        listed.extend(page.into_iter().map(|m| m.id));
    }
    assert_eq!(listed, (0..25).map(|n| format!("{n:02}")).collect::<Vec<_>>());
    for limit in [0, 10_001] {
        assert_eq!(f.engine.queued_mutations(None, limit).unwrap_err().code(), "argument.limit");
    }
}

#[test]
fn a_mutation_that_does_not_fit_its_kind_is_refused_and_changes_nothing() {
    let f = fresh();
    f.engine.put("t", "a", "{}").unwrap();
    let wrong = [
        (mutation("a", MutationKind::Delete, Some("{}")), "argument.payload"),
        (mutation("a", MutationKind::Update, None), "argument.payload"),
        (mutation("a", MutationKind::Create, Some("[]")), "argument.body"),
        (mutation("", MutationKind::Create, Some("{}")), "argument.id"),
    ];
    for (mutation, code) in wrong {
        let error = f.engine.queue_mutation(&mutation).unwrap_err();
        assert!(matches!(error, CloudError::InvalidArgument { .. }), "{error:?}");
        assert_eq!(error.code(), code);
    }
    assert_eq!(f.engine.queued_mutations(None, 10).unwrap().len(), 1);
}

#[test]
fn a_mutation_of_a_local_table_is_saved_and_not_queued() {
    let local = TablePolicy { replicate: Replicate::Local, merge: None, ..TablePolicy::default() };
    let f = fresh_with(|config| config.table("t", local));
    assert!(f.engine.queue_mutation(&mutation("a", MutationKind::Create, Some("{}"))).unwrap());
    assert!(f.engine.get("t", "a").unwrap().is_some());
    assert_eq!(f.engine.queued_mutations(None, 10).unwrap(), []);
}

#[test]
fn the_counts_follow_what_is_written_and_undone() {
    let f = fresh();
    for n in 0..50 {
        f.engine.put("t", &format!("{}", n % 7), &format!(r#"{{"n":{n}}}"#)).unwrap();
    }
    assert_eq!(f.engine.get_status().unwrap().pending, 7);
    for n in 0..3 {
        f.engine.delete("t", &n.to_string()).unwrap();
    }
    assert_eq!(f.engine.get_status().unwrap().pending, 4, "made and deleted before anybody heard of them");
    assert_eq!(f.engine.get_status().unwrap().oldest_pending_ms.map(|ms| ms >= 0), Some(true));
}
