//! Runs a script on the real engine and the real service, in the manner a setting asks for.

use super::random::Random;
use super::script::Act;
use super::script::RECORDS;
use super::script::Script;
use super::script::What;
use cortex_cloud::CloudEngine;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictState;
use cortex_cloud::MergeStrategy;
use cortex_cloud::RecordChange;
use cortex_cloud::SyncStatus;
use cortex_cloud::clock::Clock;
use cortex_cloud::clock::Millis;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::sync::session::SessionAction;
use cortex_cloud::sync::session::SessionEvent;
use cortex_cloud::sync::session::SyncPlan;
use cortex_cloud::transport::protocol::Request;
use cortex_server::service::Config as Limits;
use cortex_tests::clock::TestClock;
use cortex_tests::wire::Office;
use cortex_tests::wire::Wire;
use cortex_tests::wire::lost;
use std::fmt::Write;
use std::sync::Arc;

pub(crate) const TABLE: &str = "t";
/// When every run begins.
const START: Millis = 1_750_000_000_000;
/// Rounds in which everything has to come to rest.
const ROUNDS: usize = 6;
/// Attempts of one sync that are cut off before one is left alone.
const ATTEMPTS: usize = 3;

/// How a script is run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Records in a batch at most.
    pub(crate) batch: u32,
    /// Rows in a page at most.
    pub(crate) page: u32,
    pub(crate) manner: Manner,
}

impl Setting {
    /// Nothing out of the ordinary.
    pub(crate) fn plain() -> Self {
        Self { batch: 100, page: 1_000, manner: Manner::Whole }
    }
}

/// How one sync is made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// By one call.
    Whole,
    /// By calls of `push` and `pull` in turn.
    PushThenPull,
    /// By three calls.
    Repeated,
    /// By one call, each push and pull with a request of its own.
    Apart,
    /// By calls of which some lose a request or an answer.
    CutOff { salt: u64 },
    /// By calls of which some end with the process.
    Crash { salt: u64 },
}

/// Makes a device that stands on the file of that name.
pub(crate) type Opens<'a> = dyn Fn(usize) -> (CloudEngine, Arc<Wire>) + 'a;

/// Everything that can be told apart of a run.
pub(crate) struct Outcome {
    /// After each sync, and at the end.
    pub(crate) states: Vec<String>,
    /// Conflicts logged by all devices.
    pub(crate) conflicts: usize,
    pub(crate) bodies: Vec<Option<String>>,
    /// On the wire, both ways.
    pub(crate) bytes: i64,
    /// Requests made, but for those of processes that have died.
    pub(crate) requests: usize,
}

impl Outcome {
    /// Stops at the first difference.
    pub(crate) fn assert_same(&self, other: &Self, what: &str, script: &Script) {
        assert_eq!(self.states.len(), other.states.len(), "{what}");
        for (number, (mine, theirs)) in self.states.iter().zip(&other.states).enumerate() {
            if mine != theirs {
                let differences: Vec<_> = mine.lines().zip(theirs.lines()).filter(|(one, two)| one != two).collect();
                panic!("{what}: state {number} differs: {differences:#?}\n{mine}\nand\n{theirs}\nof {script:#?}");
            }
        }
    }
}

/// A server, its devices and the clock they share. It moves with every act, and stands while a device syncs.
struct Fleet<'a> {
    clock: Arc<TestClock>,
    devices: Vec<(CloudEngine, Arc<Wire>)>,
    opens: &'a Opens<'a>,
    manner: Manner,
    faults: Random,
    bytes: i64,
}

/// The limits of a server with such batches and pages.
pub(crate) fn limits(setting: &Setting) -> Limits {
    let mut limits = Limits::default();
    limits.limits.batch_items = setting.batch;
    limits.limits.page_items = setting.page;
    limits
}

/// The clock of a run.
pub(crate) fn clock() -> Arc<TestClock> {
    TestClock::at(START)
}

/// What makes a device's ids.
pub(crate) fn entropies(script: &Script) -> Vec<Arc<Random>> {
    (0..script.strategies.len()).map(|device| Arc::new(Random::new(script.seed, 100 + device as u64))).collect()
}

