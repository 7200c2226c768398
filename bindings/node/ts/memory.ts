// Types of memories, for those who keep any: bodies of the table `memories`, spelt as they are stored.

import type { Contents, MemoryType, NewMemory, StoredMemory } from './memory_types.js';

export type * from './memory_types.js';
export { MEMORY_TYPES } from './memory_types.js';

/** A memory as the engine gives it back: `engine.getMemory<Memory>(id)`. What its content is depends on `memory_type`. */
export type Memory = { [K in MemoryType]: StoredMemory<K> }[MemoryType];

/** What goes with a memory's content. Everything else is filled in by `putMemory`. */
export type MemoryFields<K extends MemoryType> = Omit<Partial<NewMemory<K>>, 'memory_type' | 'content' | 'summary'>;

/** A new memory, for `engine.putMemory`. */
export function memory<K extends MemoryType>(
  type: K,
  data: Contents[K],
  summary: string,
  fields?: MemoryFields<K>,
): NewMemory<K> {
  return { ...fields, memory_type: type, content: { type, data }, summary } as NewMemory<K>;
}
