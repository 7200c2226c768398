import type { NativeEngine, NativeSubscription } from './native.js';
import type { CloudEvent } from './types.js';

type Result = IteratorResult<CloudEvent, undefined>;

/** Longer than any timer may run: only there to keep the process. */
const LONG = 2 ** 31 - 1;

/** Events for a loop. They wait in the addon until the loop asks, joined as they are there. */
export class EventIterator implements AsyncIterableIterator<CloudEvent> {
  readonly #native: NativeSubscription;
  readonly #forget: () => void;
  readonly #asking: ((result: Result) => void)[] = [];
  #taken: CloudEvent[] = [];
  #isLive = true;
  #hold: NodeJS.Timeout | undefined;

  constructor(engine: NativeEngine, forget: () => void) {
    this.#forget = forget;
    this.#native = engine.subscribe(() => this.#answer());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    return new Promise((resolve) => {
      this.#asking.push(resolve);
      this.#answer();
    });
  }

  return(): Promise<Result> {
    if (this.#isLive) {
      this.end();
      this.#forget();
      this.#native.cancel();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the loop. */
  end(): void {
    this.#isLive = false;
    this.#taken = [];
    this.#answer();
  }

  #answer(): void {
    while (this.#asking.length > 0) {
      const event = this.#isLive ? this.#take() : undefined;
      if (event === undefined && this.#isLive) break;
      this.#asking.shift()?.(event === undefined ? { done: true, value: undefined } : { done: false, value: event });
    }
    this.#keep(this.#asking.length > 0);
  }

  #take(): CloudEvent | undefined {
    if (this.#taken.length === 0) {
      const batch = this.#native.take();
      // The last first: taking from the end is what arrays do well.
      if (batch !== null) this.#taken = (JSON.parse(batch) as CloudEvent[]).reverse();
    }
    return this.#taken.pop();
  }

  /** A loop that waits is work to be done: without this Node would end in the middle of it. */
  #keep(wanted: boolean): void {
    if (wanted) this.#hold ??= setInterval(() => undefined, LONG);
    else if (this.#hold !== undefined) {
      clearInterval(this.#hold);
      this.#hold = undefined;
    }
  }
}