/// Runs the script with nothing but function calls between the devices and the service.
pub(crate) fn run(script: &Script, setting: &Setting) -> Outcome {
    let clock = clock();
    let office = Office::with(Arc::clone(&clock) as Arc<dyn Clock>, limits(setting));
    let entropies = entropies(script);
    let opens = |device: usize| {
        office.device_with(&format!("device{device}"), |config, environment| {
            config.strategy = script.strategies[device];
            config.batch_items = setting.batch.into();
            environment.clock = Some(Arc::clone(&clock) as Arc<dyn Clock>);
            environment.entropy = Some(Arc::clone(&entropies[device]) as Arc<dyn Entropy>);
        })
    };
    play(script, &clock, setting.manner, &opens)
}

/// Plays the script on devices that `opens` makes, and lets everything come to rest.
pub(crate) fn play(script: &Script, clock: &Arc<TestClock>, manner: Manner, opens: &Opens<'_>) -> Outcome {
    let salt = match manner {
        Manner::CutOff { salt } | Manner::Crash { salt } => salt,
        _ => 0,
    };
    let devices = (0..script.strategies.len()).map(opens).collect();
    let faults = Random::new(script.seed, 200 + salt);
    let mut fleet = Fleet { clock: Arc::clone(clock), devices, opens, manner, faults, bytes: 0 };
    let mut states = Vec::new();
    for act in &script.acts {
        fleet.act(act);
        if matches!(act.what, What::Sync) {
            states.push(fleet.state());
        }
    }
    for _ in 0..ROUNDS {
        for device in 0..fleet.devices.len() {
            fleet.act(&Act { device, what: What::Sync });
            while fleet.resolve(device, MergeStrategy::LastWriteWins) {}
        }
        states.push(fleet.state());
    }
    fleet.assert_at_rest();
    let all = ConflictFilter::default();
    let conflicts = fleet.devices.iter().map(|(engine, _)| engine.conflicts(&all).unwrap().len()).sum();
    let bodies = (0..RECORDS).map(|record| fleet.devices[0].0.get(TABLE, &id(record)).unwrap()).collect();
    let requests = fleet.devices.iter().map(|(_, wire)| wire.requests()).sum();
    Outcome { states, conflicts, bodies, bytes: fleet.bytes, requests }
}

pub(crate) fn id(record: usize) -> String {
    format!("r{record:02}")
}

