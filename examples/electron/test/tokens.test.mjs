// Credentials and the system's key store.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { bridge, folder, problem, quit, started, value } from './support/app.mjs';
import { KeyStore } from './support/electron.mjs';

const SERVER = 'http://127.0.0.1:9';
const require = createRequire(import.meta.url);
const state = async (run) => value(bridge(run).state());

/** The app's token store, in a run of the app that has nothing else to do. */
async function opened(context, at, keyStore) {
  await started(context, { keyStore });
  return require('../dist/main/tokens.js').SafeTokens.open(join(at, 'credentials.json'));
}

for (const [what, set, code, retryable] of [
  ['that is locked', (store) => Object.assign(store, { isOpen: false }), 'tokens.unavailable', true],
  ['that protects nothing', (store) => Object.assign(store, { backend: 'basic_text' }), 'tokens.basic_text', false],
]) {
  test(`with a key store ${what} signing in is refused, and nothing is written`, async (context) => {
    const at = folder(context);
    const keyStore = set(new KeyStore());
    const run = await started(context, { at, server: SERVER, keyStore });
    const error = await problem(bridge(run).signIn('cxk_secret'));
    assert.deepEqual([error.code, error.retryable], [code, retryable]);
    assert.equal(error.message.includes('cxk_secret'), false);
    assert.equal(existsSync(join(at, 'credentials.json')), false);
    assert.equal((await state(run)).auth, 'Unauthenticated');
    await value(bridge(run).add('Notes go on'));
  });
}

test('a key store that is locked at a start is asked again at the next; the credential is not lost', async (context) => {
  const at = folder(context);
  const keyStore = new KeyStore();
  const first = await started(context, { at, server: SERVER, keyStore });
  await value(bridge(first).signIn('cxk_secret'));
  await quit(first);
  keyStore.isOpen = false;
  const locked = await started(context, { at, server: SERVER, keyStore });
  const { error } = await value(bridge(locked).sync());
  assert.equal(error.code, 'unauthenticated.token_store');
  assert.match(error.message, /sign in again/);
  await quit(locked);
  keyStore.isOpen = true;
  const open = await started(context, { at, server: SERVER, keyStore });
  assert.equal((await state(open)).auth, 'Authenticated');
});

test('with the key store of another system signing in again helps', async (context) => {
  const at = folder(context);
  const first = await started(context, { at, server: SERVER });
  await value(bridge(first).signIn('cxk_secret'));
  await quit(first);
  const keyStore = new KeyStore();
  const moved = await started(context, { at, server: SERVER, keyStore });
  assert.equal((await value(bridge(moved).sync())).error.code, 'unauthenticated.token_store');
  await value(bridge(moved).signIn('cxk_other'));
  assert.equal((await state(moved)).auth, 'Authenticated');
  await quit(moved);
  const tokens = await opened(context, at, keyStore);
  assert.equal(tokens.load(SERVER), 'cxk_other');
});

test('what an old key encrypted is encrypted with the new one', async (context) => {
  const at = folder(context);
  const keyStore = new KeyStore();
  const tokens = await opened(context, at, keyStore);
  await tokens.seal(SERVER, 'cxk_secret');
  tokens.save(SERVER, 'cxk_secret');
  const before = readFileSync(join(at, 'credentials.json'), 'utf8');
  keyStore.hasNewerKey = true;
  const again = await opened(context, at, keyStore);
  assert.equal(again.load(SERVER), 'cxk_secret');
  assert.notEqual(readFileSync(join(at, 'credentials.json'), 'utf8'), before);
  keyStore.hasNewerKey = false;
  assert.equal((await opened(context, at, keyStore)).load(SERVER), 'cxk_secret');
});

test('a secret that was not encrypted before is not kept', async (context) => {
  const at = folder(context);
  const tokens = await opened(context, at, new KeyStore());
  assert.throws(() => tokens.save(SERVER, 'cxk_secret'), /not encrypted/);
  await tokens.seal(SERVER, 'cxk_secret');
  assert.throws(() => tokens.save(SERVER, 'cxk_other'), /not encrypted/);
  assert.throws(() => tokens.save('http://127.0.0.1:10', 'cxk_secret'), /not encrypted/);
  assert.equal(existsSync(join(at, 'credentials.json')), false);
});

test('a damaged file of credentials means signing in again, not an app that does not start', async (context) => {
  const at = folder(context);
  writeFileSync(join(at, 'credentials.json'), '{"http://127');
  const run = await started(context, { at, server: SERVER });
  assert.equal((await state(run)).auth, 'Unauthenticated');
  await value(bridge(run).signIn('cxk_secret'));
  assert.equal((await state(run)).auth, 'Authenticated');
});
