//! The settings an engine is opened with, as they come from Python.

use crate::arguments::flag;
use crate::arguments::integer;
use crate::arguments::of_class;
use crate::arguments::optional;
use crate::arguments::optional_integer;
use crate::arguments::optional_text;
use crate::arguments::text;
use crate::arguments::texts;
use crate::arguments::wrong_type;
use crate::names::Named;
use cortex_cloud::ClientLimits;
use cortex_cloud::Config;
use cortex_cloud::Durability;
use cortex_cloud::HttpClientConfig;
use cortex_cloud::MergeStrategy;
use cortex_cloud::Replicate;
use cortex_cloud::RetryPolicy;
use cortex_cloud::TablePolicy;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::HashMap;
use std::path::PathBuf;

/// Reads the dict that `CloudEngine.__init__` makes of its arguments: every setting is there.
pub(crate) fn config(given: &Bound<'_, PyDict>) -> PyResult<Config> {
    let item = |name: &str| given.as_any().get_item(name);
    Ok(Config {
        path: PathBuf::from(text("path", &item("path")?)?),
        http: optional(&item("http")?, http)?,
        strategy: MergeStrategy::read("strategy", &item("strategy")?)?,
        tables: tables(&item("tables")?)?,
        embedding_fields: texts("embedding_fields", &item("embedding_fields")?)?,
        durability: Durability::read("durability", &item("durability")?)?,
        max_body_bytes: integer("max_body_bytes", &item("max_body_bytes")?)?,
        max_file_bytes: optional_integer("max_file_bytes", &item("max_file_bytes")?)?,
        busy_timeout_ms: integer("busy_timeout_ms", &item("busy_timeout_ms")?)?,
        batch_items: integer("batch_items", &item("batch_items")?)?,
        sync_interval_ms: integer("sync_interval_ms", &item("sync_interval_ms")?)?,
        limits: optional(&item("limits")?, limits)?,
        retention_days: integer("retention_days", &item("retention_days")?)?,
    })
}

fn http(given: &Bound<'_, PyAny>) -> PyResult<HttpClientConfig> {
    let given = of_class("http", "HttpClientConfig", given)?;
    Ok(HttpClientConfig {
        base_url: text("http.base_url", &given.getattr("base_url")?)?.to_owned(),
        timeout_ms: integer("http.timeout_ms", &given.getattr("timeout_ms")?)?,
        retry: optional(&given.getattr("retry")?, retry)?,
        allow_insecure_http: flag("http.allow_insecure_http", &given.getattr("allow_insecure_http")?)?,
        extra_root_pem: optional_text("http.extra_root_pem", &given.getattr("extra_root_pem")?)?,
        max_answer_bytes: integer("http.max_answer_bytes", &given.getattr("max_answer_bytes")?)?,
    })
}

fn retry(given: &Bound<'_, PyAny>) -> PyResult<RetryPolicy> {
    let given = of_class("http.retry", "RetryPolicy", given)?;
    Ok(RetryPolicy {
        max_tries: integer("http.retry.max_tries", &given.getattr("max_tries")?)?,
        backoff_base_ms: integer("http.retry.backoff_base_ms", &given.getattr("backoff_base_ms")?)?,
        backoff_max_ms: integer("http.retry.backoff_max_ms", &given.getattr("backoff_max_ms")?)?,
    })
}

fn limits(given: &Bound<'_, PyAny>) -> PyResult<ClientLimits> {
    let given = of_class("limits", "ClientLimits", given)?;
    let interval = given.getattr("min_sync_interval_ms")?;
    Ok(ClientLimits {
        max_records: optional_integer("limits.max_records", &given.getattr("max_records")?)?,
        max_bytes: optional_integer("limits.max_bytes", &given.getattr("max_bytes")?)?,
        min_sync_interval_ms: optional_integer("limits.min_sync_interval_ms", &interval)?,
    })
}

fn tables(given: &Bound<'_, PyAny>) -> PyResult<HashMap<String, TablePolicy>> {
    let dict = given.cast::<PyDict>().map_err(|_| wrong_type("tables", "a dict of TablePolicy by table", given))?;
    let mut tables = HashMap::new();
    for (name, of) in dict {
        let name = text("tables", &name)?;
        tables.insert(name.to_owned(), policy(&format!("tables[{name:?}]"), &of)?);
    }
    Ok(tables)
}

pub(crate) fn policy(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<TablePolicy> {
    let given = of_class(argument, "TablePolicy", given)?;
    let named = |field: &str| format!("{argument}.{field}");
    Ok(TablePolicy {
        replicate: Replicate::read(&named("replicate"), &given.getattr("replicate")?)?,
        merge: optional(&given.getattr("merge")?, |given| MergeStrategy::read(&named("merge"), given))?,
        indexed: texts(&named("indexed"), &given.getattr("indexed")?)?,
    })
}
