//! What happens at the server.

use super::Control;
use crate::conformance::run::Run;
use rusqlite::OptionalExtension;
use serde_json::Value;
use serde_json::json;

pub(super) fn server(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    let stage = &mut *run.stage;
    let space = stage.space.clone();
    match step.text("harness")? {
        "server_down" => {
            step.takes(&[])?;
            stage.server.stop();
        }
        "server_up" => {
            step.takes(&[])?;
            stage.server.restart();
            stage.proxy.set_upstream(stage.server.addr());
        }
        "space" => {
            step.takes(&["name"])?;
            // The server is shared: the name is made one of this scenario.
            stage.server.space(&format!("{space}-{}", step.text("name")?));
        }
        "key" => {
            step.takes(&["name", "role", "account", "space"])?;
            let (name, role) = (step.text("name")?, step.text("role")?);
            let space = step.0["space"].as_str().map_or(space.clone(), |other| format!("{space}-{other}"));
            let key = match step.0["account"].as_str() {
                Some(account) => {
                    let account = stage.keys.get(account).ok_or_else(|| format!("there is no key {account}"))?;
                    stage.server.another_key(&space, role, &account.key_id)
                }
                None => stage.server.key(&space, role),
            };
            run.captures.insert(format!("key.{name}"), key.key.clone().into());
            stage.keys.insert(name.to_owned(), key);
        }
        "revoke_key" => {
            step.takes(&["name"])?;
            let name = step.text("name")?;
            let key = stage.keys.get(name).ok_or_else(|| format!("there is no key {name}"))?;
            stage.server.cli(&["key", "revoke", &key.key_id]);
        }
        "limits" => {
            step.takes(&["records", "bytes", "sync_interval"])?;
            for (name, flag) in [("records", "--records"), ("bytes", "--bytes"), ("sync_interval", "--sync-interval")] {
                if let Some(limit) = step.0.get(name) {
                    let limit = limit.as_i64().map_or("none".to_owned(), |n| n.to_string());
                    stage.server.cli(&["space", "set-limits", &space, flag, &limit]);
                }
            }
        }
        "gc" => {
            step.takes(&[])?;
            stage.server.cli(&["space", "gc", &space, "--keep-days", "0"]);
        }
        "backup" => {
            step.takes(&["name"])?;
            let path = stage.other_file(step.text("name")?);
            stage.server.cli(&["backup", "--to", &path.to_string_lossy()]);
        }
        "restore" => {
            step.takes(&["name"])?;
            let path = stage.other_file(step.text("name")?);
            stage.server.stop();
            stage.server.cli(&["restore", "--from", &path.to_string_lossy()]);
            stage.server.restart();
            stage.proxy.set_upstream(stage.server.addr());
        }
        "server_row" => {
            step.takes(&["table", "id"])?;
            let sql = "SELECT r.seq, r.body FROM records r JOIN spaces s ON s.id = r.space
                       WHERE s.name = ?1 AND r.tbl = ?2 AND r.id = ?3";
            let row = stage.database().query_row(sql, [&space, step.text("table")?, step.text("id")?], |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, Option<String>>(1)?))
            });
            let row = row.optional().map_err(|e| e.to_string())?;
            return Ok(row.map_or(Value::Null, |(seq, body)| {
                let body: Option<Value> = body.and_then(|text| serde_json::from_str(&text).ok());
                json!({ "seq": seq, "body": body })
            }));
        }
        "server_head" => {
            step.takes(&[])?;
            let sql = "SELECT head_seq FROM spaces WHERE name = ?1";
            let head = stage.database().query_row(sql, [&space], |r| r.get::<_, i64>(0));
            return head.map(Value::from).map_err(|e| e.to_string());
        }
        other => return Err(format!("there is no control step {other}")),
    }
    Ok(Value::Null)
}
