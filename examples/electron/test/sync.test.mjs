// The app on two devices and a real server.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bridge, folder, page, problem, quit, server, started, until, value } from './support/app.mjs';
import { KeyStore } from './support/electron.mjs';
import { Wire } from './support/wire.mjs';

const state = async (run) => value(bridge(run).state());
const texts = async (run) => (await value(bridge(run).list(null))).notes.map(({ text }) => text);

/** Waits until the app has nothing left to send. */
async function synced(run) {
  await until(async () => {
    const { status, pending, lastSyncAt } = await state(run);
    return status === 'Connected' && pending === 0 && lastSyncAt !== null;
  }, 'a sync');
}

async function signedIn(context, url, key, options = {}) {
  const run = await started(context, { server: url, ...options });
  await value(bridge(run).signIn(key));
  await synced(run);
  return run;
}

test('a note travels: signed in by the page, sent in the background, shown on the other device', async (context) => {
  const { url, key } = await server(context);
  const laptop = await started(context, { server: url });
  const shown = page(context, laptop);
  await until(() => shown.get('state').textContent.startsWith('Not signed in'), 'the state');
  assert.equal(shown.get('sign-in').hidden, false);
  shown.get('key').value = key('anna');
  shown.send('sign-in');
  await until(() => shown.get('sign-in').hidden, 'the sign-in');
  assert.equal(shown.get('key').value, '');
  shown.get('new').value = 'From the laptop';
  shown.send('add');
  await until(() => shown.get('notes').querySelector('.mark')?.textContent === 'synced', 'the mark');

  const phone = await started(context, { server: url });
  const other = page(context, phone);
  await value(bridge(phone).signIn(key('anna')));
  await until(() => other.texts().includes('From the laptop'), 'the note on the other device');
});

test('offline everything works, and goes up when the server is back', async (context) => {
  const { url, key } = await server(context);
  const wire = await Wire.before(context, url);
  const run = await signedIn(context, wire.url, key('anna'));
  const { get } = page(context, run);
  wire.set('cut');
  await value(bridge(run).add('On the train'));
  await until(async () => (await state(run)).status === 'Offline', 'offline');
  assert.equal((await state(run)).pending, 1);
  assert.match((await state(run)).error.code, /^offline\./);
  await until(() => /Offline · 1 waiting/.test(get('state').textContent), 'the page says so');
  wire.set('open');
  assert.equal((await value(bridge(run).sync())).status, 'Connected');
  assert.equal((await state(run)).pending, 0);
});

test('a note changed on two devices waits for the user, who keeps both; then the devices agree', async (context) => {
  const { url, key } = await server(context);
  const wire = await Wire.before(context, url);
  const laptop = await signedIn(context, url, key('anna'));
  const phone = await signedIn(context, wire.url, key('anna'));
  const { get, texts: shown, field, type } = page(context, phone);
  const id = await value(bridge(laptop).add('Bread'));
  await synced(laptop);
  await value(bridge(phone).sync());
  await until(() => shown().includes('Bread'), 'the note');

  wire.set('cut');
  type(field(), 'Rye bread');
  await until(async () => (await texts(phone)).includes('Rye bread'), 'the edit');
  await value(bridge(laptop).save(id, 'White bread'));
  await synced(laptop);
  wire.set('open');
  await value(bridge(phone).sync());
  await until(() => !get('conflicts').hidden, 'the conflict');
  const [conflict] = get('open-conflicts').children;
  assert.match(conflict.textContent, /This device: Rye bread/);
  assert.match(conflict.textContent, /Another device: White bread/);
  assert.match(get('state').textContent, /1 to settle/);
  assert.deepEqual(shown(), ['Rye bread']);

  conflict.querySelector('.both').click();
  await until(() => get('conflicts').hidden, 'the end of the conflict');
  await synced(phone);
  await value(bridge(laptop).sync());
  assert.deepEqual(await texts(laptop), ['Rye bread\nWhite bread']);
  assert.deepEqual(await texts(phone), ['Rye bread\nWhite bread']);
});

