//! `cortex-server space`.

use super::CliError;
use super::Data;
use super::Format;
use super::output;
use clap::Args;
use clap::Subcommand;
use cortex_cloud::entropy::SystemEntropy;
use cortex_server::admin;
use cortex_server::admin::Collected;
use cortex_server::admin::SpaceReport;
use cortex_server::store::DeviceRow;
use cortex_server::store::SpaceRow;
use serde_json::Value;
use serde_json::json;
use std::io;

#[derive(Debug, Subcommand)]
pub(super) enum Space {
    /// Make an empty space.
    Create {
        /// 1 to 64 of a-z, 0-9, '-', '_' and '.'.
        name: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
    /// List the spaces with what they hold.
    List {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
    /// Show a space: limits, usage, head, epochs, tombstones, devices.
    Show {
        /// Its name.
        name: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
    /// Change what a space may hold and how often its devices may sync; what is not named stays. A running server
    /// follows at once.
    SetLimits {
        /// Its name.
        name: String,
        #[command(flatten)]
        limits: Limits,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
    /// Forget deletes that all devices but long absent ones have heard of. `serve` does it by itself.
    Gc {
        /// Its name.
        name: String,
        /// Keep the deletes of so many days. A device that was away for longer compares everything when it is back.
        #[arg(long, value_name = "DAYS", default_value_t = super::TOMBSTONE_DAYS)]
        keep_days: u32,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct Limits {
    /// Live records at most.
    #[arg(long, value_name = "N|none", value_parser = Limit::count)]
    records: Option<Limit>,
    /// Bytes of their bodies at most.
    #[arg(long, value_name = "N|none", value_parser = Limit::count)]
    bytes: Option<Limit>,
    /// Time from a device's completed sync to its next one at least.
    #[arg(long, value_name = "SECONDS|none", value_parser = Limit::seconds)]
    sync_interval: Option<Limit>,
}

/// A limit as people write it.
#[derive(Clone, Copy, Debug)]
struct Limit(Option<i64>);

impl Limit {
    fn count(text: &str) -> Result<Self, String> {
        let wanted = "write a whole number from 0, or none";
        match text {
            "none" => Ok(Self(None)),
            _ => text.parse().ok().filter(|n| *n >= 0).map(|n| Self(Some(n))).ok_or_else(|| wanted.to_owned()),
        }
    }

    fn seconds(text: &str) -> Result<Self, String> {
        let wanted = || "write whole seconds from 1 to 31536000 (a year), or none".to_owned();
        match Self::count(text).map_err(|_| wanted())? {
            Self(Some(seconds)) if !(1..=31_536_000).contains(&seconds) => Err(wanted()),
            Self(seconds) => Ok(Self(seconds.map(|seconds| seconds * 1_000))),
        }
    }
}

impl Space {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Create { name, data, format } => {
                let space = admin::create_space(&data.open_or_make()?, &SystemEntropy, &name, super::now())?;
                if format.json {
                    return Ok(output::json(&json!({ "space": to_json(&space) }))?);
                }
                output::line(&format!("created space {}", space.name))?;
                let folder = output::shell_word(&data.data.to_string_lossy());
                let next = format!("cortex-server key create --space {} --role editor --data {folder}", space.name);
                Ok(output::line(&format!("next: {next}"))?)
            }
            Self::List { data, format } => {
                let spaces = admin::spaces(&data.open()?)?;
                if format.json {
                    let spaces: Vec<_> = spaces.iter().map(to_json).collect();
                    return Ok(output::json(&json!({ "spaces": spaces }))?);
                }
                let rows: Vec<_> = spaces.into_iter().map(to_cells).collect();
                Ok(output::table(["SPACE", "RECORDS", "MAX RECORDS", "BYTES", "MAX BYTES", "SEQ"], &rows)?)
            }
            Self::Show { name, data, format } => {
                let report = admin::report(&data.open()?, &name)?;
                if format.json {
                    return Ok(output::json(&report_to_json(&report))?);
                }
                Ok(print(&report)?)
            }
            Self::SetLimits { name, limits, data, format } => {
                let space = admin::set_limits(&data.open()?, &name, |current| {
                    let Limits { records, bytes, sync_interval } = &limits;
                    let set = |limit: &mut Option<i64>, wanted: &Option<Limit>| {
                        if let Some(Limit(wanted)) = wanted {
                            *limit = *wanted;
                        }
                    };
                    set(&mut current.max_records, records);
                    set(&mut current.max_bytes, bytes);
                    set(&mut current.min_sync_interval_ms, sync_interval);
                })?;
                if format.json {
                    return Ok(output::json(&json!({ "space": to_json(&space) }))?);
                }
                output::line(&format!("limits of space {}", space.name))?;
                Ok(output::table(["WHAT", "USED", "LIMIT"], &usage(&space))?)
            }
            Self::Gc { name, keep_days, data, format } => {
                let cutoff = super::now() - super::days(keep_days);
                let Collected { space, removed } = admin::collect_tombstones_before(&data.open()?, &name, cutoff)?;
                if format.json {
                    return Ok(output::json(&json!({ "space": to_json(&space), "removed": removed }))?);
                }
                Ok(output::line(&format!(
                    "forgot {removed} deletes of space {} that were older than {keep_days} days",
                    space.name
                ))?)
            }
        }
    }
}

fn to_json(space: &SpaceRow) -> Value {
    json!({
        "name": space.name,
        "epoch": space.epoch,
        "head": space.head.to_string(),
        "floor": space.floor.to_string(),
        "records": space.records,
        "max_records": space.limits.max_records,
        "bytes": space.bytes,
        "max_bytes": space.limits.max_bytes,
        "min_sync_interval_ms": space.limits.min_sync_interval_ms,
        "created_at": space.created_at,
    })
}

fn to_cells(space: SpaceRow) -> [String; 6] {
    [
        space.name,
        space.records.to_string(),
        output::limit(space.limits.max_records),
        space.bytes.to_string(),
        output::limit(space.limits.max_bytes),
        space.head.to_string(),
    ]
}

fn report_to_json(report: &SpaceReport) -> Value {
    let epochs: Vec<_> = report
        .lineage
        .iter()
        .map(|ended| json!({ "epoch": ended.epoch, "last_seq": ended.last_seq.to_string() }))
        .collect();
    let devices: Vec<_> = report
        .devices
        .iter()
        .map(|device| json!({ "device_id": device.device_id, "last_push_at": device.last_push_at }))
        .collect();
    json!({
        "space": to_json(&report.space),
        "ended_epochs": epochs,
        "tombstones": { "count": report.tombstones.count, "oldest_at": report.tombstones.oldest_at },
        "devices": devices,
    })
}

/// Used and allowed, a line for each resource.
fn usage(space: &SpaceRow) -> [[String; 3]; 3] {
    let interval = space.limits.min_sync_interval_ms.map(|ms| format!("every {} s", ms / 1_000));
    [
        ["records".to_owned(), space.records.to_string(), output::limit(space.limits.max_records)],
        ["bytes".to_owned(), space.bytes.to_string(), output::limit(space.limits.max_bytes)],
        ["syncs of a device".to_owned(), "-".to_owned(), interval.unwrap_or_else(|| output::limit(None))],
    ]
}

fn print(report: &SpaceReport) -> io::Result<()> {
    let SpaceReport { space, lineage, tombstones, devices } = report;
    output::line(&format!("space {} at seq {}, epoch {}", space.name, space.head, space.epoch))?;
    for ended in lineage {
        output::line(&format!("  after epoch {}, which ended at seq {}", ended.epoch, ended.last_seq))?;
    }
    let age = tombstones.oldest_at.map(|at| format!(", the oldest {}", output::ago(super::now() - at)));
    output::line(&format!("deletes remembered: {}{}", tombstones.count, age.unwrap_or_default()))?;
    if space.floor > 0 {
        output::line(&format!("deletes up to seq {} are forgotten", space.floor))?;
    }
    output::line("")?;
    output::table(["WHAT", "USED", "LIMIT"], &usage(space))?;
    output::line("")?;
    if devices.is_empty() {
        return output::line("no device has pushed in this epoch");
    }
    let ago = |device: &DeviceRow| [device.device_id.clone(), output::ago(super::now() - device.last_push_at)];
    output::table(["DEVICE", "LAST PUSH"], &devices.iter().map(ago).collect::<Vec<_>>())
}
