// What will not do is refused by name and place, by every call, and changes nothing: never a crash, never another value.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { ClosedError, CloudEngine, CloudError, InvalidArgumentError } from 'cortex-cloud';
import { folder, open } from './support/store.mjs';

/**
 * Asserts that a call throws an InvalidArgument of that argument, and returns its details. Bodies have codes of their own,
 * and so has what the engine refuses by itself.
 */
function refused(call, argument, field, code = field?.startsWith('$') ? `argument.${argument}` : 'argument.type') {
  let thrown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  checkRefusal(thrown, argument, field, code);
  return thrown.details;
}

function checkRefusal(error, argument, field, code) {
  assert.ok(error instanceof InvalidArgumentError, `not refused as InvalidArgument: ${error}`);
  assert.ok(error instanceof CloudError && error instanceof Error);
  assert.equal(error.code, code, error.message);
  assert.equal(error.details.argument, argument);
  assert.equal(error.details.field, field, error.message);
  assert.equal(error.retryable, false);
  assert.ok(error.message.length > 15, error.message);
}

const cycle = { name: 'a cycle' };
cycle.self = { again: [cycle] };

class Point {
  x = 1;
}

function Rootless() {
  this.x = 1;
}
Rootless.prototype = Object.create(null);

/** Bodies that have no JSON, or more than one. */
const BODIES = [
  ['undefined', undefined, '$'],
  ['null', null, '$'],
  ['a text', '{}', '$'],
  ['a number', 1, '$'],
  ['an array', [{}], '$'],
  ['a function', () => ({}), '$'],
  ['a Date', new Date(0), '$'],
  ['a Map', new Map([['a', 1]]), '$'],
  ['an instance', new Point(), '$'],
  ['a Buffer', Buffer.from('{}'), '$'],
  ['NaN', { a: Number.NaN }, '$.a'],
  ['Infinity', { a: [1, Number.POSITIVE_INFINITY] }, '$.a[1]'],
  ['a BigInt', { a: { b: 1n } }, '$.a.b'],
  ['a member that is undefined', { a: undefined }, '$.a'],
  ['a hole', { a: Object.assign([1], { 2: 3 }) }, '$.a[1]'],
  ['a Date inside', { at: new Date(0) }, '$.at'],
  ['a Set inside', { 'two words': [new Set()] }, '$["two words"][0]'],
  ['an instance inside', { p: new Point() }, '$.p'],
  ['bytes inside', { data: new Uint8Array(2) }, '$.data'],
  ['a function inside', { f() {} }, '$.f'],
  ['a symbol inside', { s: Symbol('s') }, '$.s'],
  ['a member named by a symbol', { [Symbol('s')]: 1 }, '$'],
  ['a toJSON that is not listed', Object.defineProperty({}, 'toJSON', { value: () => 1 }), '$'],
  ['a toJSON of an array', { list: Object.assign([1], { toJSON: () => 2 }) }, '$.list'],
  ['an array with a named member', { list: Object.assign([1], { index: 0 }) }, '$.list'],
  ['an instance of a class without a root', new Rootless(), '$'],
  ['a boxed number', { n: Object(1) }, '$.n'],
  ['toJSON', { toJSON: () => ({ other: true }) }, '$.toJSON'],
  ['2^53', { a: 2 ** 53 }, '$.a'],
  ['a huge integer', { a: Number('12345678901234567890') }, '$.a'],
  ['half a surrogate pair', { a: 'x\ud800' }, '$.a'],
  ['half a surrogate pair in a name', { 'x\udc00': 1 }, '$'],
];

for (const [name, body, field] of BODIES) {
  test(`a body is refused: ${name}`, (context) => {
    const engine = open(context);
    engine.put('t', 'kept', { n: 1 });
    refused(() => engine.put('t', 'kept', body), 'body', field);
    // What is undefined is missing there.
    const [inRow, inChange] = body === undefined ? ['rows[1].body', 'changes[0].body'] : [field, field];
    const row = refused(
      () =>
        engine.putMany('t', [
          { id: 'a', body: { ok: true } },
          { id: 'b', body },
        ]),
      'body',
      inRow,
    );
    assert.equal(row.row, '1');
    const change = refused(() => engine.apply([{ type: 'Put', table: 't', id: 'b', body }]), 'body', inChange);
    assert.equal(change.change, '0');
    assert.deepEqual(engine.get('t', 'kept'), { n: 1 });
    assert.equal(engine.count('t'), 1);
  });
}

