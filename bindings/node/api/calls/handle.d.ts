import { type TokenStore } from '../tokens.js';
import type { Config } from '../types.js';
/** An open file. */
export declare abstract class Handle {
    /**
     * Opens the file, or makes it.
     *
     * `tokenStore` is where credentials are kept; in memory until the process ends, if there is none.
     *
     * Throws `InvalidArgumentError` for a setting that will not do, with its name; `StoreUnusableError` for a file that
     * is no store of a known version (it is not touched); `StorageError` when it cannot be written; `TlsError` for plain
     * HTTP to another machine; `BusyError` when another writer does not let go.
     */
    constructor(config: Config, tokenStore?: TokenStore | null);
    /**
     * Ends every running call and the background syncer, waits for a listener that is running (unless called from it),
     * and closes the file. Harmless when called again. Once it has returned no listener is called any more.
     */
    close(): void;
    /** The same as `close`, for `using`. */
    [Symbol.dispose](): void;
}
