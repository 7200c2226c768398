// Made by `cargo xtask generate` from udl/contract.json; not to be edited.

import type { CloudError } from './errors.js';
import type { JsonObject } from './json.js';

/** Limits of this engine's own, beside the server's; the smaller one counts. `null` is no limit. */
export interface ClientLimits {
  /**
   * Live records of the space at most, 0 or more. What would make more stays queued; local writes, pulls and deletes go
   * on.
   */
  maxRecords?: number | null;
  /** Bytes of the space's canonical bodies at most, likewise. */
  maxBytes?: number | null;
  /**
   * Milliseconds from a completed sync to the next one at least, 0 or more. A sync sooner than that reports Throttled
   * and makes no request; the background syncer waits.
   */
  minSyncIntervalMs?: number | null;
}

/** A record with what the store knows of it. */
export interface CloudRecord<T extends object = JsonObject> {
  /** Its table. */
  table: string;
  /** Its id within the table. */
  id: string;
  /** Its body in canonical form; `null` for a deleted record. */
  body: T | null;
  /** BLAKE3 of the body without its embedding members, 64 hexadecimal digits; `null` for a deleted record. */
  contentHash: string | null;
  /** The stamp of this state, as a decimal string. */
  hlc: string;
  /** The device that wrote it. */
  deviceId: string;
  /** When it was written by that device's clock, Unix milliseconds. */
  updatedAt: number;
  /** Whether it is deleted. */
  deleted: boolean;
  /** The server's number for the last state both sides had, as a decimal string; `0` for none. */
  baseSeq: string;
  /** Whether this state is the one the server has. */
  synced: boolean;
  /** Members named by `Config.embeddingFields` that went with an earlier body of the record: to be computed anew. */
  missing: string[];
}

/** Everything an engine is told when it opens a file. */
export interface Config {
  /** The SQLite file; made if it does not exist, in a folder that does. */
  path: string;
  /** The server; `null` keeps the engine local, and network calls report Offline. */
  http?: HttpClientConfig | null;
  /** How conflicts are settled where the table's policy does not say. */
  strategy?: MergeStrategy;
  /** Policies to set when the file opens, by table. */
  tables?: Record<string, TablePolicy>;
  /** Top-level members that are kept beside a body: stored and returned with it, never hashed or sent. */
  embeddingFields?: string[];
  /** What a local write survives. */
  durability?: Durability;
  /** Canonical bytes of one body at most; 1 or more. */
  maxBodyBytes?: number;
  /**
   * Bytes the file may have at most, what SQLite keeps beside it not counted; `null` leaves the end to the disk. 0 or
   * more. A write that needs more throws `StorageError` (`storage.full`) and changes nothing.
   */
  maxFileBytes?: number | null;
  /** How long a store call waits for another writer before it throws `BusyError`, in milliseconds; 0 or more. */
  busyTimeoutMs?: number;
  /**
   * Records in the first batch of a sync; 1 or more. It doubles while batches take under half a second and halves when
   * refused.
   */
  batchItems?: number;
  /** Time between two syncs of the background syncer, in milliseconds, give or take a tenth; 1 or more. */
  syncIntervalMs?: number;
  /** Limits of this engine's own. */
  limits?: ClientLimits | null;
  /** How long synced rows of the queue and settled conflicts are kept, in days; 1 or more. */
  retentionDays?: number;
}

/** One conflict. The loser's body stays readable here and can be brought back with `restore`. */
export interface ConflictEntry {
  /** Number in this file's log. */
  conflictId: number;
  /** The record's table. */
  table: string;
  /** The record's id. */
  id: string;
  /** This file's side. */
  local: ConflictState;
  /** The server's side. */
  remote: ConflictState;
  /** How the two sides came about. */
  cause: ConflictCause;
  /** The number of the `apply` the local side was written by, as this file counts them; `null` for a write of its own. */
  unit: number | null;
  /** The rule that applied. */
  strategy: MergeStrategy;
  /** `null` while the conflict is open. */
  winner: Winner | null;
  /** `null` while the conflict is open. */
  resolvedBy: ResolvedBy | null;
  /** Unix milliseconds. */
  detectedAt: number;
  /** Unix milliseconds; `null` while the conflict is open. */
  resolvedAt: number | null;
}

/** Which conflicts to list. */
export interface ConflictFilter {
  /** Only those waiting for `resolveConflict`. */
  openOnly?: boolean;
  /** Only of this table. */
  table?: string | null;
  /** Only of this record; needs `table`. */
  id?: string | null;
  /** Only this one, as an event names it. */
  conflictId?: number | null;
  /** Detected at or after, Unix milliseconds. */
  since?: number | null;
  /** Detected before, Unix milliseconds. */
  until?: number | null;
  /** At most so many, newest first; 1 to 10 000. */
  limit?: number;
}

