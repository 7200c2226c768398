import { type NativeHostTokens } from './native.js';
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
export declare class Tokens {
    #private;
    readonly native: NativeHostTokens;
    constructor(store: TokenStore, config: Config);
    /** Tells the engine what the store has now. */
    refresh(): void;
    /** A call that saves or deletes: the engine says what it wants, the store does it, the engine hears how that went. */
    change(call: () => void): void;
}
