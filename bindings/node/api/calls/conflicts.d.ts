import type { ConflictEntry, ConflictFilter, ConflictSide, FailedMutation, MergeStrategy } from '../types.js';
import { Status } from './status.js';
/** Conflicts, and work the server refused. */
export declare abstract class Conflicts extends Status {
    /**
     * The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
     *
     * Throws `InvalidArgumentError` for an id without a table or a limit out of range; `StorageError`.
     */
    conflicts(filter?: ConflictFilter): ConflictEntry[];
    /**
     * Settles the open conflict of one record by a strategy. The outcome goes up with the next sync.
     *
     * Throws `InvalidArgumentError` for `Manual`, which settles nothing; `ConflictError` when the record has no open
     * conflict; `BusyError`; `StorageError`.
     */
    resolveConflict(table: string, id: string, strategy: MergeStrategy): void;
    /**
     * Settles the open conflict of one record by a body that takes the place of both sides.
     *
     * Throws `InvalidArgumentError` for a body that will not do; `ConflictError` when the record has no open conflict;
     * `BusyError`; `StorageError`.
     */
    resolveConflictWith(table: string, id: string, body: object): void;
    /**
     * Brings one side of a conflict back as a new version of its record: a delete, if that side was one. Returns whether
     * that changed anything.
     *
     * Throws `InvalidArgumentError` for a conflict that is not in this file's log; `BusyError`; `StorageError`.
     */
    restore(conflictId: number, side: ConflictSide): boolean;
    /**
     * Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
     *
     * Throws `StorageError`.
     */
    failedMutations(): FailedMutation[];
    /**
     * Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
     * with the next sync. Returns how many records that are.
     *
     * Throws `InvalidArgumentError` for an id without a table; `ConflictError` when the record named is not refused;
     * `BusyError`; `StorageError`.
     */
    retryFailed(table?: string | null, id?: string | null): number;
    /**
     * Gives refused work up: one record and what goes up together with it, a table's, or all. Each record takes back the
     * last state the server had; what is given up goes to the conflict log, where `restore` finds it. Returns how many
     * records that are.
     *
     * Throws as `retryFailed`.
     */
    discardFailed(table?: string | null, id?: string | null): number;
}
