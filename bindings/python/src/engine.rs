//! The engine as a Python object: arguments in, the call, its result out.

use crate::arguments::flag;
use crate::arguments::integer;
use crate::arguments::items;
use crate::arguments::of_class;
use crate::arguments::optional;
use crate::arguments::optional_integer;
use crate::arguments::optional_text;
use crate::arguments::text;
use crate::arguments::wrong_type;
use crate::body;
use crate::call::Owner;
use crate::call::detached;
use crate::call::detached_at_exit;
use crate::call::guarded;
use crate::call::long;
use crate::cancel::engines;
use crate::events;
use crate::events::Subscription;
use crate::log;
use crate::names::Named;
use crate::names::class;
use crate::results;
use crate::results::list;
use crate::settings;
use crate::tokens::HostTokens;
use crate::value::Reader;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudError;
use cortex_cloud::ConflictFilter;
use cortex_cloud::ConflictSide;
use cortex_cloud::Environment;
use cortex_cloud::LogLevel;
use cortex_cloud::MergeStrategy;
use cortex_cloud::MutationKind;
use cortex_cloud::OrderBy;
use cortex_cloud::Query;
use cortex_cloud::QueuedMutation;
use cortex_cloud::RecordBody;
use cortex_cloud::RecordChange;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::Arc;

type Given<'a, 'py> = &'a Bound<'py, PyAny>;
type Object<'py> = PyResult<Bound<'py, PyAny>>;
type Maybe<'py> = PyResult<Option<Bound<'py, PyAny>>>;

/// The engine below `cortex_cloud.CloudEngine`, which says what its methods mean.
#[pyclass(frozen, module = "cortex_cloud._native")]
pub(crate) struct Engine {
    owner: Owner,
    core: CloudEngine,
}

impl Engine {
    /// A call that does not wait for the network.
    fn call<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&CloudEngine) -> Result<T, CloudError> + Send,
    ) -> PyResult<T> {
        self.owner.check(py)?;
        detached(py, || work(&self.core))
    }

    fn long<T: Send + 'static>(
        &self,
        py: Python<'_>,
        cancel: Given<'_, '_>,
        work: impl FnOnce(&CloudEngine, &cortex_cloud::CancelToken) -> Result<T, CloudError> + Send + 'static,
    ) -> PyResult<T> {
        self.owner.check(py)?;
        long(py, &self.core, engines(cancel)?, work)
    }

    /// The same for a call that takes no token: Ctrl-C raises once it has come to its end, a second one at once.
    fn lasting<T: Send + 'static>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&CloudEngine) -> Result<T, CloudError> + Send + 'static,
    ) -> PyResult<T> {
        self.owner.check(py)?;
        long(py, &self.core, None, move |core, _| work(core))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if self.owner.is_gone() {
            // The threads that would end it are the parent's, and so is the file: it is left as it is.
            std::mem::forget(self.core.clone());
            return;
        }
        // Closing waits for a listener, which may wait for the interpreter: it must be let go meanwhile. None when the
        // interpreter has ended: then every engine has been closed, or there is nothing left that could be.
        if Python::try_attach(|py| detached_at_exit(py, || self.core.close())).is_none() {
            std::mem::forget(self.core.clone());
        }
    }
}

#[pymethods]
impl Engine {
    #[new]
    fn new(py: Python<'_>, config: &Bound<'_, PyDict>, token_store: Given<'_, '_>) -> PyResult<Self> {
        guarded(py, || {
            let config = settings::config(config)?;
            let token_store = optional(token_store, |store| {
                for method in ["load", "save", "delete"] {
                    if !store.getattr(method).is_ok_and(|method| method.is_callable()) {
                        return Err(wrong_type("token_store", "an object with load, save and delete", store));
                    }
                }
                Ok(Arc::new(HostTokens(store.clone().unbind())) as _)
            })?;
            let environment = Environment { token_store, ..Environment::default() };
            let core = detached(py, || CloudEngine::open_in(config, environment))?;
            Ok(Self { owner: Owner::here(), core })
        })
    }

