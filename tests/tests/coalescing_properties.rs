//! What goes up of any sequence of local writes: each push is compared with what a model of a few lines says it must be.
//!
//! The model knows of each record its state, the last state the server took, and which writes since then are unsynced.
//! It never looks at the engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test says what is wrong by panicking.

use cortex_cloud::CloudEngine;
use cortex_cloud::RecordChange;
use cortex_cloud::SyncStatus;
use cortex_cloud::transport::protocol::Mutation;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_tests::cases::cases;
use cortex_tests::wire::Office;
use cortex_tests::wire::Wire;
use cortex_tests::wire::lost;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;

const TABLE: &str = "t";
const RECORDS: usize = 5;
/// Few, so that a record often comes back to what the server has.
const BODIES: usize = 3;

/// A change of a record: to one of the bodies, or to none.
type Change = (usize, Option<usize>);

/// What the user does.
#[derive(Clone, Debug)]
enum Act {
    Write(Change),
    Apply(Vec<Change>),
    /// A sync, with writes while its first batch is on the way, and whether that one's answer arrives.
    Sync(Vec<Act>, Fate),
}

/// What becomes of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Arrives,
    LostOnTheWay,
    AnswerLost,
}

fn changes() -> impl Strategy<Value = Change> {
    (0..RECORDS, prop::option::weighted(0.7, 0..BODIES))
}

fn writes() -> impl Strategy<Value = Act> {
    prop_oneof![3 => changes().prop_map(Act::Write), 2 => prop::collection::vec(changes(), 1..4).prop_map(Act::Apply)]
}

fn acts() -> impl Strategy<Value = Act> {
    let fates = prop_oneof![3 => Just(Fate::Arrives), 1 => Just(Fate::LostOnTheWay), 1 => Just(Fate::AnswerLost)];
    let syncs = (prop::collection::vec(writes(), 0..3), fates).prop_map(|(during, fate)| Act::Sync(during, fate));
    prop_oneof![5 => writes(), 2 => syncs]
}

fn id(record: usize) -> String {
    format!("r{record}")
}

