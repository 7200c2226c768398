// Made by `cargo xtask generate` from udl/contract.json; not to be edited.

import type { Shape } from './check.js';

export const CLIENT_LIMITS: Shape = {
  kind: 'dictionary',
  name: 'ClientLimits',
  fields: {
    maxRecords: { argument: 'max_records', of: { kind: 'integer' }, optional: true, nullable: true },
    maxBytes: { argument: 'max_bytes', of: { kind: 'integer' }, optional: true, nullable: true },
    minSyncIntervalMs: { argument: 'min_sync_interval_ms', of: { kind: 'integer' }, optional: true, nullable: true },
  },
};

export const CONFIG: Shape = {
  kind: 'dictionary',
  name: 'Config',
  fields: {
    path: { argument: 'path', of: { kind: 'text' } },
    http: { argument: 'http', of: { kind: 'as', of: () => HTTP_CLIENT_CONFIG }, optional: true, nullable: true },
    strategy: { argument: 'strategy', of: { kind: 'as', of: () => MERGE_STRATEGY }, optional: true },
    tables: { argument: 'tables', of: { kind: 'map', of: { kind: 'as', of: () => TABLE_POLICY } }, optional: true },
    embeddingFields: { argument: 'embedding_fields', of: { kind: 'list', of: { kind: 'text' } }, optional: true },
    durability: { argument: 'durability', of: { kind: 'as', of: () => DURABILITY }, optional: true },
    maxBodyBytes: { argument: 'max_body_bytes', of: { kind: 'integer' }, optional: true },
    maxFileBytes: { argument: 'max_file_bytes', of: { kind: 'integer' }, optional: true, nullable: true },
    busyTimeoutMs: { argument: 'busy_timeout_ms', of: { kind: 'integer' }, optional: true },
    batchItems: { argument: 'batch_items', of: { kind: 'integer' }, optional: true },
    syncIntervalMs: { argument: 'sync_interval_ms', of: { kind: 'integer' }, optional: true },
    limits: { argument: 'limits', of: { kind: 'as', of: () => CLIENT_LIMITS }, optional: true, nullable: true },
    retentionDays: { argument: 'retention_days', of: { kind: 'integer' }, optional: true },
  },
};

export const CONFLICT_FILTER: Shape = {
  kind: 'dictionary',
  name: 'ConflictFilter',
  fields: {
    openOnly: { argument: 'open_only', of: { kind: 'boolean' }, optional: true },
    table: { argument: 'table', of: { kind: 'text' }, optional: true, nullable: true },
    id: { argument: 'id', of: { kind: 'text' }, optional: true, nullable: true },
    conflictId: { argument: 'conflict_id', of: { kind: 'integer' }, optional: true, nullable: true },
    since: { argument: 'since', of: { kind: 'integer' }, optional: true, nullable: true },
    until: { argument: 'until', of: { kind: 'integer' }, optional: true, nullable: true },
    limit: { argument: 'limit', of: { kind: 'integer' }, optional: true },
  },
};

export const HTTP_CLIENT_CONFIG: Shape = {
  kind: 'dictionary',
  name: 'HttpClientConfig',
  fields: {
    baseUrl: { argument: 'base_url', of: { kind: 'text' } },
    timeoutMs: { argument: 'timeout_ms', of: { kind: 'integer' }, optional: true },
    retry: { argument: 'retry', of: { kind: 'as', of: () => RETRY_POLICY }, optional: true, nullable: true },
    allowInsecureHttp: { argument: 'allow_insecure_http', of: { kind: 'boolean' }, optional: true },
    extraRootPem: { argument: 'extra_root_pem', of: { kind: 'text' }, optional: true, nullable: true },
    maxAnswerBytes: { argument: 'max_answer_bytes', of: { kind: 'integer' }, optional: true },
  },
};

export const ORDER_BY: Shape = {
  kind: 'dictionary',
  name: 'OrderBy',
  fields: {
    path: { argument: 'path', of: { kind: 'text' } },
    descending: { argument: 'descending', of: { kind: 'boolean' }, optional: true },
  },
};

export const QUERY: Shape = {
  kind: 'dictionary',
  name: 'Query',
  fields: {
    filter: { argument: 'filter', of: { kind: 'json' }, optional: true, nullable: true },
    orderBy: { argument: 'order_by', of: { kind: 'list', of: { kind: 'as', of: () => ORDER_BY } }, optional: true },
    limit: { argument: 'limit', of: { kind: 'integer' }, optional: true },
    page: { argument: 'page', of: { kind: 'text' }, optional: true, nullable: true },
  },
};

export const QUEUED_MUTATION: Shape = {
  kind: 'dictionary',
  name: 'QueuedMutation',
  fields: {
    table: { argument: 'table', of: { kind: 'text' } },
    id: { argument: 'id', of: { kind: 'text' } },
    kind: { argument: 'kind', of: { kind: 'as', of: () => MUTATION_KIND } },
    timestamp: { argument: 'timestamp', of: { kind: 'integer' } },
    payload: { argument: 'payload', of: { kind: 'json' }, optional: true, nullable: true },
  },
};

export const RECORD_BODY: Shape = {
  kind: 'dictionary',
  name: 'RecordBody',
  fields: {
    id: { argument: 'id', of: { kind: 'text' } },
    body: { argument: 'body', of: { kind: 'json' } },
  },
};

export const RETRY_POLICY: Shape = {
  kind: 'dictionary',
  name: 'RetryPolicy',
  fields: {
    maxTries: { argument: 'max_tries', of: { kind: 'integer' }, optional: true },
    backoffBaseMs: { argument: 'backoff_base_ms', of: { kind: 'integer' }, optional: true },
    backoffMaxMs: { argument: 'backoff_max_ms', of: { kind: 'integer' }, optional: true },
  },
};

export const TABLE_POLICY: Shape = {
  kind: 'dictionary',
  name: 'TablePolicy',
  fields: {
    replicate: { argument: 'replicate', of: { kind: 'as', of: () => REPLICATE }, optional: true },
    merge: { argument: 'merge', of: { kind: 'as', of: () => MERGE_STRATEGY }, optional: true, nullable: true },
    indexed: { argument: 'indexed', of: { kind: 'list', of: { kind: 'text' } }, optional: true },
  },
};

export const CONFLICT_SIDE: Shape = { kind: 'names', name: 'ConflictSide', names: ['Local', 'Remote'] };

export const DURABILITY: Shape = { kind: 'names', name: 'Durability', names: ['Normal', 'Full'] };

export const LOG_LEVEL: Shape = { kind: 'names', name: 'LogLevel', names: ['Error', 'Warn', 'Info', 'Debug', 'Trace'] };

export const MERGE_STRATEGY: Shape = { kind: 'names', name: 'MergeStrategy', names: ['LastWriteWins', 'LocalWins', 'RemoteWins', 'Manual'] };

export const MUTATION_KIND: Shape = { kind: 'names', name: 'MutationKind', names: ['Create', 'Update', 'Delete'] };

export const RECORD_CHANGE: Shape = {
  kind: 'variants',
  name: 'RecordChange',
  variants: {
    Put: {
      table: { argument: 'table', of: { kind: 'text' } },
      id: { argument: 'id', of: { kind: 'text' } },
      body: { argument: 'body', of: { kind: 'json' } },
    },
    Delete: {
      table: { argument: 'table', of: { kind: 'text' } },
      id: { argument: 'id', of: { kind: 'text' } },
    },
  },
};

export const REPLICATE: Shape = { kind: 'names', name: 'Replicate', names: ['Cloud', 'Local'] };