    /// In a forked child nothing is there to close: the file and the threads are the parent's.
    fn close(&self, py: Python<'_>) {
        if !self.owner.is_gone() {
            detached_at_exit(py, || self.core.close());
        }
    }

    /// Whether a fork has made this process another than the one that opened the file.
    fn is_forked(&self) -> bool {
        self.owner.is_gone()
    }

    fn put(&self, py: Python<'_>, table: Given<'_, '_>, id: Given<'_, '_>, body: Given<'_, '_>) -> PyResult<bool> {
        guarded(py, || {
            let (table, id, body) = (text("table", table)?, text("id", id)?, body::text("body", body)?);
            self.call(py, |core| core.put(table, id, &body))
        })
    }

    fn put_many(
        &self,
        py: Python<'_>,
        table: Given<'_, '_>,
        rows: Given<'_, '_>,
        cancel: Given<'_, '_>,
    ) -> PyResult<i64> {
        guarded(py, || {
            let table = text("table", table)?.to_owned();
            let mut bodies = Vec::new();
            for (at, row) in items("rows", "an iterable of RecordBody", rows)?.iter().enumerate() {
                let named = |field: &str| format!("rows[{at}]{field}");
                let row = of_class(&named(""), "RecordBody", row)?;
                let id = text(&named(".id"), &row.getattr("id")?)?.to_owned();
                bodies.push(RecordBody { id, body: body::text(&named(".body"), &row.getattr("body")?)? });
            }
            self.long(py, cancel, move |core, cancel| core.put_many(&table, &bodies, Some(cancel)))
        })
    }

