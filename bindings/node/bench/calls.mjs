// ns a call, beside better-sqlite3 doing the same SQL with prepared statements on a file of its own, turn about in one run.
//
// Both sides have the engine's first tables and indexes and the same pragmas, take and give objects, and write a record with
// its hash and its row of the queue in one transaction, as benches/src/baseline.rs does. What the engine has added since is
// for the engine to pay.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CloudEngine } from 'cortex-cloud';

const quick = process.argv.includes('--quick');
const asJson = process.argv.includes('--json');
const ROUNDS = quick ? 3 : 9;
const ROWS = 10_000;
const CALLS = quick ? 2_000 : 20_000;

const folder = mkdtempSync(join(tmpdir(), 'cortex-bench-'));
const engine = new CloudEngine({ path: join(folder, 'engine.db') });
const bare = new Database(join(folder, 'bare.db'));
bare.pragma('journal_mode = WAL');
bare.pragma('synchronous = NORMAL');
bare.pragma('temp_store = MEMORY');
bare.pragma('cache_size = -64000');
bare.exec(readFileSync(new URL('../../../core/src/store/schema.sql', import.meta.url), 'utf8'));
const DEVICE = '0123456789abcdef0123456789abcdef';
const putRecord =
  bare.prepare(`INSERT INTO records (table_name, id, body, content_hash, hlc, device_id, version) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (table_name, id) DO UPDATE SET body = excluded.body, content_hash = excluded.content_hash,
    hlc = excluded.hlc, device_id = excluded.device_id, version = excluded.version`);
const putLog = bare.prepare(`INSERT INTO sync_log
  (local_seq, txn, table_name, memory_id, operation, timestamp, hlc, device_id, content_hash)
  VALUES (?, ?, ?, ?, 'create', ?, ?, ?, ?)`);
let version = 0;
const put = bare.transaction((id, body) => {
  version += 1;
  const text = JSON.stringify(body);
  const hash = createHash('blake2b512').update(text).digest().subarray(0, 32);
  const now = Date.now();
  const hlc = BigInt(now) << 16n;
  putRecord.run('notes', id, text, hash, hlc, DEVICE, version);
  putLog.run(version, version, 'notes', id, now, hlc, DEVICE, hash);
}).immediate;
const get = bare.prepare('SELECT body FROM records WHERE table_name = ? AND id = ? AND body IS NOT NULL');
const page = bare.prepare('SELECT id, body FROM records WHERE table_name = ? AND body IS NOT NULL ORDER BY id LIMIT ?');

/** 400 bytes as JSON. */
function note(n, edition) {
  const head = {
    title: `Note ${n}`,
    edition,
    stars: n % 5,
    tags: ['a', 'b', 'c'],
    nested: { x: 1.5, y: null, ok: true },
  };
  const rest = 400 - JSON.stringify({ ...head, text: '' }).length;
  return { ...head, text: 'x'.repeat(rest) };
}

const id = (n) => `note-${n % ROWS}`;
for (let at = 0; at < ROWS; at += 500) {
  const rows = Array.from({ length: 500 }, (_, n) => ({ id: id(at + n), body: note(at + n, 0) }));
  engine.putMany('notes', rows);
  bare.transaction(() => {
    for (const row of rows) put(row.id, row.body);
  })();
}

/** Nanoseconds a call. */
function timed(calls, call) {
  const began = process.hrtime.bigint();
  for (let n = 0; n < calls; n += 1) call(n);
  return Number(process.hrtime.bigint() - began) / calls;
}

let edition = 0;
const subscribed = new CloudEngine({ path: join(folder, 'events.db') });
let heard = 0;
subscribed.subscribe((event) => {
  heard += event.ids.length;
});
bare.function('notify', () => {
  heard += 1;
  return 0;
});
bare.exec('CREATE TABLE told (id TEXT); CREATE TEMP TRIGGER tell AFTER INSERT ON told BEGIN SELECT notify(); END');
const tell = bare.prepare('INSERT INTO told (id) VALUES (?)');

/** So many events of one kind each, so that none is joined to the one before. */
async function events(count) {
  heard = 0;
  const changes = Array.from({ length: count }, (_, n) => ({
    type: 'Put',
    table: n % 2 === 0 ? 'a' : 'b',
    id: `r${n}`,
    body: { edition },
  }));
  edition += 1;
  subscribed.apply(changes);
  const began = process.hrtime.bigint();
  while (heard < count) await new Promise((resolve) => setImmediate(resolve));
  return Number(process.hrtime.bigint() - began) / count;
}

function told(count) {
  heard = 0;
  return (
    timed(1, () =>
      bare.transaction(() => {
        for (let n = 0; n < count; n += 1) tell.run(`r${n}`);
      })(),
    ) / count
  );
}

const CASES = [
  ['a call that reads no file', () => timed(CALLS, () => engine.authState()), undefined],
  [
    'get of nothing, the cheapest of the file',
    () => timed(CALLS, () => engine.get('notes', 'none')),
    () => timed(CALLS, () => get.get('notes', 'none')),
  ],
  [
    'get, 400 bytes',
    () => timed(CALLS, (n) => engine.get('notes', id(n))),
    () => timed(CALLS, (n) => JSON.parse(get.get('notes', id(n)).body)),
  ],
  [
    'put, 400 bytes',
    () => {
      edition += 1;
      return timed(CALLS / 10, (n) => engine.put('notes', id(n), note(n, edition)));
    },
    () => {
      edition += 1;
      return timed(CALLS / 10, (n) => put(id(n), note(n, edition)));
    },
  ],
  [
    'query, 10 000 rows',
    () => timed(1, () => engine.query('notes', { limit: ROWS })),
    () => timed(1, () => page.all('notes', ROWS).map((row) => JSON.parse(row.body))),
  ],
  ['an event', () => events(1_000), () => told(1_000)],
];

const results = [];
for (const [name, ours, theirs] of CASES) {
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.ours.push(await ours());
    if (theirs !== undefined) times.theirs.push(await theirs());
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const engineNs = median(times.ours);
  const row = { call: name, cortex_cloud_ns: Math.round(engineNs) };
  if (theirs !== undefined) {
    const bareNs = median(times.theirs);
    row.better_sqlite3_ns = Math.round(bareNs);
    row.ratio = Number((engineNs / bareNs).toFixed(2));
  }
  results.push(row);
}
engine.close();
subscribed.close();
bare.close();
rmSync(folder, { recursive: true, force: true });

if (asJson) console.log(JSON.stringify({ node: process.version, calls: results }));
else console.table(results);