/** A state as the conflict log keeps it. */
export interface ConflictState {
  /** In canonical form; `null` when this side had deleted the record. */
  body: JsonObject | null;
  /** The stamp, as a decimal string. Empty when the server had no such record. */
  hlc: string;
  /** The device that wrote it. Empty when the server had no such record. */
  deviceId: string;
}

/** Why a record is or is not synced. */
export interface Explanation {
  /** Where it stands. */
  state: RecordState;
  /** One sentence for people. */
  reason: string;
  /** How often it was sent without success. */
  attempts: number;
  /** Since when it waits, Unix milliseconds. */
  since: number | null;
  /** The conflict it waits for. */
  conflictId: number | null;
}

/** A record the server refused. */
export interface FailedMutation {
  /** The record's table. */
  table: string;
  /** The record's id. */
  id: string;
  /** What the newest mutation did. */
  kind: MutationKind;
  /** The state that waits, in canonical form; `null` for a delete. */
  body: JsonObject | null;
  /**
   * The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`; `unit_refused` for a record that is
   * only refused because another of its `apply` is.
   */
  code: string;
  /** The server's sentence. */
  reason: string;
  /** How often it was sent. */
  attempts: number;
  /** When the mutation was made, Unix milliseconds. */
  timestamp: number;
  /**
   * The number of its `apply`, as this file counts them; records of one are retried and discarded together. `null` for
   * a write of its own.
   */
  unit: number | null;
}

/** How requests are made. */
export interface HttpClientConfig {
  /** `https://host[:port][/prefix]`; `http://` only to loopback unless `allowInsecureHttp`. */
  baseUrl: string;
  /** Time for one request and its answer, in milliseconds; 1 or more. */
  timeoutMs?: number;
  /** Tries and waits; `null` is 3 tries in all with waits of 1 to 30 s. */
  retry?: RetryPolicy | null;
  /** Lets credentials travel over plain HTTP to other machines. Anyone on the way can read them. */
  allowInsecureHttp?: boolean;
  /** Certificate authorities to trust besides the system's, one or several as PEM: a team's own. */
  extraRootPem?: string | null;
  /** Decoded bytes of one answer at most; 1 or more. */
  maxAnswerBytes?: number;
}

/** One entry of the log. It never holds a body or a credential. */
export interface LogEntry {
  /** When, by the engine's clock, Unix milliseconds. */
  at: number;
  /** How much it matters. */
  level: LogLevel;
  /** The part of the library it comes from: `cortex_cloud::engine::network`. */
  target: string;
  /** One sentence for people. */
  message: string;
  /** Names and values. */
  fields: Record<string, string>;
}

/**
 * One path of an order. Ascending: missing, null, false, true, numbers, strings by their bytes, then arrays and objects
 * by the bytes of their canonical text. Descending is the exact reverse.
 */
export interface OrderBy {
  /** A path of the body as in a filter, or `$id`, or `$updated_at`. */
  path: string;
  /** The greatest first. */
  descending?: boolean;
}

/** A page of bodies. */
export interface Page<T extends object = JsonObject> {
  /** In canonical form. */
  bodies: T[];
  /**
   * Ask for the next page with it; `null` after the last. Opaque, and of use to the same query only. Writes between two
   * pages shift nothing: a record that is not changed meanwhile is given exactly once.
   */
  nextPage: string | null;
}

/** Which records of a table, in which order, and how many. */
export interface Query {
  /** A JSON object: only the records it matches. `null` matches all. */
  filter?: object | null;
  /** Up to 3 paths; what they leave equal is ordered by id, in the direction of the last of them. */
  orderBy?: OrderBy[];
  /** Records in a page, 1 to 10 000. */
  limit?: number;
  /** Where the last page of the same query ended: its `nextPage`. */
  page?: string | null;
}

/** A put or delete with the time it was made at. */
export interface QueuedMutation {
  /** The record's table. */
  table: string;
  /** The record's id. */
  id: string;
  /** `Create` and `Update` put, `Delete` deletes. The queue shows what it turned out to be. */
  kind: MutationKind;
  /** When it was made, Unix milliseconds. For display: what wins a conflict is decided by the engine's own stamp. */
  timestamp: number;
  /** A JSON object; `null` for a delete. */
  payload?: object | null;
}

