// AbortSignal, as the engine understands it.

import { described } from './body.js';
import { refused, thrown, thrownUnder } from './errors.js';
import { type NativeCancelToken, native } from './native.js';

/** What every call takes that may take long. */
export interface CallOptions {
  /** Ends the call: it rejects with a `CancelledError`. What it did stays done, what it did not do stays queued. */
  signal?: AbortSignal | undefined;
}

/** The signal of a call's options. */
function signalOf(options: CallOptions | undefined): AbortSignal | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) {
    throw refused({ argument: 'options' }, `it is ${described(options)}; give an object like { signal }`);
  }
  const unknown = Object.keys(options).find((name) => name !== 'signal');
  if (unknown !== undefined) {
    throw refused({ argument: 'options', field: `options.${unknown}` }, 'there is no such option; there is signal');
  }
  const { signal } = options;
  // That of another realm is no instance of ours.
  if (signal !== undefined && !isSignal(signal)) {
    throw refused({ argument: 'options', field: 'options.signal' }, `it is ${described(signal)}; give an AbortSignal`);
  }
  return signal;
}

function isSignal(value: unknown): value is AbortSignal {
  if (typeof value !== 'object' || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignal>;
  return (
    typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function'
  );
}

/** A call on a thread of its own, and its signal's token. */
export async function long<T>(
  options: CallOptions | undefined,
  start: (cancel?: NativeCancelToken) => Promise<T>,
): Promise<T> {
  const signal = signalOf(options);
  if (signal === undefined) {
    try {
      return await start();
    } catch (error) {
      throw thrown(error);
    }
  }
  const token = new native.CancelToken();
  const abort = (): void => token.cancel();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await start(token);
  } catch (error) {
    throw thrownUnder(signal, error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The same for a call that is over when it returns: only a signal that was given already can end it. */
export function short<T>(options: CallOptions | undefined, call: (cancel?: NativeCancelToken) => T): T {
  const signal = signalOf(options);
  const token = signal === undefined ? undefined : new native.CancelToken();
  if (signal?.aborted === true) token?.cancel();
  try {
    return call(token);
  } catch (error) {
    throw thrownUnder(signal, error);
  }
}
