// The app on this device: its page, its file, its end.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CloudEngine } from 'cortex-cloud';
import { bridge, folder, page, problem, quit, started, until, value } from './support/app.mjs';
import { Run } from './support/electron.mjs';

/** Uses the app's file while the app does not run. */
function withFile(at, use) {
  const engine = new CloudEngine({ path: join(at, 'notes.db') });
  try {
    return use(engine);
  } finally {
    engine.close();
  }
}

/** The texts in the app's file, the oldest first. */
function kept(at) {
  return withFile(at, (engine) => engine.query('notes', { orderBy: [{ path: 'at' }] }).bodies.map(({ text }) => text));
}

test('the page adds, edits and deletes notes, and the file has them after the app has quit', async (context) => {
  const at = folder(context);
  const run = await started(context, { at });
  const { get, texts, field, type, send } = page(context, run);
  for (const text of ['Milk', 'Bread']) {
    get('new').value = text;
    send('add');
    await until(() => texts().includes(text), text);
  }
  type(field(texts().indexOf('Milk')), 'Oat milk');
  await until(
    async () => (await value(bridge(run).list(null))).notes.some(({ text }) => text === 'Oat milk'),
    'the edit',
  );
  get('notes').querySelectorAll('li')[texts().indexOf('Bread')].querySelector('button').click();
  await until(() => texts().length === 1, 'the delete');
  assert.equal(get('state').textContent, 'Notes stay on this device');
  await quit(run);
  assert.equal(run.exitCode, 0);
  assert.deepEqual(kept(at), ['Oat milk']);
});

test('what was typed last is in the file, though the app quits at once', async (context) => {
  const at = folder(context);
  const run = await started(context, { at });
  const { get, field, type, texts } = page(context, run);
  await value(bridge(run).add('First'));
  await until(() => texts().length === 1, 'the note');
  for (const text of ['F', 'Fi', 'Fin', 'Fine']) type(field(), text);
  get('new').value = 'Never added';
  assert.ok((await quit(run)) < 1_900);
  assert.deepEqual(kept(at), ['Fine', 'Never added']);
});

test('what is typed stays in its field while it is being saved, whatever else changes; then it is in the file', async (context) => {
  const run = await started(context);
  const { field, type, texts } = page(context, run);
  await value(bridge(run).add('First'));
  await until(() => texts().length === 1, 'the note');
  const save = run.handlers.get('notes:save');
  let goOn;
  const held = new Promise((resolve) => {
    goOn = resolve;
  });
  run.handlers.set('notes:save', async (...call) => {
    await held;
    return save(...call);
  });
  const typed = field();
  type(typed, 'First and more');
  await value(bridge(run).add('Second'));
  await until(() => texts().length === 2, 'the other note');
  assert.equal(typed.value, 'First and more');
  goOn();
  const kept = async () => (await value(bridge(run).list(null))).notes.map(({ text }) => text);
  await until(async () => (await kept()).includes('First and more'), 'the edit');
});

test('closing the window hands over what was typed, and quits', async (context) => {
  const at = folder(context);
  const run = await started(context, { at });
  const { get, texts } = page(context, run);
  await until(() => texts().length === 0 && get('state').textContent !== '', 'the page');
  get('new').value = 'At the last moment';
  run.windows[0].close();
  await until(() => run.hasEnded, 'the end');
  assert.deepEqual(kept(at), ['At the last moment']);
});

test('a page that hangs does not keep the app from quitting', async (context) => {
  const at = folder(context);
  const run = await started(context, { at });
  const { texts } = page(context, run);
  await value(bridge(run).add('Safe'));
  await until(() => texts().length === 1, 'the note');
  run.windows[0].webContents.isHung = true;
  const took = await quit(run);
  assert.ok(took > 1_900 && took < 6_000, `${took} ms`);
  assert.deepEqual(kept(at), ['Safe']);
});

test('a page that crashed is not waited for', async (context) => {
  const run = await started(context);
  page(context, run);
  await value(bridge(run).state());
  run.windows[0].webContents.crash();
  assert.ok((await quit(run)) < 1_900);
});

test('a write that was answered is in the file when the process is killed in the next moment', async (context) => {
  const at = folder(context);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support', 'killed.mjs'), at], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL');
  assert.deepEqual(kept(at), ['Before the end']);
});

test('the engine is closed when the app has quit: its file opens alone, and calls say closed', async (context) => {
  const run = await started(context);
  const handler = run.handlers.get('notes:list');
  const event = { sender: run.windows[0].webContents, senderFrame: { url: 'notes://app/index.html', parent: null } };
  assert.equal((await handler(event, null)).ok, true);
  await quit(run);
  const answer = await handler(event, null);
  assert.deepEqual([answer.ok, answer.error.name, answer.error.code], [false, 'ClosedError', 'closed']);
});

