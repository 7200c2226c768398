//! The contract's methods by name.

use super::Failure;
use super::read;
use super::read::Fields;
use super::values::JsonText;
use super::values::ToJson;
use cortex_cloud::CancelToken;
use cortex_cloud::CloudEngine;
use serde_json::Value;

/// Calls a method with its arguments by the contract's names. A method that only does something returns null.
pub(super) fn call(
    engine: &CloudEngine,
    method: &str,
    args: Value,
    cancel: Option<&CancelToken>,
) -> Result<Value, Failure> {
    let mut args = Fields::new("args", args)?;
    let value = match method {
        "close" => {
            engine.close();
            Value::Null
        }
        "put" => engine.put(&args.text("table")?, &args.text("id")?, &args.json("body")?)?.to_json(),
        "put_many" => {
            let (table, rows) = (args.text("table")?, args.required("rows", read::list(read::row))?);
            engine.put_many(&table, &rows, cancel)?.to_json()
        }
        "get" => engine.get(&args.text("table")?, &args.text("id")?)?.parsed(),
        "get_record" => engine.get_record(&args.text("table")?, &args.text("id")?)?.to_json(),
        "delete" => engine.delete(&args.text("table")?, &args.text("id")?)?.to_json(),
        "query" => engine.query(&args.text("table")?, &args.required("query", read::query)?)?.to_json(),
        "query_records" => engine.query_records(&args.text("table")?, &args.required("query", read::query)?)?.to_json(),
        "count" => {
            let (table, filter) = (args.text("table")?, args.optional("filter", |f| Ok(f.to_string()))?);
            engine.count(&table, filter.as_deref())?.to_json()
        }
        "apply" => engine.apply(&args.required("changes", read::list(read::change))?)?.to_json(),
        "tables" => engine.tables()?.to_json(),
        "set_table_policy" => {
            engine.set_table_policy(&args.text("table")?, &args.required("policy", read::policy)?)?;
            Value::Null
        }
        "put_memory" => engine.put_memory(&args.json("memory")?)?.to_json(),
        "get_memory" => engine.get_memory(&args.text("id")?)?.parsed(),
        "query_memories" => engine.query_memories(&args.required("query", read::query)?)?.to_json(),
        "queue_mutation" => engine.queue_mutation(&args.required("mutation", read::mutation)?)?.to_json(),
        "queued_mutations" => {
            let after = args.optional("after", read::int)?;
            let limit = args.optional("limit", read::int)?.unwrap_or(1_000);
            engine.queued_mutations(after, limit)?.to_json()
        }
        "explain" => engine.explain(&args.text("table")?, &args.text("id")?)?.to_json(),
        "conflicts" => engine.conflicts(&args.required("filter", read::filter)?)?.to_json(),
        "resolve_conflict" => {
            let strategy = args.required("strategy", read::strategy)?;
            engine.resolve_conflict(&args.text("table")?, &args.text("id")?, strategy)?;
            Value::Null
        }
        "resolve_conflict_with" => {
            engine.resolve_conflict_with(&args.text("table")?, &args.text("id")?, &args.json("body")?)?;
            Value::Null
        }
        "restore" => {
            let id = args.required("conflict_id", read::int)?;
            engine.restore(id, args.required("side", read::side)?)?.to_json()
        }
        "failed_mutations" => engine.failed_mutations()?.to_json(),
        "retry_failed" | "discard_failed" => {
            let (table, id) = (args.optional("table", read::text)?, args.optional("id", read::text)?);
            let call = if method == "retry_failed" { CloudEngine::retry_failed } else { CloudEngine::discard_failed };
            call(engine, table.as_deref(), id.as_deref())?.to_json()
        }
        "login_api_key" => {
            engine.login_api_key(&args.text("key")?)?;
            Value::Null
        }
        _ => without_args(engine, method, cancel)?,
    };
    args.end()?;
    Ok(value)
}

fn without_args(engine: &CloudEngine, method: &str, cancel: Option<&CancelToken>) -> Result<Value, Failure> {
    let done = |()| Value::Null;
    Ok(match method {
        "sync" => engine.sync(cancel)?.to_json(),
        "push" => engine.push(cancel)?.to_json(),
        "pull" => engine.pull(cancel)?.to_json(),
        "verify" => engine.verify(cancel)?.to_json(),
        "go_online" => engine.go_online(cancel)?.to_json(),
        "go_offline" => engine.go_offline().map(done)?,
        "start" => engine.start().map(done)?,
        "stop" => engine.stop().map(done)?,
        "get_status" => engine.get_status()?.to_json(),
        "logout" => engine.logout().map(done)?,
        "auth_state" => engine.auth_state()?.to_json(),
        "quota" => engine.quota()?.to_json(),
        "check_quota" => engine.check_quota()?.to_json(),
        "clear_log_sink" => engine.clear_log_sink().map(done)?,
        other => return Err(Failure::Broken(format!("there is no method {other}"))),
    })
}
