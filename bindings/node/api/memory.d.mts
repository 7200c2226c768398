export type * from './memory.js';
export { MEMORY_TYPES, memory } from './memory.js';
