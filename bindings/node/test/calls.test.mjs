// What is JavaScript's own about the calls: objects in and out, promises and signals, error classes, `using`.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import * as api from 'cortex-cloud';
import { CancelledError, CloudError, ConflictError } from 'cortex-cloud';
import { MEMORY_TYPES, memory } from 'cortex-cloud/memory';
import { open, until } from './support/store.mjs';

test('objects go in and come out', (context) => {
  const engine = open(context);
  assert.equal(engine.put('notes', 'n1', { title: 'First light', stars: 3, tags: ['a'], none: null }), true);
  assert.equal(engine.put('notes', 'n1', { none: null, tags: ['a'], stars: 3.0, title: 'First light' }), false);
  assert.deepEqual(engine.get('notes', 'n1'), { title: 'First light', stars: 3, tags: ['a'], none: null });
  assert.equal(engine.get('notes', 'n2'), null);
  assert.equal(engine.getRecord('notes', 'n2'), null);
  const record = engine.getRecord('notes', 'n1');
  assert.equal(record.body.stars, 3);
  assert.equal(record.contentHash.length, 64);
  assert.equal(record.synced, false);
  assert.equal(
    engine.putMany('notes', [
      { id: 'n2', body: { stars: 5 } },
      { id: 'n3', body: { stars: 1 } },
    ]),
    2,
  );
  const page = engine.query('notes', {
    filter: { stars: { gte: 3 } },
    orderBy: [{ path: 'stars', descending: true }],
    limit: 1,
  });
  assert.deepEqual(page.bodies, [{ stars: 5 }]);
  const rest = engine.query('notes', {
    filter: { stars: { gte: 3 } },
    orderBy: [{ path: 'stars', descending: true }],
    limit: 1,
    page: page.nextPage,
  });
  assert.equal(rest.bodies[0].title, 'First light');
  assert.deepEqual(
    engine.queryRecords('notes').records.map((one) => one.id),
    ['n1', 'n2', 'n3'],
  );
  assert.equal(engine.count('notes', { stars: { lt: 4 } }), 2);
  assert.equal(
    engine.apply([
      { type: 'Delete', table: 'notes', id: 'n3' },
      { type: 'Put', table: 'other', id: 'a', body: {} },
    ]),
    2,
  );
  assert.deepEqual(
    engine.tables().map((one) => [one.name, one.records]),
    [
      ['notes', 2],
      ['other', 1],
    ],
  );
  assert.deepEqual(engine.tables()[0].policy, { replicate: 'Cloud', merge: null, indexed: [] });
});

test('the promise twins do the same on a thread of their own', async (context) => {
  const engine = open(context, { busyTimeoutMs: 5_000 });
  const rows = Array.from({ length: 3_000 }, (_, n) => ({ id: `r${n}`, body: { n } }));
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 1);
  assert.equal(await engine.putManyAsync('t', rows), 3_000);
  clearInterval(ticking);
  assert.ok(turns > 0, 'the event loop stood still');
  assert.equal((await engine.queryAsync('t', { limit: 10_000 })).bodies.length, 3_000);
  assert.equal(await engine.applyAsync([{ type: 'Delete', table: 't', id: 'r0' }]), 1);
});

test('an error is of its class and carries what the engine says', (context) => {
  const engine = open(context);
  try {
    engine.resolveConflict('t', 'a', 'LocalWins');
    assert.fail('accepted');
  } catch (error) {
    assert.ok(error instanceof ConflictError && error instanceof CloudError && error instanceof Error);
    assert.deepEqual([error.name, error.type, error.code], ['ConflictError', 'Conflict', 'conflict.none_open']);
    assert.deepEqual([error.retryable, error.retryAfterMs], [false, null]);
    assert.match(String(error), /^ConflictError: /);
    assert.match(error.stack, /calls\.test\.mjs/);
  }
});

test('a signal ends a call that waits for the network', async (context) => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  context.after(() => silent.close());
  await new Promise((resolve) => silent.once('listening', resolve));
  const engine = open(context, { http: { baseUrl: `http://127.0.0.1:${silent.address().port}` } });
  engine.loginApiKey('key');
  const calls = [
    (o) => engine.sync(o),
    (o) => engine.push(o),
    (o) => engine.pull(o),
    (o) => engine.verify(o),
    (o) => engine.goOnline(o),
  ];
  for (const call of calls) {
    const controller = new AbortController();
    const reason = new Error('the user has gone');
    setTimeout(() => controller.abort(reason), 30);
    const began = Date.now();
    await assert.rejects(call({ signal: controller.signal }), (error) => {
      assert.ok(error instanceof CancelledError);
      assert.deepEqual([error.code, error.cause], ['cancelled', reason]);
      return true;
    });
    assert.ok(Date.now() - began < 5_000);
    await assert.rejects(call({ signal: AbortSignal.abort() }), CancelledError);
  }
  await assert.rejects(
    engine.putManyAsync('t', [{ id: 'a', body: {} }], { signal: AbortSignal.abort() }),
    CancelledError,
  );
  assert.throws(() => engine.putMany('t', [{ id: 'a', body: {} }], { signal: AbortSignal.abort() }), CancelledError);
  assert.equal(engine.count('t'), 0);
});

