//! Reading a verdict. Serde's tagged enums buffer what they read, and a raw body cannot be read from a buffer.

use super::Row;
use super::Seq;
use super::Verdict;
use super::wire::decimal;
use serde::Deserialize;

/// Every field any verdict has.
#[derive(Deserialize)]
pub(super) struct Fields {
    status: String,
    #[serde(default, with = "decimal::optional")]
    seq: Option<Seq>,
    #[serde(default)]
    current: Option<Box<Row>>,
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
            "conflict" => Self::Conflict { current: fields.current },
            "rejected" => Self::Rejected {
                code: fields.code.ok_or_else(|| missing("code"))?,
                reason: fields.reason.ok_or_else(|| missing("reason"))?,
            },
            "quota" => Self::Quota {
                resource: fields.resource.ok_or_else(|| missing("resource"))?,
                used: fields.used.ok_or_else(|| missing("used"))?,
                limit: fields.limit.ok_or_else(|| missing("limit"))?,
            },
            "clock_skew" => Self::ClockSkew,
            "deferred" => Self::Deferred,
            other => return Err(format!("unknown verdict `{other}`")),
        })
    }
}
