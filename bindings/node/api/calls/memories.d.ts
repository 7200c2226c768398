import type { JsonObject } from '../json.js';
import type { Page, Query } from '../types.js';
import { Records } from './records.js';
/** Calls of memories. Their types are in `cortex-cloud/memory`. */
export declare abstract class Memories extends Records {
    /**
     * Saves a memory and returns its id, which is also its record's in the table `memories`. A memory of that id is
     * replaced.
     *
     * `memory` is a JSON object as the memory schema describes it. What may be left out is filled in: a new
     * id, the present time, constant defaults. `content_hash` is always computed. What the schema does not know is kept.
     *
     * Throws `InvalidArgumentError` (`argument.memory`) with the path of what is wrong and what would be right; otherwise
     * as `put`. In each case nothing was changed.
     */
    putMemory(memory: object): string;
    /**
     * A memory; `null` for one that does not exist or is deleted. The case of the id does not count. Reading
     * changes nothing, `access_count` and `last_accessed` included.
     *
     * Throws as `get`.
     */
    getMemory<T extends object = JsonObject>(id: string): T | null;
    /**
     * Memories, a page at a time; without another order the oldest first.
     *
     * Throws as `query`.
     */
    queryMemories<T extends object = JsonObject>(query?: Query): Page<T>;
}
