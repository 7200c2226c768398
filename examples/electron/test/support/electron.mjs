// A stand-in for Electron, whose binary is not to be had where these tests run. It does what this app uses and enforces the
// rules that an app can break without noticing under Node. Sources: Electron's own declarations (`electron.d.ts`, version
// 45.5.0) and documentation, named beside each rule by their page (https://www.electronjs.org/docs/latest/…).
//
// | rule | source |
// |---|---|
// | windows, protocol handlers, sessions and encryption exist only after `ready`; schemes and the sandbox are set before it | api/app, api/protocol, api/safe-storage |
// | what crosses IPC goes through the structured clone algorithm; functions, promises and symbols throw | api/ipc-renderer, invoke |
// | of an error that a handler throws only the message arrives, with a prefix | api/ipc-main, handle; electron#24427 |
// | what crosses contextBridge is copied: prototypes and error fields are dropped, functions proxied, objects frozen | api/context-bridge |
// | a sandboxed preload script can require `electron`, `events`, `timers` and `url` only, and sees its renderer half only | tutorial/sandbox |
// | `senderFrame` is null once the frame has navigated or gone | api/structures/ipc-main-invoke-event |
// | a destroyed webContents throws | api/web-contents |
// | quitting: before-quit, then close for every window, any of which can stop it, then will-quit, then quit; `exit` does none of that | api/app |
// | `quit` closes no engine and waits for no promise | api/app |
// | one process holds the single-instance lock of a folder; the first hears of the others | api/app, requestSingleInstanceLock |
// | encryption needs a key store; on Linux the backend may be `basic_text`, and is `unknown` before `ready` | api/safe-storage |
// | a diagnostic report ends the process while the app is loaded | openai/codex#41636 |
// | messages to a page that hangs wait in memory | api/web-contents, send (it is asynchronous and has no limit) |

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const PRELOAD_MODULES = new Set(['electron', 'events', 'timers', 'url']);

/** Folders whose app is running, and the app: what the operating system would know. */
const instances = new Map();

/** The key store of a system, which outlives a run of the app. */
export class KeyStore {
  key = randomBytes(32);
  /** What `getSelectedStorageBackend` says. */
  backend = 'gnome_libsecret';
  isOpen = true;
  /** Whether it has a newer key than the one that encrypted. */
  hasNewerKey = false;
}

/** One run of the app. */
export class Run {
  /** How the process ended: its exit code. */
  exitCode = undefined;
  windows = [];
  errorBoxes = [];

  constructor(folder, keyStore = new KeyStore(), main = '../../dist/main/main.js') {
    this.folder = folder;
    this.keyStore = keyStore;
    this.main = require.resolve(main);
    this.#make();
  }

  get hasEnded() {
    return this.exitCode !== undefined;
  }

  /** Runs the built app's main process, its modules loaded anew. */
  start() {
    for (const path of Object.keys(require.cache)) {
      if (path.includes('/dist/main/')) delete require.cache[path];
    }
    const path = require.resolve('electron');
    require.cache[path] = {
      id: path,
      path,
      filename: path,
      loaded: true,
      children: [],
      paths: [],
      exports: this.electron,
    };
    withoutReports(() => require(this.main));
  }

  /** The system is done starting. */
  async ready() {
    this.isReady = true;
    this.electron.app.emit('ready', {}, {});
    await turn();
  }

  /** The process dies, as by kill -9: nothing of the app is asked. */
  die() {
    this.#end(137);
  }

