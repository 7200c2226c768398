import type { AuthState, Explanation, Quota, QuotaCheck, StatusReport } from '../types.js';
import { Network } from './network.js';
/** What the engine says of itself: status, sign-in, quota. */
export declare abstract class Status extends Network {
    /**
     * The engine's state at one moment. Never waits for the network.
     *
     * Throws `StorageError`.
     */
    getStatus(): StatusReport;
    /**
     * Whether a record is synced and, if not, why.
     *
     * Throws `InvalidArgumentError` for a table or id that will not do; `StorageError`.
     */
    explain(table: string, id: string): Explanation;
    /**
     * Signs in with an API key. It is kept in the token store and shown to the configured server only; whether the server
     * takes it shows with the next sync.
     *
     * Throws `InvalidArgumentError` for text that cannot be a key, or without a server; `InternalError` when the token
     * store fails.
     */
    loginApiKey(key: string): void;
    /**
     * Forgets the credentials. Local work goes on and stays queued.
     *
     * Throws `InvalidArgumentError` without a server; `InternalError` when the token store fails.
     */
    logout(): void;
    /** How far the sign-in has come. Never waits for the network. */
    authState(): AuthState;
    /**
     * What the space uses of what it may, by the server's last word; `null` before the first sync. Read from the file: no
     * network.
     *
     * Throws `StorageError`.
     */
    quota(): Quota | null;
    /**
     * Whether what waits to be sent fits into the space, by the server's last word, this engine's own limits and the
     * queue. Read from the file: no network.
     *
     * Throws `StorageError`.
     */
    checkQuota(): QuotaCheck;
}
