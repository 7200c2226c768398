//! Arguments and settings from JSON. What is not there is left to the engine's own default; what nobody asks for is a
//! mistake of the scenario.

use cortex_cloud::ClientLimits;
use cortex_cloud::Config;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::Durability;
use cortex_cloud::HttpClientConfig;
use cortex_cloud::LogLevel;
use cortex_cloud::MergeStrategy;
use cortex_cloud::MutationKind;
use cortex_cloud::OrderBy;
use cortex_cloud::Query;
use cortex_cloud::QueuedMutation;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordChange;
use cortex_cloud::Replicate;
use cortex_cloud::TablePolicy;
use cortex_cloud::transport::retry::RetryPolicy;
use serde_json::Map;
use serde_json::Value;
use std::fmt::Debug;

type Read<T> = Result<T, String>;

/// A JSON object that is read member by member.
pub(super) struct Fields {
    of: &'static str,
    left: Map<String, Value>,
}

impl Fields {
    pub(super) fn new(of: &'static str, value: Value) -> Read<Self> {
        match value {
            Value::Object(left) => Ok(Self { of, left }),
            Value::Null => Ok(Self { of, left: Map::new() }),
            other => Err(format!("{of} is no object: {other}")),
        }
    }

    /// Every member must have been asked for.
    pub(super) fn end(self) -> Read<()> {
        match self.left.keys().next() {
            Some(name) => Err(format!("{} has no {name}", self.of)),
            None => Ok(()),
        }
    }

    /// A member that may be left out.
    pub(super) fn given(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name)
    }

    /// A member that may be left out or null.
    pub(super) fn optional<T>(&mut self, name: &str, read: impl FnOnce(Value) -> Read<T>) -> Read<Option<T>> {
        let value = self.given(name).filter(|value| !value.is_null());
        value.map(|value| read(value).map_err(|e| format!("{name} of {}: {e}", self.of))).transpose()
    }

    pub(super) fn required<T>(&mut self, name: &str, read: impl FnOnce(Value) -> Read<T>) -> Read<T> {
        self.optional(name, read)?.ok_or_else(|| format!("{} lacks {name}", self.of))
    }

    /// Replaces a default where the member is there.
    fn set<T>(&mut self, name: &str, field: &mut T, read: impl FnOnce(Value) -> Read<T>) -> Read<()> {
        if let Some(value) = self.optional(name, read)? {
            *field = value;
        }
        Ok(())
    }

    pub(super) fn text(&mut self, name: &str) -> Read<String> {
        self.required(name, text)
    }

    /// JSON as its text.
    pub(super) fn json(&mut self, name: &str) -> Read<String> {
        self.required(name, |value| Ok(value.to_string()))
    }
}

pub(super) fn text(value: Value) -> Read<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("no text: {value}"))
}

pub(super) fn int(value: Value) -> Read<i64> {
    value.as_i64().ok_or_else(|| format!("no integer: {value}"))
}

fn flag(value: Value) -> Read<bool> {
    value.as_bool().ok_or_else(|| format!("no boolean: {value}"))
}

pub(super) fn list<T>(read: impl Fn(Value) -> Read<T>) -> impl FnOnce(Value) -> Read<Vec<T>> {
    move |value| match value {
        Value::Array(items) => items.into_iter().map(read).collect(),
        other => Err(format!("no list: {other}")),
    }
}

/// A variant by its name.
fn one_of<T: Copy + Debug>(all: &[T], value: &Value) -> Read<T> {
    let found = all.iter().find(|one| value.as_str() == Some(&format!("{one:?}")));
    found.copied().ok_or_else(|| format!("{value} is none of {all:?}"))
}

pub(super) fn strategy(value: Value) -> Read<MergeStrategy> {
    use MergeStrategy::*;
    one_of(&[LastWriteWins, LocalWins, RemoteWins, Manual], &value)
}

pub(super) fn side(value: Value) -> Read<ConflictSide> {
    one_of(&[ConflictSide::Local, ConflictSide::Remote], &value)
}

pub(super) fn level(value: Value) -> Read<LogLevel> {
    use LogLevel::*;
    one_of(&[Error, Warn, Info, Debug, Trace], &value)
}

fn kind(value: Value) -> Read<MutationKind> {
    use MutationKind::*;
    one_of(&[Create, Update, Delete], &value)
}

pub(super) fn row(value: Value) -> Read<RecordBody> {
    let mut fields = Fields::new("RecordBody", value)?;
    let row = RecordBody { id: fields.text("id")?, body: fields.json("body")? };
    fields.end().map(|()| row)
}

pub(super) fn change(value: Value) -> Read<RecordChange> {
    let mut fields = Fields::new("RecordChange", value)?;
    let (variant, table, id) = (fields.text("type")?, fields.text("table")?, fields.text("id")?);
    let change = match variant.as_str() {
        "Put" => RecordChange::Put { table, id, body: fields.json("body")? },
        "Delete" => RecordChange::Delete { table, id },
        other => return Err(format!("RecordChange has no {other}")),
    };
    fields.end().map(|()| change)
}

