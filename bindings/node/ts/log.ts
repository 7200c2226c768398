import { type NativeLogQueue, native } from './native.js';
import type { LogEntry } from './types.js';

/** Hears what an engine writes down of its work. One that throws is counted with the failed listeners. */
export type LogSink = (entry: LogEntry) => unknown;

/** Brings a sink its entries. */
export class LogPump {
  readonly queue: NativeLogQueue = new native.LogQueue();
  readonly #sink: LogSink;
  readonly #failed: () => void;
  #isLive = true;

  constructor(sink: LogSink, failed: () => void) {
    this.#sink = sink;
    this.#failed = failed;
  }

  /** Tells some of what waits, and comes back for the rest. */
  readonly wake = (): void => {
    if (this.#isLive && this.#tell()) setImmediate(this.wake);
  };

  /** Tells everything that waits, for the last time. */
  finish(): void {
    while (this.#tell());
    this.#isLive = false;
  }

  #tell(): boolean {
    const batch = this.queue.take();
    if (batch === null) return false;
    for (const entry of JSON.parse(batch) as LogEntry[]) {
      try {
        const outcome = this.#sink(entry);
        if (outcome instanceof Promise) outcome.catch(this.#failed);
      } catch {
        this.#failed();
      }
    }
    return true;
  }
}
