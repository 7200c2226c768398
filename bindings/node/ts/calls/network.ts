import type { CallOptions } from '../abort.js';
import { argumentText, integer } from '../check.js';
import { type CloudError, type CrossedError, revived, thrown } from '../errors.js';
import { QUEUED_MUTATION } from '../shapes.js';
import type { QueuedMutation, SyncReport, VerifyReport, WaitingMutation } from '../types.js';
import { Memories } from './memories.js';

/** A report as it crosses. */
type Crossed<T> = Omit<T, 'error'> & { error: CrossedError | null };

function report(text: string): SyncReport {
  const crossed = JSON.parse(text) as Crossed<SyncReport>;
  return { ...crossed, error: revived(crossed.error) };
}

/** Calls that talk to the server, and the queue they work on. */
export abstract class Network extends Memories {
  /**
   * Sends local mutations, receives remote ones and settles conflicts.
   *
   * A missing network, refused credentials or a full space is reported, not thrown. Waits for a sync that is running
   * already.
   *
   * Throws `CancelledError`, `BusyError`, `StorageError`, `StoreUnusableError`.
   */
  async sync(options?: CallOptions): Promise<SyncReport> {
    return report(await this.network(options, (cancel) => this.native.sync(cancel)));
  }

  /**
   * Only sends local mutations.
   *
   * Throws as `sync`.
   */
  async push(options?: CallOptions): Promise<SyncReport> {
    return report(await this.network(options, (cancel) => this.native.push(cancel)));
  }

  /**
   * Only receives remote mutations.
   *
   * Throws as `sync`.
   */
  async pull(options?: CallOptions): Promise<SyncReport> {
    return report(await this.network(options, (cancel) => this.native.pull(cancel)));
  }

  /**
   * Syncs in the background from now on: every `Config.syncIntervalMs` give or take a tenth, and 10 ms after a local
   * write (1 s at most while writes keep coming). Harmless when it runs already.
   *
   * Throws `InternalError` when no thread can be started.
   */
  start(): void {
    this.tokens?.refresh();
    this.run(() => this.native.start());
  }

  /** Ends the background syncer and waits for it. A sync that is running is cancelled; nothing is lost. */
  async stop(): Promise<void> {
    try {
      await this.native.stop();
    } catch (error) {
      throw thrown(error);
    }
  }

  /**
   * Stops using the network until `goOnline`, even where there is one. A sync that is running ends at its next
   * request.
   */
  goOffline(): void {
    this.run(() => this.native.goOffline());
  }

  /**
   * Uses the network again, and syncs at once what has waited.
   *
   * Throws as `sync`.
   */
  async goOnline(options?: CallOptions): Promise<SyncReport> {
    return report(await this.network(options, (cancel) => this.native.goOnline(cancel)));
  }

  /**
   * Saves or deletes a record as `put` and `delete` do, and keeps the time the host gives for display. It goes up with
   * the next sync, offline or not. Returns whether that changed anything.
   *
   * Throws `InvalidArgumentError` for a put without a payload or a delete with one, and as `put`. Nothing was changed
   * then.
   */
  queueMutation(mutation: QueuedMutation): boolean {
    const ofMutation = argumentText(QUEUED_MUTATION, mutation, 'mutation');
    return this.run(() => this.native.queueMutation(ofMutation));
  }

  /**
   * What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10 000) that come `after` a
   * place in the queue. Refused and held ones are listed with the rest.
   *
   * Throws `InvalidArgumentError` for a limit out of range; `StorageError`.
   */
  queuedMutations(after: number | null = null, limit = 1000): WaitingMutation[] {
    const ofAfter = after === null ? null : integer(after, 'after');
    const ofLimit = integer(limit, 'limit');
    return JSON.parse(this.run(() => this.native.queuedMutations(ofAfter, ofLimit))) as WaitingMutation[];
  }

  /**
   * Syncs, compares everything with the server by digests, and mends what differs without wiping anything.
   *
   * Throws as `sync`.
   */
  async verify(options?: CallOptions): Promise<VerifyReport> {
    const text = await this.network(options, (cancel) => this.native.verify(cancel));
    const crossed = JSON.parse(text) as Omit<VerifyReport, 'sync'> & { sync: Crossed<SyncReport> };
    const error: CloudError | null = revived(crossed.sync.error);
    return { ...crossed, sync: { ...crossed.sync, error } };
  }
}
