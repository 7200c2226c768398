// Notes in the engine's file.
//
// These calls are synchronous and run on the main process's own thread, which also serves every window: each is kept to a
// page, so that none takes longer than a frame.

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { BusyError, type CloudEngine } from 'cortex-cloud';
import type { Choice, NotePage, OpenConflict, SyncState } from '../shared/bridge.js';
import { plain } from './errors.js';

export const TABLE = 'notes';
const PAGE_OF_NOTES = 200;
const MOST_CONFLICTS = 100;
/** Another process that writes lets go within milliseconds. */
const TRIES = 40;
const PAUSE_MS = 25;

interface Body {
  text?: unknown;
  at?: unknown;
}

export class Notes {
  readonly #engine: CloudEngine;
  readonly #server: string | null;

  constructor(engine: CloudEngine, server: string | null) {
    this.#engine = engine;
    this.#server = server;
  }

  /** The newest first. */
  list(page: string | null): NotePage {
    const query = { orderBy: [{ path: 'at', descending: true }], limit: PAGE_OF_NOTES, page };
    const { records, nextPage } = this.#engine.queryRecords<Body>(TABLE, query);
    const notes = records.map(({ id, body, synced }) => ({ id, text: textOf(body), at: atOf(body), synced }));
    return { notes, nextPage };
  }

  async add(text: string): Promise<string> {
    const id = randomUUID();
    await patiently(() => this.#engine.put(TABLE, id, { text, at: Date.now() }));
    return id;
  }

  /** What a newer version of this app wrote beside the text stays. A note deleted meanwhile comes back: its text is not lost. */
  save(id: string, text: string): Promise<boolean> {
    return patiently(() => {
      const body = this.#engine.get<Body>(TABLE, id) ?? { at: Date.now() };
      return this.#engine.put(TABLE, id, { ...body, text });
    });
  }

  remove(id: string): Promise<boolean> {
    return patiently(() => this.#engine.delete(TABLE, id));
  }

  conflicts(): OpenConflict[] {
    const open = this.#engine.conflicts({ openOnly: true, table: TABLE, limit: MOST_CONFLICTS });
    return open.map(({ id, local, remote, detectedAt }) => ({
      id,
      local: local.body === null ? null : textOf(local.body),
      remote: remote.body === null ? null : textOf(remote.body),
      detectedAt,
    }));
  }

  settle(id: string, choice: Choice): Promise<void> {
    return patiently(() => this.#engine.resolveConflict(TABLE, id, choice === 'local' ? 'LocalWins' : 'RemoteWins'));
  }

  /** Settles a conflict by a text that takes the place of both. */
  merge(id: string, text: string): Promise<void> {
    return patiently(() => {
      const body = this.#engine.get<Body>(TABLE, id) ?? { at: Date.now() };
      this.#engine.resolveConflictWith(TABLE, id, { ...body, text });
    });
  }

  state(): SyncState {
    const report = this.#engine.getStatus();
    return {
      status: report.status,
      auth: report.auth,
      server: this.#server,
      pending: report.pending,
      refused: report.failed,
      conflicts: report.conflicted,
      lastSyncAt: report.lastSyncAt,
      error: report.lastError === null ? null : plain(report.lastError),
    };
  }
}

/** Another process that writes to the file is waited for without stopping the windows. */
async function patiently<T>(write: () => T): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof BusyError) || tries === TRIES) throw error;
    }
    await setTimeout(PAUSE_MS);
  }
}

function textOf(body: Body | null): string {
  return typeof body?.text === 'string' ? body.text : '';
}

function atOf(body: Body | null): number {
  return typeof body?.at === 'number' ? body.at : 0;
}
