// The open engine of this window. It is opened, opened anew and closed one after the other, never two at once.

import { mkdir } from 'node:fs/promises';
import type { Subscription } from 'cortex-cloud';
import { type Disposable, EventEmitter, type ExtensionContext, type LogOutputChannel, Uri } from 'vscode';
import { type CloudEngine, type CloudEvent, loadEngine, patiently } from './engine';
import type { Keys } from './keys';
import { writeLog } from './log';
import { readSettings, type Settings } from './settings';

const FILE = 'snippets.db';

export class Session implements Disposable {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #keys: Keys;
  readonly #events = new EventEmitter<CloudEvent>();
  readonly #turns = new EventEmitter<void>();
  /** What the engine tells. */
  readonly onEvent = this.#events.event;
  /** Opened or closed. */
  readonly onTurn = this.#turns.event;
  #engine: CloudEngine | undefined;
  #subscription: Subscription | undefined;
  #settings: Settings | undefined;
  #isEnding = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(context: ExtensionContext, log: LogOutputChannel, keys: Keys) {
    this.#context = context;
    this.#log = log;
    this.#keys = keys;
  }

  get isOpen(): boolean {
    return this.#engine !== undefined;
  }

  /** Whether the window is being closed: nobody is there to be told anything. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** The open engine. */
  get engine(): CloudEngine {
    if (this.#engine === undefined) {
      throw new Error('The store of the snippets is not open. The log of Team Snippets says why.');
    }
    return this.#engine;
  }

  /** The server of the open engine. */
  get server(): string | null {
    return this.#settings?.server ?? null;
  }

  /** Whether the user has said so. */
  get isOffline(): boolean {
    return this.#settings?.offline === true;
  }

  /** Opens the file by the settings of now; closes it first where it is open. */
  open(): Promise<void> {
    return this.#next(async () => {
      await this.#close();
      if (!this.#isEnding) await this.#open();
    });
  }

  /** Follows the setting. Going online syncs what has waited, in the background. */
  async followOffline(): Promise<void> {
    await this.#next(async () => {
      if (this.#engine === undefined || this.#settings === undefined) return;
      const { offline } = readSettings();
      if (offline === this.#settings.offline) return;
      this.#settings = { ...this.#settings, offline };
      if (offline) this.#engine.goOffline();
      // Not awaited: it is a sync, and may wait for the network.
      else this.#engine.goOnline().catch((error) => this.#log.warn(`going online: ${String(error)}`));
    });
  }

  /**
   * Another window has signed in or out. A background syncer that found no key waits for a sign-in of its own engine, so
   * it is started anew; the engine reads the key then.
   */
  async followKey(): Promise<void> {
    await this.#next(async () => {
      const engine = this.#engine;
      if (engine === undefined || this.server === null) return;
      await engine.stop();
      engine.start();
    });
  }

  /** Once no opening or closing is under way. What it came to, `isOpen` and `engine` say. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  /** Takes the level that the channel has now. */
  followLogLevel(): void {
    if (this.#engine !== undefined) writeLog(this.#engine, this.#log);
  }

  /**
   * Closes the file. What this must not miss is done before the first `await`: VS Code disposes of the subscriptions,
   * the log's channel among them, as soon as `deactivate` has returned its promise.
   */
  close(): Promise<void> {
    this.#isEnding = true;
    this.#subscription?.cancel();
    this.#engine?.clearLogSink();
    return this.#next(() => this.#close());
  }

  dispose(): void {
    void this.close();
    this.#events.dispose();
    this.#turns.dispose();
  }

  async #open(): Promise<void> {
    const { CloudEngine } = loadEngine();
    const settings = readSettings();
    const { globalStorageUri } = this.#context;
    // VS Code names the folder and does not make it.
    await mkdir(globalStorageUri.fsPath, { recursive: true });
    if (settings.server !== null) await this.#readKey(settings.server);
    const config = {
      path: Uri.joinPath(globalStorageUri, FILE).fsPath,
      http: settings.server === null ? null : { baseUrl: settings.server },
      strategy: settings.strategy,
      syncIntervalMs: settings.syncIntervalMs,
    };
    const engine = await patiently(() => new CloudEngine(config, this.#keys));
    this.#settings = settings;
    this.#engine = engine;
    // Closing is next in the queue.
    if (this.#isEnding) return;
    writeLog(engine, this.#log);
    this.#subscription = engine.subscribe((event) => this.#events.fire(event));
    if (settings.offline) engine.goOffline();
    if (settings.server !== null) engine.start();
    this.#turns.fire();
  }

  /** Without the key the snippets are still there: the file opens, and asks for it when it syncs. */
  async #readKey(server: string): Promise<void> {
    try {
      await this.#keys.read(server);
    } catch (error) {
      this.#log.warn(`the API key cannot be read: ${String(error)}`);
    }
  }

  async #close(): Promise<void> {
    const engine = this.#engine;
    if (engine === undefined) return;
    this.#engine = undefined;
    this.#subscription = undefined;
    this.#settings = undefined;
    try {
      // On a thread of its own, so that `close` has nothing left to wait for.
      await engine.stop();
    } finally {
      engine.close();
    }
    this.#turns.fire();
  }

  #next<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(step, step);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
