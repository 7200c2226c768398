// What a host does that it should not, and what a defect of ours must not do to a host.

import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { CloudEngine, InternalError } from 'cortex-cloud';
import { ended, handles, threads } from './support/process.mjs';
import { folder, open, until } from './support/store.mjs';

const onLinux = { skip: process.platform !== 'linux' };

/** Takes connections and never says a word. */
async function silentServer(context) {
  const server = createServer(() => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

test('a hundred engines leave no thread and no handle', onLinux, async (context) => {
  const path = folder(context);
  new CloudEngine({ path: join(path, 'first.db') }).close();
  const before = handles();
  const closed = [];
  for (let n = 0; n < 100; n += 1) {
    const engine = new CloudEngine({ path: join(path, `${n}.db`), http: { baseUrl: 'http://127.0.0.1:9' } });
    engine.subscribe(() => {});
    engine.put('t', 'a', { n });
    engine.close();
    // A host may hold what it has closed for as long as it likes.
    closed.push(engine);
  }
  await until(() => threads().length === 0, 'the end of every thread');
  assert.ok(handles() - before < 5, `${handles() - before} handles were left`);
  assert.equal(closed.length, 100);
});

test('close during a sync ends it, and closing twice is harmless', async (context) => {
  const engine = open(context, { http: { baseUrl: await silentServer(context) } });
  engine.loginApiKey('key');
  engine.put('t', 'a', {});
  const calls = [engine.sync(), engine.pull(), engine.verify()];
  const outcomes = Promise.allSettled(calls);
  await until(() => engine.getStatus().status === 'Syncing', 'the sync');
  engine.close();
  engine.close();
  for (const { reason } of await outcomes) assert.equal(reason?.code, 'closed');
});

test('a slow listener holds up no call', async (context) => {
  const engine = open(context);
  let heard = 0;
  engine.subscribe(() => {
    const end = Date.now() + 20;
    while (Date.now() < end);
    heard += 1;
  });
  for (let n = 0; n < 100; n += 1) engine.put(`t${n % 2}`, 'a', { n });
  assert.equal(engine.count('t0'), 1);
  await until(() => heard > 0, 'an event');
});

test('an uncaught exception ends the host as it ends any other', (context) => {
  const busy = `
    const engine = new CloudEngine({ path, http: { baseUrl: 'http://127.0.0.1:9' } });
    engine.loginApiKey('key');
    engine.start();
    engine.put('t', 'a', { n: 1 });
    engine.sync();
  `;
  const thrown = ended(context, `${busy} setTimeout(() => { throw new Error('the host’s own'); }, 20);`);
  assert.deepEqual([thrown.status, thrown.signal], [1, null], thrown.stderr);
  assert.match(thrown.stderr, /the host’s own/);
  const heard = ended(
    context,
    `${busy} engine.subscribe(() => { throw new Error('heard'); }); engine.put('t', 'b', {});
    await new Promise((resolve) => setTimeout(resolve, 50)); console.log(engine.getStatus().failedListeners > 0);`,
  );
  assert.deepEqual([heard.status, heard.stdout], [0, 'true\n'], heard.stderr);
});

test('a defect is an error like any other, and the host lives', async (context) => {
  const engine = open(context);
  engine.put('t', 'a', { n: 1 });
  process.env.CORTEX_TEST_PANIC = '1';
  try {
    assert.throws(
      () => engine.get('t', 'a'),
      (error) => error instanceof InternalError && error.code === 'internal.panic',
    );
    await assert.rejects(engine.sync(), InternalError);
  } finally {
    delete process.env.CORTEX_TEST_PANIC;
  }
  assert.deepEqual(engine.get('t', 'a'), { n: 1 });
});

test('another library with a Rust runtime of its own may be loaded beside it', onLinux, (context) => {
  const require = createRequire(import.meta.url);
  const addon = require.resolve('cortex-cloud-linux-x64-gnu/cortex-cloud.node');
  const copy = join(folder(context), 'another.node');
  copyFileSync(addon, copy);
  const other = require(copy);
  assert.notEqual(other, require(addon), 'a library of its own');
  const engine = open(context);
  engine.put('t', 'a', { n: 1 });
  const Engine = Object.values(other).find((one) => one?.prototype?.getRecord !== undefined);
  assert.ok(Engine, `it has an engine among ${Object.keys(other)}`);
  assert.deepEqual(engine.get('t', 'a'), { n: 1 });
});
