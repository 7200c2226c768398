// What crosses between the page and the main process. Types only: a sandboxed preload script is one file and can require
// no other file of the app, so nothing here may exist at run time.

/** A note as the page shows it. */
export interface Note {
  id: string;
  text: string;
  /** When it was made, Unix milliseconds. */
  at: number;
  /** Whether the server has this very state. */
  synced: boolean;
}

export interface NotePage {
  notes: Note[];
  /** Asks for the next page; null after the last. */
  nextPage: string | null;
}

/** An error as plain data: of an Error object only the message would arrive. */
export interface PlainError {
  name: string;
  /** Stable: `busy.writer`, `storage.full`, or one of the app's own (`app.…`, `tokens.…`). */
  code: string;
  message: string;
  /** Whether the same call may succeed later. */
  retryable: boolean;
}

/** How a call ended. Calls resolve with it and never reject for what the main process says. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: PlainError };

export interface SyncState {
  /** `Connected`, `Syncing`, `Offline`, … */
  status: string;
  /** `Authenticated`, `Unauthenticated`, … */
  auth: string;
  /** Null: this app keeps its notes on this device. */
  server: string | null;
  pending: number;
  refused: number;
  conflicts: number;
  lastSyncAt: number | null;
  /** Why the last sync was no success. */
  error: PlainError | null;
}

/** Two states of one note that wait for the user. A text is null where that side deleted the note. */
export interface OpenConflict {
  id: string;
  local: string | null;
  remote: string | null;
  detectedAt: number;
}

/** Whose state stands. */
export type Choice = 'local' | 'remote';

/** What is not as the page last saw it. It asks for what it shows. */
export interface Changes {
  notes: boolean;
  state: boolean;
}

/** What a page may ask of the main process. */
export interface Calls {
  list(page: string | null): NotePage;
  add(text: string): string;
  save(id: string, text: string): boolean;
  remove(id: string): boolean;
  state(): SyncState;
  conflicts(): OpenConflict[];
  settle(id: string, choice: Choice): void;
  merge(id: string, text: string): void;
  sync(): SyncState;
  signIn(key: string): void;
  signOut(): void;
}

/** Calls of the preload script's own, which the page does not see. */
export interface PreloadCalls {
  /** Tell this page of changes from now on. */
  watch(): void;
  /** The page has dealt with the last changes. */
  seen(): void;
  /** The page has handed over everything it had. */
  saved(): void;
}

/** `window.notes`. */
export type NotesBridge = {
  [Name in keyof Calls]: (...args: Parameters<Calls[Name]>) => Promise<Outcome<ReturnType<Calls[Name]>>>;
} & {
  /** Calls back when something changed. The next change is told when the promise is settled. */
  onChanged(callback: (changes: Changes) => Promise<void>): void;
  /** Calls back before the window closes, which waits for the promise, though not for ever. */
  onClosing(callback: () => Promise<void>): void;
};
