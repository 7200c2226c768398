import type { CallOptions } from '../abort.js';
import type { QueuedMutation, SyncReport, VerifyReport, WaitingMutation } from '../types.js';
import { Memories } from './memories.js';
/** Calls that talk to the server, and the queue they work on. */
export declare abstract class Network extends Memories {
    /**
     * Sends local mutations, receives remote ones and settles conflicts.
     *
     * A missing network, refused credentials or a full space is reported, not thrown. Waits for a sync that is running
     * already.
     *
     * Throws `CancelledError`, `BusyError`, `StorageError`, `StoreUnusableError`.
     */
    sync(options?: CallOptions): Promise<SyncReport>;
    /**
     * Only sends local mutations.
     *
     * Throws as `sync`.
     */
    push(options?: CallOptions): Promise<SyncReport>;
    /**
     * Only receives remote mutations.
     *
     * Throws as `sync`.
     */
    pull(options?: CallOptions): Promise<SyncReport>;
    /**
     * Syncs in the background from now on: every `Config.syncIntervalMs` give or take a tenth, and 10 ms after a local
     * write (1 s at most while writes keep coming). Harmless when it runs already.
     *
     * Throws `InternalError` when no thread can be started.
     */
    start(): void;
    /** Ends the background syncer and waits for it. A sync that is running is cancelled; nothing is lost. */
    stop(): Promise<void>;
    /**
     * Stops using the network until `goOnline`, even where there is one. A sync that is running ends at its next
     * request.
     */
    goOffline(): void;
    /**
     * Uses the network again, and syncs at once what has waited.
     *
     * Throws as `sync`.
     */
    goOnline(options?: CallOptions): Promise<SyncReport>;
    /**
     * Saves or deletes a record as `put` and `delete` do, and keeps the time the host gives for display. It goes up with
     * the next sync, offline or not. Returns whether that changed anything.
     *
     * Throws `InvalidArgumentError` for a put without a payload or a delete with one, and as `put`. Nothing was changed
     * then.
     */
    queueMutation(mutation: QueuedMutation): boolean;
    /**
     * What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10 000) that come `after` a
     * place in the queue. Refused and held ones are listed with the rest.
     *
     * Throws `InvalidArgumentError` for a limit out of range; `StorageError`.
     */
    queuedMutations(after?: number | null, limit?: number): WaitingMutation[];
    /**
     * Syncs, compares everything with the server by digests, and mends what differs without wiping anything.
     *
     * Throws as `sync`.
     */
    verify(options?: CallOptions): Promise<VerifyReport>;
}