test('starting it twice shows the window there is, and opens no second engine', async (context) => {
  const at = folder(context);
  const run = await started(context, { at });
  run.windows[0].minimized = true;
  const second = new Run(at);
  second.start();
  await second.ready();
  await until(() => second.hasEnded, 'the end of the second');
  assert.equal(second.windows.length, 0);
  assert.equal(second.handlers.size, 0);
  await until(() => run.windows[0].focused === 1, 'the focus');
  assert.equal(run.windows[0].minimized, false);
});

test('it can be started again after it has quit', async (context) => {
  const at = folder(context);
  const first = await started(context, { at });
  await value(bridge(first).add('Still here'));
  await quit(first);
  const again = await started(context, { at });
  assert.deepEqual(
    (await value(bridge(again).list(null))).notes.map(({ text }) => text),
    ['Still here'],
  );
});

test('a file that is no store is left alone, said to the user by its code, and ends the app', async (context) => {
  const at = folder(context);
  const text = 'this is no database, but somebody may want it back. '.repeat(100);
  writeFileSync(join(at, 'notes.db'), text);
  const run = await started(context, { at });
  assert.equal(run.exitCode, 1);
  assert.equal(run.windows.length, 0);
  assert.match(run.errorBoxes[0].content, /\(store\.\w+\)/);
  assert.equal(readFileSync(join(at, 'notes.db'), 'utf8'), text);
});

test('settings that do not parse are said, with what they should be', async (context) => {
  const at = folder(context);
  writeFileSync(join(at, 'settings.json'), '{"server": 5}');
  const run = await started(context, { at });
  assert.equal(run.exitCode, 1);
  assert.match(run.errorBoxes[0].content, /app\.settings/);
});

test('more notes than a page holds are shown a page at a time', async (context) => {
  const at = folder(context);
  const rows = Array.from({ length: 450 }, (_, at) => ({ id: `n${at}`, body: { text: `note ${at}`, at } }));
  withFile(at, (engine) => engine.putMany('notes', rows));
  const run = await started(context, { at });
  const { get, texts } = page(context, run);
  for (const shown of [200, 400, 450]) {
    await until(() => texts().length === shown, `${shown} notes`);
    assert.equal(get('more').hidden, shown === 450);
    get('more').click();
  }
  assert.equal(texts()[0], 'note 449');
  assert.equal(texts()[449], 'note 0');
});

test('a write waits for another process without stopping the windows', async (context) => {
  const at = folder(context);
  const run = await started(context, { at });
  const other = await writing(context, join(at, 'notes.db'));
  if (other === undefined) return context.skip('there is no python3, whose SQLite holds the lock');
  const adding = bridge(run).add('Patience');
  let isDone = false;
  adding.then(() => {
    isDone = true;
  });
  let longest = 0;
  for (let turns = 0, before = performance.now(); turns < 40; turns += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }
  assert.equal(isDone, false);
  other.stdin.end('\n');
  await value(adding);
  assert.ok(longest < 250, `${longest} ms`);
});

/** A process that is in the middle of a write to the file, until it hears a line. */
async function writing(context, path) {
  const script = [
    'import sqlite3, sys',
    'file = sqlite3.connect(sys.argv[1], isolation_level=None)',
    "file.execute('BEGIN IMMEDIATE')",
    "print('writing', flush=True)",
    'sys.stdin.readline()',
    "file.execute('ROLLBACK')",
  ].join('\n');
  const child = spawn('python3', ['-c', script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const isThere = await new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.stdout.once('data', () => resolve(true));
  });
  if (!isThere) return undefined;
  context.after(() => child.kill());
  return child;
}

test('an argument that will not do is refused with a code, and changes nothing', async (context) => {
  const run = await started(context);
  const notes = bridge(run);
  const bad = [
    notes.add(''),
    notes.add(7),
    notes.add('x'.repeat(300_000)),
    notes.add('a', 'b'),
    notes.save('', 'text'),
    notes.save({ $ne: 1 }, 'text'),
    notes.remove('x'.repeat(200)),
    notes.settle('n1', 'both'),
    notes.list(5),
    notes.state('now'),
    notes.signIn(''),
  ];
  for (const error of await Promise.all(bad.map(problem))) {
    assert.deepEqual([error.name, error.code, error.retryable], ['AppError', 'app.argument', false]);
  }
  assert.equal((await value(notes.list(null))).notes.length, 0);
});

test('an error of the engine arrives with its name, code and whether to try again', async (context) => {
  const run = await started(context);
  const error = await problem(bridge(run).settle('nothing', 'local'));
  assert.deepEqual(Object.keys(error).sort(), ['code', 'message', 'name', 'retryable']);
  assert.deepEqual([error.name, error.code, error.retryable], ['ConflictError', 'conflict.none_open', false]);
  const page = await problem(bridge(run).list('no page of ours'));
  assert.deepEqual([page.name, page.code], ['InvalidArgumentError', 'argument.page']);
});
