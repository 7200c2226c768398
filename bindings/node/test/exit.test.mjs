// An engine keeps no process alive, and none of its threads outlives the environment it was opened in.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { ended, threads } from './support/process.mjs';
import { folder, until } from './support/store.mjs';

/** Runs a script, and returns what it printed. */
function run(context, script, ...flags) {
  const done = ended(context, script, { flags });
  assert.equal(done.signal, null, `it did not end: ${done.stderr}`);
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

const BUSY = `
const engine = new CloudEngine({ path, http: { baseUrl: 'http://127.0.0.1:9' } });
engine.loginApiKey('key');
engine.subscribe(() => {});
engine.setLogSink(() => {}, 'Trace');
engine.start();
engine.put('t', 'a', { n: 1 });
`;

test('a host that closes exits', (context) => {
  assert.equal(run(context, `${BUSY} engine.close(); console.log('closed');`), 'closed\n');
});

test('a host that forgets to close exits', (context) => {
  assert.equal(run(context, `${BUSY} console.log('forgot');`), 'forgot\n');
});

test('a host that calls process.exit in the middle of calls exits', (context) => {
  const script = `${BUSY} engine.sync(); engine.putManyAsync('t', [{ id: 'b', body: {} }]); process.exit(0);`;
  assert.equal(run(context, script), '');
});

test('an engine that nobody holds is collected, and a subscribed one is not', (context) => {
  const script = `
    const gone = new FinalizationRegistry((name) => console.log(name, 'collected'));
    (() => gone.register(new CloudEngine({ path }), 'plain'))();
    (() => { const e = new CloudEngine({ path: path + '2' }); e.subscribe(() => {}); gone.register(e, 'subscribed'); })();
    for (let n = 0; n < 20; n += 1) { gc(); await new Promise((resolve) => setTimeout(resolve, 10)); }
  `;
  assert.equal(run(context, script, '--expose-gc'), 'plain collected\n');
});

/** How many workers are terminated; `cargo xtask soak` asks for more. */
const ROUNDS = Number(process.env.CORTEX_WORKER_ROUNDS ?? 5);

test('a worker that is terminated in the middle of calls leaves no thread', {
  skip: process.platform !== 'linux',
}, async (context) => {
  const code = `
    import { parentPort } from 'node:worker_threads';
    import { CloudEngine } from 'cortex-cloud';
    const path = ${JSON.stringify(join(folder(context), 'store.db'))};
    ${BUSY}
    engine.sync().catch(() => {});
    engine.queryAsync('t').catch(() => {});
    parentPort.postMessage('running');
    setInterval(() => engine.put('t', 'a', { n: Math.random() }), 1);
  `;
  const url = new URL(
    `data:text/javascript,${encodeURIComponent(code.replace("'cortex-cloud'", JSON.stringify(import.meta.resolve('cortex-cloud'))))}`,
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const worker = new Worker(url);
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    assert.ok(threads().length > 0);
    await worker.terminate();
    await until(() => threads().length === 0, 'the end of every thread');
  }
});