/** What a space uses of what it may. */
export interface Quota {
  /** Live records. */
  records: Usage;
  /** Bytes of their canonical bodies. */
  bytes: Usage;
  /** Milliseconds from a device's completed sync to its next one at least; `null` is no limit. */
  minSyncIntervalMs: number | null;
}

/** A record's id and body, for `putMany`. */
export interface RecordBody {
  /** Its id within the table. */
  id: string;
  /** A JSON object. */
  body: object;
}

/** A page of records. */
export interface RecordPage<T extends object = JsonObject> {
  /** The records with their metadata. */
  records: CloudRecord<T>[];
  /** As `Page.nextPage`. */
  nextPage: string | null;
}

/** Why the server refused a mutation. */
export interface Refusal {
  /** The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`. */
  code: string;
  /** The server's sentence. */
  reason: string;
}

/** How often a failed request is sent again, and how patiently. */
export interface RetryPolicy {
  /** Tries in all, the first included; 1 or more. */
  maxTries?: number;
  /** Upper bound of the first wait, in milliseconds; doubles with every try. 0 or more. */
  backoffBaseMs?: number;
  /** Upper bound of any wait, in milliseconds; 0 or more. */
  backoffMaxMs?: number;
}

/** The engine's state at one moment. */
export interface StatusReport {
  /** What it is doing. */
  status: CloudStatus;
  /** How far the sign-in has come. */
  auth: AuthState;
  /** This file's identity among the devices of its space. */
  deviceId: string;
  /** The space this file belongs to since its first handshake. */
  space: string | null;
  /** When the last sync ended in success, Unix milliseconds. For display: nothing depends on it. */
  lastSyncAt: number | null;
  /** Records waiting to be sent. */
  pending: number;
  /** Records the server refused. */
  failed: number;
  /** Records waiting for `resolveConflict`; they are among the pending or the failed, too. */
  conflicted: number;
  /** How long the oldest waiting mutation has waited, in milliseconds. */
  oldestPendingMs: number | null;
  /** What the space uses of what it may, by the server's last word. */
  quota: Quota | null;
  /** The server's seq up to which this file has everything, as a decimal string. */
  cursorSeq: string;
  /** The digest of what this file and the server have in common: 32 hexadecimal digits. */
  digest: string;
  /** Rows of a long pull that are here and not shown yet. */
  staged: number;
  /** Rows of the server that this version cannot read; they wait for one that can. */
  parked: number;
  /** Records that ever went up apart from their `apply`, because it had grown past what one batch may hold. */
  sentApart: number;
  /** Why the last sync was no success. */
  lastError: CloudError | null;
  /** How often a listener or the log's sink failed. */
  failedListeners: number;
}

/** What a sync did. Reported, not thrown: that there is no network is nothing exceptional. */
export interface SyncReport {
  /** How it ended. */
  status: SyncStatus;
  /** Records the server accepted. */
  pushed: number;
  /** Remote versions received, this device's own echoes left out. */
  pulled: number;
  /** Conflicts found and settled by a strategy. */
  conflictsResolved: number;
  /** Conflicts waiting for `resolveConflict`, from this sync or earlier. */
  conflictsWaiting: number;
  /** Mutations the server refused for good; they are in quarantine. */
  refused: number;
  /** Mutations that did not fit into the space; they stay queued. */
  overQuota: number;
  /** Batches that were taken up again after a lost answer or a crash. */
  resent: number;
  /** Rows of the server this version cannot read. They wait for one that can. */
  parked: number;
  /**
   * How often a catch-up of more than 50 000 rows was shown before its end. What readers see then is between two states
   * of the server.
   */
  shownEarly: number;
  /** Records that went up apart from their `apply`, which has grown past what one batch may hold. */
  apart: number;
  /** Records set right because digests differed. */
  repaired: number;
  /** Records settled anew because the server was restored from a backup, or this device was away for too long. */
  reconciled: number;
  /**
   * Whether the digests were compared at the end, and were equal: then this file and the server hold the same but for
   * unsynced work.
   */
  digestsEqual: boolean;
  /** Request bytes on the wire, compressed, heads not counted. */
  bytesSent: number;
  /** Answer bytes on the wire, compressed, heads not counted. */
  bytesReceived: number;
  /** Milliseconds from start to end. */
  durationMs: number;
  /** Why it is not a success. */
  error: CloudError | null;
}

/** A table of this file. */
export interface TableInfo {
  /** Its name. */
  name: string;
  /** What holds for it in this file. */
  policy: Required<TablePolicy>;
  /** Its records, deleted ones left out. */
  records: number;
  /** Those of its records that wait to be sent, held and refused ones and deletes included. */
  pending: number;
}

