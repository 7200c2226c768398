// The only code that sees both the page and Electron. It gives the page calls by name, never `ipcRenderer` itself.
//
// It resolves with what the main process says and lets the page make an error of it: `contextBridge` copies an Error by its
// message and drops the rest, too.

import { contextBridge, ipcRenderer } from 'electron';
import type { Calls, Changes, NotesBridge, Outcome, PreloadCalls } from '../shared/bridge.js';

function call<Name extends keyof Calls>(name: Name): NotesBridge[Name] {
  const invoke = (...args: unknown[]): Promise<unknown> => ipcRenderer.invoke(`notes:${name}`, ...args);
  return invoke as NotesBridge[Name];
}

function own(name: keyof PreloadCalls): Promise<Outcome<void>> {
  return ipcRenderer.invoke(`notes:${name}`);
}

/** The main process waits for this call, also when the page's callback fails. */
async function after(callback: () => Promise<void>, name: keyof PreloadCalls): Promise<void> {
  try {
    await callback();
  } catch (error) {
    console.error(error);
  }
  await own(name);
}

const bridge: NotesBridge = {
  list: call('list'),
  add: call('add'),
  save: call('save'),
  remove: call('remove'),
  state: call('state'),
  conflicts: call('conflicts'),
  settle: call('settle'),
  merge: call('merge'),
  sync: call('sync'),
  signIn: call('signIn'),
  signOut: call('signOut'),
  onChanged(callback) {
    // The event object stays here: its `sender` is ipcRenderer.
    ipcRenderer.on('notes:changed', (_event, changes: Changes) => {
      void after(() => callback(changes), 'seen');
    });
    void own('watch');
  },
  onClosing(callback) {
    ipcRenderer.on('notes:closing', () => {
      void after(callback, 'saved');
    });
  },
};

contextBridge.exposeInMainWorld('notes', bridge);