test('what networks do is reported, with an error object', async (context) => {
  const engine = open(context);
  const report = await engine.sync({ signal: new AbortController().signal });
  assert.equal(report.status, 'Offline');
  assert.ok(report.error instanceof api.OfflineError);
  assert.equal(report.error.code, 'offline.no_server');
  assert.ok((await engine.verify()).sync.error instanceof api.OfflineError);
  assert.equal(engine.getStatus().lastError, null);
});

test('a token store is asked and told, and its failures are the engine’s errors', async (context) => {
  const kept = new Map();
  const failing = new Set();
  const guarded =
    (name, call) =>
    (...given) => {
      if (failing.has(name)) throw new Error('the keychain is locked');
      return call(...given);
    };
  const store = {
    load: guarded('load', (name) => kept.get(name)),
    save: guarded('save', (name, secret) => void kept.set(name, secret)),
    delete: guarded('delete', (name) => void kept.delete(name)),
  };
  const url = 'http://127.0.0.1:9';
  const engine = open(context, { http: { baseUrl: url, retry: { maxTries: 1 } } }, store);
  assert.equal(engine.authState(), 'Unauthenticated');
  kept.set(url, 'from another process');
  assert.equal(engine.authState(), 'Authenticated');
  engine.loginApiKey('secret');
  assert.deepEqual([...kept], [[url, 'secret']]);
  assert.equal(engine.authState(), 'Authenticated');
  failing.add('save');
  assert.throws(
    () => engine.loginApiKey('another'),
    (error) => {
      assert.equal(error.code, 'internal.token_store');
      assert.match(error.message, /locked/);
      return true;
    },
  );
  assert.throws(() => engine.loginApiKey('no key'), api.InvalidArgumentError);
  failing.add('load');
  assert.equal((await engine.sync()).error.code, 'unauthenticated.token_store');
  failing.clear();
  assert.deepEqual([...kept], [[url, 'secret']]);
  engine.logout();
  assert.deepEqual([...kept], []);
  assert.equal(engine.authState(), 'Unauthenticated');
  const slow = { ...store, save: async () => {} };
  const other = open(context, { http: { baseUrl: url } }, slow);
  assert.throws(() => other.loginApiKey('secret'), /promise/);
});

test('using closes', async (context) => {
  const engine = open(context);
  const subscription = engine.subscribe(() => {});
  subscription[Symbol.dispose]();
  engine[Symbol.dispose]();
  assert.throws(() => engine.tables(), api.ClosedError);
});

test('ESM and CommonJS have the same names and the same classes', async () => {
  const { createRequire } = await import('node:module');
  const required = createRequire(import.meta.url)('cortex-cloud');
  const names = Object.keys(required)
    .filter((name) => name !== '__esModule')
    .sort();
  assert.deepEqual(
    Object.keys(api)
      .filter((name) => name !== 'default')
      .sort(),
    names,
  );
  for (const [name, value] of Object.entries(api)) if (name !== 'default') assert.equal(value, required[name], name);
});

test('a memory is typed, filled in and found again', (context) => {
  const engine = open(context);
  const id = engine.putMemory(
    memory('decision', { decision: 'SQLite', rationale: 'one file', alternatives: [] }, 'We store in SQLite.', {
      tags: ['db'],
    }),
  );
  const back = engine.getMemory(id);
  assert.deepEqual(
    [back.memory_type, back.content.data.decision, back.tags, back.confidence],
    ['decision', 'SQLite', ['db'], 1],
  );
  assert.equal(Object.keys(MEMORY_TYPES).length, 23);
  assert.equal(MEMORY_TYPES.decision.halfLifeDays, 180);
  assert.equal(engine.queryMemories().bodies[0].id, id);
});

test('a background sync is told by an event, and stop ends it', async (context) => {
  const engine = open(context, { http: { baseUrl: 'http://127.0.0.1:9', retry: { maxTries: 1 } } });
  engine.loginApiKey('key');
  const statuses = [];
  engine.subscribe((event) => event.type === 'StatusChanged' && statuses.push(event.status));
  engine.start();
  await until(() => statuses.includes('Offline'), 'Offline');
  await engine.stop();
});