test('either side of a conflict can be kept, also against a delete', async (context) => {
  const { url, key } = await server(context);
  const laptop = await signedIn(context, url, key('anna'));
  const wire = await Wire.before(context, url);
  const phone = await signedIn(context, wire.url, key('anna'));
  const ids = [];
  for (const text of ['one', 'two', 'three']) ids.push(await value(bridge(laptop).add(text)));
  await synced(laptop);
  await value(bridge(phone).sync());
  wire.set('cut');
  for (const id of ids) await value(bridge(phone).save(id, 'of the phone'));
  await value(bridge(laptop).save(ids[0], 'of the laptop'));
  await value(bridge(laptop).save(ids[1], 'of the laptop'));
  await value(bridge(laptop).remove(ids[2]));
  await synced(laptop);
  wire.set('open');
  await value(bridge(phone).sync());
  const open = await value(bridge(phone).conflicts());
  assert.equal(open.length, 3);
  assert.equal(open.find(({ id }) => id === ids[2]).remote, null);
  await value(bridge(phone).settle(ids[0], 'local'));
  await value(bridge(phone).settle(ids[1], 'remote'));
  await value(bridge(phone).settle(ids[2], 'local'));
  await synced(phone);
  await value(bridge(laptop).sync());
  for (const run of [laptop, phone]) {
    assert.deepEqual((await texts(run)).sort(), ['of the laptop', 'of the phone', 'of the phone']);
  }
});

test('the app quits at once in the middle of a sync, and the note goes up next time', async (context) => {
  const { url, key } = await server(context);
  const wire = await Wire.before(context, url);
  const at = folder(context);
  const keyStore = new KeyStore();
  const run = await signedIn(context, wire.url, key('anna'), { at, keyStore });
  wire.set('silent');
  await value(bridge(run).add('On its way'));
  await until(() => wire.swallowed > 0, 'a request without an answer');
  assert.equal((await state(run)).status, 'Syncing');
  assert.ok((await quit(run)) < 5_000);
  wire.set('open');
  const again = await started(context, { at, server: wire.url, keyStore });
  await synced(again);
  const other = await signedIn(context, url, key('anna'));
  assert.deepEqual(await texts(other), ['On its way']);
});

test('after a sleep it syncs at once', async (context) => {
  const { url, key } = await server(context);
  const laptop = await signedIn(context, url, key('anna'));
  const phone = await signedIn(context, url, key('anna'));
  await value(bridge(laptop).add('While the phone slept'));
  await synced(laptop);
  // The background syncer asks every five minutes.
  assert.deepEqual(await texts(phone), []);
  phone.electron.powerMonitor.emit('resume');
  await until(async () => (await texts(phone)).length === 1, 'the note');
});

test('the sign-in outlives the app, and its key is in no file and no line of output', async (context) => {
  const { url, key } = await server(context);
  const secret = key('anna');
  const at = folder(context);
  const keyStore = new KeyStore();
  const written = [];
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    context.mock.method(stream, 'write', (chunk, ...rest) => {
      written.push(String(chunk));
      return write(chunk, ...rest);
    });
  }
  const run = await signedIn(context, url, secret, { at, keyStore });
  await value(bridge(run).add('A note'));
  await synced(run);
  const files = () => readdirSync(at).map((name) => join(at, name));
  assert.ok(files().some((path) => path.endsWith('notes.db-wal')));
  for (const path of files()) assert.equal(readFileSync(path).includes(secret), false, path);
  await quit(run);
  for (const path of files()) assert.equal(readFileSync(path).includes(secret), false, path);
  assert.equal(statSync(join(at, 'credentials.json')).mode & 0o777, 0o600);

  const again = await started(context, { at, server: url, keyStore });
  await synced(again);
  assert.equal((await state(again)).auth, 'Authenticated');
  await value(bridge(again).signOut());
  assert.equal((await state(again)).auth, 'Unauthenticated');
  assert.equal(readFileSync(join(at, 'credentials.json'), 'utf8'), '{}');
  assert.equal(written.join('').includes(secret), false);
});

test('a key the server does not know is said by its code; notes go on', async (context) => {
  const { url } = await server(context);
  const run = await started(context, { server: url });
  await value(bridge(run).signIn('cxk_000000000000_0000000000000000000000000000000000000000'));
  await until(async () => (await state(run)).error?.code === 'unauthenticated.key_unknown', 'the refusal');
  const { auth, error } = await state(run);
  assert.equal(auth, 'Unauthenticated');
  assert.deepEqual([error.name, error.retryable], ['UnauthenticatedError', false]);
  await value(bridge(run).add('Kept all the same'));
  assert.equal((await state(run)).pending, 1);
});

test('the key of another account is refused and changes nothing', async (context) => {
  const { url, key } = await server(context);
  const run = await signedIn(context, url, key('anna'));
  await value(bridge(run).add('Of Anna'));
  await synced(run);
  await value(bridge(run).signIn(key('bob')));
  await until(async () => (await state(run)).error?.code === 'forbidden.other_account', 'the refusal');
  assert.deepEqual(await texts(run), ['Of Anna']);
});

test('without a server signing in says so', async (context) => {
  const run = await started(context);
  assert.equal((await problem(bridge(run).signIn('a key'))).code, 'app.no_server');
  assert.equal((await problem(bridge(run).sync())).code, 'app.no_server');
});
