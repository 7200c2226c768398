//! What the proxy does to requests and answers.

use super::Control;
use crate::conformance::run::Run;
use crate::proxy::Fault;
use crate::proxy::Rule;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use serde_json::json;
use std::io::Write;
use std::time::Duration;

const ANSWER: &[&str] =
    &["fault", "on", "times", "queue", "status", "headers", "body", "text", "gzip", "raw", "size", "error", "details"];

pub(super) fn fault(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    let bytes = || usize::try_from(step.number("bytes")?).map_err(|e| e.to_string());
    let fault = match step.text("fault")? {
        "refuse" => Fault::Refuse,
        "black_hole" => Fault::BlackHole,
        "swallow_answer" => Fault::SwallowAnswer,
        "cut_request" => Fault::CutRequest(bytes()?),
        "cut_answer" => Fault::CutAnswer(bytes()?),
        "delay" => Fault::Delay(Duration::from_millis(step.number("ms")?)),
        "answer" => Fault::AnswerInstead(answer(step)?),
        "replace_answer" => Fault::ReplaceAnswer(answer(step)?),
        other => return Err(format!("there is no fault {other}")),
    };
    match fault {
        Fault::AnswerInstead(_) | Fault::ReplaceAnswer(_) => step.takes(ANSWER)?,
        _ => step.takes(&["fault", "on", "times", "queue", "bytes", "ms"])?,
    }
    let mut rule = step.0["on"].as_str().map_or_else(|| Rule::from(fault.clone()), |text| fault.clone().on(text));
    if step.0.get("times").is_some() {
        rule = rule.times(usize::try_from(step.number("times")?).map_err(|e| e.to_string())?);
    }
    if step.0["queue"] == true {
        run.stage.proxy.queue(rule);
    } else {
        run.stage.proxy.set(rule);
    }
    Ok(Value::Null)
}

/// A whole answer as a server, or whoever stands in its place, would give it.
fn answer(step: &Control<'_>) -> Result<Vec<u8>, String> {
    let of = step.0;
    if let Some(raw) = of["raw"].as_str() {
        return Ok(raw.as_bytes().to_vec());
    }
    let body = body(step)?;
    let mut head = format!("HTTP/1.1 {} Test\r\nconnection: close\r\n", step.number("status")?);
    for (name, value) in of["headers"].as_object().into_iter().flatten() {
        head.push_str(&format!("{name}: {}\r\n", value.as_str().unwrap_or_default()));
    }
    if of.get("gzip").is_some() {
        head.push_str("content-encoding: gzip\r\n");
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    Ok([head.as_bytes(), &body].concat())
}

fn body(step: &Control<'_>) -> Result<Vec<u8>, String> {
    let of = step.0;
    if let Some(code) = of["error"].as_str() {
        let mut error = json!({ "code": code, "message": "A sentence for people, as a server would say it." });
        if let Some(details) = of.get("details") {
            error["details"] = details.clone();
        }
        return Ok(json!({ "protocol_version": 1, "error": error }).to_string().into_bytes());
    }
    if let Some(json) = of.get("gzip") {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let written = encoder.write_all(json.to_string().as_bytes()).and_then(|()| encoder.finish());
        return written.map_err(|e| e.to_string());
    }
    if of.get("size").is_some() {
        return Ok(vec![b' '; usize::try_from(step.number("size")?).map_err(|e| e.to_string())?]);
    }
    if let Some(json) = of.get("body") {
        return Ok(json.to_string().into_bytes());
    }
    Ok(of["text"].as_str().unwrap_or_default().as_bytes().to_vec())
}

pub(super) fn clear(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&[])?;
    run.stage.proxy.clear();
    Ok(Value::Null)
}

pub(super) fn hold(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&["on", "as"])?;
    let held = run.stage.proxy.hold_next(step.text("on")?);
    run.stage.held.insert(step.text("as")?.to_owned(), held);
    Ok(Value::Null)
}

pub(super) fn held(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&["as"])?;
    let name = step.text("as")?;
    run.stage.held.get(name).ok_or_else(|| format!("nothing is held as {name}"))?.wait();
    Ok(Value::Null)
}

/// Lets a held answer go or throws it away.
pub(super) fn decide(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&["as"])?;
    let name = step.text("as")?;
    let held = run.stage.held.remove(name).ok_or_else(|| format!("nothing is held as {name}"))?;
    if step.text("harness")? == "release" {
        held.release()
    } else {
        held.drop_answer()
    }
    Ok(Value::Null)
}

pub(super) fn disconnect(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&[])?;
    run.stage.proxy.disconnect();
    Ok(Value::Null)
}

pub(super) fn requests(run: &mut Run<'_>, step: &Control<'_>) -> Result<Value, String> {
    step.takes(&["on"])?;
    Ok(run.stage.proxy.requests(step.text("on")?).into())
}
