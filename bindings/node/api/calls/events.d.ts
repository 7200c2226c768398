import { type LogSink } from '../log.js';
import { type CloudListener, Subscription } from '../subscription.js';
import type { CloudEvent, LogLevel } from '../types.js';
import { Conflicts } from './conflicts.js';
/** Events and log. */
export declare abstract class Events extends Conflicts {
    #private;
    /**
     * Calls the listener for every event from now on, in order and under no lock: it may call the engine back. Changes
     * that other processes make to the file are told within a second. One that throws is counted
     * (`StatusReport.failedListeners`) and called again for the next event.
     *
     * Throws `InternalError` when no thread can be started.
     */
    subscribe(listener: CloudListener): Subscription;
    /**
     * The same events as an async iterator, from this call on: `for await (const event of engine.events())`. Leaving the
     * loop ends the subscription, closing the engine ends the loop. While the loop waits for an event the process does not
     * end; nothing else of an engine keeps it.
     */
    events(): AsyncIterableIterator<CloudEvent>;
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
    setLogSink(sink: LogSink, level: LogLevel): void;
    /** Ends the log's sink; it hears what was written down until now first. Harmless when there is none. */
    clearLogSink(): void;
}
