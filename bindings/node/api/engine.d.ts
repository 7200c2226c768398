import { Events } from './calls/events.js';
/**
 * A local-first store that syncs. One file, opened by one object.
 *
 * Store calls are synchronous: they never wait for the network, and for another writer `Config.busyTimeoutMs` at most
 * before they throw a retryable `BusyError`. Calls that talk to the server return promises and take an `AbortSignal`.
 * After `close` every call throws `ClosedError`. Every call may throw `InternalError`, which is a defect of the library.
 */
export declare class CloudEngine extends Events {
}
