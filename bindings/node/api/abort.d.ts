import { type NativeCancelToken } from './native.js';
/** What every call takes that may take long. */
export interface CallOptions {
    /** Ends the call: it rejects with a `CancelledError`. What it did stays done, what it did not do stays queued. */
    signal?: AbortSignal | undefined;
}
/** A call on a thread of its own, and its signal's token. */
export declare function long<T>(options: CallOptions | undefined, start: (cancel?: NativeCancelToken) => Promise<T>): Promise<T>;
/** The same for a call that is over when it returns: only a signal that was given already can end it. */
export declare function short<T>(options: CallOptions | undefined, call: (cancel?: NativeCancelToken) => T): T;