    fn get<'py>(&self, py: Python<'py>, table: Given<'_, 'py>, id: Given<'_, 'py>) -> Maybe<'py> {
        guarded(py, || {
            let (table, id) = (text("table", table)?, text("id", id)?);
            let body = self.call(py, |core| core.get(table, id))?;
            Reader::new(py).read_optional(body.as_deref())
        })
    }

    fn get_record<'py>(&self, py: Python<'py>, table: Given<'_, 'py>, id: Given<'_, 'py>) -> Maybe<'py> {
        guarded(py, || {
            let (table, id) = (text("table", table)?, text("id", id)?);
            let record = self.call(py, |core| core.get_record(table, id))?;
            results::optional(record, |record| results::record(&Reader::new(py), py, &record))
        })
    }

    fn delete(&self, py: Python<'_>, table: Given<'_, '_>, id: Given<'_, '_>) -> PyResult<bool> {
        guarded(py, || {
            let (table, id) = (text("table", table)?, text("id", id)?);
            self.call(py, |core| core.delete(table, id))
        })
    }

    fn query<'py>(
        &self,
        py: Python<'py>,
        table: Given<'_, 'py>,
        filter: Given<'_, 'py>,
        order_by: Given<'_, 'py>,
        limit: Given<'_, 'py>,
        page: Given<'_, 'py>,
    ) -> Object<'py> {
        guarded(py, || {
            let (table, query) = (text("table", table)?, query(filter, order_by, limit, page)?);
            let page = self.call(py, |core| core.query(table, &query))?;
            results::page(py, &page)
        })
    }

    fn query_records<'py>(
        &self,
        py: Python<'py>,
        table: Given<'_, 'py>,
        filter: Given<'_, 'py>,
        order_by: Given<'_, 'py>,
        limit: Given<'_, 'py>,
        page: Given<'_, 'py>,
    ) -> Object<'py> {
        guarded(py, || {
            let (table, query) = (text("table", table)?, query(filter, order_by, limit, page)?);
            let page = self.call(py, |core| core.query_records(table, &query))?;
            results::record_page(py, &page)
        })
    }

    fn count(&self, py: Python<'_>, table: Given<'_, '_>, filter: Given<'_, '_>) -> PyResult<i64> {
        guarded(py, || {
            let (table, filter) = (text("table", table)?, optional(filter, |given| body::text("filter", given))?);
            self.call(py, |core| core.count(table, filter.as_deref()))
        })
    }

    fn apply(&self, py: Python<'_>, changes: Given<'_, '_>) -> PyResult<i64> {
        guarded(py, || {
            let changes = items("changes", "an iterable of RecordPut and RecordDelete", changes)?;
            let changes =
                changes.iter().enumerate().map(|(at, given)| change(at, given)).collect::<PyResult<Vec<_>>>()?;
            self.call(py, |core| core.apply(&changes))
        })
    }

    fn tables<'py>(&self, py: Python<'py>) -> Object<'py> {
        guarded(py, || {
            let tables = self.call(py, CloudEngine::tables)?;
            list(py, &tables, |table| results::table(py, table)).map(Bound::into_any)
        })
    }

    fn set_table_policy(&self, py: Python<'_>, table: Given<'_, '_>, policy: Given<'_, '_>) -> PyResult<()> {
        guarded(py, || {
            let (table, policy) = (text("table", table)?.to_owned(), settings::policy("policy", policy)?);
            self.lasting(py, move |core| core.set_table_policy(&table, &policy))
        })
    }

    fn put_memory(&self, py: Python<'_>, memory: Given<'_, '_>) -> PyResult<String> {
        guarded(py, || {
            let memory = body::text("memory", memory)?;
            self.call(py, |core| core.put_memory(&memory))
        })
    }

    fn get_memory<'py>(&self, py: Python<'py>, id: Given<'_, 'py>) -> Maybe<'py> {
        guarded(py, || {
            let id = text("id", id)?;
            let memory = self.call(py, |core| core.get_memory(id))?;
            Reader::new(py).read_optional(memory.as_deref())
        })
    }

    fn query_memories<'py>(
        &self,
        py: Python<'py>,
        filter: Given<'_, 'py>,
        order_by: Given<'_, 'py>,
        limit: Given<'_, 'py>,
        page: Given<'_, 'py>,
    ) -> Object<'py> {
        guarded(py, || {
            let query = query(filter, order_by, limit, page)?;
            let page = self.call(py, |core| core.query_memories(&query))?;
            results::page(py, &page)
        })
    }

    fn sync<'py>(&self, py: Python<'py>, cancel: Given<'_, 'py>) -> Object<'py> {
        guarded(py, || {
            let report = self.long(py, cancel, |core, cancel| core.sync(Some(cancel)))?;
            results::sync_report(py, &report)
        })
    }

    fn push<'py>(&self, py: Python<'py>, cancel: Given<'_, 'py>) -> Object<'py> {
        guarded(py, || {
            let report = self.long(py, cancel, |core, cancel| core.push(Some(cancel)))?;
            results::sync_report(py, &report)
        })
    }

    fn pull<'py>(&self, py: Python<'py>, cancel: Given<'_, 'py>) -> Object<'py> {
        guarded(py, || {
            let report = self.long(py, cancel, |core, cancel| core.pull(Some(cancel)))?;
            results::sync_report(py, &report)
        })
    }

    fn start(&self, py: Python<'_>) -> PyResult<()> {
        guarded(py, || self.call(py, CloudEngine::start))
    }

    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        guarded(py, || self.lasting(py, CloudEngine::stop))
    }

    fn go_offline(&self, py: Python<'_>) -> PyResult<()> {
        guarded(py, || self.call(py, CloudEngine::go_offline))
    }

    fn go_online<'py>(&self, py: Python<'py>, cancel: Given<'_, 'py>) -> Object<'py> {
        guarded(py, || {
            let report = self.long(py, cancel, |core, cancel| core.go_online(Some(cancel)))?;
            results::sync_report(py, &report)
        })
    }

    fn queue_mutation(
        &self,
        py: Python<'_>,
        table: Given<'_, '_>,
        id: Given<'_, '_>,
        kind: Given<'_, '_>,
        timestamp: Given<'_, '_>,
        payload: Given<'_, '_>,
    ) -> PyResult<bool> {
        guarded(py, || {
            let mutation = QueuedMutation {
                table: text("table", table)?.to_owned(),
                id: text("id", id)?.to_owned(),
                kind: MutationKind::read("kind", kind)?,
                timestamp: integer("timestamp", timestamp)?,
                payload: optional(payload, |given| body::text("payload", given))?,
            };
            self.call(py, |core| core.queue_mutation(&mutation))
        })
    }

    fn queued_mutations<'py>(&self, py: Python<'py>, after: Given<'_, 'py>, limit: Given<'_, 'py>) -> Object<'py> {
        guarded(py, || {
            let (after, limit) = (optional_integer("after", after)?, integer("limit", limit)?);
            let waiting = self.call(py, |core| core.queued_mutations(after, limit))?;
            list(py, &waiting, |one| results::waiting(py, one)).map(Bound::into_any)
        })
    }

    fn get_status<'py>(&self, py: Python<'py>) -> Object<'py> {
        guarded(py, || results::status_report(py, &self.call(py, CloudEngine::get_status)?))
    }

    fn explain<'py>(&self, py: Python<'py>, table: Given<'_, 'py>, id: Given<'_, 'py>) -> Object<'py> {
        guarded(py, || {
            let (table, id) = (text("table", table)?, text("id", id)?);
            results::explanation(py, &self.call(py, |core| core.explain(table, id))?)
        })
    }

    fn verify<'py>(&self, py: Python<'py>, cancel: Given<'_, 'py>) -> Object<'py> {
        guarded(py, || {
            let report = self.long(py, cancel, |core, cancel| core.verify(Some(cancel)))?;
            results::verify_report(py, &report)
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the contract's")]
    fn conflicts<'py>(
        &self,
        py: Python<'py>,
        open_only: Given<'_, 'py>,
        table: Given<'_, 'py>,
        id: Given<'_, 'py>,
        conflict_id: Given<'_, 'py>,
        since: Given<'_, 'py>,
        until: Given<'_, 'py>,
        limit: Given<'_, 'py>,
    ) -> Object<'py> {
        guarded(py, || {
            let filter = ConflictFilter {
                open_only: flag("open_only", open_only)?,
                table: optional_text("table", table)?,
                id: optional_text("id", id)?,
                conflict_id: optional_integer("conflict_id", conflict_id)?,
                since: optional_integer("since", since)?,
                until: optional_integer("until", until)?,
                limit: integer("limit", limit)?,
            };
            let conflicts = self.call(py, |core| core.conflicts(&filter))?;
            list(py, &conflicts, |one| results::conflict(py, one)).map(Bound::into_any)
        })
    }

    fn resolve_conflict(
        &self,
        py: Python<'_>,
        table: Given<'_, '_>,
        id: Given<'_, '_>,
        strategy: Given<'_, '_>,
    ) -> PyResult<()> {
        guarded(py, || {
            let (table, id) = (text("table", table)?, text("id", id)?);
            let strategy = MergeStrategy::read("strategy", strategy)?;
            self.call(py, |core| core.resolve_conflict(table, id, strategy))
        })
    }

    fn resolve_conflict_with(
        &self,
        py: Python<'_>,
        table: Given<'_, '_>,
        id: Given<'_, '_>,
        body: Given<'_, '_>,
    ) -> PyResult<()> {
        guarded(py, || {
            let (table, id, body) = (text("table", table)?, text("id", id)?, body::text("body", body)?);
            self.call(py, |core| core.resolve_conflict_with(table, id, &body))
        })
    }

    fn restore(&self, py: Python<'_>, conflict_id: Given<'_, '_>, side: Given<'_, '_>) -> PyResult<bool> {
        guarded(py, || {
            let (conflict_id, side) = (integer("conflict_id", conflict_id)?, ConflictSide::read("side", side)?);
            self.call(py, |core| core.restore(conflict_id, side))
        })
    }

    fn failed_mutations<'py>(&self, py: Python<'py>) -> Object<'py> {
        guarded(py, || {
            let failed = self.call(py, CloudEngine::failed_mutations)?;
            list(py, &failed, |one| results::failed(py, one)).map(Bound::into_any)
        })
    }

    fn retry_failed(&self, py: Python<'_>, table: Given<'_, '_>, id: Given<'_, '_>) -> PyResult<i64> {
        guarded(py, || {
            let (table, id) = (optional_text("table", table)?, optional_text("id", id)?);
            self.call(py, |core| core.retry_failed(table.as_deref(), id.as_deref()))
        })
    }

    fn discard_failed(&self, py: Python<'_>, table: Given<'_, '_>, id: Given<'_, '_>) -> PyResult<i64> {
        guarded(py, || {
            let (table, id) = (optional_text("table", table)?, optional_text("id", id)?);
            self.call(py, |core| core.discard_failed(table.as_deref(), id.as_deref()))
        })
    }

    fn login_api_key(&self, py: Python<'_>, key: Given<'_, '_>) -> PyResult<()> {
        guarded(py, || {
            let key = text("key", key)?;
            self.call(py, |core| core.login_api_key(key))
        })
    }

    fn logout(&self, py: Python<'_>) -> PyResult<()> {
        guarded(py, || self.call(py, CloudEngine::logout))
    }

    fn auth_state<'py>(&self, py: Python<'py>) -> Object<'py> {
        guarded(py, || self.call(py, CloudEngine::auth_state)?.member(py))
    }

    fn quota<'py>(&self, py: Python<'py>) -> Maybe<'py> {
        guarded(py, || {
            let quota = self.call(py, CloudEngine::quota)?;
            results::optional(quota, |quota| results::quota(py, &quota))
        })
    }

    fn check_quota<'py>(&self, py: Python<'py>) -> Object<'py> {
        guarded(py, || results::quota_check(py, &self.call(py, CloudEngine::check_quota)?))
    }

    fn subscribe(&self, py: Python<'_>, listener: Given<'_, '_>) -> PyResult<Subscription> {
        guarded(py, || {
            let listener = callable("listener", listener)?;
            let core = self
                .call(py, |core| core.subscribe(move |event| events::tell(&listener, |py| events::event(py, event))))?;
            Ok(Subscription::new(self.owner, core))
        })
    }

    fn set_log_sink(&self, py: Python<'_>, sink: Given<'_, '_>, level: Given<'_, '_>) -> PyResult<()> {
        guarded(py, || {
            let (sink, level) = (callable("sink", sink)?, LogLevel::read("level", level)?);
            self.call(py, |core| core.set_log_sink(move |entry| events::tell(&sink, |py| log::entry(py, entry)), level))
        })
    }

    fn clear_log_sink(&self, py: Python<'_>) -> PyResult<()> {
        guarded(py, || self.call(py, CloudEngine::clear_log_sink))
    }
}

