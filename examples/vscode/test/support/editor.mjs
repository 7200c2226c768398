// A user's VS Code: the secrets and settings that all its windows share, and the windows.

import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpacked } from './extension.mjs';
import { connect } from './rpc.mjs';

const HOST = fileURLToPath(new URL('host.mjs', import.meta.url));

export class Editor {
  secrets = new Map();
  settings = {};
  /** Why the keyring does not answer, when it does not. */
  locked;
  #windows = new Set();
  #home;
  #extensionPath;

  constructor(context, { settings = {}, extensionPath = unpacked() } = {}) {
    this.settings = settings;
    this.#home = mkdtempSync(join(tmpdir(), 'vscode-user-'));
    this.#extensionPath = extensionPath;
    // VS Code guarantees the parent of the folder, not the folder.
    mkdirSync(join(this.#home, 'globalStorage'));
    context.after(() => {
      for (const window of this.#windows) window.kill();
      rmSync(this.#home, { recursive: true, force: true });
    });
  }

  get storage() {
    return join(this.#home, 'globalStorage', 'cortex-cloud-examples.team-snippets');
  }

  /** Opens a window, and activates the extension in it unless told otherwise. */
  async open({ activate = true, focused = true } = {}) {
    const window = new EditorWindow(this, { extensionPath: this.#extensionPath, storage: this.storage, focused });
    this.#windows.add(window);
    if (activate) await window.call('activate');
    return window;
  }

  async set(changed) {
    Object.assign(this.settings, changed);
    await this.#tellAll('settingsChanged', this.settings, Object.keys(changed));
  }

  /** What windows ask for. */
  handlers = {
    updateSetting: (name, value) => this.set({ [name]: value }),
    getSecret: (key) => {
      this.#unlock();
      return this.secrets.get(key) ?? null;
    },
    storeSecret: async (key, value) => {
      this.#unlock();
      this.secrets.set(key, value);
      await this.#tellAll('secretChanged', key);
    },
    deleteSecret: async (key) => {
      this.#unlock();
      this.secrets.delete(key);
      await this.#tellAll('secretChanged', key);
    },
  };

  #unlock() {
    if (this.locked !== undefined) throw new Error(this.locked);
  }

  #tellAll(call, ...args) {
    return Promise.all([...this.#windows].filter((one) => one.isOpen).map((one) => one.call(call, ...args)));
  }
}

/** One window, with an extension host of its own. */
class EditorWindow {
  #process;
  isOpen = true;
  /** What it writes to its output, which nobody should. */
  output = '';

  constructor(editor, options) {
    this.#process = fork(HOST, [JSON.stringify({ ...options, settings: editor.settings })], {
      silent: true,
      execArgv: ['--expose-gc'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.output += text;
      });
    }
    this.call = connect(this.#process, editor.handlers);
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.isOpen = false;
        resolve({ code, signal });
      });
    });
  }

  run(command, options) {
    return this.call('run', `teamSnippets.${command}`, options);
  }

  /** What the tree shows. */
  async list() {
    return (await this.call('draw', 'teamSnippets.list')).items;
  }

  look() {
    return this.call('look');
  }

  /** Closes the window; says how the extension ended. */
  async close() {
    const end = await this.call('deactivate');
    await this.call('leave');
    const timer = setTimeout(() => this.kill(), 10_000);
    const { code, signal } = await this.ended;
    clearTimeout(timer);
    return { ...end, code, signal, output: this.output };
  }

  kill() {
    if (this.isOpen) this.#process.kill('SIGKILL');
    return this.ended;
  }
}

/** Waits until something is so, 15 s at most. */
export async function until(condition, what) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`this has not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
