//! Reading a verdict. Serde's tagged enums buffer what they read, and a raw body cannot be read from a buffer.

use super::Seq;
use super::Unreadable;
use super::Verdict;
use super::wire::decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Every field any verdict has.
#[derive(Deserialize)]
pub(super) struct Fields {
    status: String,
    #[serde(default, with = "decimal::optional")]
    seq: Option<Seq>,
    #[serde(default)]
    current: Option<Box<RawValue>>,
    code: Option<String>,
    reason: Option<String>,
    resource: Option<String>,
    used: Option<i64>,
    limit: Option<i64>,
}

impl TryFrom<Fields> for Verdict {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, String> {
        let missing = |name: &str| format!("a verdict {} without {name}", fields.status);
        Ok(match fields.status.as_str() {
            "applied" => Self::Applied { seq: fields.seq.ok_or_else(|| missing("seq"))? },
            "conflict" => conflict(fields.current.as_deref())?,
            "rejected" => Self::Rejected {
                code: fields.code.ok_or_else(|| missing("code"))?,
                reason: fields.reason.ok_or_else(|| missing("reason"))?,
            },
            "quota" => Self::Quota {
                resource: fields.resource.ok_or_else(|| missing("resource"))?,
                used: fields.used.ok_or_else(|| missing("used"))?,
                limit: fields.limit.ok_or_else(|| missing("limit"))?,
            },
            "unreadable" => Self::Unreadable,
            "clock_skew" => Self::ClockSkew,
            "deferred" => Self::Deferred,
            other => return Err(format!("unknown verdict `{other}`")),
        })
    }
}

/// A row that cannot be read is not the same as no row.
fn conflict(current: Option<&RawValue>) -> Result<Verdict, String> {
    let Some(text) = current.map(RawValue::get).filter(|text| *text != "null") else {
        return Ok(Verdict::Conflict { current: None });
    };
    Ok(match serde_json::from_str(text) {
        Ok(row) => Verdict::Conflict { current: Some(row) },
        // What can be told of it comes with the pull.
        Err(_) => {
            Unreadable::read(text)?;
            Verdict::Unreadable
        }
    })
}
