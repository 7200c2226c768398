//! What the tests share: a space on a temporary folder, a device that chains its batches, mutations in one line.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod client;
pub mod program;

use cortex_cloud::canonical::canonicalize;
use cortex_cloud::clock::Hlc;
use cortex_cloud::entropy::SystemEntropy;
use cortex_cloud::transport::protocol::Answer;
use cortex_cloud::transport::protocol::Batch;
use cortex_cloud::transport::protocol::Body;
use cortex_cloud::transport::protocol::Mutation;
use cortex_cloud::transport::protocol::PROTOCOL_VERSION;
use cortex_cloud::transport::protocol::PullAnswer;
use cortex_cloud::transport::protocol::PullRequest;
use cortex_cloud::transport::protocol::PushAnswer;
use cortex_cloud::transport::protocol::PushRequest;
use cortex_cloud::transport::protocol::Request;
use cortex_cloud::transport::protocol::Seq;
use cortex_cloud::transport::protocol::Verdict;
use cortex_server::admin;
use cortex_server::service::Config;
use cortex_server::service::Principal;
use cortex_server::service::Role;
use cortex_server::service::Service;
use cortex_server::service::ServiceError;
use cortex_server::store::sqlite::SqliteStore;
use tempfile::TempDir;

/// The server's time in tests, Unix milliseconds.
pub const NOW: i64 = 1_700_000_000_000;

/// A service with one space, `notes`, and its owner.
pub struct World {
    pub service: Service<SqliteStore>,
    pub owner: Principal,
    pub folder: TempDir,
}

impl World {
    pub fn new() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::new(SqliteStore::open(folder.path()).unwrap(), config);
        admin::create_space(service.store(), &SystemEntropy, "notes", NOW).unwrap();
        Self { service, owner: principal(Role::Owner), folder }
    }

    pub fn epoch(&self) -> String {
        admin::spaces(self.service.store()).unwrap().remove(0).epoch
    }

    pub fn head(&self) -> Seq {
        admin::spaces(self.service.store()).unwrap().remove(0).head
    }

    pub fn device(&self, id: &str) -> Device {
        Device { id: id.to_owned(), epoch: self.epoch(), last: None, batches: 0 }
    }

    pub fn push(&self, request: PushRequest) -> Result<PushAnswer, ServiceError> {
        match self.service.handle(&self.owner, Request::Push(request), NOW)? {
            Answer::Push(answer) => Ok(answer),
            other => panic!("{other:?}"),
        }
    }

    /// Pushes and expects every mutation to be applied; gives the seqs.
    pub fn apply(&self, device: &mut Device, mutations: Vec<Mutation>) -> Vec<Seq> {
        self.push(device.batch(mutations)).unwrap().verdicts.iter().map(seq).collect()
    }

    pub fn pull(&self, cursor: Option<&str>, max_items: u32) -> Result<PullAnswer, ServiceError> {
        let request =
            PullRequest { cursor: cursor.map(str::to_owned), max_items: Some(max_items), fresh: cursor.is_none() };
        match self.service.handle(&self.owner, Request::Pull(request), NOW)? {
            Answer::Pull(answer) => Ok(answer),
            other => panic!("{other:?}"),
        }
    }
}

pub fn principal(role: Role) -> Principal {
    Principal { space: "notes".into(), id: "key:test".into(), role }
}

/// A device: chains its batches as a client does.
pub struct Device {
    pub id: String,
    pub epoch: String,
    pub last: Option<String>,
    pub batches: u32,
}

impl Device {
    /// The next batch, assumed to arrive.
    pub fn batch(&mut self, mutations: Vec<Mutation>) -> PushRequest {
        self.batches += 1;
        let id = format!("{}-{}", self.id, self.batches);
        let previous = self.last.replace(id.clone());
        PushRequest {
            protocol_version: PROTOCOL_VERSION,
            epoch: self.epoch.clone(),
            device_id: self.id.clone(),
            batch: Batch { id, previous },
            cursor: None,
            mutations,
        }
    }
}

/// A put of table `t`, alone in its group as long as ids differ.
pub fn put(id: &str, base_seq: Seq, body: &str) -> Mutation {
    let canonical = canonicalize(body, usize::MAX).unwrap();
    Mutation {
        table: "t".into(),
        id: id.into(),
        base_seq,
        hlc: Hlc::new(NOW, 0),
        device_id: "author".into(),
        hash: Some(canonical.hash),
        body: Body::from_canonical(canonical.text),
        group: group_of(id),
    }
}

pub fn delete(id: &str, base_seq: Seq) -> Mutation {
    Mutation { hash: None, body: None, ..put(id, base_seq, "{}") }
}

pub fn grouped(group: u32, mutation: Mutation) -> Mutation {
    Mutation { group, ..mutation }
}

fn group_of(id: &str) -> u32 {
    let hash = blake3::hash(id.as_bytes());
    u32::from_le_bytes(hash.as_bytes()[..4].try_into().unwrap())
}

pub fn seq(verdict: &Verdict) -> Seq {
    match verdict {
        Verdict::Applied { seq } => *seq,
        other => panic!("expected applied, got {other:?}"),
    }
}

/// `applied`, `conflict`, `rejected:<code>`, `quota:<resource>`, `clock_skew`, `deferred`, `unreadable`.
pub fn words(verdicts: &[Verdict]) -> Vec<String> {
    verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Applied { .. } => "applied".into(),
            Verdict::Conflict { .. } => "conflict".into(),
            Verdict::Rejected { code, .. } => format!("rejected:{code}"),
            Verdict::Quota { resource, .. } => format!("quota:{resource}"),
            Verdict::ClockSkew => "clock_skew".into(),
            Verdict::Deferred => "deferred".into(),
            Verdict::Unreadable => "unreadable".into(),
        })
        .collect()
}

/// Status and code of a refusal.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> (u16, String) {
    let error = result.unwrap_err();
    (error.status, error.body.code.clone())
}
