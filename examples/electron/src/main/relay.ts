// Tells pages that something changed.
//
// `webContents.send` never blocks and keeps what a page has not taken: a page that hangs, or a window in the background, would
// collect every event of every sync in memory. So a page is told only what kind of thing changed, and nothing more until it
// has said that it dealt with that. What waits for a page is two flags, however much happens.

import type { CloudEvent } from 'cortex-cloud';
import type { WebContents } from 'electron';
import type { Changes } from '../shared/bridge.js';
import { TABLE } from './notes.js';

interface Watcher {
  waiting: Changes;
  /** Whether the page has yet to say that it dealt with the last one. */
  isBusy: boolean;
}

export class Relay {
  readonly #watchers = new Map<WebContents, Watcher>();
  /** Those that say when they go. */
  readonly #known = new WeakSet<WebContents>();

  /** How many pages are told of changes. */
  get size(): number {
    return this.#watchers.size;
  }

  isWatched(contents: WebContents): boolean {
    return this.#watchers.has(contents);
  }

  /** From now on, until the page goes. A page that was loaded again begins anew. */
  watch(contents: WebContents): void {
    if (contents.isDestroyed()) return;
    if (!this.#known.has(contents)) {
      this.#known.add(contents);
      const forget = (): void => void this.#watchers.delete(contents);
      contents.once('destroyed', forget);
      contents.on('render-process-gone', forget);
    }
    this.#watchers.set(contents, { waiting: nothing(), isBusy: false });
  }

  seen(contents: WebContents): void {
    const watcher = this.#watchers.get(contents);
    if (watcher === undefined) return;
    watcher.isBusy = false;
    this.#send(contents, watcher);
  }

  /** The engine's listener. */
  tell(event: CloudEvent): void {
    const isNotes = changesNotes(event);
    for (const [contents, watcher] of this.#watchers) {
      // What is pending changes with the notes, so the state always does.
      watcher.waiting.state = true;
      watcher.waiting.notes ||= isNotes;
      this.#send(contents, watcher);
    }
  }

  #send(contents: WebContents, watcher: Watcher): void {
    const { waiting } = watcher;
    if (watcher.isBusy || (!waiting.notes && !waiting.state) || contents.isDestroyed()) return;
    watcher.waiting = nothing();
    watcher.isBusy = true;
    contents.send('notes:changed', waiting);
  }
}

/** No event says that a record was sent: the end of a sync does, and each note shows whether the server has it. */
function changesNotes(event: CloudEvent): boolean {
  switch (event.type) {
    case 'RecordsChanged':
      return event.table === TABLE;
    case 'StatusChanged':
      return event.status !== 'Syncing';
    case 'Conflict':
      return true;
    default:
      return false;
  }
}

function nothing(): Changes {
  return { notes: false, state: false };
}
