// One window: activation, commands, settings, deactivation.

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertClean } from './support/assertions.mjs';
import { Editor, until } from './support/editor.mjs';
import { unpacked } from './support/extension.mjs';
import { silentServer } from './support/server.mjs';

test('activation makes the folder, opens the store and registers every command', async (context) => {
  const editor = new Editor(context);
  const window = await editor.open({ activate: false });
  assert.ok(!existsSync(editor.storage));
  const { missing } = await window.call('activate');
  assert.deepEqual(missing, []);
  assert.ok(existsSync(join(editor.storage, 'snippets.db')));
  const seen = await window.look();
  assert.deepEqual(seen.keys, { 'teamSnippets.isOpen': true });
  assert.deepEqual(seen.messages, []);
  await until(async () => (await window.look()).statusBar[0].text === '$(database) Snippets', 'the status');
  assertClean(await window.close());
});

test('snippets are added, inserted, edited and deleted, and the list follows', async (context) => {
  const window = await new Editor(context).open();
  const editor = { text: 'const {a} = b;\nprice($a);', languageId: 'javascript' };
  await window.run('add', { editor, answers: [{ input: 'Log a' }] });
  await window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  const shown = await window.list();
  assert.deepEqual(
    shown.map(({ label, icon, contextValue }) => [label, icon, contextValue]),
    [
      ['Greeting', 'cloud-upload', 'snippet'],
      ['Log a', 'cloud-upload', 'snippet'],
    ],
  );
  assert.match(shown[1].tooltip, /```javascript\nconst \{a\} = b;/);

  const { inserted } = await window.run('insert', { on: ['teamSnippets.list', 'Log a'], editor });
  assert.deepEqual(inserted, ['const {a\\} = b;\nprice(\\$a);'], 'as text: nothing is a placeholder');
  const byPalette = await window.run('insert', { editor, answers: [{ pick: 'Greeting' }] });
  assert.deepEqual(byPalette.inserted, ['Hello']);

  await window.run('edit', {
    on: ['teamSnippets.list', 'Greeting'],
    answers: [{ pick: 'Text: type it' }, { input: 'Good day' }],
  });
  await window.run('edit', {
    on: ['teamSnippets.list', 'Log a'],
    answers: [{ pick: 'Title' }, { input: 'Log it' }],
  });
  // Of several lines an input box would make one.
  await window.list();
  const twoLines = { on: ['teamSnippets.list', 'Log it'], answers: [{ pick: 'Text: type it' }] };
  const { messages } = await window.run('edit', twoLines).catch(() => ({ messages: [] }));
  assert.match(messages[0]?.text ?? '', /the list has no Text: type it/);

  await window.run('delete', { on: ['teamSnippets.list', 'Log it'], answers: [{ cancel: true }] });
  assert.deepEqual((await window.list()).map(({ label }) => label).sort(), ['Greeting', 'Log it']);
  await window.run('delete', { on: ['teamSnippets.list', 'Log it'], answers: [{ press: 'Delete' }] });
  const left = await window.list();
  assert.deepEqual(
    left.map(({ label, tooltip }) => [label, tooltip]),
    [['Greeting', '\n```\nGood day\n```\n']],
  );
  const { refreshes } = await window.call('draw', 'teamSnippets.list');
  assert.ok(refreshes > 1, 'VS Code was told to draw the list anew');
  assertClean(await window.close());
});

test('what a snippet is and why it is not synced is told', async (context) => {
  const window = await new Editor(context).open();
  await window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  const { messages } = await window.run('explain', { answers: [{ pick: 'Greeting' }] });
  assert.match(messages[0].text, /^“Greeting”: \S/);
  const sync = await window.run('sync');
  assert.match(sync.messages[0].text, /No server is set/);
  assert.match((await window.run('conflicts')).messages[0].text, /no conflicts/);
  assert.match((await window.run('refused')).messages[0].text, /refused nothing/);
  assertClean(await window.close());
});

test('a list of a thousand is read in pages and complete', async (context) => {
  const editor = new Editor(context);
  const window = await editor.open();
  const { CloudEngine } = await import('cortex-cloud');
  const other = new CloudEngine({ path: join(editor.storage, 'snippets.db') });
  const rows = Array.from({ length: 1000 }, (_, n) => ({ id: `s${n}`, body: { title: `Snippet ${n}`, text: 'x' } }));
  await other.putManyAsync('snippets', rows);
  // Another program may write what is no snippet.
  other.put('snippets', 'odd', { title: 7, text: null });
  const shown = await window.list();
  assert.equal(shown.length, 1001);
  assert.equal(shown.filter(({ label }) => label === '(no title)').length, 1);
  other.close();
  assertClean(await window.close());
});

test('a setting of the wrong kind is told with its name, and mended without a restart', async (context) => {
  const editor = new Editor(context, { settings: { 'teamSnippets.server': 'ftp://example.com' } });
  const window = await editor.open();
  const seen = await window.look();
  assert.equal(seen.messages[0].severity, 'error');
  assert.match(seen.messages[0].text, /http/);
  assert.deepEqual(seen.keys, {});
  const { messages } = await window.run('add', { answers: [] });
  assert.match(messages[0].text, /not open/);
  await editor.set({ 'teamSnippets.server': '' });
  await until(async () => (await window.look()).keys['teamSnippets.isOpen'], 'the store');
  await window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello' }] });
  assert.equal((await window.list()).length, 1);
  assertClean(await window.close());
});

test('the log follows the level of its channel', async (context) => {
  const editor = new Editor(context);
  const window = await editor.open();
  await window.call('setLogLevel', 1);
  await window.run('add', { answers: [{ input: 'Greeting' }, { input: 'Hello, confidential' }] });
  // Nobody listens there.
  const nowhere = 'http://127.0.0.1:9';
  editor.secrets.set(`apiKey ${nowhere}`, 'ck_confidential');
  await editor.set({ 'teamSnippets.server': nowhere });
  await window.run('sync');
  const { log } = await until(async () => {
    const seen = await window.look();
    return seen.log.length > 0 && seen;
  }, 'lines of the log');
  assert.ok(
    log.every(({ text }) => text.startsWith('[cortex_cloud')),
    JSON.stringify(log),
  );
  assert.ok(!JSON.stringify(log).includes('confidential'));
  await window.call('setLogLevel', 0);
  assertClean(await window.close());
});

test('a server that says nothing holds up neither the window nor its end', async (context) => {
  const url = await silentServer(context);
  const editor = new Editor(context, { settings: { 'teamSnippets.server': url } });
  editor.secrets.set(`apiKey ${url}`, 'ck_waits');
  const window = await editor.open();
  const syncing = window.run('sync', { cancelAfter: 1000 });
  await until(async () => (await window.look()).statusBar[0].text.startsWith('$(sync~spin)'), 'the sync');
  const { lagMs, messages } = await syncing;
  assert.ok(lagMs < 300, `the event loop stood still for ${lagMs} ms`);
  assert.deepEqual(messages, [], 'the user has cancelled and knows it');
  // Everything the engine has to say at its end is said before the log is closed.
  await window.call('setLogLevel', 1);
  const unfinished = window.run('sync');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const [end] = await Promise.all([window.close(), unfinished]);
  assertClean(end);
  assert.ok(end.ms < 2000, `it took ${end.ms} ms of the 5 s there are`);
});

test('closing while it opens leaves nothing open', async (context) => {
  const editor = new Editor(context);
  const window = await editor.open({ activate: false });
  const opening = window.call('activate');
  const closing = window.close();
  await opening;
  assertClean(await closing);
});

test('without the package of this platform the user is told what to do, and nothing else breaks', async (context) => {
  const copy = without(context);
  const window = await new Editor(context, { extensionPath: copy }).open({ activate: false });
  const { missing } = await window.call('activate');
  assert.deepEqual(missing, [], 'no command is "not found"');
  const { messages, keys, statusBar } = await window.look();
  assert.equal(messages.length, 1);
  assert.equal(messages[0].severity, 'error');
  assert.match(messages[0].text, /Install the build of the extension that is made for the platform/);
  assert.match(messages[0].text, /cortex-cloud-linux-x64-gnu/);
  assert.equal(keys['teamSnippets.isOpen'], undefined);
  assert.equal(statusBar[0].command, 'teamSnippets.showLog');
  assert.deepEqual(await window.list(), []);
  const said = await window.run('sync');
  assert.match(said.messages[0].text, /not open/);
  assertClean(await window.close());
});

test('an engine that does not load is told with the system’s reason', async (context) => {
  const copy = without(context);
  const engine = 'dist/node_modules/cortex-cloud-linux-x64-gnu/cortex-cloud.node';
  writeFileSync(join(copy, engine), 'of another platform, or cut off');
  const window = await new Editor(context, { extensionPath: copy }).open();
  const { messages } = await window.look();
  assert.match(messages[0].text, /cortex-cloud-linux-x64-gnu/);
  assert.match(messages[0].text, /file too short|invalid ELF header/);
  assertClean(await window.close());
});

/** A copy of the extension without its engine. */
function without(context) {
  const copy = join(mkdtempSync(join(tmpdir(), 'vscode-without-')), 'extension');
  context.after(() => rmSync(join(copy, '..'), { recursive: true, force: true }));
  cpSync(unpacked(), copy, { recursive: true, filter: (path) => !path.endsWith('.node') });
  return copy;
}
