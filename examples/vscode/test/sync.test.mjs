// Two users of a team, and a real server between them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean } from './support/assertions.mjs';
import { Editor, until } from './support/editor.mjs';
import { startServer } from './support/server.mjs';

const labels = async (window) => (await window.list()).map(({ label }) => label);

/** A window of a user of their own, signed in. */
async function user(context, server, settings = {}) {
  const editor = new Editor(context, { settings: { 'teamSnippets.server': server.url, ...settings } });
  const window = await editor.open();
  const key = server.key();
  const { messages } = await window.run('signIn', { answers: [{ input: key, password: true }] });
  assert.equal(messages.at(-1).severity, 'status', JSON.stringify(messages));
  return { editor, window, key };
}

test('a snippet of one user is another’s, and the key is in the keyring only', async (context) => {
  const server = await startServer(context);
  const ann = await user(context, server);
  const bob = await user(context, server);
  await ann.window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  await until(async () => (await ann.window.list())[0].icon === 'symbol-snippet', 'the upload, unasked');
  const { messages } = await bob.window.run('sync');
  assert.match(messages[0].text, /0 sent, 1 received/);
  assert.deepEqual(await labels(bob.window), ['Greeting']);
  for (const { window, editor, key } of [ann, bob]) {
    assert.deepEqual([...editor.secrets.values()], [key]);
    const seen = JSON.stringify(await window.look());
    assert.ok(!seen.includes(key), 'no message and no line of the log has the key');
    assertClean(await window.close());
  }
});

test('a conflict waits for the user, who keeps both', async (context) => {
  const server = await startServer(context);
  const ann = await user(context, server);
  await ann.window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  await ann.window.run('sync');
  const bob = await user(context, server);
  assert.deepEqual(await labels(bob.window), ['Greeting']);
  const edit = async ({ window }, text) => {
    await window.list();
    const answers = [{ pick: 'Text: type it' }, { input: text }];
    await window.run('edit', { on: ['teamSnippets.list', 'Greeting'], answers });
  };
  await bob.window.run('goOffline');
  await until(async () => (await bob.window.look()).statusBar[0].text.startsWith('$(debug-disconnect)'), 'offline');
  await edit(bob, 'Good morning');
  await edit(ann, 'Good evening');
  await ann.window.run('sync');
  await bob.window.run('goOnline');

  const told = await until(
    async () => (await bob.window.look()).messages.find(({ text }) => text.includes('changed here and by somebody')),
    'the message',
  );
  assert.match(told.text, /“Greeting”/);
  await until(async () => (await bob.window.look()).statusBar[0].text === '$(warning) 1', 'the status');
  assert.equal((await bob.window.list())[0].icon, 'warning');
  assert.match((await bob.window.list())[0].tooltip, /Good morning/, 'what the user wrote stays visible');
  await bob.window.run('conflicts', { answers: [{ pick: 'Greeting' }, { cancel: true }] });
  await bob.window.run('conflicts', { answers: [{ pick: 'Greeting' }, { pick: 'Keep both' }] });
  await bob.window.run('sync');
  await ann.window.run('sync');
  for (const { window } of [ann, bob]) {
    const shown = (await window.list()).map(({ label, tooltip }) => `${label}: ${tooltip.split('\n')[2]}`);
    assert.deepEqual(shown, ['Greeting: Good morning', 'Greeting (theirs): Good evening']);
  }
  const { messages } = await bob.window.run('conflicts', {
    answers: [{ pick: 'Greeting' }, { press: 'Bring It Back' }],
  });
  assert.match(messages[0].text, /Good evening/);
  await bob.window.run('sync');
  await ann.window.run('sync');
  assert.match((await ann.window.list())[0].tooltip, /Good evening/);
  for (const { window } of [ann, bob]) assertClean(await window.close());
});

test('by the user’s strategy a conflict settles itself', async (context) => {
  const server = await startServer(context);
  const ann = await user(context, server);
  await ann.window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  await ann.window.run('sync');
  const bob = await user(context, server, { 'teamSnippets.strategy': 'Manual' });
  await bob.editor.set({ 'teamSnippets.strategy': 'RemoteWins', 'teamSnippets.offline': true });
  await until(async () => (await bob.window.look()).statusBar[0].text.startsWith('$(debug-disconnect)'), 'offline');
  for (const [{ window }, text] of [
    [bob, 'Good morning'],
    [ann, 'Good evening'],
  ]) {
    await window.list();
    const answers = [{ pick: 'Text: type it' }, { input: text }];
    await window.run('edit', { on: ['teamSnippets.list', 'Greeting'], answers });
  }
  await ann.window.run('sync');
  await bob.editor.set({ 'teamSnippets.offline': false });
  await until(async () => (await bob.window.list())[0].tooltip.includes('Good evening'), 'the server’s state');
  for (const { window } of [ann, bob]) assertClean(await window.close());
});

test('what may not be written is told, and the work stays', async (context) => {
  const server = await startServer(context);
  const editor = new Editor(context, { settings: { 'teamSnippets.server': server.url } });
  const window = await editor.open();
  const wrong = await window.run('signIn', { answers: [{ input: 'ck_nobody', password: true }] });
  assert.match(wrong.messages.map(({ text }) => text).join(), /no API key of this server/);
  await window.run('signIn', { answers: [{ input: server.key('viewer'), password: true }] });
  await window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  const { messages } = await window.run('sync');
  assert.equal(messages[0].severity, 'warning');
  assert.match(messages[0].text, /write/);
  assert.deepEqual(await labels(window), ['Greeting']);
  assertClean(await window.close());
});

test('a keyring that does not answer costs the sign-in and nothing else', async (context) => {
  const server = await startServer(context);
  const editor = new Editor(context, { settings: { 'teamSnippets.server': server.url } });
  editor.locked = 'Cannot get password: the keyring is locked';
  const window = await editor.open();
  await window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  assert.deepEqual(await labels(window), ['Greeting']);
  const key = server.key();
  const { messages } = await window.run('signIn', { answers: [{ input: key, password: true }] });
  assert.match(messages[0].text, /signed in until this window is closed/);
  assert.equal(messages[1].severity, 'status', JSON.stringify(messages));
  await until(async () => (await window.list())[0].icon === 'symbol-snippet', 'the sync, with the key in memory');
  assert.equal(editor.secrets.size, 0);
  assert.ok(!JSON.stringify(await window.look()).includes(key));
  assertClean(await window.close());
});

test('the address of another server is refused, and what is here stays', async (context) => {
  const [first, second] = await Promise.all([startServer(context), startServer(context)]);
  const { editor, window, key } = await user(context, first);
  await window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  await window.run('sync');
  await editor.set({ 'teamSnippets.server': second.url });
  await until(async () => (await window.look()).statusBar[0].text.startsWith('$(key)'), 'the request to sign in');
  assert.equal(editor.secrets.size, 1, 'the first server’s key is not the second’s');
  const { messages } = await window.run('signIn', { answers: [{ input: second.key(), password: true }] });
  assert.match(messages.at(-1).text, /another account|other account/);
  assert.deepEqual(await labels(window), ['Greeting']);
  await editor.set({ 'teamSnippets.server': first.url });
  await until(async () => (await window.look()).statusBar[0].text.startsWith('$(cloud)'), 'the first server');
  assert.ok([...editor.secrets.values()].includes(key));
  assertClean(await window.close());
});
