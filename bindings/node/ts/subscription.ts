import { thrown } from './errors.js';
import type { NativeEngine, NativeSubscription } from './native.js';
import type { CloudEvent } from './types.js';

/** Hears of what an engine does. One that throws, or returns a promise that rejects, is counted and never fatal. */
export type CloudListener = (event: CloudEvent) => unknown;

/** A listener's subscription. It ends by `cancel` or the engine's `close`, never by being dropped or collected. */
export class Subscription {
  readonly #native: NativeSubscription;
  readonly #listener: CloudListener;
  readonly #failed: () => void;
  readonly #forget: () => void;
  #isLive = true;

  /** @internal Made by `subscribe`. */
  constructor(engine: NativeEngine, listener: CloudListener, failed: () => void, forget: () => void) {
    this.#listener = listener;
    this.#failed = failed;
    this.#forget = forget;
    this.#native = engine.subscribe(() => this.#deliver());
  }

  /**
   * Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
   * unless it is made from that very call. Calling it twice is harmless.
   */
  cancel(): void {
    this.end();
    this.#forget();
    try {
      this.#native.cancel();
    } catch (error) {
      throw thrown(error);
    }
  }

  /** The same as `cancel`, for `using`. */
  [Symbol.dispose](): void {
    this.cancel();
  }

  /** @internal */
  end(): void {
    this.#isLive = false;
  }

  #deliver(): void {
    const batch = this.#isLive ? this.#native.take() : null;
    if (batch === null) return;
    for (const event of JSON.parse(batch) as CloudEvent[]) {
      // The listener may have ended it.
      if (!this.#isLive) return;
      try {
        const outcome = this.#listener(event);
        if (outcome instanceof Promise) outcome.catch(this.#failed);
      } catch {
        this.#failed();
      }
    }
    // There may be more than a batch. Timers and other people's callbacks come first.
    setImmediate(() => this.#deliver());
  }
}