fn callable(argument: &str, given: Given<'_, '_>) -> PyResult<Py<PyAny>> {
    if given.is_callable() {
        return Ok(given.clone().unbind());
    }
    Err(wrong_type(argument, "something that can be called", given))
}

fn query(filter: Given<'_, '_>, order_by: Given<'_, '_>, limit: Given<'_, '_>, page: Given<'_, '_>) -> PyResult<Query> {
    let mut paths = Vec::new();
    for (at, given) in items("order_by", "a sequence of OrderBy", order_by)?.iter().enumerate() {
        let named = |field: &str| format!("order_by[{at}]{field}");
        let given = of_class(&named(""), "OrderBy", given)?;
        paths.push(OrderBy {
            path: text(&named(".path"), &given.getattr("path")?)?.to_owned(),
            descending: flag(&named(".descending"), &given.getattr("descending")?)?,
        });
    }
    Ok(Query {
        filter: optional(filter, |given| body::text("filter", given))?,
        order_by: paths,
        limit: integer("limit", limit)?,
        page: optional_text("page", page)?,
    })
}

fn change(at: usize, given: Given<'_, '_>) -> PyResult<RecordChange> {
    let named = |field: &str| format!("changes[{at}]{field}");
    let of = |field: &str| text(&named(&format!(".{field}")), &given.getattr(field)?).map(str::to_owned);
    if given.is_instance(&class(given.py(), "RecordPut")?)? {
        let body = body::text(&named(".body"), &given.getattr("body")?)?;
        return Ok(RecordChange::Put { table: of("table")?, id: of("id")?, body });
    }
    if given.is_instance(&class(given.py(), "RecordDelete")?)? {
        return Ok(RecordChange::Delete { table: of("table")?, id: of("id")? });
    }
    Err(wrong_type(&named(""), "a RecordPut or RecordDelete", given))
}