/// A body long enough to be worth compressing.
pub(crate) fn body(number: usize) -> String {
    format!(r#"{{"number":{number},"text":"{}"}}"#, format!("this is body {number}; ").repeat(20))
}

impl Fleet<'_> {
    fn act(&mut self, act: &Act) {
        self.clock.advance(1);
        let engine = &self.devices[act.device].0;
        match &act.what {
            What::Write((record, Some(number))) => {
                engine.put(TABLE, &id(*record), &body(*number)).unwrap();
            }
            What::Write((record, None)) => {
                engine.delete(TABLE, &id(*record)).unwrap();
            }
            What::Apply(changes) => {
                let changes = changes.iter().map(|(record, number)| match number {
                    Some(number) => RecordChange::put(TABLE, id(*record), body(*number)),
                    None => RecordChange::delete(TABLE, id(*record)),
                });
                engine.apply(&changes.collect::<Vec<_>>()).unwrap();
            }
            What::Resolve(strategy) => {
                self.resolve(act.device, *strategy);
            }
            What::Sync => self.sync(act.device),
        }
    }

    /// Settles the open conflict of the first record that has one.
    fn resolve(&self, device: usize, strategy: MergeStrategy) -> bool {
        let engine = &self.devices[device].0;
        let open = engine.conflicts(&ConflictFilter { open_only: true, ..ConflictFilter::default() }).unwrap();
        let Some(id) = open.into_iter().map(|conflict| conflict.id).min() else { return false };
        engine.resolve_conflict(TABLE, &id, strategy).unwrap();
        true
    }

    fn sync(&mut self, device: usize) {
        match self.manner {
            Manner::Whole => self.synced(device),
            Manner::Repeated => (0..3).for_each(|_| self.synced(device)),
            Manner::PushThenPull => {
                // As often as one sync goes back to pushing what its pull has left to push.
                for _ in 0..4 {
                    for report in [self.devices[device].0.push(None), self.devices[device].0.pull(None)] {
                        let report = report.unwrap();
                        assert_eq!((report.status, &report.error), (SyncStatus::Success, &None), "{report:?}");
                    }
                }
            }
            Manner::Apart => {
                self.devices[device].1.intercept(|request, wire| match request {
                    Request::Sync(both) => Some(wire.serve(&Request::Push(both.push.clone()))),
                    _ => None,
                });
                self.synced(device);
            }
            Manner::CutOff { .. } => {
                for _ in 0..self.faults.below(ATTEMPTS + 1) {
                    self.cut_off(device);
                }
                self.synced(device);
            }
            Manner::Crash { .. } => {
                for _ in 0..self.faults.below(ATTEMPTS + 1) {
                    self.crash(device);
                }
                self.synced(device);
            }
        }
    }

    fn synced(&mut self, device: usize) {
        let report = self.devices[device].0.sync(None).unwrap();
        let end = (report.status, &report.error, report.digests_equal);
        assert_eq!(end, (SyncStatus::Success, &None, true), "{report:?}");
        self.bytes += report.bytes_sent + report.bytes_received;
    }

    /// A sync that loses one request or its answer, if it makes as many.
    fn cut_off(&self, device: usize) {
        let (engine, wire) = &self.devices[device];
        let mut left = self.faults.below(5);
        let arrives = self.faults.chance(50);
        wire.intercept(move |request, wire| {
            let is_struck = left == 0;
            left = left.wrapping_sub(1);
            is_struck.then(|| {
                if arrives {
                    drop(wire.serve(request));
                }
                Err(lost())
            })
        });
        engine.sync(None).unwrap();
        wire.mend();
    }

    /// A sync whose process dies before some step, if it takes as many, and the file opened anew.
    fn crash(&mut self, device: usize) {
        let (engine, wire) = &self.devices[device];
        let mut session = engine.begin_sync(SyncPlan::SYNC).unwrap();
        let mut event = SessionEvent::Continue;
        for _ in 0..self.faults.below(16) {
            event = match session.step(event).unwrap() {
                SessionAction::Send(request) => match wire.serve(&request) {
                    Ok(answer) => SessionEvent::Answer(Box::new(answer)),
                    Err(error) => SessionEvent::Failed(error),
                },
                SessionAction::Continue => SessionEvent::Continue,
                SessionAction::WaitUntil(_) => SessionEvent::Woke,
                SessionAction::Done(_) => break,
            };
        }
        drop(session);
        // Without closing it.
        let opened = (self.opens)(device);
        self.devices[device] = opened;
    }

    /// Everything but what time and chance put there, as text.
    fn state(&self) -> String {
        let mut text = String::new();
        for (number, (engine, _)) in self.devices.iter().enumerate() {
            let status = engine.get_status().unwrap();
            let counts = (status.pending, status.failed, status.conflicted, status.staged);
            writeln!(text, "device {number}: {counts:?} digest {}", status.digest).unwrap();
            for id in (0..RECORDS).map(id) {
                let Some(record) = engine.get_record(TABLE, &id).unwrap() else { continue };
                let body = short(record.body.as_deref());
                let (hlc, device, seq) = (record.hlc, record.device_id, record.base_seq);
                let unit = engine.explain(TABLE, &id).unwrap().state;
                writeln!(text, "  {id} {body} {hlc} of {device} on {seq} {unit:?}").unwrap();
            }
            let mut log: Vec<String> = engine
                .conflicts(&ConflictFilter::default())
                .unwrap()
                .into_iter()
                .map(|c| {
                    let side = |s: &ConflictState| format!("{} {} of {}", short(s.body.as_deref()), s.hlc, s.device_id);
                    let (local, remote) = (side(&c.local), side(&c.remote));
                    let end = (c.winner, c.resolved_by, c.strategy, c.cause, c.detected_at, c.resolved_at);
                    format!("  conflict of {}: {local} against {remote}: {end:?}", c.id)
                })
                .collect();
            log.sort();
            log.iter().for_each(|line| writeln!(text, "{line}").unwrap());
        }
        text
    }

    fn assert_at_rest(&self) {
        let shown = |engine: &CloudEngine| -> Vec<_> {
            let identity = |id: String| engine.get_record(TABLE, &id).unwrap().map(|r| (r.body, r.hlc, r.device_id));
            // A delete of what nobody else had heard of is nowhere else.
            (0..RECORDS).map(|record| identity(id(record)).filter(|r| r.0.is_some())).collect()
        };
        let first = &self.devices[0].0;
        for (engine, _) in &self.devices {
            let status = engine.get_status().unwrap();
            assert_eq!((status.pending, status.conflicted), (0, 0), "{status:?}");
            assert_eq!(status.digest, first.get_status().unwrap().digest);
            assert_eq!(shown(engine), shown(first));
        }
    }
}

/// The number of a body.
fn short(body: Option<&str>) -> String {
    body.map_or_else(|| "deleted".to_owned(), |body| body.split(',').next().unwrap_or_default().to_owned())
}
