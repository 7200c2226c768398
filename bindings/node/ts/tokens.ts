// A host's token store, asked on JavaScript's own thread only: the engine's threads read a mirror of it, because this
// thread may be waiting for them at that very moment.

import { described } from './body.js';
import { refused, thrown } from './errors.js';
import { type NativeHostTokens, native } from './native.js';
import type { Config } from './types.js';

/**
 * A place for credentials. It must not write them to a plain file or a log.
 *
 * It is asked on the thread that opened the engine, synchronously: `load` when the engine opens and before every call
 * that may need the credential, `save` and `delete` by the calls that sign in and out. What the background syncer uses is
 * what `load` gave last. A store that answers by promises is read by the host before it opens the engine.
 */
export interface TokenStore {
  /** The credential kept under a name; null if there is none. Throwing means the store cannot be read now. */
  load(name: string): string | null | undefined;
  /** Keeps a credential under a name, replacing what was there. Throwing means it was not kept. */
  save(name: string, secret: string): void;
  /** Forgets the credential under a name. Harmless when there is none. Throwing means it is still there. */
  delete(name: string): void;
}

/** The mirror's side of JavaScript. */
export class Tokens {
  readonly native: NativeHostTokens = new native.HostTokens();
  readonly #store: TokenStore;
  /** What the engine keeps its credential under. */
  readonly #name: string | undefined;

  constructor(store: TokenStore, config: Config) {
    if (typeof store !== 'object') {
      throw refused({ argument: 'token_store' }, `it is ${described(store)}; give an object`);
    }
    for (const method of ['load', 'save', 'delete'] as const) {
      if (typeof store[method] !== 'function') {
        const field = `tokenStore.${method}`;
        throw refused({ argument: 'token_store', field }, `it is ${described(store[method])}; give a function`);
      }
    }
    this.#store = store;
    this.#name = config.http?.baseUrl;
  }

  /** Tells the engine what the store has now. */
  refresh(): void {
    if (this.#name === undefined) return;
    let secret: string | null | undefined;
    try {
      const found: unknown = this.#store.load(this.#name);
      // An async load is refused below; what becomes of it is nobody's business.
      if (found instanceof Promise) found.catch(() => undefined);
      secret = found as string | null | undefined;
      if (secret !== undefined && secret !== null && typeof secret !== 'string') {
        throw new TypeError(`load returned ${described(secret)}, not a text or null`);
      }
    } catch (error) {
      this.native.unreadable(this.#name, reason(error));
      return;
    }
    this.native.loaded(this.#name, secret ?? null);
  }

  /** A call that saves or deletes: the engine says what it wants, the store does it, the engine hears how that went. */
  change(call: () => void): void {
    this.native.ask();
    let refusal: unknown;
    try {
      call();
    } catch (error) {
      refusal = error;
    }
    const asked = this.native.asked();
    if (asked === null) {
      if (refusal !== undefined) throw thrown(refusal);
      return;
    }
    this.native.done(this.#write(asked));
    call();
  }

  /** Why the store did not do it, if it did not. */
  #write([name, secret]: [name: string, secret?: string]): string | undefined {
    try {
      const outcome: unknown = secret === undefined ? this.#store.delete(name) : this.#store.save(name, secret);
      if (outcome instanceof Promise) {
        outcome.catch(() => undefined);
        throw new TypeError('it returned a promise; it has to be done when it returns');
      }
      return undefined;
    } catch (error) {
      return reason(error);
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
