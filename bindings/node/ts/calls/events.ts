import { described } from '../body.js';
import { argumentText } from '../check.js';
import { refused } from '../errors.js';
import { EventIterator } from '../iterator.js';
import { LogPump, type LogSink } from '../log.js';
import { LOG_LEVEL } from '../shapes.js';
import { type CloudListener, Subscription } from '../subscription.js';
import type { CloudEvent, LogLevel } from '../types.js';
import { Conflicts } from './conflicts.js';

/** Events and log. */
export abstract class Events extends Conflicts {
  /** What ends with the engine. It also keeps a subscription whose handle the host dropped. */
  readonly #live = new Set<Subscription | EventIterator>();
  #log: LogPump | undefined;

  /**
   * Calls the listener for every event from now on, in order and under no lock: it may call the engine back. Changes
   * that other processes make to the file are told within a second. One that throws is counted
   * (`StatusReport.failedListeners`) and called again for the next event.
   *
   * Throws `InternalError` when no thread can be started.
   */
  subscribe(listener: CloudListener): Subscription {
    callback(listener, 'listener');
    const failed = (): void => this.native.noteFailed();
    const subscription: Subscription = this.run(
      () => new Subscription(this.native, listener, failed, () => this.#live.delete(subscription)),
    );
    this.#live.add(subscription);
    return subscription;
  }

  /**
   * The same events as an async iterator, from this call on: `for await (const event of engine.events())`. Leaving the
   * loop ends the subscription, closing the engine ends the loop. While the loop waits for an event the process does not
   * end; nothing else of an engine keeps it.
   */
  events(): AsyncIterableIterator<CloudEvent> {
    const iterator: EventIterator = this.run(() => new EventIterator(this.native, () => this.#live.delete(iterator)));
    this.#live.add(iterator);
    return iterator;
  }

  /**
   * Tells the sink what this engine writes down of its work, up to `level`, in order. Takes the place of the sink
   * before, which hears its last entries first.
   *
   * No entry holds a body or a credential. A sink may call the engine; what it causes there is not told to it. One that
   * throws is counted with the failed listeners. While it lags by more than 10 000 entries the next ones are left out,
   * and it is told how many.
   *
   * Throws `InternalError` when no thread can be started.
   */
  setLogSink(sink: LogSink, level: LogLevel): void {
    callback(sink, 'sink');
    const ofLevel = argumentText(LOG_LEVEL, level, 'level');
    const pump = new LogPump(sink, () => this.native.noteFailed());
    this.run(() => this.native.setLogSink(pump.queue, pump.wake, ofLevel));
    this.#replaceLog(pump);
  }

  /** Ends the log's sink; it hears what was written down until now first. Harmless when there is none. */
  clearLogSink(): void {
    this.run(() => this.native.clearLogSink());
    this.#replaceLog(undefined);
  }

  /** @internal */
  protected ended(): void {
    for (const one of this.#live) one.end();
    this.#live.clear();
    this.#replaceLog(undefined);
  }

  /** The one before has heard of everything when the addon has let go of it: what waits is told now. */
  #replaceLog(pump: LogPump | undefined): void {
    this.#log?.finish();
    this.#log = pump;
  }
}

function callback(value: unknown, argument: string): void {
  if (typeof value !== 'function') throw refused({ argument }, `it is ${described(value)}; give a function`);
}
