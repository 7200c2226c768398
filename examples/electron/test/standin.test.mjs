// The stand-in says no where Electron does: a test that passes with it means something.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder } from './support/app.mjs';
import { KeyStore, Run } from './support/electron.mjs';

/** A window whose preload script is this one. */
async function windowWith(context, preload, webPreferences = {}) {
  const at = folder(context);
  const path = join(at, 'preload.js');
  writeFileSync(path, preload);
  const run = new Run(at);
  await run.ready();
  context.after(() => run.die());
  const html = () => new Response('<p></p>');
  run.electron.protocol.handle('x', html);
  const window = new run.electron.BrowserWindow({ webPreferences: { preload: path, ...webPreferences } });
  await window.loadURL('x://y/');
  return { run, window, world: window.webContents.page.world };
}

test('before ready there are no windows, handlers, sessions and encryption; after it no schemes', async (context) => {
  const { electron, ...run } = new Run(folder(context));
  assert.equal(run.isReady, undefined);
  assert.throws(() => new electron.BrowserWindow({}), /ready/);
  assert.throws(() => electron.protocol.handle('x', () => undefined), /ready/);
  assert.throws(() => electron.session.defaultSession, /ready/);
  await assert.rejects(electron.safeStorage.isAsyncEncryptionAvailable(), /ready/);
  assert.equal(electron.safeStorage.getSelectedStorageBackend(), 'unknown');
  const late = new Run(folder(context));
  await late.ready();
  assert.throws(() => late.electron.protocol.registerSchemesAsPrivileged([]), /before/);
  assert.throws(() => late.electron.app.enableSandbox(), /before/);
});

test('of an error that a handler throws only the message arrives', async (context) => {
  const { run, window } = await windowWith(context, '');
  run.electron.ipcMain.handle('fail', () => {
    throw Object.assign(new TypeError('no room'), { code: 'storage.full' });
  });
  const error = await window.webContents.page.invoke('fail', []).catch((caught) => caught);
  assert.equal(error.message, "Error invoking remote method 'fail': TypeError: no room");
  assert.deepEqual([error.name, error.code], ['Error', undefined]);
});

test('what crosses IPC is cloned: no functions, no prototypes, no fields of errors', async (context) => {
  const { run, window } = await windowWith(context, '');
  class Note {
    text = 'a';
    shout() {}
  }
  const replies = {
    note: () => new Note(),
    error: () => Object.assign(new Error('no'), { code: 'c' }),
    call: () => () => undefined,
  };
  for (const [name, reply] of Object.entries(replies)) run.electron.ipcMain.handle(name, reply);
  const { page } = window.webContents;
  assert.equal((await page.invoke('note', [])).shout, undefined);
  assert.equal((await page.invoke('error', [])).code, undefined);
  await assert.rejects(page.invoke('call', []), /could not be cloned/);
  await assert.rejects(page.invoke('note', [() => undefined]), /could not be cloned/);
  await assert.rejects(page.invoke('nobody', []), /No handler registered/);
  assert.throws(() => window.webContents.send('x', { call() {} }), /could not be cloned/);
});

test('what crosses contextBridge is copied, and an error is its message', async (context) => {
  const { world } = await windowWith(
    context,
    `const { contextBridge } = require('electron');
     class Api { own = { list: [1] }; }
     contextBridge.exposeInMainWorld('api', {
       thing: new Api(),
       fail: async () => { throw Object.assign(new RangeError('no'), { code: 'c' }); },
     });`,
  );
  assert.deepEqual(world.api.thing, { own: { list: [1] } });
  assert.ok(Object.isFrozen(world.api.thing.own));
  const error = await world.api.fail().catch((caught) => caught);
  assert.deepEqual([error.message, error.code], ['no', undefined]);
});

test('a sandboxed preload script requires no file, no fs and no half of Electron that is not its own', async (context) => {
  for (const name of ['./other.js', 'fs', 'node:fs', 'cortex-cloud']) {
    await assert.rejects(windowWith(context, `require('${name}')`), /module not found/);
  }
  await assert.rejects(windowWith(context, "require('electron').app.getPath('userData')"), /undefined/);
  await assert.rejects(windowWith(context, '', { sandbox: false }), /sandboxed/);
  const exposes = "require('electron').contextBridge.exposeInMainWorld('api', {})";
  await assert.rejects(windowWith(context, exposes, { contextIsolation: false }), /contextIsolation/);
});

test('a window that says no stops quitting; exit asks nobody; quit closes nothing by itself', async (context) => {
  const { run, window } = await windowWith(context, '');
  const heard = [];
  const { app } = run.electron;
  for (const name of ['before-quit', 'will-quit', 'quit']) app.on(name, () => heard.push(name));
  window.once('close', (event) => event.preventDefault());
  app.quit();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([heard, run.hasEnded], [['before-quit'], false]);
  app.quit();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(heard, ['before-quit', 'before-quit', 'will-quit', 'quit']);
  assert.throws(() => window.webContents.send('x'), /destroyed/);
  assert.throws(() => window.close(), /destroyed/);
});

test('a secret is sealed for one key store, and a closed one opens nothing', async (context) => {
  const keyStore = new KeyStore();
  const run = new Run(folder(context), keyStore);
  await run.ready();
  const sealed = await run.electron.safeStorage.encryptStringAsync('secret');
  assert.equal(sealed.includes('secret'), false);
  assert.equal((await run.electron.safeStorage.decryptStringAsync(sealed)).result, 'secret');
  const other = new Run(folder(context));
  await other.ready();
  await assert.rejects(other.electron.safeStorage.decryptStringAsync(sealed));
  keyStore.isOpen = false;
  await assert.rejects(run.electron.safeStorage.decryptStringAsync(sealed));
});

test('a diagnostic report ends the process while the app is loaded, which asks for none', async (context) => {
  const asking = new Run(folder(context), undefined, './reporting.cjs');
  assert.throws(() => asking.start(), /SIGILL/);
  const run = new Run(folder(context));
  context.after(() => run.die());
  run.start();
});