test('a cycle is refused before the stack ends', (context) => {
  const engine = open(context);
  const details = refused(
    () => engine.put('t', 'a', cycle),
    'body',
    thrownField(() => engine.put('t', 'a', cycle)),
  );
  assert.match(details.field, /^\$\.self\.again\[0\]\.self/);
});

function thrownField(call) {
  try {
    call();
  } catch (error) {
    return error.details.field;
  }
  return undefined;
}

test('a plain object of another realm is a body, and so is one without a prototype', (context) => {
  const engine = open(context);
  engine.put('t', 'realm', runInNewContext('({ list: [1, { deep: true }] })'));
  engine.put('t', 'bare', Object.assign(Object.create(null), { __proto__x: 1 }));
  assert.deepEqual(engine.get('t', 'realm'), { list: [1, { deep: true }] });
  assert.deepEqual(engine.get('t', 'bare'), { __proto__x: 1 });
});

test('an integral number from 2^53 to 1e21 is refused by its path', (context) => {
  const engine = open(context);
  for (const number of [2 ** 53, 1e20, -1e20, 999999999999999900000]) {
    refused(() => engine.put('t', 'a', { n: number }), 'body', '$.n');
  }
  engine.put('t', 'a', { n: 1e21, m: 0.5 });
  assert.deepEqual(engine.get('t', 'a'), { n: 1e21, m: 0.5 });
});

test('values that are near the edge come back as they are', (context) => {
  const engine = open(context);
  const body = JSON.parse(
    '{"__proto__":{"a":1},"z":-0,"max":9007199254740991,"min":-9007199254740991,"e":1e21,"s":"😀\\u0000"}',
  );
  engine.put('t', 'edge', body);
  const back = engine.get('t', 'edge');
  assert.deepEqual(Object.keys(back).sort(), ['__proto__', 'e', 'max', 'min', 's', 'z']);
  assert.deepEqual(Object.getOwnPropertyDescriptor(back, '__proto__').value, { a: 1 });
  assert.deepEqual([back.max, back.min, back.e, back.s], [2 ** 53 - 1, -(2 ** 53 - 1), 1e21, '😀\u0000']);
});

test('tables and ids that are no texts are refused', (context) => {
  const engine = open(context);
  for (const bad of [undefined, null, 5, 5n, {}, ['t'], Symbol('t'), Buffer.from('t'), 'x\ud800', new String('t')]) {
    refused(() => engine.put(bad, 'a', {}), 'table');
    refused(() => engine.put('t', bad, {}), 'id');
    refused(() => engine.get(bad, 'a'), 'table');
    refused(() => engine.get('t', bad), 'id');
    refused(() => engine.getRecord('t', bad), 'id');
    refused(() => engine.delete('t', bad), 'id');
    refused(() => engine.query(bad), 'table');
    refused(() => engine.count(bad), 'table');
    refused(() => engine.explain('t', bad), 'id');
    refused(() => engine.getMemory(bad), 'id');
    refused(() => engine.resolveConflict(bad, 'a', 'LocalWins'), 'table');
    refused(() => engine.loginApiKey(bad), 'key');
  }
  // The engine's own check, not ours.
  refused(() => engine.put('', 'a', {}), 'table', undefined, 'argument.table');
  refused(() => engine.put('t', 'x'.repeat(513), {}), 'id', undefined, 'argument.id');
});

