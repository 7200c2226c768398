// Opening and closing, and what every call needs. The calls are in the other files of this folder, by what they are about.

import { type CallOptions, long } from '../abort.js';
import { checked } from '../check.js';
import { thrown } from '../errors.js';
import { type NativeCancelToken, type NativeEngine, native } from '../native.js';
import { CONFIG } from '../shapes.js';
import { type TokenStore, Tokens } from '../tokens.js';
import type { Config } from '../types.js';

/** An open file. */
export abstract class Handle {
  /** @internal */
  protected readonly native: NativeEngine;
  /** @internal */
  protected readonly tokens: Tokens | undefined;

  /**
   * Opens the file, or makes it.
   *
   * `tokenStore` is where credentials are kept; in memory until the process ends, if there is none.
   *
   * Throws `InvalidArgumentError` for a setting that will not do, with its name; `StoreUnusableError` for a file that
   * is no store of a known version (it is not touched); `StorageError` when it cannot be written; `TlsError` for plain
   * HTTP to another machine; `BusyError` when another writer does not let go.
   */
  constructor(config: Config, tokenStore?: TokenStore | null) {
    checked(CONFIG, config, { argument: 'config' });
    this.tokens = tokenStore === undefined || tokenStore === null ? undefined : new Tokens(tokenStore, config);
    this.native = this.run(() => new native.CloudEngine(JSON.stringify(config), this.tokens?.native));
    this.tokens?.refresh();
  }

  /**
   * Ends every running call and the background syncer, waits for a listener that is running (unless called from it),
   * and closes the file. Harmless when called again. Once it has returned no listener is called any more.
   */
  close(): void {
    this.run(() => this.native.close());
    this.ended();
  }

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal */
  protected abstract ended(): void;

  /** @internal A call that is over when it returns. */
  protected run<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw thrown(error);
    }
  }

  /** @internal A call that may wait for the network. */
  protected network<T>(
    options: CallOptions | undefined,
    start: (cancel?: NativeCancelToken) => Promise<T>,
  ): Promise<T> {
    return long(options, (cancel) => {
      this.tokens?.refresh();
      return start(cancel);
    });
  }
}
