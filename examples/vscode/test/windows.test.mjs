// Several windows of one user: each has an extension host of its own, and all have the same file.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean } from './support/assertions.mjs';
import { Editor, until } from './support/editor.mjs';
import { startServer } from './support/server.mjs';

const labels = async (window) => (await window.list()).map(({ label }) => label);

test('what one window writes another shows within a second or so, unasked', async (context) => {
  const editor = new Editor(context);
  const [left, right] = await Promise.all([editor.open(), editor.open({ focused: false })]);
  assert.deepEqual(await labels(right), []);
  const { refreshes: before } = await right.call('draw', 'teamSnippets.list');
  await left.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  const refreshed = async () => (await right.call('draw', 'teamSnippets.list')).refreshes > before;
  await until(refreshed, 'the redrawing of the other window');
  assert.deepEqual(await labels(right), ['Greeting']);
  assertClean(await left.close());
  // The other goes on.
  await right.run('add', { answers: [{ input: 'Answer' }, { input: 'Hi' }] });
  assert.deepEqual(await labels(right), ['Answer', 'Greeting']);
  assertClean(await right.close());
});

test('both windows write at once and nothing is lost', async (context) => {
  const editor = new Editor(context);
  const windows = await Promise.all([editor.open(), editor.open()]);
  const write = async (window, name) => {
    for (let n = 0; n < 25; n += 1) {
      const { messages } = await window.run('add', { answers: [{ input: `${name} ${n}` }, { input: 'x' }] });
      assert.deepEqual(messages, []);
    }
  };
  await Promise.all([write(windows[0], 'left'), write(windows[1], 'right')]);
  for (const window of windows) {
    assert.equal((await labels(window)).length, 50);
    assertClean(await window.close());
  }
});

test('a window that is killed takes nothing with it, and another syncs on', async (context) => {
  const server = await startServer(context);
  const editor = new Editor(context, { settings: { 'teamSnippets.server': server.url } });
  const [killed, other] = await Promise.all([editor.open(), editor.open()]);
  await killed.run('signIn', { answers: [{ input: server.key(), password: true }] });
  await killed.run('add', { answers: [{ input: 'Last words' }, { input: 'x' }] });
  assert.equal((await killed.kill()).signal, 'SIGKILL');
  assert.deepEqual(await labels(other), ['Last words']);
  await until(async () => (await other.list())[0].icon === 'symbol-snippet', 'the other window to have synced it');
  assertClean(await other.close());
  const again = await editor.open();
  assert.deepEqual(await labels(again), ['Last words']);
  assertClean(await again.close());
});

test('who signs in or out in one window does so in all', async (context) => {
  const server = await startServer(context);
  const editor = new Editor(context, { settings: { 'teamSnippets.server': server.url } });
  const [left, right] = await Promise.all([editor.open(), editor.open()]);
  const status = async (window) => (await window.look()).statusBar[0].text;
  await until(async () => (await status(right)).startsWith('$(key)'), 'the request to sign in');
  await left.run('signIn', { answers: [{ input: server.key(), password: true }] });
  await until(async () => !(await status(right)).startsWith('$(key)'), 'the sign-in in the other window');
  await left.run('signOut');
  await until(async () => (await status(right)).startsWith('$(key)'), 'the sign-out in the other window');
  assert.equal(editor.secrets.size, 0);
  for (const window of [left, right]) assertClean(await window.close());
});

test('offline is a setting: all windows follow it, and a restart remembers it', async (context) => {
  const server = await startServer(context);
  const editor = new Editor(context, { settings: { 'teamSnippets.server': server.url } });
  const [left, right] = await Promise.all([editor.open(), editor.open()]);
  await left.run('signIn', { answers: [{ input: server.key(), password: true }] });
  await left.run('goOffline');
  for (const window of [left, right]) {
    await until(async () => (await window.look()).statusBar[0].text.startsWith('$(debug-disconnect)'), 'offline');
    assertClean(await window.close());
  }
  const again = await editor.open();
  await again.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  await until(async () => (await again.look()).statusBar[0].text === '$(debug-disconnect) 1', 'one that waits');
  const { messages } = await again.run('sync');
  assert.equal(messages[0].severity, 'warning');
  await again.run('goOnline');
  await until(async () => (await again.list())[0].icon === 'symbol-snippet', 'the sync');
  assertClean(await again.close());
});