test('a query is refused by the member that is wrong', (context) => {
  const engine = open(context);
  refused(() => engine.query('t', null), 'query');
  refused(() => engine.query('t', []), 'query');
  refused(() => engine.query('t', { limit: '5' }), 'limit', 'query.limit');
  refused(() => engine.query('t', { limit: 1.5 }), 'limit', 'query.limit');
  refused(() => engine.query('t', { limit: Number.NaN }), 'limit', 'query.limit');
  refused(() => engine.query('t', { limit: 2 ** 53 }), 'limit', 'query.limit');
  refused(() => engine.query('t', { limit: null }), 'limit', 'query.limit');
  refused(() => engine.query('t', { limit: 0 }), 'limit', undefined, 'argument.limit');
  refused(() => engine.query('t', { orderBy: 'n' }), 'order_by', 'query.orderBy');
  refused(() => engine.query('t', { orderBy: [{ descending: true }] }), 'path', 'query.orderBy[0].path');
  refused(
    () => engine.query('t', { orderBy: [{ path: 'n', descending: 1 }] }),
    'descending',
    'query.orderBy[0].descending',
  );
  refused(() => engine.query('t', { order_by: [] }), 'query', 'query.order_by');
  refused(() => engine.query('t', { filter: 'n = 1' }), 'filter', '$');
  refused(() => engine.query('t', { filter: { n: { eq: Number.NaN } } }), 'filter', '$.n.eq');
  refused(() => engine.query('t', { filter: { n: new Date() } }), 'filter', '$.n');
  refused(() => engine.count('t', 'n'), 'filter', '$');
  refused(() => engine.queryRecords('t', { page: 5 }), 'page', 'query.page');
  assert.deepEqual(engine.query('t', { limit: undefined, filter: null }).bodies, []);
});

test('a config is refused by the member that is wrong, and no file is made', (context) => {
  const path = join(folder(context), 'store.db');
  const made = (config, store) => () => new CloudEngine(config, store);
  refused(made(undefined), 'config');
  refused(made('store.db'), 'config');
  refused(made({}), 'path', 'config.path');
  refused(made({ path: 5 }), 'path', 'config.path');
  refused(made({ path: 'x\ud800' }), 'path', 'config.path');
  refused(made({ path, pathh: 1 }), 'config', 'config.pathh');
  refused(made({ path, maxBodyBytes: '1' }), 'max_body_bytes', 'config.maxBodyBytes');
  refused(made({ path, maxBodyBytes: 0 }), 'max_body_bytes', undefined, 'argument.max_body_bytes');
  refused(made({ path, maxBodyBytes: 10n }), 'max_body_bytes', 'config.maxBodyBytes');
  refused(made({ path, strategy: 'lastWriteWins' }), 'strategy', 'config.strategy');
  refused(made({ path, durability: 1 }), 'durability', 'config.durability');
  refused(made({ path, embeddingFields: [1] }), 'embedding_fields', 'config.embeddingFields[0]');
  refused(made({ path, tables: { t: { replicate: 'Mesh' } } }), 'replicate', 'config.tables.t.replicate');
  refused(made({ path, tables: new Map() }), 'tables', 'config.tables');
  refused(made({ path, http: {} }), 'base_url', 'config.http.baseUrl');
  refused(
    made({ path, http: { baseUrl: 'https://a', retry: { maxTries: null } } }),
    'max_tries',
    'config.http.retry.maxTries',
  );
  refused(made({ path }, 5), 'token_store');
  refused(made({ path }, { load() {} }), 'token_store', 'tokenStore.save');
  assert.throws(() => CloudEngine({ path }), TypeError);
});

test('changes, mutations, policies, filters and names are refused by what is wrong', (context) => {
  const engine = open(context);
  refused(() => engine.apply({}), 'changes');
  refused(() => engine.apply([{}]), 'changes', 'changes[0].type');
  refused(() => engine.apply([{ type: 'Patch', table: 't', id: 'a' }]), 'changes', 'changes[0].type');
  refused(() => engine.apply([{ type: 'Put', table: 't', id: 'a' }]), 'body', 'changes[0].body');
  refused(() => engine.apply([{ type: 'Delete', table: 't', id: 'a', body: {} }]), 'changes', 'changes[0].body');
  refused(() => engine.putMany('t', 'rows'), 'rows');
  refused(() => engine.putMany('t', [{ id: 'a' }]), 'body', 'rows[0].body');
  refused(() => engine.putMany('t', [null]), 'rows', 'rows[0]');
  const mutation = { table: 't', id: 'a', kind: 'Create', timestamp: 0, payload: {} };
  refused(() => engine.queueMutation({ ...mutation, kind: 'Put' }), 'kind', 'mutation.kind');
  refused(() => engine.queueMutation({ ...mutation, timestamp: new Date() }), 'timestamp', 'mutation.timestamp');
  refused(() => engine.queueMutation({ ...mutation, payload: { a: 1n } }), 'payload', '$.a');
  refused(() => engine.queuedMutations('5'), 'after');
  refused(() => engine.queuedMutations(null, 0.5), 'limit');
  refused(() => engine.conflicts({ openOnly: 'yes' }), 'open_only', 'filter.openOnly');
  refused(() => engine.resolveConflict('t', 'a', 'Theirs'), 'strategy');
  refused(() => engine.restore('1', 'Local'), 'conflict_id');
  refused(() => engine.restore(1, 'Both'), 'side');
  refused(() => engine.retryFailed(5), 'table');
  refused(() => engine.putMemory('{}'), 'memory', '$');
  refused(() => engine.putMemory({ at: new Date() }), 'memory', '$.at');
  refused(() => engine.subscribe({}), 'listener');
  refused(() => engine.setLogSink(null, 'Info'), 'sink');
  refused(() => engine.setLogSink(() => {}, 'info'), 'level');
});

