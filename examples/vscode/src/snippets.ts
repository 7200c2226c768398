// What a snippet is, and how it is written and read.

import { randomUUID } from 'node:crypto';
import type { CloudEngine, CloudRecord, JsonObject, RecordPage } from 'cortex-cloud';
import { patiently } from './engine';

export const TABLE = 'snippets';
const PAGE = 200;

export interface Snippet {
  id: string;
  title: string;
  text: string;
  language: string;
  /** Whether the server has it like this. */
  synced: boolean;
}

/** Every snippet, by title. It is read in pages, and others have a turn between two of them. */
export async function listSnippets(engine: CloudEngine): Promise<Snippet[]> {
  const found: Snippet[] = [];
  let page: string | null = null;
  do {
    const read: RecordPage = engine.queryRecords(TABLE, { orderBy: [{ path: 'title' }], limit: PAGE, page });
    found.push(...read.records.map(fromRecord));
    page = read.nextPage;
    if (page !== null) await new Promise((resolve) => setImmediate(resolve));
  } while (page !== null);
  return found;
}

/** Saves a new one; returns its id. */
export async function addSnippet(engine: CloudEngine, body: Omit<Snippet, 'id' | 'synced'>): Promise<string> {
  const id = randomUUID();
  await patiently(() => engine.put(TABLE, id, body));
  return id;
}

/**
 * Changes some members of a snippet, and leaves those alone that this version does not know. It reads the body anew:
 * since the user was asked, another device may have changed it.
 */
export async function changeSnippet(engine: CloudEngine, id: string, change: Partial<JsonObject>): Promise<void> {
  await patiently(() => {
    const body = engine.get(TABLE, id);
    if (body === null) throw new Error('The snippet was deleted meanwhile, here or on another device.');
    return engine.put(TABLE, id, { ...body, ...change });
  });
}

export async function deleteSnippet(engine: CloudEngine, id: string): Promise<void> {
  await patiently(() => engine.delete(TABLE, id));
}

/** Another program may have written anything into the table: what is no text is shown as none. */
export function fromBody(id: string, body: JsonObject | null, synced = false): Snippet {
  const text = (name: string): string => {
    const value = body?.[name];
    return typeof value === 'string' ? value : '';
  };
  return { id, title: text('title') || '(no title)', text: text('text'), language: text('language'), synced };
}

function fromRecord({ id, body, synced }: CloudRecord): Snippet {
  return fromBody(id, body, synced);
}
