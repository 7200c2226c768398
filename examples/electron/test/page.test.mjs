// What a page may do, and what it hears.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { CloudEngine } from 'cortex-cloud';
import { bridge, folder, page, problem, started, until, value } from './support/app.mjs';

const require = createRequire(import.meta.url);
const OWN = 'notes://app/index.html';

test('a page is sandboxed and isolated, and its policy allows its own scripts only', async (context) => {
  const run = await started(context);
  assert.equal(run.isSandboxed, true);
  const { sandbox, contextIsolation, nodeIntegration, webviewTag } = run.windows[0].options.webPreferences;
  assert.deepEqual([sandbox, contextIsolation, nodeIntegration, webviewTag], [true, true, false, false]);
  const policy = run.windows[0].webContents.page.headers.get('Content-Security-Policy');
  assert.deepEqual(policy.split('; ').sort(), [
    "base-uri 'none'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "script-src 'self'",
    "style-src 'self'",
  ]);
  assert.deepEqual([...run.schemes], ['notes']);
});

test('a page sees the calls of the bridge and nothing of Electron', async (context) => {
  const run = await started(context);
  assert.deepEqual(Object.keys(run.windows[0].webContents.page.world), ['notes']);
  const names = 'add conflicts list merge onChanged onClosing remove save settle signIn signOut state sync';
  assert.equal(Object.keys(bridge(run)).sort().join(' '), names);
  for (const member of Object.values(bridge(run))) assert.equal(typeof member, 'function');
});

test('only the top frame of the app’s own page is answered', async (context) => {
  const run = await started(context);
  const { page } = run.windows[0].webContents;
  const top = { url: OWN, parent: null };
  const ask = (frame) => page.invoke('notes:list', [null], frame);
  assert.equal((await ask(top)).ok, true);
  for (const frame of [
    { url: 'https://evil.example/', parent: null },
    { url: 'file:///etc/passwd', parent: null },
    { url: 'notes://other/index.html', parent: null },
    { url: 'notesx://app/', parent: null },
    { url: '', parent: null },
    { url: OWN, parent: top },
    null,
  ]) {
    assert.equal((await problem(ask(frame))).code, 'app.sender', JSON.stringify(frame));
  }
});

test('a frame that navigated while its call was on the way is not answered', async (context) => {
  const run = await started(context);
  const contents = run.windows[0].webContents;
  const handler = run.handlers.get('notes:add');
  const event = {
    sender: contents,
    get senderFrame() {
      return null;
    },
  };
  assert.equal((await problem(handler(event, 'a note'))).code, 'app.sender');
  assert.equal((await value(bridge(run).list(null))).notes.length, 0);
});

test('a page goes nowhere, opens nothing and gets no permission', async (context) => {
  const run = await started(context);
  const contents = run.windows[0].webContents;
  assert.equal(contents.navigate('https://evil.example/'), false);
  assert.deepEqual(contents.openHandler({ url: 'https://evil.example/' }), { action: 'deny' });
  for (const name of ['will-redirect', 'will-attach-webview']) {
    let isPrevented = false;
    contents.emit(name, {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    assert.ok(isPrevented, name);
  }
  const { defaultSession } = run.electron.session;
  defaultSession.request(contents, 'media', (allowed) => assert.equal(allowed, false));
  assert.equal(defaultSession.check(contents, 'clipboard-read'), false);
  assert.equal((await value(bridge(run).list(null))).notes.length, 0);
});

test('the scheme serves the page’s files and no others', async (context) => {
  const run = await started(context);
  const serve = run.protocols.get('notes');
  const status = async (url) => (await serve(new Request(url))).status;
  const html = run.windows[0].webContents.page.html;
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(named, ['style.css', 'index.mjs']);
  for (const name of [...named, 'app.mjs', 'drafts.mjs']) assert.equal(await status(`notes://app/${name}`), 200, name);
  for (const url of [
    'notes://app/',
    'notes://app/../main/main.js',
    'notes://app/%2e%2e/main/main.js',
    'notes://app/..%2fmain%2fmain.js',
    'notes://app/constructor',
    'notes://other/index.html',
  ]) {
    assert.equal(await status(url), 404, url);
  }
});

test('the scripts of the page ask for nothing that is not served', async (context) => {
  const run = await started(context);
  const serve = run.protocols.get('notes');
  const open = ['index.mjs'];
  const seen = new Set();
  while (open.length > 0) {
    const name = open.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    const script = await (await serve(new Request(`notes://app/${name}`))).text();
    assert.notEqual(script, 'not found', name);
    open.push(...[...script.matchAll(/from '\.\/([^']+)'/g)].map(([, other]) => other));
  }
  assert.deepEqual([...seen].sort(), ['app.mjs', 'drafts.mjs', 'index.mjs']);
});

test('a page that hangs is told once, however much changes, and of everything when it goes on', async (context) => {
  const run = await started(context);
  const { texts } = page(context, run);
  const contents = run.windows[0].webContents;
  await value(bridge(run).state());
  contents.isHung = true;
  for (let count = 0; count < 3_000; count += 1) {
    run.handlers.get('notes:add')({ sender: contents, senderFrame: { url: OWN, parent: null } }, `note ${count}`);
    if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await until(async () => (await value(bridge(run).list(null))).nextPage !== null, 'the notes');
  assert.equal(contents.waiting.length, 1);
  contents.isHung = false;
  for (const message of contents.waiting.splice(0)) contents.page.receive(...message);
  await until(() => texts().length === 200, 'the page');
});

test('a page that was loaded again is told of changes', async (context) => {
  const run = await started(context);
  const contents = run.windows[0].webContents;
  page(context, run);
  // It goes in the middle of dealing with a change.
  contents.isHung = true;
  await value(bridge(run).add('Before'));
  await until(() => contents.waiting.length === 1, 'a message');
  contents.isHung = false;
  await contents.load(OWN);
  const { texts } = page(context, run);
  await until(() => texts().length === 1, 'the first note');
  await value(bridge(run).add('After'));
  await until(() => texts().length === 2, 'the second note');
});

test('nothing is sent to a window that is gone, and the engine goes on', async (context) => {
  await started(context);
  const { Relay } = require('../dist/main/relay.js');
  const relay = new Relay();
  const engine = new CloudEngine({ path: join(folder(context), 'notes.db') });
  context.after(() => engine.close());
  engine.subscribe((event) => relay.tell(event));
  const windows = Array.from({ length: 50 }, () => new Contents());
  for (const window of windows) relay.watch(window);
  engine.put('notes', 'n1', { text: 'one' });
  await until(() => windows.every(({ sent }) => sent.length === 1), 'the first change');
  for (const window of windows.slice(1)) window.end();
  assert.equal(relay.size, 1);
  for (const window of windows) relay.seen(window);
  engine.put('notes', 'n1', { text: 'two' });
  await until(() => windows[0].sent.length === 2, 'the second change');
  assert.deepEqual(windows[0].sent[1], { notes: true, state: true });
  assert.ok(windows.slice(1).every(({ sent }) => sent.length === 1));
  relay.watch(windows[1]);
  assert.equal(relay.size, 1);
  assert.equal(engine.getStatus().failedListeners, 0);
});

/** A window's contents, as far as the relay needs them. Sending to one that is gone throws, as in Electron. */
class Contents extends EventEmitter {
  sent = [];
  #isGone = false;

  isDestroyed = () => this.#isGone;

  send(_channel, changes) {
    if (this.#isGone) throw new TypeError('Object has been destroyed');
    this.sent.push(structuredClone(changes));
  }

  end() {
    this.#isGone = true;
    this.emit('destroyed');
  }
}