test('promises reject with what calls throw', async (context) => {
  const engine = open(context);
  const cases = [
    [() => engine.queryAsync('t', { limit: 'x' }), 'limit', 'query.limit', 'argument.type'],
    [() => engine.putManyAsync('t', [{ id: 'a', body: { n: 1n } }]), 'body', '$.n', 'argument.body'],
    [() => engine.applyAsync([{ type: 'Put', table: '', id: 'a', body: {} }]), 'table', undefined, 'argument.table'],
    [() => engine.sync({ signal: 'now' }), 'options', 'options.signal', 'argument.type'],
    [() => engine.sync({ timeout: 5 }), 'options', 'options.timeout', 'argument.type'],
    [() => engine.verify(5), 'options', undefined, 'argument.type'],
    [() => engine.sync({ signal: { aborted: false } }), 'options', 'options.signal', 'argument.type'],
    [() => engine.setTablePolicy(5, {}), 'table', undefined, 'argument.type'],
    [() => engine.setTablePolicy('t', { merge: 'Mine' }), 'merge', 'policy.merge', 'argument.type'],
    [() => engine.setTablePolicy('t', undefined), 'policy', undefined, 'argument.type'],
    [() => engine.setTablePolicy('t', { indexed: ['a b['] }), 'indexed', undefined, 'argument.indexed'],
  ];
  for (const [call, argument, field, code] of cases) {
    await call().then(
      () => assert.fail(`${argument} was accepted`),
      (error) => checkRefusal(error, argument, field, code),
    );
  }
});

test('after close every call throws Closed', async (context) => {
  const engine = open(context);
  engine.close();
  engine.close();
  const calls = [
    () => engine.put('t', 'a', {}),
    () => engine.putMany('t', []),
    () => engine.get('t', 'a'),
    () => engine.getRecord('t', 'a'),
    () => engine.delete('t', 'a'),
    () => engine.query('t'),
    () => engine.queryRecords('t'),
    () => engine.count('t'),
    () => engine.apply([]),
    () => engine.tables(),
    () => engine.putMemory({}),
    () => engine.getMemory('a'),
    () => engine.queryMemories(),
    () => engine.start(),
    () => engine.goOffline(),
    () => engine.queueMutation({ table: 't', id: 'a', kind: 'Delete', timestamp: 0 }),
    () => engine.queuedMutations(),
    () => engine.getStatus(),
    () => engine.explain('t', 'a'),
    () => engine.conflicts(),
    () => engine.resolveConflict('t', 'a', 'LocalWins'),
    () => engine.resolveConflictWith('t', 'a', {}),
    () => engine.restore(1, 'Local'),
    () => engine.failedMutations(),
    () => engine.retryFailed(),
    () => engine.discardFailed(),
    () => engine.loginApiKey('key'),
    () => engine.logout(),
    () => engine.authState(),
    () => engine.quota(),
    () => engine.checkQuota(),
    () => engine.subscribe(() => {}),
    () => engine.events(),
    () => engine.setLogSink(() => {}, 'Info'),
    () => engine.clearLogSink(),
  ];
  for (const call of calls) assert.throws(call, ClosedError, String(call));
  for (const name of ['sync', 'push', 'pull', 'verify', 'goOnline', 'stop'])
    await assert.rejects(engine[name](), ClosedError);
  await assert.rejects(engine.queryAsync('t'), ClosedError);
  await assert.rejects(engine.setTablePolicy('t', {}), ClosedError);
  await assert.rejects(engine.applyAsync([]), ClosedError);
  await assert.rejects(engine.putManyAsync('t', []), ClosedError);
});
