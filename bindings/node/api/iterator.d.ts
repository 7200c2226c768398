import type { NativeEngine } from './native.js';
import type { CloudEvent } from './types.js';
type Result = IteratorResult<CloudEvent, undefined>;
/** Events for a loop. They wait in the addon until the loop asks, joined as they are there. */
export declare class EventIterator implements AsyncIterableIterator<CloudEvent> {
    #private;
    constructor(engine: NativeEngine, forget: () => void);
    [Symbol.asyncIterator](): this;
    next(): Promise<Result>;
    return(): Promise<Result>;
    /** Ends the loop. */
    end(): void;
}
export {};