  #end(code) {
    if (this.hasEnded) return;
    this.exitCode = code;
    if (instances.get(this.folder) === this) instances.delete(this.folder);
    for (const window of this.windows) window.webContents.page?.leave();
  }

  #needsReady(what) {
    if (!this.isReady) throw new Error(`${what} cannot be used before the app is ready`);
  }

  #needsNotReady(what) {
    if (this.isReady) throw new Error(`${what} can only be used before the app is ready`);
  }

  #make() {
    const run = this;
    this.handlers = new Map();
    this.protocols = new Map();
    this.schemes = new Set();

    class App extends EventEmitter {
      isReady = () => run.isReady === true;
      whenReady = () =>
        run.isReady ? Promise.resolve() : new Promise((resolve) => this.once('ready', () => resolve()));
      getPath(name) {
        if (name !== 'userData') throw new Error(`Failed to get '${name}' path`);
        return run.folder;
      }
      enableSandbox() {
        run.#needsNotReady('app.enableSandbox()');
        run.isSandboxed = true;
      }
      requestSingleInstanceLock() {
        const first = instances.get(run.folder);
        if (first === undefined || first === run) {
          instances.set(run.folder, run);
          return true;
        }
        setImmediate(() => first.electron.app.emit('second-instance', {}, ['app'], '/', null));
        return false;
      }
      quit() {
        setImmediate(() => run.#quit());
      }
      exit(code = 0) {
        run.#end(code);
        this.emit('quit', {}, code);
      }
    }

    const electron = {
      app: new App(),
      powerMonitor: new EventEmitter(),
      dialog: { showErrorBox: (title, content) => void this.errorBoxes.push({ title, content }) },
      BrowserWindow: browserWindow(this, (what) => this.#needsReady(what)),
      ipcMain: {
        handle: (channel, listener) => {
          if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
          this.handlers.set(channel, listener);
        },
      },
      protocol: {
        registerSchemesAsPrivileged: (schemes) => {
          this.#needsNotReady('protocol.registerSchemesAsPrivileged');
          for (const { scheme, privileges } of schemes) if (privileges?.standard) this.schemes.add(scheme);
        },
        handle: (scheme, handler) => {
          this.#needsReady('protocol.handle');
          this.protocols.set(scheme, handler);
        },
      },
      safeStorage: safeStorage(this, (what) => this.#needsReady(what)),
    };
    const defaultSession = {
      setPermissionRequestHandler: (handler) => {
        defaultSession.request = handler;
      },
      setPermissionCheckHandler: (handler) => {
        defaultSession.check = handler;
      },
    };
    Object.defineProperty(electron, 'session', {
      value: {
        get defaultSession() {
          run.#needsReady('session');
          return defaultSession;
        },
      },
    });
    this.electron = electron;
  }

  async #quit() {
    if (this.hasEnded || this.isQuitting) return;
    const { app } = this.electron;
    if (!emitted(app, 'before-quit')) return;
    this.isQuitting = true;
    for (const window of [...this.windows]) window.close();
    await turn();
    if (this.windows.length > 0) {
      this.isQuitting = false;
      return;
    }
    if (emitted(app, 'will-quit')) {
      app.emit('quit', {}, 0);
      this.#end(0);
    }
    this.isQuitting = false;
  }
}

/** Runs what must not ask for a diagnostic report. */
function withoutReports(run) {
  const { report } = process;
  const getReport = () => {
    throw new Error('SIGILL in node::GetNodeReport');
  };
  Object.defineProperty(process, 'report', { value: { getReport }, configurable: true });
  try {
    run();
  } finally {
    Object.defineProperty(process, 'report', { value: report, configurable: true });
  }
}

/** Whether nobody prevented it. */
function emitted(emitter, name, detail = {}) {
  let isPrevented = false;
  const preventDefault = () => {
    isPrevented = true;
  };
  const event = { ...detail, preventDefault };
  emitter.emit(name, event);
  return !isPrevented;
}

function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}

