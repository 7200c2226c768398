import { bodyText } from '../body.js';
import { argumentText, integer, text, textOrNull } from '../check.js';
import { CONFLICT_FILTER, CONFLICT_SIDE, MERGE_STRATEGY } from '../shapes.js';
import type { ConflictEntry, ConflictFilter, ConflictSide, FailedMutation, MergeStrategy } from '../types.js';
import { Status } from './status.js';

/** Conflicts, and work the server refused. */
export abstract class Conflicts extends Status {
  /**
   * The conflicts a filter asks for, newest first, settled ones included unless it says otherwise.
   *
   * Throws `InvalidArgumentError` for an id without a table or a limit out of range; `StorageError`.
   */
  conflicts(filter: ConflictFilter = {}): ConflictEntry[] {
    const ofFilter = argumentText(CONFLICT_FILTER, filter, 'filter');
    return JSON.parse(this.run(() => this.native.conflicts(ofFilter))) as ConflictEntry[];
  }

  /**
   * Settles the open conflict of one record by a strategy. The outcome goes up with the next sync.
   *
   * Throws `InvalidArgumentError` for `Manual`, which settles nothing; `ConflictError` when the record has no open
   * conflict; `BusyError`; `StorageError`.
   */
  resolveConflict(table: string, id: string, strategy: MergeStrategy): void {
    const [ofTable, ofId] = [text(table, 'table'), text(id, 'id')];
    const ofStrategy = argumentText(MERGE_STRATEGY, strategy, 'strategy');
    this.run(() => this.native.resolveConflict(ofTable, ofId, ofStrategy));
  }

  /**
   * Settles the open conflict of one record by a body that takes the place of both sides.
   *
   * Throws `InvalidArgumentError` for a body that will not do; `ConflictError` when the record has no open conflict;
   * `BusyError`; `StorageError`.
   */
  resolveConflictWith(table: string, id: string, body: object): void {
    const [ofTable, ofId] = [text(table, 'table'), text(id, 'id')];
    const ofBody = bodyText(body, { argument: 'body' });
    this.run(() => this.native.resolveConflictWith(ofTable, ofId, ofBody));
  }

  /**
   * Brings one side of a conflict back as a new version of its record: a delete, if that side was one. Returns whether
   * that changed anything.
   *
   * Throws `InvalidArgumentError` for a conflict that is not in this file's log; `BusyError`; `StorageError`.
   */
  restore(conflictId: number, side: ConflictSide): boolean {
    const ofConflict = integer(conflictId, 'conflict_id');
    const ofSide = argumentText(CONFLICT_SIDE, side, 'side');
    return this.run(() => this.native.restore(ofConflict, ofSide));
  }

  /**
   * Everything the server refused and nobody has changed, retried or discarded since, the oldest first.
   *
   * Throws `StorageError`.
   */
  failedMutations(): FailedMutation[] {
    return JSON.parse(this.run(() => this.native.failedMutations())) as FailedMutation[];
  }

  /**
   * Puts refused work back on the queue: one record and what goes up together with it, a table's, or all. It goes up
   * with the next sync. Returns how many records that are.
   *
   * Throws `InvalidArgumentError` for an id without a table; `ConflictError` when the record named is not refused;
   * `BusyError`; `StorageError`.
   */
  retryFailed(table: string | null = null, id: string | null = null): number {
    const [ofTable, ofId] = [textOrNull(table, 'table'), textOrNull(id, 'id')];
    return this.run(() => this.native.retryFailed(ofTable, ofId));
  }

  /**
   * Gives refused work up: one record and what goes up together with it, a table's, or all. Each record takes back the
   * last state the server had; what is given up goes to the conflict log, where `restore` finds it. Returns how many
   * records that are.
   *
   * Throws as `retryFailed`.
   */
  discardFailed(table: string | null = null, id: string | null = null): number {
    const [ofTable, ofId] = [textOrNull(table, 'table'), textOrNull(id, 'id')];
    return this.run(() => this.native.discardFailed(ofTable, ofId));
  }
}
