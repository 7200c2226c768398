//! Somebody with a key of the space who sends what no engine would.

use crate::network::Message;
use crate::oracle::Key;
use crate::world::NOTES;
use crate::world::RECORD_BYTES;
use crate::world::World;
use cortex_cloud::canonical::ContentHash;
use cortex_cloud::clock::Hlc;
use cortex_cloud::entropy::Entropy;
use cortex_cloud::entropy::random_id;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Batch;
use cortex_cloud::transport::protocol::Body;
use cortex_cloud::transport::protocol::DigestRequest;
use cortex_cloud::transport::protocol::Handshake;
use cortex_cloud::transport::protocol::Mutation;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Verdict;
use cortex_server::service::Principal;
use cortex_server::service::Role;

/// As many milliseconds ahead as the server lets pass, and back as far.
const AHEAD: usize = 200_000;

impl World {
    /// A well-formed batch over a made-up base, under somebody's name and with any stamp. Where the base happens to be
    /// right it is a write like any other.
    pub(crate) fn rogue_push(&mut self, device: usize) {
        let key = self.rng.pick(&self.keys).clone();
        let body = if self.rng.chance(20) { None } else { Some(self.new_body()) };
        if body.as_ref().is_some_and(|body| body.len() > RECORD_BYTES) {
            return;
        }
        let at = self.now() + self.rng.below(2 * AHEAD) as i64 - AHEAD as i64;
        let hlc = Hlc::new(at, self.rng.below(9) as u16);
        let author = match self.rng.below(3) {
            0 => self.devices[device].ids.iter().next().cloned().unwrap_or_default(),
            _ => random_id(self.rng.as_ref()),
        };
        let base_seq = match self.rng.below(4) {
            0 => 0,
            1 => self.rng.below(200) as u64,
            _ => self.seq_of(&key),
        };
        let mutation = mutation(&key, base_seq, hlc, &author, body.as_deref());
        let op = self.oracle.foreign(&key, &mutation, body, self.server.get(&key));
        let request = self.batch(vec![mutation]);
        self.count("rogue push");
        self.say(|_| format!("a stranger pushes {} at {base_seq}, write {op}", key.1));
        let answer = self.serve(&Message { device, sync_number: 0, request: Request::Push(request), is_copy: true });
        if let Ok(Answer::Push(answer)) = answer
            && matches!(answer.verdicts[..], [Verdict::Applied { .. }])
        {
            self.count("rogue batch taken");
        }
        self.oracle.ops[op].is_void = !self.oracle.accepted.contains(op);
    }

    /// What the server must refuse, or answer without changing anything.
    pub(crate) fn rogue_garbage(&mut self, _: usize) {
        let before = self.contents();
        let request = self.garbage();
        let principal = Principal { role: Role::Editor, ..self.principal.clone() };
        self.say(|_| format!("a stranger sends {request:?}"));
        let answer = self.service().handle(&principal, request, self.now());
        if self.bury_server() {
            return;
        }
        self.count("rogue garbage");
        if let Ok(Answer::Push(answer)) = answer {
            let is_refused = |v: &Verdict| !matches!(v, Verdict::Applied { .. });
            assert!(answer.verdicts.iter().all(is_refused), "garbage was taken: {answer:?}");
        }
        assert_eq!(self.contents(), before, "garbage changed something");
    }

    fn garbage(&mut self) -> Request {
        let key = self.rng.pick(&self.keys).clone();
        let now = Hlc::new(self.now(), 0);
        let seq = self.seq_of(&key);
        let good = mutation(&key, seq, now, "stranger", Some(r#"{"v":0}"#));
        let one = |world: &mut Self, change: &dyn Fn(&mut Mutation)| {
            let mut bad = good.clone();
            change(&mut bad);
            Request::Push(world.batch(vec![bad]))
        };
        match self.rng.below(14) {
            0 => one(self, &|m| m.hash = Some(ContentHash::of("something else"))),
            1 => one(self, &|m| m.hash = None),
            2 => one(self, &|m| m.body = None),
            3 => one(self, &|m| m.table = String::new()),
            4 => one(self, &|m| m.id = "x".repeat(10_000)),
            5 => one(self, &|m| m.device_id = "\u{0}".to_owned()),
            6 => one(self, &|m| m.hlc = Hlc::new(i64::MAX, u16::MAX)),
            7 => one(self, &|m| m.base_seq = u64::MAX >> 1),
            8 => Request::Push(self.batch(vec![good.clone(), good])),
            9 => {
                let mut batch = self.batch(vec![good]);
                batch.epoch = random_id(self.rng.as_ref());
                Request::Push(batch)
            }
            10 => {
                let mut batch = self.batch(vec![good]);
                batch.batch.previous = Some(random_id(self.rng.as_ref()));
                Request::Push(batch)
            }
            11 => Request::Pull(PullRequest { cursor: Some("no cursor".to_owned()), ..PullRequest::default() }),
            12 => Request::Digest(DigestRequest {
                protocol_version: PROTOCOL_VERSION,
                buckets: vec![255; 400],
                records: vec![(NOTES.to_owned(), "nobody".to_owned())],
            }),
            _ => Request::Handshake(Handshake {
                protocol_version: PROTOCOL_VERSION,
                client: "a stranger".to_owned(),
                device_id: random_id(self.rng.as_ref()),
                last_batch: Some(random_id(self.rng.as_ref())),
                inflight_batch: Some("?".to_owned()),
                completed_at: Some(i64::MAX),
            }),
        }
    }

    fn batch(&self, mutations: Vec<Mutation>) -> PushRequest {
        PushRequest {
            protocol_version: PROTOCOL_VERSION,
            epoch: self.epoch.clone(),
            device_id: random_id(self.rng.as_ref()),
            batch: Batch { id: format!("{:032x}", self.rng.next_u64()), previous: None },
            cursor: None,
            mutations,
        }
    }

    fn seq_of(&self, key: &Key) -> u64 {
        let sql = "SELECT seq FROM records WHERE tbl = ?1 AND id = ?2";
        let found = self.machine.server_probe().query_row(sql, [&key.0, &key.1], |r| r.get::<_, i64>(0));
        found.map_or(0, i64::unsigned_abs)
    }

    /// The server's head and every record, as text.
    fn contents(&self) -> String {
        let sql = "SELECT (SELECT group_concat(head_seq || epoch || records) FROM spaces), group_concat(tbl || id || seq || hlc || coalesce(body, '')) FROM records";
        let texts = self
            .machine
            .server_probe()
            .query_row(sql, [], |r| Ok((r.get::<_, Option<String>>(0)?, r.get::<_, Option<String>>(1)?)));
        format!("{:?}", texts.unwrap())
    }
}

fn mutation(key: &Key, base_seq: u64, hlc: Hlc, author: &str, body: Option<&str>) -> Mutation {
    Mutation {
        table: key.0.clone(),
        id: key.1.clone(),
        base_seq,
        hlc,
        device_id: author.to_owned(),
        hash: body.map(ContentHash::of),
        body: body.and_then(|body| Body::from_canonical(body.to_owned())),
        group: 0,
    }
}