fn order(value: Value) -> Read<OrderBy> {
    let mut fields = Fields::new("OrderBy", value)?;
    let mut order = OrderBy::ascending(fields.text("path")?);
    fields.set("descending", &mut order.descending, flag)?;
    fields.end().map(|()| order)
}

pub(super) fn query(value: Value) -> Read<Query> {
    let mut fields = Fields::new("Query", value)?;
    let mut query = Query { filter: fields.optional("filter", |f| Ok(f.to_string()))?, ..Query::default() };
    fields.set("order_by", &mut query.order_by, list(order))?;
    fields.set("limit", &mut query.limit, int)?;
    query.page = fields.optional("page", text)?;
    fields.end().map(|()| query)
}

pub(super) fn filter(value: Value) -> Read<ConflictFilter> {
    let mut fields = Fields::new("ConflictFilter", value)?;
    let mut filter = ConflictFilter::default();
    fields.set("open_only", &mut filter.open_only, flag)?;
    filter.table = fields.optional("table", text)?;
    filter.id = fields.optional("id", text)?;
    filter.conflict_id = fields.optional("conflict_id", int)?;
    filter.since = fields.optional("since", int)?;
    filter.until = fields.optional("until", int)?;
    fields.set("limit", &mut filter.limit, int)?;
    fields.end().map(|()| filter)
}

pub(super) fn mutation(value: Value) -> Read<QueuedMutation> {
    let mut fields = Fields::new("QueuedMutation", value)?;
    let mutation = QueuedMutation {
        table: fields.text("table")?,
        id: fields.text("id")?,
        kind: fields.required("kind", kind)?,
        timestamp: fields.required("timestamp", int)?,
        payload: fields.optional("payload", |p| Ok(p.to_string()))?,
    };
    fields.end().map(|()| mutation)
}

pub(super) fn policy(value: Value) -> Read<TablePolicy> {
    let mut fields = Fields::new("TablePolicy", value)?;
    let mut policy = TablePolicy::default();
    fields.set("replicate", &mut policy.replicate, |v| one_of(&[Replicate::Cloud, Replicate::Local], &v))?;
    policy.merge = fields.optional("merge", strategy)?;
    fields.set("indexed", &mut policy.indexed, list(text))?;
    fields.end().map(|()| policy)
}

fn retry(value: Value) -> Read<RetryPolicy> {
    let mut fields = Fields::new("RetryPolicy", value)?;
    let mut retry = RetryPolicy::default();
    fields.set("max_tries", &mut retry.max_tries, int)?;
    fields.set("backoff_base_ms", &mut retry.backoff_base_ms, int)?;
    fields.set("backoff_max_ms", &mut retry.backoff_max_ms, int)?;
    fields.end().map(|()| retry)
}

fn http(value: Value) -> Read<HttpClientConfig> {
    let mut fields = Fields::new("HttpClientConfig", value)?;
    let mut http = HttpClientConfig::new(fields.text("base_url")?);
    fields.set("timeout_ms", &mut http.timeout_ms, int)?;
    http.retry = fields.optional("retry", retry)?;
    fields.set("allow_insecure_http", &mut http.allow_insecure_http, flag)?;
    http.extra_root_pem = fields.optional("extra_root_pem", text)?;
    fields.set("max_answer_bytes", &mut http.max_answer_bytes, int)?;
    fields.end().map(|()| http)
}

fn limits(value: Value) -> Read<ClientLimits> {
    let mut fields = Fields::new("ClientLimits", value)?;
    let limits = ClientLimits {
        max_records: fields.optional("max_records", int)?,
        max_bytes: fields.optional("max_bytes", int)?,
        min_sync_interval_ms: fields.optional("min_sync_interval_ms", int)?,
    };
    fields.end().map(|()| limits)
}

pub(super) fn config(value: Value) -> Read<Config> {
    let mut fields = Fields::new("Config", value)?;
    let mut config = Config::new(fields.text("path")?);
    config.http = fields.optional("http", http)?;
    fields.set("strategy", &mut config.strategy, strategy)?;
    if let Some(Value::Object(tables)) = fields.given("tables") {
        let tables = tables.into_iter().map(|(name, value)| Ok((name, policy(value)?)));
        config.tables = tables.collect::<Read<_>>()?;
    }
    fields.set("embedding_fields", &mut config.embedding_fields, list(text))?;
    fields.set("durability", &mut config.durability, |v| one_of(&[Durability::Normal, Durability::Full], &v))?;
    fields.set("max_body_bytes", &mut config.max_body_bytes, int)?;
    config.max_file_bytes = fields.optional("max_file_bytes", int)?;
    fields.set("busy_timeout_ms", &mut config.busy_timeout_ms, int)?;
    fields.set("batch_items", &mut config.batch_items, int)?;
    fields.set("sync_interval_ms", &mut config.sync_interval_ms, int)?;
    config.limits = fields.optional("limits", limits)?;
    fields.set("retention_days", &mut config.retention_days, int)?;
    fields.end().map(|()| config)
}
