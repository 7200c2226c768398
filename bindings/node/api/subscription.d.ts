import type { CloudEvent } from './types.js';
/** Hears of what an engine does. One that throws, or returns a promise that rejects, is counted and never fatal. */
export type CloudListener = (event: CloudEvent) => unknown;
/** A listener's subscription. It ends by `cancel` or the engine's `close`, never by being dropped or collected. */
export declare class Subscription {
    #private;
    /**
     * Ends the subscription. Once it returns, the listener is not called again; it waits for a call that is running,
     * unless it is made from that very call. Calling it twice is harmless.
     */
    cancel(): void;
    /** The same as `cancel`, for `using`. */
    [Symbol.dispose](): void;
}