fn body(number: usize) -> String {
    format!(r#"{{"body":{number}}}"#)
}

/// What the model knows of a record.
#[derive(Clone, Debug, Default)]
struct Record {
    state: Option<usize>,
    base: Option<usize>,
    base_seq: u64,
    /// Unsynced writes: number and the `apply` they were of.
    queue: Vec<(u64, Option<u64>)>,
}

/// The model, and what of the engine's pushes it does not agree with.
#[derive(Debug, Default)]
struct Model {
    records: [Record; RECORDS],
    /// The batch whose outcome is not known, with the number of the last write before it.
    in_flight: Option<(PushRequest, u64)>,
    writes: u64,
    applies: u64,
    head: u64,
    pushes: usize,
    problems: Vec<String>,
}

impl Model {
    fn write(&mut self, (record, state): Change, apply: Option<u64>) {
        let is_in_flight = self.carries(record);
        let record = &mut self.records[record];
        if record.state == state {
            return;
        }
        self.writes += 1;
        record.state = state;
        record.queue.push((self.writes, apply));
        // Back to what the server has: nothing to send, unless something else may be on its way there.
        if state == record.base && !is_in_flight {
            record.queue.clear();
        }
    }

    fn carries(&self, record: usize) -> bool {
        self.in_flight.iter().any(|(batch, _)| batch.mutations.iter().any(|m| m.id == id(record)))
    }

    /// Unsynced records that are linked by the applies they share, each set in the order of its oldest write.
    fn units(&self) -> Vec<BTreeSet<usize>> {
        let mut units: Vec<BTreeSet<usize>> = Vec::new();
        for (number, record) in self.records.iter().enumerate().filter(|(_, r)| !r.queue.is_empty()) {
            let applies = |r: &Record| -> BTreeSet<u64> { r.queue.iter().filter_map(|w| w.1).collect() };
            let is_linked = |unit: &BTreeSet<usize>| {
                unit.iter().any(|&other| !applies(&self.records[other]).is_disjoint(&applies(record)))
            };
            let (linked, mut rest): (Vec<_>, Vec<_>) = units.into_iter().partition(is_linked);
            rest.push(linked.into_iter().flatten().chain([number]).collect());
            units = rest;
        }
        units.sort_by_key(|unit| unit.iter().map(|&r| self.records[r].queue[0].0).min());
        units
    }

    /// Compares a push with what has to go up now.
    fn judge(&mut self, engine: &CloudEngine, push: &PushRequest) {
        self.pushes += 1;
        if let Some((batch, _)) = &self.in_flight {
            if batch != push {
                self.problems.push(format!("not the identical batch again: {batch:?}, then {push:?}"));
            }
            return;
        }
        let mut groups: Vec<(u32, BTreeSet<usize>)> = Vec::new();
        for mutation in &push.mutations {
            let record = (0..RECORDS).find(|&r| id(r) == mutation.id).unwrap();
            match groups.last_mut() {
                Some((group, records)) if *group == mutation.group => {
                    self.problems.extend((!records.insert(record)).then(|| format!("twice in {push:?}")));
                }
                _ => groups.push((mutation.group, BTreeSet::from([record]))),
            }
            self.compare(engine, record, mutation);
        }
        let numbers: BTreeSet<u32> = groups.iter().map(|(group, _)| *group).collect();
        let sent: Vec<BTreeSet<usize>> = groups.into_iter().map(|(_, records)| records).collect();
        if sent != self.units() || numbers.len() != sent.len() {
            self.problems.push(format!("sent in units {sent:?} instead of {:?}", self.units()));
        }
        self.in_flight = Some((push.clone(), self.writes));
    }

    fn compare(&mut self, engine: &CloudEngine, record: usize, mutation: &Mutation) {
        let Record { state, base_seq, .. } = &self.records[record];
        let sent = mutation.body.as_ref().map(|b| b.text().to_owned());
        let shown = engine.get_record(TABLE, &mutation.id).unwrap().expect("a record that goes up is there");
        let identity = (mutation.hlc.to_string(), mutation.device_id.clone(), mutation.hash.map(|h| h.to_hex()));
        if (&sent, mutation.base_seq) != (&state.map(body), *base_seq) {
            self.problems.push(format!("{mutation:?} instead of {:?}", self.records[record]));
        }
        if identity != (shown.hlc, shown.device_id, shown.content_hash) {
            self.problems.push(format!("{mutation:?} goes up under another identity than it has here"));
        }
    }

    /// The server has taken the batch, and the engine knows.
    fn settle(&mut self) {
        let Some((batch, upto)) = self.in_flight.take() else { return };
        for mutation in &batch.mutations {
            self.head += 1;
            let record = self.records.iter_mut().enumerate().find(|(r, _)| id(*r) == mutation.id).unwrap().1;
            record.base = mutation.body.as_ref().map(|b| (0..BODIES).find(|&n| body(n) == b.text()).unwrap());
            record.base_seq = self.head;
            record.queue.retain(|write| write.0 > upto);
            if record.state == record.base {
                record.queue.clear();
            }
        }
    }
}

/// Writes through the engine, and tells the model.
fn write(engine: &CloudEngine, model: &mut Model, act: &Act) {
    let changes = match act {
        Act::Write((record, Some(state))) => {
            engine.put(TABLE, &id(*record), &body(*state)).unwrap();
            return model.write((*record, Some(*state)), None);
        }
        Act::Write((record, None)) => {
            engine.delete(TABLE, &id(*record)).unwrap();
            return model.write((*record, None), None);
        }
        Act::Apply(changes) => changes,
        Act::Sync(..) => panic!("no sync within a sync"),
    };
    let applied: Vec<RecordChange> = changes
        .iter()
        .map(|(record, state)| match state {
            Some(state) => RecordChange::put(TABLE, id(*record), body(*state)),
            None => RecordChange::delete(TABLE, id(*record)),
        })
        .collect();
    engine.apply(&applied).unwrap();
    // Of several changes to one record the last counts.
    let last: BTreeMap<usize, Option<usize>> = changes.iter().copied().collect();
    model.applies += 1;
    let apply = (last.len() > 1).then_some(model.applies);
    last.into_iter().for_each(|change| model.write(change, apply));
}

/// Syncs. The first batch meets `fate`, with `during` written while it is on the way; later ones arrive.
fn sync(engine: &CloudEngine, model: &Arc<Mutex<Model>>, wire: &Wire, during: &[Act], fate: Fate) {
    let (watched, writer, during) = (Arc::clone(model), engine.clone(), during.to_vec());
    let mut is_first = true;
    wire.intercept(move |request, wire| {
        let push = match request {
            Request::Push(push) => push,
            Request::Sync(both) => &both.push,
            _ => return None,
        };
        let mut model = watched.lock().unwrap();
        model.judge(&writer, push);
        let fate = if std::mem::take(&mut is_first) {
            during.iter().for_each(|act| write(&writer, &mut model, act));
            fate
        } else {
            Fate::Arrives
        };
        match fate {
            Fate::Arrives => {
                let answer = wire.serve(request);
                model.settle();
                Some(answer)
            }
            Fate::LostOnTheWay => Some(Err(lost())),
            Fate::AnswerLost => {
                drop(wire.serve(request));
                Some(Err(lost()))
            }
        }
    });
    let report = engine.sync(None).unwrap();
    wire.mend();
    let mut model = model.lock().unwrap();
    let is_success = report.status == SyncStatus::Success;
    let waiting = model.records.iter().filter(|r| !r.queue.is_empty()).count() as i64;
    if is_success == model.in_flight.is_some() || (is_success && (waiting > 0 || !report.digests_equal)) {
        model.problems.push(format!("{waiting} records still to be sent after {report:?}"));
    }
    let pending = engine.get_status().unwrap().pending;
    if pending != waiting {
        model.problems.push(format!("{pending} records pending instead of {waiting}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(250), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_push_has_one_item_for_each_unsynced_record_with_its_latest_state_on_its_first_base_in_whole_units(
        acts in prop::collection::vec(acts(), 1..25)
    ) {
        let office = Office::new();
        let (engine, wire) = office.device("a");
        let model = Arc::new(Mutex::new(Model::default()));
        for act in &acts {
            match act {
                Act::Sync(during, fate) => sync(&engine, &model, &wire, during, *fate),
                other => write(&engine, &mut model.lock().unwrap(), other),
            }
            prop_assert_eq!(&model.lock().unwrap().problems, &Vec::<String>::new(), "after {:?}", act);
        }
        sync(&engine, &model, &wire, &[], Fate::Arrives);
        let pushes = model.lock().unwrap().pushes;
        sync(&engine, &model, &wire, &[], Fate::Arrives);
        let model = model.lock().unwrap();
        prop_assert_eq!(&model.problems, &Vec::<String>::new());
        prop_assert_eq!(model.pushes, pushes, "what is equal to its base is not sent");
        for (number, record) in model.records.iter().enumerate() {
            prop_assert_eq!(office.read(TABLE, &id(number)), record.state.map(body));
            prop_assert_eq!(engine.get(TABLE, &id(number)).unwrap(), record.state.map(body));
        }
    }
}
