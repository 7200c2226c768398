// What TypeScript accepts and what it refuses. Compiled, never run.

import { BusyError, CloudEngine, type CloudError, type CloudEvent, type SyncReport } from 'cortex-cloud';
import { type Memory, memory } from 'cortex-cloud/memory';

interface Note {
  title: string;
  stars: number;
}

export async function sample(signal: AbortSignal): Promise<string> {
  using engine = new CloudEngine({
    path: 'notes.db',
    http: { baseUrl: 'https://sync.example.com', retry: { maxTries: 1 } },
  });
  const note: Note = { title: 'First light', stars: 3 };
  engine.put('notes', 'n1', note);
  const back: Note | null = engine.get<Note>('notes', 'n1');
  const pages: Note[] = engine.query<Note>('notes', { filter: { stars: 3 }, orderBy: [{ path: 'stars' }] }).bodies;
  const report: SyncReport = await engine.sync({ signal });
  if (report.error instanceof BusyError && report.error.retryAfterMs !== null) return report.error.code;
  engine.apply([{ type: 'Delete', table: 'notes', id: 'n1' }]);
  using _subscription = engine.subscribe((event: CloudEvent) => {
    if (event.type === 'RecordsChanged') event.ids.at(0);
    // @ts-expect-error: a status has no ids
    if (event.type === 'StatusChanged') event.ids.at(0);
  });
  for await (const event of engine.events()) if (event.type === 'Conflict') return event.table;
  engine.putMemory(
    memory('decision', { decision: 'SQLite', rationale: 'one file', alternatives: [] }, 'We use SQLite.'),
  );
  const found = engine.getMemory<Memory>('id');
  if (found?.memory_type === 'goal') return `${found.content.data.progress} ${found.confidence.toFixed()}`;

  // @ts-expect-error: a decision has no progress
  if (found?.memory_type === 'decision') return found.content.data.progress;
  // @ts-expect-error: the kinds of memory are known
  memory('wish', {}, '');
  // @ts-expect-error: a body is an object
  engine.put('notes', 'n1', 'text');
  // @ts-expect-error: names are spelt as in the contract
  engine.resolveConflict('notes', 'n1', 'localWins');
  // @ts-expect-error: a config has a path
  new CloudEngine({});
  // @ts-expect-error: a change says what it is
  engine.apply([{ table: 'notes', id: 'n1' }]);
  const error: CloudError | null = report.error;
  return `${back?.title} ${pages.length} ${error?.type}`;
}