/** What holds for one table in this file. Tables without a policy replicate and follow the engine's strategy. */
export interface TablePolicy {
  /** Whether its records leave this file. */
  replicate?: Replicate;
  /** How its conflicts are settled; `null` follows `Config.strategy`. */
  merge?: MergeStrategy | null;
  /** Paths with an index of their own, written as in a filter; at most 16. */
  indexed?: string[];
}

/** One resource of a space. */
export interface Usage {
  /** In use now. */
  used: number;
  /** At most; `null` is no limit. */
  limit: number | null;
}

/** What `verify` found. */
export interface VerifyReport {
  /** Whether this file and the server are known to hold the same now, unsynced work aside. */
  isEqual: boolean;
  /** Records both hold. */
  records: number;
  /** Records that were set right. */
  repaired: number;
  /** The digest of what both hold: 32 hexadecimal digits. */
  digest: string;
  /** The sync it was part of. */
  sync: SyncReport;
}

/** A mutation that waits to be synced. */
export interface WaitingMutation {
  /** Its place in the queue; ask for what comes after it. */
  seq: number;
  /** The record's table. */
  table: string;
  /** The record's id. */
  id: string;
  /** What it did. */
  kind: MutationKind;
  /** When it was made, Unix milliseconds; as the host said, for one of `queueMutation`. */
  timestamp: number;
  /** `Pending`, `InFlight`, `Held` or `Refused`. */
  state: RecordState;
  /** How often it was sent without success. */
  attempts: number;
  /** Why the server refused it, if it did. */
  refusal: Refusal | null;
}

/** How far the sign-in has come. */
export type AuthState =
  /** No credentials, or the server no longer takes them. */
  | 'Unauthenticated'
  /** A sign-in is under way. */
  | 'Authenticating'
  /** There are credentials the server has not refused. */
  | 'Authenticated'
  /** There are credentials and no server to show them to. */
  | 'Offline';

/** Something a host may want to know. */
export type CloudEvent =
  /** The status is another one now. */
  | {
      type: 'StatusChanged';
      status: CloudStatus;
    }
  /** Records of a table have another state now, or are gone; `ids` names each once, `origin` whose change it was. */
  | {
      type: 'RecordsChanged';
      table: string;
      ids: string[];
      origin: Origin;
    }
  /** A conflict was found, and settled unless there is no `winner`: then it waits for `resolveConflict`. */
  | {
      type: 'Conflict';
      conflictId: number;
      table: string;
      id: string;
      winner: Winner | null;
    }
  /**
   * The space has become nearly full (80 %) or gone over its limit, or something has not fitted: `used` of `limit`
   * `records` or `bytes` are in use. Told once, not with every sync.
   */
  | {
      type: 'QuotaWarning';
      resource: string;
      used: number;
      limit: number;
    }
  /** A sync has come further: `done` records so far, of `total` as far as it is known. */
  | {
      type: 'Progress';
      phase: SyncPhase;
      done: number;
      total: number;
    }
  /** The server does not accept the credentials; local work goes on. `reason` is one sentence for people. */
  | {
      type: 'AuthNeeded';
      reason: string;
    }
  /** The server refused a mutation for good, with its code and sentence; it waits in quarantine. */
  | {
      type: 'MutationRefused';
      table: string;
      id: string;
      code: string;
      reason: string;
    }
  /** A row of the server cannot be read by this version. It is kept, and everything else goes on. */
  | {
      type: 'RowParked';
      table: string;
      id: string;
      reason: string;
    }
  /**
   * So many records of an `apply` went up one by one, because it has grown past what one batch may hold: readers
   * elsewhere may see part of it.
   */
  | {
      type: 'SentApart';
      records: number;
    }
  /** The digests differed and so many records were set right. */
  | {
      type: 'Repaired';
      records: number;
    };

/** What the engine is doing. */
export type CloudStatus =
  /** No server is configured, or none has been reached yet. */
  | 'Disconnected'
  /** The last exchange with the server went well. */
  | 'Connected'
  /** A sync is running. */
  | 'Syncing'
  /** The server cannot be reached, or `goOffline` holds. */
  | 'Offline'
  /** The server answers and something is wrong that waiting does not cure; see the last error. */
  | 'Error';

/** How the two sides of a conflict came about. */
export type ConflictCause =
  /** Both changed the record since their last common state. */
  | 'BothChanged'
  /** The server was restored from a backup, and what it has now does not follow from what it had. */
  | 'ServerRestored'
  /** The user gave up a state the server had refused. */
  | 'Discarded';