function safeStorage(run, needsReady) {
  const { keyStore } = run;
  return {
    isAsyncEncryptionAvailable: async () => {
      needsReady('safeStorage');
      return keyStore.isOpen;
    },
    encryptStringAsync: async (text) => {
      needsReady('safeStorage');
      if (!keyStore.isOpen) throw new Error(`could not encrypt ${text}`);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyStore.key, iv);
      return Buffer.concat([Buffer.from('v11'), iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    decryptStringAsync: async (encrypted) => {
      needsReady('safeStorage');
      if (!keyStore.isOpen) throw new Error('could not decrypt');
      if (!Buffer.isBuffer(encrypted)) throw new TypeError('encrypted has to be a Buffer');
      const decipher = createDecipheriv('aes-256-gcm', keyStore.key, encrypted.subarray(3, 15));
      decipher.setAuthTag(encrypted.subarray(-16));
      const result = Buffer.concat([decipher.update(encrypted.subarray(15, -16)), decipher.final()]).toString('utf8');
      return { result, shouldReEncrypt: keyStore.hasNewerKey };
    },
    getSelectedStorageBackend: () => (run.isReady ? keyStore.backend : 'unknown'),
  };
}

function browserWindow(run, needsReady) {
  return class BrowserWindow extends EventEmitter {
    static getAllWindows() {
      return [...run.windows];
    }

    #isDestroyed = false;

    constructor(options) {
      super();
      needsReady('BrowserWindow');
      this.options = options;
      this.webContents = new WebContents(run, this);
      run.windows.push(this);
      run.electron.app.emit('web-contents-created', {}, this.webContents);
    }

    isDestroyed = () => this.#isDestroyed;
    isMinimized = () => this.minimized === true;
    restore() {
      this.minimized = false;
    }
    focus() {
      this.focused = (this.focused ?? 0) + 1;
    }
    loadURL(url) {
      return this.webContents.load(url);
    }
    close() {
      if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
      if (emitted(this, 'close')) this.destroy();
    }
    destroy() {
      if (this.#isDestroyed) return;
      this.#isDestroyed = true;
      run.windows.splice(run.windows.indexOf(this), 1);
      this.webContents.end();
      this.emit('closed');
      if (run.windows.length > 0 || run.isQuitting) return;
      if (run.electron.app.listenerCount('window-all-closed') === 0) run.electron.app.quit();
      else run.electron.app.emit('window-all-closed');
    }
  };
}

class WebContents extends EventEmitter {
  /** Messages of a page that hangs. */
  waiting = [];
  isHung = false;
  #isDestroyed = false;
  #run;
  #window;

  constructor(run, window) {
    super();
    this.#run = run;
    this.#window = window;
  }

  isDestroyed = () => this.#isDestroyed;

  setWindowOpenHandler(handler) {
    this.openHandler = handler;
  }

  send(channel, ...args) {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    const message = [channel, cloned(args)];
    if (this.isHung) this.waiting.push(message);
    else setImmediate(() => this.page?.receive(...message));
  }

  async load(url) {
    const response = await this.#run.protocols.get(new URL(url).protocol.slice(0, -1))?.(new Request(url));
    if (response?.status !== 200) throw new Error(`ERR_FAILED loading ${url}`);
    const html = await response.text();
    this.page?.leave();
    this.page = new Page(this.#run, this, url, html, response.headers, this.#window.options.webPreferences);
    this.emit('did-finish-load');
  }

  /** What the page does when a link is followed. Whether it went there. */
  navigate(url) {
    const detail = { url, isMainFrame: true, isSameDocument: false };
    if (!emitted(this, 'will-frame-navigate', detail) || !emitted(this, 'will-navigate', detail)) return false;
    this.page.leave();
    this.page.frame = { ...this.page.frame, url };
    return true;
  }

  /** The page's process is gone. */
  crash() {
    this.page.leave();
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
  }

  end() {
    this.#isDestroyed = true;
    this.page?.leave();
    this.emit('destroyed');
  }
}

/** A page and its preload script, which share nothing with the main process but what crosses. */
class Page {
  /** The page's own world: what was exposed there. */
  world = {};
  #listeners = new EventEmitter();
  #hasLeft = false;
  #run;
  #contents;

  constructor(run, contents, url, html, headers, preferences) {
    this.#run = run;
    this.#contents = contents;
    this.html = html;
    this.headers = headers;
    this.frame = { url, parent: null, routingId: 1, processId: 1 };
    const { sandbox, contextIsolation, nodeIntegration, preload } = preferences;
    if (sandbox === false || nodeIntegration === true) throw new Error('this stand-in has sandboxed pages only');
    this.#preload(preload, contextIsolation !== false);
  }

  leave() {
    this.#hasLeft = true;
    this.frame = null;
    this.#listeners.removeAllListeners();
  }

  receive(channel, args) {
    if (!this.#hasLeft) this.#listeners.emit(channel, { sender: 'ipcRenderer' }, ...args);
  }

  /** What `ipcRenderer.invoke` does; from another frame of the page, if it says so. */
  async invoke(channel, args, frame = this.frame) {
    if (this.#hasLeft) return new Promise(() => undefined);
    const sent = cloned(args);
    await turn();
    const handler = this.#run.handlers.get(channel);
    const failed = (error) => new Error(`Error invoking remote method '${channel}': ${error}`);
    if (handler === undefined) throw failed(`Error: No handler registered for '${channel}'`);
    const contents = this.#contents;
    // Looked up when it is asked for, as Electron does: the frame may have gone by then.
    const event = {
      type: 'frame',
      sender: contents,
      get senderFrame() {
        return contents.page?.frame === null || contents.isDestroyed() ? null : frame;
      },
    };
    let reply;
    try {
      reply = cloned(await handler(event, ...sent));
    } catch (error) {
      throw failed(error);
    }
    if (this.#hasLeft || this.#run.hasEnded) return new Promise(() => undefined);
    return reply;
  }

  #preload(path, isIsolated) {
    const electron = {
      ipcRenderer: {
        invoke: (channel, ...args) => this.invoke(channel, args),
        on: (channel, listener) => this.#listeners.on(channel, listener),
      },
      contextBridge: {
        exposeInMainWorld: (name, api) => {
          if (!isIsolated) throw new Error('contextBridge API can only be used when contextIsolation is enabled');
          if (name in this.world)
            throw new Error('Cannot bind an API on top of an existing property on the window object');
          this.world[name] = bridged(api);
        },
      },
    };
    const requires = (name) => {
      if (!PRELOAD_MODULES.has(name)) throw new Error(`module not found: ${name}`);
      return name === 'electron' ? electron : require(name);
    };
    // A realm of its own: objects of the preload script are no instances of the page's classes.
    const context = vm.createContext({ console, setTimeout, clearTimeout });
    const script = vm.runInContext(`(function (exports, require) {${readFileSync(path, 'utf8')}\n})`, context);
    script({}, requires);
  }
}

/** The structured clone algorithm, with Electron's words. */
function cloned(value) {
  try {
    return structuredClone(value);
  } catch (error) {
    throw new Error('An object could not be cloned.', { cause: error });
  }
}

/** What is on the other side of contextBridge. */
function bridged(value) {
  if (typeof value === 'function') {
    return (...args) => {
      try {
        return bridged(value(...args.map(bridged)));
      } catch (error) {
        throw new Error(error.message);
      }
    };
  }
  if (typeof value === 'symbol' || typeof value === 'bigint') throw new Error('this cannot cross contextBridge');
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.then === 'function') {
    return new Promise((resolve, reject) =>
      value.then(
        (result) => resolve(bridged(result)),
        (error) => reject(new Error(error.message)),
      ),
    );
  }
  if (Object.prototype.toString.call(value) === '[object Error]') return new Error(value.message);
  const copy = Array.isArray(value) ? Array.from(value, bridged) : {};
  if (!Array.isArray(value)) for (const [name, inner] of Object.entries(value)) copy[name] = bridged(inner);
  return Object.freeze(copy);
}
