import { type NativeLogQueue } from './native.js';
import type { LogEntry } from './types.js';
/** Hears what an engine writes down of its work. One that throws is counted with the failed listeners. */
export type LogSink = (entry: LogEntry) => unknown;
/** Brings a sink its entries. */
export declare class LogPump {
    #private;
    readonly queue: NativeLogQueue;
    constructor(sink: LogSink, failed: () => void);
    /** Tells some of what waits, and comes back for the rest. */
    readonly wake: () => void;
    /** Tells everything that waits, for the last time. */
    finish(): void;
}
