// The app as a test uses it: started in a folder of its own, its page in a document, a real server if wanted.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Window } from 'happy-dom';
import { mount } from '../../dist/renderer/app.mjs';
import { Run } from './electron.mjs';

/** A folder for one test. */
export function folder(context) {
  const made = mkdtempSync(join(tmpdir(), 'cortex-electron-'));
  context.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Starts the app and waits for its window. It is made to quit when the test ends. */
export async function started(context, { at = folder(context), server, keyStore } = {}) {
  if (server !== undefined) writeFileSync(join(at, 'settings.json'), JSON.stringify({ server }));
  const run = new Run(at, keyStore);
  context.after(() => quit(run));
  run.start();
  await run.ready();
  await until(() => run.hasEnded || run.windows[0]?.webContents.page !== undefined, 'a window');
  return run;
}

/** Quits the app as its menu would, and waits until it has. How long that took, in milliseconds. */
export async function quit(run) {
  if (run.hasEnded) return 0;
  const before = performance.now();
  run.electron.app.quit();
  await until(() => run.hasEnded, 'the end of the app');
  return performance.now() - before;
}

/** `window.notes` of the app's window, as its page has it. */
export function bridge(run) {
  return run.windows[0].webContents.page.world.notes;
}

/** A call of the page that has to succeed; its value. */
export async function value(asked) {
  const outcome = await asked;
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  return outcome.value;
}

/** The error of a call of the page that has to fail. */
export async function problem(asked) {
  const outcome = await asked;
  if (outcome.ok) throw new Error(`it did not fail: ${JSON.stringify(outcome.value)}`);
  return outcome.error;
}

/** The app's page, its script running in a document. */
export function page(context, run) {
  const window = new Window({ url: 'notes://app/index.html' });
  context.after(() => window.happyDOM.close());
  // The script is run from here: the document has no network.
  window.document.write(run.windows[0].webContents.page.html.replace(/<(script|link)[^>]*>(<\/script>)?/g, ''));
  mount(window.document, bridge(run));
  const get = (id) => window.document.getElementById(id);
  return {
    get,
    /** Texts of the notes shown. */
    texts: () => [...get('notes').querySelectorAll('textarea')].map((field) => field.value),
    field: (place = 0) => get('notes').querySelectorAll('textarea')[place],
    type(field, text) {
      field.value = text;
      field.dispatchEvent(new window.Event('input', { bubbles: true }));
    },
    send: (id) => get(id).dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true })),
  };
}

/** The server's program, with one space. */
export async function server(context) {
  const program = process.env.CORTEX_SERVER_BIN;
  if (program === undefined) throw new Error('CORTEX_SERVER_BIN names no program: the path of a cortex-server');
  const data = folder(context);
  const run = (...args) =>
    execFileSync(program, [...args, '--data', data], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  run('space', 'create', 'notes');
  const key = (account) => run('key', 'create', '--space', 'notes', '--role', 'editor', '--account', account).trim();
  const serving = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--log', 'error'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => serving.once('exit', resolve));
  context.after(() => {
    serving.kill();
    return ended;
  });
  for await (const line of createInterface({ input: serving.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { url, key };
  }
  throw new Error('the server did not start');
}

/** Waits until a condition holds, 10 s at most. */
export async function until(condition, what) {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`this has not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
