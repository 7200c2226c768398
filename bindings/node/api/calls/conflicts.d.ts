import type { ConflictEntry, ConflictFilter, ConflictSide, FailedMutation, MergeStrategy } from '../types.js';
import { Status } from './status.js';
/** Conflicts, and work the server refused. */
export declare abstract class Conflicts extends Status {
    /**
     * The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
     *
     * Throws `InvalidArgument` for an id without a table or a limit out of range; `Storage`.
     */
    conflicts(filter?: ConflictFilter): ConflictEntry[];
    /**
     * Settles the open conflict of one record by a strategy. The outcome goes up with the next sync.
     *
     * Throws `InvalidArgument` for `Manual`, which settles nothing; `Conflict` when the record has no open conflict;
     * `Busy`; `Storage`.
     */
    resolveConflict(table: string, id: string, strategy: MergeStrategy): void;
    /**
     * Settles the open conflict of one record by a body that takes the place of both sides.
     *
     * Throws `InvalidArgument` for a body that will not do; `Conflict` when the record has no open conflict; `Busy`;
     * `Storage`.
     */
    resolveConflictWith(table: string, id: string, body: object): void;
    /**
     * Brings one side of a conflict back as a new version of its record: a delete, if that side was one. Returns whether
     * that changed anything.
     *
     * Throws `InvalidArgument` for a conflict that is not in this file's log; `Busy`; `Storage`.
     */
    restore(conflictId: number, side: ConflictSide): boolean;
    /**
     * Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
     *
     * Throws `Storage`.
     */
    failedMutations(): FailedMutation[];
    /**
     * Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
     * with the next sync. Returns how many records that are.
     *
     * Throws `InvalidArgument` for an id without a table; `Conflict` when the record named is not refused; `Busy`;
     * `Storage`.
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