/** One of the two states of a conflict. */
export type ConflictSide =
  /** This file's. */
  | 'Local'
  /** The server's. */
  | 'Remote';

/** What a local write survives once the call has returned. */
export type Durability =
  /** The process being killed at any instant. A power loss may take the last moments, never the file. */
  | 'Normal'
  /** Power loss too; each write waits for the disk. */
  | 'Full';

/** How much a log entry matters. */
export type LogLevel =
  /** A defect, caught. */
  | 'Error'
  /** Something went wrong and was mended, or will be tried again. */
  | 'Warn'
  /** What the engine did. */
  | 'Info'
  /** How it did it. */
  | 'Debug'
  /** Every step. */
  | 'Trace';

/** How a conflict of one record is settled. */
export type MergeStrategy =
  /** The greatest `(hlc, device_id, hash)` stands. The final state does not depend on who syncs first. */
  | 'LastWriteWins'
  /** This device's state stands and is pushed again. Who syncs first decides which device that is. */
  | 'LocalWins'
  /** The server's state stands. Who syncs first decides which one that is. */
  | 'RemoteWins'
  /** The local state stays visible and unsent until `resolveConflict`; everything else goes on syncing. */
  | 'Manual';

/** What a local mutation did. */
export type MutationKind =
  /** The record did not exist. */
  | 'Create'
  /** Another body. */
  | 'Update'
  /** A tombstone. */
  | 'Delete';

/** Whose change it was. */
export type Origin =
  /** A call on this file: of this engine, or of another process that has the file open. */
  | 'Local'
  /** A sync. */
  | 'Remote';

/** Whether what waits fits into the space. */
export type QuotaCheck =
  /** Everything fits, with room to spare; or there is no limit. */
  | {
      type: 'Allowed';
    }
  /** Everything fits, and `usagePercent` (80 to 100) of the fuller resource are then in use. */
  | {
      type: 'Warning';
      usagePercent: number;
    }
  /**
   * Not everything fits: of `resource` (`records` or `bytes`) `used` are in use now and `limit` is the most; `reason`
   * is one sentence for people. What does not fit stays queued; local work, pulls and deletes go on.
   */
  | {
      type: 'Exceeded';
      resource: string;
      used: number;
      limit: number;
      reason: string;
    };

/** One change of an `apply`. */
export type RecordChange =
  /** Saves a record's body: a JSON object. */
  | {
      type: 'Put';
      table: string;
      id: string;
      body: object;
    }
  /** Deletes a record; none is no error. */
  | {
      type: 'Delete';
      table: string;
      id: string;
    };

/** Where a record stands. */
export type RecordState =
  /** There is no such record here. */
  | 'Absent'
  /** The server has this very state. */
  | 'Synced'
  /** It goes up with the next sync. */
  | 'Pending'
  /** It is on its way, or may be: the outcome is not known yet. */
  | 'InFlight'
  /** It waits for `resolveConflict`. */
  | 'Held'
  /** The server refused it. */
  | 'Refused'
  /** The server has a version of it that this engine cannot read. What is here stays and is not sent. */
  | 'Parked'
  /** Its table never leaves this file. */
  | 'LocalOnly';

/** Whether a table's records leave this file. */
export type Replicate =
  /** They sync with the space. */
  | 'Cloud'
  /** They never leave this file. */
  | 'Local';

/** Who settled a conflict. */
export type ResolvedBy =
  /** The strategy, without asking. */
  | 'Auto'
  /** The user, by `resolveConflict`, `restore` or an edit that made both sides equal. */
  | 'User';

/** Which part of a sync progress is about. */
export type SyncPhase =
  /** Sending local mutations. */
  | 'Push'
  /** Receiving remote ones. */
  | 'Pull';

/** How a sync ended. */
export type SyncStatus =
  /** Everything that could move has moved. */
  | 'Success'
  /** Some of it: the connection broke in the middle, or the space is full. The rest stays queued. */
  | 'Partial'
  /** There is no server to talk to. Everything stays queued. */
  | 'Offline'
  /** It is too soon: the server asked to wait, or this engine's own limit says so. Everything stays queued. */
  | 'Throttled'
  /** The credentials are missing or no longer good. Everything stays queued. */
  | 'AuthNeeded'
  /** The server will not have it: the role may not write, mutations went to quarantine, or the two do not fit. */
  | 'Refused';

/** How a conflict ended. */
export type Winner =
  /** This file's state stood. */
  | 'Local'
  /** The server's state stood. */
  | 'Remote'
  /** A body the user wrote instead of both. */
  | 'Merged';
